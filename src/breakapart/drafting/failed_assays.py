"""Assays of nucleic acids that gave no result: never a negative."""

import re

from breakapart.drafting.cues import Rule

_FAILED = Rule(
    r"\b(?:insufficient|inadequate|poor(?:-| )?(?:quality)?|low(?:-| )?(?:quality|quantity|yield)?|degraded"
    r"|suboptimal|too little|not enough|lack of) "
    r"(?:\w+ ){0,3}(?:RNA|DNA|nucleic acids?|tumou?r (?:content|cells|cellularity|material|tissue)|material|tissue)\b"
    r"|\b(?:RNA|DNA|nucleic acids?|library|libraries|sample|specimen|sequencing|assay|panel|run|RT-?PCR|NGS|test"
    r"|testing|analysis|tumou?r content)\b[^.;]{0,60}?"
    r"\b(?:failed(?! to (?:detect|identify|show|reveal|demonstrate|find|disclose|confirm))|unsuccessful"
    r"|not successful|insufficient|inadequate|degraded"
    r"|too (?:low|degraded|poor|little)|of poor quality|not (?:evaluable|interpretable|informative|amplifiable)"
    r"|uninformative|could not be (?:performed|completed"
    r"|interpreted|evaluated|assessed|obtained|amplified|done)|did not (?:pass|meet)|quality control failure"
    r"|QC fail\w*|no result|below (?:the )?(?:required|minimum|QC))"
    r"|\b(?:did|does) not (?:yield|contain|provide) (?:enough|sufficient|adequate|any) (?:\w+ ){0,2}(?:RNA|DNA"
    r"|nucleic acids?|material|tissue)\b"
    r"|\bfail(?:ed|ure)(?: of)? (?:the )?(?:quality control|QC|library|sequencing|RNA|DNA|amplification)\b",
    re.IGNORECASE,
)
_OF_AN_ASSAY = Rule(
    r"\bRNA\b|\bDNA\b|\bNGS\b|sequenc|\bPCR\b|\bpanel\b|\blibrar|\bfusion|\bmutation|\bmolecular\b|\barcher\b"
    r"|\bnucleic",
    re.IGNORECASE,
)
_OTHER = Rule(
    r"\bFISH\b|hybridi[sz]ation|\bimmuno\w+|\bIHC\b|\bmethylation\b|\bkaryotyp\w*|\bcytogenetic\w*", re.IGNORECASE
)
_IN_GENERAL = Rule(
    r"\b(?:may|might|can|could lead|if|should|would|limitation|limit of detection|in cases? (?:of|with))\b",
    re.IGNORECASE,
)
_WENT_ON = Rule(r"\b(?:but|however|nevertheless|although|repeat(?:ed)?|despite|still)\b", re.IGNORECASE)


def failed_in(text: str) -> re.Match[str] | None:
    """Where `text` says that sequencing or PCR gave no result, or None."""
    found = _FAILED.search(text)
    if found is None or not _OF_AN_ASSAY.search(text) or _OTHER.search(text) or _IN_GENERAL.search(text):
        return None
    return found


def is_only_failed(text: str) -> bool:
    """Whether all that `text` says of an assay is that it failed."""
    return failed_in(text) is not None and not _WENT_ON.search(text)
