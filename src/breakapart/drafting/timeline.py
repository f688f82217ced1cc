"""
What happened to the patient, in the order of the telling, with intervals and ages where they stand.

Each rule is a pattern of a kind of event. A summary that comes before the story ("follow-up revealed two recurrences")
is recognised by the story that begins again after it ("Initially, ...").
"""

import re
from collections.abc import Iterator

from breakapart.drafting import follow_up, procedures, treatments
from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.follow_up import UNIT
from breakapart.drafting.patient import NUMBER, duration, number
from breakapart.drafting.reads import FINAL, is_under_diagnosis, reads_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sureness

_LATER = Rule(
    (
        rf"\b(?P<n>{NUMBER}|an?|several) ?-?(?P<u>{UNIT}) (?:later|thereafter"
        r"|afterwards?)\b"
    ),
    re.IGNORECASE,
)
_AFTER = Rule(
    (
        rf"\b(?P<n>{NUMBER}|an?) ?-?(?P<u>{UNIT}) (?:after|following|post)(?: the"
        r"| this| that| initial| first| second| last)*[- ]?(?P<what>\w+)"
    ),
    re.IGNORECASE,
)
_AFTER_SOME = Rule(
    rf"\bafter (?:about |approximately )?(?P<n>{NUMBER}|an?) (?P<u>{UNIT}) of (?:\w+ )?(?:treatment|therapy"
    rf"|chemotherapy|\w+nib)\b",
    re.IGNORECASE,
)
_AT_AGE = Rule(rf"\bat (?:the age of|age) (?P<n>{NUMBER}) ?(?P<u>{UNIT})?", re.IGNORECASE)
_THEN = Rule(
    (
        r"\b(?:then|subsequently|afterwards?|thereafter|next|following th(?:is"
        r"|at)|after (?:this|that))\b"
    ),
    re.IGNORECASE,
)
_SHARED = Rule(rf"\b(?P<n>{NUMBER})(?: {UNIT})? and (?P<m>{NUMBER}) (?P<u>{UNIT})\b", re.IGNORECASE)
_IMAGING = Rule(
    r"\b(?:ultraso(?:und|nograph\w+)|sonograph\w*|MRIs?|MR imaging|magnetic resonance|(?:computed|computer"
    r"|positron emission) tomograph\w+|CT(?: scans?)?|radiographs?|plain films?"
    r"|X-rays?|PET(?:[-/ ]CT)?|imaging|radiology|radiologically|angiograph\w+|scans?)\b",
    re.IGNORECASE,
)
_IMAGED = Rule(
    r"\b(?:detected|revealed|showed|demonstrated|disclosed|identified|seen|found|noted|confirmed|displayed"
    r"|suggested|indicated|depicted|delineated|raised|described|measured)\b"
    r"|\b(?:was|were|had been) (?:\w+ )?(?:obtained|performed|done|undertaken|carried out|taken|visible"
    r"|suspicious)\b",
    re.IGNORECASE,
)
_NOT_IMAGED = re.compile(
    r"[^.;]{0,30}\b(?:characteristics|features|guid\w+|findings (?:of|in) )|-guided|[^.;]{0,60}\b(?:was"
    r"|were) (?:\w+ )?(?:planned|recommended|advised|scheduled|not)\b",
    re.I,
)
_IMAGE_LINE = re.compile(r"(?: scan)?(?: of the [\w ]{2,25})?(?: \(?\d[\d./-]{3,9}\)?)?:")
_GESTATION = Rule(
    (
        rf"\b(?P<n>{NUMBER})(?:st|nd|rd|th)?[- ](?:gestational )?weeks?(?:'s?)? ?(?:of "
        r"|')?(?:gestation\w*|pregnan\w+)"
    ),
    re.IGNORECASE,
)
_LESION = (
    r"(?:mass|nodule|swelling|lump|lesion|tumou?r|papule|plaque|patch|growth|bump|cyst|macule|induration"
    r"|papulonodule|enlargement)"
)
_PRESENTED = Rule(
    r"\bpresent(?:ed|ing)(?! (?:with|as) (?:normal|similar))(?! (?:an?|the|our|two) (?:\w+ )?(?:case"
    r"|series|patient))(?: (?!with|for)[\w'./-]+){0,9}?,? (?:with|for|because of|due to|complaining of|on"
    r" account of)\b"
    r"|\b(?:was|were|been) (?:\w+ )?referred(?: (?!for|with|because)[\w'./-]+){0,9}? (?:for|with|because"
    r" of|due to|on account of)\b"
    r"(?! (?:an? |the |further )?(?:[\w-]+ ){0,3}?(?:excision|resection|surgery|treatment|biopsy"
    r"|radiotherapy|management|therapy|consultation|review|opinion|assessment|follow))"
    r"|\b(?:first |had |has |incidentally )?noticed (?:an?|the|his|her|some|progressive|gradual|increasing"
    r"|painless)\b|\bcomplain\w* of\b"
    r"|\b(?:was|were) (?:\w+ )?admitted\b|\breturned(?: (?!for|to normal)[\w'./-]+){0,8}? with\b|\bcame to"
    r" (?:our|the|medical|clinical)\b"
    r"|\b(?:consulted|visited|attended) (?:our|the|a|an|her|his) (?:(?!with|for)[\w-]+ ){1,7}?(?:with|for|because of"
    r"|due to|complaining of)\b|\bwas consulted for\b"
    r"|\bsought (?:medical|clinical|dermatolog\w+)\b|\b(?:was|were) (?:\w+ )?found to have an? [^.;]{0,40}\b"
    + _LESION
    + r"|\b(?:patient|boy|girl|man|woman|male|female|infant|child|newborn|neonate|who|he|she|gentleman"
    r"|lady)\b[^.;,]{0,25}? (?:had )?developed (?:an? |progressive |new |increasing "
    r"|right |left |severe |gradual )[^.;]{0,50}\b(?:"
    + _LESION
    + r"|weakness|pain|numbness|drop|paraesthesia|symptoms|dysphagia|cough|haematuria|hematuria)\b"
    r"|\b(?:boy|girl|man|woman|newborn|infant|child|patient|neonate|he|she)\b[^.;,]{0,30} had (?:an? "
    r"|noticed |had )[^.;]{0,40}\b" + _LESION + r"\b(?! response)",
    re.IGNORECASE,
)
_NOT_PRESENTED = Rule(
    r"\b(?:patients|cases|typically|usually|often|commonly|may|can|frequently|generally|tumou?rs|children"
    r"|adults|mostly|rarely|literature|disease)\b[^.;]{0,30}"
    r"|\b(?:we|authors)(?: \w+){0,2} present(?:ed)?\b"
    r"|\b(?:another|second) (?:\w+ )?(?:lump|mass|nodule|swelling|lesion|tumou?r)\b"
    r"|\bno history\b|\b(?:after|following) (?:the )?(?:excision|resection|surgery|operation)\b",
    re.IGNORECASE,
)
_FINDING = Rule(
    r"\b(?:initially|at first|originally)\b[^.;]{0,60}\b(?:had|noticed|developed|mass|nodule|lesion)\b"
    r"|\b(?:gross examination|inspection) at birth\b"
    rf"|\bat birth\b[^.;]{{0,30}}\b{_LESION}|\b{_LESION}\b[^.;]{{0,30}}\b(?:noted|noticed|present|started"
    rf"|began|apparent|evident|visible|seen|detected|observed|appeared)"
    r"(?: \w+)? (?:at|since|from|shortly after|soon after) birth\b|\b(?:started|began|appeared) (?:at"
    r"|shortly after|soon after) birth\b"
    rf"|\b{_LESION}\b[^.;]{{0,40}}\b(?:first |incidentally |initially )?(?:noted|noticed|discovered|felt"
    rf"|observed|found incidentally) (?:by|at|since|for|during|incidentally|shortly|about|several|an?|\d"
    rf"|{NUMBER})\b"
    rf"|\b[Ss]ince (?:about |approximately |around )?(?:{NUMBER}) {UNIT}\b[^.;]{{0,40}}\b{_LESION}",
    re.IGNORECASE,
)
_RECURRED = Rule(
    r"\brecurred\b|\brelapsed\b(?! and)|\b(?:recurrences?|relapses?)\b(?: [\w-]+){0,4}? (?:was|were|had"
    r" been) (?:\w+ )?(?:detected|noted|noticed|found|discovered|seen|diagnosed"
    r"|identified|confirmed|observed|suspected|documented|evident|visible)\b|\b(?:recurrences?|relapses?)"
    r" (?:occurred|developed|appeared|followed|ensued)\b"
    r"|\b(?:developed|experienced|suffered|presented with|returned with|showed|revealed|had) (?:an?"
    r" )?(?:\w+ ){0,2}(?:recurrences?|relapses?)\b(?! of (?:pain|symptoms))"
    r"|\bregr(?:ew|owth)\b|\bcame back\b"
    r"|\b(?:another|second|new|further) (?:\w+ )?(?:lump|mass|nodule|swelling|lesion|tumou?r)"
    r" (?:in|at|under|beneath|within|along|adjacent to|near) (?:the )?(?:\w+ )?(?:scar|same (?:site|place|location))\b"
    r"|\b(?:lump|mass|nodule|swelling|lesion|tumou?r)(?: had| has)? re-?appeared\b",
    re.IGNORECASE,
)
_RECURRED_IN = re.compile(
    rf"^(?: \w+){{0,3}}? (?:in|within|after|at) (?:about |approximately |only )?(?P<n>{NUMBER})"
    rf" (?P<u>{UNIT})\b(?! of)",
    re.IGNORECASE,
)
_METASTASISED = Rule(
    r"\bmetasta(?:sis|ses|tic (?:lesions?|disease|nodules?|deposits?|tumou?rs?))\b[^.;]{0,40}\b(?:was|were"
    r"|discovered|detected|found|identified|developed|appeared|occurred)\b"
    r"|\b(?:developed|revealed|showed|with|discovered|detected|due to|confirmed|had|proved|proven|represented) (?:\w+"
    r" ){0,3}metasta(?:sis|ses|tic (?!work|potential|disease\b(?! in| to| of the))\w+)"
    r"|\bmetastasi[sz]ed to\b|\bspread to the\b|: (?:\w+ ){0,2}metastatic\b|: (?:\w+ ){0,3}metastasis of\b",
    re.IGNORECASE,
)
_MORE_SITES = re.compile(
    r"^[\w ]{0,30}?(?:,| and| as well as| plus) (?:the |an? )?(?P<site>(?:(?:left|right|bilateral)"
    r" )?[a-z]+(?: nodes?| lobe)?)",
    re.IGNORECASE,
)
_NO_METASTASIS = Rule(
    (
        r"\bno\b(?: \w+){0,6} metasta|\bwithout\b(?: \w+){0,4} metasta|\bnor metasta"
        r"|\b(?:or|and) metasta\w+|\bhistory of metastas[ie]s\b|\bmetastas[ie]s (?:that )?(?:has|have) (?:\w+ )?"
        r"(?:occurred|developed|appeared) (?:as|up to|even|many|decades)\b"
    ),
    re.IGNORECASE,
)
_DATED = re.compile(r"[^:;\n]{0,40}\d[\d./-]{3,9}[^:;\n]{0,25}:")
RESTART = Rule(
    (
        r"^\W*(?:(?:initially|at first|originally),? (?:the |this |our |her |his |an? )?(?:\w+ )?(?:patient"
        r"|boy|girl|infant"
        r"|child|man|woman|he|she|lesion|mass|nodule|tumou?r|swelling)|the history|her history|his history|on"
        r" history)\b|\b(?:years|months) (?:earlier|before presentation|previously)\b"
    ),
    re.IGNORECASE,
)
"""A sentence with which the story begins (again)."""
_SITE = Rule(
    (
        r"\b(?:in|on|of|to|at|over|involving|from|beneath|behind|under|affecting) (?:the |her |his |an? )?"
        r"(?:(?:patient|infant|child|boy|girl|man|woman|baby)'s )?(?:skin of the "
        r"|subcutaneous tissue of the )?(?P<site>(?:(?:left|right|bilateral|upper"
        r"|lower|proximal|distal|posterior|anterior|medial|lateral|middle|lumbar"
        r"|dorsal|ventral) ){0,3}[a-z]+(?: (?!(?:which|where|with|and|that|at|by|in"
        r"|on|of|region|was|for|over|from|to|since|beneath|behind|under|involving|affecting)\b)[a-z]+){0,2})"
    ),
    re.IGNORECASE,
)
_SIDE = Rule(r"\b(left|right|midline|bilateral)\b", re.IGNORECASE)

