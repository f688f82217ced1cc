import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.model.fish import CellSignals, FishAssay, FishCounts, FishPattern
from breakapart.model.outcome import Outcome
from breakapart.scoring.fish import (
    FishSettings,
    classify,
    count_cells,
    probability_of_positive,
    rearranged_of,
    score_fish,
)

VYSIS = Knowledge.bundled().probe("ALK-vysis")
GENERIC = Knowledge.bundled().probe("ALK-generic")
EWSR1 = Knowledge.bundled().probe("EWSR1-generic")

# IASLC Atlas of ALK Testing 2013, figure 8, p. 22: (fused, 5', 3') of eight nuclei and the class of each.
WORKSHEET = [
    ((2, 0, 0), "fused"),
    ((2, 1, 0), None),
    ((2, 1, 1), "split"),
    ((2, 0, 1), "isolated_3p"),
    ((1, 1, 0), "isolated_5p"),
    ((0, 1, 2), "split"),
    ((1, 0, 0), "fused"),
]


def cell(fused=0, five=0, three=0):
    return CellSignals(fused=fused, five_prime=five, three_prime=three)


def alk(profile=VYSIS, **details):
    return score_fish(FishAssay(gene=profile.gene, **details), profile)


def counted(profile=VYSIS, stated=None, **counts):
    return alk(profile, counts=FishCounts(**counts), **(stated or {}))


@pytest.mark.parametrize(("signals", "pattern"), [row for row in WORKSHEET if row[1]])
def test_the_classes_of_the_atlas_worksheet(signals, pattern):
    assert classify(cell(*signals)) == pattern


def test_the_totals_of_the_atlas_worksheet():
    # 19 fused, 22 split, 5 isolated 3', 4 isolated 5': (22 + 5) / 50 = 54 %.
    result = counted(fused=19, split=22, isolated_3p=5, isolated_5p=4)
    assert (result.cells_scored, result.rearranged, result.percent) == (50, 27, 54.0)
    assert result.outcome is Outcome.PRESENT
    assert result.call == (
        "positive: 27 of 50 nuclei rearranged, 54.0 % (95 % interval 40.4 to 67.0 %, cut-off >= 15 %)"
    )
    assert result.bound_low_percent == result.bound_high_percent == 54.0
    assert result.probability_above_cutoff > 0.999
    assert result.reasons == (
        "22 split and 5 isolated 3' nuclei count as rearranged; the fusion keeps the 3' side, so isolated 5' signals "
        "do not",
        "27 of 50 in the first step: fewer than 5 of 50 is negative, more than 25 is positive",
    )
    assert result.warnings == ("4 of 50 nuclei show an isolated 5' signal: atypical, not counted as rearranged",)


def test_an_empty_nucleus_tells_nothing():
    assert classify(cell()) is FishPattern.NOT_INFORMATIVE


def test_isolated_signals_without_a_fused_pair_keep_their_class_and_raise_a_doubt():
    assert classify(cell(three=1)) is FishPattern.ISOLATED_3P
    result = alk(cells=(cell(three=1),) * 3 + (cell(fused=2),) * 57)
    assert (
        "3 nuclei lack one colour altogether: failed hybridisation or a deletion; look at them again" in result.warnings
    )


def test_copy_number_gain_is_reported_apart():
    result = alk(cells=(cell(fused=4),) * 60)
    assert any("4.0 5' and 4.0 3' signals a nucleus on average: copy number gain of ALK" in w for w in result.warnings)
    assert not any("copy number" in w for w in alk(cells=(cell(fused=2),) * 60).warnings)


