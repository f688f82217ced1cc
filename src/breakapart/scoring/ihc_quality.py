"""Whether an image can be scored at all: light, colour and focus. A failed check gives its reason, never a number."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.errors import InputError
from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.scoring.ihc_stains import Floats, default_vectors, foreign_angle, optical_density, white_point

DARK_MEDIAN = 0.25
"""Median light below which a background is dark: fluorescence and inverted images; transmitted light lies above 0.4
even in dense, dark sections."""
GREY_DIFFERENCE = 4.0
"""Steps of 255 between the channels that no pixel exceeds in an image without colour."""
LEAST_TISSUE_SHARE = 0.002
"""Share of stained pixels below which there is no tissue to score."""
LEAST_SIDE_UM = 30.0
"""Shortest side of an image: three nuclei across."""
_FINE_UM, _COARSE_UM = 0.45, 1.2
_TINTED = 0.85
"""Share of full light below which the darkest channel says that a pixel holds stain."""
_NEAR_STAIN_OD = 0.25
"""Density (sum of the channels) above the emptiest tenth from which edges are looked for."""
_FOREIGN_OD = 0.2
_POSITIVE_FOREIGN_DEGREES = 30.0


class QualityError(InputError):
    """An image that was read and cannot be scored: the check that failed, what was found, what to do."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What the checks measured."""

    white: tuple[float, float, float]
    edge_blur_um: float | None
    """Standard deviation by which edges are blurred; None when there are no edges."""
    tissue_share: float
    clipped_share: float
    foreign_share: float
    warnings: tuple[str, ...] = ()

    def measured(self) -> tuple[tuple[str, str], ...]:
        """Every check with its value, in words."""
        return (
            ("white point (red, green, blue of 255)", ", ".join(f"{value:.0f}" for value in self.white)),
            ("blur of edges (um)", "no edges" if self.edge_blur_um is None else f"{self.edge_blur_um:.2f}"),
            ("stained area (%)", f"{100 * self.tissue_share:.1f}"),
            ("stained pixels clipped (%)", f"{100 * self.clipped_share:.1f}"),
            ("stained pixels neither blue nor brown (%)", f"{100 * self.foreign_share:.1f}"),
        )


def check_quality(
    rgb: NDArray[Any], pixel_um: float, settings: IhcSettings, *, source: str, focus: bool = True
) -> Quality:
    """
    The measures of an image (height, width, 3; 0 to 255). Raises QualityError with the first check that fails.

    `focus` is False for a mosaic of fields, whose seams are no edges. Order matters: an inverted image is also badly
    balanced, and the first cause is the one to mend.
    """
    if min(rgb.shape[:2]) * pixel_um < LEAST_SIDE_UM:
        raise QualityError(
            f"is {rgb.shape[1] * pixel_um:.0f} x {rgb.shape[0] * pixel_um:.0f} um, expected at least "
            f"{LEAST_SIDE_UM:.0f} µm on each side",
            source=source,
            solution="Check the pixel size, or give a larger field.",
        )
    light = rgb.astype(np.float32)
    # Every other pixel tells as much of light and colours as all of them.
    coarse = light[::2, ::2]
    middle = float(np.median(coarse.mean(axis=-1))) / 255
    if float(light.max()) - float(light.min()) < GREY_DIFFERENCE:
        raise QualityError("is blank: every pixel has the same colour", source=source, solution="Check the export.")
    if middle < DARK_MEDIAN:
        raise QualityError(
            f"has a dark background (median {100 * middle:.0f} % of full light), expected a bright-field image",
            source=source,
            solution="Fluorescence is scored by 'breakapart fish'; an inverted image must be inverted back.",
        )
    spread = float(np.percentile(np.ptp(coarse, axis=-1), 99.9))
    if spread <= GREY_DIFFERENCE:
        raise QualityError(
            "is grey: red, green and blue are the same everywhere, so that blue and brown cannot be told apart",
            source=source,
            solution="Export the image in colour.",
        )
    white = white_point(rgb)
    _check_white(white, settings, source)
    smooth = ndimage.gaussian_filter(light, (0.5 / pixel_um, 0.5 / pixel_um, 0))
    density = optical_density(smooth[::2, ::2], white)
    stained = density.mean(axis=-1) > settings.stained_od
    tissue_share = float(stained.mean())
    if tissue_share < LEAST_TISSUE_SHARE:
        raise QualityError(
            f"shows no stained tissue ({100 * tissue_share:.2f} % of the area)",
            source=source,
            solution="Empty glass, or overexposed: choose a field with tumour.",
        )
    clipped = _clipped_share(coarse)
    if clipped > settings.most_clipped_share:
        raise QualityError(
            f"is over- or underexposed: {100 * clipped:.0f} % of the stained pixels lie at the end of the scale, "
            f"expected at most {100 * settings.most_clipped_share:.0f} %",
            source=source,
            solution="Take the image again with less (or more) light: amounts of stain beyond the scale are lost.",
        )
    foreign = _foreign_share(density, settings)
    if foreign > settings.most_foreign_share:
        raise QualityError(
            f"has the colours of another stain: {100 * foreign:.0f} % of the stained pixels are neither blue nor brown",
            source=source,
            solution="Haematoxylin and eosin, and chromogens other than DAB, are not scored.",
        )
    blur = edge_blur_um(optical_density(light, white).sum(axis=-1), pixel_um) if focus else None
    if blur is not None and blur > settings.most_edge_blur_um:
        raise QualityError(
            f"is out of focus: edges are blurred by {blur:.1f} um, expected at most {settings.most_edge_blur_um:g} um",
            source=source,
            solution="Scan or photograph it again; check the pixel size.",
        )
    warnings = [] if blur is not None or not focus else ["no edges to judge the focus by"]
    return Quality(white, blur, tissue_share, clipped, foreign, tuple(warnings))


