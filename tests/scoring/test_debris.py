"""Nearest points, and spots that are too pale to be certain."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from breakapart.model.fish_image import Role
from breakapart.scoring.debris import Colour, is_pale, nearest
from breakapart.scoring.fish_image_settings import SpotSettings
from breakapart.scoring.spots import Spots


@given(st.integers(0, 300), st.integers(0, 40), st.integers(0, 9), st.floats(0.5, 30))
def test_nearest_is_that_of_all_distances(points, others, seed, within):
    rng = np.random.default_rng(seed)
    here, there = rng.uniform(0, 100, (points, 2)), rng.uniform(0, 100, (others, 2))
    found = nearest(here, there, within)
    if not points or not others:
        assert len(found) == points
        assert np.isinf(found).all()
        return
    every = np.linalg.norm(here[:, None] - there[None], axis=2).min(axis=1)
    assert np.allclose(found, np.where(every < within, every, np.inf))


def test_pale_spots_are_wide_and_weak():
    height, width = np.array([100.0, 40.0, 40.0, 100.0, 40.0]), np.array([4.0, 4.0, 9.0, 9.0, np.inf])
    colour = Colour(Role.FIVE_PRIME, Spots(height, height, height, width), 1.0, 90.0, 20.0)
    assert is_pale(colour, 4.0, SpotSettings()).tolist() == [False, False, True, False, True]
