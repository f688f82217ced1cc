"""What may stand between a word of result and its stains, and between two stains of a list."""

import pytest

from breakapart.drafting.ihc_gaps import BREAK, EXCEPT, FORWARD_GAP, LIST_GAP


@pytest.mark.parametrize("gap", [" for ", " for antibodies against ", ": ", " for the following markers: "])
def test_lists_begin_behind(gap):
    assert FORWARD_GAP.fullmatch(gap)


@pytest.mark.parametrize("gap", [" in the metastasis of which ", " because the gene "])
def test_prose_begins_no_list(gap):
    assert not FORWARD_GAP.fullmatch(gap)


@pytest.mark.parametrize("gap", [", ", " and ", " (focal), ", "/", ", as well as weak ", " (clone 1A4) and "])
def test_lists_go_on(gap):
    assert LIST_GAP.fullmatch(gap)


@pytest.mark.parametrize("gap", [" was done because ", ". "])
def test_lists_end(gap):
    assert not LIST_GAP.fullmatch(gap)


def test_breaks_and_exceptions():
    assert BREAK.search("CD34, whereas SMA") is not None
    assert BREAK.search("CD34 but not SMA") is None
    assert EXCEPT.search("CD34 but not SMA") is not None
