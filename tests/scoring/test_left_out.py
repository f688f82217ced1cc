"""Nuclei that are left out: whether they differ, and what all nuclei could give."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.knowledge import Knowledge
from breakapart.model.fish import FishPattern
from breakapart.model.fish_image import ExcludedNucleus, FishCell
from breakapart.scoring.left_out import fisher_exact, over_all

ALK = Knowledge.bundled().probe("ALK-vysis")
PATTERNS = ("fused", "split", "isolated_3p", "isolated_5p", "ambiguous", "not_informative")


def cell(pattern, nearest=None):
    kind = FishPattern(pattern)
    return FishCell("1-001", "f", 1, 1, 50, 1, 1, (), (), (), kind, kind, FishPattern(nearest or pattern), 0, ("why",))


def out(pattern, reason="cut off"):
    return ExcludedNucleus("1-002", "f", 1, 1, (), reason, "why", FishPattern(pattern))


def test_the_lady_tasting_tea():
    """Fisher 1935, The Design of Experiments: of 8 cups 3 of 4 named rightly, one-sided 17/70, two-sided 34/70."""
    assert fisher_exact(3, 1, 1, 3) == pytest.approx(34 / 70)
    assert fisher_exact(4, 0, 0, 4) == pytest.approx(2 / 70)


def test_criminal_twins():
    """Fisher 1934: 2 of 17 and 10 of 13 convicted; two-sided 0.0005367 (as R's documentation gives it)."""
    assert fisher_exact(2, 15, 10, 3) == pytest.approx(0.0005367, rel=1e-3)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_a_probability_that_does_not_mind_the_order(a, b, c, d):
    p = fisher_exact(a, b, c, d)
    assert 0 < p <= 1
    assert math.isclose(p, fisher_exact(c, d, a, b))
    assert math.isclose(p, fisher_exact(b, a, d, c))


def test_counts_by_hand():
    cells = [cell("split")] * 3 + [cell("fused")] * 5 + [cell("ambiguous", "split"), cell("not_informative")]
    found = over_all(cells, [out("isolated_3p"), out("fused"), out("not_informative"), out("fused", "small")], ALK)
    # 10 nuclei scored, 3 left out; the small one is none.
    assert (found.nuclei, found.left_out) == (13, 3)
    # 3 split, 5 fused, 1 nearest to split; left out: 1 isolated 3', 1 fused.
    assert (found.rearranged, found.classed) == (5, 11)
    assert found.percent == pytest.approx(100 * 5 / 11)
    # Sure: 3 of 13 rearranged, 5 not; the other 5 could be either.
    assert (found.percent_low, found.percent_high) == (pytest.approx(100 * 3 / 13), pytest.approx(100 * 8 / 13))


@given(st.lists(st.sampled_from(PATTERNS), max_size=30), st.lists(st.sampled_from(PATTERNS), max_size=30))
def test_nothing_unknown_is_taken_for_negative(scored, excluded):
    """Whatever those without a class truly are, the share of all lies within the bounds."""
    found = over_all([cell(one) for one in scored], [out(one) for one in excluded], ALK)
    if found is None:
        assert not scored
        assert not excluded
        return
    sure = sum(one in ("split", "isolated_3p") for one in scored)
    unknown = sum(one in ("ambiguous", "not_informative") for one in scored) + len(excluded)
    total = len(scored) + len(excluded)
    assert found.percent_low == pytest.approx(100 * sure / total)
    assert found.percent_high == pytest.approx(100 * (sure + unknown) / total)


def test_the_kept_side_decides():
    cells = [cell("isolated_5p")] * 2 + [cell("isolated_3p")] * 3
    ewsr1 = next(profile for profile in Knowledge.bundled().probes() if profile.kept_side == "5p")
    assert over_all(cells, [], ALK).rearranged == 3
    assert over_all(cells, [], ewsr1).rearranged == 2


def test_left_out_otherwise_than_scored():
    same = over_all([cell("fused")] * 40 + [cell("split")] * 10, [out("fused")] * 16 + [out("split")] * 4, ALK)
    other = over_all([cell("fused")] * 40 + [cell("split")] * 10, [out("fused")] * 4 + [out("split")] * 16, ALK)
    assert same.p > 0.9
    assert other.p < 0.001
    assert over_all([cell("fused")], [], ALK).p is None
