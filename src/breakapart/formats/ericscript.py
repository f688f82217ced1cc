"""
EricScript: `*.results.total.tsv` and `*.results.filtered.tsv`.

Habits: `GeneName1` is the 5' gene; `spanningreads` cross the junction and `crossingreads` lie on both sides of it, the
other way round than elsewhere; a breakpoint that it could not find is `Unable to predict breakpoint position`; in
`JunctionSequence` small letters are of the 5' gene and capitals of the 3' gene. Source: EricScript manual.
"""

import re

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, shown, whole_number
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "gene_5p": ("GeneName1",),
    "gene_3p": ("GeneName2",),
    "chrom_5p": ("chr1",),
    "chrom_3p": ("chr2",),
    "position_5p": ("Breakpoint1",),
    "position_3p": ("Breakpoint2",),
    "strand_5p": ("strand1",),
    "strand_3p": ("strand2",),
    "gene_id_5p": ("EnsemblGene1",),
    "gene_id_3p": ("EnsemblGene2",),
    "junction_reads": ("spanningreads",),
    "spanning_pairs": ("crossingreads",),
    "kind": ("fusiontype",),
    "confidence": ("EricScore",),
    "sequence": ("JunctionSequence",),
    "homology": ("homology",),
}
SIGNATURE = ("gene_5p", "gene_3p", "position_5p", "position_3p", "junction_reads", "spanning_pairs")

_JUNCTION = re.compile(r"([acgtn]+)([ACGTN]+)")


def read_row(cells: Cells) -> Fields:
    """One row."""
    notes: list[str] = []
    score = cells.number("confidence")
    match = _JUNCTION.fullmatch(cells.text("sequence"))
    if homology := cells.text("homology"):
        notes.append(f"its sequence is like others of the genome: {homology[:200]}")
    return {
        "five": _side(cells, "5p", notes, is_five_prime=True),
        "three": _side(cells, "3p", notes, is_five_prime=False),
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": f"EricScore {score:g}" if score is not None else "",
        "kind": cells.text("kind"),
        "sequence": f"{match[1]}|{match[2]}".upper() if match else cells.text("sequence"),
        "notes": tuple(dict.fromkeys(notes)),
    }


def _side(cells: Cells, which: str, notes: list[str], *, is_five_prime: bool) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    position = cells.text(f"position_{which}")
    end = None
    if whole_number(position) is None and position.lower().startswith("unable"):
        notes.append(f"no breakpoint: {shown(position)}")
    else:
        end = cells.end(
            cells.text(f"chrom_{which}"),
            position,
            cells.text(f"strand_{which}"),
            is_five_prime=is_five_prime,
            name=f"position_{which}",
        )
    return ImportedSide(gene=gene, gene_candidates=candidates, gene_id=cells.text(f"gene_id_{which}"), end=end)


FORMAT = FusionFormat("ericscript", "EricScript", COLUMNS, SIGNATURE, COORDINATES, read_row)
