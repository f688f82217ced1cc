"""Where fusion genes lie on GRCh37: only to notice positions of that build, never to annotate with them."""

from functools import cache
from pathlib import Path

SPANS = Path(__file__).parent / "data" / "grch37_spans.tsv"

Span = tuple[str, int, int]
"""Chromosome, interbase start, interbase end."""


@cache
def grch37_spans() -> dict[str, Span]:
    """
    HGNC symbol -> span on GRCh37, of genes that take part in fusions.

    >>> grch37_spans()["ALK"]
    ('chr2', 29415639, 30144432)
    """
    spans: dict[str, Span] = {}
    lines = [line for line in SPANS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in lines[1:]:
        symbol, chrom, start, end = line.split("\t")
        spans[symbol] = (chrom, int(start) - 1, int(end))
    return spans
