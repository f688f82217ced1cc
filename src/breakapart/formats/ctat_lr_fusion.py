"""
CTAT-LR-fusion: `ctat-LR-fusion.fusion_predictions.tsv`, abridged or not, with or without short reads.

Habits: the header of STAR-Fusion with `num_LR` (long reads over the junction); with short reads those of
FusionInspector follow, and their genes as `LeftGene_SR`; missing cells are `NA`; nf-core's
tables quote the annotations. Source: CTAT-LR-fusion repository.
"""

from collections.abc import Mapping

from breakapart.formats import star_fusion
from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added
from breakapart.model.imported import PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    **star_fusion.COLUMNS,
    "fusion": ("FusionName", "fusion"),
    "long_reads": ("num_LR",),
    "short_junction_reads": ("JunctionReadCount",),
    "spanning_pairs": ("SpanningFragCount",),
    "confidence": ("LR_FFPM", "max_LR_FFPM"),
}
del COLUMNS["junction_reads"], COLUMNS["anchor"], COLUMNS["left_distance"]
SIGNATURE = ("fusion", "long_reads", "gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p")


def read_row(cells: Cells) -> Fields:
    """One row; long and short reads over the junction are added."""
    long_reads, short_reads = cells.count("long_reads"), cells.count("short_junction_reads")
    note = f"{long_reads or 0} long and {short_reads} short reads cross the junction"
    return {
        **star_fusion.read_partners(cells),
        **star_fusion.read_annotation(cells),
        "junction_reads": added(long_reads, short_reads),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"LR FFPM {value:g}" if (value := cells.number("confidence")) is not None else "",
        "notes": (note,) if short_reads is not None else (),
    }


def generation(fields: Mapping[str, int]) -> str:
    """With or without short reads."""
    return "long and short reads" if "short_junction_reads" in fields else "long reads"


FORMAT = FusionFormat("ctat-lr-fusion", "CTAT-LR-fusion", COLUMNS, SIGNATURE, COORDINATES, read_row, generation)