@pytest.mark.parametrize("name", ["synthfish_pos_truth.csv", "synthfish_neg_truth.csv"])
def test_an_independent_renderer_s_classes(shared, name):
    # The renderer wrote the signals it drew in each nucleus and the class they make; not this project's code.
    names = {"iso3": "isolated_3p", "iso5": "isolated_5p"}
    with (shared / "data" / "fish" / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    cells = [cell(int(r["fused_pairs"]), int(r["unpaired_5p_green"]), int(r["unpaired_3p_red"])) for r in rows]
    assert [str(classify(c)) for c in cells] == [names.get(r["class"], r["class"]) for r in rows]
    result = alk(cells=tuple(cells))
    if name == "synthfish_pos_truth.csv":
        assert result.counts.model_dump(exclude={"ambiguous", "not_informative"}) == {
            "fused": 33, "split": 10, "isolated_3p": 12, "isolated_5p": 5,
        }  # fmt: skip
        assert result.percent == pytest.approx(36.7, abs=0.05)
    else:
        assert result.percent == pytest.approx(12.0)


@pytest.mark.parametrize(
    ("share", "two_step", "at_least_15_of_100", "above_15_of_100", "at_least_8_of_50"),
    [
        # Exact binomial table of this project's image methods, section 2c.
        (0.05, 0.000, 0.000, 0.000, 0.003),
        (0.10, 0.070, 0.073, 0.040, 0.122),
        (0.15, 0.532, 0.543, 0.432, 0.481),
        (0.20, 0.913, 0.920, 0.871, 0.810),
        (0.25, 0.993, 0.995, 0.989, 0.955),
    ],
)
def test_how_often_a_true_share_is_called_positive(
    share, two_step, at_least_15_of_100, above_15_of_100, at_least_8_of_50
):
    strict = replace(VYSIS, cutoff_operator=">")
    assert probability_of_positive(share, VYSIS) == pytest.approx(two_step, abs=0.0005)
    assert probability_of_positive(share, VYSIS, cells=100) == pytest.approx(at_least_15_of_100, abs=0.0005)
    assert probability_of_positive(share, strict, cells=100) == pytest.approx(above_15_of_100, abs=0.0005)
    assert probability_of_positive(share, GENERIC) == pytest.approx(at_least_8_of_50, abs=0.0005)


@pytest.mark.parametrize(
    ("rearranged", "outcome"),
    [(0, "absent"), (4, "absent"), (5, "equivocal"), (25, "equivocal"), (26, "present"), (50, "present")],
)
def test_the_first_step(rearranged, outcome):
    assert counted(split=rearranged, fused=50 - rearranged).outcome == outcome


def test_an_equivocal_first_step_asks_for_a_second_reader():
    result = counted(split=9, fused=41)
    assert result.call.startswith("equivocal: 9 of 50 nuclei rearranged, 18.0 %")
    assert result.reasons[1] == (
        "9 of 50 in the first step is equivocal (fewer than 5 of 50 is negative, more than 25 is positive): a second "
        "reader scores up to 100, of which >= 15 % is positive"
    )


@pytest.mark.parametrize(("rearranged", "outcome"), [(14, "absent"), (15, "present"), (16, "present")])
def test_the_second_step(rearranged, outcome):
    assert counted(split=rearranged, fused=100 - rearranged).outcome == outcome


def test_exactly_at_the_cut_off_the_operator_decides_and_that_is_said():
    at = counted(split=15, fused=85)
    above = counted(split=15, fused=85, stated={"cutoff_percent": 15, "cutoff_operator": ">"})
    assert (at.outcome, above.outcome) == (Outcome.PRESENT, Outcome.ABSENT)
    assert "15 of 100 is exactly 15 %: with >= it is positive, with > it is negative" in at.warnings
    assert (
        "the laboratory's cut-off (> 15 %) gives negative, the probe's rule (>= 15 %, two steps) gives positive"
        in above.warnings
    )


def test_an_operator_stated_alone_replaces_only_the_operator():
    result = counted(split=15, fused=85, stated={"cutoff_operator": ">"})
    assert (result.cutoff_percent, result.cutoff_operator, result.outcome) == (15, ">", Outcome.ABSENT)
    assert counted(split=9, fused=41, stated={"cutoff_operator": ">"}).outcome is Outcome.EQUIVOCAL


def test_a_laboratory_s_own_cut_off_needs_no_second_step():
    result = counted(split=9, fused=41, stated={"cutoff_percent": 10, "cutoff_operator": ">="})
    assert result.outcome is Outcome.PRESENT
    assert any("gives positive, the probe's rule (>= 15 %, two steps) gives equivocal" in w for w in result.warnings)


@pytest.mark.parametrize("rearranged", [0, 20, 49])
def test_too_few_nuclei_are_not_evaluable_and_never_negative(rearranged):
    result = counted(split=rearranged, fused=49 - rearranged)
    assert result.outcome is Outcome.NOT_EVALUABLE
    assert result.call.startswith("not evaluable: ")
    assert (
        "49 nuclei of a clear class are fewer than the 50 this probe needs: not evaluable, which is not negative"
        in (result.reasons)
    )


def test_no_nucleus_of_a_clear_class():
    result = counted(not_informative=40)
    assert (result.outcome, result.percent, result.percent_low) == (Outcome.NOT_EVALUABLE, None, None)
    assert result.call == "not evaluable: no nucleus of a clear class"
    assert result.probability_above_cutoff is None


def test_ambiguous_nuclei_give_bounds():
    result = counted(split=30, fused=60, ambiguous=10)
    assert (result.cells_scored, result.rearranged) == (100, 30)
    assert result.percent == pytest.approx(100 * 30 / 90)
    assert (result.bound_low_percent, result.bound_high_percent) == (30.0, 40.0)
    assert result.outcome is Outcome.PRESENT
    assert "the 10 ambiguous nuclei cannot change the result, whatever they are" in result.reasons
    assert "10 of 100 nuclei are ambiguous: a person should review the slide" in result.warnings


def test_where_ambiguous_nuclei_decide_the_result_is_equivocal():
    result = counted(split=10, fused=80, ambiguous=10)
    assert result.outcome is Outcome.EQUIVOCAL
    assert result.reasons[1] == ("the 10 ambiguous nuclei decide: absent if all are fused, present if all are split")


def test_an_interval_over_the_cut_off_is_said():
    result = counted(split=18, fused=82)
    assert (
        "the interval of 11.7 to 26.7 % spans the cut-off of 15 %: more nuclei, or another method, would tell"
        in result.warnings
    )
    assert not any("spans" in w for w in counted(split=60, fused=40).warnings)


def test_many_isolated_signals_of_the_lost_side_ask_for_rna():
    result = counted(isolated_5p=20, fused=80)
    assert result.outcome is Outcome.ABSENT
    assert result.warnings[-1] == (
        "20 of 100 nuclei show an isolated 5' signal: atypical, not counted as rearranged; as many as the cut-off asks "
        "for, so confirm by RNA"
    )


def test_the_kept_side_comes_from_the_probe_not_from_a_colour():
    counts = FishCounts(fused=60, isolated_5p=30, isolated_3p=10)
    assert (rearranged_of(counts, "3p"), rearranged_of(counts, "5p")) == (10, 30)
    result = counted(EWSR1, fused=60, isolated_5p=30, isolated_3p=10)
    assert result.rearranged == 30
    assert any(w.startswith("10 of 100 nuclei show an isolated 3' signal: atypical") for w in result.warnings)


def test_an_unverified_profile_says_so():
    result = counted(EWSR1, fused=60, split=40)
    assert any(
        w.startswith("probe profile EWSR1-generic: cut-off, split distance and colours are to be verified locally.")
        for w in result.warnings
    )
    own = counted(EWSR1, fused=60, split=40, stated={"cutoff_percent": 12})
    assert any("EWSR1-generic: split distance and colours are to be verified locally." in w for w in own.warnings)


def test_a_laboratory_s_result_that_its_counts_do_not_give_is_said():
    result = counted(split=40, fused=60, stated={"outcome": "absent"})
    assert "the laboratory states negative, the counts give positive" in result.warnings
    # Five isolated 3' nuclei count; a laboratory that left them out comes to 20 %.
    result = counted(split=20, isolated_3p=5, fused=75, stated={"percent_positive": 20})
    assert "the laboratory states 20 % rearranged, the counts give 25.0 %" in result.warnings


def test_a_probe_of_another_gene_is_refused():
    with pytest.raises(
        InputError,
        match=r"^probe 'ALK-vysis' is for ALK, the assay is for RET\. Name a RET probe, or leave 'probe' out",
    ):
        score_fish(FishAssay(gene="RET", counts=FishCounts(split=60)), VYSIS)


def test_a_result_without_counts_is_kept():
    result = alk(outcome="present", cutoff_percent=15, cutoff_operator=">", cells_scored=100)
    assert (result.basis, result.outcome, result.counts, result.percent) == ("outcome", Outcome.PRESENT, None, None)
    assert result.call == "positive, as the laboratory states, 100 nuclei scored (cut-off > 15 %)"
    assert result.reasons == ("the laboratory's own result",)
    assert result.warnings == (
        "no counts were given: the laboratory's own result is kept, and no interval can be computed",
    )


def test_a_stated_percentage_of_stated_nuclei_gets_an_interval():
    result = alk(outcome="present", percent_positive=54, cells_scored=50)
    assert (result.rearranged, round(result.percent_low, 1), round(result.percent_high, 1)) == (27, 40.4, 67.0)
    assert result.warnings == ("no counts were given: the interval takes 54 % of 50 to be 27 nuclei",)


def test_a_stated_result_against_its_own_percentage_is_said():
    result = alk(outcome="absent", percent_positive=54, cells_scored=100)
    assert result.outcome is Outcome.ABSENT
    assert "the laboratory states negative, but 54 % against a cut-off of >= 15 % would be positive" in result.warnings


@pytest.mark.parametrize("stated", ["present", "absent"])
def test_a_stated_result_on_too_few_nuclei_is_not_evaluable(stated):
    result = alk(outcome=stated, cells_scored=20)
    assert result.outcome is Outcome.NOT_EVALUABLE
    assert any("on 20 nuclei; this probe needs 50: not evaluable, which is not negative" in w for w in result.warnings)


def test_an_image_that_was_not_scored_is_not_evaluable():
    result = alk(image="plate.ome.tif")
    assert (result.basis, result.outcome) == ("image", Outcome.NOT_EVALUABLE)
    assert result.call == "not evaluable: the image has not been scored"
    assert result.warnings == ("the image has not been scored and no result is stated: not evaluable",)
    assert alk(image="plate.ome.tif", outcome="present").outcome is Outcome.PRESENT


def test_settings_are_checked():
    with pytest.raises(ValueError, match=r"^z and both prior weights must be above 0$"):
        FishSettings(z=0)
    with pytest.raises(ValueError, match=r"^many_ambiguous_percent is 101, expected 0 to 100$"):
        FishSettings(many_ambiguous_percent=101)


nuclei = st.builds(
    FishCounts,
    fused=st.integers(0, 120),
    split=st.integers(0, 120),
    isolated_3p=st.integers(0, 40),
    isolated_5p=st.integers(0, 40),
    ambiguous=st.integers(0, 40),
    not_informative=st.integers(0, 20),
)


@given(
    nuclei.filter(lambda counts: counts.scored + counts.not_informative > 0), st.sampled_from([VYSIS, GENERIC, EWSR1])
)
def test_every_count_gives_a_consistent_result(counts, profile):
    result = score_fish(FishAssay(gene=profile.gene, counts=counts), profile)
    if counts.classed < profile.min_cells:
        assert result.outcome is Outcome.NOT_EVALUABLE
    if result.percent is not None:
        assert 0 <= result.percent_low <= result.percent <= result.percent_high <= 100
        assert 0 <= result.probability_above_cutoff <= 1
        assert result.bound_low_percent - 1e-9 <= result.percent <= result.bound_high_percent + 1e-9
    assert result.cells_scored == counts.scored


@given(st.lists(st.builds(cell, st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=150))
def test_cells_and_their_counts_give_the_same_result(cells):
    from_cells = alk(cells=tuple(cells))
    from_counts = alk(counts=count_cells(cells))
    assert (from_cells.call, from_cells.outcome) == (from_counts.call, from_counts.outcome)
    assert from_cells.counts.scored + from_cells.counts.not_informative == len(cells)


@given(st.integers(50, 200), st.data())
def test_more_rearranged_nuclei_never_lower_the_call(n, data):
    order = [Outcome.ABSENT, Outcome.EQUIVOCAL, Outcome.PRESENT]
    k = data.draw(st.integers(0, n - 1))
    before = counted(split=k, fused=n - k).outcome
    after = counted(split=k + 1, fused=n - k - 1).outcome
    assert order.index(after) >= order.index(before)
