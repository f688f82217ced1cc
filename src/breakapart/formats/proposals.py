"""
Proposals of a plug-in as JSON: a list, or one object a line, each with `what`, `value`, `start` and `end`.

`start` (included) and `end` (excluded) are characters, counted from 0, of the text that the plug-in was given.
"""

import json
from collections.abc import Iterator
from typing import Any

from breakapart.errors import InputError, Problem

MAX_PROPOSALS = 10_000
"""A report holds some hundred facts; more than this is a plug-in that runs away."""
MAX_LENGTH = 500
"""Characters of `what` and of `value`."""
MAX_PROBLEMS = 20

_FORM = 'Each is {"what": "history", "value": "slow growing", "start": 12, "end": 24}'


def parse_proposals(output: str, text: str, *, source: str) -> tuple[tuple[str, str, int, int], ...]:
    """
    (what, value, start, end) of every proposal in `output` on `text`; InputError with what is wrong with it.

    `source` names the output in messages.
    """
    found: list[tuple[str, str, int, int]] = []
    problems: list[Problem] = []
    for line, record in _records(output, source):
        if len(found) == MAX_PROPOSALS:
            raise InputError(f"holds more than {MAX_PROPOSALS:,} proposals", source=source)
        trouble = _trouble(record, len(text))
        if trouble is None:
            found.append((record["what"], record["value"], record["start"], record["end"]))
        elif len(problems) < MAX_PROBLEMS:
            problems.append(Problem(trouble, source, line, solution=_FORM))
    if problems:
        raise InputError.of(problems)
    return tuple(found)


def _records(output: str, source: str) -> Iterator[tuple[int, Any]]:
    """Each proposal with its line, or, in a list, its number."""
    if output.lstrip().startswith("["):
        try:
            records = json.loads(output)
        except (ValueError, RecursionError) as error:
            raise InputError(f"is no JSON: {error}", source=source, solution=_FORM) from None
        yield from enumerate(records, start=1)
        return
    for number, line in enumerate(output.split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"is no JSON: {error}", source=source, line=number, solution=_FORM) from None
            yield number, record


def _trouble(record: Any, length: int) -> str | None:
    if not isinstance(record, dict):
        return "expected an object with 'what', 'value', 'start' and 'end'"
    for key in ("what", "value"):
        value = record.get(key)
        if not isinstance(value, str) or not value.strip():
            return f"{key!r} is missing or no text"
        if len(value) > MAX_LENGTH:
            return f"{key!r} has {len(value)} characters, expected at most {MAX_LENGTH}"
    start, end = record.get("start"), record.get("end")
    if type(start) is not int or type(end) is not int:
        return "'start' and 'end' are missing or no whole numbers"
    if not 0 <= start < end <= length:
        return f"characters {start} to {end} are no part of the text, which has {length}"
    return None
