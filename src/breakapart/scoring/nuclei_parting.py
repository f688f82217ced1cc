"""
Touching nuclei parted: pieces cut at every neck, and those joined again that together are nearer to an ellipse.

Ellipses because that is what nuclei are closest to, round or spindle-shaped, and because how far a piece is from one
follows from sums over its pixels, which add up when pieces are joined.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.image import Plane
from breakapart.scoring.fish_image_settings import NucleiSettings

Labels = NDArray[np.int32]
EIGHT = np.ones((3, 3), bool)
"""Neighbours of a pixel, corners included."""


def part(mask: NDArray[np.bool_], grid_um: float, settings: NucleiSettings) -> Labels:
    """
    Pieces of a mask, cut at every neck.

    Every pixel belongs to the top that is reached by always going where the depth below the outline grows fastest; cuts
    that go through a nucleus are mended by `join`.
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
    return labels.astype(np.int32)


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


@dataclass(frozen=True, slots=True)
class _Moments:
    """Area of a piece in grid pixels, and sums over them; those of two pieces add up."""

    area: float
    x: float
    y: float
    xx: float
    yy: float
    xy: float

    def __add__(self, other: "_Moments") -> "_Moments":
        return _Moments(
            self.area + other.area,
            self.x + other.x,
            self.y + other.y,
            self.xx + other.xx,
            self.yy + other.yy,
            self.xy + other.xy,
        )

    @property
    def excess(self) -> float:
        """
        Area of the ellipse with the same second moments by the own area, less 1: 0 for an ellipse and for nothing else.

        A half circle has 0.06, two circles side by side 0.12; stretching changes neither.
        """
        x, y = self.x / self.area, self.y / self.area
        xx, yy, xy = self.xx / self.area - x * x, self.yy / self.area - y * y, self.xy / self.area - x * y
        # A pixel is a square: its own spread is a twelfth.
        return 4 * math.pi * math.sqrt(max((xx + 1 / 12) * (yy + 1 / 12) - xy * xy, 0.0)) / self.area - 1


def join(labels: Labels, settings: NucleiSettings) -> Labels:
    """Pieces of one nucleus joined: those that together are nearer to an ellipse than apart, the clearest first."""
    count = int(labels.max())
    if count < 2:
        return labels
    pieces = dict(enumerate(_moments(labels, count), 1))
    beside: dict[int, set[int]] = {number: set() for number in pieces}
    for a, b in touching_pairs(labels):
        beside[a].add(b)
        beside[b].add(a)
    name = np.arange(count + 1)
    gains = {(a, b): gain for a in pieces for b in beside[a] if a < b and (gain := _gain(pieces[a], pieces[b])) > 0}
    while gains:
        pair = min(gains, key=lambda pair: (-gains[pair], pair))
        if gains[pair] <= settings.join_gain:
            break
        a, b = pair
        pieces[a] += pieces.pop(b)
        name[name == b] = a
        for other in beside.pop(b):
            gains.pop(_key(b, other), None)
            beside[other].discard(b)
            if other != a:
                beside[a].add(other)
                beside[other].add(a)
        for other in beside[a]:
            gains[_key(a, other)] = _gain(pieces[a], pieces[other])
    joined: Labels = name[labels].astype(np.int32)
    return joined


def _key(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _gain(one: _Moments, other: _Moments) -> float:
    """How much nearer to an ellipse two pieces are together than apart (share of the smaller one's area)."""
    whole = one + other
    nearer = one.area * one.excess + other.area * other.excess - whole.area * whole.excess
    return nearer / min(one.area, other.area)


def _moments(labels: Labels, count: int) -> list[_Moments]:
    rows, columns = np.nonzero(labels)
    owner = labels[rows, columns]
    x, y = columns.astype(np.float64), rows.astype(np.float64)
    sums = [np.bincount(owner, values, count + 1).tolist() for values in (np.ones_like(x), x, y, x * x, y * y, x * y)]
    return [_Moments(*values) for values in zip(*sums, strict=True)][1:]


def excess(own: NDArray[np.bool_]) -> float:
    """How much larger than a shape the ellipse with its second moments is (share)."""
    return _moments(own.astype(np.int32), 1)[0].excess


def touching_pairs(labels: Labels) -> set[tuple[int, int]]:
    """Names of every two pieces that touch, corners included; the smaller name first."""
    pairs: set[tuple[int, int]] = set()
    for one, other in (
        (labels[:, :-1], labels[:, 1:]),
        (labels[:-1], labels[1:]),
        (labels[:-1, :-1], labels[1:, 1:]),
        (labels[:-1, 1:], labels[1:, :-1]),
    ):
        border = (one != other) & (one > 0) & (other > 0)
        pairs.update(_key(a, b) for a, b in zip(one[border].tolist(), other[border].tolist(), strict=True))
    return pairs
