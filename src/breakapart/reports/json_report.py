"""
The assessed case as a record for machines: canonical JSON, and the schema it keeps to.

Keys are sorted, numbers are rounded to what they can mean, and nothing depends on the machine or the clock: equal
results give equal bytes. The version in `schema_version` rises when a field changes its meaning or leaves.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from breakapart.model.result import CaseResult

SCHEMA_VERSION: Literal[1] = 1
SIGNIFICANT_DIGITS = 6
"""Beyond this a probability, a share or a distance of ours says nothing; it also hides last-bit differences between
machines."""


@dataclass(frozen=True, slots=True)
class JsonReport:
    """A case result and the version of its form."""

    schema_version: Literal[1]
    result: CaseResult


def render(result: CaseResult) -> str:
    """The result as JSON text, ending in a line break."""
    record = _adapter().dump_python(JsonReport(SCHEMA_VERSION, result), mode="json")
    rounded = _rounded(record)
    rounded["result"]["case"] = record["result"]["case"]  # what the laboratory wrote is not ours to round
    return json.dumps(rounded, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def read(text: str) -> CaseResult:
    """The result back from its JSON; pydantic's ValidationError when `text` does not keep to the schema."""
    return _adapter().validate_json(text).result


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `render` writes."""
    described = _adapter().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "breakapart case result", **described}


@cache
def _adapter() -> TypeAdapter[JsonReport]:
    return TypeAdapter(JsonReport)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return value
