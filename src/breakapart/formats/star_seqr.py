"""
STAR-SEQR: `*_STAR-SEQR_candidates.txt` and `*_breakpoints.txt`.

Habits: `BRKPT_LEFT` is `chr10:32912744:+` and counted from 0; reads across the junction are those of the left and of
the right part together, `NREAD_SPANS` pairs lie on both sides; exons and frames stand in `LEFT_ANNOT` for every
transcript of the gene. Source: STAR-SEQR repository.
"""

from dataclasses import replace

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_0
COLUMNS = {
    "gene_5p": ("LEFT_SYMBOL",),
    "gene_3p": ("RIGHT_SYMBOL",),
    "breakpoint_5p": ("BRKPT_LEFT",),
    "breakpoint_3p": ("BRKPT_RIGHT",),
    "reads_5p": ("NREAD_JXNLEFT",),
    "reads_3p": ("NREAD_JXNRIGHT",),
    "spanning_pairs": ("NREAD_SPANS",),
    "kind": ("FUSION_CLASS",),
    "splice": ("SPLICE_TYPE",),
    "disposition": ("DISPOSITION",),
}
SIGNATURE = ("gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p", "reads_5p", "reads_3p")


def read_row(cells: Cells) -> Fields:
    """One row."""
    disposition = cells.text("disposition")
    return {
        "five": _side(cells, "5p", is_five_prime=True),
        "three": _side(cells, "3p", is_five_prime=False),
        "junction_reads": added(cells.count("reads_5p"), cells.count("reads_3p")),
        "spanning_pairs": cells.count("spanning_pairs"),
        "kind": cells.text("kind"),
        "confidence": disposition,
        "passed": disposition.upper() == "PASS" if disposition else None,
    }


def _side(cells: Cells, which: str, *, is_five_prime: bool) -> ImportedSide:
    side = cells.side(f"gene_{which}", f"breakpoint_{which}", is_five_prime=is_five_prime)
    return side if side.end is None else replace(side, end=replace(side.end, kept_base=side.end.kept_base + 1))


FORMAT = FusionFormat("star-seqr", "STAR-SEQR", COLUMNS, SIGNATURE, COORDINATES, read_row)
