"""Places of the body that a text names, with their side."""

import re

from breakapart.drafting.cues import Rule
from breakapart.drafting.vocabulary import DraftVocabulary

_SITE = Rule(
    (
        r"\b(?:in|on|of|to|at|over|involving|from|beneath|behind|under|affecting|between|within|near|around|below"
        r"|above) (?:the |her |his |an? |this |both )?(?:(?:patient|infant|child|boy|girl|man|woman"
        r"|baby)'s )?(?:(?P<half>left|right)(?:-hand)? (?:\w+ ){0,2}?(?:side|aspect|half|part|border|edge|lobe|pole"
        r"|wall|portion|surface|region|quadrant|corner|end|third|base|tip) of (?:the |her |his )?)?(?:skin of the "
        r"|subcutaneous tissue of the )?(?P<site>(?:(?:left|right|bilateral|upper|lower|proximal|distal|posterior"
        r"|anterior|medial|lateral|middle|lumbar|dorsal|ventral|l|r|lt|rt|volar|inner|outer|deep|mid|great|index"
        r"|ring) |\d(?:st|nd|rd|th) ){0,3}[a-z]+(?: (?!(?:which|where|with|and|that|at|by|in|on|of|region|was|for"
        r"|over|from|to|since|beneath|behind|under|involving|affecting)\b)[a-z]+){0,2})"
    ),
    re.IGNORECASE,
)
SIDE = Rule(r"\b(left|right|midline|bilateral)\b", re.IGNORECASE)
_SIDE_AND_PLACE = Rule(
    r"\b(?P<side>left|right)(?:-sided)?(?: side of(?: the)?)? (?P<place>(?:\d(?:st|nd|rd"
    r"|th) )?[a-z]+(?: [a-z]+){0,2})\b",
    re.IGNORECASE,
)
_SIDE_LETTER = Rule(r"(?:^|(?<=[\s:(]))(?P<side>[LR]|Lt|Rt)\.? (?P<place>[a-z]+(?: [a-z]+)?)\b")
"""A side by its letter ("Site: R cheek"); places are written small behind it."""
_PLACE_AND_LESION = Rule(
    r"\b(?P<place>[a-z]+) (?:mass|tumou?r|lesion|nodule|papule|plaque|lump|swelling|papulonodule|patch|growth)\b",
    re.IGNORECASE,
)
_SYMPTOM_BEHIND = re.compile(
    r"(?: \w+){0,2} (?:weakness|pain|drop|numbness|palsy|paresis|dorsiflexion|stiffness|tingling|radiculopathy"
    r"|discomfort|fracture|injury|replacement|arthritis)\b",
    re.IGNORECASE,
)
_NOT_OF_THE_TUMOUR = re.compile(
    r"\b(?:pain|weakness|numbness|tingling|par(?:a)?esthesia|radiat\w+|referred|metasta\w+|graft|flap|injury"
    r"|fracture|melanoma|carcinoma|trauma|incision|arthroplasty|tattoo)(?: \w+){0,3} ?$"
    r"|\b(?:departments?|divisions?|units?|clinics?|hospitals?|institutes?|sections?|service|school|faculty"
    r"|cent(?:re|er))"
    r"(?: of(?: (?!with\b|for\b|because\b|due\b|after\b)[\w,&-]+){0,5})? ?$",
    re.IGNORECASE,
)


_STAGED = re.compile(
    r"(?:\b(?:CT|MRI|PET|scans?|imaging|tomogra\w+|radiogra\w+|x-rays?|films?|ultraso\w+)(?: scans?)?(?: \w+)?) $",
    re.IGNORECASE,
)
_STAGING_PLACES = frozenset({"chest", "thorax", "abdomen", "pelvis", "brain", "head", "spine", "lungs", "liver"})
"""What is looked at for metastases: an image of it tells nothing of where the tumour is."""
_PLACE_OF_A_PIECE = Rule(
    r"\b(?:lesion|nodule|mass|tumou?r|skin|biopsy|excision|lump|specimen|site|location|papule|plaque|cyst)(?:,|:| -"
    r"|;) (?:skin,? (?:of )?)?(?P<place>(?:(?:upper|lower|mid|central|posterior|anterior|lateral|medial|inner"
    r"|outer) )?[a-z]+(?: [a-z]+)?)(?= ?(?:[.,;:)(\n]|$))",
    re.IGNORECASE,
)
"""A place behind a comma or colon ("Specimen: skin lesion, lower back")."""


