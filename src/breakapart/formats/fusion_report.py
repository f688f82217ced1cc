"""
fusion-report (nf-core/rnafusion): `fusions.csv`, the callers' results side by side.

Habits: one row a pair of genes, one column a caller with what it said (`position: 4:1806934:+#4:1727977:+,
junction_reads: 261, ...`); Arriba's positions are without strands. The place and the reads are those of the caller
with the most reads that gives strands, and the other callers are named; each caller's own table says more. Source:
fusion-report documentation.
"""

import re

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, added, frame_of, parts, whole_number
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.formats.gene_pair import two_genes
from breakapart.model.imported import BreakEnd, ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "fusion": ("Fusion",),
    "databases": ("Databases",),
    "score": ("Fusion Indication Index (FII)", "Score"),
    "explained": ("Explained FII", "Explained score"),
}
SIGNATURE = ("fusion", "databases", "score", "explained")
_POSITION = re.compile(
    r"position: *([\w.]+):(\d{1,9})(?::([+-]))?#([\w.]+):(\d{1,9})(?::([+-]))?(?=[,\s]|$)", re.IGNORECASE
)
_ENTRY = re.compile(r"([\w-]+): *([^,]*)")


def read_row(cells: Cells) -> Fields:
    """One row."""
    pair = two_genes(cells.text("fusion"))
    if pair is None:
        cells.trouble("fusion", "two genes as EML4--ALK")
        pair = ("", "")
    callers: list[tuple[bool, int, str, re.Match[str] | None, dict[str, str]]] = []
    known = set(cells.fields.values())
    for index, (name, cell) in enumerate(zip(cells.row.header, cells.row.cells, strict=False)):
        if index not in known and cell.strip():
            said = dict(_ENTRY.findall(cell))
            place = _POSITION.search(cell)
            callers.append((bool(place and place[3] and place[6]), _reads(said) or 0, name.strip(), place, said))
    callers.sort(key=lambda caller: caller[:2], reverse=True)
    best = next((caller for caller in callers if caller[3] is not None), callers[0] if callers else None)
    score = cells.number("score")
    place = best[3] if best is not None else None
    ends: list[BreakEnd | None] = [None, None]
    if place is not None:
        cells.places |= {place[1], place[4]}
        ends = [
            cells.end(place[1], place[2], place[3] or "", is_five_prime=True, name="fusion"),
            cells.end(place[4], place[5], place[6] or "", is_five_prime=False, name="fusion"),
        ]
    said = best[4] if best is not None else {}
    five, three = (
        ImportedSide(gene=gene, gene_candidates=genes_behind_date(gene), end=end)
        for gene, end in zip(pair, ends, strict=True)
    )
    return {
        "five": five,
        "three": three,
        "junction_reads": _reads(said),
        "spanning_pairs": next(
            (
                whole_number(said[name])
                for name in ("spanning_reads", "spanning_pairs", "discordant_mates")
                if name in said
            ),
            None,
        ),
        "stated_frame": frame_of(said.get("reading-frame", "")),
        "confidence": f"score {score:g}" if score is not None else "",
        "known": parts(cells.text("databases"), ","),
        "notes": (
            *((f"place and reads are those of {best[2]}",) if best is not None else ()),
            *((f"seen by {', '.join(caller[2] for caller in callers)}",) if callers else ()),
        ),
    }


def _reads(said: dict[str, str]) -> int | None:
    for name in ("junction_reads", "spanning_unique_reads", "num_LR", "split_reads", "splitcount"):
        if (count := whole_number(said.get(name, ""))) is not None:
            return count
    return added(*(whole_number(said.get(name, "")) for name in ("split_reads1", "split_reads2")))


FORMAT = FusionFormat("fusion-report", "fusion-report", COLUMNS, SIGNATURE, COORDINATES, read_row)
