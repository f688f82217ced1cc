"""Morphology: controlled terms in running words, present or said to be absent, with extent and degree."""

import re
from collections.abc import Iterator
from functools import lru_cache

from breakapart.drafting.cues import Rule
from breakapart.drafting.morphology_forms import Form, forms_in, is_no_term
from breakapart.drafting.negation import absences
from breakapart.drafting.negation import is_absent as is_in
from breakapart.drafting.scopes import Scopes, scopes_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import NO_SCOPE, Observation, Scope

_CUE = Rule(
    r"microscop|histolog|cells?\b|stroma|fascic|nucle|cytoplasm|mito|necro"
    r"|pattern|vessel|vascul|collagen|myxoid|infiltrat|inflam|lesion|spindle"
    r"|atypi|morpholog|pleomorph|tumou?r|melanin|ulcer|border|margin|nodul|lymph|eosinophil|neutrophil|plasma"
    r"|mast cell|fat\b|fatty|adipo|muscle|ha?emorrhag|calcifi|hyalini|dermis|dermal|epiderm|melanocyt|storiform|whorl"
    r"|\bmass\b|proliferation|neoplasm|circumscri|cellular|rosette|necro|architectur|power|siderin"
    r"|(?:un|non-?)encapsul|capsule|delimited|boundar|exophytic|perineural|emperipolesis|kamino|rhabdomyobl"
    r"|keratini[sz]ation"
    r"|giant cell|nests?\b|cyst|metaplas|osteoid|chondr|microscop|verocay|palisad",
    re.IGNORECASE,
)
_NOT_HERE = Rule(
    r"fnclcc|\bgrading\b|\bfish\b"
    r"|sequenc|hybridi|breakpoint|\bexons?\b|kinase|\bsuch as\b|differential"
    r"|\brule out\b|reported in|have been|original magnification|magnification[:, x]{0,3}\d|follow-up|resection margin"
    r"|surgical margin|mutation burden"
    r"|underwent|diagnosis of|diagnosed|chemotherap|\bmri\b|ultraso|tomograph"
    r"|selective|\bentities\b|\b(?:were|was) (?:also )?considered|-rearranged"
    r"|\bis an? (?:\w+ ){0,4}(?:entity|neoplasm|tumou?r|lesion)(?: (?:that|which)|,? characteri[sz]ed)"
    r"|\bare (?:\w+ ){0,2}characteri[sz]ed by",
    re.IGNORECASE,
)
_IS_DIAGNOSIS = re.compile(r"\W*(?:\w+ )?diagnos[ie]s\W*$", re.IGNORECASE)
_OF_STAINS = Rule(
    r"immunohisto|immunostain|positiv|negativ|immunophenotyp|immunoreactiv|expression|express(?:ed|es|ing)"
    r"|stain(?:ed|ing|s)? (?:for|positive|with)|staining",
    re.IGNORECASE,
)
_NAMED_IN_PASSING = Rule(r"\b(?:proliferation|neoplasm|tumou?r|lesion|na?evus|neoplasia)\b(?! cells)", re.IGNORECASE)
_WORDS_BEFORE = 5
"""A sentence about stains names the tumour: "a CD34-positive bland spindle cell neoplasm"."""
_IN_PASSING = frozenset(
    {
        "spindle_cells",
        "epithelioid_cells",
        "ovoid_cells",
        "round_cells",
        "mild_atypia",
        "monomorphic",
        "dermal_nodule",
        "compound",
        "high_cellularity",
    }
)
_COVERED_BY = {
    "stromal_hyalinisation": ("perivascular_hyalinisation",),
    "low_cellularity": ("alternating_cellularity",),
    "high_cellularity": ("alternating_cellularity",),
    "myxoid_stroma": ("alternating_fibrous_myxoid", "myxoid_to_collagenous"),
    "collagenous_stroma": ("alternating_fibrous_myxoid", "myxoid_to_collagenous"),
}
"""What a longer phrase tells instead of the shorter one within it."""
Spans = tuple[tuple[int, int], ...]

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
        r"|mitotic|vascula|figure|necro|atypi|dermis|dermal proliferation|lymphocyt|whorl|storiform|component"
        r"|architectur|degenerat|encapsul|dystrophic|metaplas"
        r"|adipose|circumscri"
    ),
    re.IGNORECASE,
)
_OF_SLIDES = re.compile(r"microscop|histolog|histopatholog", re.IGNORECASE)
_CUT_SURFACE = Rule(
    r"\bcut[- ](?:surfaces?|sections?|face)|\b(?:serial(?:ly)? |cross[- ]?)?section(?:ed"
    r"|ing)\b|\bon (?:cross[- ])?section\b"
    r"|macroscop|\bgross(?:ly)?\b|\bslic(?:ed|ing)\b|\bbisect(?:ed|ion)\b|\bnaked eye\b|\bincis(?:ed|ion) surface",
    re.IGNORECASE,
)
_GROSS = frozenset({"nodular", "cystic", "calcification", "encapsulated"})
"""Terms that the eye tells as surely as the microscope."""
_OF_A_SLIDE = Rule(r"microscop|histolog|\bcells\b|nucle|mito", re.IGNORECASE)
_OF_CELLS = frozenset(
    {"whorled", "fascicular", "long_fascicles", "storiform", "extravasated_rbc", "collagenous_stroma"}
)
"""Terms whose words mean something else of a cut surface: haemorrhage on the bench is no extravasated red cell."""
_NECROSIS_ELSEWHERE = Rule(
    r"\d\s?%|per ?cent|\bscores?\b|fnclcc|\bpoints?\b|fat necrosis|necrosis factor|\bnecrosis[,:]? \d"
    r"|\bless than half\b",
    re.IGNORECASE,
)
_LAYERS = Rule(
    (
        r"\bsubcutaneous (?:adipose tissue|fat|tissue) and (?:the )?dermis\b|\bdermis(?: \([^)]{0,20}\))? and (?:the "
        r")?subcut\w+|\bdermal and subcutaneous\b|\bdermis(?:,| with) exten\w+ (?:in)?to (?:the "
        r")?subcut\w+"
    ),
    re.IGNORECASE,
)
_PLAIN = Rule(r"\b(?:the|surrounding|adjacent|underlying) |(?<=fat) tissue\b", re.IGNORECASE)
_INFILTRATED = Rule(r"\binfiltrat(?:ed|es)\b", re.IGNORECASE)
_BOTH_HYALINE = Rule(r"\bstromal and(?:/or)? perivascular hyalin\w+", re.IGNORECASE)
_LIKE = Rule(
    r"\b([A-Z]{2,6}|[Ii]nfantile fibrosarcoma)[- ](?:like )?(?:morphology"
    r"|histology|phenotype|pattern|appearance|features)\b"
)
_HEDGE = Rule(
    (
        r"\b(?:may|might|(?:can|could)(?! be (?:seen|observed|found|identified|noted|recogni[sz]ed)\b)|often|usually"
        r"|typically|generally|frequently|commonly|rarely) \w+"
        r"|(?<!both )(?<!the )(?<!two )(?<!all )(?<!these )\b(?:lesions|tumou?rs"
        r"|neoplasms) (?:have|display|tend)\b"
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
    is_in_passing = _OF_STAINS.is_in(text)
    if is_in_passing and not _NAMED_IN_PASSING.is_in(text):
        return
    if _IS_DIAGNOSIS.match(part.sentence.section.title):
        return
    base = part.sentence.start + part.start
    scopes = scopes_in(text, vocabulary.site_words)
    is_microscopy = _MICROSCOPE.is_in(text) or _OF_SLIDES.search(part.sentence.section.title) is not None
    is_gross = _CUT_SURFACE.is_in(text)
    is_gross_alone = is_gross and not _OF_A_SLIDE.is_in(text)
    looks = _LOOKS_LIKE.search(text)
    likened = range(0)
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
            likened = range(looks.start(), looks.end() + 1 if text[looks.end() :].startswith(";") else len(text))
            break
    seen: set[tuple[str, bool]] = set()
    for term, match, rule in _by_pattern(text, vocabulary):
        yield Observation(
            "morphology",
            {"term": term, "outcome": "present"},
            base + match.start(),
            base + match.end(),
            rule,
            _scope(match.start(), scopes, carried),
            cases=part.cases,
            section=part.sentence.section.kind,
        )
    absent = absences(text)
    named = list(_phrases(text)) if is_in_passing else [(0, len(text))]
    terms = [
        *_of_vocabulary(text, vocabulary, absent),
        *((form.term, form.start, form.end, _is_absent(form, absent)) for form in forms_in(text, absent)),
    ]
    diseases = [(first, last) for _, first, last in vocabulary.entities_in(text)] if terms else []
    for term, start, end, is_absent in sorted(terms, key=lambda told: (told[1], told[2])):
        if any(first <= start and end < last for first, last in diseases):
            continue  # "inflammatory" of an inflammatory myofibroblastic tumour names a disease
        if not any(first <= start < last for first, last in named) or (is_in_passing and term not in _IN_PASSING):
            continue
        if any(other in _COVERED_BY.get(term, ()) and first < end and start < last for other, first, last, _ in terms):
            continue
        if start in likened or (
            term in _ONLY_IN_MICROSCOPY and not is_microscopy and not (is_gross and term in _GROSS)
        ):
            continue
        if is_gross_alone and term in _OF_CELLS:
            continue  # "a whorled cut surface" is no pattern of cells
        if term in ("mature_fat", "necrosis") and not _counts(term, text, start, is_denied=is_absent):
            continue
        if (term, is_absent) in seen or re.search(r"pseudo-?\s?$", text[max(0, start - 8) : start], re.IGNORECASE):
            continue
        seen.add((term, is_absent))
        before = text[max(0, start - 45) : start]
        yield Observation(
            "morphology",
            {
                "term": term,
                "outcome": "absent" if is_absent else "present",
                "extent": "focal" if _FOCAL.search(before) or text[start:].lower().startswith("focal ") else None,
                "degree": _degree(text[start:end], before) if term in _GRADED else None,
            },
            base + start,
            base + end,
            "term of the vocabulary",
            _scope(start, scopes, carried),
            cases=part.cases,
            section=part.sentence.section.kind,
        )


def _by_pattern(text: str, vocabulary: DraftVocabulary) -> Iterator[tuple[str, re.Match[str], str]]:
    """Terms that no single word tells: each with its place and the rule that reads it."""
    layers = _LAYERS.search(text)
    if layers is not None:
        yield "dermal_subcutaneous", layers, "two layers named together"
    for like in _LIKE.finditer(text):
        term = vocabulary.knowledge.morphology.resolve(f"{like[1]}-like")
        if term is not None:
            yield term, like, "entity by whose pattern it goes"
    both = _BOTH_HYALINE.search(text)
    if both is not None:
        yield "stromal_hyalinisation", both, "two terms that share a word"


def _phrases(text: str) -> Iterator[tuple[int, int]]:
    """Each tumour that is named, with the words before it."""
    for match in _NAMED_IN_PASSING.finditer(text):
        start = match.start()
        for _ in range(_WORDS_BEFORE + 1):
            start = max(0, text.rfind(" ", 0, start))
        yield start, match.end()


def _of_vocabulary(text: str, vocabulary: DraftVocabulary, absent: Spans) -> Iterator[tuple[str, int, int, bool]]:
    """(term, start, end, whether it is said to be absent) of the vocabulary's words in `text`."""
    begin = 0
    for match in [*_CLAUSE.finditer(text), None]:
        clause = text[begin : match.start() if match is not None else len(text)]
        offset = begin
        begin = match.end() if match is not None else len(text)
        place = 0
        for mention in vocabulary.morphology_in(_INFILTRATED.sub("infiltrating", _PLAIN.sub(" ", clause))):
            where = _place(clause, mention.words, place)
            if where is None:
                where = (0, len(clause))
            else:
                place = where[1]
            start, end = offset + where[0], offset + where[1]
            if not is_no_term(mention.words, mention.term):
                yield mention.term, start, end, is_in(start, absent) and not mention.words.startswith("non")
            if mention.term != "spindle_cells" and "spindle" in mention.words.split():
                yield "spindle_cells", start, end, is_in(start, absent)


def _is_absent(form: Form, absent: Spans) -> bool:
    return form.is_absent or (not form.is_settled and is_in(form.start, absent))


def _degree(words: str, before: str) -> str | None:
    found = next((name for name, pattern in _DEGREE if pattern.search(before)), None)
    return found or next((name for name, told in _DEGREES if re.match(rf"(?:{told})\b", words, re.IGNORECASE)), None)


def _counts(term: str, text: str, start: int, *, is_denied: bool) -> bool:
    """Whether necrosis or fat is told as a feature: shares, scores and absence of necrosis are read elsewhere."""
    if term == "mature_fat":
        return is_denied or "mature" in text[start : start + 8].lower() or "component" in text.lower()
    return not is_denied and _NECROSIS_ELSEWHERE.search(text) is None


def _place(clause: str, words: str, after: int) -> tuple[int, int] | None:
    """Where compared words stand in the clause; they are stemmed, so only their beginnings are looked for."""
    parts = [word for word in words.split() if word[0].isalnum()]
    if not parts:
        return None
    match = _stems_in_order(*parts).search(clause, after)
    return match.span() if match else None


_BRITISH = re.compile(r"(h)e(m)|(?<=\b)(n)e(v)")
"""Words are compared in American spelling: "hemorrhage" stands for "haemorrhage"."""


@lru_cache(maxsize=10_000)
def _stems_in_order(*words: str) -> re.Pattern[str]:
    between = r"[\w'.]*[^\w]{1,3}(?:the |surrounding |adjacent |underlying )?"
    stems = between.join(_BRITISH.sub(_with_ae, re.escape(_stem(word))) for word in words)
    return re.compile(rf"\b{stems}[\w]*", re.IGNORECASE)


def _with_ae(match: re.Match[str]) -> str:
    first, last = match.group()[0], match.group()[-1]
    return f"{first}a?e{last}"


def _stem(word: str) -> str:
    return word[: max(3, min(len(word) - 1, 5))] if len(word) > 4 else word


def _scope(place: int, scopes: Scopes, carried: Scope) -> Scope:
    before = [scope for start, _, scope in scopes if start <= place]
    if before:
        return before[-1]
    if scopes and scopes[0][0] - place < 60:
        return scopes[0][2]
    return carried
