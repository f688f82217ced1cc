"""
FusionMap: `*.FusionReport.txt`.

Habits: `FusionGene` is `ENO1->LRRC41`, the 5' gene first, which need not be `KnownGene1`; the two signs of `Strand` are
the directions in which a read runs over the two places; columns of counts begin with the name of the sample
(`X.SeedCount`, `X.RescuedCount`), and reads across the junction are both together; exons are those of each transcript
named, said only when all agree; in `FusionJunctionSequence`, `@` or a change of case is the junction. Source: FusionMap
documentation, output (Ge 2011, doi:10.1093/bioinformatics/btr310).
"""

from dataclasses import replace

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added, frame_of, parts
from breakapart.formats.gene_pair import two_genes
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "fusion": ("FusionGene",),
    "strands": ("Strand",),
    "chrom_1": ("Chromosome1",),
    "chrom_2": ("Chromosome2",),
    "position_1": ("Position1",),
    "position_2": ("Position2",),
    "gene_1": ("KnownGene1",),
    "gene_2": ("KnownGene2",),
    "transcript_1": ("KnownTranscript1",),
    "transcript_2": ("KnownTranscript2",),
    "exon_1": ("KnownExonNumber1",),
    "exon_2": ("KnownExonNumber2",),
    "frame": ("FrameShiftClass",),
    "kind": ("SplicePatternClass",),
    "filter": ("Filter",),
    "sequence": ("FusionJunctionSequence",),
}
SIGNATURE = ("fusion", "strands", "chrom_1", "chrom_2", "position_1", "position_2", "gene_1", "gene_2")


def read_row(cells: Cells) -> Fields:
    """One row."""
    strands = cells.text("strands")
    if len(strands) != 2 or set(strands) - set("+-"):
        cells.trouble("strands", "two signs as +-")
        strands = ""
    named = two_genes(cells.text("fusion"))
    is_swapped = named is not None and named[0] != cells.text("gene_1") and named[0] == cells.text("gene_2")
    first, second = ("2", "1") if is_swapped else ("1", "2")
    five = _side(cells, first, strands[int(first) - 1 : int(first)], is_five_prime=True)
    three = _side(cells, second, strands[int(second) - 1 : int(second)], is_five_prime=False)
    if named is not None:
        five, three = replace(five, gene=five.gene or named[0]), replace(three, gene=three.gene or named[1])
    return {
        "five": five,
        "three": three,
        "junction_reads": added(_ending(cells, "seedcount"), _ending(cells, "rescuedcount")),
        "stated_frame": frame_of(cells.text("frame")),
        "kind": cells.text("kind"),
        "confidence": cells.text("filter"),
        "sequence": cells.text("sequence").replace("@", "|"),
    }


def _ending(cells: Cells, ending: str) -> int | None:
    """The count whose column ends so, whatever sample it begins with."""
    for index, name in enumerate(cells.row.header):
        if name.lower().endswith(ending) and index < len(cells.row.cells):
            text = cells.row.cells[index].strip()
            return int(text) if text.isascii() and text.isdigit() else None
    return None


def _side(cells: Cells, which: str, strand: str, *, is_five_prime: bool) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    exons = set(parts(cells.text(f"exon_{which}")))
    exon = exons.pop() if len(exons) == 1 else ""
    transcripts = parts(cells.text(f"transcript_{which}"))
    name = f"position_{which}"
    return ImportedSide(
        gene=gene,
        gene_candidates=candidates,
        transcript=transcripts[0].partition("_chr")[0] if len(transcripts) == 1 else "",
        exon=int(exon) if exon.isascii() and exon.isdigit() and 0 < int(exon[:4]) < 1000 else None,
        end=cells.end(cells.text(f"chrom_{which}"), cells.text(name), strand, is_five_prime=is_five_prime, name=name),
    )


FORMAT = FusionFormat("fusionmap", "FusionMap", COLUMNS, SIGNATURE, COORDINATES, read_row)
