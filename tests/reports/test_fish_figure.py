from dataclasses import replace

import pytest
from tests.builders_reports import counted_fish, outcome_only_fish
from tests.svg_boxes import NAMESPACE, boxes, check_figure, root_of

from breakapart.model.fish import FishCounts, FishPattern
from breakapart.reports import fish_figure

SEEN = (FishPattern.ISOLATED_5P, FishPattern.ISOLATED_3P, FishPattern.FUSED)


def words(svg):
    return [box.text for box in boxes(svg)]


def segments(svg):
    found = {}
    for rect in root_of(svg).iter(f"{NAMESPACE}rect"):
        title = rect.findtext(f"{NAMESPACE}title")
        if title:
            found[title.partition(":")[0]] = (float(rect.get("x")), float(rect.get("width")), rect.get("fill"))
    return found


@pytest.mark.parametrize(
    "fish",
    [
        counted_fish(),
        counted_fish(FishCounts(fused=100)),
        counted_fish(FishCounts(split=100)),
        counted_fish(FishCounts(fused=1, split=1, ambiguous=98)),
        replace(counted_fish(), cutoff_percent=99.5, percent=98.0, percent_low=93.0, percent_high=99.4),
        replace(outcome_only_fish(), percent=41.0),
        outcome_only_fish(),
    ],
    ids=["all classes", "fused only", "split only", "ambiguous", "cut-off at the edge", "percent only", "outcome only"],
)
def test_text_keeps_to_itself(fish):
    check_figure(fish_figure.draw(fish, SEEN))
    check_figure(fish_figure.draw(fish))


def test_classes_are_as_wide_as_their_share():
    fish = counted_fish(FishCounts(fused=50, split=30, isolated_3p=20))
    found = segments(fish_figure.draw(fish))
    assert found["split"][:2] == (0, pytest.approx(0.3 * 820, abs=0.1))
    assert found["isolated 3′"][:2] == (pytest.approx(246, abs=0.1), pytest.approx(164, abs=0.1))
    assert found["fused"][1] == pytest.approx(410, abs=0.1)


def test_an_isolated_signal_that_does_not_count_is_not_drawn_as_rearranged():
    found = segments(fish_figure.draw(counted_fish()))
    assert found["isolated 5′"][0] > found["split"][0] + found["split"][1] + found["isolated 3′"][1] - 0.2
    assert found["isolated 5′"][2] not in (found["split"][2], found["isolated 3′"][2])


def test_a_probe_that_counts_5_prime_signals_puts_them_first():
    counts = FishCounts(fused=60, split=10, isolated_5p=25, isolated_3p=5)
    fish = replace(counted_fish(counts), rearranged=35, percent=35.0)
    found = segments(fish_figure.draw(fish))
    assert found["isolated 5′"][0] == pytest.approx(82, abs=0.1)


def test_ambiguous_nuclei_stand_outside_a_share_that_leaves_them_out():
    counts = FishCounts(fused=60, split=30, ambiguous=10)
    of_classed = replace(counted_fish(counts), percent=100 * 30 / 90)
    of_scored = replace(counted_fish(counts), percent=30.0)
    assert "ambiguous" not in segments(fish_figure.draw(of_classed))
    assert segments(fish_figure.draw(of_scored))["ambiguous"][1] == pytest.approx(82, abs=0.1)
    for fish in (of_classed, of_scored):
        assert any(line.startswith("the 10 ambiguous nuclei") for line in words(fish_figure.draw(fish)))


def test_a_share_stands_with_its_interval_and_number():
    assert "rearranged: 35 of 94 nuclei, 37.2 % (95 % interval 28–47)" in words(fish_figure.draw(counted_fish()))


def test_the_cutoff_is_said_with_its_operator():
    assert "cut-off: > 15 % is positive" in words(fish_figure.draw(counted_fish()))
    assert "cut-off: ≥ 15 % is positive" in words(fish_figure.draw(replace(counted_fish(), cutoff_operator=">=")))


def test_an_outcome_alone_gives_patterns_and_no_number():
    svg = fish_figure.draw(outcome_only_fish(), SEEN)
    assert {"isolated 5′", "isolated 3′", "fused"} <= set(words(svg))
    assert any(line.startswith("no counts given") for line in words(svg))
    assert not segments(svg)


def test_a_laboratory_percentage_has_no_interval_and_says_so():
    svg = fish_figure.draw(replace(outcome_only_fish(), percent=41.0))
    assert "41 % (laboratory's number, no count): no interval can be given" in words(svg)
