"""From colours to amounts of haematoxylin and DAB: white point, optical density, stain vectors of the slide at hand."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakapart.scoring.ihc_settings import MOST_OD, IhcSettings

Floats = NDArray[np.float32]

HAEMATOXYLIN = (0.65, 0.70, 0.29)
"""Optical density in red, green and blue: Ruifrok and Johnston 2001, Anal Quant Cytol Histol 23:291."""
DAB = (0.27, 0.57, 0.78)
"""The same source."""
WHITE_PERCENTILE = 98.0
"""Percentile of each channel that is taken for empty glass."""
_FEW_STAINED = 500
_EXTREME_PERCENT = 1.0
"""Macenko 2009 (doi 10.1109/ISBI.2009.5193250): the stains are the 1st and 99th percentile of the angles."""


@dataclass(frozen=True, slots=True)
class StainVectors:
    """Unit vectors of both stains (red, green, blue), and where they come from."""

    haematoxylin: tuple[float, float, float]
    dab: tuple[float, float, float]
    haematoxylin_from: str = "default"
    """`slide`, `default` or `batch`."""
    dab_from: str = "default"
    warnings: tuple[str, ...] = ()


def default_vectors() -> StainVectors:
    """The published vectors, made unit length."""
    return StainVectors(_unit(HAEMATOXYLIN), _unit(DAB))


def white_point(rgb: NDArray[np.uint8]) -> tuple[float, float, float]:
    """Empty glass: the 98th percentile of each channel, 0 to 255. `rgb` has shape (..., 3)."""
    pixels = rgb.reshape(-1, 3)
    white = np.percentile(pixels, WHITE_PERCENTILE, axis=0)
    return float(white[0]), float(white[1]), float(white[2])


def optical_density(rgb: NDArray[Any], white: tuple[float, float, float]) -> Floats:
    """
    Density per channel, log10, 0 to `MOST_OD`; shape as `rgb` (..., 3), values 0 to 255.

    Light brighter than `white` has density 0.
    """
    light = np.maximum(rgb.astype(np.float32), 1.0) / np.maximum(np.asarray(white, np.float32), 1.0)
    density: Floats = np.clip(-np.log10(light), 0.0, MOST_OD).astype(np.float32)
    return density


def stain_amounts(density: Floats, vectors: StainVectors) -> tuple[Floats, Floats]:
    """
    Haematoxylin and DAB at every pixel, in density along their unit vectors (not the units of `rgb2hed`, a sixth).

    Least squares on both vectors; what neither explains is left out. Amounts may be slightly below 0 by noise.
    """
    matrix = np.array([vectors.haematoxylin, vectors.dab])
    unmix = np.linalg.pinv(matrix).astype(np.float32)
    amounts = density @ unmix
    return amounts[..., 0], amounts[..., 1]


def foreign_angle(density: Floats, vectors: StainVectors) -> Floats:
    """Angle in degrees between each pixel's colour and the plane of both stains, negative towards green (eosin)."""
    normal = np.cross(vectors.haematoxylin, vectors.dab)
    normal = (normal / np.linalg.norm(normal)).astype(np.float32)
    length = np.maximum(np.linalg.norm(density, axis=-1), 1e-6)
    angle: Floats = np.degrees(np.arcsin(np.clip((density @ normal) / length, -1, 1))).astype(np.float32)
    return angle


def estimate_vectors(density: Floats, settings: IhcSettings) -> StainVectors:
    """
    The colours of both stains on this slide, each within the bounds of its default, else the default with a warning.

    The two extreme directions of stained pixels in their own plane (Macenko 2009, doi 10.1109/ISBI.2009.5193250), each
    given to the stain it is closer to. `density` has shape (n, 3) and should be smoothed a little: noise widens the
    extremes.
    """
    default = default_vectors()
    stained = density.reshape(-1, 3)
    stained = stained[stained.mean(axis=1) > settings.stained_od]
    # Where all light is gone the colour is gone too.
    stained = stained[stained.max(axis=1) < MOST_OD - 0.05]
    if len(stained) < _FEW_STAINED:
        return StainVectors(
            default.haematoxylin,
            default.dab,
            warnings=("too few stained pixels to estimate the colours of the stains: the published ones are used",),
        )
    first, last = _extremes(stained)
    found: dict[str, tuple[float, float, float]] = {}
    for candidate in (first, last):
        to_h, to_d = _angle(candidate, default.haematoxylin), _angle(candidate, default.dab)
        name = "haematoxylin" if to_h < to_d else "dab"
        other = found.get(name)
        own = default.haematoxylin if name == "haematoxylin" else default.dab
        if other is None or _angle(candidate, own) < _angle(other, own):
            found[name] = candidate
    warnings = []
    chosen = {"haematoxylin": default.haematoxylin, "dab": default.dab}
    origin = {"haematoxylin": "default", "dab": "default"}
    for name, label in (("haematoxylin", "haematoxylin"), ("dab", "DAB")):
        own = chosen[name]
        if name not in found:
            warnings.append(f"no pixels in the colour of {label} to measure it by: the published vector is used")
        elif (apart := _angle(found[name], own)) > settings.most_stain_angle_degrees and not (
            name == "haematoxylin" and apart <= settings.most_bluer_degrees and _is_bluer(found[name], default)
        ):
            warnings.append(
                f"the colour nearest to {label} lies {apart:.0f} degrees from the published one, more than the "
                f"{settings.most_stain_angle_degrees:.0f} allowed: the published vector is used"
            )
        else:
            chosen[name], origin[name] = found[name], "slide"
    return StainVectors(chosen["haematoxylin"], chosen["dab"], origin["haematoxylin"], origin["dab"], tuple(warnings))


def vectors_to_search_with(vectors: StainVectors, settings: IhcSettings) -> StainVectors:
    """
    The vectors with which nuclei are sought: those for which the thresholds were set.

    A vivid blue far from the published colour gives lower amounts in its own colour, and pale nuclei would fall below
    the thresholds. What a nucleus holds is measured with the slide's own colours.
    """
    default = default_vectors()
    if _angle(vectors.haematoxylin, default.haematoxylin) <= settings.most_stain_angle_degrees:
        return vectors
    return replace(vectors, haematoxylin=default.haematoxylin)


def _is_bluer(candidate: tuple[float, float, float], default: StainVectors) -> bool:
    """Whether a colour lies beyond haematoxylin as seen from DAB, so that it is no mixture, and not towards eosin."""
    beyond = _angle(candidate, default.dab) > _angle(default.haematoxylin, default.dab)
    return beyond and float(foreign_angle(np.asarray([candidate], np.float32), default)[0]) >= 0


def _extremes(stained: Floats) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    _, vectors = np.linalg.eigh(stained.T.astype(np.float64) @ stained)
    plane = vectors[:, [2, 1]]
    plane[:, 0] *= np.sign(plane[:, 0].sum()) or 1.0
    on_plane = stained @ plane
    angles = np.arctan2(on_plane[:, 1], on_plane[:, 0])
    ends = np.percentile(angles, [_EXTREME_PERCENT, 100 - _EXTREME_PERCENT])
    first, last = (plane @ np.array([np.cos(end), np.sin(end)]) for end in ends)
    return _unit(first), _unit(last)


def _unit(vector: Any) -> tuple[float, float, float]:
    positive = np.clip(np.asarray(vector, np.float64), 0.0, None)
    positive = positive / np.linalg.norm(positive)
    return float(positive[0]), float(positive[1]), float(positive[2])


def _angle(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    return float(np.degrees(np.arccos(np.clip(np.dot(first, second), -1.0, 1.0))))
