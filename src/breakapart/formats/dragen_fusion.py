"""
DRAGEN RNA: `*.fusion_candidates.final`, `*.preliminary`, `*.features.csv`, and the All Fusions table of TruSight
Oncology 500.

Habits: `#FusionGene` holds both names (`A--B`; several genes of one place are separated by `;`); the final table has no
header beyond its names, the preliminary one has every candidate; counts of split, soft-clipped and paired reads came
with 3.7, before that only `ReadNames`. All Fusions writes `Gene A` and `Gene A Breakpoint`, without strands, and does
not promise that A is 5' unless `Gene A Sense` and `Gene B Sense` are true. Source: DRAGEN product guide, Gene Fusion
Detection; TSO 500 software guide, RNA output.
"""

from collections.abc import Mapping

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added, parts
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.model.imported import ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "fusion": ("FusionGene",),
    "score": ("Score",),
    "breakpoint_5p": ("LeftBreakpoint",),
    "breakpoint_3p": ("RightBreakpoint",),
    "gene_id_5p": ("Gene1Id",),
    "gene_id_3p": ("Gene2Id",),
    "split_reads": ("NumSplitReads",),
    "clipped_reads": ("NumSoftClippedReads",),
    "spanning_pairs": ("NumPairedReads",),
    "read_names": ("ReadNames",),
    "filter": ("Filter",),
}
SIGNATURE = ("fusion", "score", "breakpoint_5p", "breakpoint_3p")


def read_row(cells: Cells) -> Fields:
    """One row."""
    five, _, three = cells.text("fusion").partition("--")
    if not (five and three):
        cells.trouble("fusion", "two genes as BCR--ABL1")
    reads = added(cells.count("split_reads"), cells.count("clipped_reads"))
    names = len(parts(cells.text("read_names"), ";,"))
    score = cells.number("score")
    return {
        "five": ImportedSide(
            gene=",".join(parts(five)),
            gene_candidates=genes_behind_date(five),
            gene_id=cells.text("gene_id_5p"),
            end=cells.place("breakpoint_5p", is_five_prime=True),
        ),
        "three": ImportedSide(
            gene=",".join(parts(three)),
            gene_candidates=genes_behind_date(three),
            gene_id=cells.text("gene_id_3p"),
            end=cells.place("breakpoint_3p", is_five_prime=False),
        ),
        "junction_reads": reads,
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"score {score:g}" if score is not None else "",
        "passed": _passed(cells.text("filter")),
        "notes": (f"{names} reads are named; of which kind is not said",) if reads is None and names else (),
    }


def _passed(text: str) -> bool | None:
    return None if not text else text.upper() == "PASS"


def generation(fields: Mapping[str, int]) -> str:
    """Counts came with 3.7."""
    return "3.7 and later" if "split_reads" in fields else "before 3.7"


FORMAT = FusionFormat("dragen", "DRAGEN", COLUMNS, SIGNATURE, COORDINATES, read_row, generation)

ALL_FUSIONS_COLUMNS = {
    "caller": ("Caller",),
    "gene_5p": ("Gene A",),
    "gene_3p": ("Gene B",),
    "breakpoint_5p": ("Gene A Breakpoint",),
    "breakpoint_3p": ("Gene B Breakpoint",),
    "score": ("Score",),
    "filter": ("Filter",),
    "keep": ("KeepFusion", "Keep Fusion"),
    "split_reads": ("Alt Split Dedup", "Alt Split"),
    "spanning_pairs": ("Alt Pair Dedup", "Alt Pair"),
    "sense_5p": ("Gene A Sense",),
    "sense_3p": ("Gene B Sense",),
}


def read_all_fusions_row(cells: Cells) -> Fields:
    """One row of the All Fusions table."""
    senses = [cells.text(f"sense_{which}").lower() for which in ("5p", "3p")]
    score = cells.number("score")
    keep = cells.text("keep").lower()
    return {
        "five": cells.side("gene_5p", "breakpoint_5p", is_five_prime=True),
        "three": cells.side("gene_3p", "breakpoint_3p", is_five_prime=False),
        "ordered": Ordered.YES if senses == ["true", "true"] else Ordered.UNKNOWN,
        "junction_reads": cells.count("split_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"score {score:g}" if score is not None else cells.text("filter"),
        "passed": keep == "true" if keep in ("true", "false") else None,
    }


ALL_FUSIONS = FusionFormat(
    "tso500",
    "TSO 500 All Fusions",
    ALL_FUSIONS_COLUMNS,
    ("gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p"),
    COORDINATES,
    read_all_fusions_row,
)
