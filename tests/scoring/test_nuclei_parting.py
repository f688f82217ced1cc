"""Touching nuclei drawn by hand: circles and ellipses, whose moments are known."""

import math

import numpy as np
import pytest

from breakapart.scoring.fish_image_settings import NucleiSettings
from breakapart.scoring.nuclei_parting import _moments, join, part, touching_pairs

GRID_UM = 0.35
Y, X = np.mgrid[0:120, 0:120]


def ellipse(x, y, across, down, turn=0.0):
    u = (X - x) * math.cos(turn) + (Y - y) * math.sin(turn)
    v = -(X - x) * math.sin(turn) + (Y - y) * math.cos(turn)
    return (u / across) ** 2 + (v / down) ** 2 <= 1


def excess_of(*shapes):
    return _moments(np.logical_or.reduce(shapes).astype(np.int32), 1)[0].excess


def pieces_of(mask):
    settings = NucleiSettings()
    labels = join(part(mask, GRID_UM, settings), settings)
    assert ((labels > 0) <= mask).all()
    return labels, len(np.unique(labels[labels > 0]))


def test_excess_of_known_shapes():
    """
    By moments. Half a circle of radius 1: 1/4 and 1/4 - (4 / 3 pi)^2, so 4 pi sqrt(0.25 x 0.0699) / (pi / 2) = 1.057.
    Two circles side by side: 5/4 and 1/4, so 4 pi sqrt(5 / 16) / 2 pi = 1.118. A rectangle: pi / 3 = 1.047.
    """
    circle = ellipse(60, 60, 40, 40)
    assert excess_of(circle) == pytest.approx(0, abs=0.003)
    assert excess_of(ellipse(60, 60, 50, 20, 0.6)) == pytest.approx(0, abs=0.003)
    assert excess_of(circle & (Y < 60)) == pytest.approx(0.057, abs=0.006)
    assert excess_of(ellipse(32, 60, 27, 27), ellipse(86, 60, 27, 27)) == pytest.approx(0.118, abs=0.006)
    assert excess_of((abs(X - 60) < 40) & (abs(Y - 60) < 20)) == pytest.approx(math.pi / 3 - 1, abs=0.003)


@pytest.mark.parametrize("turn", [0.0, 0.5, 1.1, 1.57])
def test_a_spindle_stays_one(turn):
    assert pieces_of(ellipse(60, 60, 45, 12, turn))[1] == 1


@pytest.mark.parametrize("turn", [0.0, 0.7, 1.3])
def test_circles_that_touch_are_two(turn):
    dx, dy = 14 * math.cos(turn), 14 * math.sin(turn)
    one, other = ellipse(60 - dx, 60 - dy, 15, 15), ellipse(60 + dx, 60 + dy, 15, 15)
    labels, count = pieces_of(one | other)
    assert count == 2
    for own, apart in ((one, other), (other, one)):
        inside = labels[own & ~apart]
        assert (inside == np.bincount(inside).argmax()).mean() > 0.97


def test_spindles_side_by_side_are_two():
    assert pieces_of(ellipse(60, 52, 35, 10) | ellipse(60, 71, 35, 10))[1] == 2


def test_a_nucleus_with_a_notch_stays_one():
    assert pieces_of(ellipse(60, 60, 28, 20) & ~ellipse(60, 40, 3, 3))[1] == 1


def test_nuclei_a_pixel_apart_never_share_a_piece():
    left, right = ellipse(40, 60, 18, 18), ellipse(78, 60, 18, 18)
    labels, count = pieces_of(left | right)
    assert count == 2
    assert set(np.unique(labels[left])).isdisjoint(np.unique(labels[right]))


def test_nothing_and_one_piece():
    settings = NucleiSettings()
    assert part(np.zeros((20, 20), bool), GRID_UM, settings).max() == 0
    assert pieces_of(ellipse(60, 60, 20, 20))[1] == 1


def test_pairs_touch_across_corners():
    labels = np.array([[1, 0, 0], [0, 2, 2], [3, 0, 4]], np.int32)
    assert touching_pairs(labels) == {(1, 2), (2, 3), (2, 4)}
