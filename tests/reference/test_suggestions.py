"""Nearest names: the distance against its definition, and the order of what is proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.reference.suggestions import edit_distance, nearest

words = st.text("ABC1", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("ALK", "ALK", 0),
        ("ALK", "AKL", 1),
        ("ALK", "ALKK", 1),
        ("NTRK", "NTRK3", 1),
        ("STRN", "STRM", 1),
        ("", "AB", 2),
    ],
)
def test_known_distances(one, other, distance):
    assert edit_distance(one, other, 3) == distance


@given(words, words)
def test_distance_is_symmetric_and_zero_only_for_equals(one, other):
    distance = edit_distance(one, other, 3)
    assert distance == edit_distance(other, one, 3)
    assert (distance == 0) == (one == other)
    assert distance >= min(abs(len(one) - len(other)), 4)


@given(words, st.data())
def test_one_edit_is_distance_one(word, data):
    place = data.draw(st.integers(0, len(word)))
    assert edit_distance(word, word[:place] + "Z" + word[place:], 2) == 1


@given(st.text("ABCD12", min_size=1, max_size=7), st.lists(st.text("ABCD12", min_size=1, max_size=7), max_size=20))
def test_ruling_out_by_letters_loses_nothing(name, known):
    limit = 1 if len(name) <= 3 else 2
    expected = {word for word in known if edit_distance(name, word, limit) <= limit}
    assert set(nearest(name, set(known), count=99)) == expected


def test_panel_genes_come_first_at_equal_distance():
    assert nearest("ALX", ["ALB", "ALK"], preferred=frozenset({"ALK"})) == ["ALK", "ALB"]
