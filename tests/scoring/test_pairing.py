"""Pairs and classes of nuclei made by hand: every row can be checked on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.model.fish_image import Role, Signal
from breakapart.scoring.fish_image_settings import PairingSettings
from breakapart.scoring.pairing import Limit, pair_signals, read_cell

LIMIT = Limit.of(0.5, 2.0, PairingSettings())
PX = 0.1


def signal(side, x_um, y_um=0.0, z_um=0.0, *, certain=True, shared=False):
    role = Role.FIVE_PRIME if side == "5" else Role.THREE_PRIME
    return Signal(role, x_um / PX, y_um / PX, z_um, 50, 1.0, 0.5, certain, shared)


def read(*signals, kept="3p", foreign=()):
    pairs = pair_signals(signals, LIMIT, PX)
    return read_cell(signals, pairs, LIMIT, kept, PX, foreign), pairs


def fused(x_um):
    return signal("5", x_um), signal("3", x_um + 0.2)


# The IASLC worksheet (2013, figure 8): (fused, 5', 3') -> class.
WORKSHEET = [
    ((2, 0, 0), "fused"), ((2, 1, 1), "split"), ((2, 0, 1), "isolated_3p"),
    ((1, 1, 0), "isolated_5p"), ((0, 1, 2), "split"), ((1, 0, 0), "fused"),
]  # fmt: skip


@pytest.mark.parametrize(("counts", "expected"), WORKSHEET)
def test_worksheet(counts, expected):
    pairs, fives, threes = counts
    signals = [one for place in range(pairs) for one in fused(4.0 * place)]
    signals += [signal("5", 20 + 4.0 * place) for place in range(fives)]
    signals += [signal("3", 40 + 4.0 * place) for place in range(threes)]
    assert read(*signals)[0].pattern == expected


@pytest.mark.parametrize(
    ("gap_um", "expected"),
    [(0.0, "fused"), (0.74, "fused"), (0.76, "ambiguous"), (1.0, "ambiguous"), (1.24, "ambiguous"), (1.26, "split")],
)
def test_the_zone_around_the_limit(gap_um, expected):
    """Diameter 0.5 um, limit 2 diameters = 1.0 um, ambiguous within 25 %: 0.75 to 1.25 um."""
    reading, _ = read(*fused(10), signal("5", 0), signal("3", gap_um))
    assert reading.pattern == expected


def test_an_ambiguous_gap_beside_an_isolated_kept_signal_changes_nothing():
    """Rearranged either way: the gap read as fused leaves an isolated 3', read as split it is split."""
    reading, _ = read(signal("5", 0), signal("3", 0.9), signal("3", 8))
    assert reading.pattern == "isolated_3p"
    assert read(signal("5", 0), signal("3", 0.9), signal("3", 8), kept="5p")[0].pattern == "ambiguous"


def test_depth_counts():
    assert read(*fused(10), signal("5", 0, z_um=0), signal("3", 0.1, z_um=2.0))[0].pattern == "split"


def test_a_weak_spot_that_would_change_the_answer_makes_it_ambiguous():
    """A lone 3' signal, and a weak 5' spot beside it: fused or isolated."""
    reading, _ = read(*fused(10), signal("3", 0), signal("5", 0.2, certain=False))
    assert reading.pattern == "ambiguous"
    assert "weak 5' spot" in reading.reasons[0]
    far, _ = read(*fused(10), signal("3", 0), signal("5", 5, certain=False))
    assert far.pattern == "isolated_3p"  # split or isolated: rearranged either way


@pytest.mark.parametrize(
    "signals",
    [(), (signal("5", 0),), (signal("3", 0), signal("3", 3)), (signal("3", 0), signal("5", 3, certain=False))],
)
def test_a_colour_missing_altogether_is_not_informative(signals):
    assert read(*signals)[0].pattern == "not_informative"


def test_many_doubts_are_one_ambiguous_nucleus():
    weak = [signal("5", 3.0 * place, certain=False) for place in range(9)]
    assert read(*fused(40), *weak)[0].pattern == "ambiguous"


def test_pairing_takes_the_least_distance_together():
    """Greedy pairing would join the middle two and leave the outer ones alone."""
    _, pairs = read(signal("5", 0.0), signal("3", 0.5), signal("5", 0.9), signal("3", 1.3))
    assert sorted((pair.five_prime, pair.three_prime) for pair in pairs) == [(0, 1), (2, 3)]


points = st.lists(st.tuples(st.sampled_from("53"), st.floats(0, 8), st.floats(0, 8)), min_size=0, max_size=9)


@given(points, st.randoms(use_true_random=False), st.sampled_from(["3p", "5p"]))
def test_order_of_signals_does_not_matter(made, random, kept):
    signals = [signal(side, x, y) for side, x, y in made]
    mixed = list(signals)
    random.shuffle(mixed)
    one, other = read(*signals, kept=kept)[0], read(*mixed, kept=kept)[0]
    assert (one.pattern, one.nearest) == (other.pattern, other.nearest)


@given(points)
def test_every_signal_is_in_one_pair_at_most(made):
    signals = [signal(side, x, y) for side, x, y in made]
    _, pairs = read(*signals)
    used = [place for pair in pairs for place in (pair.five_prime, pair.three_prime)]
    assert len(used) == len(set(used))
    assert all(pair.distance_um < LIMIT.high_um for pair in pairs)


# Where nuclei meet


def test_a_lone_signal_where_nuclei_meet_may_be_the_other_s():
    reading, _ = read(*fused(0), *fused(4), signal("3", 8, shared=True))
    assert (reading.pattern, reading.nearest) == ("ambiguous", "isolated_3p")
    assert reading.reasons == ("a 3' signal where it meets another nucleus",)


def test_a_neighbour_s_lone_signal_may_be_its_own():
    assert read(*fused(0), foreign=(signal("3", 8, shared=True),))[0].pattern == "ambiguous"
    # Of the side that is lost it changes nothing.
    assert read(*fused(0), foreign=(signal("5", 8, shared=True),))[0].pattern == "fused"


def test_half_of_a_pair_belongs_where_its_partner_is():
    assert read(signal("5", 0), signal("3", 0.2, shared=True), *fused(4))[0].pattern == "fused"


def test_a_lone_signal_and_a_neighbour_s_that_lie_together_may_be_fused():
    """With it the nucleus is normal, without it an isolated 3' signal is left."""
    assert read(*fused(4), signal("3", 0), foreign=(signal("5", 0.2, shared=True),))[0].pattern == "ambiguous"


def test_what_is_rearranged_either_way_is_not_ambiguous():
    reading, _ = read(*fused(0), signal("5", 4), signal("3", 8), signal("3", 12, shared=True))
    assert reading.pattern == "split"


@given(st.lists(st.tuples(st.sampled_from("53"), st.floats(0, 12), st.booleans()), min_size=2, max_size=6))
def test_doubt_never_turns_into_the_other_class(rows):
    """A nucleus with shared signals is read as without the doubt, or is ambiguous, or tells nothing."""
    plain = read(*(signal(side, x) for side, x, _ in rows))[0]
    doubtful = read(*(signal(side, x, shared=shared) for side, x, shared in rows))[0]
    assert doubtful.pattern in {plain.pattern, "ambiguous"}
