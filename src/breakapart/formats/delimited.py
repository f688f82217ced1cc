"""Small tab-separated tables that laboratories give: header, rows, and refusals that name file, line and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats.text_file import decode, read_bytes

MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its place."""

    source: str
    number: int
    cells: dict[str, str]

    def refuse(self, message: str, solution: str | None = None) -> InputError:
        """An error at this line."""
        return InputError(message, source=self.source, line=self.number, solution=solution)

    def whole(self, column: str) -> int | None:
        """The cell as a whole number, None when empty or absent."""
        text = self.cells.get(column, "").replace(",", "")
        if text in ("", "."):
            return None
        try:
            return int(text)
        except ValueError:
            raise self.refuse(f"column {column!r} holds {text!r}, expected a whole number") from None

    def text(self, column: str) -> str | None:
        """The cell, None when empty, `.` or absent."""
        text = self.cells.get(column, "")
        return None if text in ("", ".") else text


def text_lines(path: Path) -> list[str]:
    """Lines of a text file, without their ends."""
    return decode(read_bytes(path, max_bytes=MAX_BYTES), source=str(path)).splitlines()


def read_table(path: Path, *, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Line]:
    """Rows of a table whose first line names its columns; `#` begins a comment, before the names too."""
    lines = [(number, line) for number, line in enumerate(text_lines(path), start=1) if line.strip()]
    rows = [(number, line.rstrip("\n")) for number, line in lines if not line.startswith("##")]
    if not rows:
        raise InputError("is empty, expected a table with the columns " + ", ".join(needed), source=str(path))
    header_line, header = rows[0]
    names = [name.strip().lower() for name in header.lstrip("#").split("\t")]
    missing = [name for name in needed if name not in names]
    if missing:
        raise InputError(
            f"has no column {', '.join(map(repr, missing))}; found {', '.join(names)}", source=str(path),
            line=header_line,
            solution=f"The first line names the columns, separated by tabs: {', '.join([*needed, *optional])}.",
        )  # fmt: skip
    unknown = [name for name in names if name not in (*needed, *optional)]
    if unknown:
        raise InputError(
            f"column {unknown[0]!r} is not known, expected {', '.join([*needed, *optional])}", source=str(path),
            line=header_line,
        )  # fmt: skip
    for number, line in rows[1:]:
        if line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(names):
            raise InputError(f"expected {len(names)} columns, found {len(cells)}", source=str(path), line=number)
        yield Line(str(path), number, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=True)))
