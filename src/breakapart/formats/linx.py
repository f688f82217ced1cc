"""
LINX and Isofox: `*.linx.fusion.tsv` of DNA, and `*.isf.pass_fusions.tsv` (or `*.isf.fusions.csv`) of RNA.

Habits: LINX names genes, transcripts and the last exon kept (`fusedExonUp`) and the first (`fusedExonDown`), no places;
its exons are counted on the transcripts it names; every fusion that a break could make is listed, also those that are
not reported (`reported`), a gene with itself included. Isofox gives places with an orientation (`1` keeps what lies
before) and the strand of the gene; its three counts are reads across the junction, reads aligned again to it, and pairs
on both sides. Source: hmftools, LINX and Isofox documentation.
"""

from dataclasses import replace

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added, frame_of
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.NONE
COLUMNS = {
    "gene_5p": ("geneStart",),
    "gene_3p": ("geneEnd",),
    "exon_5p": ("fusedExonUp",),
    "exon_3p": ("fusedExonDown",),
    "transcript_5p": ("transcriptStart", "geneTranscriptStart"),
    "transcript_3p": ("transcriptEnd", "geneTranscriptEnd"),
    "context_5p": ("geneContextStart",),
    "context_3p": ("geneContextEnd",),
    "frame": ("phased",),
    "reported": ("reported",),
    "kind": ("reportedType",),
    "likelihood": ("likelihood",),
    "copies": ("junctionCopyNumber",),
    "sample": ("sampleId",),
}
SIGNATURE = ("gene_5p", "gene_3p", "exon_5p", "exon_3p", "frame")


def read_row(cells: Cells) -> Fields:
    """One row of LINX."""
    sides = []
    for which in ("5p", "3p"):
        gene, candidates = cells.gene(f"gene_{which}")
        exon = cells.count(f"exon_{which}")
        sides.append(
            ImportedSide(
                gene=gene,
                gene_candidates=candidates,
                transcript=cells.text(f"transcript_{which}"),
                exon=exon or None,
            )
        )
    copies = cells.number("copies")
    reported = cells.text("reported").lower()
    return {
        "five": sides[0],
        "three": sides[1],
        "stated_frame": frame_of(cells.text("frame")),
        "kind": cells.text("kind"),
        "confidence": cells.text("likelihood"),
        "passed": reported == "true" if reported in ("true", "false") else None,
        "sample": cells.text("sample"),
        "notes": (
            *((f"{copies:g} copies of the junction in a cell",) if copies is not None else ()),
            *(
                f"{side.gene} breaks at its promoter"
                for side, which in zip(sides, ("5p", "3p"), strict=True)
                if "promoter" in cells.text(f"context_{which}").lower()
            ),
        ),
    }


FORMAT = FusionFormat("linx", "LINX", COLUMNS, SIGNATURE, COORDINATES, read_row, molecule="DNA")

ISOFOX_COLUMNS = {
    "gene_5p": ("GeneNameUp",),
    "gene_3p": ("GeneNameDown",),
    "gene_id_5p": ("GeneIdUp",),
    "gene_id_3p": ("GeneIdDown",),
    "chrom_5p": ("ChrUp", "ChromosomeUp"),
    "chrom_3p": ("ChrDown", "ChromosomeDown"),
    "position_5p": ("PosUp", "PositionUp"),
    "position_3p": ("PosDown", "PositionDown"),
    "strand_5p": ("StrandUp",),
    "strand_3p": ("StrandDown",),
    "orientation_5p": ("OrientUp",),
    "orientation_3p": ("OrientDown",),
    "split": ("SplitFrags",),
    "realigned": ("RealignedFrags",),
    "spanning_pairs": ("DiscordantFrags",),
    "kind": ("SVType",),
    "filter": ("Filter",),
    "known": ("KnownFusionType",),
}


def read_isofox_row(cells: Cells) -> Fields:
    """One row of Isofox."""
    known = cells.text("known")
    passed = cells.text("filter").upper()
    return {
        "five": _placed(cells, "5p", is_five_prime=True),
        "three": _placed(cells, "3p", is_five_prime=False),
        "junction_reads": added(cells.count("split"), cells.count("realigned")),
        "spanning_pairs": cells.count("spanning_pairs"),
        "kind": cells.text("kind"),
        "confidence": cells.text("filter"),
        "passed": passed == "PASS" if passed else None,
        "known": (known,) if known else (),
    }


def _placed(cells: Cells, which: str, *, is_five_prime: bool) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    end = cells.end(
        cells.text(f"chrom_{which}"),
        cells.text(f"position_{which}"),
        cells.text(f"strand_{which}"),
        is_five_prime=is_five_prime,
        name=f"position_{which}",
    )
    orientation = cells.text(f"orientation_{which}")
    if end is not None and orientation in ("1", "+1", "-1"):
        # Which side is kept, also where the gene lies on the other strand.
        end = replace(end, keeps_before=orientation != "-1")
    return ImportedSide(gene=gene, gene_candidates=candidates, gene_id=cells.text(f"gene_id_{which}"), end=end)


ISOFOX = FusionFormat(
    "isofox",
    "Isofox",
    ISOFOX_COLUMNS,
    ("gene_5p", "gene_3p", "chrom_5p", "chrom_3p", "position_5p", "position_3p", "split"),
    PositionsAre.BASE_KEPT_FROM_1,
    read_isofox_row,
)
