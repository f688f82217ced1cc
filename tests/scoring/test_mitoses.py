"""Book-keeping of clicked mitoses. Oracles: Garwood's table, and the areas of the FNCLCC system."""

import pytest

pytest.importorskip("skimage")

from breakapart.errors import InputError
from breakapart.model.region import MarkedPoint, Polygon, Region
from breakapart.scoring.mitoses import count_mitoses, count_points, region_area_mm2


def test_counts_are_brought_to_one_mm2_and_to_ten_fields():
    # Ten fields of field number 22 at 40x are 2.38 mm2, 37 % more than the system's 1.734 mm2.
    found = count_mitoses(20, 2.38)
    assert found.per_mm2 == pytest.approx(8.403, abs=1e-3)
    assert found.per_10_hpf == pytest.approx(20 * 1.734 / 2.38)


def test_the_interval_is_garwoods():
    found = count_mitoses(10, 1.0)
    assert (round(found.per_mm2_low, 2), round(found.per_mm2_high, 2)) == (4.80, 18.39)
    assert count_mitoses(0, 1.734).per_mm2_low == 0


def test_points_outside_and_of_another_class_are_told():
    region = Region((Polygon(((0, 0), (100, 0), (100, 100), (0, 100))),))
    points = [MarkedPoint(50, 50, "Mitosis"), MarkedPoint(150, 50, "mitosis"), MarkedPoint(10, 10, "Apoptosis")]
    assert count_points(points, class_name="Mitosis", region=region) == (1, 1, 1)
    assert count_points(points) == (3, 0, 0)
    assert region_area_mm2(region, 10.0) == pytest.approx(1.0)


def test_a_small_area_warns_and_none_is_refused():
    assert "1.734" in count_mitoses(3, 0.5).warnings[0]
    for area in (0, -1, float("nan"), 1e6):
        with pytest.raises(InputError, match="area"):
            count_mitoses(3, area)


def test_it_can_be_written_into_a_case():
    assert count_mitoses(7, 1.734).as_mitoses().count_low == 7
