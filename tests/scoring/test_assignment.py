"""Least-cost pairs, against every possible way of pairing."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from breakapart.scoring.assignment import assign

COST = st.floats(0, 100, allow_nan=False)


def costs_of(rows, columns):
    return st.lists(st.lists(COST, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


@given(st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(lambda size: costs_of(*size)))
def test_no_other_pairing_costs_less(costs):
    pairs = assign(costs)
    rows, columns = len(costs), len(costs[0])
    assert len(pairs) == len({row for row, _ in pairs}) == len({column for _, column in pairs}) == min(rows, columns)
    few, many = (costs, columns) if rows <= columns else ([list(column) for column in zip(*costs, strict=True)], rows)
    least = min(
        sum(row[place] for row, place in zip(few, order, strict=True)) for order in permutations(range(many), len(few))
    )
    assert abs(sum(costs[row][column] for row, column in pairs) - least) < 1e-9


def test_nothing_to_pair():
    assert assign([]) == []
    assert assign([[], []]) == []


def test_the_nearest_is_given_up_where_that_costs_less_in_all():
    """By hand: 1 + 9 = 10 against 2 + 3 = 5."""
    assert assign([[1.0, 2.0], [3.0, 9.0]]) == [(0, 1), (1, 0)]
