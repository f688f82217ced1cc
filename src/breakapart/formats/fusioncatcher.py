"""
FusionCatcher: `final-list_candidate-fusion-genes.txt`, with or without the predicted transcripts and proteins.

Habits: one fusion stands in several rows, one for each method and junction; positions are `8:42968214:+`; the
`*` in `Fusion_sequence` is the junction; genes without a symbol have their Ensembl id; `Spanning_unique_reads` cross
the junction, `Spanning_pairs` lie on both sides of it. Source: FusionCatcher manual.
"""

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, frame_of, parts
from breakapart.model.imported import PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "gene_5p": ("Gene_1_symbol(5end_fusion_partner)",),
    "gene_3p": ("Gene_2_symbol(3end_fusion_partner)",),
    "breakpoint_5p": ("Fusion_point_for_gene_1(5end_fusion_partner)",),
    "breakpoint_3p": ("Fusion_point_for_gene_2(3end_fusion_partner)",),
    "gene_id_5p": ("Gene_1_id(5end_fusion_partner)",),
    "gene_id_3p": ("Gene_2_id(3end_fusion_partner)",),
    "exon_id_5p": ("Exon_1_id(5end_fusion_partner)",),
    "exon_id_3p": ("Exon_2_id(3end_fusion_partner)",),
    "junction_reads": ("Spanning_unique_reads",),
    "spanning_pairs": ("Spanning_pairs",),
    "common_reads": ("Counts_of_common_mapping_reads",),
    "known": ("Fusion_description",),
    "anchor": ("Longest_anchor_found",),
    "method": ("Fusion_finding_method",),
    "sequence": ("Fusion_sequence",),
    "frame": ("Predicted_effect",),
    "transcripts": ("Predicted_fused_transcripts",),
    "proteins": ("Predicted_fused_proteins",),
}
SIGNATURE = ("gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p", "junction_reads")


def read_row(cells: Cells) -> Fields:
    """One row."""
    common = cells.count("common_reads")
    return {
        "five": cells.side("gene_5p", "breakpoint_5p", is_five_prime=True, gene_id="gene_id_5p"),
        "three": cells.side("gene_3p", "breakpoint_3p", is_five_prime=False, gene_id="gene_id_3p"),
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": cells.text("method"),
        "stated_frame": frame_of(cells.text("frame")),
        "kind": cells.text("frame"),
        "known": parts(cells.text("known"), ","),
        "sequence": cells.text("sequence").replace("*", "|"),
        # Reads that map to both genes are the mark of two alike sequences, not of a fusion.
        "notes": (f"{common} reads map to both genes",) if common else (),
    }


FORMAT = FusionFormat("fusioncatcher", "FusionCatcher", COLUMNS, SIGNATURE, COORDINATES, read_row)
