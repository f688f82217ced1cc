"""Where something stands in a case, and what is wrong with it, in the words of the person who wrote it."""

import difflib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from breakapart.formats.yaml_tree import Path
from breakapart.model.case import Case
from breakapart.model.noun import Noun

SHOWN_CHARACTERS = 60
"""Longer texts are cut in messages."""
MOST_DIGITS = 15
"""Longer numbers are read as text: nothing in a case is counted so far."""
LISTED_TERMS = 12
"""Up to so many allowed terms are all listed; of a longer list the nearest are named."""

_ONE_OF = {
    "specimens": "specimen",
    "components": "component",
    "timeline": "event",
    "assays": "assay",
    "ihc": "stain",
    "fish": "FISH",
    "morphology": "morphology",
    "sequencing": "sequencing",
    "fusions": "fusion",
    "variants": "variant",
    "negatives": "negative",
    "considered": "considered",
    "cells": "cell",
}
"""What one item of a list is called."""
_NAMED_BY = ("id", "marker", "term", "gene", "assay", "call", "text", "statement")
"""Keys by whose text an item is known."""

_SAID_DIFFERENTLY = {
    "positive": "present",
    "pos": "present",
    "+": "present",
    "yes": "present",
    "negative": "absent",
    "neg": "absent",
    "-": "absent",
    "no": "absent",
    "inconclusive": "equivocal",
    "borderline": "equivocal",
    "failed": "not_evaluable",
    "uninterpretable": "not_evaluable",
    "patchy": "partial",
    "multifocal": "partial",
    "f": "female",
    "woman": "female",
    "girl": "female",
    "m": "male",
    "man": "male",
    "boy": "male",
    "ned": "no_evidence_of_disease",
    "awd": "alive_with_disease",
    "dod": "dead_of_disease",
    "dead": "dead_of_disease",
    "surgery": "procedure",
    "diagnosis": "pathology_read",
    "hybrid capture": "capture",
    "pcr": "amplicon",
    "archer": "anchored_multiplex",
    "snv": "substitution",
    "point mutation": "substitution",
    "indel": "short_indel",
    "cnv": "copy_number",
    "amplification": "copy_number",
    "deletion": "copy_number",
    "sv": "rearrangement",
    "hand": "hand_foot",
    "finger": "hand_foot",
    "foot": "hand_foot",
    "back": "trunk",
    "axilla": "axilla_groin",
    "skin": "dermis",
    "membrane": "membranous",
    "nucleus": "nuclear",
    "cytoplasm": "cytoplasmic",
    "slight": "mild",
    "severe": "marked",
}
"""Words people write, and the term they mean; used only where that term is allowed."""
_NOT_DONE = {"not done", "not tested", "nd", "n/d", "na", "n/a", "untested", "not performed"}


def path_in_words(path: Path, value: Any) -> str:
    """
    The way to a value, by the names of the things on it.

    >>> path_in_words(("specimens", 0, "ihc", 1, "extent"), {"specimens": [{"id": "finger", "ihc": [{}, {}]}]})
    "specimen 'finger' > stain 2 > extent"
    """
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
            kind = _ONE_OF.get(words.pop()) if words and words[-1] in _ONE_OF else None
            if kind is not None:
                words.append(f"{kind} {_name(value) or step + 1}")
            else:
                words.append(f"number {step + 1} of {words.pop()}" if words else f"number {step + 1}")
        else:
            value = value.get(step) if isinstance(value, dict) else None
            words.append(str(step))
    return " > ".join(words)


def _name(item: Any) -> str | None:
    if isinstance(item, str):
        return repr(shortened(item, 30))
    if isinstance(item, dict):
        for key in _NAMED_BY:
            if isinstance(item.get(key), str) and item[key].strip():
                return repr(shortened(item[key], 30))
    return None


