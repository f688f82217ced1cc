"""Tables of published cases: one row a case, tab-separated, columns found by their names in any order."""

import csv
from pathlib import Path

from breakapart.errors import InputError, Problem
from breakapart.model.published_case import PublishedCase, WrittenStain
from breakapart.model.when import Duration

NEEDED = ("case_id", "diagnosis")
OPTIONAL = (
    "citation",
    "age_years",
    "sex",
    "site",
    "morphology",
    "ihc",
    "molecular_withheld",
    "fish_withheld",
    "acceptable_alternatives",
    "tier",
)
ALSO_CALLED = {"molecular": "molecular_withheld", "fish": "fish_withheld", "id": "case_id", "age": "age_years"}
MAX_BYTES = 50_000_000
MAX_AGE_YEARS = 120.0


def read_published_cases(path: Path) -> tuple[PublishedCase, ...]:
    """
    All cases of a table; columns it does not know are left alone.

    Raises InputError, with every problem at once, when a needed column is missing or a cell cannot be read.
    """
    name = path.name
    rows = _rows(path)
    if not rows:
        raise InputError("this table is empty", source=name)
    header = [ALSO_CALLED.get(cell.strip().lower(), cell.strip().lower()) for cell in rows[0]]
    missing = [column for column in NEEDED if column not in header]
    if missing:
        raise InputError(
            f"column {' and '.join(map(repr, missing))} is missing, found {', '.join(header)}",
            source=name,
            line=1,
            solution=f"Needed are {', '.join(NEEDED)}; known are {', '.join(OPTIONAL)}, tab-separated.",
        )
    cases, problems, seen = [], [], dict[str, int]()
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            problems.append(Problem(f"expected {len(header)} columns, found {len(cells)}", name, line))
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        try:
            case = _case(row, name, line)
        except InputError as error:
            problems.extend(error.problems)
            continue
        if case.id in seen:
            problems.append(Problem(f"case {case.id!r} already stands in line {seen[case.id]}", name, line))
        seen.setdefault(case.id, line)
        cases.append(case)
    if problems:
        raise InputError.of(problems)
    if not cases:
        raise InputError("this table has a header but no cases", source=name)
    return tuple(cases)


def _rows(path: Path) -> list[list[str]]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"this table has {size} bytes, expected at most {MAX_BYTES}", source=path.name)
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError("there is no such file", source=str(path)) from None
    except IsADirectoryError:
        raise InputError("this is a folder, expected a table", source=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8 text", source=path.name) from None
    if "\0" in text:
        raise InputError("this is a binary file, expected a tab-separated table", source=path.name)
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _case(row: dict[str, str], source: str, line: int) -> PublishedCase:
    for column in NEEDED:
        if not row.get(column):
            raise InputError(f"column {column!r} is empty", source=source, line=line)
    stains = [_stain(item.strip()) for item in row.get("ihc", "").split(";") if item.strip()]
    return PublishedCase(
        id=row["case_id"],
        citation=row.get("citation", ""),
        age_years=_age(row.get("age_years", ""), source, line),
        sex=row.get("sex", ""),
        site=row.get("site", ""),
        morphology=tuple(part.strip() for part in row.get("morphology", "").split(";") if part.strip()),
        stains=tuple(stains),
        molecular=row.get("molecular_withheld", ""),
        fish=row.get("fish_withheld", ""),
        diagnosis=row["diagnosis"],
        alternatives=tuple(
            part.strip() for part in row.get("acceptable_alternatives", "").replace(",", ";").split(";") if part.strip()
        ),
        tier=row.get("tier", ""),
        line=line,
    )


def _age(text: str, source: str, line: int) -> float | None:
    if not text or text.lower() in ("na", "n/a", "unknown", "-", "?"):
        return None
    try:
        age = float(text)
    except ValueError:
        try:
            age = Duration.parse(text).in_years
        except ValueError:
            raise InputError(
                f"age_years holds {text!r}, expected a number of years or a length such as '6 months'",
                source=source,
                line=line,
            ) from None
    if not 0 <= age <= MAX_AGE_YEARS:
        raise InputError(f"age_years is {text}, expected 0 to {MAX_AGE_YEARS:g}", source=source, line=line)
    return age


def _stain(item: str) -> WrittenStain:
    """`MARKER=result`; what is not of this form keeps an empty result, and is counted as unknown later."""
    marker, _, result = item.partition("=")
    return WrittenStain(marker.strip(), result.strip().lower())