_SIDE_AND_PLACE = Rule(r"\b(?P<side>left|right)(?:-sided)? (?P<place>[a-z]+(?: [a-z]+){0,2})\b", re.IGNORECASE)
_SIDE_LETTER = Rule(r"(?:^|(?<=[\s:(]))(?P<side>[LR]|Lt|Rt)\.? (?P<place>[a-z]+(?: [a-z]+)?)\b")
"""A side by its letter ("Site: R cheek"); places are written small behind it."""
_PLACE_AND_LESION = Rule(
    r"\b(?P<place>[a-z]+) (?:mass|tumou?r|lesion|nodule|papule|plaque|lump|swelling|papulonodule|patch|growth)\b",
    re.IGNORECASE,
)
_SYMPTOM_BEHIND = re.compile(
    r"(?: \w+){0,2} (?:weakness|pain|drop|numbness|palsy|paresis|dorsiflexion|stiffness|tingling"
    r"|radiculopathy|discomfort"
    r"|fracture|injury|replacement|arthritis)\b",
    re.IGNORECASE,
)
_NOT_OF_THE_TUMOUR = re.compile(
    r"\b(?:pain|weakness|numbness|tingling|par(?:a)?esthesia|radiat\w+|referred|metasta\w+|graft|flap"
    r"|injury|fracture|melanoma|carcinoma)(?: \w+){0,3} ?$",
    re.IGNORECASE,
)


