"""Which contig of a genome is meant by a contig of an annotation: `chr2`, `2` and `NC_000002.12` are one."""

import re
from collections.abc import Iterable
from typing import Literal

ContigStyle = Literal["auto", "as-is"]

_REFSEQ = re.compile(r"NC_0000(\d\d)\.\d+")
_MITOCHONDRIA = frozenset({"m", "mt", "nc_012920.1", "nc_012920"})


def contig_key(name: str) -> str:
    """
    What the names of one chromosome have in common.

    RefSeq numbers the human chromosomes NC_000001 to NC_000024, X being 23 and Y 24.

    >>> contig_key("chr2") == contig_key("2") == contig_key("NC_000002.12"), contig_key("MT") == contig_key("chrM")
    (True, True)
    """
    bare = name.strip().lower().removeprefix("chr")
    if bare in _MITOCHONDRIA:
        return "m"
    if match := _REFSEQ.fullmatch(name.strip().upper()):
        number = int(match[1])
        return {23: "x", 24: "y"}.get(number, str(number))
    return bare


class ContigNames:
    """Finds the annotation's contig for each contig of the genome."""

    def __init__(self, annotated: Iterable[str], style: ContigStyle = "auto") -> None:
        self.annotated = tuple(dict.fromkeys(annotated))
        self._exact = frozenset(self.annotated)
        self._by_key: dict[str, str] = {}
        if style == "auto":
            for name in self.annotated:
                self._by_key.setdefault(contig_key(name), name)

    def annotated_as(self, contig: str) -> str | None:
        """The annotation's name of a genome contig; None when no coding gene lies on it."""
        if contig in self._exact:
            return contig
        return self._by_key.get(contig_key(contig))
