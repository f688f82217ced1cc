"""
What every table of a fusion caller has in common: columns found by name, cells read with care, no row dropped.

A caller's own file declares its columns, its coordinate convention and how one row is read; this module finds the
header, holds each row against it, and keeps the raw row beside whatever was understood.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from breakapart.errors import InputError
from breakapart.formats.chromosomes import chromosome, prefix_note
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.model.fusion import Frame
from breakapart.model.imported import (
    BreakEnd,
    ImportedFusion,
    ImportedSide,
    ImportedTable,
    PositionsAre,
    RawRow,
)

MAX_COLUMNS = 1_000
"""The widest table known (EasyFuse 2.1 with all tools) has about 100 columns; more is not a table of calls."""
HEADER_LINES = 200
"""Lines in which the header is looked for."""
DELIMITERS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "vertical bar"}

EMPTY = frozenset({"", ".", "na", "n/a", "nan", "none", "null"})
"""Cells that say nothing, in any case of letters."""

Names = Mapping[str, tuple[str, ...]]
"""Field -> names of the column that holds it, best first."""

Fields = dict[str, Any]
"""Fields of an ImportedFusion that a caller's file has read from a row."""


@dataclass(frozen=True, slots=True)
class FusionFormat:
    """How the table of one caller is read."""

    id: str
    """Name for `--format`."""
    caller: str
    columns: Names
    signature: tuple[str, ...]
    """Fields without whose columns it is not this format."""
    positions: PositionsAre
    read_row: Callable[["Cells"], Fields]
    generation: Callable[[Mapping[str, int]], str] = lambda found: ""  # noqa: ARG005 - one generation only
    """Which version of the format has these fields."""
    molecule: str = "RNA"
    excludes: tuple[str, ...] = ()
    """Column names whose presence says that it is another format."""
    notes: tuple[str, ...] = ()
    """What is to be said of every table of the kind."""
    stated_build: str = ""
    """Genome build of the positions, where every file of the kind has the same."""


@dataclass(frozen=True, slots=True)
class Header:
    """The line with the names of columns."""

    line: int
    """1-based."""
    delimiter: str
    names: tuple[str, ...]
    fields: dict[str, int]
    """Field -> index of its column."""


