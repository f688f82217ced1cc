"""The ground that two nuclei may own, on circles drawn by hand; a pixel is 0.35 um."""

import numpy as np

from breakapart.scoring.contested import claims
from breakapart.scoring.fish_image_settings import NucleiSettings

GRID_UM = 0.35
SETTINGS = NucleiSettings()
Y, X = np.mgrid[0:60, 0:100]


def circle(x, radius=14):
    return np.hypot(X - x, Y - 30) <= radius


def field(*shapes):
    """Labels (the last one lies on top) and brightness, which adds up."""
    labels, bright = np.zeros(Y.shape, np.int32), np.zeros(Y.shape, np.float32)
    for number, shape in enumerate(shapes, 1):
        labels[shape] = number
        bright += shape
    return labels, bright


def test_nuclei_apart_own_all_of_themselves():
    assert claims(*field(circle(25), circle(70)), GRID_UM, SETTINGS).max() == 0


def test_side_by_side_a_strip_on_either_side():
    left, right = X < 50, X >= 50
    labels, bright = field((abs(Y - 30) < 12) & left & (X > 20), (abs(Y - 30) < 12) & right & (X < 80))
    claimed = claims(labels, bright, GRID_UM, SETTINGS)
    # 0.5 um are 1.4 pixels: the pixels whose middles are that near, one on either side of the border.
    assert set(X[claimed == 2]) == {49}
    assert set(X[claimed == 1]) == {50}


def test_what_is_doubly_bright_may_be_either_s():
    one, other = circle(40), circle(58)
    labels, bright = field(one, other)
    claimed = claims(labels, bright, GRID_UM, SETTINGS)
    both = one & other
    assert (claimed[both] == 1).mean() > 0.95
    assert (claimed[(one | other) & ~both] > 0).mean() < 0.06


def test_a_bright_spot_away_from_the_border_is_its_own():
    labels, bright = field(circle(36), circle(64))
    bright[np.hypot(X - 30, Y - 30) <= 3] = 3
    claimed = claims(labels, bright, GRID_UM, SETTINGS)
    assert claimed[30, 30] == 0
    assert (claimed > 0).any()
