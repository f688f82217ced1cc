"""Images that were taken of the patient, or that showed something."""

import re
from collections.abc import Callable

from breakapart.drafting.cues import Rule
from breakapart.drafting.patient import NUMBER, number

_IMAGING = Rule(
    r"\b(?:ultraso(?:und|nograph\w+)|sonogra\w+|USG?\b(?= (?:showed|revealed|of the|was|demonstrated))|MRIs?"
    r"|MR imaging|magnetic resonance|(?:computed|computer|computeri[sz]ed|positron[- ]emission) tomograph\w+"
    r"|(?:CE)?CT(?: scans?)?|radiographs?|(?:plain|chest|skull|abdominal|routine) films?|X-rays?|PET(?:[-/ ]CT)?"
    r"|imaging|radiology|radiologically|angiogra\w+|scans?|scintigra\w+|mammogra\w+|echocardiogra\w+)\b",
    re.IGNORECASE,
)
_IMAGED = Rule(
    r"\b(?:detected|revealed|showed|shown|demonstrated|disclosed|identified|seen|found|noted|confirmed|displayed"
    r"|suggested|indicated|depicted|delineated|raised|described|measured|visuali[sz]ed|reported|ruled out|excluded"
    r"|(?:did|does|could) not (?:show|reveal|demonstrate|detect|disclose|identify|find|display))\b|\b(?:was|were"
    r"|had been|has been) (?:\w+ )?(?:obtained|performed|done|undertaken|carried out|taken|visible|suspicious|normal"
    r"|unremarkable|negative|ordered|consistent|compatible|clear|inconclusive|suggestive)\b"
    r"|\bon (?:the )?(?:contrast-enhanced |dynamic |initial |pre-?operative )?(?:MRI|CT|PET|ultraso\w+|imaging"
    r"|sonogra\w+|X-rays?|radiographs?|magnetic|computed)\b|\b(?:underwent|had) (?:an? )?(?:[\w-]+ ){0,4}?(?:imaging"
    r"|MRI|CT|PET|ultraso|sonogra|scan|magnetic|computed)",
    re.IGNORECASE,
)
_NOT_IMAGED = re.compile(
    r"[^.;]{0,30}\b(?:characteristics|features|guid\w+|findings (?:of|in) )|-guided|[^.;]{0,60}\b(?:was"
    r"|were) (?:\w+ )?(?:planned|recommended|advised|scheduled|not)\b",
    re.I,
)
_NOT_BEFORE = re.compile(
    r"\b(?:serial|further|before|without|no|(?:followed|guided|monitored|controlled|checked|surveyed) by|if"
    r"|follow-?up|recommend\w*|advis\w+|plan\w*) (?:[\w-]+ )?$",
    re.IGNORECASE,
)
_IMAGE_LINE = re.compile(r"(?: scan)?(?: of the [\w ]{2,25})?(?: \(?\d[\d./-]{3,9}\)?)?:")
_GESTATION = Rule(
    (
        rf"\b(?P<n>{NUMBER})(?:st|nd|rd|th)?[- ](?:gestational )?weeks?(?:'s?)? ?(?:of "
        r"|')?(?:gestation\w*|pregnan\w+)|\b(?:gestational age of|week) (?P<n2>\d\d)\b(?! (?:days|months|years))"
    ),
    re.IGNORECASE,
)
_BEFORE_BIRTH = Rule(
    rf"\b(?:(?:pre|ante)-?natal|f(?:o)?etal|obstetric|in utero|pregnancy)\b[^.;]{{0,50}}?\b(?:at"
    rf"|in) (?:week )?(?P<n>{NUMBER})(?: weeks?|th week)\b",
    re.IGNORECASE,
)


_KNOWN = ("imaging", "radiology", "scans")
_NOT_SHOWN = re.compile(r" (?:did|does|could) not\b", re.IGNORECASE)
"""Of "imaging did not show spread": images that were told of before."""


_KIND_OF_SCAN = re.compile(
    r"\b(?:ante-?natal|pre-?natal|bone|isotope|anomaly|staging|body|routine|obstetric) $", re.IGNORECASE
)


def read_imaging(text: str, add: Callable[..., None]) -> None:
    """The first image that `text` says was taken or showed something, given to `add`."""
    image = _imaging(text)
    if image is not None:
        weeks = _GESTATION.search(text)
        count = (weeks["n"] or weeks["n2"]) if weeks is not None else None
        if count is None and (early := _BEFORE_BIRTH.search(text)) is not None:
            count = early["n"]
        add(
            "imaging",
            image.start(),
            image.end(),
            "imaging with a finding",
            gestation=f"{number(count):g} weeks" if count else None,
        )


def _imaging(text: str) -> re.Match[str] | None:
    for match in _IMAGING.finditer(text):
        if _NOT_IMAGED.match(text, match.end()) is not None:
            continue
        if _NOT_BEFORE.search(text[: match.start()][-25:]) is not None:
            continue
        if _IMAGE_LINE.match(text, match.end()) is not None or (
            _IMAGED.search(text) is not None
            and (
                match.group().lower() not in ("scans", "scan")
                or _KIND_OF_SCAN.search(text, max(0, match.start() - 14), match.start()) is not None
            )
        ):
            if match.group().lower() in _KNOWN and _NOT_SHOWN.match(text, match.end()) is not None:
                continue
            return match
    return None
