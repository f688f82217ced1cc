"""
INTEGRATE: `breakpoints.tsv`, `breakpoints.cov.tsv` and `summary.tsv`.

Habits: `5P` and `3P` are the genes in order; `Exon_BK1` is the exon edge next to the place of the reads (`RNA_BK1`),
and is taken where there is one; strands are not given; in `breakpoints.cov.tsv` the last column has two numbers,
pairs on both sides of the junction and reads across it (`NUM_EN_RNA NUM_SP_RNA`). `summary.tsv` has no places.
Source: INTEGRATE documentation (Zhang 2016, doi:10.1101/gr.186114.114).
"""

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, whole_number
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "gene_5p": ("5P",),
    "gene_3p": ("3P",),
    "chrom_5p": ("Chr1",),
    "chrom_3p": ("Chr2",),
    "read_place_5p": ("RNA_BK1",),
    "read_place_3p": ("RNA_BK2",),
    "exon_edge_5p": ("Exon_BK1",),
    "exon_edge_3p": ("Exon_BK2",),
    "dna_5p": ("WGS_BK1",),
    "dna_3p": ("WGS_BK2",),
    "counts": ("NUM_EN_RNA NUM_SP_RNA",),
}
SIGNATURE = ("gene_5p", "gene_3p", "chrom_5p", "chrom_3p", "read_place_5p", "read_place_3p")


def read_row(cells: Cells) -> Fields:
    """One row of the breakpoints."""
    notes: list[str] = []
    pairs, reads = None, None
    if counts := cells.text("counts").split():
        numbers = [whole_number(count) for count in counts]
        if len(numbers) == 2 and None not in numbers:
            pairs, reads = numbers
        else:
            cells.trouble("counts", "two whole numbers as 42 17")
    return {
        "five": _side(cells, "5p", notes, is_five_prime=True),
        "three": _side(cells, "3p", notes, is_five_prime=False),
        "junction_reads": reads,
        "spanning_pairs": pairs,
        "notes": tuple(notes),
    }


def _side(cells: Cells, which: str, notes: list[str], *, is_five_prime: bool) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    name = f"exon_edge_{which}" if cells.text(f"exon_edge_{which}") else f"read_place_{which}"
    end = cells.end(cells.text(f"chrom_{which}"), cells.text(name), "", is_five_prime=is_five_prime, name=name)
    if (seen := cells.text(f"read_place_{which}")) and seen != cells.text(name):
        notes.append(f"the reads of {gene} break at {seen}, beside the exon edge")
    if dna := cells.text(f"dna_{which}"):
        notes.append(f"the DNA of {gene} breaks at {dna}")
    return ImportedSide(gene=gene, gene_candidates=candidates, end=end)


FORMAT = FusionFormat("integrate", "INTEGRATE", COLUMNS, SIGNATURE, COORDINATES, read_row)

SUMMARY_COLUMNS = {
    "gene_5p": ("5_Prime",),
    "gene_3p": ("3_Prime",),
    "junction_reads": ("SP_RNA",),
    "spanning_pairs": ("EN_RNA",),
    "tier": ("Tier",),
    "kind": ("Type",),
}


def read_summary_row(cells: Cells) -> Fields:
    """One row of the summary."""
    sides = []
    for which in ("5p", "3p"):
        gene, candidates = cells.gene(f"gene_{which}")
        sides.append(ImportedSide(gene=gene, gene_candidates=candidates))
    tier = cells.text("tier")
    return {
        "five": sides[0],
        "three": sides[1],
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"tier {tier}" if tier else "",
        "kind": cells.text("kind"),
    }


SUMMARY = FusionFormat(
    "integrate-summary",
    "INTEGRATE",
    SUMMARY_COLUMNS,
    ("gene_5p", "gene_3p", "junction_reads", "spanning_pairs", "tier"),
    PositionsAre.NONE,
    read_summary_row,
)
