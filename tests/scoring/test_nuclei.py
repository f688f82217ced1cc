"""Outlines of nuclei drawn by hand, and of pictures with what makes outlines hard."""

import math

import numpy as np
import pytest
from scipy import ndimage

from breakapart.scoring.fish_image_settings import NucleiSettings
from breakapart.scoring.nuclei import _outline, _solidity, find_nuclei, otsu

PX_UM = 0.1
Y, X = np.mgrid[0:500, 0:500]


def disc(x, y, radius):
    return np.hypot(X - x, Y - y) <= radius


def picture(*parts):
    """Blurred and noisy DAPI of (shape, brightness), which adds up."""
    light = sum(level * shape for shape, level in parts)
    blurred = ndimage.gaussian_filter(np.asarray(light, float), 3)
    return np.random.default_rng(3).poisson(100 + blurred).astype(np.float32)


def found_in(*parts):
    return find_nuclei(picture(*parts), PX_UM, NucleiSettings()).found


def area_of(outline):
    ring = list(zip(outline, outline[1:] + outline[:1], strict=True))
    return abs(sum(x * b - a * y for (x, y), (a, b) in ring)) / 2


def test_outline_and_area_of_a_disc():
    (one,) = found_in((disc(250, 240, 45), 800))
    assert (one.reason, one.elongation) == ("", pytest.approx(1, abs=0.05))
    assert (one.x_px, one.y_px) == (pytest.approx(250, abs=2), pytest.approx(240, abs=2))
    assert one.area_um2 == pytest.approx(math.pi * 4.5**2, rel=0.06)
    assert area_of(one.outline) * PX_UM**2 == pytest.approx(one.area_um2, rel=0.04)
    assert all(abs(math.hypot(x - 250, y - 240) - 45) < 6 for x, y in one.outline)


def test_touching_nuclei_of_different_brightness_are_both_scored():
    found = found_in((disc(200, 250, 45), 500), (disc(289, 250, 45), 1200))
    assert [one.reason for one in found] == ["", ""]
    assert sorted(round(one.x_px) for one in found) == [pytest.approx(200, abs=4), pytest.approx(289, abs=4)]


def test_the_space_within_a_ring_of_nuclei_is_none_of_them():
    """Five discs around a gap of 3 um: five nuclei, and a point of the gap in none."""
    ring = [(250 + 72 * math.cos(turn), 250 + 72 * math.sin(turn)) for turn in np.arange(5) * 2 * math.pi / 5]
    nuclei = find_nuclei(picture(*((disc(x, y, 43), 800) for x, y in ring)), PX_UM, NucleiSettings())
    assert len(nuclei.found) == 5
    assert nuclei.at(np.array([250.0]), np.array([250.0]))[0] == 0


def test_a_nucleolus_is_part_of_its_nucleus():
    light = (disc(250, 250, 50) & ~disc(255, 250, 9)) * 800.0
    (one,) = find_nuclei((100 + ndimage.gaussian_filter(light, 3)).astype(np.float32), PX_UM, NucleiSettings()).found
    assert one.reason == ""
    assert one.area_um2 == pytest.approx(math.pi * 25, rel=0.06)


def test_overlapping_nuclei_are_read_but_for_what_may_be_either_s():
    nuclei = find_nuclei(picture((disc(210, 250, 50), 700), (disc(285, 250, 50), 700)), PX_UM, NucleiSettings())
    assert [one.reason for one in nuclei.found] == ["", ""]
    xs = np.array([175.0, 247.0, 320.0])
    claimants = nuclei.claimant(xs, np.full(3, 250.0))
    assert (claimants[0], claimants[2]) == (0, 0)
    assert claimants[1] > 0
    assert claimants[1] != nuclei.at(xs, np.full(3, 250.0))[1]


def test_a_nucleus_upon_a_nucleus_is_left_out():
    found = found_in((disc(250, 250, 55), 600), (disc(262, 250, 28), 700), (disc(90, 90, 45), 600))
    assert [one.reason for one in found] == ["", "overlapped"]


def test_nuclei_at_the_edge_are_cut_off():
    assert [one.reason for one in found_in((disc(20, 250, 45), 800), (disc(250, 250, 45), 800))].count("cut off") == 1


def test_solidity_by_hand():
    """A square is its own hull; of an L of three squares the hull is 3.5 squares, of a plus of five it is 7."""
    assert _solidity(np.ones((5, 7), bool)) == 1
    assert _solidity(np.array([[1, 0], [1, 1]], bool)) == pytest.approx(3 / 3.5)
    assert _solidity(np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)) == pytest.approx(5 / 7)


def test_outline_of_one_pixel_and_of_none():
    assert len(_outline(np.ones((1, 1), bool), (slice(3, 4), slice(5, 6)), 4)) == 2
    assert _outline(np.zeros((2, 2), bool), (slice(0, 2), slice(0, 2)), 4) == ()


def test_otsu_lies_between_two_heaps():
    rng = np.random.default_rng(5)
    values = np.concatenate([rng.normal(10, 1, 500), rng.normal(30, 2, 300)])
    assert values[:500].max() <= otsu(values) + 0.1 < values[500:].min()
    assert otsu(np.array([4.0, 4.0])) == 4.0
