"""What shines and is no signal: lumps wider than signals that are seen in both colours, and the nuclei they cover."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.fish_image import Role
from breakapart.model.image import Plane
from breakapart.scoring.fish_image_settings import SpotSettings
from breakapart.scoring.nuclei import Nuclei, block_mean
from breakapart.scoring.spots import FWHM, Spots, blur

_COARSE = 2.2
"""Width of the filter for lumps by that of a signal."""
_LUMP = 2.2
"""Answer of a lump by that of a usual signal from which it is one: two signals side by side reach 2."""
_COVERED_UM2 = 1.0
"""Area of a nucleus under a lump from which signals may be hidden: about that of three signals."""

_STRIP = 128
"""Points looked up together."""


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """One colour of a field, searched."""

    side: Role
    spots: Spots
    noise: float
    typical: float
    """Height of a usual signal, in the numbers of the filtered image; 0 when there are too few."""
    least: float
    """Height of a signal that is certain."""
    is_noisy: bool = False
    """The background of the channel looks like weak signals."""


@dataclass(frozen=True, slots=True, eq=False)
class Lumps:
    """Where lumps are, on a grid of `step` pixels."""

    mask: NDArray[np.bool_]
    step: int

    def at(self, x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each point of the image lies in a lump."""
        rows = np.clip(np.asarray(y_px) / self.step, 0, self.mask.shape[0] - 1).astype(int)
        columns = np.clip(np.asarray(x_px) / self.step, 0, self.mask.shape[1] - 1).astype(int)
        inside: NDArray[np.bool_] = self.mask[rows, columns]
        return inside


def find_lumps(
    planes: tuple[Plane, Plane], colours: tuple[Colour, Colour], diameter_px: float, settings: SpotSettings
) -> Lumps:
    """Places that answer in both colours to a filter wider than a signal, more than signals do."""
    step = max(1, round(diameter_px / 1.7))
    sigma = _COARSE * diameter_px / FWHM / step
    masks: list[NDArray[np.bool_]] = []
    for plane, colour in zip(planes, colours, strict=True):
        small = block_mean(plane, step)
        answer = ndimage.gaussian_filter(small, sigma, truncate=3)
        answer -= blur(small, 2.5 * sigma)
        spots = colour.spots
        usual = (spots.height > 0.5 * colour.typical) & (spots.width_px < settings.max_width * diameter_px)
        if not colour.typical or not usual.any():
            return Lumps(np.zeros(small.shape, bool), step)
        rows = np.clip(spots.y_px[usual] / step, 0, small.shape[0] - 1).astype(int)
        columns = np.clip(spots.x_px[usual] / step, 0, small.shape[1] - 1).astype(int)
        masks.append(answer > _LUMP * max(float(np.median(answer[rows, columns])), 1e-6))
    both = masks[0] & masks[1]
    grown = ndimage.binary_dilation(both, iterations=max(1, round(0.9 * diameter_px / step))) if both.any() else both
    return Lumps(grown, step)


def covered_nuclei(nuclei: Nuclei, lumps: Lumps, pixel_size_um: float) -> dict[int, float]:
    """Nuclei partly under a lump, and how much of them (um2)."""
    rows, columns = np.nonzero(lumps.mask)
    owners = nuclei.at(np.asarray((columns + 0.5) * lumps.step), np.asarray((rows + 0.5) * lumps.step))
    areas = np.bincount(owners[owners > 0]) * (lumps.step * pixel_size_um) ** 2
    return {number: float(area) for number, area in enumerate(areas) if area >= _COVERED_UM2}


def find_debris(
    colours: tuple[Colour, Colour], lumps: Lumps, diameter_px: float, settings: SpotSettings
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Spots of each colour that are no signals: in a lump, or too wide or far too bright where the other is, too."""
    odd = []
    for colour in colours:
        wide = colour.spots.width_px > settings.max_width * diameter_px
        glaring = colour.spots.height > settings.max_relative * (colour.typical or np.inf)
        odd.append(wide | glaring)
    points = [colour.spots.places for colour in colours]
    result = []
    for this, colour in enumerate(colours):
        other = points[1 - this][odd[1 - this]]
        both = odd[this] & np.isfinite(nearest(points[this], other, 1.5 * diameter_px))
        glare = np.isfinite(nearest(points[this], points[this][both], 1.6 * diameter_px))
        result.append(both | glare | lumps.at(colour.spots.x_px, colour.spots.y_px))
    return result[0], result[1]


def is_pale(colour: Colour, diameter_px: float, settings: SpotSettings) -> NDArray[np.bool_]:
    """Spots too wide and too weak for a signal in focus: one out of focus, or a patch of background."""
    wide = colour.spots.width_px > settings.max_width * diameter_px
    pale: NDArray[np.bool_] = wide & (colour.spots.height < colour.typical)
    return pale


def nearest(points: NDArray[np.float64], others: NDArray[np.float64], within: float) -> NDArray[np.float64]:
    """Distance of each point (x, y) to the nearest of `others`; infinite when none is nearer than `within`."""
    distances = np.full(len(points), np.inf)
    if not len(others):
        return distances
    others = others[np.argsort(others[:, 0])]
    order = np.argsort(points[:, 0])
    # Strips of points side by side have few others beside them.
    for start in range(0, len(order), _STRIP):
        some = order[start : start + _STRIP]
        x = points[some, 0]
        first, last = np.searchsorted(others[:, 0], (x[0] - within, x[-1] + within))
        if first < last:
            apart = points[some, None] - others[None, first:last]
            distances[some] = np.sqrt((apart**2).sum(axis=2).min(axis=1))
    distances[distances >= within] = np.inf
    return distances
