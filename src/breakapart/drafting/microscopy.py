"""Morphology: controlled terms in running words, present or said to be absent, with extent and degree."""

import re
from collections.abc import Iterator
from functools import lru_cache

from breakapart.drafting.cues import Rule
from breakapart.drafting.scopes import Scopes, scopes_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import NO_SCOPE, Observation, Scope

_CUE = Rule(
    r"microscop|histolog|cells?\b|stroma|fascic|nucle|cytoplasm|mito|necro"
    r"|pattern|vessel|vascul|collagen|myxoid|infiltrat|inflam|lesion|spindle"
    r"|atypia|morpholog|pleomorph|tumou?r|melanin|ulcer|border|margin|nodul",
    re.IGNORECASE,
)
_NOT_HERE = Rule(
    r"fnclcc|\bgrading\b|immunohisto|immunostain|positiv|negativ|\bfish\b"
    r"|sequenc|hybridi|breakpoint|\bexons?\b|kinase|\bsuch as\b|differential"
    r"|\brule out\b|reported in|have been|magnification|follow-up|resection margin"
    r"|surgical margin|mutation burden"
    r"|underwent|diagnosis of|diagnosed|chemotherap|\bmri\b|ultraso|tomograph"
    r"|immunophenotyp|immunoreactiv|selective|expression|stain(?:ed|ing) (?:for"
    r"|positive)",
    re.IGNORECASE,
)
_DEGREES = (
    ("mild_to_moderate", r"mild[- ]to[- ]moderate(?:[- ]\w+)?"),
    ("moderate_to_marked", r"moderate[- ]to[- ](?:marked|severe)"),
    ("mild", r"mild|slight|scant|sparse|minimal"),
    ("moderate", r"moderate"),
    ("marked", r"marked|severe|prominent|dense|heavy|brisk|abundant"),
)
_DEGREE = tuple((name, Rule(rf"\b(?:{words})(?:ly)?\b(?: \w+){{0,2}}\s?$", re.IGNORECASE)) for name, words in _DEGREES)
_FOCAL = Rule(r"\bfocal(?:ly)?\b(?: \w+)?\s?$", re.IGNORECASE)
_GRADED = frozenset({"inflammation", "moderate_atypia", "mild_atypia", "marked_atypia"})
_NOT_SIGNIFICANT = Rule(
    (
        r"\b(?:not|no|without)\b[^,;.]{0,30}\b(?:significant|prominent|obvious"
        r"|conspicuous)\b(?:(?! in )[^,;.]){0,50}$"
    ),
    re.IGNORECASE,
)
_CLAUSE = Rule(
    (
        r"[;:]|\b(?:arranged|organi[sz]ed|growing|embedded|set) (?=in|within|either"
        r"|as)|, (?=(?:while|whereas|but|although)\b)|\b(?:while|whereas|but|although"
        r"|however)\b"
    ),
    re.IGNORECASE,
)
_ONLY_IN_MICROSCOPY = frozenset(
    {
        "nodular",
        "epithelioid_cells",
        "plaque",
        "cystic",
        "pigment",
        "multifocal",
        "sheets",
        "rapid_growth",
        "mature_fat",
        "osteoid",
        "encapsulated",
        "exophytic",
        "clefts",
        "papillary",
        "cords",
        "intravascular",
        "mild_atypia",
        "marked_atypia",
        "extravasated_rbc",
        "calcification",
        "high_cellularity",
    }
)
"""Everyday or gross words: taken only from sentences that plainly tell what the microscope shows."""
_MICROSCOPE = Rule(
    (
        r"microscop|histolog|cells?\b|cellular|stroma|fascic|nucle|cytoplasm|mitos"
        r"|mitotic|vascula|figure"
    ),
    re.IGNORECASE,
)
_LAYERS = Rule(
    (
        r"\bsubcutaneous (?:adipose tissue|fat|tissue) and (?:the )?dermis\b|\bdermis and (?:the "
        r")?subcut\w+|\bdermal and subcutaneous\b|\bdermis(?:,| with) exten\w+ (?:in)?to (?:the "
        r")?subcut\w+"
    ),
    re.IGNORECASE,
)
_PLAIN = Rule(r"\b(?:the|surrounding|adjacent|underlying) |(?<=fat) tissue\b", re.IGNORECASE)
_INFILTRATED = Rule(r"\binfiltrat(?:ed|es)\b", re.IGNORECASE)
_BOTH_HYALINE = Rule(r"\bstromal and(?:/or)? perivascular hyalin\w+", re.IGNORECASE)
_ATYPIAS = frozenset({"mild_atypia", "moderate_atypia", "marked_atypia"})
_ATYPIA = Rule(
    (
        r"\b(?:(?:no|minimal|mild|slight|moderate)[- ]to[- ](?P<b>mild|moderate"
        r"|marked|severe)|(?P<a>minimal|mild|slight|moderate|marked|severe))(?:[- ]\w+){0,3} "
        r"(?:atypia|pleomorphism)"
    ),
    re.IGNORECASE,
)
_SEEN = (
    r"(?:seen|identified|present|observed|found|noted|prominent|evident|conspicuous"
    r"|detected|demonstrated|encountered)"
)
_TAKEN = Rule(rf"\bnot {_SEEN}\b[^,;.]{{0,30}}$", re.IGNORECASE)
_NOT_SEEN = Rule(
    (
        r"(?:,? (?!was\b|were\b)[\w-]+){0,4} (?:was|were|is|are) (?:absent|lacking"
        rf"|not (?:\w+ )?{_SEEN})"
    ),
    re.IGNORECASE,
)
_NOR = Rule(r"\b(?:nor|neither)\b(?: [\w-]+){0,3} $", re.IGNORECASE)
_LIKE = Rule(
    r"\b([A-Z]{2,6}|[Ii]nfantile fibrosarcoma)[- ](?:like )?(?:morphology"
    r"|histology|phenotype|pattern|appearance|features)\b"
)
_HEDGE = Rule(
    (
        r"\b(?:may|might|can|could|often|usually|typically|generally|frequently"
        r"|commonly|rarely) \w+"
    ),
    re.IGNORECASE,
)
_LOOKS_LIKE = Rule(
    (
        r"\b(?:closely |strongly |focally )?(?:resembl(?:ed|ing|es|e)|reminiscent of"
        r"|mimick(?:ed|ing)|similar to (?:that|those) of)\s(?P<what>[^.;,]{4,90})"
    ),
    re.IGNORECASE,
)


