"""Two genes written in one cell, `EML4::ALK` and every other way, also where the names themselves have hyphens."""

import re

_CLEAR = ("::", "--", "->", "=>", "~", ">", "|", "/", ":", "_")
"""What separates two genes and stands in no symbol, the least ambiguous first."""
_HYPHENATED = re.compile(
    r"(?:HLA|MT|RP\d+|RP[A-Z]|CT[ABCD]|KB|XX[A-Z]*|LA\w{1,2}|AC|GS\d|ERV[A-Z0-9]*|ERVK|NKX\d|KRTAP\d+|TR[ABDG][A-Z]*\d*|"
    r"IG[HKL][A-Z]*\d*|H[1-4]|EEF1AKMT4|CYB5|INMT|BIVM|STX16)",
    re.IGNORECASE,
)
"""First parts of symbols that go on behind a hyphen: HLA-A, NKX2-1, clones as RP11-458D21.5."""
_ENDINGS = re.compile(r"(?:AS|IT|OT|DT|AT|PS|OS|ECD)\d*|\d{1,2}|[A-Z]\d?", re.IGNORECASE)
"""Last parts of symbols that begin before a hyphen: CD27-AS1, BRD4-1."""
_NOISE = re.compile(r"\s*\b(?:gene\s+)?(?:fusion|rearrangement|translocation)s?\b.*", re.IGNORECASE)
_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.;,@^_ -]*")


def two_genes(text: str) -> tuple[str, str] | None:
    """
    The first and the second gene; None when the text is no pair, or can be cut in more than one way.

    >>> two_genes("EML4-ALK fusion"), two_genes("ENO1->LRRC41"), two_genes("SLC34A2-ROS1;GOPC")
    (('EML4', 'ALK'), ('ENO1', 'LRRC41'), ('SLC34A2', 'ROS1;GOPC'))
    >>> two_genes("HLA-A-NRG1"), two_genes("PPARG/AC016683.6"), two_genes("ALK")
    (('HLA-A', 'NRG1'), ('PPARG', 'AC016683.6'), None)
    """
    clean = _NOISE.sub("", text).strip().strip("{}()").strip()
    for separator in _CLEAR:
        names = [name.strip() for name in clean.split(separator)]
        if len(names) == 2:
            return _pair(names)
        if len(names) > 2:
            return None
    pieces = [piece.strip() for piece in clean.split("-")]
    if len(pieces) == 2:
        return _pair(pieces)
    cuts = [
        ("-".join(pieces[:at]), "-".join(pieces[at:]))
        for at in range(1, len(pieces))
        if _is_one(pieces[:at]) and _is_one(pieces[at:])
    ]
    return _pair(cuts[0]) if len(cuts) == 1 else None


def _pair(names: "list[str] | tuple[str, ...]") -> tuple[str, str] | None:
    return (names[0], names[1]) if all(_SYMBOL.fullmatch(name) for name in names) else None


def _is_one(pieces: "list[str]") -> bool:
    """Whether pieces between hyphens can be one symbol."""
    if not all(pieces):
        return False
    if len(pieces) == 1:
        return not (_HYPHENATED.fullmatch(pieces[0]) or _ENDINGS.fullmatch(pieces[0]))
    return bool(_HYPHENATED.fullmatch(pieces[0]) or all(_ENDINGS.fullmatch(piece) for piece in pieces[1:]))
