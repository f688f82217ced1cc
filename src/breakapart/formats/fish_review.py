"""
A reviewer's decisions on nuclei, as JSON: what the gallery page saves and the next run reads.

    {"breakapart_review": 1, "probe": "ALK-vysis", "fields": ["field.ome.tif"],
     "decisions": [{"cell": "1-017", "class": "split", "by": "A. Reader", "at": "2026-03-01T10:15:00Z", "note": ""}]}
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from breakapart.errors import InputError, Problem
from breakapart.model.fish import FishPattern
from breakapart.model.fish_image import ReviewDecision

VERSION = 1
MAX_BYTES = 20_000_000
_SOLUTION = "Expected the file that the gallery page saves."


def read_review(path: Path, *, probe: str, fields: Sequence[str]) -> tuple[ReviewDecision, ...]:
    """
    The decisions in a file.

    Raises InputError when it is no such file, was made for another probe or other images, or any decision lacks a known
    class, a name or a time.
    """
    record = _record(path)
    problems: list[Problem] = []
    if record.get("probe") != probe:
        problems.append(Problem(f"was made for probe {record.get('probe')!r}, this is {probe!r}", path.name))
    if record.get("fields") != list(fields):
        problems.append(
            Problem(
                f"was made for the images {record.get('fields')}, these are {list(fields)}",
                path.name,
                solution="Give the same images in the same order.",
            )
        )
    listed = record.get("decisions")
    if not isinstance(listed, list):
        raise InputError("has no list of decisions", source=path.name, solution=_SOLUTION)
    decisions = []
    for number, entry in enumerate(listed, 1):
        try:
            decisions.append(_decision(entry))
        except ValueError as error:
            problems.append(Problem(f"decision {number}: {error}", path.name))
    if problems:
        raise InputError.of(problems)
    return tuple(decisions)


def _record(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", source=str(path)) from None
    if len(content) > MAX_BYTES:
        raise InputError(f"has {len(content):,} bytes, expected at most {MAX_BYTES:,}", source=path.name)
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        raise InputError("is not JSON", source=path.name, solution=_SOLUTION) from None
    if not isinstance(record, dict) or record.get("breakapart_review") != VERSION:
        raise InputError("is not a review of this version", source=path.name, solution=_SOLUTION)
    return record


def _decision(entry: Any) -> ReviewDecision:
    if not isinstance(entry, dict):
        raise ValueError("is not a record")
    texts = {}
    for key in ("cell", "class", "by", "at"):
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip() or len(value) > 200:
            raise ValueError(f"{key!r} is {value!r}, expected a text")
        texts[key] = value.strip()
    classes = [pattern.value for pattern in FishPattern]
    if texts["class"] not in classes:
        raise ValueError(f"class {texts['class']!r} is not known, expected {', '.join(classes)}")
    try:
        datetime.fromisoformat(texts["at"])
    except ValueError:
        raise ValueError(f"'at' is {texts['at']!r}, expected a date and time like 2026-03-01T10:15:00Z") from None
    note = entry.get("note", "")
    return ReviewDecision(
        texts["cell"],
        FishPattern(texts["class"]),
        texts["by"],
        texts["at"],
        note[:1000] if isinstance(note, str) else "",
    )
