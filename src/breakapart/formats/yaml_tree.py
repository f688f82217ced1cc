"""
YAML text to plain values, remembering where every key and every value stands.

Only what a case file needs is YAML here: mappings with plain keys, lists, text, decimal numbers, `true`, `false` and
`null`. Everything else that YAML offers is refused, because it surprises people or can be abused: anchors and aliases
(a few lines may stand for gigabytes), tags, several documents, duplicate keys. `no`, `on`, `1e3`, `007`, `0x1F` and
`2019-05-03` are text, so that neither Norway nor a specimen number turns into something else.

Built on the event stream of ruamel.yaml, which does not recurse: nesting is limited by a number, not by the stack.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from breakapart.errors import InputError, Problem

MAX_DEPTH = 30
"""The deepest value of a case file is nine levels down."""
MAX_VALUES = 50_000
"""A thousand FISH nuclei with their signals are 8,000 values; more than this is not a case."""
MAX_PROBLEMS = 100
"""After so many problems of form the rest of the file is not looked at."""

Path = tuple[str | int, ...]
"""Keys and 0-based list positions that lead to a value."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})\.[0-9]+", re.ASCII)
_TAG = re.compile(r"![^\s,\[\]{}]*")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and half surrogates, which quotes can smuggle in as escapes."""
_SECOND = "\0second"
"""Stands for the value of a key that was there before; no key of a text can be this."""
_CONSTANTS: Mapping[str, bool | None] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text, 1-based."""

    line: int
    column: int


