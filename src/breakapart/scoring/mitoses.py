"""Mitoses clicked by a person, book-kept with the area they were counted in. Nothing here detects a mitosis."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakapart.errors import InputError
from breakapart.model.histology import WHO_FIELD_AREA_MM2, Mitoses
from breakapart.model.region import MarkedPoint, Region
from breakapart.scoring.poisson import poisson_interval
from breakapart.scoring.region_mask import inside_region, region_area_px

WHO_FIELDS = 10
"""Fields of the FNCLCC count: 10 of 0.1734 mm2 are 1.734 mm2."""


@dataclass(frozen=True, slots=True)
class MitosisCount:
    """A count with its area."""

    count: int
    area_mm2: float
    per_mm2: float
    per_mm2_low: float
    """Exact Poisson 95 % interval (Garwood 1936)."""
    per_mm2_high: float
    per_10_hpf: float
    """For 1.734 mm2, not rounded."""
    outside: int
    """Points that lie outside the region and do not count."""
    other_class: int
    """Points of another class, which do not count."""
    warnings: tuple[str, ...]

    def as_mitoses(self) -> Mitoses:
        """As a case file states it."""
        return Mitoses(count_low=self.count, area_mm2=self.area_mm2)


def count_points(
    points: Sequence[MarkedPoint], *, class_name: str | None = None, region: Region | None = None
) -> tuple[int, int, int]:
    """Points that count, that lie outside the region, and that are of another class (any case)."""
    counted = outside = other = 0
    for point in points:
        if class_name is not None and point.name.strip().lower() != class_name.strip().lower():
            other += 1
        elif region is not None and not inside_region(region, point.x_px, point.y_px):
            outside += 1
        else:
            counted += 1
    return counted, outside, other


def region_area_mm2(region: Region, pixel_um: float) -> float:
    """Area of a region; what its polygons share counts once."""
    return region_area_px(region) * pixel_um**2 / 1e6


def count_mitoses(count: int, area_mm2: float, *, outside: int = 0, other_class: int = 0) -> MitosisCount:
    """
    A count brought to 1 mm2 and to ten fields of the FNCLCC system, without rounding.

    >>> found = count_mitoses(12, 2.38)
    >>> round(found.per_mm2, 2), round(found.per_10_hpf, 2)
    (5.04, 8.74)

    Raises InputError for a count below 0 or an area of 0.
    """
    if count < 0:
        raise InputError(f"{count} is not a count of mitoses")
    if not 0 < area_mm2 < 10_000:
        raise InputError(
            f"the area is {area_mm2:g} mm2, expected more than 0 and less than 10,000",
            solution="A count without its area says nothing: give the region, or the fields and their size.",
        )
    low, high = poisson_interval(count)
    warnings = []
    full = WHO_FIELDS * WHO_FIELD_AREA_MM2
    if area_mm2 < 0.95 * full:
        warnings.append(f"{area_mm2:.2f} mm2 counted, of the {full:.3f} mm2 that the FNCLCC system counts")
    if outside:
        warnings.append(f"{outside} points lie outside the region and do not count")
    if other_class:
        warnings.append(f"{other_class} points of another class do not count")
    return MitosisCount(
        count=count,
        area_mm2=area_mm2,
        per_mm2=count / area_mm2,
        per_mm2_low=low / area_mm2,
        per_mm2_high=high / area_mm2,
        per_10_hpf=count / area_mm2 * full,
        outside=outside,
        other_class=other_class,
        warnings=tuple(warnings),
    )
