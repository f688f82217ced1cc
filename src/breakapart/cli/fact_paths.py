"""
A small, safe way to point at one value of an assessed case or of a table, as text.

    case1.case.specimens[mass].components[deep].ihc[ALK].outcome
    case1.audit[kind=scope].statement
    fusions[STRN::ALK][*].cases | sum

A step is an attribute (`.name`), an item of a mapping, an item of a list by number, by `attribute=value` or by the
item's own name, or all items (`[*]`). After `|` the values are counted, added up or joined. Nothing is called or
evaluated, and names that begin with `_` are refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel

NAMES = ("id", "marker", "term", "gene", "event", "what", "call", "component", "specimen", "kind", "label", "text")
"""Attributes by which an item of a list is known, tried in this order."""

_STEP = re.compile(r"\.?(?P<name>[A-Za-z]\w*)|\[(?P<key>[^\[\]]+)\]")


class PathError(Exception):
    """A path that leads nowhere, with the step at which it ends."""


@dataclass(frozen=True, slots=True)
class _Many:
    """Values after `[*]` or a selection of several; further steps go on in each of them."""

    values: tuple[Any, ...]


def resolve(path: str, roots: Mapping[str, Any]) -> Any:
    """
    The value at `path`.

    >>> resolve("case.answer[0]", {"case": {"answer": ["yes", "no"]}})
    'yes'
    >>> resolve("x[*] | sum", {"x": [3, 31, 5]})
    39

    Raises PathError with the step that failed.
    """
    steps, _, function = path.partition("|")
    value: Any = _Roots(roots)
    position = 0
    text = steps.strip()
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise PathError(f"{text[position:]!r} is not a step")
        position = match.end()
        try:
            value = _go(value, match["name"], match["key"])
        except PathError as error:
            raise PathError(f"{text[:position]}: {error}") from None
    if function:
        return _apply(function.strip(), value)
    return value.values if isinstance(value, _Many) else value


@dataclass(frozen=True, slots=True)
class _Roots:
    known: Mapping[str, Any]


def _go(value: Any, name: str | None, key: str | None) -> Any:
    if isinstance(value, _Many):
        return _Many(tuple(_go(part, name, key) for part in value.values))
    if isinstance(value, _Roots):
        if name is None or name not in value.known:
            raise PathError(f"{name or key!r} is not known; known are {', '.join(value.known)}")
        return value.known[name]
    return _attribute(value, name) if name is not None else _item(value, key or "")


def _attribute(value: Any, name: str) -> Any:
    if isinstance(value, Mapping) and name in value:
        return value[name]
    is_record = is_dataclass(value) or isinstance(value, BaseModel)
    if not is_record or not hasattr(value, name):
        raise PathError(f"a {type(value).__name__} has no {name}")
    found = getattr(value, name)
    if callable(found):
        raise PathError(f"{name} is not a value")
    return found


def _item(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        if key not in value:
            raise PathError("no such entry")
        return value[key]
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise PathError(f"a {type(value).__name__} has no items")
    if key == "*":
        return _Many(tuple(value))
    if re.fullmatch(r"-?\d+", key):
        try:
            return value[int(key)]
        except IndexError:
            raise PathError(f"there are only {len(value)}") from None
    name, equals, wanted = key.partition("=")
    if equals:
        chosen = [part for part in value if as_text(_attribute(part, name)) == wanted]
        return chosen[0] if len(chosen) == 1 else _several(chosen)
    for known in NAMES:
        for part in value:
            if hasattr(part, known) and as_text(getattr(part, known)) == key:
                return part
    raise PathError("no such item")


def _several(chosen: list[Any]) -> _Many:
    if not chosen:
        raise PathError("no such item")
    return _Many(tuple(chosen))


def _apply(function: str, value: Any) -> Any:
    if isinstance(value, _Many):
        values: tuple[Any, ...] = value.values
    else:
        values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if function == "count":
        return len(values)
    if function == "sum":
        return sum(part for part in values if part is not None)
    if function == "distinct":
        return tuple(dict.fromkeys(values))
    if function == "distinct count":
        return len(dict.fromkeys(values))
    raise PathError(f"{function!r} is not known; known are count, sum, distinct and distinct count")


def as_text(value: Any) -> str:
    """
    A value as the table of facts writes it.

    >>> as_text((2.0, 2, 1.5)), as_text(True), as_text(None)
    ('2; 2; 1.5', 'yes', 'none')
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (tuple, list)):
        return "; ".join(as_text(part) for part in value)
    return str(value)
