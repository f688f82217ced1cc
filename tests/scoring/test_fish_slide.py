"""Fields together: the draw of nuclei, the reviewer's word, the spread of fields."""

from dataclasses import replace

import pytest

from breakapart.errors import InputError, UnfitFieldsError
from breakapart.knowledge import Knowledge
from breakapart.model.fish import FishPattern
from breakapart.model.fish_image import (
    ExcludedNucleus,
    FieldMeasures,
    FishCell,
    ReviewDecision,
    Role,
    ScoredField,
    Signal,
)
from breakapart.model.outcome import Outcome
from breakapart.scoring.fish_slide import choose, score_slide

ALK = Knowledge.bundled().probe("ALK-vysis")
FIVE, THREE = (Signal(side, 0, 0, 0, 50, 1, 0.5) for side in (Role.FIVE_PRIME, Role.THREE_PRIME))


def cell(field, number, pattern, signals=(FIVE, THREE, FIVE, THREE)):
    kind = FishPattern(pattern)
    return FishCell(
        f"{field}-{number:03d}", f"f{field}", 1, 1, 50, 1, 1, (), signals, (), kind, kind, kind, 0, ("why",)
    )


def field(number, patterns, failures=()):
    measures = FieldMeasures(f"f{number}", 9, 9, 0.1, 1, 0.5, 0.1, 0.1, failures)
    out = ExcludedNucleus(f"{number}-999", f"f{number}", 0, 0, (), "cut off", "edge")
    return ScoredField(measures, tuple(cell(number, n, p) for n, p in enumerate(patterns, 1)), (out,))


TUMOUR = ["split"] * 20 + ["isolated_3p"] * 10 + ["fused"] * 70


def test_counts_and_call():
    result = score_slide([field(1, TUMOUR)], ALK)
    assert result.result.outcome is Outcome.PRESENT
    assert (result.result.rearranged, result.result.percent, result.cells_found) == (30, 30.0, 101)
    assert result.result.basis == "image"


def test_the_draw_is_the_same_for_a_seed_and_leaves_out_what_tells_nothing():
    cells = field(1, ["not_informative"] * 20 + TUMOUR).cells
    drawn = [one.id for one in choose(cells, 50, 7) if one.is_chosen]
    assert len(drawn) == 50
    assert drawn == [one.id for one in choose(cells, 50, 7) if one.is_chosen]
    assert drawn != [one.id for one in choose(cells, 50, 8) if one.is_chosen]
    assert all(int(name[2:]) > 20 for name in drawn)


def test_the_draw_is_not_moved_by_signals():
    """Over many seeds the share of rearranged nuclei drawn is that of the slide."""
    cells = field(1, TUMOUR).cells
    shares = [
        sum(one.is_chosen and one.pattern is not FishPattern.FUSED for one in choose(cells, 50, seed)) / 50
        for seed in range(200)
    ]
    assert sum(shares) / 200 == pytest.approx(0.30, abs=0.012)


def test_a_reviewer_overrides_and_both_words_are_kept():
    decisions = [
        ReviewDecision("1-001", FishPattern.FUSED, "A. Reader", "2026-03-01T10:00:00Z"),
        ReviewDecision("1-001", FishPattern.SPLIT, "A. Reader", "2026-03-01T09:00:00Z"),
        ReviewDecision("1-031", FishPattern.FUSED, "B. Reader", "2026-03-01T10:00:00Z"),
    ]
    result = score_slide([field(1, TUMOUR)], ALK, decisions=decisions)
    first = result.cells[0]
    assert (first.pattern, first.automatic, first.decision.at) == ("fused", "split", "2026-03-01T10:00:00Z")
    assert result.result.rearranged == 29
    assert (result.agreement.reviewed, result.agreement.changed) == (2, 1)
    assert result.agreement.reviewers == ("A. Reader", "B. Reader")
    assert not any("no person" in warning for warning in result.result.warnings)


@pytest.mark.parametrize(("name", "words"), [("1-999", "excluded .cut off."), ("9-001", "do not have")])
def test_decisions_on_other_nuclei_are_refused(name, words):
    with pytest.raises(InputError, match=words):
        score_slide([field(1, TUMOUR)], ALK, decisions=[ReviewDecision(name, FishPattern.FUSED, "A", "2026-03-01")])


def test_without_a_usable_field_there_is_no_number():
    with pytest.raises(UnfitFieldsError, match="f1: overexposed"):
        score_slide([field(1, [], ("overexposed",))], ALK)


def test_a_failed_field_is_named_and_left_out():
    result = score_slide([field(1, TUMOUR), field(2, [], ("overexposed",))], ALK)
    assert any("f2 was not scored: overexposed" in warning for warning in result.result.warnings)


def test_fields_that_disagree():
    """Chi-squared by hand: 30 of 100 and 0 of 100; p = 0.15, 200 x 0.15 x 0.85 -> 2 x 15**2 / 12.75 = 35.3."""
    result = score_slide([field(1, TUMOUR), field(2, ["fused"] * 100)], ALK)
    assert result.spread.chi2 == pytest.approx(2 * 15**2 / 12.75)
    assert result.spread.p < 1e-8
    assert any("fields disagree" in warning for warning in result.result.warnings)
    assert score_slide([field(1, TUMOUR)], ALK).spread.p is None


def test_copy_number_is_reported_apart():
    gained = tuple(replace(one, signals=(FIVE, THREE) * 4) for one in field(1, ["fused"] * 60).cells)
    scored = ScoredField(field(1, []).measures, gained)
    result = score_slide([scored], ALK)
    assert result.result.outcome is Outcome.ABSENT
    assert (result.copy_number.mean_3p, result.copy_number.gained, result.copy_number.amplified) == (4.0, 60, 0)
    assert any("polysomy or gain" in warning for warning in result.result.warnings)


def test_too_few_nuclei_are_not_negative():
    assert score_slide([field(1, ["fused"] * 30)], ALK).result.outcome is Outcome.NOT_EVALUABLE
