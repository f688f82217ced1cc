"""
What happened to the patient, in the order of the telling, with intervals and ages where they stand.

Each rule is a pattern of a kind of event. A summary that comes before the story ("follow-up revealed two recurrences")
is recognised by the story that begins again after it ("Initially, ...").
"""

import re
from collections.abc import Callable, Iterator

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.patient import NUMBER, number
from breakapart.drafting.reads import FINAL, is_under_diagnosis, reads_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sureness

_UNIT = r"(?:years?|months?|weeks?|days?|yrs?)"
_LATER = Rule(
    (
        rf"\b(?P<n>{NUMBER}|an?|several) ?-?(?P<u>{_UNIT}) (?:later|thereafter"
        r"|afterwards?)\b"
    ),
    re.IGNORECASE,
)
_AFTER = Rule(
    (
        rf"\b(?P<n>{NUMBER}|an?) ?-?(?P<u>{_UNIT}) (?:after|following|post)(?: the"
        r"| this| that| initial| first| second| last)*[- ]?(?P<what>\w+)"
    ),
    re.IGNORECASE,
)
_AT_AGE = Rule(rf"\bat (?:the age of|age) (?P<n>{NUMBER}) ?(?P<u>{_UNIT})?", re.IGNORECASE)
_THEN = Rule(
    (
        r"\b(?:then|subsequently|afterwards?|thereafter|next|following th(?:is"
        r"|at)|after (?:this|that))\b"
    ),
    re.IGNORECASE,
)
_FOLLOW_UP = Rule(
    rf"\b(?P<n>{NUMBER})[- ](?P<u>{_UNIT})(?:'s?)?,? (?:of )?(?:clinical )?(?:follow-? ?up|post-?operative follow)"
    rf"|\bfollow(?:ed|-| )? ?-?up[^.;]{{0,45}}?\b(?P<n2>{NUMBER}) ?-?(?P<u2>{_UNIT})\b"
    rf"|\b(?:at|for|after|of) (?P<n3>{NUMBER}) ?-?(?P<u3>{_UNIT}) (?:of )?(?:after"
    r"|post|follow)"
    r"|\b(?:alive|well|died|disease[- ]free|NED|no evidence of (?:disease"
    rf"|recurrence))\b[^.;]{{0,40}}?\b(?P<n4>{NUMBER}) ?-?(?P<u4>{_UNIT})\b"
    rf"|\b(?P<n5>{NUMBER}) ?-?(?P<u5>{_UNIT}) (?:after|following|post)[- ]?(?:the )?\w*(?:surgery"
    r"|resection|excision|diagnosis|operation|treatment)?[^.;]{0,30}\b(?:alive"
    r"|well|disease[- ]free|NED|no evidence|no recurrence|without)"
    rf"|\bDFS\b[^.;]{{0,10}}?(?P<n6>\d{{1,3}}) ?(?P<u6>{_UNIT})",
    re.IGNORECASE,
)
_STATUSES = (
    (
        "dead_of_disease",
        (
            r"\bdied of (?:the |his |her |progressive |metastatic )?(?:disease|tumou?r"
            r"|metasta\w+|progression|sarcoma)|\bsuccumbed\b|\bdead of disease\b|\bDOD\b"
            r"|\bdied (?:due to|from) (?:\w+ )?(?:disease|progression|metasta\w+|tumou?r)"
        ),
    ),
    (
        "dead_of_other_cause",
        (
            r"\bdied of (?:an? )?(?:unrelated|other|infection|sepsis|accident|heart)"
            r"|\bdied from (?:an? )?(?:unrelated|other|infection|sepsis)"
        ),
    ),
    ("lost_to_follow_up", r"\blost to follow-? ?up\b"),
    (
        "alive_with_disease",
        (
            r"\balive with (?:\w+ )?(?:disease|metasta\w+|tumou?r)|\bAWD\b|\b(?:persistent"
            r"|residual|stable) disease\b"
        ),
    ),
    (
        "no_progression",
        (
            r"\bno (?:signs?|evidence|indications?)? ?(?:of )?(?:disease |tumou?r )?progression"
            r"|\bwithout progression"
        ),
    ),
    (
        "no_evidence_of_disease",
        (
            r"\bno (?:signs?|evidence|indications?|further)? ?(?:of )?(?:\w+ )?(?:local )?(?:recurren\w+"
            r"|disease|relapse)|\bdisease[- ]free|\bNED\b|\bfree of (?:disease|tumou?r"
            r"|recurrence)|\bwithout (?:\w+ )?(?:evidence of |signs of )?(?:local )?(?:recurren\w+"
            r"|disease|relapse)|\b(?:did not|has not|had not) (?:recur\w*|relapse\w*)"
            r"|\bno (?:local )?recurrence|\balive and well\b"
        ),
    ),
)
_STATUS = tuple((name, Rule(pattern, re.IGNORECASE)) for name, pattern in _STATUSES)
_SHARED = Rule(rf"\b(?P<n>{NUMBER})(?: {_UNIT})? and (?P<m>{NUMBER}) (?P<u>{_UNIT})\b", re.IGNORECASE)
_AT = Rule(rf"\b(?:at|after|for) (?P<n>{NUMBER}) (?P<u>{_UNIT})\b(?! (?:old|of age))", re.IGNORECASE)
_LAST = Rule(
    (
        r"\b(?:latest|last|most recent) follow|\bfollow(?:ed)?-? ?up\b|\bremain(?:ed"
        r"|s)\b|\bis (?:currently )?(?:alive|well)|\bdisease[- ]free\b|\bno (?:signs?"
        r"|evidence|indications?) of\b|\bNED\b|\bdied\b|\bsuccumbed\b|\blost to\b"
        r"|\balive\b|\bno recurrence\b|\bwithout recurrence\b"
    ),
    re.IGNORECASE,
)
_IMAGING = Rule(
    (
        r"\b(?:ultraso(?:und|nograph\w+)|MRI|magnetic resonance|computed tomograph\w+"
        r"|CT(?: scan)?|radiograph\w*|X-rays?|PET(?:[-/]CT)?|imaging)\b"
    ),
    re.IGNORECASE,
)
_IMAGED = Rule(
    (
        r"\b(?:detected|revealed|showed|demonstrated|disclosed|identified|seen"
        r"|found|noted|confirmed)\b"
    ),
    re.IGNORECASE,
)
_GESTATION = Rule(
    (
        rf"\b(?P<n>{NUMBER})(?:st|nd|rd|th)?[- ](?:gestational )?weeks?(?:'s?)? ?(?:of "
        r"|')?(?:gestation\w*|pregnan\w+)"
    ),
    re.IGNORECASE,
)
_PRESENTED = Rule(
    (
        r"\bpresent(?:ed|ing) (?:with|for)\b|\b(?:boy|girl|man|woman|male|female"
        r"|newborn|infant|child|patient|neonate)\b[^.;]{0,30} (?:with|had) an? [^.;]{0,40}\b(?:mass"
        r"|nodule|swelling|lump|lesion|tumou?r|papule)|\bwas referred (?:for|with"
        r"|because)\b|\bnoticed an?\b|\bcomplain\w+ of\b|\bwas admitted\b"
    ),
    re.IGNORECASE,
)
_FINDING = Rule(
    (
        r"\b(?:initially|at first|originally)\b[^.;]{0,60}\b(?:had|noticed|developed"
        r"|mass|nodule|lesion)\b|\b(?:gross examination|inspection) at birth\b"
        r"|\bat birth\b[^.;]{0,30}\b(?:nodule|mass|lesion|swelling)"
    ),
    re.IGNORECASE,
)
_PROCEDURES = (
    ("amputation", Rule(r"\bamputat(?:ion|ed)\b", re.IGNORECASE)),
    ("core_biopsy", Rule(r"\b(?:core(?:[- ]needle)?|needle|tru-?cut|punch) biops(?:y|ies)\b", re.IGNORECASE)),
    (
        "biopsy",
        Rule(
            (
                r"\b(?:incisional |open |skin |repeat )?biops(?:y|ies|ied)\b(?! specimen"
                r"| material| revealed| showed| site)"
            ),
            re.IGNORECASE,
        ),
    ),
    ("excision", Rule(r"\b(?:re-?)?excis(?:ion|ed|ional)\b(?! margin| biopsy)", re.IGNORECASE)),
    (
        "resection",
        Rule(
            (
                r"\b(?:re-?)?resect(?:ion|ed)\b(?! margin| specimen)|\bsurgically removed\b"
                r"|\bsurgical removal\b|\bmetastasectomy\b|\b\w*nephrectomy\b|\blobectomy\b"
                r"|\benucleat\w+"
            ),
            re.IGNORECASE,
        ),
    ),
    ("cytology", Rule(r"\bfine[- ]needle aspirat\w+|\bFNA\b", re.IGNORECASE)),
)
_DONE = Rule(
    (
        r"\b(?:underwent|performed|undergo|taken|obtained|carried out|was|were"
        r"|received|prompt\w+|requir\w+|had|done|treated (?:with|by)|followed by"
        r"|with)\b"
    ),
    re.IGNORECASE,
)
_NOT_DONE = Rule(
    (
        r"\b(?:might|could|would|should|may|can|recommend\w+|planned|plan|avoid\w*"
        r"|consider\w*|advis\w+|suggest\w+ that|refus\w+|declin\w+|reject\w+|not"
        r"|no|after|following|before|prior to|post|since|months? from)\b(?: \w+){0,3} ?$"
    ),
    re.IGNORECASE,
)
_WAS_AFTER = Rule(r"^(?:after|following|since)\b.*\b(?:was|were) ?$", re.IGNORECASE)
_MARGINS = (
    (
        "negative",
        Rule(
            (
                r"\b(?:negative|clear|free|tumou?r-free|uninvolved)\b(?: \w+){0,2} margins?"
                r"|\bmargins? (?:were|was|are) (?:\w+ )?(?:negative|clear|free|uninvolved"
                r"|tumou?r-free)|\bR0\b|\bcomplete(?:ly)? (?:resect|excis)\w+"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "positive",
        Rule(
            (
                r"\b(?:positive|involved)\b(?: \w+){0,2} margins?|\bmargins? (?:were|was"
                r"|are) (?:\w+ )?(?:positive|involved)|\bR1\b|\bincomplete(?:ly)? (?:resect"
                r"|excis)\w+"
            ),
            re.IGNORECASE,
        ),
    ),
    ("close", Rule(r"\bclose margins?|\bmargins? (?:were|was) close", re.IGNORECASE)),
)
_RECURRED = Rule(
    (
        r"\brecurred\b|\brelapsed\b(?! and)|\b(?:local |first |second |third )?(?:recurrence"
        r"|relapse)s? (?:was|were|occurred|developed|appeared)\b|\bdeveloped (?:an? )?(?:local "
        r"|first |second )?(?:recurrence|relapse)|\bexperienced (?:an? )?(?:\w+ )?(?:recurrence"
        r"|relapse)s?\b|\bregr(?:ew|owth)\b"
    ),
    re.IGNORECASE,
)
_METASTASISED = Rule(
    (
        r"\bmetasta(?:sis|ses|tic (?:lesions?|disease|nodules?|deposits?|tumou?rs?))\b[^.;]{0,40}\b(?:"
        r"was|were|discovered|detected|found|identified|developed|appeared|occurred)\b"
        r"|\b(?:developed|revealed|showed|with|discovered|detected|due to) (?:\w+ ){0,3}metasta(?:sis"
        r"|ses|tic \w+)|\bmetastasi[sz]ed to\b"
    ),
    re.IGNORECASE,
)
_NO_METASTASIS = Rule(
    (
        r"\bno\b(?: \w+){0,6} metasta|\bwithout\b(?: \w+){0,4} metasta|\bnor metasta"
        r"|\b(?:or|and) metasta\w+"
    ),
    re.IGNORECASE,
)
_TREATMENTS = Rule(
    r"\b(cryotherapy|(?:topical )?corticosteroids?(?: ointment)?|chemotherapy"
    r"|radiotherapy|radiation(?: therapy)?|irradiation|immunotherapy|laser(?: therapy)?"
    r"|propranolol|vincristine|doxorubicin|ifosfamide|methotrexate|vinblastine"
    r"|\w{3,14}tinib|\w{3,14}trectinib|\w{3,10}limus|ALK inhibitors?|TRK inhibitors?"
    r"|targeted therapy|adjuvant (?:therapy|treatment)|(?:further |additional "
    r"|any )?(?:therapy|treatment))\b",
    re.IGNORECASE,
)
_DECLINED = Rule(r"\b(?:declin|refus|reject)(?:ed|ing|al)?\b", re.IGNORECASE)
_NOT_GIVEN = Rule(
    (
        r"\bno\b(?: \w+){0,3} ?(?:therapy|treatment|chemotherapy|radiotherapy)"
        r"|\b(?:not|neither)\b[^.;]{0,40}\b(?:treated|receiv|given|administered"
        r"|treatment)|\bwithout (?:\w+ ){0,2}(?:therapy|treatment|chemotherapy"
        r"|radiotherapy)|\b(?:was|were) not (?:given|administered)|\bno (?:\w+ ){0,2}(?:was"
        r"|were) (?:given|administered)"
    ),
    re.IGNORECASE,
)
_GIVEN = Rule(
    (
        r"\b(?:underwent|receiv\w+|treated (?:with|by)|was given|administered"
        r"|started|commenced|supplemented|initiated|completed|followed by|cycles)\b"
    ),
    re.IGNORECASE,
)
_GENERAL = Rule(
    (
        r"\b(?:such as|may|might|could|would|response to|should|have been reported"
        r"|inhibitor treatment|reduce|indicate|therapeutic)\b"
    ),
    re.IGNORECASE,
)
_NO_EFFECT = Rule(
    (
        r"\b(?:no|without)(?: \w+){0,2} (?:improvement|response|effect)|\bdid not (?:improve"
        r"|respond)"
    ),
    re.IGNORECASE,
)
RESTART = Rule(
    (
        r"^\W*(?:initially|at first|originally|the history|her history|his history"
        r"|on history)\b|\b(?:years|months) (?:earlier|before presentation|previously)\b"
    ),
    re.IGNORECASE,
)
"""A sentence with which the story begins (again)."""
_SITE = Rule(
    (
        r"\b(?:in|on|of|to|at|over|involving|from) (?:the |her |his )?(?:skin of the "
        r"|subcutaneous tissue of the )?(?P<site>(?:(?:left|right|bilateral|upper"
        r"|lower|proximal|distal|posterior|anterior|medial|lateral|middle|lumbar"
        r"|dorsal|ventral) ){0,3}[a-z]+(?: (?!which|where|with|and|that|at|by"
        r"|in|on|of|region|was|for)[a-z]+){0,2})"
    ),
    re.IGNORECASE,
)
_SIDE = Rule(r"\b(left|right|midline|bilateral)\b", re.IGNORECASE)

_SIDE_AND_PLACE = Rule(r"\b(?P<side>left|right) (?:[a-z]+ ){0,2}?(?P<place>[a-z]+)\b", re.IGNORECASE)
_PLACE_AND_LESION = Rule(r"\b(?P<place>[a-z]+) (?:mass|tumou?r|lesion|nodule)\b", re.IGNORECASE)


_PROCEDURE_WORDS = (
    "amput",
    "biops",
    "excis",
    "resect",
    "remov",
    "nephrectomy",
    "lobectomy",
    "metastasectomy",
    "enucleat",
    "aspirat",
    "fna",
)
_PROCEDURE_CUES = Words(*_PROCEDURE_WORDS)
_TREATMENT_WORDS = (
    "therap",
    "treat",
    "steroid",
    "tinib",
    "trectinib",
    "limus",
    "irradiation",
    "laser",
    "propranolol",
    "vincristine",
    "inhibitor",
    "doxorubicin",
    "ifosfamide",
    "methotrexate",
    "vinblastine",
)
_TREATMENT_CUES = Words(*_TREATMENT_WORDS)
_CUES = Words(
    *_PROCEDURE_WORDS,
    *_TREATMENT_WORDS,
    "follow",
    "alive",
    "died",
    "succumb",
    "lost to",
    "disease",
    "ned",
    "dod",
    "awd",
    "dfs",
    "progress",
    "recur",
    "relaps",
    "regrew",
    "regrowth",
    "metasta",
    "ultraso",
    "mri",
    "magnetic",
    "tomograph",
    "ct",
    "radiogra",
    "x-ray",
    "imaging",
    "pet",
    "present",
    "referred",
    "notice",
    "complain",
    "admitted",
    "initially",
    "at first",
    "originally",
    "at birth",
    "improve",
    "respon",
    "effect",
    " had a",
    "with a",
)
"""Parts of the words of the rules below: a sentence that holds none is let pass quickly."""


def site_in(text: str, vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """The first place of the body that `text` names with a preposition."""
    for match in _SITE.finditer(text):
        words = match["site"].lower().split()
        while words and words[-1].strip(",.") not in vocabulary.site_words:
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
    for match in _SIDE_AND_PLACE.finditer(text):
        if match["place"].lower() in vocabulary.site_words:
            region, _ = vocabulary.site(match.group())
            if region is not None:
                return {
                    "text": match.group().lower(),
                    "region": region.value,
                    "side": match["side"].lower(),
                    "start": match.start(),
                    "end": match.end(),
                }
    named = _PLACE_AND_LESION.search(text)
    if named is not None and named["place"].lower() in vocabulary.site_words:
        region, _ = vocabulary.site(named["place"])
        if region is not None:
            return {
                "text": named["place"].lower(),
                "region": region.value,
                "start": named.start(),
                "end": named.end("place"),
            }
    return None


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


def duration(count: str, unit: str) -> str | None:
    """A length of time as case files write it; None for "several"."""
    if count.lower() == "several":
        return None
    n = 1.0 if count.lower() in ("a", "an") else number(count)
    name = {"y": "year", "m": "month", "w": "week", "d": "day"}[unit[0].lower()]
    return f"{n:g} {name if n == 1 else name + 's'}"


def read_events(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """The events of `part`, in the order in which it tells them."""
    text = part.text
    lower = text.lowered
    base = part.sentence.start + part.start
    section = part.sentence.section.kind
    reads = tuple(reads_in(text, vocabulary, under_diagnosis=is_under_diagnosis(part.sentence.section.title)))
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
    if not reads and not _CUES.are_in(lower):
        return
    found: list[tuple[int, int, str, dict[str, object], str]] = []
    when = _when(text)

    def add(kind: str, start: int, end: int, rule: str, **values: object) -> None:
        found.append((start, end, kind, {key: value for key, value in values.items() if value is not None}, rule))

    shared = _SHARED.search(text) if len(part.cases) == 2 and "respectively" in lower else None
    status = next(((name, m) for name, pattern in _STATUS if (m := pattern.search(text))), None)
    length = _FOLLOW_UP.search(text)
    is_last = status is not None and _LAST.is_in(text)
    if status is not None and (is_last or length):
        shown = None
        if shared is not None:
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
            status = None
        elif length is not None:
            groups = {key[0]: value for key, value in length.groupdict().items() if value}
            shown = duration(groups["n"], groups["u"])
        else:
            bracket = re.search(rf"\((?P<n>\d{{1,3}}) (?P<u>{_UNIT})\)", text)
            bracket = bracket or _AT.search(text)
            shown = duration(bracket["n"], bracket["u"]) if bracket else None
        if status is not None:
            at = status[1].span()
            add("follow_up", *at, "status at follow-up", status=status[0], follow_up=shown)
    elif length is not None and re.search(r"follow", length.group(), re.IGNORECASE):
        groups = {key[0]: value for key, value in length.groupdict().items() if value}
        add(
            "follow_up",
            length.start(),
            length.end(),
            "length of follow-up",
            follow_up=duration(groups["n"], groups["u"]),
        )
    imaging = _IMAGING.search(text)
    if (
        imaging is not None
        and _IMAGED.search(text)
        and not re.search(r"\bcharacteristics\b|\bfeatures\b", text[imaging.end() : imaging.end() + 20])
    ):
        weeks = _GESTATION.search(text)
        add(
            "imaging",
            imaging.start(),
            imaging.end(),
            "imaging with a finding",
            gestation=f"{number(weeks['n']):g} weeks" if weeks else None,
        )
    presented = _PRESENTED.search(text)
    if presented is not None:
        add("finding", presented.start(), presented.end(), "presentation", presents=True)
    finding = _FINDING.search(text)
    if finding is not None and presented is None:
        add(
            "finding",
            finding.start(),
            finding.end(),
            "first finding",
            at_birth="at birth" in finding.group().lower() or None,
        )
    if _PROCEDURE_CUES.are_in(lower):
        _procedures(text, add)
    recurred = _RECURRED.search(text)
    if recurred is not None and not re.search(
        r"\b(?:no|not|without|never|or)\b(?: \w+){0,4} ?$",
        text[max(0, recurred.start() - 35) : recurred.start()],
        re.IGNORECASE,
    ):
        add("recurrence", recurred.start(), recurred.end(), "word for recurrence")
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
            _adjective_site(text[: spread.start() + 40], vocabulary)
            or site_in(text[spread.start() :], vocabulary)
            or site_in(text, vocabulary)
        )
        add("metastasis", spread.start(), spread.end(), "word for metastasis", site=place)
    if _TREATMENT_CUES.are_in(lower):
        _treatments(text, section.is_about_the_case, add)
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
    effect = _NO_EFFECT.search(text)
    if effect is not None and not any(item[2] == "treatment" for item in found):
        add("effect", effect.start(), effect.end(), "effect of the treatment before", result="no improvement")
    found.sort(key=lambda event: event[:2])
    for start, end, kind, values, rule in found:
        nearest = [item for item in when if kind not in ("follow_up",)]
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
        yield Observation(f"event:{kind}", values, base + start, base + end, rule, cases=part.cases, section=section)


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
    found += [(m.start(), {"age": duration(m["n"], m["u"] or "years")}) for m in _AT_AGE.finditer(text)]
    found += [(m.start(), {"after": "previous"}) for m in _THEN.finditer(text)]
    return sorted(found, key=lambda item: item[0])


def _procedures(text: str, add: Callable[..., None]) -> None:
    call = add
    seen: list[tuple[int, int]] = []
    margins = next((name for name, pattern in _MARGINS if pattern.search(text)), None)
    for kind, pattern in _PROCEDURES:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in seen):
                continue
            seen.append(match.span())
            before = text[max(0, match.start() - 70) : match.start()]
            behind = text[match.end() : match.end() + 45]
            later = _NOT_DONE.search(before)
            if (later and not (_WAS_AFTER.search(later.group()))) or re.match(
                r"\s?(?:site|margins?|specimen|scar|bed)", behind, re.IGNORECASE
            ):
                continue
            if not (
                _DONE.search(before)
                or re.search(
                    (
                        r"\b(?:was|were) (?:\w+ )?(?:performed|done|obtained|taken|undertaken"
                        r"|carried out)"
                    ),
                    behind,
                    re.IGNORECASE,
                )
            ):
                continue
            of_metastasis = bool(
                re.match(
                    (
                        r"(?: of| from)?(?: the| a| an)?(?: \w+)? metasta|(?: of| from)? the (?:\w+ )?(?:axilla"
                        r"|lymph)"
                    ),
                    behind,
                    re.IGNORECASE,
                )
                or re.search(r"metasta\w+(?: \w+){0,3} (?:was|were) $", before, re.IGNORECASE)
            )
            call(
                "procedure",
                match.start(),
                match.end(),
                "procedure carried out",
                procedure=kind,
                margins=margins,
                metastasis=of_metastasis or None,
            )


def _treatments(text: str, is_case: bool, add: Callable[..., None]) -> None:
    call = add
    given: list[tuple[int, int, str]] = []
    for match in _TREATMENTS.finditer(text):
        before, what = text[max(0, match.start() - 70) : match.start()], " ".join(match.group().lower().split())
        window = text[max(0, match.start() - 75) : match.end() + 55]
        is_vague = what.endswith(("therapy", "treatment")) and what.split()[0] in (
            "therapy",
            "treatment",
            "further",
            "additional",
            "any",
            "adjuvant",
        )
        if _DECLINED.search(window):
            call("treatment", match.start(), match.end(), "treatment declined", what=what, course="declined")
        elif _NOT_GIVEN.search(window):
            call(
                "treatment", match.start(), match.end(), "treatment said not to be given", what=what, course="not_given"
            )
        elif not is_vague and is_case and _GIVEN.search(before) and not _GENERAL.search(window):
            given.append((match.start(), match.end(), what))
        else:
            continue
        if is_vague or _DECLINED.search(window):
            break
    if given:
        # What is named together was given together.
        result = "no improvement" if _NO_EFFECT.search(text) else None
        call(
            "treatment",
            given[0][0],
            given[-1][1],
            "treatment given",
            what=" and ".join(dict.fromkeys(item[2] for item in given)),
            course="given",
            result=result,
        )