def shortened(text: str, characters: int = SHOWN_CHARACTERS) -> str:
    """`text` in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 3] + "..."


def found_in_words(value: Any) -> str:
    """
    What was found.

    >>> [found_in_words(value) for value in ("9 yrs", 9, True, [1], {"a": 1}, None)]
    ["the text '9 yrs'", 'the number 9', 'true', 'a list', 'keys and values', 'nothing']
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        if value.isdecimal() and len(value) > MOST_DIGITS:
            return f"a number of {len(value)} digits"
        return f"the text {shortened(value)!r}" if value.strip() else "an empty text"
    return "a list" if isinstance(value, list) else "keys and values"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the case format expects at a path."""

    annotation: Any
    metadata: tuple[Any, ...] = ()
    description: str | None = None

    @property
    def noun(self) -> type[Noun] | None:
        """The record that stands here, if it is one."""
        return self.annotation if isinstance(self.annotation, type) and issubclass(self.annotation, Noun) else None

    @property
    def terms(self) -> tuple[str, ...]:
        """The allowed terms, if there is a list of them."""
        if isinstance(self.annotation, type) and issubclass(self.annotation, Enum):
            return tuple(str(member.value) for member in self.annotation)
        if get_origin(self.annotation) is Literal:
            return tuple(str(term) for term in get_args(self.annotation))
        return ()

    def item(self, index: int) -> "Expected | None":
        """What the item of a list is; None when this is no list, or a shorter one."""
        if get_origin(self.annotation) is not tuple:
            return None
        items = get_args(self.annotation)
        if Ellipsis in items:
            return _unwrapped(Expected(items[0]))
        return _unwrapped(Expected(items[index])) if index < len(items) else None

    def takes(self, kind: type) -> bool:
        """Whether a scalar of this type can stand here without being turned into another type."""
        if self.annotation is bool:
            return kind is bool
        if self.annotation in (int, float):
            return kind in (int, float)
        if get_origin(self.annotation) is Literal:
            return kind is not bool
        return True

    def in_words(self) -> str:
        """What should stand here."""
        if self.terms:
            return "one of " + either(self.terms)
        if self.annotation is bool:
            return "true or false"
        if self.annotation in (int, float):
            return ("a whole number" if self.annotation is int else "a number") + self._range()
        if self.annotation is str:
            return "text"
        if get_origin(self.annotation) is tuple:
            return "a list"
        if self.noun is not None:
            return f"keys and values ({', '.join(list(self.noun.model_fields)[:3])}, ...)"
        return "something else"

    def _range(self) -> str:
        low = high = None
        for bound in self.metadata:
            if isinstance(bound, Ge | Gt):
                low = bound
            if isinstance(bound, Le | Lt):
                high = bound
        if isinstance(low, Ge) and isinstance(high, Le):
            return f" from {low.ge} to {high.le}"
        words = []
        if isinstance(low, Gt):
            words.append(f"above {low.gt}")
        elif isinstance(low, Ge):
            words.append(f"of at least {low.ge}" if high is None else f"from {low.ge}")
        if isinstance(high, Le):
            words.append(f"of at most {high.le}")
        elif isinstance(high, Lt):
            words.append(f"below {high.lt}")
        return " " + " and ".join(words) if words else ""


CASE = Expected(Case)
"""What a whole file is."""


@cache
def fields_of(noun: type[Noun]) -> Mapping[str, Expected]:
    """What stands at each key of a record."""
    return {
        name: _unwrapped(Expected(info.annotation, tuple(info.metadata), info.description))
        for name, info in noun.model_fields.items()
    }


def expected_at(path: Path) -> Expected | None:
    """What stands at `path` of a case; None where the format knows no such place."""
    here: Expected | None = CASE
    for step in path:
        if here is None:
            return None
        if here.noun is not None:
            here = fields_of(here.noun).get(str(step))
        else:
            here = here.item(step) if isinstance(step, int) else None
    return here


def _unwrapped(expected: Expected) -> Expected:
    """Without `| None` and `Annotated`, whose metadata is kept."""
    annotation, metadata = expected.annotation, list(expected.metadata)
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            for item in more:
                metadata.extend(item.metadata if isinstance(item, FieldInfo) else [item])
        elif origin in (Union, types.UnionType):
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return Expected(annotation, tuple(metadata), expected.description)


def either(terms: Sequence[str], *, last: str = "or") -> str:
    """
    A list in words.

    >>> either(("a", "b", "c"))
    'a, b or c'
    """
    return terms[0] if len(terms) == 1 else f"{', '.join(terms[:-1])} {last} {terms[-1]}"


def nearest(text: str, terms: Sequence[str]) -> str | None:
    """The term that was probably meant, or None."""
    meant = _SAID_DIFFERENTLY.get(text.strip().lower())
    if meant in terms:
        return meant
    # "positiv" is a slip for "positive", and that stands for "present".
    spellings = {_folded(word): term for word, term in _SAID_DIFFERENTLY.items() if term in terms and _folded(word)}
    spellings |= {_folded(term): term for term in terms}
    near = difflib.get_close_matches(_folded(text), list(spellings), n=1, cutoff=0.6)
    return spellings[near[0]] if near else None


def _folded(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def is_not_done(text: str) -> bool:
    """Whether somebody wrote that a test was not done where its outcome should stand."""
    return text.strip().lower() in _NOT_DONE
