"""Results of break-apart FISH in the notation of cytogenetics (ISCN): nuc ish(ALKx2)(5'ALK sep 3'ALKx1)[62/100]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from breakapart.drafting.cues import Rule

_STRING = Rule(r"\bnuc ish ?(?:\d{1,2}[pq][\d.]{1,6} ?)?(?P<body>[(\[](?:(?!nuc ish)[^\n;]){2,200})", re.IGNORECASE)
_OF_NUCLEI = re.compile(r"\[(\d{1,4})(?:/(\d{1,4}))?\]")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,8}(?=x\d|,|\)|x\(| sep| con|/|\b)")
_APART = re.compile(r"(?:5' ?([A-Z][A-Z0-9]{1,8}(?=[ ,x)])) ?sep ?3'|3' ?([A-Z][A-Z0-9]{1,8}(?=[ ,x)])) ?sep ?5')")
_SIDE = re.compile(r"([35])' ?([A-Z][A-Z0-9]{1,7}?)x(\d)")


@dataclass(frozen=True, slots=True)
class IscnResult:
    """What one string says of one gene."""

    gene: str
    outcome: str
    """`present` or `absent`."""
    start: int
    end: int
    rearranged: int | None = None
    """Nuclei of the abnormal clone."""
    scored: int | None = None
    patterns: tuple[str, ...] = field(default=())


def read_iscn(text: str) -> Iterator[IscnResult]:
    """
    The results that stand in `text`; ISCN 2020, chapter on in situ hybridization (ISBN 978-3-318-06706-4).

    >>> [(r.gene, r.outcome, r.rearranged, r.scored) for r in read_iscn("nuc ish(ALKx2)[200]")]
    [('ALK', 'absent', None, 200)]
    """
    for match in _STRING.finditer(text):
        body = match["body"].replace("\u2019", "'").replace("\u2032", "'").replace("\u00d7", "x")
        counted = _OF_NUCLEI.search(body)
        if counted is None:
            continue
        named = _SYMBOL.findall(body[: counted.start()])
        genes = list(dict.fromkeys(named))
        told, scored = int(counted[1]), int(counted[2]) if counted[2] else None
        end = match.start("body") + counted.end()
        patterns = _patterns(body[: counted.start()])
        if patterns and genes:
            all_nuclei = scored if scored is not None else told
            yield IscnResult(genes[0], "present", match.start(), end, told, all_nuclei, patterns)
        elif not patterns:
            for gene in genes:
                yield IscnResult(gene, "absent", match.start(), end, None, scored if scored is not None else told)


def _patterns(body: str) -> tuple[str, ...]:
    if _APART.search(body):
        return ("split",)
    copies: dict[str, int] = {}
    for side, _, count in _SIDE.findall(body.partition(")")[0]):
        copies.setdefault(side, int(count))
    if len(copies) == 2 and copies["5"] != copies["3"]:
        return ("isolated_3p",) if copies["3"] > copies["5"] else ("isolated_5p",)
    return ()
