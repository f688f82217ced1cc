"""
Signals of one colour: bright points of the size of a signal, their height in noise units and their measured width.

The difference of a narrow and a wide blur answers to points and not to glow; its spread within the nuclei is the noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.image import Plane

FWHM = 2.3548
"""Full width at half maximum of a Gaussian in standard deviations."""
_NARROW = 0.6
"""Narrow Gaussian by the standard deviation of a signal: blurs signals little and noise much."""
_WIDE = 3.6
"""Wide by narrow: the ground around a signal, from beyond its half height."""


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Points of one channel; arrays of one length, strongest first."""

    x_px: NDArray[np.float64]
    y_px: NDArray[np.float64]
    height: NDArray[np.float64]
    """Answer of the filter, in the numbers of the image."""
    width_px: NDArray[np.float64]
    """Full width at half maximum; NaN at the edge of the image, infinite where there is no top."""

    def __len__(self) -> int:
        return len(self.x_px)

    @property
    def places(self) -> NDArray[np.float64]:
        """Places (x, y), shape (spots, 2)."""
        return np.stack([self.x_px, self.y_px], axis=1)

    def keep(self, which: NDArray[np.bool_]) -> "Spots":
        """Those of `which`."""
        return Spots(self.x_px[which], self.y_px[which], self.height[which], self.width_px[which])


def smooth_points(plane: Plane, diameter_px: float) -> Plane:
    """Noise smoothed away on a scale finer than points of a diameter (full width at half maximum)."""
    smooth: Plane = ndimage.gaussian_filter(plane, _NARROW * max(0.7, diameter_px / FWHM), truncate=3)
    return smooth


def point_filter(smooth: Plane, diameter_px: float) -> Plane:
    """Answer of a smoothed plane to points of a diameter: 0 on even ground. Linear, so that answers can be unmixed."""
    return smooth - blur(smooth, _WIDE * _NARROW * max(0.7, diameter_px / FWHM))


def blur(plane: Plane, sigma: float) -> Plane:
    """Nearly a Gaussian, by two running means: as fast for a wide one as for a narrow one."""
    size = max(3, 2 * round((np.sqrt(6 * sigma**2 + 1) - 1) / 2) + 1)
    blurred: Plane = ndimage.uniform_filter(ndimage.uniform_filter(plane, size), size)
    return blurred


