"""Oracles: published intervals, exact sums in fractions, and identities that hold for every count."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.scoring.proportion import binomial, clopper_pearson, incomplete_beta, probability_at_least, wilson


@st.composite
def counts(draw, most=400):
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Exact binomial table of this project's image methods, section 2c (percent, one decimal).
        (15, 100, 9.3, 23.3),
        (20, 100, 13.3, 28.9),
        (25, 100, 17.5, 34.3),
        (50, 500, 7.7, 12.9),
        # Newcombe 1998, Stat Med 17:857, table I, method 3 (Wilson without continuity correction).
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_published_wilson_intervals(k, n, low, high):
    digits = 1 if n in (100, 500) else 2
    assert [round(100 * end, digits) for end in wilson(k, n)] == pytest.approx([low, high], abs=10**-digits * 0.51)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe 1998, table I, method 5 (Clopper-Pearson).
        (81, 263, 25.27, 36.76),
        (15, 148, 5.78, 16.17),
        (0, 20, 0.0, 16.84),
        (1, 29, 0.09, 17.76),
    ],
)
def test_published_exact_intervals(k, n, low, high):
    assert [100 * end for end in clopper_pearson(k, n)] == pytest.approx([low, high], abs=0.0051)


def test_the_smallest_count_of_100_whose_interval_clears_fifteen_percent():
    # 22 of 100: lower end 15.001 %; 21 of 100: 14.2 %.
    assert next(k for k in range(101) if wilson(k, 100)[0] > 0.15) == 22


@given(counts())
def test_intervals_contain_the_share_and_stay_in_range(count):
    k, n = count
    for low, high in (wilson(k, n), clopper_pearson(k, n)):
        assert 0 <= low <= k / n <= high <= 1
        assert low < high


@given(counts())
def test_the_exact_interval_is_where_the_tails_are_a_fortieth(count):
    k, n = count
    low, high = clopper_pearson(k, n)
    if k > 0:
        assert math.fsum(binomial(j, n, low) for j in range(k, n + 1)) == pytest.approx(0.025, rel=1e-6)
    if k < n:
        assert math.fsum(binomial(j, n, high) for j in range(k + 1)) == pytest.approx(0.025, rel=1e-6)


@given(counts())
def test_intervals_mirror(count):
    k, n = count
    low, high = wilson(k, n)
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts(100), st.integers(2, 20))
def test_more_cells_with_the_same_share_narrow_the_interval(count, times):
    k, n = count
    narrow, wide = wilson(k * times, n * times), wilson(k, n)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


@given(st.integers(1, 300), st.data())
def test_one_more_positive_cell_moves_both_ends_up(n, data):
    k = data.draw(st.integers(0, n - 1))
    assert wilson(k + 1, n)[0] > wilson(k, n)[0]
    assert wilson(k + 1, n)[1] > wilson(k, n)[1]


@given(counts(60), st.integers(0, 100))
def test_the_posterior_tail_is_the_exact_binomial_sum(count, percent):
    # Beta(k + 1, n - k + 1) exceeds c as often as a binomial(n + 1, c) is at most k: exact, in fractions.
    k, n = count
    c = Fraction(percent, 100)
    exact = sum(math.comb(n + 1, j) * c**j * (1 - c) ** (n + 1 - j) for j in range(k + 1))
    assert probability_at_least(percent / 100, k, n) == pytest.approx(float(exact), rel=1e-9, abs=1e-13)


@given(st.integers(1, 200), st.data())
def test_the_posterior_rises_with_every_positive_cell(n, data):
    k = data.draw(st.integers(0, n - 1))
    assert probability_at_least(0.15, k + 1, n) >= probability_at_least(0.15, k, n)


def test_posterior_without_cells_is_the_prior():
    assert probability_at_least(0.15, 0, 0) == pytest.approx(0.85)
    assert probability_at_least(0.15, 0, 0, prior=(2, 1)) == pytest.approx(1 - 0.15**2)


@pytest.mark.parametrize(
    ("a", "b", "x", "value"),
    [
        (1, 1, 0.3, 0.3),
        (2, 1, 0.5, 0.25),
        (0.5, 0.5, 0.5, 0.5),  # arcsine law
        (0.5, 0.5, 0.25, 1 / 3),  # 2/pi * asin(sqrt(1/4))
        (2, 3, 0.4, 0.5248),  # 1 - sum of binomial(4, 0.4) at 0 and 1, worked by hand
        (5, 5, 0.0, 0.0),
        (5, 5, 1.0, 1.0),
    ],
)
def test_incomplete_beta_in_closed_form(a, b, x, value):
    assert incomplete_beta(a, b, x) == pytest.approx(value, rel=1e-12)


# Within 0.001 to 0.999, where 1 - x is exact enough to be mirrored.
@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0.001, 0.999))
def test_incomplete_beta_mirrors(a, b, x):
    assert incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-9)


def test_binomial_probabilities_add_up():
    assert math.fsum(binomial(k, 50, 0.15) for k in range(51)) == pytest.approx(1)
    assert binomial(3, 2, 0.5) == 0.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson(5, 4), "5 of 4 is not a count of cells"),
        (lambda: wilson(-1, 4), "-1 of 4 is not a count of cells"),
        (lambda: wilson(0, 0), "0 of 0 is not a count of cells"),
        (lambda: wilson(1, 2, z=0), "z is 0, expected a number above 0"),
        (lambda: clopper_pearson(1, 2, confidence=1), "confidence is 1, expected a number between 0 and 1"),
        (lambda: probability_at_least(1.5, 1, 2), "cutoff is 1.5, expected a share between 0 and 1"),
        (lambda: probability_at_least(0.5, 1, 2, prior=(0, 1)), r"prior is \(0, 1\), expected two weights above 0"),
        (lambda: incomplete_beta(0, 1, 0.5), "a and b are 0 and 1, expected numbers above 0"),
        (lambda: incomplete_beta(1, 1, 2), "x is 2, expected a number between 0 and 1"),
    ],
)
def test_impossible_input_is_refused(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
