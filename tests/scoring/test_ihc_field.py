"""One field: classes by compartment, pixel sizes, and what a network may return."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render_dab import render

pytest.importorskip("skimage")

from breakapart.errors import InputError
from breakapart.model.ihc_image import StainProfile, Thresholds
from breakapart.model.outcome import Compartment
from breakapart.scoring.ihc_field import SlideColours, classify, score_field, shrink, working_factor
from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.scoring.ihc_stains import default_vectors, white_point

NUCLEAR = StainProfile("Ki67", (Compartment.NUCLEAR,))
CYTOPLASMIC = StainProfile("ALK", (Compartment.CYTOPLASMIC,))
MEMBRANE = StainProfile("CD34", (Compartment.MEMBRANOUS,))
STEPS = Thresholds(0.2, 0.4, 0.6)
SETTINGS = IhcSettings()


def score(field, stain=NUCLEAR, **options):
    colours = SlideColours(white_point(field.rgb), default_vectors())
    return score_field(field.rgb, field.pixel_size_um, colours, stain, STEPS, SETTINGS, **options)


@pytest.mark.parametrize(("od", "expected"), [(0.0, 0), (0.199, 0), (0.2, 1), (0.4, 2), (0.599, 2), (0.6, 3), (2, 3)])
def test_intensity_steps(od, expected):
    assert classify(od, None, None, None, NUCLEAR, STEPS, SETTINGS)[0] == expected


@pytest.mark.parametrize(("od", "doubtful"), [(0.14, False), (0.151, True), (0.2, True), (0.249, True), (0.26, False)])
def test_cells_near_the_threshold_are_doubtful(od, doubtful):
    assert classify(od, None, None, None, NUCLEAR, STEPS, SETTINGS)[1] is doubtful


def test_what_cannot_be_measured_is_doubtful():
    intensity, doubtful, reasons = classify(0.9, None, None, None, CYTOPLASMIC, STEPS, SETTINGS)
    assert (intensity, doubtful) == (0, True)
    assert "no room" in reasons[0]


def test_an_incomplete_membrane_is_not_positive():
    assert classify(0, 0.5, 0.3, 0.8, MEMBRANE, STEPS, SETTINGS)[0] == 0
    assert classify(0, 0.5, 0.6, 0.8, MEMBRANE, STEPS, SETTINGS)[0] == 3


@given(st.floats(0, 2), st.floats(0, 2))
def test_more_stain_is_never_a_lower_class(one, two):
    low, high = sorted((one, two))
    first, second = (classify(od, None, None, None, NUCLEAR, STEPS, SETTINGS)[0] for od in (low, high))
    assert first <= second


def test_a_cytoplasmic_stain_is_read_in_the_cytoplasm():
    field = render(
        seed=51, size_px=(400, 400), cytoplasm_dab_od=0.6, nuclear=False, positive_share=0.4, nuclei_per_mm2=1500
    )
    cells = score(field, CYTOPLASMIC).cells
    share = 100 * sum(cell.automatic == "positive" for cell in cells) / len(cells)
    assert share == pytest.approx(field.labelling_index_percent, abs=12)


def test_only_nuclei_with_their_centre_inside_count():
    field = render(seed=52, size_px=(400, 400))
    inside = np.zeros((400, 400), bool)
    inside[:, 200:] = True
    every, right = score(field).cells, score(field, inside=inside).cells
    assert 0 < len(right) < len(every)
    assert min(cell.x_px for cell in right) >= 199
    assert {cell.id for cell in right} <= {cell.id for cell in every}


@pytest.mark.parametrize("bad", [0, -1, 0.01, 1.5, 72, float("nan"), float("inf")])
def test_impossible_pixel_sizes_are_refused(bad):
    with pytest.raises(InputError, match="pixels of"):
        working_factor(bad, SETTINGS, source="f.png")


def test_shrinking_takes_the_mean():
    rgb = np.zeros((5, 4, 3), np.uint8)
    rgb[:2, :2] = [[[10, 0, 0], [20, 0, 0]], [[30, 0, 0], [40, 0, 0]]]
    small = shrink(rgb, 2)
    assert small.shape == (2, 2, 3)
    assert small[0, 0, 0] == 25


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (np.zeros((3, 3), int), "shape"),
        (np.full((200, 200), -1), "below 0"),
        (np.zeros((200, 200), complex), "complex"),
        (np.zeros((200, 200, 3), int), "shape"),
    ],
)
def test_a_network_that_answers_nonsense_is_refused(answer, words):
    field = render(seed=53, size_px=(200, 200))
    with pytest.raises(InputError, match=words):
        score(field, find_labels=lambda rgb, um: answer)


def test_a_network_replaces_the_search():
    field = render(seed=53, size_px=(200, 200))
    truth = score(field, find_labels=lambda rgb, um: field.labels)
    assert len(truth.cells) == len(np.unique(field.labels)) - 1
    probability = score(field, find_labels=lambda rgb, um: (field.labels > 0).astype(np.float32))
    assert len(probability.cells) == pytest.approx(len(truth.cells), rel=0.15)