_CUES = Words(
    " had ",
    "achiev", "attain", "reach", "stabili", "remission", "resolution", "decrease", "reduction", "recur", "relaps",
    "regrew", "regrowth", "metasta", "ultraso", "mri", "magnetic", "tomograph", "ct", "radiogra", "radiolog",
    "x-ray", "imaging", "pet", "scan", "sonogra", "present", "referred", "notice", "noted", "complain", "admitted",
    "initially", "at first", "originally", "birth", "develop", "returned", "discovered", "detected", "incident",
    "since", "first", "history", "grow", "improve", "respon", "effect", "progress", "shrink", "regress", "came to",
    "consulted", "visited", "attended",
    "attention", "found to have", "sought",
)  # fmt: skip
"""Parts of the words of the rules below: a sentence that holds none is let pass quickly."""


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
        if not of_spread and (_SYMPTOM_BEHIND.match(text, end) or _NOT_OF_THE_TUMOUR.search(before)):
            continue
        side = _SIDE.search(name)
        return {
            "text": name,
            "region": region.value,
            "side": side[1].lower() if side else None,
            "start": match.start("site"),
            "end": match.start("site") + len(name),
        }
    return None


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
    for named in _PLACE_AND_LESION.finditer(text):
        if named["place"].lower() not in vocabulary.site_words:
            continue
        region, _ = vocabulary.site(named["place"])
        if region is not None:
            return {
                "text": named["place"].lower(),
                "region": region.value,
                "start": named.start(),
                "end": named.end("place"),
            }
    return None


