"""Whether a field can be scored at all; every trouble is a sentence, and a field with one has no number."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.fish_image import FishField, Role
from breakapart.model.image import Plane
from breakapart.scoring.fish_image_settings import FieldSettings
from breakapart.scoring.nuclei import block_mean

SMALLEST_FIELD_UM = 20.0
"""Edge of a field that can hold a few whole nuclei (um)."""
FINEST_PIXEL_UM = 0.45
"""Pixel above which a signal is one pixel and a gap of a split signal two (um)."""
_NAMES = {Role.DAPI: "DAPI", Role.FIVE_PRIME: "5'", Role.THREE_PRIME: "3'"}


def _channels(field: FishField) -> tuple[tuple[Role, NDArray[np.float32]], ...]:
    return (
        (Role.DAPI, field.dapi),
        (Role.FIVE_PRIME, field.five_prime),
        (Role.THREE_PRIME, field.three_prime),
    )


def before_scoring(field: FishField, settings: FieldSettings) -> tuple[str, ...]:
    """Troubles of the numbers themselves: blank, overexposed or wrapped channels, a field too small or too coarse."""
    troubles = []
    height, width = field.shape
    if min(height, width) * field.pixel_size_um < SMALLEST_FIELD_UM:
        troubles.append(
            f"the field is {width * field.pixel_size_um:.1f} x {height * field.pixel_size_um:.1f} um, less than "
            f"{SMALLEST_FIELD_UM:g} um: it cannot hold nuclei to score"
        )
    if field.pixel_size_um > FINEST_PIXEL_UM:
        troubles.append(
            f"a pixel is {field.pixel_size_um:g} um, more than {FINEST_PIXEL_UM:g} um: gaps of signals cannot be seen"
        )
    for role, stack in _channels(field):
        name = _NAMES[role]
        if not np.isfinite(stack).all():
            troubles.append(f"the {name} channel holds numbers that are not finite")
        elif float(stack.max()) == float(stack.min()):
            troubles.append(f"the {name} channel is blank: every pixel is {float(stack.min()):g}")
        elif field.full_scale == 255 and (jumps := _jumps(stack)) > settings.most_jumps:
            troubles.append(
                f"{100 * jumps:.1f} % of neighbouring pixels of the {name} channel jump by most of the range: 16-bit "
                "numbers cut down to 8 bits"
            )
        elif (saturated := _saturated(stack)) > settings.most_saturated:
            troubles.append(
                f"{100 * saturated:.1f} % of the {name} channel is at its highest number, {float(stack.max()):g}: "
                "overexposed"
            )
    stacks = [stack for _, stack in _channels(field)]
    if not troubles and any(np.array_equal(stacks[one], stacks[one - 1]) for one in range(3)):
        troubles.append("two channels are the same picture: the colours were not exported separately")
    return tuple(troubles)


def _saturated(stack: NDArray[np.float32]) -> float:
    """Share of pixels at the highest number; a camera of 12 bits saturates at 4095 in a box of 16."""
    return float((stack == stack.max()).mean())


def _jumps(stack: NDArray[np.float32]) -> float:
    return float((np.abs(np.diff(stack, axis=-1)) > 200).mean())


def channel_trouble(
    dapi: Plane, five: Plane, three: Plane, mask: NDArray[np.bool_], field: FishField
) -> tuple[str, ...]:
    """Whether the channels are what they are said to be: nuclei are broad, signals are points."""
    if not mask.any():
        return ()
    broad = [_broadness(plane, field.pixel_size_um) for plane in (dapi, five, three)]
    if broad[0] < 0.85 * max(broad[1:]):
        other = ("5'", "3'")[int(np.argmax(broad[1:]))]
        return (f"the {other} channel shows nuclei and the DAPI channel does not: the channels are in another order",)
    return ()


def _broadness(plane: Plane, pixel_size_um: float) -> float:
    """Share of the contrast of a picture that remains when all that is finer than 1.5 um is smoothed away."""
    step = max(1, round(0.4 / pixel_size_um))
    small = block_mean(plane, step)
    fine = small - ndimage.gaussian_filter(small, 1.5 / (step * pixel_size_um))
    whole = float(np.percentile(small, 99.9) - np.median(small))
    return 1 - float(np.percentile(fine, 99.9) - np.median(fine)) / whole if whole > 0 else 0.0


def hybridisation_trouble(spots: Sequence[int], settings: FieldSettings) -> tuple[str, ...]:
    """Too few signals of a colour in the whole field."""
    return tuple(
        f"{count} {side} signals in the whole field: out of focus, hybridisation failed, or the channel is another one"
        for side, count in zip(("5'", "3'"), spots, strict=True)
        if count < settings.least_signals
    )


def peak_trouble(
    field: FishField,
    places: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
    settings: FieldSettings,
) -> tuple[str, ...]:
    """Signals that are at the highest number: their size cannot be measured, nor bleed-through."""
    troubles = []
    for (role, stack), (x, y) in zip(_channels(field)[1:], places, strict=True):
        plane = stack.max(axis=0)
        top = float(plane.max()) if field.full_scale is None else min(float(plane.max()), field.full_scale)
        rows, columns = np.rint(y).astype(int), np.rint(x).astype(int)
        share = float((plane[rows, columns] >= top).mean()) if len(rows) else 0.0
        if share > settings.most_saturated_peaks:
            troubles.append(f"{100 * share:.0f} % of the {_NAMES[role]} signals are saturated at {top:g}: overexposed")
    return tuple(troubles)