class Cells:
    """The cells of one row by field. Whatever cannot be read is noted in `problems`, and reading goes on."""

    __slots__ = ("fields", "notes", "places", "problems", "row")

    def __init__(self, row: RawRow, fields: dict[str, int], places: set[str]) -> None:
        self.row = row
        self.fields = fields
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.places = places
        """Names of chromosomes as written, over the whole table."""

    def has(self, name: str) -> bool:
        """Whether the table has a column for the field."""
        return name in self.fields

    def text(self, name: str) -> str:
        """The cell, or empty when there is no such column or nothing in it."""
        index = self.fields.get(name)
        if index is None or index >= len(self.row.cells):
            return ""
        cell = self.row.cells[index].strip()
        return "" if cell.lower() in EMPTY else cell

    def column(self, name: str) -> str:
        """Name of the column as the table has it."""
        index = self.fields.get(name)
        return name if index is None else self.row.header[index]

    def trouble(self, name: str, expected: str) -> None:
        """Note that the cell is not what was expected."""
        index = self.fields.get(name, len(self.row.cells))
        found = self.row.cells[index].strip() if index < len(self.row.cells) else ""
        self.problems.append(f"{self.column(name)} is {shown(found)}, expected {expected}")

    def count(self, name: str) -> int | None:
        """A number of reads; None when empty."""
        text = self.text(name)
        if not text or text == "-":
            return None
        if text.isascii() and text.isdigit() and len(text) <= 12:
            return int(text)
        value = _decimal(text)
        if value is None or value < 0 or value != int(value) or value >= 1e12:
            self.trouble(name, "a whole number")
            return None
        return int(value)

    def number(self, name: str) -> float | None:
        """Any number; None when empty."""
        text = self.text(name)
        if not text or text == "-":
            return None
        value = _decimal(text.rstrip("%"))
        if value is None:
            self.trouble(name, "a number")
        return value

    def gene(self, name: str) -> tuple[str, tuple[str, ...]]:
        """A gene as written, with the symbols behind it when a spreadsheet made it a date."""
        text = self.text(name)
        candidates = genes_behind_date(text) if text[:1].isdigit() or "-" in text or " " in text else ()
        if candidates:
            self.notes.append(
                f"{self.column(name)} is {shown(text)}: a spreadsheet has made a date of {' or '.join(candidates)}"
            )
        return text, candidates

    def side(
        self, gene: str, place: str, *, is_five_prime: bool, gene_id: str = "", transcript: str = ""
    ) -> ImportedSide:
        """One partner from the usual columns: a gene and `chr:position:strand`."""
        name, candidates = self.gene(gene)
        return ImportedSide(
            gene=name,
            gene_candidates=candidates,
            gene_id=self.text(gene_id) if gene_id else "",
            transcript=self.text(transcript) if transcript else "",
            end=self.place(place, is_five_prime=is_five_prime),
        )

    def place(self, name: str, *, is_five_prime: bool) -> BreakEnd | None:
        """`chr2:29223528:-`, with or without `chr` and strand; 1-based. A problem when it is missing or another."""
        text = self.text(name)
        match = _PLACE.fullmatch(text)
        if match is None:
            self.trouble(name, "a position as chr2:29223528:-")
            return None
        return self.end(match[1], match[2], match[3] or "", is_five_prime=is_five_prime, name=name)

    def end(self, chrom: str, position: str, strand: str, *, is_five_prime: bool, name: str) -> BreakEnd | None:
        """A base kept, from its three parts; `name` is the field whose column is named when one cannot be read."""
        base = whole_number(position)
        if base is None or not 1 <= base <= MAX_POSITION:
            rounded = re.fullmatch(r"[\d.,]+[eE]\+?\d+", position.strip())
            why = " (a spreadsheet has rounded it, and its last digits are lost)" if rounded else ""
            self.problems.append(
                f"{self.column(name)} gives the position {shown(position.strip())}{why}, expected a whole number"
            )
            return None
        strand = strand.strip()
        if strand in (".", "?", "*", "0"):
            strand = ""
        if strand in ("1", "-1", "+1"):
            strand = "-" if strand == "-1" else "+"
        if strand not in ("", "+", "-"):
            self.problems.append(f"{self.column(name)} gives the strand {shown(strand)}, expected + or -")
            return None
        self.places.add(chrom)
        keeps_before = is_five_prime == (strand == "+") if strand else None
        return BreakEnd(chromosome(chrom), base - 1, keeps_before, strand)


MAX_POSITION = 300_000_000
"""Longer than the longest human chromosome (chr1, 248,956,422)."""

_PLACE = re.compile(r"([A-Za-z0-9_.*-]{1,60}):([0-9][0-9.,]*(?:[eE]\+?[0-9]+)?)(?::([+.*?-]))?")


def read_rows(
    form: FusionFormat,
    header: Header,
    lines: Sequence[str],
    *,
    source: str,
    because: str,
    guessed: bool,
    notes: Sequence[str] = (),
) -> ImportedTable:
    """Every row below the header, parsed or with its problem."""
    fusions: list[ImportedFusion] = []
    places: set[str] = set()
    builds: set[str] = set()
    table_notes = [*form.notes, *notes, *_twice(form, header)]
    wrong_width: dict[int, int] = {}
    repeated: list[int] = []
    comments: list[int] = []
    width = len(header.names)
    rows = 0
    for row in raw_rows(header, lines):
        if row.cells == header.names:
            repeated.append(row.line)
            continue
        if row.cells[0].lstrip().startswith("#"):
            comments.append(row.line)
            continue
        rows += 1
        cells = row.cells
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        short = width - len(cells)
        if short:
            wrong_width[len(cells)] = wrong_width.get(len(cells), 0) + 1
        is_readable = short >= 0 and max(header.fields[part] for part in form.signature) < len(cells)
        if not is_readable:
            fusions.append(_unread(form, source, row, (f"expected {width} columns, found {len(cells)}",)))
            continue
        reader = Cells(row, header.fields, places)
        fields = form.read_row(reader)
        if short and reader.problems:
            reader.problems.insert(0, f"expected {width} columns, found {len(cells)}")
        elif short:
            # Programs drop empty cells at the end; whatever was shifted would have been no position or number.
            reader.notes.append(f"the row has {len(cells)} of {width} cells; the last were taken to be empty")
        if reader.problems:
            fusions.append(
                replace(
                    _unread(form, source, row, tuple(dict.fromkeys(reader.problems))),
                    five=replace(fields.get("five") or ImportedSide(), end=None),
                    three=replace(fields.get("three") or ImportedSide(), end=None),
                    sample=fields.get("sample", ""),
                    notes=tuple(reader.notes),
                )
            )
            continue
        own_notes = (*reader.notes, *fields.pop("notes", ()))
        molecule = fields.pop("molecule", form.molecule)
        builds.add(fields.pop("build", ""))
        caller = fields.pop("caller", form.caller)
        fusions.append(
            ImportedFusion(caller=caller, source=source, rows=(row,), molecule=molecule, notes=own_notes, **fields)
        )
    if repeated:
        table_notes.append(f"the header stands again at line {_listed(repeated)}: several tables were put together")
    if comments:
        table_notes.append(f"lines that begin with # were passed over as comments: line {_listed(comments)}")
    if (note := prefix_note(places)) != "":
        table_notes.append(note)
    dates = sorted({side.gene for fusion in fusions for side in (fusion.five, fusion.three) if side.gene_candidates})
    if dates:
        table_notes.append(
            f"a spreadsheet has made dates of gene names ({', '.join(dates[:5])}{', ...' if len(dates) > 5 else ''}); "
            "they are told by id or position where that is possible"
        )
    table_notes += _width_notes(width, wrong_width, rows)
    known = {index for names in form.columns.values() for index in _indices(header.names, names)}
    return ImportedTable(
        source=source,
        format_id=form.id,
        caller=form.caller,
        generation=form.generation(header.fields),
        because=because,
        guessed=guessed,
        positions=form.positions,
        fusions=tuple(fusions),
        rows=rows,
        columns_unknown=tuple(name for index, name in enumerate(header.names) if index not in known),
        columns_missing=tuple(names[0] for field_, names in form.columns.items() if field_ not in header.fields),
        stated_build=form.stated_build or _only(builds),
        notes=tuple(table_notes),
    )


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(str(line) for line in lines[:5]) + (", ..." if len(lines) > 5 else "")


