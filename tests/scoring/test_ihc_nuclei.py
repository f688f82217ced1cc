"""Cutting and joining of nuclei, on shapes that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("skimage")
from skimage.draw import ellipse

from breakapart.scoring.ihc_nuclei import _hull_area, find_nuclei, merge_stains, split_objects
from breakapart.scoring.ihc_settings import IhcSettings

UM = 0.5


def mask_of(*ellipses, shape=(80, 120)):
    mask = np.zeros(shape, bool)
    for row, column, half_height, half_width, turn in ellipses:
        rows, columns = ellipse(row, column, half_height, half_width, shape=shape, rotation=np.radians(turn))
        mask[rows, columns] = True
    return mask


@pytest.mark.parametrize("turn", [0, 20, 45, 70, 90, 135])
@pytest.mark.parametrize(("length", "width"), [(20, 5), (26, 6), (16, 5)])
def test_a_spindle_nucleus_stays_one(turn, length, width):
    assert split_objects(mask_of((40, 60, width, length, turn)), UM, IhcSettings()).max() == 1


def test_a_round_nucleus_stays_one():
    assert split_objects(mask_of((40, 60, 10, 10, 0)), UM, IhcSettings()).max() == 1


@pytest.mark.parametrize("turn", [0, 30, 90])
def test_two_nuclei_that_touch_are_cut(turn):
    away = 9.5 * np.array([np.sin(np.radians(turn)), np.cos(np.radians(turn))])
    both = mask_of((40 - away[0], 60 - away[1], 10, 10, 0), (40 + away[0], 60 + away[1], 10, 10, 0))
    labels = split_objects(both, UM, IhcSettings())
    assert labels.max() == 2
    assert np.abs(np.bincount(labels.ravel())[1:] / (np.pi * 100) - 1).max() < 0.2


def test_two_spindle_nuclei_end_to_end_are_cut():
    both = mask_of((40, 38, 5, 19, 0), (40, 74, 5, 19, 0))
    assert split_objects(both, UM, IhcSettings()).max() == 2


def test_a_brown_nucleus_counts_once_and_a_blue_neighbour_beside_it():
    blue, brown = np.zeros((40, 60), np.int32), np.zeros((40, 60), np.int32)
    blue[10:25, 10:25], brown[9:26, 9:26] = 1, 1
    blue[10:25, 27:42] = 2
    merged = merge_stains(blue, brown, 48)
    assert merged.max() == 2
    assert merged[15, 15] != merged[15, 35]


def test_a_brown_speck_within_a_blue_nucleus_is_no_nucleus():
    blue, brown = np.zeros((40, 40), np.int32), np.zeros((40, 40), np.int32)
    blue[10:30, 10:30], brown[12:18, 12:18] = 1, 1
    merged = merge_stains(blue, brown, 20)
    assert merged.max() == 1
    assert (merged == 1).sum() == 400


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20))
def test_pixels_in_the_hull_are_those_that_lie_in_it(points):
    """Oracle: every lattice point is tried against all half-planes of the hull."""
    from scipy.spatial import ConvexHull, QhullError

    array = np.array(sorted(points))
    try:
        planes = ConvexHull(array).equations
    except (QhullError, ValueError):
        return
    grid = np.array([(x, y) for x in range(13) for y in range(13)])
    inside = (grid @ planes[:, :2].T + planes[:, 2] <= 1e-9).all(axis=1).sum()
    assert _hull_area(array) == pytest.approx(inside)


def test_nothing_is_found_in_nothing():
    flat = np.full((100, 100), 0.05, np.float32)
    assert find_nuclei(flat, flat, UM, IhcSettings()).labels.max() == 0


def test_brown_is_no_nucleus_when_the_stain_is_not_nuclear():
    brown = np.where(mask_of((40, 60, 10, 10, 0)), 0.8, 0.0).astype(np.float32)
    flat = np.zeros_like(brown)
    assert find_nuclei(flat, brown, UM, IhcSettings()).labels.max() == 1
    assert find_nuclei(flat, brown, UM, IhcSettings(), brown_nuclei=False).labels.max() == 0
