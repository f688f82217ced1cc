"""
Which genome build the positions of a table are of: told from where they fall, not from what is believed of the file.

A position given with a gene must lie in that gene. If most do not on GRCh38, and lie in the gene's GRCh37 span, the
table is one of GRCh37 (hg19). RNA junctions lie on exon edges; if they would only after adding one base, the table
counts from another number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from breakapart.annotation.annotate import GeneModels
from breakapart.errors import InputError
from breakapart.model.imported import BreakEnd, BuildVerdict, ImportedFusion, ImportedTable
from breakapart.model.transcript import Gene

Span = tuple[str, int, int]

MOST_CALLS = 1_000
"""Calls that are looked at, evenly over the table: enough to tell shares apart, and quick on large tables."""
FEWEST_SIDES = 2
"""Fewer breakpoints than this say nothing of the table: one may be a slip of the pen."""
FEWEST_OF_A_MIXTURE = 3
"""One in so many breakpoints at least lies in its gene on GRCh38 before a table is called a mixture of builds: of real
tables of GRCh37, 1 % to 20 % do so by chance, in long genes that the two builds place almost alike."""
FEWEST_EDGES = 4
"""Exon edges hit at a shift of one base before it is taken for the table's convention: by chance a position lies on one
of the about 20 edges of a gene of 60,000 bases once in 3,000 times."""


def judge_build(
    table: ImportedTable, reference: GeneModels, grch37: Mapping[str, Span], *, stated: str = ""
) -> BuildVerdict:
    """The build of the table's positions. `stated` is what its header says, and is held against the positions."""
    sides = in_38 = in_37 = at_edge = 0
    shifted = {-1: 0, 1: 0}
    for gene, end, is_five_prime in _named_sides(table.fusions, reference):
        sides += 1
        here_38 = gene.chrom == end.chrom and gene.start <= end.kept_base < gene.end
        here_37 = _within(grch37.get(gene.symbol), end)
        in_38 += here_38
        in_37 += here_37 and not here_38
        if here_38 and is_five_prime is not None:
            hits = _edges(gene, is_five_prime)
            at_edge += end.kept_base in hits
            for shift in shifted:
                shifted[shift] += end.kept_base + shift in hits
    best = max(shifted, key=lambda shift: shifted[shift])
    shift = best if shifted[best] >= FEWEST_EDGES and shifted[best] > 3 * at_edge else 0
    build, words = _verdict(sides, in_38, in_37, stated)
    if shift:
        words += (
            f". {shifted[best]} of {sides} positions are {-shift:+d} base from an exon edge, and {at_edge} on one: "
            "they seem "
            f"to be counted from {'0' if shift > 0 else '2'}"
        )
    return BuildVerdict(build, sides, in_38, in_37, at_edge, shift, words)


def _verdict(sides: int, in_38: int, in_37: int, stated: str) -> tuple[str, str]:
    of = f"of {sides} breakpoints with a gene name"
    if sides < FEWEST_SIDES:
        if stated:
            return stated, f"the file says {stated}; too few genes are named to check it"
        if in_37:
            return "GRCh37", "the one breakpoint with a gene name lies in that gene on GRCh37 (hg19), not on GRCh38"
        return "unknown", "too few breakpoints have a gene name to tell the genome build; GRCh38 is assumed"
    said = " (as the file says)" if stated == "GRCh38" else ""
    if in_38 * 2 > sides and in_37 * 10 <= sides:
        if stated == "GRCh37":
            return "GRCh38", f"{in_38} {of} lie in that gene on GRCh38, although the file says GRCh37"
        return "GRCh38", f"{in_38} {of} lie in that gene on GRCh38{said}"
    if in_37 > in_38 or (in_37 and stated == "GRCh37"):
        return "GRCh37", (
            f"{in_37} {of} lie in that gene on GRCh37 (hg19) and not on GRCh38, {in_38} on GRCh38: positions of "
            "GRCh37 are "
            "not annotated; lift the table over to GRCh38 first"
        )
    if stated == "GRCh37":
        return "GRCh37", f"the file says GRCh37, and {in_38} {of} lie in that gene on GRCh38"
    if in_37 and in_38 * FEWEST_OF_A_MIXTURE >= sides:
        return "mixed", (
            f"{in_38} {of} lie in that gene on GRCh38 and {in_37} on GRCh37 (hg19) only: two builds seem to be "
            "mixed; each "
            "is annotated only where it fits GRCh38"
        )
    if in_38 * 2 > sides:
        return "GRCh38", f"{in_38} {of} lie in that gene on GRCh38"
    return "other", (
        f"only {in_38} {of} lie in that gene on GRCh38: the positions are of another build (GRCh37?"
        f"{f'; {in_37} lie in the gene on GRCh37' if in_37 else ''}), or genes and positions were shifted against each "
        "other"
    )


def _named_sides(
    fusions: Sequence[ImportedFusion], reference: GeneModels
) -> Iterator[tuple[Gene, BreakEnd, bool | None]]:
    """Gene, end and side of calls taken evenly from the table; the side is None where the table has no order."""
    step = max(1, len(fusions) // MOST_CALLS)
    for fusion in fusions[::step]:
        for side, is_five_prime in ((fusion.five, True), (fusion.three, False)):
            if side.end is None or not side.gene or "(" in side.gene:
                continue
            gene = _found(side.gene.split(",")[0], reference.find)
            if gene is not None:
                keeps = side.end.keeps_before
                is_five = is_five_prime if keeps is None else keeps == (gene.strand == "+")
                yield gene, side.end, is_five


def _found(name: str, find: Callable[[str], Gene | None]) -> Gene | None:
    try:
        return find(name)
    except InputError:
        return None


def _within(span: Span | None, end: BreakEnd) -> bool:
    return span is not None and span[0] == end.chrom and span[1] <= end.kept_base < span[2]


def _edges(gene: Gene, is_five_prime: bool) -> set[int]:
    """Bases next to the exon edges at which this side of a junction is expected."""
    keeps_before = is_five_prime == (gene.strand == "+")
    return {exon.end - 1 if keeps_before else exon.start for exon in gene.mane.exons}