def _clipped_share(light: Floats) -> float:
    """Of the pixels that hold stain, those with another channel at the end of the scale: overexposed, or all black."""
    tinted = light.min(axis=-1) < _TINTED * 255
    ends = (light.max(axis=-1) >= 254.5) | (light.max(axis=-1) <= 2)
    return float(ends[tinted].mean()) if tinted.any() else 0.0


def _check_white(white: tuple[float, float, float], settings: IhcSettings, source: str) -> None:
    if min(white) / 255 < settings.least_white:
        raise QualityError(
            f"is too dark: the brightest places reach {', '.join(f'{value:.0f}' for value in white)} of 255 in red, "
            f"green and blue, expected at least {255 * settings.least_white:.0f}",
            source=source,
            solution="Take the image with more light, or include some empty glass.",
        )
    tint = max(white) / max(min(white), 1.0)
    if tint > settings.most_white_tint:
        raise QualityError(
            f"has no white balance: the brightest places are {', '.join(f'{value:.0f}' for value in white)} in red, "
            f"green and blue, which differ by {100 * (tint - 1):.0f} %, expected at most "
            f"{100 * (settings.most_white_tint - 1):.0f} %",
            source=source,
            solution="Balance the camera on empty glass; include some empty glass in the field.",
        )


def _foreign_share(density: Floats, settings: IhcSettings) -> float:
    strong = density[density.mean(axis=-1) > _FOREIGN_OD]
    if not len(strong):
        return 0.0
    angle = foreign_angle(strong, default_vectors())
    return float(((angle < -settings.foreign_angle_degrees) | (angle > _POSITIVE_FOREIGN_DEGREES)).mean())


def edge_blur_um(density: Floats, pixel_um: float) -> float | None:
    """
    By how much edges are blurred (standard deviation, um); None when there are none. `density` is one channel.

    The slope of an edge falls when it is blurred further, the more so the sharper it was; the ratio of the slopes at
    two blurs gives the blur it had (Zhuo and Sim 2011, doi 10.1016/j.patcog.2011.03.009). The slope of the finer one is
    taken along the direction of the coarser one, so that noise averages out and does not pass for sharpness.
    """
    fine, coarse = max(_FINE_UM, pixel_um) / pixel_um, max(_COARSE_UM, 2.5 * pixel_um) / pixel_um
    slopes = [
        [ndimage.gaussian_filter(density, sigma, order=order) for order in ((1, 0), (0, 1))] for sigma in (fine, coarse)
    ]
    steep = np.hypot(*slopes[1])
    smooth = ndimage.gaussian_filter(density, coarse)
    # In a sparse field most of the area is empty, and its steepest places are noise.
    near = ndimage.binary_dilation(smooth > np.percentile(smooth, 10) + _NEAR_STAIN_OD, iterations=round(2 * coarse))
    if near.sum() < 50:
        return None
    edges = near & (steep >= max(float(np.percentile(steep[near], 97)), 0.02))
    if edges.sum() < 50:
        return None
    along = (slopes[0][0] * slopes[1][0] + slopes[0][1] * slopes[1][1])[edges] / steep[edges]
    ratio = float(np.median(along / steep[edges]))
    if ratio <= 1.0:
        return 10.0
    own = (coarse**2 - ratio**2 * fine**2) / (ratio**2 - 1)
    return float(np.sqrt(max(own, 0.0)) * pixel_um)