def site_in(text: str, vocabulary: DraftVocabulary, *, of_spread: bool = False) -> dict[str, object] | None:
    """
    The first place of the body that `text` names with a preposition.

    The place of a symptom is none of the tumour; that of a metastasis is only with `of_spread`.
    """
    for match in _SITE.finditer(text):
        words = match["site"].lower().split()
        while words and words[-1].strip(",.") not in vocabulary.site_words:
            if words[-1] == "wall" and words[-2:-1] and words[-2] in vocabulary.site_words:
                break
            words.pop()
        if not words or all(
            word
            in (
                "skin",
                "subcutaneous",
                "superficial",
                "deep",
                "left",
                "right",
                "upper",
                "lower",
                "muscle",
                "dermis",
                "subcutis",
                "soft",
                "bone",
                "and",
                "of",
            )
            for word in words
        ):
            continue
        name = " ".join(words)
        region, _ = vocabulary.site(name)
        if region is None:
            continue
        end = match.start("site") + len(name)
        before = text[max(0, match.start() - 40) : match.start()]
        if words[-1] in _STAGING_PLACES and _STAGED.search(before) is not None:
            continue
        if not of_spread and (_SYMPTOM_BEHIND.match(text, end) or _NOT_OF_THE_TUMOUR.search(before)):
            continue
        side = _side_of(match, name, text[end : end + 36])
        return {
            "text": _SIDE_ALONE.sub("", f"{side} {name}") if side and side not in name else name,
            "region": region.value,
            "side": side,
            "start": match.start("site"),
            "end": match.start("site") + len(name),
        }
    return None


_SIDE_ALONE = re.compile(r"(?<= )(?:l|r|lt|rt) ")
_SIDE_FIRST = re.compile(r"(?P<left>l|lt) |(?:r|rt) ")
_SIDE_BEHIND = re.compile(
    r"(?:, ?| ?\(| on the | )(left|right)(?:[- ]sided?)?(?=[.,;)]|$| side| \()|(?: \w+)? of (?:the |her |his )?(left"
    r"|right)\b",
    re.IGNORECASE,
)
"""A side that stands behind its place: "thigh (left)"."""


def _side_of(match: re.Match[str], name: str, behind: str) -> str | None:
    """The side of a place, which is told in its name, by a letter, before it, or behind it."""
    told = SIDE.search(name)
    if told is not None:
        return told[1].lower()
    letter = _SIDE_FIRST.match(name)
    if letter is not None:
        return "left" if letter["left"] else "right"
    if match["half"]:
        return match["half"].lower()
    last = _SIDE_BEHIND.match(behind)
    return (last[1] or last[2]).lower() if last is not None else None


def site_by_side(text: str, vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """The first place that carries its side and no preposition ("mass, right calf")."""
    for match in (*_SIDE_AND_PLACE.finditer(text), *_SIDE_LETTER.finditer(text)):
        words = match["place"].split(" ")
        known = next((n for n in range(1, len(words) + 1) if words[n - 1].lower() in vocabulary.site_words), 0)
        while 0 < known < len(words) and words[known].lower() in {*vocabulary.site_words, "wall"}:
            known += 1
        place = " ".join(words[:known]).lower()
        start, end = match.start("side"), match.start("place") + len(place)
        if not place or (
            _SYMPTOM_BEHIND.match(text, end) or _NOT_OF_THE_TUMOUR.search(text[max(0, start - 40) : start])
        ):
            continue
        side = "left" if match["side"][0] in "lL" else "right"
        region, _ = vocabulary.site(f"{side} {place}")
        if region is not None:
            return {"text": f"{side} {place}", "region": region.value, "side": side, "start": start, "end": end}
    for rule in (_PLACE_AND_LESION, _PLACE_OF_A_PIECE):
        for named in rule.finditer(text):
            name = named["place"].lower()
            if name.split()[-1] not in vocabulary.site_words:
                continue
            region, _ = vocabulary.site(name)
            if region is not None:
                return {"text": name, "region": region.value, "start": named.start("place"), "end": named.end("place")}
    return None


def line_site(text: str, spread: re.Match[str], vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """Of "Lung, right lower lobe, core biopsy: metastatic sarcoma": the place with which the line begins."""
    if not spread.group().startswith(":"):
        return None
    line = text[: spread.start()].rsplit("\n", 1)[-1]
    region, _ = vocabulary.site(line)
    if region is None:
        return None
    side = SIDE.search(line)
    words = re.sub(r"^\W*(?:[A-H]|\d)[.:)]\s*", "", line).split(":")[0].strip().lower()
    return {"text": words, "region": region.value, "side": side[1].lower() if side else None}


def adjective_site(text: str, vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """Of "lung metastases": the place before the word."""
    match = re.search(r"\b(?P<side>left |right |bilateral )?(?P<site>[a-z]+(?: node)?) metasta", text, re.IGNORECASE)
    if match is None or match["site"].lower().split()[0] not in vocabulary.site_words:
        return None
    region, _ = vocabulary.site(match["site"])
    if region is None:
        return None
    side = (match["side"] or "").strip().lower()
    return {"text": f"{side} {match['site'].lower()}".strip(), "region": region.value, "side": side or None}
