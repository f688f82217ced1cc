"""
JAFFA: `jaffa_results.csv` of 1.x and 2.x, JAFFAL (long reads) with it.

Habits: quoted CSV; both genes in one cell (`LMNA:NTRK1`); `strand1` and `strand2` are those of the genes;
`spanning reads` cross the junction, `spanning pairs` lie on both sides of it (long reads have none); `-` is empty;
version 2 has `known mitelman` and `known cosmic` where version 1 has `known`. Its three classes are kept as written:
only HighConfidence has both kinds of reads at exon edges. Source: JAFFA wiki, output description.
"""

from collections.abc import Mapping

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, frame_of
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "sample": ("sample",),
    "fusion": ("fusion genes",),
    "chrom_5p": ("chrom1",),
    "base_5p": ("base1",),
    "strand_5p": ("strand1",),
    "chrom_3p": ("chrom2",),
    "base_3p": ("base2",),
    "strand_3p": ("strand2",),
    "spanning_pairs": ("spanning pairs",),
    "junction_reads": ("spanning reads",),
    "frame": ("inframe",),
    "at_exons": ("aligns",),
    "rearrangement": ("rearrangement",),
    "contig": ("contig",),
    "contig_break": ("contig break",),
    "gap_kb": ("gap (kb)",),
    "confidence": ("classification",),
    "known": ("known", "known mitelman"),
    "known_cosmic": ("known cosmic",),
}
SIGNATURE = ("fusion", "chrom_5p", "base_5p", "chrom_3p", "base_3p", "junction_reads")
_KNOWN = {"known": "Mitelman", "known_cosmic": "COSMIC"}


def read_row(cells: Cells) -> Fields:
    """One row."""
    genes = cells.text("fusion").split(":")
    if len(genes) != 2 or not all(gene.strip() for gene in genes):
        cells.trouble("fusion", "two genes as LMNA:NTRK1")
        genes = [*genes, "", ""][:2]
    return {
        "five": _side(cells, genes[0].strip(), "5p", is_five_prime=True),
        "three": _side(cells, genes[1].strip(), "3p", is_five_prime=False),
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": cells.text("confidence"),
        "stated_frame": frame_of(cells.text("frame")),
        "known": tuple(base for name, base in _KNOWN.items() if cells.text(name).lower() in ("yes", "true")),
        "sample": cells.text("sample"),
    }


def _side(cells: Cells, gene: str, which: str, *, is_five_prime: bool) -> ImportedSide:
    end = cells.end(
        cells.text(f"chrom_{which}"),
        cells.text(f"base_{which}"),
        cells.text(f"strand_{which}"),
        is_five_prime=is_five_prime,
        name=f"base_{which}",
    )
    if not cells.text(f"chrom_{which}"):
        cells.trouble(f"chrom_{which}", "a chromosome")
    return ImportedSide(gene=gene, gene_candidates=genes_behind_date(gene), end=end)


def generation(fields: Mapping[str, int]) -> str:
    """Version 2 tells Mitelman from COSMIC."""
    return "version 2" if "known_cosmic" in fields else "version 1 or JAFFAL"


FORMAT = FusionFormat("jaffa", "JAFFA", COLUMNS, SIGNATURE, COORDINATES, read_row, generation)
