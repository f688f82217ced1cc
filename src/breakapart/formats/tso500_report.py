"""
TruSight Oncology 500: `*_CombinedVariantOutput.tsv`, its sections of fusions and of splice variants.

Habits: a section begins with its name in brackets, then come its columns and its rows; `NA` alone says that nothing was
called. `Gene Pair` has a hyphen where the order of the genes is known and a slash where it is not; several genes of one
place are separated by semicolons; positions are those of the pipeline's genome, GRCh37 (hg19) up to now, without
strands. In splice variants the places stand around the bases left out: the last base kept and the last one left out.
The other sections are for `breakapart variants` and are passed over here. Source: TSO 500 software guide, Combined
Variant Output.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from breakapart.errors import InputError
from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, Header, fields_of, parts, read_rows, split
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.formats.gene_pair import two_genes
from breakapart.model.imported import BreakEnd, ImportedSide, ImportedTable, Ordered, PositionsAre

ID = "tso500-report"
CALLER = "TSO 500"
COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "fusion": ("Gene Pair",),
    "breakpoint_5p": ("Breakpoint 1",),
    "breakpoint_3p": ("Breakpoint 2",),
    "junction_reads": ("Fusion Supporting Reads", "Supporting Reads"),
    "reference_5p": ("Gene 1 Reference Reads",),
    "reference_3p": ("Gene 2 Reference Reads",),
    "sample": ("Sample",),
}
SPLICE_COLUMNS = {
    "gene": ("Gene",),
    "exons": ("Affected Exon", "Affected Exon(s)", "Exon(s)"),
    "breakpoint_1": ("Breakpoint 1", "Breakpoint Start"),
    "breakpoint_2": ("Breakpoint 2", "Breakpoint End"),
    "junction_reads": ("Splice Supporting Reads",),
    "reference": ("Reference Reads Transcript", "Reference Reads"),
}
_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]\W*")


def read_row(cells: Cells) -> Fields:
    """One row of the fusions."""
    pair = two_genes(cells.text("fusion"))
    if pair is None:
        cells.trouble("fusion", "two genes as EML4-ALK")
        pair = ("", "")
    five, three = (
        ImportedSide(
            gene=",".join(parts(gene)),
            gene_candidates=genes_behind_date(gene),
            end=cells.place(f"breakpoint_{which}", is_five_prime=which == "5p"),
        )
        for gene, which in zip(pair, ("5p", "3p"), strict=True)
    )
    reads = cells.count("junction_reads")
    beside = [cells.count(f"reference_{which}") for which in ("5p", "3p")]
    return {
        "five": five,
        "three": three,
        "ordered": Ordered.UNKNOWN if "/" in cells.text("fusion") else Ordered.YES,
        "junction_reads": reads,
        "passed": True,
        "notes": tuple(
            f"{count} reads of gene {number} without the fusion"
            for number, count in enumerate(beside, start=1)
            if count is not None
        ),
    }


def read_splice_row(cells: Cells) -> Fields:
    """One row of the splice variants."""
    gene, candidates = cells.gene("gene")
    first, second = cells.place("breakpoint_1", is_five_prime=True), cells.place("breakpoint_2", is_five_prime=False)
    if first is not None and second is not None:
        if first.kept_base > second.kept_base:
            first, second = second, first
        first = BreakEnd(first.chrom, first.kept_base, keeps_before=True)
        second = BreakEnd(second.chrom, second.kept_base + 1, keeps_before=False)
    return {
        "five": ImportedSide(gene=gene, gene_candidates=candidates, end=first),
        "three": ImportedSide(gene=gene, gene_candidates=candidates, end=second),
        "ordered": Ordered.BY_STRAND,
        "junction_reads": cells.count("junction_reads"),
        "kind": "splice variant",
        "passed": True,
        "notes": (f"affected exons {cells.text('exons')}",) if cells.text("exons") else (),
    }


FORMAT = FusionFormat(
    ID, CALLER, COLUMNS, ("fusion", "breakpoint_5p", "breakpoint_3p", "junction_reads"), COORDINATES, read_row
)
SPLICE = FusionFormat(
    ID, CALLER, SPLICE_COLUMNS, ("gene", "breakpoint_1", "breakpoint_2", "junction_reads"), COORDINATES, read_splice_row
)


def looks_like_report(lines: Sequence[str]) -> bool:
    """Whether there is a section of fusions or splice variants."""
    return any(_kind(line) is not None for line in lines if line.startswith("["))


def _kind(line: str) -> FusionFormat | None:
    match = _SECTION.fullmatch(line.strip())
    name = match["name"].lower() if match is not None else ""
    return SPLICE if "splice variant" in name else FORMAT if "fusion" in name else None


def read_report(lines: Sequence[str], *, source: str, because: str, guessed: bool) -> ImportedTable:
    """The rows of all sections of fusions and splice variants."""
    tables: list[ImportedTable] = []
    notes: list[str] = []
    for index, line in enumerate(lines):
        form = _kind(line) if line.startswith("[") else None
        if form is None:
            continue
        section = line.strip().rstrip("\t,;").strip()
        rows = _section(lines, index + 1)
        if not rows:
            notes.append(f"the section {section} is empty")
            continue
        delimiter = max("\t,;", key=lines[rows[0]].count)
        names = tuple(name for name in split(lines[rows[0]], delimiter))
        fields = fields_of(form.columns, names)
        missing = [form.columns[part][0] for part in form.signature if part not in fields]
        if missing and _is_nothing(lines[rows[0]]):
            notes.append(f"the section {section} says NA: nothing was called")
            continue
        if missing:
            raise InputError(
                f"the section {section} has no column {' and no column '.join(missing)}",
                source=source,
                line=rows[0] + 1,
                solution="Is the line with the names of the columns missing?",
            )
        body = [number for number in rows[1:] if not _is_nothing(lines[number])]
        if not body:
            notes.append(f"nothing is listed in {section}, which is no negative result by itself")
        kept = [text if number in set(body) else "" for number, text in enumerate(lines[: rows[-1] + 1])]
        header = Header(rows[0] + 1, delimiter, names, fields)
        tables.append(read_rows(form, header, kept, source=source, because=because, guessed=guessed))
    base = tables[0] if tables else _nothing(source, because=because, guessed=guessed)
    return replace(
        base,
        generation=_version(lines),
        fusions=tuple(fusion for table in tables for fusion in table.fusions),
        rows=sum(table.rows for table in tables),
        columns_unknown=tuple(dict.fromkeys(name for table in tables for name in table.columns_unknown)),
        columns_missing=tuple(dict.fromkeys(name for table in tables for name in table.columns_missing)),
        notes=tuple(dict.fromkeys([*notes, *(note for table in tables for note in table.notes)])),
    )


def _nothing(source: str, *, because: str, guessed: bool) -> ImportedTable:
    names = tuple(aliases[0] for aliases in COLUMNS.values())
    header = Header(1, "\t", names, fields_of(COLUMNS, names))
    return read_rows(FORMAT, header, (), source=source, because=because, guessed=guessed)


def _section(lines: Sequence[str], start: int) -> list[int]:
    """Indices of the lines up to the next section or to a blank line behind the first row."""
    found: list[int] = []
    for number in range(start, len(lines)):
        text = lines[number].strip("\t ,;")
        if lines[number].startswith("[") or (not text and found):
            break
        if text:
            found.append(number)
    return found


def _is_nothing(line: str) -> bool:
    return line.strip("\t ,;").upper() in ("NA", "N/A", "")


def _version(lines: Sequence[str]) -> str:
    for line in lines[:40]:
        name, _, value = line.partition("\t")
        if name.strip().lower() == "pipeline version" and value.strip(" \t"):
            return f"pipeline {value.split(chr(9))[0].strip()}"
    return ""
