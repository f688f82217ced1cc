"""A JSON file that breakapart wrote itself, read back and checked against what it must hold."""

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from breakapart.errors import InputError, Problem
from breakapart.formats.text_file import MAX_BYTES, decode, read_bytes

Record = TypeVar("Record", bound=BaseModel)


def read_record(
    path: Path, kind: type[Record], *, marked_by: str, is_no: str, solution: str, max_bytes: int = MAX_BYTES
) -> Record:
    """
    The content of the file as a `kind`.

    `marked_by` is the key by which such a file is known, `is_no` what is said of a file without it, and `solution` how
    to come by a good one. Raises InputError with every problem.
    """
    text = decode(read_bytes(path, max_bytes=max_bytes), source=path.name)
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("is not JSON", source=path.name, solution=solution) from None
    if not isinstance(value, dict) or marked_by not in value:
        raise InputError(is_no, source=path.name, solution=solution)
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise InputError.of([_problem(details, path.name, solution) for details in error.errors()]) from None


def _problem(details: Any, source: str, solution: str) -> Problem:
    where = ".".join(map(str, details["loc"])) or "the file"
    return Problem(f"{where}: {details['msg'].lower()}", source, solution=solution)
