"""
Where nuclei touch or overlap: the ground that either of two nuclei may own.

Between nuclei side by side that is a strip as wide as outlines are inexact. Where nuclei lie over each other the light
of both adds up; what is that bright, and reaches the common border, may be either's.
"""

import numpy as np
from scipy import ndimage

from breakapart.model.image import Plane
from breakapart.scoring.fish_image_settings import NucleiSettings
from breakapart.scoring.nuclei_parting import EIGHT, Labels, touching_pairs

_LEAST_PIXELS = 10
"""Pixels of a nucleus away from its neighbours below which all of it stands for its brightness."""


def claims(labels: Labels, bright: Plane, grid_um: float, settings: NucleiSettings) -> Labels:
    """The other nucleus that may own each pixel of a nucleus; 0 where there is none."""
    claimed = np.zeros_like(labels)
    strip = settings.strip_um / grid_um
    margin = int(np.ceil(strip)) + 1
    touching = {number for pair in touching_pairs(labels) for number in pair}
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is None or number not in touching:
            continue
        wide = tuple(
            slice(max(0, side.start - margin), min(size, side.stop + margin))
            for side, size in zip(box, labels.shape, strict=True)
        )
        around = labels[wide]
        own = around == number
        others = (around > 0) & ~own
        away, nearest = ndimage.distance_transform_edt(~others, return_indices=True)
        near = own & (away <= strip)
        values = bright[wide]
        free = own & (away > settings.clear_um / grid_um)
        usual = float(np.median(values[free if free.sum() >= _LEAST_PIXELS else own]))
        double, _ = ndimage.label((own & (values > settings.double_brightness * usual)) | near, EIGHT)
        joined = np.isin(double, np.unique(double[near & (away <= 1.5)])) & (double > 0)
        claimed[wide][joined] = around[tuple(nearest)][joined]
    return claimed
