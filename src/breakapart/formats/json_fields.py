"""JSON that somebody else wrote: read with care, taken field by field, and what nobody took is known at the end."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from breakapart.errors import InputError
from breakapart.formats.text_file import decode

MAX_DEPTH = 100
"""Records are a dozen levels deep; deeper nesting is an accident or an attack."""


def read_object(data: bytes, *, source: str) -> dict[str, Any]:
    """The JSON object in `data`; InputError with line and column when it is none."""
    text = decode(data, source=source)
    if not text.strip():
        raise InputError("is empty, expected a JSON object", source=source)
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) != len(items):
            names = [name for name, _ in items]
            twice.append(next(name for name in names if names.count(name) > 1))
        return made

    def constant(word: str) -> Any:
        raise InputError(f"{word} is not a JSON number", source=source)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        ends_early = error.pos >= len(text.rstrip())
        raise InputError(
            "the JSON ends early" if ends_early else f"is not JSON: {error.msg.lower()}",
            source=source,
            line=error.lineno,
            column=error.colno,
            solution="Was the file cut off while it was copied?" if ends_early else None,
        ) from None
    except RecursionError:
        raise InputError(f"values are nested more than {MAX_DEPTH} levels deep", source=source) from None
    except ValueError as error:  # whole numbers of thousands of digits
        raise InputError(f"is not JSON: {error}", source=source) from None
    if not isinstance(value, dict):
        raise InputError(f"holds {_kind(value)}, expected a JSON object", source=source)
    if twice:
        raise InputError(
            f"the key {twice[0]!r} stands twice in one object", source=source, solution="Keep one of the two"
        )
    if _depth(value) > MAX_DEPTH:
        raise InputError(f"values are nested more than {MAX_DEPTH} levels deep", source=source)
    return value


class Term(NamedTuple):
    """An ontology class."""

    id: str
    label: str


class Fields:
    """An object whose fields are taken one by one; `left` tells what nobody took."""

    def __init__(self, values: dict[str, Any], path: str, source: str) -> None:
        self._values = dict(values)
        self._path = path
        self._source = source
        self._children: list[Fields] = []

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) not in (None, "", [], {})

    @property
    def path(self) -> str:
        """Where it stands: `biosamples[0].measurements[2]`."""
        return self._path

    def drop(self, *names: str) -> None:
        """Take fields that need no understanding."""
        for name in names:
            self._values.pop(name, None)

    def text(self, name: str) -> str | None:
        """A text, None when it is missing or blank."""
        value = self._values.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.refuse(name, f"is {_kind(value)}, expected a text")
        return " ".join(value.split()) or None

    def number(self, name: str) -> float | None:
        """A number; protobuf writes some as texts."""
        value = self._values.pop(name, None)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                raise self.refuse(name, f"is {value!r}, expected a number") from None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(name, f"is {_kind(value)}, expected a number")
        return float(value)

    def flag(self, name: str) -> bool:
        """True or false; missing is false."""
        value = self._values.pop(name, False)
        if not isinstance(value, bool):
            raise self.refuse(name, f"is {_kind(value)}, expected true or false")
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of `allowed`, the first when missing; protobuf may write the number of the choice."""
        value = self._values.pop(name, None)
        if value is None:
            return allowed[0]
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(allowed):
            return allowed[value]
        if value not in allowed:
            raise self.refuse(name, f"is {value!r}, expected one of {', '.join(allowed)}")
        return str(value)

    def term(self, name: str) -> Term | None:
        """An ontology class with at least one of id and label."""
        found = self.child(name)
        if found is None:
            return None
        id_, label = found.text("id"), found.text("label")
        if id_ is None and label is None:
            return None
        return Term(id_ or "", label or id_ or "")

    def child(self, name: str) -> "Fields | None":
        """The object at `name`, None when it is missing or empty."""
        value = self._values.pop(name, None)
        if value in (None, {}):
            return None
        return self._wrap(value, name, self._join(name))

    def children(self, name: str) -> "list[Fields]":
        """The objects of the list at `name`."""
        value = self._values.pop(name, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(name, f"is {_kind(value)}, expected a list")
        return [self._wrap(item, name, f"{self._join(name)}[{index}]") for index, item in enumerate(value)]

    def left(self) -> Iterator[str]:
        """Paths of everything nobody took."""
        for name, value in self._values.items():
            if value not in (None, "", [], {}):
                yield self._join(name)
        for child in self._children:
            yield from child.left()

    def refuse(self, name: str, message: str) -> InputError:
        """An error that names the field."""
        return InputError(f"'{self._join(name)}' {message}", source=self._source)

    def _join(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _wrap(self, value: Any, name: str, path: str) -> "Fields":
        if not isinstance(value, dict):
            raise self.refuse(name, f"holds {_kind(value)}, expected an object")
        child = Fields(value, path, self._source)
        self._children.append(child)
        return child


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value:g}" if abs(value) < 1e15 else "a large number"
    return "null" if value is None else f"the text {value[:40]!r}"


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            part
            for item in level
            for part in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
            if isinstance(part, dict | list)
        ]
    return deepest
