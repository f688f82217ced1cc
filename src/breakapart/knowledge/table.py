"""Tab-separated tables of facts: read, checked, and refused with the file, line and record that is wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from breakapart.errors import InputError, Problem
from breakapart.knowledge.evidence import EVIDENCE_CLASSES

Record = TypeVar("Record")

MAX_PROBLEMS = 20
"""More problems than this in one table are counted, not listed: the first ones tell what happened."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, still text, with the place it came from."""

    source: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def record(self) -> str:
        """The first two cells: enough to find the row with the eye."""
        return " ".join(list(self.cells.values())[:2]).strip()

    def refuse(self, message: str, solution: str | None = None) -> InputError:
        """An error that names file, line and record."""
        return InputError(f"{self.record!r}: {message}", source=self.source, line=self.line, solution=solution)

    def words(self, column: str) -> tuple[str, ...]:
        """The cell's items, which are separated by semicolons."""
        return tuple(word.strip() for word in self.cells[column].split(";") if word.strip())

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        text = self.cells[column]
        if not text:
            raise self.refuse(f"column {column!r} is empty, expected a value")
        return text

    def evidence(self, column: str = "evidence") -> str:
        """The evidence class, which must be one of `EVIDENCE_CLASSES`."""
        text = self.needed(column)
        if text not in EVIDENCE_CLASSES:
            known = ", ".join(EVIDENCE_CLASSES)
            raise self.refuse(f"evidence class {text!r} is not known, expected one of {known}")
        return text

    def number(self, column: str, *, at_least: float = 0) -> float:
        """The cell as a finite number not below `at_least`."""
        text = self.needed(column)
        try:
            value = float(text)
        except ValueError:
            raise self.refuse(f"column {column!r} holds {text!r}, expected a number") from None
        if not at_least <= value < float("inf"):
            raise self.refuse(f"column {column!r} is {text}, expected a number of at least {at_least:g}")
        return value

    def whole(self, column: str, *, at_least: int = 0) -> int:
        """The cell as a whole number not below `at_least`."""
        value = self.number(column, at_least=at_least)
        if value != int(value):
            raise self.refuse(f"column {column!r} is {self.cells[column]}, expected a whole number")
        return int(value)

    def flag(self, column: str) -> bool:
        """The cell, which must be `yes` or `no`."""
        text = self.needed(column)
        if text not in ("yes", "no"):
            raise self.refuse(f"column {column!r} holds {text!r}, expected yes or no")
        return text == "yes"


def read_rows(file: Traversable | Path, columns: Sequence[str]) -> list[Row]:
    """
    All rows of a tab-separated table whose first line names exactly `columns`.

    Raises InputError when the file is missing, is not UTF-8 text, has other columns, or a row has another number of
    cells.
    """
    name = file.name
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise InputError("this table is missing", source=name, solution="Is the installation complete?") from None
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start + 1} is not UTF-8 text", source=name) from None
    lines = text.replace("\r\n", "\n").split("\n")
    header = lines[0].split("\t")
    if header != list(columns):
        raise InputError(
            f"expected the columns {', '.join(columns)}, found {', '.join(header)}",
            source=name,
            line=1,
            solution="Was this table saved by a spreadsheet?",
        )
    rows, problems = [], []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            problems.append(
                Problem(
                    f"{' '.join(cells[:2])!r}: expected {len(header)} columns, found {len(cells)}",
                    name,
                    number,
                    solution="Was this table saved by a spreadsheet?",
                )
            )
            continue
        rows.append(Row(name, number, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    raise_if_any(problems)
    return rows


def parse_rows(rows: Iterable[Row], parse: Callable[[Row], Record]) -> list[Record]:
    """`parse` of every row; the problems of all rows come together in one InputError."""
    records: list[Record] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            records.append(parse(row))
        except InputError as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return records


def refuse_duplicates(rows: Sequence[Row], column: str) -> None:
    """InputError naming both lines when two rows have the same `column`."""
    seen: dict[str, int] = {}
    problems = []
    for row in rows:
        first = seen.setdefault(row[column], row.line)
        if first != row.line:
            problems.append(
                Problem(f"{row[column]!r}: this {column} is already used in line {first}", row.source, row.line)
            )
    raise_if_any(problems)


def raise_if_any(problems: Sequence[Problem]) -> None:
    """Raise one InputError for `problems`, the first `MAX_PROBLEMS` of them in full."""
    if not problems:
        return
    shown = list(problems[:MAX_PROBLEMS])
    if len(problems) > MAX_PROBLEMS:
        shown.append(Problem(f"{len(problems) - MAX_PROBLEMS} more problems of this kind", problems[0].source))
    raise InputError.of(shown)
