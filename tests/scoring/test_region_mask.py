"""Regions as masks and areas; oracle: areas of squares, and the mask against the even-odd rule point by point."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("skimage")

from breakapart.errors import InputError
from breakapart.model.region import Polygon, Region
from breakapart.scoring.region_mask import check_region, inside_region, region_area_px, region_mask


def square(left, top, side):
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


def test_holes_and_excluded_regions_do_not_count():
    holed = Region((Polygon(square(0, 0, 100), (square(10, 10, 20),)),))
    assert region_area_px(holed) == 100**2 - 20**2
    mask = region_mask(holed, (120, 120))
    assert mask.sum() == pytest.approx(9600, rel=0.02)
    assert not mask[20, 20] and mask[50, 50] and not mask[110, 50]
    excluded = Region(holed.include, (Polygon(square(50, 50, 50)),))
    assert region_area_px(excluded) == pytest.approx(9600 - 2500, rel=0.01)


def test_what_two_polygons_share_counts_once():
    both = Region((Polygon(square(0, 0, 100)), Polygon(square(50, 0, 100))))
    assert region_area_px(both) == pytest.approx(15_000, rel=0.01)


def test_windows_of_a_region_fit_together():
    region = Region((Polygon(((5, 3), (180, 40), (90, 170))),))
    whole = region_mask(region, (200, 200))
    parts = np.vstack(
        [
            np.hstack([region_mask(region, (100, 100), left_px=left, top_px=top) for left in (0, 100)])
            for top in (0, 100)
        ]
    )
    assert (whole != parts).sum() == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=6, unique=True))
def test_masks_agree_with_the_even_odd_rule(corners):
    region = Region((Polygon(tuple((x + 0.2371, y + 0.3193) for x, y in corners)),))
    mask = region_mask(region, (41, 41))
    rule = np.array([[inside_region(region, x + 0.5, y + 0.5) for x in range(41)] for y in range(41)])
    assert (mask != rule).sum() <= 2


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (Region((Polygon(square(2000, 0, 50)),)), "outside the image"),
        (Region((Polygon(square(-500, -500, 100)),)), "outside the image"),
        (Region((Polygon(square(0.1, 0.1, 0.5)),)), "covers 0 pixels"),
        (Region((Polygon(square(10, 10, 50)),), (Polygon(square(0, 0, 100)),)), "covers 0 pixels"),
    ],
)
def test_regions_that_are_none_are_refused(region, words):
    with pytest.raises(InputError, match=words):
        check_region(region, 1000, 800, source="roi.geojson")


def test_regions_of_another_resolution_warn():
    assert "another resolution" in check_region(Region((Polygon(square(0, 0, 4000)),)), 1000, 800, source="r")[0]
    assert check_region(Region((Polygon(square(100, 100, 400)),)), 1000, 800, source="r") == ()
