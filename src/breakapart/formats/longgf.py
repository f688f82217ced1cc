"""
LongGF (long reads): the log it prints.

Habits: one line `SumGF` a fusion, `SumGF EML4:ALK 23 chr2:42295516 chr2:29223528`, with the long reads that say so; the
lines `GF` before it say the same with the places of each read, and are read only where there is no `SumGF`. The order
of the genes is that of the file of genes, not of the transcript, strands are not given, and places are those of the
alignments, often some bases beside the exon edge. Source: LongGF repository (Liu 2020,
doi:10.1186/s12864-020-07207-4).
"""

import re
from collections.abc import Sequence

from breakapart.formats.chromosomes import chromosome, prefix_note
from breakapart.formats.fusion_format import MAX_POSITION, shown
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.model.imported import (
    BreakEnd,
    ImportedFusion,
    ImportedSide,
    ImportedTable,
    Ordered,
    PositionsAre,
    RawRow,
)

ID = "longgf"
CALLER = "LongGF"
COORDINATES = PositionsAre.BASE_KEPT_FROM_1
LOOSE_BY_NT = 20
"""Breakpoints of long reads so near to an exon edge are taken to lie on it. Source: JAFFAL does so within 20 bases
(Davidson 2022, doi:10.1186/s13059-021-02588-5)."""
_LINE = re.compile(r"(?:Sum)?GF\s+[^\s:]+:[^\s:]+\s+\d+\s")
_SUMMARY = re.compile(r"(?:Sum)?GF\s+([^\s:]+):([^\s:]+)\s+(\d{1,9})\b")
_PLACE = re.compile(r"(?<!\S)(\d{1,2}|[A-Za-z][A-Za-z0-9_.*-]{0,60}):(\d{1,10})(?=\s|$)")
"""A place; `118484973:5` in a line of details is a position and its reads."""


def looks_like_longgf(lines: Sequence[str]) -> bool:
    """Whether a line is one of LongGF's results."""
    return any(line[:3] in ("Sum", "GF\t", "GF ") and _LINE.match(line) for line in lines)


def read_longgf(lines: Sequence[str], *, source: str, because: str, guessed: bool) -> ImportedTable:
    """Every summary line."""
    word = "SumGF" if any(line.startswith("SumGF") for line in lines) else "GF"
    rows = [(number, line) for number, line in enumerate(lines, start=1) if re.match(rf"{word}\s", line)]
    fusions = tuple(_fusion(line, number, source) for number, line in rows)
    places = {side.end.chrom for fusion in fusions for side in (fusion.five, fusion.three) if side.end is not None}
    note = prefix_note(places)
    return ImportedTable(
        source=source,
        format_id=ID,
        caller=CALLER,
        generation="log",
        because=because,
        guessed=guessed,
        positions=COORDINATES,
        fusions=fusions,
        rows=len(rows),
        notes=(f"the lines that begin with {word} were read", *([note] if note else [])),
    )


def _fusion(line: str, number: int, source: str) -> ImportedFusion:
    row = RawRow(("line",), (line,), number)
    match, places = _SUMMARY.match(line), _PLACE.findall(line)
    if match is None or len(places) != 2 or not all(1 <= int(position) <= MAX_POSITION for _, position in places):
        problem = f"the line is {shown(line)}, expected SumGF EML4:ALK 23 chr2:42295516 chr2:29223528"
        return ImportedFusion(CALLER, source, (row,), problems=(problem,))
    five, three = (
        ImportedSide(
            gene=gene,
            gene_candidates=genes_behind_date(gene),
            end=BreakEnd(chromosome(chrom), int(position) - 1),
        )
        for gene, (chrom, position) in zip(match.group(1, 2), places, strict=True)
    )
    return ImportedFusion(
        CALLER,
        source,
        (row,),
        five=five,
        three=three,
        ordered=Ordered.UNKNOWN,
        junction_reads=int(match[3]),
        loose_by_nt=LOOSE_BY_NT,
    )
