"""Arrays of any order of axes to channels, focal planes, height and width."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakapart.errors import InputError


def to_planes(array: NDArray[Any], axes: Sequence[str], source: str) -> tuple[NDArray[Any], bool]:
    """
    `array`, whose axes are named by letters (C, Z, Y, X; S samples of colour; anything else), as (C, Z, Y, X).

    Of other axes (time, position, scene) the first entry is taken. Also says whether the channels are colour samples.
    """
    names = [axis.upper() for axis in axes]
    if len(names) != array.ndim or "Y" not in names or "X" not in names:
        raise InputError(f"has the axes {''.join(names)} of shape {array.shape}, expected an image", source=source)
    for place in reversed(range(len(names))):
        if names[place] not in "CZYXS":
            array = np.take(array, 0, axis=place)
            del names[place]
    is_rgb = "S" in names and array.shape[names.index("S")] >= 3
    if "S" in names and array.shape[names.index("S")] == 1:
        array = np.take(array, 0, axis=names.index("S"))
        names.remove("S")
    if "S" in names and "C" in names:
        # Colour samples beside a channel axis: a camera in colour, of which the first channel is the picture.
        array = np.take(array, 0, axis=names.index("C"))
        names.remove("C")
    names = ["C" if name == "S" else name for name in names]
    for name in "CZ":
        if name not in names:
            array, names = array[None], [name, *names]
    return np.transpose(array, [names.index(name) for name in "CZYX"]), is_rgb
