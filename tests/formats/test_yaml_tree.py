"""YAML without its tricks, and the place of everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.yaml_tree import MAX_DEPTH, Place, read_tree


def value(text):
    return read_tree(text, source="f").value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1", 1),
        ("-3", -3),
        ("0", 0),
        ("1.50", 1.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        # What YAML readers elsewhere turn into something else, and nobody means so
        ("no", "no"),
        ("on", "on"),
        ("007", "007"),
        ("12e3", "12e3"),
        ("0x1F", "0x1F"),
        ("0o7", "0o7"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2019-05-03", "2019-05-03"),
        (".5", ".5"),
        (".nan", ".nan"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("9" * 15, 10**15 - 1),
        ("9" * 16, "9" * 16),
    ],
)
def test_plain_values(written, read):
    found = value(f"key: {written}")["key"]
    assert (found, type(found)) == (read, type(read))


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers(number):
    assert value(f"- {number}") == [number]


@given(st.decimals(-(10**6), 10**6, places=3))
def test_decimal_numbers(number):
    assert value(f"- {number}") == [float(number)]


def test_places_are_those_an_editor_shows():
    tree = read_tree("a: 1\nb:\n  - x\n  - c: {d: é, e: 2}\n", source="f")
    assert tree.keys == {
        ("a",): Place(1, 1),
        ("b",): Place(2, 1),
        ("b", 1, "c"): Place(4, 5),
        ("b", 1, "c", "d"): Place(4, 9),
        ("b", 1, "c", "e"): Place(4, 15),
    }
    assert tree.values == {
        (): Place(1, 1),
        ("a",): Place(1, 4),
        ("b",): Place(3, 3),
        ("b", 0): Place(3, 5),
        ("b", 1): Place(4, 5),
        ("b", 1, "c"): Place(4, 8),
        ("b", 1, "c", "d"): Place(4, 12),
        ("b", 1, "c", "e"): Place(4, 18),
    }
    assert tree.place_of_value(("b", 7, "nothing")) == Place(3, 3)
    assert tree.place_of_key(("b", 0)) == Place(3, 5)


def test_a_blank_is_where_its_key_is():
    assert read_tree("a:\n\n\nb: 1", source="f").values[("a",)] == Place(1, 1)


def test_nothing_is_none():
    assert value("") is None
    assert value("# nothing\n") is None


def test_the_first_of_two_keys_counts_and_the_second_is_told():
    tree = read_tree("a: 1\nb: {c: 1, c: {d: [2]}}\na: 3\n", source="f")
    assert tree.value == {"a": 1, "b": {"c": 1}}
    assert [str(problem) for problem in tree.problems] == [
        "f, line 2, column 11: the key 'c' stands twice, first in line 2. Keep one of the two",
        "f, line 3, column 1: the key 'a' stands twice, first in line 1. Keep one of the two",
    ]


def test_an_alias_is_told_and_its_place_refused():
    tree = read_tree("a: &x [1]\nb: *x\n", source="f")
    assert tree.value == {"a": [1], "b": None}
    assert tree.refused == {("b",)}
    assert len(tree.problems) == 2


def test_nesting_is_allowed_up_to_the_limit():
    assert read_tree("[" * MAX_DEPTH + "]" * MAX_DEPTH, source="f").value is not None
    with pytest.raises(InputError, match="nested more than 30 levels deep"):
        read_tree("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), source="f")


def test_after_a_hundred_problems_of_form_no_more_are_sought():
    with pytest.raises(InputError) as caught:
        read_tree("\n".join(f"- &a{number} x" for number in range(1000)), source="f")
    assert len(caught.value.problems) == 100


@given(st.text(st.sampled_from("ab:-?#&*!|>'\"%@`{}[],~ \n\t\\\x85\u2028\ufeff")))
def test_any_text_is_read_or_refused(text):
    try:
        read_tree(text, source="f")
    except InputError as error:
        assert error.problems[0].source == "f"
