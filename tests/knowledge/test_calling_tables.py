"""Imbalance bounds and known pairs."""

import pytest

from breakapart.errors import InputError


def test_alk_bounds_are_the_vendors(knowledge):
    """Ion Reporter help, GUID-258DB03B: at most 0.001, 0.001-0.015, at least 0.015."""
    bounds = knowledge.imbalance["ALK"]
    assert (bounds.none_at_most, bounds.strong_at_least) == (0.001, 0.015)
    assert "GUID-258DB03B" in bounds.source


def test_bounds_must_be_a_range(spoiled):
    broken = spoiled("imbalance.tsv", line=2, column="none_at_most", value="0.02")
    with pytest.raises(InputError, match=r"imbalance\.tsv, line 2: 'ALK 0\.02': 'none_at_most' is 0\.02"):
        _ = broken.imbalance


@pytest.mark.parametrize(
    ("pair", "known"),
    [(("STRN", "ALK"), True), (("CD74", "ROS1"), True), (("ALK", "STRN"), False), (("GAPDH", "ALK"), False)],
)
def test_published_pairs_are_known_in_their_order(knowledge, pair, known):
    assert knowledge.is_known_fusion(*pair) is known
