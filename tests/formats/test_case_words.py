"""Words of messages."""

import pytest

from breakapart.formats.case_words import Expected, expected_at, found_in_words, is_not_done, nearest, path_in_words
from breakapart.model.case import Case, Site
from breakapart.model.outcome import Outcome

IHC = ("specimens", 0, "components", 0, "ihc", 0)
OUTCOMES = tuple(outcome.value for outcome in Outcome)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ((*IHC, "outcome"), "one of present, absent, equivocal or not_evaluable"),
        ((*IHC, "percent_positive"), "a number from 0 to 100"),
        ((*IHC, "cells_counted"), "a whole number of at least 1"),
        ((*IHC, "percent_by_intensity", 2), "a number from 0 to 100"),
        ((*IHC, "stated_in"), "a list"),
        ((*IHC, "stated_in", 0), "text"),
        (("specimens", 0, "size_cm", 0), "a number above 0 and of at most 100"),
        (("specimens", 0, "after_treatment"), "true or false"),
        (("specimens", 0, "site"), "keys and values (text, region, depths, ...)"),
        (("breakapart_case",), "one of 1"),
    ],
)
def test_what_is_expected(path, words):
    assert expected_at(path).in_words() == words


@pytest.mark.parametrize("path", [("nothing",), ("id", "x"), ("specimens", "x"), (*IHC, "percent_by_intensity", 3)])
def test_where_nothing_is_expected(path):
    assert expected_at(path) is None


def test_records_are_known_as_such():
    assert Expected(Case).noun is Case
    assert expected_at(("specimens", 0, "site")).noun is Site
    assert expected_at(("id",)).noun is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("positive", "present"),
        ("Positiv", "present"),
        ("NEG", "absent"),
        ("Present", "present"),
        ("not evaluable", "not_evaluable"),
        ("borderline", "equivocal"),
        ("+", "present"),
        ("qwertz", None),
        ("", None),
    ],
)
def test_the_nearest_outcome(written, meant):
    assert nearest(written, OUTCOMES) == meant


def test_a_word_stands_for_a_term_only_where_the_term_is_allowed():
    assert nearest("girl", ("female", "male")) == "female"
    assert nearest("girl", OUTCOMES) is None


@pytest.mark.parametrize("text", ["not done", "N/A", " nd "])
def test_not_done_is_no_outcome(text):
    assert is_not_done(text)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ((), ""),
        (("timeline", 1, "when", "age"), "event 2 > when > age"),
        (("specimens", 0, "components", 0, "fish", 0), "specimen 'a' > component 1 > FISH 'ALK'"),
        (("specimens", 0, "size_cm", 1), "specimen 'a' > number 2 of size_cm"),
        (("specimens", 5, "site"), "specimen 6 > site"),
    ],
)
def test_paths(path, words):
    case = {"specimens": [{"id": "a", "components": [{"id": 3, "fish": [{"gene": "ALK"}]}]}], "timeline": [1, 2]}
    assert path_in_words(path, case) == words


def test_long_texts_are_cut():
    assert found_in_words("word " * 100) == f"the text {'word ' * 11 + 'wo...'!r}"
    assert found_in_words("9" * 400) == "a number of 400 digits"
    assert found_in_words(" ") == "an empty text"
