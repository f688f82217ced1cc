"""
pizzly: the table made by its `flatten_json.py`, and its JSON.

Habits: genes, ids and counts, no places on the genome; `splitcount` are reads across the junction, `paircount` pairs on
both sides of it; `transcripts.list` has the cuts on each pair of transcripts. Source: pizzly repository.
"""

import json
from typing import Any

from breakapart.errors import InputError
from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, parts
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.model.imported import ImportedFusion, ImportedSide, ImportedTable, PositionsAre, RawRow

COORDINATES = PositionsAre.NONE
COLUMNS = {
    "gene_5p": ("geneA.name",),
    "gene_3p": ("geneB.name",),
    "gene_id_5p": ("geneA.id",),
    "gene_id_3p": ("geneB.id",),
    "junction_reads": ("splitcount",),
    "spanning_pairs": ("paircount",),
    "transcripts": ("transcripts.list",),
}
SIGNATURE = ("gene_5p", "gene_3p", "junction_reads", "spanning_pairs")
_HEADER = ("geneA.name", "geneA.id", "geneB.name", "geneB.id", "paircount", "splitcount", "transcripts.list")


def read_row(cells: Cells) -> Fields:
    """One row."""
    sides = []
    for which in ("5p", "3p"):
        gene, candidates = cells.gene(f"gene_{which}")
        sides.append(ImportedSide(gene=gene, gene_candidates=candidates, gene_id=cells.text(f"gene_id_{which}")))
    return {
        "five": sides[0],
        "three": sides[1],
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "notes": _note(len(parts(cells.text("transcripts"), ";"))),
    }


def _note(pairs: int) -> tuple[str, ...]:
    return (f"{pairs} pairs of transcripts fit",) if pairs > 1 else ()


FORMAT = FusionFormat("pizzly", "pizzly", COLUMNS, SIGNATURE, COORDINATES, read_row)


def looks_like_json(text: str) -> bool:
    """Whether it is a JSON object with genes A and B."""
    return text.lstrip().startswith("{") and '"geneA"' in text[:20_000] and '"splitcount"' in text[:200_000]


def read_json(text: str, *, source: str, because: str, guessed: bool) -> ImportedTable:
    """Every entry of `genes`."""
    try:
        report: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise InputError(
            f"is not whole JSON ({error})", source=source, line=line, solution="Was the file copied completely?"
        ) from None
    entries = report.get("genes") if isinstance(report, dict) else None
    if not isinstance(entries, list):
        raise InputError("has no list 'genes', expected what pizzly writes", source=source)
    fusions = [_fusion(entry, number, source) for number, entry in enumerate(entries, start=1)]
    return ImportedTable(
        source=source,
        format_id=FORMAT.id,
        caller=FORMAT.caller,
        generation="JSON",
        because=because,
        guessed=guessed,
        positions=COORDINATES,
        fusions=tuple(fusions),
        rows=len(entries),
        notes=("lines of calls are their numbers in the list 'genes'",),
    )


def _fusion(entry: Any, number: int, source: str) -> ImportedFusion:
    found: dict[str, Any] = entry if isinstance(entry, dict) else {}
    sides: list[Any] = [found.get(name) for name in ("geneA", "geneB")]
    names = [[str(side.get(part) or "") if isinstance(side, dict) else "" for part in ("name", "id")] for side in sides]
    listed = found.get("transcripts")
    transcripts = listed if isinstance(listed, list) else []
    counts = [found.get(name) for name in ("paircount", "splitcount")]
    cells = (*names[0], *names[1], *("" if count is None else str(count) for count in counts), str(len(transcripts)))
    problems = [] if all(name[0] for name in names) else ["geneA or geneB has no name"]
    for name, count in zip(("paircount", "splitcount"), counts, strict=True):
        if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 0):
            problems.append(f"{name} is {count!r}, expected a whole number")
    row = RawRow(_HEADER, cells, number)
    if problems:
        return ImportedFusion(FORMAT.caller, source, (row,), problems=tuple(problems))
    five, three = (
        ImportedSide(gene=name, gene_candidates=genes_behind_date(name), gene_id=gene_id) for name, gene_id in names
    )
    return ImportedFusion(
        FORMAT.caller,
        source,
        (row,),
        five=five,
        three=three,
        junction_reads=counts[1],
        spanning_pairs=counts[0],
        notes=_note(len(transcripts)),
    )