def read_microscopy(part: Part, vocabulary: DraftVocabulary, carried: Scope = NO_SCOPE) -> Iterator[Observation]:
    """Every morphological term that `part` tells of the tumour."""
    text = part.text
    if not _CUE.is_in(text) or _NOT_HERE.is_in(text) or _HEDGE.is_in(text):
        return
    if "diagnos" in part.sentence.section.title.lower():
        return
    base = part.sentence.start + part.start
    scopes = scopes_in(text, vocabulary.site_words)
    is_microscopy = _MICROSCOPE.is_in(text)
    looks = _LOOKS_LIKE.search(text)
    limit = len(text)
    if looks is not None:
        for entity, start, end in vocabulary.entities_in(looks["what"]):
            place = looks.start("what")
            yield Observation(
                "resembles",
                {"entity": entity, "text": looks["what"][:end].strip()},
                base + place + start,
                base + place + end,
                "likened to an entity",
                _scope(place, scopes, carried),
                cases=part.cases,
                section=part.sentence.section.kind,
            )
            limit = looks.start()
            break
    seen: set[tuple[str, bool]] = set()
    layers = _LAYERS.search(text)
    if layers is not None:
        yield Observation(
            "morphology",
            {"term": "dermal_subcutaneous", "outcome": "present"},
            base + layers.start(),
            base + layers.end(),
            "two layers named together",
            _scope(layers.start(), scopes, carried),
            cases=part.cases,
            section=part.sentence.section.kind,
        )
    for like in _LIKE.finditer(text):
        term = vocabulary.knowledge.morphology.resolve(f"{like[1]}-like")
        if term is not None:
            yield Observation(
                "morphology",
                {"term": term, "outcome": "present"},
                base + like.start(),
                base + like.end(),
                "entity by whose pattern it goes",
                _scope(like.start(), scopes, carried),
                cases=part.cases,
                section=part.sentence.section.kind,
            )
    both = _BOTH_HYALINE.search(text)
    if both is not None:
        yield Observation(
            "morphology",
            {"term": "stromal_hyalinisation", "outcome": "present"},
            base + both.start(),
            base + both.end(),
            "two terms that share a word",
            _scope(both.start(), scopes, carried),
            cases=part.cases,
            section=part.sentence.section.kind,
        )
    pleomorphism = _ATYPIA.search(text)
    start = 0
    for match in [*_CLAUSE.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        clause = text[start:end]
        words_from = start
        start = match.end() if match is not None else len(text)
        place = 0
        for mention in vocabulary.morphology_in(_INFILTRATED.sub("infiltrating", _PLAIN.sub(" ", clause))):
            where = _place(clause, mention.words, place)
            if where is None:
                where = (0, len(clause))
            else:
                place = where[1]
            if words_from + where[0] >= limit:
                continue
            if mention.term in _ONLY_IN_MICROSCOPY and not is_microscopy:
                continue
            if (mention.term == "mature_fat" and "mature" not in clause) or mention.words in (
                "cellular region",
                "cellular",
            ):
                continue
            if pleomorphism is not None and mention.term in _ATYPIAS and mention.term != _atypia(pleomorphism):
                continue
            if mention.term == "necrosis" or (mention.term, mention.is_absent) in seen:
                continue
            before = clause[max(0, where[0] - 45) : where[0]]
            is_absent = mention.is_absent or (
                bool(_NOT_SIGNIFICANT.search(clause[max(0, where[0] - 110) : where[0]]))
                and mention.term not in ("low_mitoses",)
            )
            if mention.is_absent and _TAKEN.search(before):
                is_absent = False
            is_absent = is_absent or bool(_NOT_SEEN.match(clause[where[1] :]))
            is_absent = is_absent or bool(_NOR.search(clause[max(0, where[0] - 40) : where[0]]))
            if mention.term == "low_mitoses" and re.search(r"\bno\b", mention.words):
                is_absent = False
            if (
                mention.term in ("epithelioid_cells", "ovoid_cells")
                and mention.words.startswith("spindle")
                and ("spindle_cells", False) not in seen
            ):
                seen.add(("spindle_cells", False))
                yield Observation(
                    "morphology",
                    {"term": "spindle_cells", "outcome": "present"},
                    base + words_from + where[0],
                    base + words_from + where[1],
                    "range of cells",
                    _scope(words_from + where[0], scopes, carried),
                    cases=part.cases,
                    section=part.sentence.section.kind,
                )
            seen.add((mention.term, mention.is_absent))
            degree = (
                next((name for name, pattern in _DEGREE if pattern.search(before)), None)
                if mention.term in _GRADED
                else None
            )
            if degree is None and mention.term in _GRADED:
                degree = next(
                    (
                        name
                        for name, words in _DEGREES
                        if re.match(rf"(?:{words})\b", clause[where[0] : where[1]], re.IGNORECASE)
                    ),
                    None,
                )
            yield Observation(
                "morphology",
                {
                    "term": mention.term,
                    "outcome": "absent" if is_absent else "present",
                    "extent": "focal"
                    if _FOCAL.search(before) or clause[where[0] :].lower().startswith("focal ")
                    else None,
                    "degree": degree,
                },
                base + words_from + where[0],
                base + words_from + where[1],
                "term of the vocabulary",
                _scope(words_from + where[0], scopes, carried),
                cases=part.cases,
                section=part.sentence.section.kind,
            )


def _place(clause: str, words: str, after: int) -> tuple[int, int] | None:
    """Where compared words stand in the clause; they are stemmed, so only their beginnings are looked for."""
    parts = [word for word in words.split() if word[0].isalnum()]
    if not parts:
        return None
    match = _stems_in_order(*parts).search(clause, after)
    return match.span() if match else None


@lru_cache(maxsize=10_000)
def _stems_in_order(*words: str) -> re.Pattern[str]:
    between = r"[\w'.]*[^\w]{1,3}(?:the |surrounding |adjacent |underlying )?"
    return re.compile(r"\b" + between.join(re.escape(_stem(word)) for word in words) + r"[\w]*", re.IGNORECASE)


def _atypia(match: re.Match[str]) -> str:
    word = (match["b"] or match["a"]).lower()
    return {"moderate": "moderate_atypia", "marked": "marked_atypia", "severe": "marked_atypia"}.get(
        word, "mild_atypia"
    )


def _stem(word: str) -> str:
    return word[: max(3, min(len(word) - 1, 5))] if len(word) > 4 else word


def _scope(place: int, scopes: Scopes, carried: Scope) -> Scope:
    before = [scope for start, _, scope in scopes if start <= place]
    if before:
        return before[-1]
    if scopes and scopes[0][0] - place < 60:
        return scopes[0][2]
    return carried
