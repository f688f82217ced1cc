import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.scoring.poisson import poisson_at_most, poisson_interval


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        # Garwood's table as reprinted in Documenta Geigy and Breslow and Day 1987, vol. II, table 2.10 (95 %).
        (0, 0.0, 3.69),
        (1, 0.025, 5.57),
        (2, 0.242, 7.22),
        (3, 0.619, 8.77),
        (5, 1.62, 11.67),
        (8, 3.45, 15.76),
        (10, 4.80, 18.39),
        (20, 12.22, 30.89),
    ],
)
def test_published_intervals(count, low, high):
    assert poisson_interval(count) == pytest.approx((low, high), abs=0.006)


@given(st.integers(0, 150))
def test_the_interval_holds_the_count_and_its_tails(count):
    low, high = poisson_interval(count)
    assert low <= count <= high
    assert poisson_at_most(count, high) == pytest.approx(0.025, rel=1e-6)
    if count:
        assert 1 - poisson_at_most(count - 1, low) == pytest.approx(0.025, rel=1e-6)


@given(st.integers(0, 150))
def test_one_more_event_moves_both_ends_up(count):
    assert all(
        after > before for after, before in zip(poisson_interval(count + 1), poisson_interval(count), strict=True)
    )


def test_nothing_is_expected_of_no_events():
    assert poisson_at_most(0, 0) == 1.0


def test_impossible_input_is_refused():
    with pytest.raises(ValueError, match=r"^count is -1, expected 0 or more$"):
        poisson_interval(-1)
    with pytest.raises(ValueError, match=r"^confidence is 0, expected a number between 0 and 1$"):
        poisson_interval(3, confidence=0)
