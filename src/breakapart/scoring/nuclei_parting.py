"""
Touching nuclei parted: pieces cut at every neck, and those joined again that together are nearer to an ellipse.

Ellipses because that is what nuclei are closest to, round or spindle-shaped, and because how far a piece is from one
follows from sums over its pixels, which add up when pieces are joined.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.image import Plane
from breakapart.scoring.fish_image_settings import NucleiSettings

Labels = NDArray[np.int32]
EIGHT = np.ones((3, 3), bool)
"""Neighbours of a pixel, corners included."""


def part(mask: NDArray[np.bool_], grid_um: float, settings: NucleiSettings) -> tuple[Labels, Plane]:
    """
    Pieces of a mask, cut at every neck, and the depth below the outline (um).

    Every pixel belongs to the top that is reached by always going where the depth grows fastest; cuts that go through a
    nucleus are mended by `join`.
    """
    depth = ndimage.distance_transform_edt(mask).astype(np.float32) * grid_um
    smooth = ndimage.gaussian_filter(depth, settings.depth_smooth_um / grid_um)
    reach = max(1, round(settings.seed_reach_um / grid_um))
    is_top = (smooth == ndimage.maximum_filter(smooth, size=2 * reach + 1)) & (smooth > settings.least_depth_um) & mask
    tops, _ = ndimage.label(is_top, EIGHT)
    ahead = _steepest(np.where(mask, smooth, -1))
    _pass_on(ahead, smooth, mask, is_top, reach)
    while not np.array_equal(ahead, further := ahead[ahead]):
        ahead = further
    labels = np.where(mask, tops.ravel()[ahead].reshape(mask.shape), 0)
    return labels.astype(np.int32), smooth


def _steepest(height: Plane) -> NDArray[np.intp]:
    """Place of the highest of each pixel and its eight neighbours, in the flattened image."""
    rows, columns = height.shape
    around = np.pad(height, 1, constant_values=-np.inf)
    highest = height.copy()
    ahead = np.arange(height.size).reshape(height.shape)
    here = ahead.copy()
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            other = around[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns]
            better = other > highest
            np.copyto(highest, other, where=better)
            np.copyto(ahead, here + (dy * columns + dx), where=better)
    return ahead.ravel()


def _pass_on(
    ahead: NDArray[np.intp], height: Plane, mask: NDArray[np.bool_], is_top: NDArray[np.bool_], reach: int
) -> None:
    """Low tops that are no middle of a piece lead on to the highest pixel of the same patch within reach."""
    patches, _ = ndimage.label(mask, EIGHT)
    columns = height.shape[1]
    places = np.nonzero((ahead == np.arange(height.size)) & (mask & ~is_top).ravel())[0]
    for place in places.tolist():
        y, x = divmod(place, columns)
        top, left = max(0, y - reach), max(0, x - reach)
        window = (slice(top, y + reach + 1), slice(left, x + reach + 1))
        level = np.where(patches[window] == patches[y, x], height[window], -1)
        down, across = divmod(int(level.argmax()), level.shape[1])
        if level[down, across] > height[y, x]:
            ahead[place] = (top + down) * columns + left + across


@dataclass(slots=True)
class _Moments:
    """Area and sums of a piece in grid pixels; those of two pieces add up."""

    area: float
    sums: NDArray[np.float64]
    """Of x, y, x2, y2 and xy."""
    peak: float
    """Greatest depth below the outline (um)."""

    def __add__(self, other: "_Moments") -> "_Moments":
        return _Moments(self.area + other.area, self.sums + other.sums, max(self.peak, other.peak))

    @property
    def excess(self) -> float:
        """
        Area of the ellipse with the same second moments by the own area, less 1: 0 for an ellipse and for nothing else.

        A half circle has 0.06, two circles side by side 0.12; stretching changes neither.
        """
        x, y, xx, yy, xy = (self.sums / self.area).tolist()
        across = (xx - x * x + 1 / 12) * (yy - y * y + 1 / 12) - (xy - x * y) ** 2
        return 4 * float(np.pi) * max(across, 0.0) ** 0.5 / self.area - 1


def join(labels: Labels, depth: Plane, settings: NucleiSettings) -> Labels:
    """Pieces of one nucleus joined: those that together are nearer to an ellipse than apart, best first."""
    count = int(labels.max())
    if count < 2:
        return labels
    pieces = dict(enumerate(_moments(labels, depth, count), 1))
    necks = _necks(labels, depth)
    beside: dict[int, set[int]] = {number: set() for number in pieces}
    for a, b in necks:
        beside[a].add(b)
        beside[b].add(a)
    name = np.arange(count + 1)
    scores = {pair: score for pair in necks if (score := _gain(pair, pieces, necks, settings)) > 0}
    while scores:
        a, b = min(scores, key=lambda pair: (-scores[pair], pair))
        pieces[a] = pieces[a] + pieces.pop(b)
        name[name == b] = a
        for other in beside.pop(b):
            beside[other].discard(b)
            neck = necks.pop(_key(b, other))
            scores.pop(_key(b, other), None)
            if other != a:
                beside[a].add(other)
                beside[other].add(a)
                necks[_key(a, other)] = max(neck, necks.get(_key(a, other), 0.0))
        for other in beside[a]:
            scores.pop(_key(a, other), None)
            if (score := _gain(_key(a, other), pieces, necks, settings)) > 0:
                scores[_key(a, other)] = score
    joined: Labels = name[labels].astype(np.int32)
    return joined


def _key(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _gain(
    pair: tuple[int, int],
    pieces: dict[int, _Moments],
    necks: dict[tuple[int, int], float],
    settings: NucleiSettings,
) -> float:
    """How much better one nucleus explains two pieces than two nuclei do; 0 or less when it does not."""
    a, b = (pieces[number] for number in pair)
    if necks[pair] < settings.join_neck * min(a.peak, b.peak):
        return 0.0
    whole = a + b
    apart = (a.area * a.excess + b.area * b.excess) / whole.area
    together = whole.excess
    if together > settings.join_excess:
        return 0.0
    return apart + settings.join_margin - together


def _moments(labels: Labels, depth: Plane, count: int) -> list[_Moments]:
    rows, columns = np.nonzero(labels)
    owner = labels[rows, columns]
    x, y = columns.astype(np.float64), rows.astype(np.float64)
    sums = np.stack([np.bincount(owner, values, count + 1) for values in (x, y, x * x, y * y, x * y)], axis=1)
    areas = np.bincount(owner, minlength=count + 1)
    peaks = np.zeros(count + 1, np.float32)
    np.maximum.at(peaks, owner, depth[rows, columns])
    return [_Moments(float(areas[n]), sums[n], float(peaks[n])) for n in range(1, count + 1)]


def _necks(labels: Labels, depth: Plane) -> dict[tuple[int, int], float]:
    """Of every two pieces that touch, the greatest depth on their border (um)."""
    necks: dict[tuple[int, int], float] = {}
    for one, other, d_one, d_other in (
        (labels[:, :-1], labels[:, 1:], depth[:, :-1], depth[:, 1:]),
        (labels[:-1], labels[1:], depth[:-1], depth[1:]),
    ):
        border = (one != other) & (one > 0) & (other > 0)
        for a, b, neck in zip(
            one[border].tolist(),
            other[border].tolist(),
            np.minimum(d_one[border], d_other[border]).tolist(),
            strict=True,
        ):
            necks[_key(a, b)] = max(necks.get(_key(a, b), 0.0), neck)
    return necks
