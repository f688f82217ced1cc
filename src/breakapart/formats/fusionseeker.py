"""
FusionSeeker (long reads): `confident_genefusion.txt`.

Habits: `Gene1` is not promised to be the 5' gene and strands are not given; places are those of the alignments, often
some bases beside the exon edge; `NumSupp` counts long reads over the junction, which `SupportingReads` (earlier
`ReadNames`) names. Source: FusionSeeker repository (Chen 2023, doi:10.1158/0008-5472.CAN-22-1628).
"""

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat
from breakapart.model.imported import ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "gene_5p": ("Gene1",),
    "gene_3p": ("Gene2",),
    "chrom_5p": ("Chrom1",),
    "chrom_3p": ("Chrom2",),
    "position_5p": ("Breakpoint1",),
    "position_3p": ("Breakpoint2",),
    "junction_reads": ("NumSupp",),
}
SIGNATURE = tuple(COLUMNS)
LOOSE_BY_NT = 20
"""Breakpoints of long reads so near to an exon edge are taken to lie on it. Source: JAFFAL does so within 20 bases
(Davidson 2022, doi:10.1186/s13059-021-02588-5)."""


def read_row(cells: Cells) -> Fields:
    """One row."""
    return {
        "five": _side(cells, "5p", is_five_prime=True),
        "three": _side(cells, "3p", is_five_prime=False),
        "ordered": Ordered.UNKNOWN,
        "junction_reads": cells.count("junction_reads"),
        "loose_by_nt": LOOSE_BY_NT,
    }


def _side(cells: Cells, which: str, *, is_five_prime: bool) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    name = f"position_{which}"
    end = cells.end(cells.text(f"chrom_{which}"), cells.text(name), "", is_five_prime=is_five_prime, name=name)
    return ImportedSide(gene=gene, gene_candidates=candidates, end=end)


FORMAT = FusionFormat("fusionseeker", "FusionSeeker", COLUMNS, SIGNATURE, COORDINATES, read_row)
