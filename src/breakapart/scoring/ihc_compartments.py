"""DAB in the nucleus, in the ring of cytoplasm around it, and along the cell membrane."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.segmentation import expand_labels

from breakapart.scoring.ihc_nuclei import Floats, Labels
from breakapart.scoring.ihc_settings import IhcSettings

SECTORS = 24
"""Directions around a cell in which the membrane is sought: 15 degrees each, 2 um of a cell of 15 um."""
_RIDGE_FINE_UM, _RIDGE_WIDTH_UM = 0.4, 2.5
_LEAST_RING_PX = 8
_LEAST_SECTORS = 8


@dataclass(frozen=True, slots=True, eq=False)
class CompartmentStain:
    """Per nucleus (in the order of the labels); NaN where it could not be measured."""

    nuclear: NDArray[np.float64]
    haematoxylin: NDArray[np.float64]
    cytoplasmic: NDArray[np.float64]
    membrane_share: NDArray[np.float64]
    membrane: NDArray[np.float64]


def measure_compartments(
    labels: Labels,
    haematoxylin: Floats,
    dab: Floats,
    dab_background: Floats,
    pixel_um: float,
    settings: IhcSettings,
    *,
    around: bool,
) -> CompartmentStain:
    """
    The stain of every cell. Nuclear DAB is taken above its local background; cytoplasm and membrane are not, since a
    diffusely stained tumour would be its own background. `around` is False when only nuclei count, which saves time.
    """
    count = int(labels.max())
    ids = np.arange(1, count + 1)
    unknown = np.full(count, np.nan)
    if not count:
        return CompartmentStain(unknown, unknown, unknown, unknown, unknown)
    nuclear = np.asarray(ndimage.mean(dab - dab_background, labels, ids), float)
    blue = np.asarray(ndimage.mean(haematoxylin, labels, ids), float)
    if not around:
        return CompartmentStain(nuclear, blue, unknown, unknown, unknown)
    # Half a micrometre is left out: there the blur of the nucleus reaches into the ring.
    inner = expand_labels(labels, max(1.0, 0.5 / pixel_um))
    ring = expand_labels(labels, settings.ring_um / pixel_um)
    ring[inner > 0] = 0
    sizes = np.bincount(ring.ravel(), minlength=count + 1)[1:]
    sums = np.bincount(ring.ravel(), weights=dab.ravel(), minlength=count + 1)[1:]
    cytoplasmic = np.where(sizes >= _LEAST_RING_PX, sums / np.maximum(sizes, 1), np.nan)
    share, membrane = _membrane(labels, dab, pixel_um, settings)
    return CompartmentStain(nuclear, blue, cytoplasmic, share, membrane)


def _membrane(
    labels: Labels, dab: Floats, pixel_um: float, settings: IhcSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of the directions in which a thin, dark line of DAB lies outside the nucleus, and its mean density."""
    count = int(labels.max())
    band = expand_labels(labels, settings.membrane_reach_um / pixel_um)
    band[labels > 0] = 0
    rows, columns = np.nonzero(band)
    cell = band[rows, columns] - 1
    centres = np.array(ndimage.center_of_mass(labels > 0, labels, np.arange(1, count + 1)))
    angle = np.arctan2(rows - centres[cell, 0], columns - centres[cell, 1])
    sector = np.floor((angle + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    fine = ndimage.gaussian_filter(dab, _RIDGE_FINE_UM / pixel_um)
    # What an opening takes away is thinner than a membrane is wide: the edge of a stained cytoplasm stays.
    ridge = fine - ndimage.grey_opening(fine, size=2 * max(1, round(_RIDGE_WIDTH_UM / pixel_um / 2)) + 1)
    # A ridge stands out from both of its sides; a cytoplasm that is stained throughout does not.
    value = np.where(ridge[rows, columns] > settings.positive_od / 2, fine[rows, columns], 0.0)
    highest = np.full(count * SECTORS, -1.0)
    np.maximum.at(highest, cell * SECTORS + sector, value)
    by_cell = highest.reshape(count, SECTORS)
    seen = by_cell >= 0
    stained = by_cell >= settings.positive_od
    enough = seen.sum(axis=1) >= _LEAST_SECTORS
    share = np.where(enough, stained.sum(axis=1) / np.maximum(seen.sum(axis=1), 1), np.nan)
    mean = np.where(
        stained.any(axis=1), np.where(stained, by_cell, 0).sum(axis=1) / np.maximum(stained.sum(axis=1), 1), 0.0
    )
    return share, np.where(enough, mean, np.nan)
