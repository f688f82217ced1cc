"""Paths into a result lead to values, or say where they end; they never call or evaluate anything."""

import contextlib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.cli.fact_paths import PathError, as_text, resolve
from breakapart.model.case import Case
from breakapart.model.outcome import Outcome


@dataclass(frozen=True)
class Item:
    id: str
    size: float | None = None
    tags: tuple[str, ...] = ()

    def grow(self):
        raise AssertionError("a path must not call")

    @property
    def double(self):
        return (self.size or 0) * 2


ROOTS = {
    "one": Item("a", 2.0, ("x", "y")),
    "many": (Item("a", 3), Item("b", 31), Item("c"), Item("b", 5)),
    "table": {"STRN::ALK": (Item("t"),)},
    "case": Case.model_validate(
        {"breakapart_case": 1, "id": "x", "title": "x", "specimens": [{"id": "s1", "name": "n", "site": "back"}]}
    ),
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("one.size", 2.0),
        ("one.double", 4.0),
        ("one.tags[1]", "y"),
        ("one.tags[-1]", "y"),
        ("one.tags[*]", ("x", "y")),
        ("many[b].size", 31),
        ("many[id=c].size", None),
        ("many[id=b].size", (31, 5)),
        ("many[*].size | sum", 39),
        ("many[*] | count", 4),
        ("many[*].id | distinct", ("a", "b", "c")),
        ("many[*].id | distinct count", 3),
        ("one.tags | count", 2),
        ("one.size | count", 1),
        ("table[STRN::ALK][0].id", "t"),
        ("case.specimens[s1].site.text", "back"),
        ("case.specimens[0].kind", "unknown"),
    ],
)
def test_leads_to(path, value):
    assert resolve(path, ROOTS) == value


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nobody.size", "'nobody' is not known; known are one, many, table, case"),
        ("one.weight", r"one\.weight: a Item has no weight"),
        ("one.grow", "grow is not a value"),
        ("case.model_dump", "model_dump is not a value"),
        ("one.__class__", "is not a step"),
        ("one._x", "is not a step"),
        ("one.size.real", "has no real"),
        ("one.size[0]", "has no items"),
        ("one.id[0]", "has no items"),
        ("many[9]", "there are only 4"),
        ("many[z]", "no such item"),
        ("many[id=z]", "no such item"),
        ("table[x]", "no such entry"),
        ("one.grow()", "grow is not a value"),
        ("one.size()", r"'\(\)' is not a step"),
        ("one.tags | eval", "'eval' is not known"),
        ("many[", "is not a step"),
    ],
)
def test_says_where_it_ends(path, words):
    with pytest.raises(PathError, match=words):
        resolve(path, ROOTS)


@given(st.text(alphabet="onemayb.[]*|=_()0123 ", max_size=30))
def test_any_text_is_a_value_or_a_path_error(path):
    with contextlib.suppress(PathError):
        resolve(path, ROOTS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "yes"),
        (False, "no"),
        (Outcome.PRESENT, "present"),
        (59.74, "59.74"),
        (30.0, "30"),
        (30, "30"),
        (("a", 1.5), "a; 1.5"),
        ((), ""),
    ],
)
def test_as_text(value, text):
    assert as_text(value) == text
