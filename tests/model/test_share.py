"""Whose number a share is, and what it is a share of."""

from dataclasses import replace

import pytest
from tests.builders_reports import counted_fish, outcome_only_fish, result_2

from breakapart.model.fish import FishCounts


def test_an_ambiguous_nucleus_is_scored_but_the_share_is_not_taken_of_it():
    fish = counted_fish(FishCounts(fused=57, split=22, isolated_3p=13, isolated_5p=2, ambiguous=6))
    assert (fish.share.count, fish.share.of, fish.cells_scored) == (35, 94, 100)
    assert fish.share.percent == pytest.approx(100 * 35 / 94)


def test_the_origin_of_a_share_of_nuclei():
    counted = counted_fish()
    assert counted.share.origin == "counts"
    assert replace(counted, basis="cells").share.origin == "counts"
    assert replace(counted, basis="image").share.origin == "image"
    assert replace(counted, basis="image", is_rendered=True).share.origin == "rendered"
    stated = replace(outcome_only_fish(), percent=51.0, cells_scored=100)
    assert (stated.share.origin, stated.share.of, stated.share.low_percent) == ("laboratory", 100, None)
    assert outcome_only_fish().share is None


def test_a_share_of_reads_is_the_laboratorys_unless_it_was_counted_here():
    seen = result_2().fusions[0]
    assert (seen.share.percent, seen.share.origin, seen.share.low_percent) == (59.74, "laboratory", None)
    assert replace(seen, allele_fraction_percent=None).share is None
