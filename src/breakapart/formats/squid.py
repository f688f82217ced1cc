"""
SQUID: `*_sv.txt`, also with the genes of `AnnotateSQUIDOutput.py`.

Habits: BEDPE, each side a stretch of the genome counted from 0; with strand `+` its end is the breakpoint, with `-` its
start. The two sides stand in the order of the genome, not of the transcript: which is 5' follows from the strands of
the genes. `FusedGenes` names pairs as 5':3' without saying which side is which, so genes are found by position.
`score` is the number of reads that say so, those across the junction and those beside it. Source: SQUID repository
(Ma 2018, doi:10.1186/s13059-018-1421-5).
"""

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, parts, whole_number
from breakapart.model.imported import BreakEnd, ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.INTERBASE
COLUMNS = {
    "chrom_1": ("chrom1",),
    "start_1": ("start1",),
    "end_1": ("end1",),
    "chrom_2": ("chrom2",),
    "start_2": ("start2",),
    "end_2": ("end2",),
    "strand_1": ("strand1",),
    "strand_2": ("strand2",),
    "support": ("score",),
    "mark": ("num_concordantfrag_bp1", "FusedGenes"),
    "genes": ("FusedGenes",),
    "kind": ("Type",),
}
SIGNATURE = ("chrom_1", "start_1", "end_1", "chrom_2", "start_2", "end_2", "strand_1", "strand_2", "support", "mark")


def read_row(cells: Cells) -> Fields:
    """One row."""
    support = cells.count("support")
    genes = parts(cells.text("genes"), ",")
    notes = [f"{support} reads cross the junction or lie on both sides of it"] if support is not None else []
    if genes:
        notes.append(f"SQUID names {', '.join(genes)}")
    return {
        "five": ImportedSide(end=_end(cells, "1")),
        "three": ImportedSide(end=_end(cells, "2")),
        "ordered": Ordered.BY_STRAND,
        "junction_reads": support,
        "kind": cells.text("kind"),
        "known": genes,
        "notes": tuple(notes),
    }


def _end(cells: Cells, which: str) -> BreakEnd | None:
    strand = cells.text(f"strand_{which}")
    if strand not in ("+", "-"):
        cells.trouble(f"strand_{which}", "+ or -")
        return None
    part = f"end_{which}" if strand == "+" else f"start_{which}"
    cut = whole_number(cells.text(part))
    base = None if cut is None else str(cut if strand == "+" else cut + 1)
    end = cells.end(cells.text(f"chrom_{which}"), base or cells.text(part), "", is_five_prime=True, name=part)
    return None if end is None else BreakEnd(end.chrom, end.kept_base, keeps_before=strand == "+")


FORMAT = FusionFormat("squid", "SQUID", COLUMNS, SIGNATURE, COORDINATES, read_row)
