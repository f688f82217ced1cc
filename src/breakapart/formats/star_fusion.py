"""
STAR-Fusion and FusionInspector: `*.fusion_predictions.tsv`, abridged, with or without coding effect.

Habits: the header begins with `#FusionName`; gene columns hold `SYMBOL^ENSG...`; positions are
`chr15:87940753:-`. Three generations of the header: the oldest end with `LargeAnchorSupport`, or with the distances
from known splice sites; then came FFPM, dinucleotides and annotations; the newest add `est_J` and `est_S`. In the full
table `JunctionReads` lists the names of reads, in the oldest it counts them. FusionInspector's positions on its own
contigs (`LeftLocalBreakpoint`) are not those of the genome. Source: STAR-Fusion wiki.
"""

from collections.abc import Mapping

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, bases, frame_of
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "fusion": ("FusionName", "fusion_name"),
    "gene_5p": ("LeftGene",),
    "gene_3p": ("RightGene",),
    "breakpoint_5p": ("LeftBreakpoint",),
    "breakpoint_3p": ("RightBreakpoint",),
    "junction_reads": ("JunctionReadCount", "JunctionReads"),
    "spanning_pairs": ("SpanningFragCount", "SpanningFrags"),
    "estimated_junction": ("est_J",),
    "estimated_spanning": ("est_S",),
    "confidence": ("FFPM",),
    "splice": ("SpliceType", "Splice_type"),
    "anchor": ("LargeAnchorSupport",),
    "left_distance": ("LeftDistFromRefExonSplice",),
    "annotations": ("annots",),
    "frame": ("PROT_FUSION_TYPE",),
    "transcript_5p": ("CDS_LEFT_ID",),
    "transcript_3p": ("CDS_RIGHT_ID",),
    "sequence": ("FUSION_CDS",),
    "sample": ("sample",),
    "local_5p": ("LeftLocalBreakpoint",),
    "local_3p": ("RightLocalBreakpoint",),
    "counter_5p": ("NumCounterFusionLeft",),
    "counter_3p": ("NumCounterFusionRight",),
    "ratio_5p": ("FAR_left",),
    "ratio_3p": ("FAR_right",),
}
SIGNATURE = ("fusion", "gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p")


def read_row(cells: Cells) -> Fields:
    """One row."""
    return {
        **read_partners(cells),
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"FFPM {ffpm:g}" if (ffpm := cells.number("confidence")) is not None else "",
        **read_annotation(cells),
    }


def read_partners(cells: Cells) -> Fields:
    """The two sides and the sample."""
    sides = []
    for which, is_five_prime in (("5p", True), ("3p", False)):
        symbol, _, gene_id = cells.text(f"gene_{which}").partition("^")
        name, candidates = cells.gene(f"gene_{which}")
        sides.append(
            ImportedSide(
                gene=symbol,
                gene_candidates=candidates if name == symbol else (),
                gene_id=gene_id,
                transcript=cells.text(f"transcript_{which}"),
                end=cells.place(f"breakpoint_{which}", is_five_prime=is_five_prime),
            )
        )
    return {"five": sides[0], "three": sides[1], "sample": cells.text("sample")}


def read_annotation(cells: Cells) -> Fields:
    """Annotations and coding effect."""
    return {
        "known": annotations(cells.text("annotations")),
        "stated_frame": frame_of(cells.text("frame")),
        "sequence": cells.text("sequence") if bases(cells.text("sequence")[:1000]) else "",
        "kind": cells.text("splice"),
    }


def annotations(text: str) -> tuple[str, ...]:
    """
    The words of a list as Perl or Python prints it.

    >>> annotations('["INTRACHROMOSOMAL[chr17:0.03Mb]","NEIGHBORS[26536]"]')
    ('INTRACHROMOSOMAL[chr17:0.03Mb]', 'NEIGHBORS[26536]')
    """
    inner = text.strip()
    inner = inner[1:-1] if inner.startswith("[") and inner.endswith("]") else inner
    return tuple(word.strip(" \"'") for word in inner.split(",") if word.strip(" \"'"))


def generation(fields: Mapping[str, int]) -> str:
    """Of the three headers."""
    if "local_5p" in fields:
        name = "FusionInspector"
    elif "estimated_junction" in fields:
        name = "1.10 and later"
    elif "confidence" in fields:
        name = "1.0 to 1.9"
    else:
        name = "before 1.0"
    return f"{name}, with coding effect" if "frame" in fields else name


FORMAT = FusionFormat(
    "star-fusion", "STAR-Fusion", COLUMNS, SIGNATURE, COORDINATES, read_row, generation, excludes=("num_LR", "Score")
)
