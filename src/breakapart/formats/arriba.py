"""
Arriba: `fusions.tsv` and `fusions.discarded.tsv`, versions 1 and 2.

Habits: the header begins with `#gene1`; an empty cell is `.`; a partner between genes is written as its two neighbours
with the distances (`A(64794),B(96488)`); `strand1(gene/fusion)` holds the strand of the gene and that of the
transcript, and `.` where neither order nor strand could be told; `split_reads1` and `split_reads2` are the reads whose
longer part lies in gene 1 or 2, both cross the junction. In `fusion_transcript`, `|` is the junction, and bases between
two `|` belong to neither gene. Source: Arriba documentation, output files.
"""

from collections.abc import Mapping
from dataclasses import replace

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added, bases, frame_of, parts
from breakapart.model.imported import ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "gene_5p": ("gene1",),
    "gene_3p": ("gene2",),
    "strand_5p": ("strand1(gene/fusion)",),
    "strand_3p": ("strand2(gene/fusion)",),
    "breakpoint_5p": ("breakpoint1",),
    "breakpoint_3p": ("breakpoint2",),
    "split_reads_5p": ("split_reads1",),
    "split_reads_3p": ("split_reads2",),
    "spanning_pairs": ("discordant_mates",),
    "confidence": ("confidence",),
    "kind": ("type",),
    "frame": ("reading_frame",),
    "known": ("tags",),
    "gene_id_5p": ("gene_id1",),
    "gene_id_3p": ("gene_id2",),
    "transcript_5p": ("transcript_id1",),
    "transcript_3p": ("transcript_id2",),
    "direction_5p": ("direction1",),
    "direction_3p": ("direction2",),
    "sequence": ("fusion_transcript",),
}
SIGNATURE = ("gene_5p", "gene_3p", "breakpoint_5p", "breakpoint_3p", "split_reads_5p", "split_reads_3p")


def read_row(cells: Cells) -> Fields:
    """One row."""
    five, is_told_5p = _side(cells, "5p", is_five_prime=True)
    three, is_told_3p = _side(cells, "3p", is_five_prime=False)
    sequence = cells.text("sequence")
    return {
        "five": five,
        "three": three,
        "ordered": Ordered.YES if is_told_5p and is_told_3p else Ordered.UNKNOWN,
        "junction_reads": added(cells.count("split_reads_5p"), cells.count("split_reads_3p")),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": cells.text("confidence"),
        "kind": cells.text("kind"),
        "stated_frame": frame_of(cells.text("frame")),
        "known": parts(cells.text("known"), ","),
        "sequence": sequence,
        "inserted": _between_bars(sequence),
    }


def _side(cells: Cells, which: str, *, is_five_prime: bool) -> tuple[ImportedSide, bool]:
    """One partner, and whether Arriba could tell its order."""
    side = cells.side(
        f"gene_{which}",
        f"breakpoint_{which}",
        is_five_prime=is_five_prime,
        gene_id=f"gene_id_{which}",
        transcript=f"transcript_{which}",
    )
    strands = cells.text(f"strand_{which}").split("/")
    strand = strands[1].strip() if len(strands) == 2 else ""
    if cells.has(f"strand_{which}") and (len(strands) != 2 or strand not in ("+", "-", ".")):
        cells.trouble(f"strand_{which}", "two strands as +/-")
    direction = cells.text(f"direction_{which}")
    if direction not in ("", "upstream", "downstream"):
        cells.trouble(f"direction_{which}", "upstream or downstream")
    end = side.end
    if end is not None:
        is_known = strand in ("+", "-")
        # The direction says on which side of the base the partner is joined, also where no strand is known.
        keeps = (strand == "+") == is_five_prime if is_known else (direction == "downstream") if direction else None
        end = replace(end, strand=strand if is_known else "", keeps_before=keeps)
    return replace(side, end=end), strand in ("+", "-") or not cells.has(f"strand_{which}")


def _between_bars(sequence: str) -> str:
    pieces = sequence.split("|")
    return bases(pieces[1]) if len(pieces) == 3 else ""


def generation(fields: Mapping[str, int]) -> str:
    """Version 2 names transcripts; version 1 does not."""
    return "version 2" if "transcript_5p" in fields else "version 1"


FORMAT = FusionFormat("arriba", "Arriba", COLUMNS, SIGNATURE, COORDINATES, read_row, generation)
