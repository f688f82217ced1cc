"""Tumour that was left and found at a later operation: its tissue is a specimen, though nothing else is told of it."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Observation

_LEFT = Rule(
    r"\bresidual (?:[\w-]+ ){0,3}?(?:tumou?r|foc(?:us|i)|sarcoma|neoplasm|neoplastic|lesion|disease|DFSP|melanoma|nests"
    r"|cells|GIST)\b",
    re.IGNORECASE,
)
_NOT_LEFT = re.compile(
    r"\b(?:no|not|without|free of|negative for|absence of|nor|never|any|the|this|its|of the|exclude|possible|\?)"
    r"(?: (?:evidence of|signs? of|viable|definite|further|obvious|microscopic|\w+ or))* ?$",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"[^.;,]{0,30}\b(?:was|were|is|are) (?:not|no longer) |[^.;,]{0,40}\b(?:on|by|at) (?:MRI|CT|PET|ultraso|imaging)",
    re.IGNORECASE,
)


_NONE_LEFT = Rule(
    r"\b(?:no|without|free of|negative for|absence of)(?: evidence of| signs? of)? (?:residual|viable) "
    r"(?:[\w-]+ ){0,2}?(?:tumou?r|sarcoma|neoplasm|lesion|disease|cells|malignancy)\b"
    r"|\b(?:residual|viable) (?:tumou?r|sarcoma|neoplastic)(?: cells)? (?:was|were|is|are) (?:not|no longer) "
    r"(?:found|seen|detected|identified|present|observed)\b",
    re.IGNORECASE,
)


def read_residual(part: Part) -> Iterator[Observation]:
    """Residual tumour that `part` says was there, or was not."""
    base = part.sentence.start + part.start
    none = _NONE_LEFT.search(part.text)
    if none is not None:
        yield Observation(
            "no_residual", {}, base + none.start(), base + none.end(), "no residual tumour", cases=part.cases
        )
        return
    for match in _LEFT.finditer(part.text):
        before = part.text[max(0, match.start() - 40) : match.start()]
        if _NOT_LEFT.search(before) is None and _NOT_FOUND.match(part.text, match.end()) is None:
            yield Observation(
                "residual", {}, base + match.start(), base + match.end(), "residual tumour", cases=part.cases
            )
            return
