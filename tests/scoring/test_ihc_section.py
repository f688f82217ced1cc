"""From cells to the numbers of a section, against published arithmetic and counts by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("skimage")

from breakapart.errors import InputError
from breakapart.model.ihc_image import CellDecision, IhcCell, StainProfile, Thresholds
from breakapart.model.outcome import Compartment
from breakapart.scoring.ihc_section import (
    bootstrap_interval,
    cohen_kappa,
    control_thresholds,
    hot_spot,
    sum_up,
    with_decisions,
)
from breakapart.scoring.ihc_settings import IhcSettings

SETTINGS = IhcSettings()
STAIN = StainProfile("Ki67", (Compartment.NUCLEAR,))
STEPS = Thresholds(0.2, 0.4, 0.6)


def cell(number, od=0.0, x=None, y=None, doubtful=False):
    intensity = sum(od >= step for step in (0.2, 0.4, 0.6))
    x, y = (number % 40) * 20.0 if x is None else x, (number // 40) * 20.0 if y is None else y
    return IhcCell(
        f"c{number}", x, y, 40.0, 8.0, 6.0, 0.4, od, None, None, None, intensity,
        "positive" if intensity else "negative", doubtful, ("why",), ((0, 0), (1, 0), (1, 1)),
    )  # fmt: skip


def section(cells, **options):
    return sum_up(
        cells,
        image="f.png",
        stain=STAIN,
        thresholds=STEPS,
        pixel_um=0.5,
        searched_px=4e6,
        stained_px=1e5,
        settings=SETTINGS,
        **options,
    )


def test_the_interval_is_wilsons():
    # 150 of 500: 26.1 to 34.2 % (the doctest of the labelling index, from the same published formula).
    result = section([cell(n, 0.7 if n < 150 else 0) for n in range(500)])
    assert (result.positive, result.negative, result.percent) == (150, 350, 30)
    assert (round(result.low, 1), round(result.high, 1)) == (26.1, 34.2)
    assert result.area_mm2 == pytest.approx(1.0)
    assert result.stained_area_percent == pytest.approx(2.5)


def test_h_score_and_allred_follow_the_classes():
    # 20 % 1+, 30 % 2+, 40 % 3+: H-score 200 (ASCO Post 2015); 90 % positive: proportion 5; mean strength 2.2: 2.
    cells = [cell(n, 0.3 if n < 20 else 0.5 if n < 50 else 0.8 if n < 90 else 0) for n in range(100)]
    result = section(cells)
    assert result.intensity_percent == (20, 30, 40)
    assert result.h_score == 200
    assert (result.allred_proportion, result.allred_intensity) == (5, 2)


def test_too_few_cells_give_counts_and_no_index():
    result = section([cell(n) for n in range(49)])
    assert (result.negative, result.percent, result.low, result.h_score) == (49, None, None, None)
    assert any("not a negative result" in warning for warning in result.warnings)


def test_no_positive_cell_asks_for_a_control():
    assert any("control" in warning for warning in section([cell(n) for n in range(100)]).warnings)


def test_doubtful_cells_bound_the_index():
    cells = [cell(n, 0.22 if n < 10 else 0.18 if n < 15 else 0, doubtful=n < 15) for n in range(100)]
    result = section(cells)
    assert (result.percent_doubt_low, result.percent, result.percent_doubt_high) == (0, 10, 15)
    decided = with_decisions(cells, [CellDecision(f"c{n}", "positive", "A", "2026-01-01T00:00") for n in range(15)])
    reviewed = section(decided)
    assert (reviewed.percent_doubt_low, reviewed.percent, reviewed.percent_doubt_high) == (15, 15, 15)
    assert reviewed.reviewed == 15


def test_what_a_person_calls_no_cell_is_not_counted_and_kept():
    cells = with_decisions(
        [cell(n, 0.5 if n < 50 else 0) for n in range(100)], [CellDecision("c0", "not_a_cell", "A", "2026-01-01T00:00")]
    )
    result = section(cells)
    assert (result.positive, result.negative, len(result.cells)) == (49, 50, 100)
    assert cells[0].automatic == "positive" and cells[0].final == "not_a_cell"


def test_decisions_about_other_cells_are_refused():
    with pytest.raises(InputError, match=r"1 of 1 decisions .* 'elsewhere'"):
        with_decisions([cell(0)], [CellDecision("elsewhere", "positive", "A", "2026-01-01T00:00")])


def test_kappa_of_a_published_table():
    # Cohen's kappa 0.4 for 20, 5, 10, 15 (the worked example in the article on Cohen's kappa in Wikipedia).
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)
    assert cohen_kappa([]) is None
    assert cohen_kappa([("y", "y")]) is None


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), max_size=30))
def test_kappa_is_symmetrical_and_at_most_one(pairs):
    kappa = cohen_kappa(pairs)
    other = cohen_kappa([(b, a) for a, b in pairs])
    assert (kappa is None) == (other is None)
    if kappa is not None:
        assert kappa == pytest.approx(other)
        assert kappa <= 1


def test_the_bootstrap_is_wider_where_cells_cluster():
    spread = [cell(n, 0.7 if n % 4 == 0 else 0) for n in range(1600)]
    clustered = [cell(n, 0.7 if n // 40 % 40 < 10 else 0) for n in range(1600)]
    narrow, wide = (bootstrap_interval(cells, 0.5, SETTINGS) for cells in (spread, clustered))
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])
    assert bootstrap_interval(clustered, 0.5, SETTINGS) == wide
    assert bootstrap_interval(spread[:100], 0.5, SETTINGS) is None


def test_the_hot_spot_lies_where_it_was_put():
    cells = []
    for n in range(2500):
        x, y = (n % 50) * 20.0, (n // 50) * 20.0
        hot = (x - 800) ** 2 + (y - 200) ** 2 < 160**2
        cells.append(cell(n, 0.7 if hot or n % 10 == 0 else 0, x=x, y=y))
    spot, note = hot_spot(cells, 0.5, SETTINGS)
    assert abs(spot.x_px - 800) < 100 and abs(spot.y_px - 200) < 100
    assert spot.percent > 100 * np.mean([c.automatic == "positive" for c in cells])
    assert "not comparable" in note
    none, why = hot_spot(cells[:900], 0.5, SETTINGS)
    assert none is None and "900 cells" in why


@pytest.mark.parametrize(("eye", "inside"), [(30, True), (27, True), (45, False), (5, False)])
def test_the_number_by_eye_is_compared_with_the_interval(eye, inside):
    result = section([cell(n, 0.7 if n < 150 else 0) for n in range(500)], eye_percent=eye)
    assert result.eye.inside_interval is inside
    assert f"{eye} % by eye" in result.eye.text


@pytest.mark.parametrize("eye", [-1, 101])
def test_a_number_by_eye_that_is_none_is_refused(eye):
    with pytest.raises(InputError, match="not a percentage"):
        section([cell(n) for n in range(60)], eye_percent=eye)


def test_a_control_gives_a_threshold_between_both_populations():
    rng = np.random.default_rng(3)
    ods = np.concatenate([rng.normal(0.02, 0.02, 300), rng.uniform(0.3, 1.1, 100)])
    found = control_thresholds([cell(n, od) for n, od in enumerate(ods)], STAIN, SETTINGS, source="tonsil.png")
    assert 0.08 < found.positive_od < 0.31
    assert found.positive_od < found.moderate_od < found.strong_od
    assert found.origin == "control tonsil.png"


def test_a_control_without_positive_cells_controls_nothing():
    rng = np.random.default_rng(3)
    for ods in (rng.normal(0.02, 0.02, 300), rng.normal(0.6, 0.1, 300), rng.normal(0.02, 0.02, 10)):
        with pytest.raises(InputError, match=r"control|does not show both"):
            control_thresholds([cell(n, od) for n, od in enumerate(ods)], STAIN, SETTINGS, source="tonsil.png")