def _line_site(text: str, spread: re.Match[str], vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """Of "Lung, right lower lobe, core biopsy: metastatic sarcoma": the place with which the line begins."""
    if not spread.group().startswith(":"):
        return None
    line = text[: spread.start()].rsplit("\n", 1)[-1]
    region, _ = vocabulary.site(line)
    if region is None:
        return None
    side = _SIDE.search(line)
    words = re.sub(r"^\W*(?:[A-H]|\d)[.:)]\s*", "", line).split(":")[0].strip().lower()
    return {"text": words, "region": region.value, "side": side[1].lower() if side else None}


def _adjective_site(text: str, vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """Of "lung metastases": the place before the word."""
    match = re.search(r"\b(?P<side>left |right |bilateral )?(?P<site>[a-z]+(?: node)?) metasta", text, re.IGNORECASE)
    if match is None or match["site"].lower().split()[0] not in vocabulary.site_words:
        return None
    region, _ = vocabulary.site(match["site"])
    if region is None:
        return None
    side = (match["side"] or "").strip().lower()
    return {"text": f"{side} {match['site'].lower()}".strip(), "region": region.value, "side": side or None}


def read_events(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """The events of `part`, in the order in which it tells them."""
    text = part.text
    lower = text.lowered
    base = part.sentence.start + part.start
    section = part.sentence.section.kind
    reads = tuple(
        reads_in(
            text,
            vocabulary,
            under_diagnosis=section is SectionKind.CASE and is_under_diagnosis(part.sentence.section.title),
        )
    )
    for read in reads:
        if read.rank and section is not SectionKind.ABSTRACT:
            yield Observation(
                "signed",
                {"text": read.diagnosis, "entity": read.entity, "rank": read.rank},
                base + read.start,
                base + read.end,
                "what a read concluded" if read.rank < FINAL else "final diagnosis",
                sureness=Sureness.READ if read.rank == FINAL else Sureness.INFERRED,
                cases=part.cases,
                section=section,
            )
    if not reads and not any(
        words.are_in(lower)
        for words in (_CUES, procedures.CUES, procedures.MARGIN_CUES, treatments.CUES, follow_up.CUES)
    ):
        return
    found: list[tuple[int, int, str, dict[str, object], str]] = []
    when = _when(text)

    def add(kind: str, start: int, end: int, rule: str, **values: object) -> None:
        found.append((start, end, kind, {key: value for key, value in values.items() if value is not None}, rule))

    shared = _SHARED.search(text) if len(part.cases) == 2 and "respectively" in lower else None
    if shared is not None and (status := follow_up.status_in(text)) is not None:
        # "10 and 14 months, respectively": each case has its own.
        for case, count in zip(part.cases, (shared["n"], shared["m"]), strict=True):
            each: dict[str, object] = {"status": status[0], "follow_up": duration(count, shared["u"])}
            yield Observation(
                "event:follow_up",
                each,
                base + shared.start(),
                base + shared.end(),
                "respectively",
                cases=(case,),
                section=section,
            )
    elif follow_up.CUES.are_in(lower):
        follow_up.read_follow_up(text, add)
    imaging = _imaging(text)
    if imaging is not None and not any(item[2] == "follow_up" for item in found):
        weeks = _GESTATION.search(text)
        add(
            "imaging",
            imaging.start(),
            imaging.end(),
            "imaging with a finding",
            gestation=f"{number(weeks['n']):g} weeks" if weeks else None,
        )
    presented = _PRESENTED.search(text)
    if presented is not None and _NOT_PRESENTED.search(text[max(0, presented.start() - 45) : presented.end()]):
        presented = None
    if presented is not None:
        add("finding", presented.start(), presented.end(), "presentation", presents=True)
    finding = _FINDING.search(text)
    if finding is not None and presented is None and _NOT_PRESENTED.search(text[: finding.end()]) is None:
        add(
            "finding",
            finding.start(),
            finding.end(),
            "first finding",
            at_birth="birth" in finding.group().lower() or None,
        )
    procedures.read_procedures(text, add)
    recurred = _RECURRED.search(text)
    if recurred is not None and not re.search(
        r"\b(?:no|not|without|never|or)\b(?: \w+){0,4} ?$",
        text[max(0, recurred.start() - 35) : recurred.start()],
        re.IGNORECASE,
    ):
        within = _RECURRED_IN.match(text[recurred.end() : recurred.end() + 50])
        add(
            "recurrence",
            recurred.start(),
            recurred.end(),
            "word for recurrence",
            interval=duration(within["n"], within["u"]) if within else None,
            after="procedure" if within else None,
        )
    spread = _METASTASISED.search(text)
    if (
        spread is not None
        and not _NO_METASTASIS.search(text)
        and not re.search(
            r"\b(?:no|risk|rates?|rare|reports?|potential|tend)\b",
            text[max(0, spread.start() - 25) : spread.start()],
            re.IGNORECASE,
        )
    ):
        place = (
            _line_site(text, spread, vocabulary)
            or _adjective_site(text[: spread.start() + 40], vocabulary)
            or site_in(text[spread.start() :], vocabulary, of_spread=True)
            or site_in(text, vocabulary, of_spread=True)
        )
        add("metastasis", spread.start(), spread.end(), "word for metastasis", site=place)
        end = place.get("end") if place is not None else None
        if isinstance(end, int) and place is not None:
            end += (
                spread.start()
                if text[spread.start() :].lower().find(str(place["text"])) == int(str(place["start"]))
                else 0
            )
            more = _MORE_SITES.match(text[end : end + 80])
            region = vocabulary.site(more["site"])[0] if more is not None else None
            if (
                more is not None
                and region is not None
                and region.value != place["region"]
                and more["site"].lower().split()[-1]
                in (
                    *vocabulary.site_words,
                    "node",
                    "nodes",
                )
            ):
                side = _SIDE.search(more["site"])
                other = {
                    "text": more["site"].lower(),
                    "region": region.value,
                    "side": side[1].lower() if side else None,
                }
                add(
                    "metastasis",
                    end + more.start("site"),
                    end + more.end("site"),
                    "further site of metastasis",
                    site=other,
                )
    treatments.read_treatments(text, section.is_about_the_case, add)
    for read in (read for read in reads if read.is_event):
        add(
            "pathology_read",
            read.start,
            read.end,
            "what a read concluded",
            diagnosis=read.diagnosis,
            entity=read.entity,
            certainty=read.certainty,
            sums_up=read.sums_up or None,
        )
    if not any(item[2] in ("treatment", "follow_up") for item in found):
        effect = treatments.NO_EFFECT.search(text)
        answer = "no improvement" if effect is not None else treatments.response_in(text)
        effect = effect or treatments.RESPONSE.search(text)
        if answer is not None and effect is not None:
            add("effect", effect.start(), effect.end(), "effect of the treatment before", result=answer)
    found.sort(key=lambda event: event[:2])
    is_history = "history" in part.sentence.section.title.lower()
    for start, end, kind, values, rule in found:
        if values.get("mention") and (is_history or _DATED.match(text, end) is not None):
            # "Core biopsy 1/3 (S24-16): X": tissue that was read before; what is described is the tissue at hand.
            values = {**values, "elsewhere": True}
        nearest = [item for item in when if kind != "follow_up" and values.get("course") in (None, "given")]
        if nearest and kind in ("procedure", "treatment", "recurrence", "metastasis", "finding", "imaging"):
            chosen = max((item for item in nearest if item[0] <= start), default=nearest[0], key=lambda item: item[0])
            alone = (
                len(when) == 1
                and len([item for item in found if item[2] not in ("follow_up", "pathology_read", "effect")]) == 1
            )
            if (chosen[0] <= start or alone) and not any(
                chosen[0] <= other[0] < start and other[2] not in ("follow_up", "pathology_read") and other[0] != start
                for other in found
            ):
                values = {**values, **chosen[1]}
            elif chosen[0] > start and 0 <= chosen[0] - end <= 40 and not any(other[0] > end for other in found):
                # "Resection was performed after 7 months of treatment": said behind the last event.
                values = {**values, **chosen[1]}
        yield Observation(f"event:{kind}", values, base + start, base + end, rule, cases=part.cases, section=section)


def _imaging(text: str) -> re.Match[str] | None:
    """The first image of the patient that `text` says was taken or showed something."""
    for match in _IMAGING.finditer(text):
        if _NOT_IMAGED.match(text, match.end()) is not None:
            continue
        if re.search(
            r"\b(?:serial|further|before|without|no|by|if|follow-?up) (?:\w+ )?$",
            text[: match.start()][-25:],
            re.IGNORECASE,
        ):
            continue
        if _IMAGE_LINE.match(text, match.end()) is not None or (
            _IMAGED.search(text) is not None and match.group().lower() not in ("scans", "scan")
        ):
            return match
    return None


def _when(text: str) -> list[tuple[int, dict[str, object]]]:
    found: list[tuple[int, dict[str, object]]] = []
    found += [(m.start(), {"interval": duration(m["n"], m["u"]), "after": "previous"}) for m in _LATER.finditer(text)]
    for match in _AFTER.finditer(text):
        what = match["what"].lower()
        after = next(
            (
                kind
                for kind, words in (
                    ("procedure", r"surg|resect|excis|operat|amput|biops"),
                    ("treatment", r"treat|therap|chemo|radio"),
                    ("birth", r"birth|deliver"),
                    ("recurrence", r"recur|relaps"),
                    ("read", "diagnos"),
                    ("finding", "onset|presentation"),
                )
                if re.match(words, what)
            ),
            "previous",
        )
        found.append((match.start(), {"interval": duration(match["n"], match["u"]), "after": after}))
    for match in _AFTER_SOME.finditer(text):
        found.append((match.start(), {"interval": duration(match["n"], match["u"]), "after": "treatment"}))
    found += [(m.start(), {"age": duration(m["n"], m["u"] or "years")}) for m in _AT_AGE.finditer(text)]
    found += [(m.start(), {"after": "previous"}) for m in _THEN.finditer(text)]
    return sorted(found, key=lambda item: item[0])