@dataclass(slots=True)
class YamlTree:
    """The content of a file, where each part stands, and what is wrong with its form."""

    source: str
    value: Any = None
    """Dictionaries, lists, str, int, float, bool and None."""
    values: dict[Path, Place] = field(default_factory=dict)
    """Where each value begins."""
    keys: dict[Path, Place] = field(default_factory=dict)
    """Where each key of a mapping stands."""
    problems: list[Problem] = field(default_factory=list)
    """Problems of form, in the order of the file."""
    refused: set[Path] = field(default_factory=set)
    """Values that were not understood; whatever else is said of them would mislead."""

    def problem(self, place: Place | None, message: str, solution: str | None = None) -> Problem:
        """A problem at a place in this file."""
        if place is None:
            return Problem(message, self.source, solution=solution)
        return Problem(message, self.source, place.line, place.column, solution)

    def place_of_value(self, path: Path) -> Place | None:
        """Where the value begins; of a value that is not there, where its parent does."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path)

    def place_of_key(self, path: Path) -> Place | None:
        """Where the key stands; for an item of a list, where its value begins."""
        return self.keys.get(path) or self.place_of_value(path)


def read_tree(text: str, *, source: str) -> YamlTree:
    """
    The tree of `text`; an empty text gives the value None.

    Raises InputError when the text is no YAML; problems of form that leave the rest readable are collected in the tree.
    """
    tree = YamlTree(source)
    builder = _Builder(tree, text)
    for event in _events(text, source):
        builder.take(event)
    return tree


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    content: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    """Key of a mapping that waits for its value."""
    is_twice: bool = False
    """That key was there before: its value is read past."""


class _Builder:
    """Takes events and builds the tree; a stack stands in for recursion."""

    def __init__(self, tree: YamlTree, text: str) -> None:
        self._tree = tree
        self._text = text
        self._open: list[_Open] = []
        self._values = 0
        self._documents = 0

    def take(self, event: Event) -> None:
        """Work in the next event."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._refuse(event, "a second document begins here", "Write one case in one file")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
        elif isinstance(event, AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent):
            self._values += 1
            if self._values > MAX_VALUES:
                raise self._refuse(event, f"the file holds more than {MAX_VALUES:,} values")
            if self._waits_for_key:
                self._take_key(event)
            else:
                self._take_value(event)
        if len(self._tree.problems) >= MAX_PROBLEMS:
            raise InputError.of(self._tree.problems)

    @property
    def _waits_for_key(self) -> bool:
        top = self._open[-1] if self._open else None
        return top is not None and isinstance(top.content, dict) and top.key is None

    def _take_key(self, event: Event) -> None:
        if not isinstance(event, ScalarEvent):
            raise self._refuse(event, "expected a key (as in 'key: value')")
        self._refuse_extras(event)
        top = self._open[-1]
        top.key = str(event.value)
        path = (*top.path, top.key)
        if path in self._tree.keys:
            first = self._tree.keys[path].line
            self._note(event, f"the key {top.key!r} stands twice, first in line {first}", "Keep one of the two")
            top.is_twice = True
        else:
            self._tree.keys[path] = _place_of(event)

    def _take_value(self, event: AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        path = self._path_of_next()
        # A value left blank begins, for the parser, where the next one does: its key is the better place.
        is_blank = isinstance(event, ScalarEvent) and not event.value and event.style is None
        self._tree.values[path] = self._tree.keys.get(path, _place_of(event)) if is_blank else _place_of(event)
        if isinstance(event, AliasEvent):
            self._note(event, f"'*{event.anchor}' stands for a value written elsewhere", "Write the value out in full")
            self._tree.refused.add(path)
            self._put(None)
            return
        self._refuse_extras(event)
        if isinstance(event, ScalarEvent):
            self._put(self._scalar(event, path))
            return
        if len(self._open) >= MAX_DEPTH:
            raise self._refuse(event, f"values are nested more than {MAX_DEPTH} levels deep")
        content: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self._put(content)
        self._open.append(_Open(content, path))

    def _path_of_next(self) -> Path:
        if not self._open:
            return ()
        top = self._open[-1]
        if isinstance(top.content, list):
            return (*top.path, len(top.content))
        assert top.key is not None
        return (*top.path, top.key, _SECOND) if top.is_twice else (*top.path, top.key)

    def _put(self, value: Any) -> None:
        if not self._open:
            self._tree.value = value
            return
        top = self._open[-1]
        if isinstance(top.content, list):
            top.content.append(value)
            return
        assert top.key is not None
        if not top.is_twice:
            top.content[top.key] = value
        top.key, top.is_twice = None, False

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        text = str(event.value)
        if event.style is None and event.tag is None:
            if text in _CONSTANTS:
                return _CONSTANTS[text]
            if _INTEGER.fullmatch(text):
                return int(text)
            if _DECIMAL.fullmatch(text):
                return float(text)
        escaped = _NOT_TEXT.search(text)
        if escaped:
            self._note(event, f"the text holds the control character U+{ord(escaped.group()):04X}, expected plain text")
            self._tree.refused.add(path)
            return None
        return text

    def _refuse_extras(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None:
            self._note(event, f"anchors ('&{event.anchor}') are not allowed", "Write every value out in full")
        if event.tag is not None:
            written = _TAG.search(self._text, event.start_mark.index)
            self._note(event, f"tags ('{written.group() if written else event.tag}') are not allowed", "Leave it out")

    def _note(self, event: Event, message: str, solution: str | None = None) -> None:
        self._tree.problems.append(self._tree.problem(_place_of(event), message, solution))

    def _refuse(self, event: Event, message: str, solution: str | None = None) -> InputError:
        self._note(event, message, solution)
        return InputError.of(self._tree.problems)


def _place_of(event: Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _events(text: str, source: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise _syntax_error(error, text, source) from None
    except YAMLError as error:
        raise InputError(f"is not YAML: {str(error).splitlines()[0]}", source=source) from None
    except (ValueError, OverflowError):  # chr() of an escape beyond Unicode
        raise InputError("an escape in double quotes stands for no character", source=source) from None


def _syntax_error(error: MarkedYAMLError, text: str, source: str) -> InputError:
    """The parser's complaint in the words of somebody who fills in a form."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return InputError(f"is not YAML: {error.problem or error.context}", source=source)
    opened = error.context_mark or mark
    problem = str(error.problem or "")
    known = next((entry for entry in _SYNTAX if problem.startswith(entry[0])), None)
    # ruamel's buffer ends with a NUL that the text does not have.
    at = text[mark.index : mark.index + 1]
    if at == "\t":
        message, solution = "a tab stands where spaces are expected", "Indent with spaces"
    elif known is None:
        message, solution = "this is not YAML", "Compare it with what 'breakapart case new FILE' writes"
    else:
        message, solution = known[1].replace("AT", repr(at)).replace("LINE", str(opened.line + 1)), known[2]
        mark = opened if known[3] else mark
    return InputError(message, source=source, line=mark.line + 1, column=mark.column + 1, solution=solution)


_SYNTAX = (
    (
        "mapping values are not allowed here",
        "a second ':' in one entry, or a line that is indented too far",
        "Put text that holds ': ' in quotes; begin the keys of one block in the same column",
        False,
    ),
    ("found unexpected end of stream", "quotes are opened here and never closed", "Close them", True),
    ("expected ',' or ']'", "a list is opened here with '[' and not closed", "Close it with ']'", True),
    ("expected ',' or '}'", "a brace is opened here and not closed", "Close it with '}'", True),
    ("found character", "text cannot begin with AT", "Put it in quotes", False),
    ("could not find expected ':'", "the entry before this one has no ':'", "Write 'key: value'", False),
    (
        "expected <block end>",
        "this does not fit the block that began in line LINE",
        "Begin the keys of one block in the same column; put text that goes on after quotes or brackets in quotes",
        False,
    ),
    (
        "expected '<document start>'",
        "this does not fit the lines above",
        "Begin the keys of one block in the same column",
        False,
    ),
    (
        "found unknown escape character",
        "in double quotes a backslash has a meaning, and this one has none",
        "Use single quotes",
        False,
    ),
)
"""How the parser's complaints begin, what we say, how to mend it, and whether to point at where it all began."""