def noise_of(answer: Plane, mask: NDArray[np.bool_]) -> tuple[float, float]:
    """
    Middle and noise of the filtered image within `mask`, as a standard deviation.

    The larger of two robust measures: the median absolute deviation, and the 95th percentile, because clipped and
    compressed pictures are flat in most places and noisy in some. Signals fill one or two hundredths of the nuclei.
    """
    values = answer[mask]
    if not len(values):
        return 0.0, 0.0
    if len(values) > 400_000:
        values = values[:: len(values) // 200_000]
    middle, high = (float(value) for value in np.percentile(values, (50, 95)))
    return middle, max(1.4826 * float(np.median(np.abs(values - middle))), (high - middle) / 1.645)


def find_spots(
    plane: Plane, answer: Plane, mask: NDArray[np.bool_], *, least: float, merge_px: float, diameter_px: float
) -> Spots:
    """Points within `mask` whose answer is at least `least`; of points nearer than `merge_px` the strongest."""
    inner = np.zeros(mask.shape, bool)
    inner[2:-2, 2:-2] = mask[2:-2, 2:-2]
    rows, columns = np.nonzero(inner & (answer > least))
    values = answer[rows, columns]
    is_peak = np.ones(len(rows), bool)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dx or dy:
                other = answer[rows + dy, columns + dx]
                # Of equal neighbours the first in order is the peak.
                is_peak &= (values > other) if (dy, dx) > (0, 0) else (values >= other)
    rows, columns, values = rows[is_peak], columns[is_peak], values[is_peak]
    order = np.lexsort((columns, rows, -values))
    rows, columns, values = rows[order], columns[order], values[order]
    kept = _apart(rows, columns, merge_px)
    rows, columns, values = rows[kept], columns[kept], values[kept]
    y, x = _refine(answer, rows, columns)
    return Spots(x, y, values.astype(np.float64), measure_width(plane, rows, columns, diameter_px))


def _apart(rows: NDArray[np.intp], columns: NDArray[np.intp], merge_px: float) -> NDArray[np.intp]:
    """Places of points with no stronger point within `merge_px`."""
    cell = max(1.0, merge_px)
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    kept = []
    for place, (y, x) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        at = (int(y // cell), int(x // cell))
        near = (point for dy in (-1, 0, 1) for dx in (-1, 0, 1) for point in taken.get((at[0] + dy, at[1] + dx), ()))
        if all((y - other_y) ** 2 + (x - other_x) ** 2 > merge_px**2 for other_y, other_x in near):
            taken.setdefault(at, []).append((y, x))
            kept.append(place)
    return np.asarray(kept, dtype=np.intp)


def _refine(
    answer: Plane, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tops of parabolas through a peak and its neighbours, along each axis."""
    middle = answer[rows, columns].astype(np.float64)
    shifts = []
    for dy, dx in ((1, 0), (0, 1)):
        before = answer[rows - dy, columns - dx].astype(np.float64)
        after = answer[rows + dy, columns + dx].astype(np.float64)
        bend = before - 2 * middle + after
        with np.errstate(divide="ignore", invalid="ignore"):
            shift = np.where(bend < 0, 0.5 * (before - after) / bend, 0.0)
        shifts.append(np.clip(shift, -0.5, 0.5))
    return rows + shifts[0], columns + shifts[1]


def measure_width(
    plane: Plane, rows: NDArray[np.intp], columns: NDArray[np.intp], diameter_px: float
) -> NDArray[np.float64]:
    """
    Full width at half maximum (pixels) of each point, by a Gaussian fitted to the logarithm of its brightness above the
    ground around it; NaN at the edge of the image, infinite where the top is flat or hollow.
    """
    reach = max(4, round(1.5 * diameter_px))
    height, width = plane.shape
    widths = np.full(len(rows), np.nan)
    ok = (rows >= reach) & (rows < height - reach) & (columns >= reach) & (columns < width - reach)
    if not ok.any():
        return widths
    dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    patches = plane[rows[ok, None, None] + dy, columns[ok, None, None] + dx].astype(np.float64)
    away = np.hypot(dy, dx)
    ring = patches[:, (away > reach - 1.2) & (away <= reach + 0.5)]
    patches -= np.percentile(ring, 30, axis=1)[:, None, None]
    # Within half the height, where the halo of the optics adds little; the weights follow the expected shape and not
    # the data, because bright noise would draw the fit outwards.
    near = away <= max(1.5, 0.55 * diameter_px)
    values, squares = patches[:, near], (away[near] ** 2)[None]
    peak = np.maximum(values.max(axis=1), 1e-9)[:, None]
    weights = np.exp(-squares / (diameter_px / FWHM) ** 2) * (values > 0.05 * peak)
    logs = np.log(np.maximum(values, 0.05 * peak))
    total = weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_square = (weights * squares).sum(axis=1) / total
        mean_log = (weights * logs).sum(axis=1) / total
        across = (weights * (squares - mean_square[:, None]) * (logs - mean_log[:, None])).sum(axis=1)
        slope = across / (weights * (squares - mean_square[:, None]) ** 2).sum(axis=1)
        widths[ok] = np.where(slope < 0, FWHM * np.sqrt(-0.5 / slope), np.inf)
    return widths


def depth_of(stack: NDArray[np.float32], x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Focal plane (counted from 0, with fractions) in which each point is brightest."""
    planes, height, width = stack.shape
    rows = np.clip(np.rint(y_px).astype(int), 1, height - 2)
    columns = np.clip(np.rint(x_px).astype(int), 1, width - 2)
    profile: NDArray[np.float64] = np.mean(
        [stack[:, rows + dy, columns + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0, dtype=np.float64
    )
    best = profile.argmax(axis=0)
    places: NDArray[np.float64] = best.astype(np.float64)
    inner = (best > 0) & (best < planes - 1)
    which = np.nonzero(inner)[0]
    before, middle, after = (profile[best[which] + step, which] for step in (-1, 0, 1))
    bend = before - 2 * middle + after
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend < 0, 0.5 * (before - after) / bend, 0.0)
    places[which] += np.clip(shift, -0.5, 0.5)
    return places
