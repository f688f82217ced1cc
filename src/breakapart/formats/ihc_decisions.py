"""The decisions of a reviewer about cells, as the review page saves them."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from breakapart.errors import InputError
from breakapart.formats.json_record import read_record
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
    found = read_record(
        path,
        _DecisionFile,
        marked_by="breakapart_ihc_decisions",
        is_no="holds no decisions of a reviewer",
        solution=_SOLUTION,
        max_bytes=MAX_BYTES,
    )
    for what, given, expected in (("image", found.image, image), ("stain", found.stain, stain)):
        if given != expected:
            raise InputError(
                f"holds decisions about {what} {given!r}, expected {expected!r}", source=path.name, solution=_SOLUTION
            )
    last = {decision.cell: decision for decision in found.decisions}
    return tuple(CellDecision(one.cell, one.decision, one.by, one.at) for one in last.values())
