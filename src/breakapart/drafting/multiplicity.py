"""Whether the patient had one tumour or several, where the text tells of the lesion as it was met."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Observation, Sureness

_LESION = r"(?:mass|nodule|lump|swelling|papule|plaque|papulonodule|growth|lesion|tumou?r|neoplasm|bump)"
_MET = Rule(
    r"\bpresent(?:ed|ing|s)\b|\bnotic\w+|\bnoted\b|\bcomplain|\breferred\b|\b(?:year|month|week|day)s?[-"
    r" ]+old\b|\b(?:wo)?man\b|\bboy\b|\bgirl\b"
    r"|\bpatient\b|\bpalpa|\bexam(?:ination)?\b|\bMRI\b|\bmagnetic resonance|\btomograph|\bCT\b"
    r"|\bultraso\w+|\bradiograph|\bfound to have\b"
    r"|\bclin(?:ical(?:ly)?|\.)(?= (?:information|details|notes|history|data)\b|:)|\bGP:|\bmacroscop\w+ examination"
    r"|\bhistory\b|\bunderwent\b|\bexcision of\b",
    re.IGNORECASE,
)
_SEEN_IN_SECTIONS = Rule(
    r"\bmicroscop|\bhistolog|\bhistopatholog|\bsections\b|\bpreparations\b|\bcells?\b|\bcomposed of"
    r"|\bimmuno|\bdiagnos|\bfusion\b|\bFISH\b",
    re.IGNORECASE,
)
_SEVERAL = Rule(
    r"\b(?:multiple|several|numerous|two|three|four|five|many)\b(?: (?!metasta|satellite|lymph|pulmonary"
    r"|lung|of\b|cases)[\w,-]+){0,7} (?:nodules"
    r"|masses|lesions|tumou?rs|papules|plaques|lumps|swellings)\b",
    re.IGNORECASE,
)
_ONE = Rule(
    rf"\b(?:an?|the|one|single|solitary) (?:(?!with\b|and\b|of\b|in\b|on\b|for\b|from\b|who\b|was\b|is\b"
    rf"|at\b|to\b)[\w.,×/-]+ ){{0,10}}?(?P<what>{_LESION})\b(?![- ]like| response| type)"
    rf"|(?:^|: |\. )(?:[\w-]+ ){{0,4}}(?P<what2>{_LESION})(?= (?:of|in|on|over|at|L|R|[Ll]eft|[Rr]ight|(?:upper"
    rf"|lower) \w+ (?:left|right)) )"
    rf"|, (?P<what3>{_LESION})(?= (?:[LR]|[Ll]eft|[Rr]ight|(?:upper|lower) \w+ (?:left|right))\b)",
    re.IGNORECASE,
)
_WITH_ANOTHER = Rule(
    r"\baccompan\w+|\b(?:another|second|new|further|additional),? (?:\w+,? )?(?:lesion"
    r"|nodule|mass|plaque|papule)|\bsatellite|\bbilateral\b",
    re.IGNORECASE,
)
_ELSEWHERE = Rule(
    r"\bmetasta|\brecurr|\brelaps|\blymph node"
    r"|\b(?:nodules|masses|lesions|deposits) (?:in|of|within|throughout) (?:the |both )?(?:\w+ ){0,2}"
    r"(?:lungs?|lobes?|liver)\b"
    r"|\b(?:pulmonary|lung|hepatic|liver) (?:nodules|lesions|deposits|masses)\b|\bin the scar\b",
    re.IGNORECASE,
)


def read_multiplicity(part: Part) -> Iterator[Observation]:
    """One tumour or several, if `part` tells of the lesion as it was met."""
    text = part.text
    if len(part.cases) != 1 or not _MET.is_in(text) or _ELSEWHERE.is_in(text):
        return
    base = part.sentence.start + part.start
    several, one = _SEVERAL.search(text), _ONE.search(text)
    if several is not None and _SEEN_IN_SECTIONS.search(text) is None:
        yield Observation(
            "multiplicity",
            {"multiplicity": "multiple"},
            base + several.start(),
            base + several.end(),
            "several tumours",
            cases=part.cases,
        )
    elif (
        one is not None
        and several is None
        and _SEEN_IN_SECTIONS.search(text, 0, one.start()) is None
        and _WITH_ANOTHER.search(text) is None
    ):
        yield Observation(
            "multiplicity",
            {"multiplicity": "single"},
            base + one.start(),
            base + one.end(),
            "one tumour",
            cases=part.cases,
            sureness=Sureness.INFERRED,
        )
