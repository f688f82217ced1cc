"""Regions of interest as masks, and their areas."""

import math

import numpy as np
from numpy.typing import NDArray
from skimage.draw import polygon2mask

from breakapart.errors import InputError
from breakapart.model.region import Polygon, Region, Ring

LEAST_REGION_PX = 100.0
"""Regions of fewer pixels are a slip of the hand, or drawn in other units than pixels."""
_FINEST_RASTER = 1500


def region_mask(
    region: Region, shape: tuple[int, int], *, left_px: float = 0.0, top_px: float = 0.0, scale: float = 1.0
) -> NDArray[np.bool_]:
    """Which pixels of a window lie in the region; the window begins at (left, top) and has `scale` pixels to one."""
    mask = np.zeros(shape, bool)
    for polygon in region.include:
        mask |= _filled(polygon, shape, left_px, top_px, scale)
    for polygon in region.exclude:
        mask &= ~_filled(polygon, shape, left_px, top_px, scale)
    return mask


def region_area_px(region: Region) -> float:
    """
    Area in square pixels; what several polygons share counts once.

    >>> square = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
    >>> region_area_px(Region((Polygon(square),)))
    100.0
    """
    if len(region.include) == 1 and not region.exclude:
        only = region.include[0]
        return max(0.0, _shoelace(only.outer) - sum(_shoelace(hole) for hole in only.holes))
    left, top, right, bottom = region.box
    scale = max(right - left, bottom - top, 1.0) / _FINEST_RASTER
    shape = (max(1, math.ceil((bottom - top) / scale)), max(1, math.ceil((right - left) / scale)))
    return float(region_mask(region, shape, left_px=left, top_px=top, scale=scale).sum()) * scale**2


def check_region(region: Region, width: int, height: int, *, source: str) -> tuple[str, ...]:
    """Warnings about a region on an image of this size. Raises InputError when it is empty or lies outside."""
    left, top, right, bottom = region.box
    place = f"x {left:.0f} to {right:.0f}, y {top:.0f} to {bottom:.0f}; the image has {width} x {height} pixels"
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        raise InputError(
            f"lies outside the image ({place})",
            source=source,
            solution="Coordinates are pixels of the full image, not micrometres and not of a smaller copy; "
            "is it the region of another image?",
        )
    area = region_area_px(region)
    if area < LEAST_REGION_PX:
        raise InputError(
            f"covers {area:.0f} pixels ({place}), expected at least {LEAST_REGION_PX:.0f}",
            source=source,
            solution="Is it empty, or drawn in millimetres or as shares of the image? Coordinates are pixels.",
        )
    warnings = []
    if left < -1 or top < -1 or right > width + 1 or bottom > height + 1:
        warnings.append(f"the region goes beyond the image ({place}): is it drawn on another resolution?")
    elif area < 0.001 * width * height:
        warnings.append(f"the region covers {100 * area / (width * height):.2g} % of the image ({place})")
    return tuple(warnings)


def inside_region(region: Region, x_px: float, y_px: float) -> bool:
    """Whether a point lies in the region (even-odd rule)."""

    def within(polygon: Polygon) -> bool:
        return _in_ring(polygon.outer, x_px, y_px) and not any(_in_ring(hole, x_px, y_px) for hole in polygon.holes)

    return any(map(within, region.include)) and not any(map(within, region.exclude))


def _filled(polygon: Polygon, shape: tuple[int, int], left: float, top: float, scale: float) -> NDArray[np.bool_]:
    def fill(ring: Ring) -> NDArray[np.bool_]:
        # Pixel centres lie half a pixel inside the corner they are counted from.
        corners = np.array([((y - top) / scale - 0.5, (x - left) / scale - 0.5) for x, y in ring])
        if corners.max(axis=0).min() < -1 or corners[:, 0].min() > shape[0] or corners[:, 1].min() > shape[1]:
            return np.zeros(shape, bool)
        mask: NDArray[np.bool_] = polygon2mask(shape, corners)
        return mask

    mask = fill(polygon.outer)
    if mask.any():
        for hole in polygon.holes:
            mask &= ~fill(hole)
    return mask


def _shoelace(ring: Ring) -> float:
    total = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True))
    return abs(total) / 2


def _in_ring(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
