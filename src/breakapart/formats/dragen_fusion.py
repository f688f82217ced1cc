"""
DRAGEN RNA: `*.fusion_candidates.final`, `*.preliminary`, `*.features.csv`, and the All Fusions table of TruSight
Oncology 500.

Habits: `#FusionGene` holds both names (`A--B`; several genes of one place are separated by `;`); the final table has
no header beyond its names, the preliminary one has every candidate; counts of split, soft-clipped and paired reads
came with 3.7, before that only `ReadNames`; `Gene1Sense` and `Gene2Sense` say for each gene named whether its sense
strand is in the fusion. All Fusions of TruSight Oncology 500 begins with lines that explain its columns, and joins
three callers (`Caller`); it writes `Gene A` and `Gene A Breakpoint` without strands, promises that A is 5' only where
`Fusion Directionality Known` is true, and `KeepFusion` says what went into the report. Source: DRAGEN product guide,
Gene Fusion Detection; TSO 500 software guide, RNA output.
"""

from collections.abc import Mapping
from dataclasses import replace

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
    "sense_5p": ("Gene1Sense",),
    "sense_3p": ("Gene2Sense",),
    "location_5p": ("Gene1Location",),
    "location_3p": ("Gene2Location",),
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
        "notes": (
            *((f"{names} reads are named; of which kind is not said",) if reads is None and names else ()),
            *_antisense(cells, five, three),
        ),
    }


def _antisense(cells: Cells, five: str, three: str) -> list[str]:
    """What is said of genes of which the antisense strand is in the fusion."""
    return [
        f"the fusion has the antisense strand of {gene}"
        for gene, which in ((five, "5p"), (three, "3p"))
        if "false" in cells.text(f"sense_{which}").lower() and "true" not in cells.text(f"sense_{which}").lower()
    ]


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
    "split_with_duplicates": ("Alt Split",),
    "pairs_with_duplicates": ("Alt Pair",),
    "directionality": ("Fusion Directionality Known",),
    "sense_5p": ("Gene A Sense",),
    "sense_3p": ("Gene B Sense",),
    "precise": ("Precise/Imprecise",),
    "contig": ("Contig",),
    "contig_5p": ("ContigAlign1",),
    "contig_3p": ("ContigAlign2",),
}


def read_all_fusions_row(cells: Cells) -> Fields:
    """One row of the All Fusions table."""
    score = cells.number("score")
    keep = cells.text("keep").lower()
    program = cells.text("caller")
    known = cells.text("directionality").lower()
    senses = [cells.text(f"sense_{which}").lower() for which in ("5p", "3p")]
    are_sense = all("true" in sense for sense in senses)
    is_ordered = known == "true" and (are_sense or not any(senses)) if known else are_sense
    genes = cells.text("gene_5p"), cells.text("gene_3p")
    notes = [f"called by {program} within the pipeline"] if program else []
    if cells.text("precise").lower() == "imprecise":
        notes.append("imprecise: the caller did not find the exact bases")
    reads, pairs = cells.count("split_reads"), cells.count("spanning_pairs")
    if reads is None and pairs is None:
        reads, pairs = cells.count("split_with_duplicates"), cells.count("pairs_with_duplicates")
        if reads is not None or pairs is not None:
            notes.append("reads are counted with duplicates")
    return {
        "five": _gene_of_list(cells, "5p", is_five_prime=True),
        "three": _gene_of_list(cells, "3p", is_five_prime=False),
        "ordered": Ordered.YES if is_ordered else Ordered.UNKNOWN,
        "junction_reads": reads,
        "spanning_pairs": pairs,
        "confidence": f"score {score:g}" if score is not None else cells.text("filter"),
        "passed": keep == "true" if keep in ("true", "false") else None,
        "sequence": _contig(cells),
        "notes": (*notes, *_antisense(cells, *genes)),
    }


def _gene_of_list(cells: Cells, which: str, *, is_five_prime: bool) -> ImportedSide:
    side = cells.side(f"gene_{which}", f"breakpoint_{which}", is_five_prime=is_five_prime)
    return replace(side, gene=",".join(parts(side.gene)))


def _contig(cells: Cells) -> str:
    """The assembled sequence, cut where the two alignments meet."""
    contig = cells.text("contig")
    left, right = cells.count("contig_5p"), cells.count("contig_3p")
    return f"{contig[:left]}|{contig[left:]}" if left and right and left + right == len(contig) else contig


ALL_FUSIONS = FusionFormat(
    "tso500",
    "TSO 500 All Fusions",
    ALL_FUSIONS_COLUMNS,
    ("gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p"),
    COORDINATES,
    read_all_fusions_row,
)
