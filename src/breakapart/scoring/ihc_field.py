"""One field of a section: from colours to cells, each with its stain, its class and its reasons."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.measure import find_contours, regionprops

from breakapart.errors import InputError
from breakapart.model.ihc_image import IhcCell, StainProfile, Thresholds
from breakapart.model.outcome import Compartment
from breakapart.scoring.ihc_compartments import CompartmentStain, measure_compartments
from breakapart.scoring.ihc_nuclei import FoundNuclei, Labels, Mask, dab_between, find_nuclei, split_objects
from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.scoring.ihc_stains import StainVectors, optical_density, stain_amounts, vectors_to_search_with

FindLabels = Callable[[NDArray[np.uint8], float], NDArray[Any]]
"""A segmentation network: image (height, width, 3; uint8) and pixel size in um -> the nucleus at every pixel."""


PROBABLE = 0.5
"""Probability from which a pixel is nucleus, for networks that return one."""


@dataclass(frozen=True, slots=True)
class SlideColours:
    """What is estimated once for a whole slide, so that all of its fields are read alike."""

    white: tuple[float, float, float]
    vectors: StainVectors


@dataclass(frozen=True, slots=True)
class Window:
    """Where a field lies in the image: cells with their centre in the core belong to it, the rest is margin."""

    left_px: int = 0
    top_px: int = 0
    scale: int = 1
    """Pixels of the image to one of the field, along each side."""
    core: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom in pixels of the image; None: everything."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredField:
    """One field."""

    cells: tuple[IhcCell, ...]
    left_out: tuple[tuple[str, int], ...]
    searched_px: int
    """Pixels of the field that were searched, without the margin."""
    stained_px: int
    """Of these, pixels with DAB above the positive threshold."""


def shrink(rgb: NDArray[Any], factor: int) -> NDArray[np.uint8]:
    """Mean of blocks of `factor` x `factor` pixels; rows and columns left over at the end are dropped."""
    if factor == 1:
        return rgb[..., :3].astype(np.uint8, copy=False)
    height, width = rgb.shape[0] // factor * factor, rgb.shape[1] // factor * factor
    total = np.zeros((height // factor, width // factor, 3), np.uint32)
    for row in range(factor):
        for column in range(factor):
            total += rgb[row:height:factor, column:width:factor, :3]
    return ((total + factor * factor // 2) // (factor * factor)).astype(np.uint8)


def working_factor(pixel_um: float, settings: IhcSettings, *, source: str) -> int:
    """
    How many pixels to average along each side. Raises InputError for a pixel size that cannot be worked with.

    >>> working_factor(0.25, IhcSettings(), source="a.tif"), working_factor(0.5, IhcSettings(), source="a.tif")
    (2, 1)
    """
    if not (math.isfinite(pixel_um) and settings.finest_pixel_um <= pixel_um <= settings.coarsest_pixel_um):
        raise InputError(
            f"has pixels of {pixel_um:g} um, expected {settings.finest_pixel_um:g} to "
            f"{settings.coarsest_pixel_um:g} um",
            source=source,
            solution="Give the true size with --pixel-size-um (0.25 is usual at 40x, 0.5 at 20x), "
            "or export at a higher magnification.",
        )
    return max(1, round(settings.working_pixel_um / pixel_um))


def score_field(
    rgb: NDArray[np.uint8],
    pixel_um: float,
    colours: SlideColours,
    stain: StainProfile,
    thresholds: Thresholds,
    settings: IhcSettings,
    *,
    window: Window | None = None,
    inside: Mask | None = None,
    find_labels: FindLabels | None = None,
) -> ScoredField:
    """
    The cells of a field at working resolution.

    `inside` marks the region of interest: a nucleus belongs to it by its centre. `find_labels` replaces the search for
    nuclei by a network; everything after it is the same.
    """
    window = window or Window()
    density = optical_density(rgb, colours.white)
    haematoxylin, dab = stain_amounts(density, colours.vectors)
    sought = vectors_to_search_with(colours.vectors, settings)
    if sought is colours.vectors:
        found = find_nuclei(haematoxylin, dab, pixel_um, settings, brown_nuclei=stain.is_nuclear)
    else:
        found = find_nuclei(*stain_amounts(density, sought), pixel_um, settings, brown_nuclei=stain.is_nuclear)
        found = replace(found, dab_background=dab_between(dab, pixel_um, settings))
    if find_labels is not None:
        labels = _checked_labels(find_labels(rgb, pixel_um), rgb.shape[:2], pixel_um, settings)
        found = FoundNuclei(labels, found.dab_background, ())
    stains = measure_compartments(
        found.labels,
        haematoxylin,
        dab,
        found.dab_background,
        pixel_um,
        settings,
        around=stain.compartments != (Compartment.NUCLEAR,),
    )
    cells = tuple(_cells(found.labels, stains, pixel_um, stain, thresholds, settings, window, inside))
    searched = np.zeros(rgb.shape[:2], bool)
    searched[core_slices(window)] = True
    if inside is not None:
        searched &= inside
    return ScoredField(cells, found.left_out, int(searched.sum()), int((dab[searched] >= thresholds.positive_od).sum()))


def core_slices(window: Window) -> tuple[slice, slice]:
    """Rows and columns of a field that are its core."""
    if window.core is None:
        return slice(None), slice(None)
    left, top, right, bottom = window.core
    return (
        slice(round((top - window.top_px) / window.scale), round((bottom - window.top_px) / window.scale)),
        slice(round((left - window.left_px) / window.scale), round((right - window.left_px) / window.scale)),
    )


def _cells(
    labels: Labels,
    stains: CompartmentStain,
    pixel_um: float,
    stain: StainProfile,
    thresholds: Thresholds,
    settings: IhcSettings,
    window: Window,
    inside: Mask | None,
) -> "list[IhcCell]":
    cells = []
    for region in regionprops(labels):
        row, column = region.centroid
        if (
            inside is not None
            and not inside[min(round(row), inside.shape[0] - 1), min(round(column), inside.shape[1] - 1)]
        ):
            continue
        x, y = (column + 0.5) * window.scale + window.left_px, (row + 0.5) * window.scale + window.top_px
        if window.core is not None:
            left, top, right, bottom = window.core
            if not (left <= x < right and top <= y < bottom):
                continue
        index = region.label - 1
        nuclear = float(stains.nuclear[index])
        cytoplasmic = _known(stains.cytoplasmic[index])
        share, membrane = _known(stains.membrane_share[index]), _known(stains.membrane[index])
        intensity, doubtful, reasons = classify(nuclear, cytoplasmic, share, membrane, stain, thresholds, settings)
        cells.append(
            IhcCell(
                id=f"x{x:.0f}y{y:.0f}",
                x_px=round(float(x), 1),
                y_px=round(float(y), 1),
                area_um2=round(float(region.area) * pixel_um**2, 1),
                length_um=round(float(region.axis_major_length) * pixel_um, 2),
                width_um=round(float(region.axis_minor_length) * pixel_um, 2),
                haematoxylin_od=round(float(stains.haematoxylin[index]), 3),
                nuclear_od=round(nuclear, 3),
                cytoplasmic_od=None if cytoplasmic is None else round(cytoplasmic, 3),
                membrane_share=None if share is None else round(share, 2),
                membrane_od=None if membrane is None else round(membrane, 3),
                intensity=intensity,
                automatic="positive" if intensity else "negative",
                is_doubtful=doubtful,
                reasons=reasons,
                outline=_outline(region, window),
            )
        )
    return cells


def classify(
    nuclear: float,
    cytoplasmic: float | None,
    membrane_share: float | None,
    membrane: float | None,
    stain: StainProfile,
    thresholds: Thresholds,
    settings: IhcSettings,
) -> tuple[int, bool, tuple[str, ...]]:
    """Intensity 0 to 3, whether it is near the threshold, and why: by the compartment that stains most."""
    looked_at: list[tuple[float, str]] = []
    for compartment in stain.compartments:
        if compartment is Compartment.NUCLEAR:
            looked_at.append((nuclear, "nucleus"))
        elif compartment is Compartment.CYTOPLASMIC and cytoplasmic is not None:
            looked_at.append((cytoplasmic, "cytoplasm"))
        elif compartment is Compartment.MEMBRANOUS and membrane_share is not None and membrane is not None:
            complete = membrane_share >= settings.complete_membrane_share
            looked_at.append((membrane if complete else 0.0, f"membrane, {100 * membrane_share:.0f} % complete"))
    if not looked_at:
        return 0, True, ("no room around the nucleus to measure the stain in",)
    value, where = max(looked_at)
    steps = (thresholds.positive_od, thresholds.moderate_od, thresholds.strong_od)
    intensity = sum(value >= step for step in steps)
    doubtful = abs(value - thresholds.positive_od) <= settings.doubt_share * thresholds.positive_od
    reasons = [f"DAB {value:.2f} ({where}), positive from {thresholds.positive_od:.2f}"]
    if doubtful:
        reasons.append("near the threshold")
    return intensity, doubtful, tuple(reasons)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _outline(region: Any, window: Window) -> tuple[tuple[float, float], ...]:
    """The longest contour of a nucleus, its corners thinned to every other one."""
    padded = np.pad(region.image, 1).astype(np.uint8)
    contours = find_contours(padded, 0.5)
    longest = max(contours, key=len)
    points = longest[:-1:2] if len(longest) > 12 else longest[:-1]
    top, left = region.bbox[:2]
    return tuple(
        (
            round(float(column - 1 + left + 0.5) * window.scale + window.left_px, 1),
            round(float(row - 1 + top + 0.5) * window.scale + window.top_px, 1),
        )
        for row, column in points
    )


def _checked_labels(labels: NDArray[Any], shape: tuple[int, ...], pixel_um: float, settings: IhcSettings) -> Labels:
    """What a network returned, made sure of: it is a stranger's code. Probabilities are cut into nuclei."""
    array = np.asarray(labels)
    if array.shape == shape and array.dtype.kind == "f":
        return split_objects(array > PROBABLE, pixel_um, settings)
    if array.shape != shape or array.dtype.kind not in "iu":
        raise InputError(
            f"the network returned {array.dtype} of shape {array.shape}, expected whole numbers of shape {shape}",
            solution="The mask holds 0 for background and 1, 2, 3 ... for the nuclei (or probabilities), at the size "
            "of the image.",
        )
    if array.min() < 0:
        raise InputError("the network returned labels below 0", solution="0 is background, nuclei count from 1.")
    _, compact = np.unique(np.append(0, array.ravel()), return_inverse=True)
    checked: Labels = compact[1:].reshape(shape).astype(np.int32)
    return checked
