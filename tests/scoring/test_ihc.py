import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.model.ihc import IhcResult
from breakapart.scoring.ihc import allred, h_score, labelling_index, share_of


def ki67(**details):
    return IhcResult(marker="Ki67", outcome="present", **details)


def test_without_the_number_of_cells_there_is_no_interval():
    # Case 1 of the published report: an average of 30 %, cells not stated.
    share = labelling_index(ki67(percent_positive=30, count_method="average"))
    assert (share.percent, share.low, share.high, share.cells) == (30, None, None, None)
    assert share.note == "average over the section; the number of cells is not given, so no interval can be computed"


def test_with_the_number_of_cells_there_is_a_wilson_interval():
    # 150 of 500, worked by hand: centre 0.30153, half width 0.04003 (z = 1.96).
    share = labelling_index(ki67(percent_positive=30, cells_counted=500, count_method="hot_spot"))
    assert (round(share.low, 2), round(share.high, 2)) == (26.15, 34.16)
    assert share.note == "hot spot, not comparable with an average"


def test_few_cells_and_an_unsaid_method_are_noted():
    share = labelling_index(ki67(percent_positive=30, cells_counted=100))
    assert share.note == "average or hot spot is not said; 100 cells counted, of the 500 to 1,000 advised"
    assert labelling_index(ki67(percent_positive=30, count_method="estimate")).note.startswith("estimated by eye; ")


def test_a_stain_without_a_percentage_has_no_index():
    assert labelling_index(ki67()) is None


@given(st.integers(1, 3000), st.data())
def test_the_interval_holds_the_share(cells, data):
    positive = data.draw(st.integers(0, cells))
    share = share_of(positive, cells)
    assert share.low <= share.percent <= share.high


@pytest.mark.parametrize(("positive", "cells"), [(5, 4), (-1, 4), (0, 0)])
def test_an_impossible_count_is_refused(positive, cells):
    with pytest.raises(
        InputError, match=rf"^{positive} positive of {cells} cells is not a count\. Give whole numbers of cells\.$"
    ):
        share_of(positive, cells)


@pytest.mark.parametrize(
    ("shares", "score"),
    [((0, 0, 0), 0), ((100, 0, 0), 100), ((0, 0, 100), 300), ((20, 30, 40), 200), ((10, 10, 10), 60)],
)
def test_h_scores_worked_by_hand(shares, score):
    assert h_score(*shares) == score


def test_an_impossible_h_score_is_refused():
    with pytest.raises(
        InputError, match=r"^the shares of weak, moderate and strong cells add up to 110 %, expected at"
    ):
        h_score(50, 50, 10)
    with pytest.raises(InputError, match=r"^-1 % is not a share of cells, expected 0 to 100 %$"):
        h_score(-1, 0, 0)


@given(st.tuples(*[st.floats(0, 33)] * 3))
def test_h_scores_lie_between_0_and_300(shares):
    assert 0 <= h_score(*shares) <= 300


@pytest.mark.parametrize(
    ("percent", "intensity", "proportion", "total"),
    [
        # NAACCR SSDI "ER Allred score": 0 none; 1 <1 %; 2 1-10 %; 3 11-33 %; 4 34-66 %; 5 67-100 %.
        (0, 0, 0, 0),
        (0.5, 1, 1, 2),
        (1, 1, 2, 3),
        (10, 2, 2, 4),
        (11, 2, 3, 5),
        (33, 3, 3, 6),
        (34, 3, 4, 7),
        (66, 3, 4, 7),
        (67, 3, 5, 8),
        (100, 1, 5, 6),
    ],
)
def test_allred_bins(percent, intensity, proportion, total):
    score = allred(percent, intensity)
    assert (score.proportion, score.total) == (proportion, total)


@given(st.floats(0.001, 100), st.integers(1, 3))
def test_a_total_of_one_cannot_occur(percent, intensity):
    assert 2 <= allred(percent, intensity).total <= 8


@pytest.mark.parametrize(
    ("percent", "intensity", "message"),
    [
        (0, 2, "0 % of cells with intensity 2 contradict each other: both are 0, or neither is"),
        (30, 0, "30 % of cells with intensity 0 contradict each other: both are 0, or neither is"),
        (30, 4, "intensity is 4, expected 0, 1, 2 or 3"),
        (101, 1, "101 % is not a share of cells, expected 0 to 100 %"),
    ],
)
def test_contradictions_are_refused(percent, intensity, message):
    with pytest.raises(InputError, match=f"^{message}$"):
        allred(percent, intensity)
