"""Normal slides of a laboratory, for its own cut-off: a table with the columns slide, rearranged and cells."""

import csv
from pathlib import Path

from breakapart.errors import InputError, Problem

COLUMNS = ("slide", "rearranged", "cells")
MAX_BYTES = 1_000_000


def read_normal_slides(path: Path) -> tuple[tuple[str, int, int], ...]:
    """(name, rearranged, cells) of each slide; InputError for all bad rows at once."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", source=str(path)) from None
    if len(content) > MAX_BYTES:
        raise InputError(f"has {len(content):,} bytes, expected at most {MAX_BYTES:,}", source=path.name)
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InputError("is not a text file", source=path.name) from None
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    rows = list(csv.reader(lines, delimiter=delimiter))
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InputError(
            f"expected the columns {', '.join(COLUMNS)}, found {', '.join(header) or 'none'}", source=path.name, line=1
        )
    slides, problems = [], []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        entry = dict(zip(header, (cell.strip() for cell in row), strict=False))
        rearranged, cells = entry.get("rearranged", ""), entry.get("cells", "")
        if not all(text.isascii() and text.isdecimal() for text in (rearranged, cells)):
            problems.append(Problem(f"{rearranged!r} of {cells!r} is not a count of nuclei", path.name, number))
        elif not 0 <= int(rearranged) <= int(cells) or int(cells) == 0:
            problems.append(Problem(f"{rearranged} of {cells} nuclei is not possible", path.name, number))
        else:
            slides.append((entry.get("slide", ""), int(rearranged), int(cells)))
    if problems:
        raise InputError.of(problems)
    return tuple(slides)
