"""
deFuse: `results.tsv`, `results.classify.tsv` and `results.filtered.tsv`.

Habits: `gene1` and `gene2` are Ensembl ids, `gene_name1` and `gene_name2` symbols, neither promised to be 5'; with
`genomic_strand1` `+` what lies before the break is kept, with `-` what lies after it, and the order follows from the
strands of the genes; `splitr_count` reads cross the junction (`|` in `splitr_sequence`), `span_count` pairs lie on both
sides. Source: deFuse repository (McPherson 2011, doi:10.1371/journal.pcbi.1001138).
"""

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat
from breakapart.model.imported import BreakEnd, ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "gene_1": ("gene_name1",),
    "gene_2": ("gene_name2",),
    "gene_id_1": ("gene1",),
    "gene_id_2": ("gene2",),
    "chrom_1": ("gene_chromosome1",),
    "chrom_2": ("gene_chromosome2",),
    "position_1": ("genomic_break_pos1",),
    "position_2": ("genomic_break_pos2",),
    "strand_1": ("genomic_strand1",),
    "strand_2": ("genomic_strand2",),
    "junction_reads": ("splitr_count",),
    "spanning_pairs": ("span_count",),
    "probability": ("probability",),
    "sequence": ("splitr_sequence",),
    "sample": ("library_name",),
}
SIGNATURE = ("gene_1", "gene_2", "chrom_1", "chrom_2", "position_1", "position_2", "strand_1", "junction_reads")


def read_row(cells: Cells) -> Fields:
    """One row."""
    chance = cells.number("probability")
    return {
        "five": _side(cells, "1"),
        "three": _side(cells, "2"),
        "ordered": Ordered.BY_STRAND,
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"probability {chance:g}" if chance is not None else "",
        "sample": cells.text("sample"),
        "sequence": cells.text("sequence"),
    }


def _side(cells: Cells, which: str) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    strand = cells.text(f"strand_{which}")
    name = f"position_{which}"
    end = cells.end(cells.text(f"chrom_{which}"), cells.text(name), strand, is_five_prime=True, name=name)
    if end is not None:
        # The strand is that on which the break was read; that of the transcript is left to the genes.
        end = BreakEnd(end.chrom, end.kept_base, keeps_before=strand == "+" if strand else None)
    return ImportedSide(gene=gene, gene_candidates=candidates, gene_id=cells.text(f"gene_id_{which}"), end=end)


FORMAT = FusionFormat("defuse", "deFuse", COLUMNS, SIGNATURE, COORDINATES, read_row)
