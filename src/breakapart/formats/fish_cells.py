"""
Signals per nucleus as a table: one row a nucleus, tab- or comma-separated, with a header.

Needed columns: `fused`, `five_prime`, `three_prime` (whole numbers; an empty cell is refused, because no count is not a
count of 0). Other columns, such as a nucleus number, are passed over.
"""

import csv
from pathlib import Path

from breakapart.errors import InputError, Problem
from breakapart.model.fish import CellSignals

COLUMNS = {
    "fused": "fused",
    "fused_pairs": "fused",
    "five_prime": "five_prime",
    "5p": "five_prime",
    "5'": "five_prime",
    "three_prime": "three_prime",
    "3p": "three_prime",
    "3'": "three_prime",
}
"""Header -> field. Colours are not accepted: which colour is which side depends on the probe."""

MAX_BYTES = 5_000_000
MOST_SIGNALS = 100
"""More signals of one kind in one nucleus are a slip of the pen, not amplification that could be counted."""


def read_cells(path: Path) -> tuple[CellSignals, ...]:
    """
    The nuclei of a table.

    Raises InputError for all bad rows at once, for missing columns, and for a file that is not such a table.
    """
    text = _text(path)
    rows = list(csv.reader(text.splitlines(), delimiter=_delimiter(text)))
    if not rows:
        raise InputError("the table is empty", source=path.name)
    fields = [COLUMNS.get(name.strip().casefold()) for name in rows[0]]
    missing = sorted({"fused", "five_prime", "three_prime"} - set(fields))
    if missing:
        raise InputError(
            f"expected a column {' and a column '.join(missing)}, found {', '.join(rows[0])}",
            source=path.name,
            line=1,
            solution="Name the columns fused, five_prime and three_prime; colours depend on the probe.",
        )
    twice = sorted({field for field in fields if field and fields.count(field) > 1})
    if twice:
        raise InputError(f"two columns both mean {twice[0]}", source=path.name, line=1)
    cells: list[CellSignals] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            cells.append(_cell(row, fields))
        except ValueError as error:
            problems.append(Problem(str(error), path.name, number))
    if problems:
        raise InputError.of(problems)
    if not cells:
        raise InputError("the table has a header but no nuclei", source=path.name)
    return tuple(cells)


def _cell(row: list[str], fields: list[str | None]) -> CellSignals:
    if len(row) != len(fields):
        raise ValueError(f"expected {len(fields)} columns, found {len(row)}")
    counts = {}
    for field, text in zip(fields, row, strict=True):
        if field is None:
            continue
        if not text.strip().isdecimal():
            raise ValueError(f"{field} is {text.strip()!r}, expected a whole number")
        counts[field] = int(text)
        if counts[field] > MOST_SIGNALS:
            raise ValueError(f"{field} is {counts[field]}, expected at most {MOST_SIGNALS} signals in one nucleus")
    return CellSignals(**counts)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source=str(path)) from None
    if len(content) > MAX_BYTES:
        raise InputError(f"has {len(content):,} bytes, expected at most {MAX_BYTES:,}", source=path.name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "is not a text file", source=path.name, solution="Save the table as tab- or comma-separated UTF-8 text."
        ) from None


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return "\t" if "\t" in header else ";" if ";" in header and "," not in header else ","