def _only(builds: set[str]) -> str:
    """The build that all rows state which state one; empty when they differ."""
    known = builds - {""}
    return known.pop() if len(known) == 1 else ""


def _unread(form: FusionFormat, source: str, row: RawRow, problems: tuple[str, ...]) -> ImportedFusion:
    return ImportedFusion(caller=form.caller, source=source, rows=(row,), molecule=form.molecule, problems=problems)


def raw_rows(header: Header, lines: Sequence[str]) -> Iterator[RawRow]:
    """The rows below the header; blank lines are none."""
    for number in range(header.line, len(lines)):
        line = lines[number]
        if line.strip():
            yield RawRow(header.names, split(line, header.delimiter), number + 1)


def split(line: str, delimiter: str) -> tuple[str, ...]:
    """
    The cells of one line. Quotes are those of a spreadsheet or of CSV.

    Line by line on purpose: a quote that is never closed must not swallow the rows behind it.
    """
    if '"' not in line:
        return tuple(line.split(delimiter))
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return tuple(line.split(delimiter))


def find_header(form: FusionFormat, lines: Sequence[str]) -> Header | None:
    """The first line that has all the columns of the format's signature, with any delimiter; None without one."""
    for number, line in enumerate(lines[:HEADER_LINES]):
        if not line.strip():
            continue
        for delimiter in DELIMITERS:
            if line.count(delimiter) + 1 < len(form.signature):
                continue
            names = split(line, delimiter)
            if len(names) > MAX_COLUMNS or _are_numbers(names):
                continue  # names of reads, split at their commas; a row of a table without a header
            fields = fields_of(form.columns, names)
            keys = {key(name) for name in names}
            if all(part in fields for part in form.signature) and not keys & {key(name) for name in form.excludes}:
                return Header(number + 1, delimiter, names, fields)
    return None


def _are_numbers(names: Sequence[str]) -> bool:
    """Whether a quarter of the cells are numbers, which no column is called."""
    return 4 * sum(_decimal(name.strip()) is not None for name in names) > len(names)


def check_width(names: Sequence[str], *, source: str, line: int) -> None:
    """InputError when a line has more columns than any table of calls."""
    if len(names) > MAX_COLUMNS:
        raise InputError(
            f"has {len(names):,} columns, expected at most {MAX_COLUMNS:,}",
            source=source,
            line=line,
            solution="Is this a table of fusions, one a row?",
        )


