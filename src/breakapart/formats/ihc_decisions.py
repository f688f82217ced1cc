"""The decisions of a reviewer about cells, as the review page saves them."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from breakapart.errors import InputError, Problem
from breakapart.formats.text_file import decode, read_bytes
from breakapart.model.ihc_image import CellDecision

MAX_BYTES = 20_000_000
Short = Annotated[str, Field(min_length=1, max_length=200)]
_SOLUTION = "Save the decisions again from the review page."


class _Decision(BaseModel):
    model_config = ConfigDict(extra="forbid")
    cell: Short
    decision: Literal["positive", "negative", "not_a_cell"]
    by: Short
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$")]


class _DecisionFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    breakapart_ihc_decisions: Literal[1]
    image: Short
    stain: Short
    decisions: list[_Decision]


def read_decisions(path: Path, *, image: str, stain: str) -> tuple[CellDecision, ...]:
    """
    Every decision, the last one about a cell counting.

    Raises InputError with every problem, and when they are about another image or stain.
    """
    text = decode(read_bytes(path, max_bytes=MAX_BYTES), source=path.name)
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("is not JSON", source=path.name, solution=_SOLUTION) from None
    if not isinstance(value, dict) or "breakapart_ihc_decisions" not in value:
        raise InputError("holds no decisions of a reviewer", source=path.name, solution=_SOLUTION)
    try:
        found = _DecisionFile.model_validate(value)
    except ValidationError as error:
        problems = [
            Problem(
                f"{'.'.join(map(str, details['loc'])) or 'the file'}: {details['msg'].lower()}",
                path.name,
                solution=_SOLUTION,
            )
            for details in error.errors()
        ]
        raise InputError.of(problems) from None
    for what, given, expected in (("image", found.image, image), ("stain", found.stain, stain)):
        if given != expected:
            raise InputError(
                f"holds decisions about {what} {given!r}, expected {expected!r}", source=path.name, solution=_SOLUTION
            )
    last = {decision.cell: decision for decision in found.decisions}
    return tuple(CellDecision(one.cell, one.decision, one.by, one.at) for one in last.values())