def fields_of(columns: Names, names: Sequence[str]) -> dict[str, int]:
    """Field -> index of the first column that holds it."""
    at: dict[str, int] = {}
    for index, name in enumerate(names):
        at.setdefault(key(name), index)
    found: dict[str, int] = {}
    for name, aliases in columns.items():
        for alias in aliases:
            index_of = at.get(key(alias))
            if index_of is not None:
                found[name] = index_of
                break
    return found


_MARKS = re.compile(r"[^0-9a-z]+")
_R_PREFIX = re.compile(r"X(?=[.0-9])")
"""What R puts before a name that is none in R: `#FusionName` becomes `X.FusionName`, `5p` becomes `X5p`."""


def key(name: str) -> str:
    """
    What two names of one column have in common: letters and digits, whatever stands between them.

    >>> {key(name) for name in ("#FusionName", "fusion_name", "Fusion Name", "X.FusionName")}
    {'fusionname'}
    >>> key("strand1(gene/fusion)") == key("strand1.gene.fusion.")
    True
    """
    return _MARKS.sub("", _R_PREFIX.sub("", name.strip(), count=1).lower())


def _indices(names: Sequence[str], aliases: Sequence[str]) -> list[int]:
    keys = {key(alias) for alias in aliases}
    return [index for index, name in enumerate(names) if key(name) in keys]


def _twice(form: FusionFormat, header: Header) -> list[str]:
    notes = []
    keys = [key(name) for name in header.names]
    for part in form.signature:
        name = header.names[header.fields[part]]
        if keys.count(key(name)) > 1:
            notes.append(f"there are several columns called {name}; the first is read")
    return notes


def _width_notes(width: int, wrong: Mapping[int, int], rows: int) -> list[str]:
    if not wrong:
        return []
    found, times = max(wrong.items(), key=lambda item: item[1])
    if times == rows and found == width + 1:
        return ["every row has one cell more than the header: was it written with row names? Name that column too"]
    if times > 1:
        return [
            f"{sum(wrong.values())} of {rows} rows have another number of cells than the header ({width}): cells were "
            "shifted, or the table was cut or edited in a spreadsheet"
        ]
    return []


# --- values --------------------------------------------------------------------------------------------------------


def whole_number(text: str) -> int | None:
    """
    A whole number as programs and spreadsheets write it, or None.

    >>> whole_number("29,223,528"), whole_number("29223528.0"), whole_number("2.92E+07"), whole_number("x")
    (29223528, 29223528, None, None)
    """
    clean = text.strip()
    if clean.isascii() and clean.isdigit():
        return int(clean) if len(clean) <= 15 else None
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,3}(\.[0-9]{3}){2,}", clean):
        return int(re.sub("[,.]", "", clean))
    if re.fullmatch(r"[0-9]{1,15}\.0+", clean):
        return int(clean.split(".")[0])
    return None


def _decimal(text: str) -> float | None:
    """A number with a decimal point or comma: `1,234` has a comma between thousands, `0,966` a decimal one."""
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", text):
        clean = text.replace(",", "")
    else:
        clean = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", clean):
        return None
    value = float(clean)
    return value if abs(value) < 1e300 else None


def shown(text: str) -> str:
    """A cell in a message, cut when long."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


def frame_of(text: str) -> Frame | None:
    """
    Frame in the caller's words; None when it does not say.

    >>> frame_of("INFRAME"), frame_of("out-of-frame"), frame_of("UTR/CDS(truncated)"), frame_of("in_frame(with-X)")
    (<Frame.IN_FRAME: 'in_frame'>, <Frame.OUT_OF_FRAME: 'out_of_frame'>, None, <Frame.IN_FRAME: 'in_frame'>)
    """
    word = re.sub(r"[^a-z]", "", text.lower())
    if word.startswith("inframe") or word == "true":
        return Frame.IN_FRAME
    if word.startswith(("outofframe", "outframe", "frameshift", "stopcodon")) or word == "false":
        return Frame.OUT_OF_FRAME
    return None


def bases(text: str) -> str:
    """Inserted bases in upper case; empty when the text is no sequence."""
    upper = text.strip().upper()
    return upper if re.fullmatch(r"[ACGTN]{1,1000}", upper) else ""


def added(*counts: int | None) -> int | None:
    """The sum of the counts that are given; None when none is."""
    given = [count for count in counts if count is not None]
    return sum(given) if given else None


def parts(text: str, separators: str = ",;") -> tuple[str, ...]:
    """The words of a list in a cell."""
    return tuple(word.strip() for word in re.split(f"[{re.escape(separators)}]", text) if word.strip())
