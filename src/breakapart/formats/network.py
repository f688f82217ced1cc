"""
A segmentation network of the user's choice, in place of the built-in search for nuclei.

None is shipped or fetched. Either a local ONNX file, or a Python function of the user's own:

* ONNX: one input, float32 of shape (1, 3, height, width), red, green and blue from 0 to 1; one output, either whole
  numbers (the nucleus at every pixel: 0 is background) or floating point (probability of nucleus, 0 to 1; cut at 0.5,
  touching nuclei as in the built-in search), of shape (height, width) with leading axes of length
  1. Needs the extra `networks`.
* Python: `package.module:function`, called with the image (height, width, 3; uint8) and the pixel size in um, returning
  the same as such a network. It runs with all rights of the program: name only code you trust.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakapart.errors import InputError
from breakapart.formats.image_trouble import need

FindLabels = Callable[[NDArray[np.uint8], float], NDArray[Any]]
_EXPECTED = "Expected an ONNX file, or package.module:function. StarDist and Cellpose models can be called from such a "
_EXPECTED += "function; see docs/reference/ihc-images.md."


def load_network(name: str) -> FindLabels:
    """The function that finds nuclei. Raises InputError when the file or the function cannot be used."""
    if name.lower().endswith(".onnx"):
        return _load_onnx(Path(name))
    module, colon, function = name.partition(":")
    if not colon or not all(part.isidentifier() for part in [*module.split("."), function]):
        raise InputError(f"{name!r} names no network", source="option --network", solution=_EXPECTED)
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise InputError(f"{name!r} cannot be loaded: {error}", source="option --network", solution=_EXPECTED) from None
    if not callable(found):
        raise InputError(f"{name!r} is no function", source="option --network", solution=_EXPECTED)

    def find(rgb: NDArray[np.uint8], pixel_um: float) -> NDArray[Any]:
        try:
            return np.asarray(found(rgb, pixel_um))
        except Exception as error:  # a stranger's code: its trouble becomes one message
            raise InputError(f"failed: {type(error).__name__}: {error}", source=name) from error

    return find


def _load_onnx(path: Path) -> FindLabels:
    runtime = need("onnxruntime", source=path.name, extra="networks", what="An ONNX network")
    if not path.is_file():
        raise InputError("there is no such file", source=str(path), solution=_EXPECTED)
    try:
        session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises kinds of its own
        reason = " ".join(str(error).split())[:160]
        raise InputError(f"is no network that can be run: {reason}", source=path.name, solution=_EXPECTED) from None
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or len(outputs) != 1 or inputs[0].type != "tensor(float)" or len(inputs[0].shape) != 4:
        found = ", ".join(f"{part.name} {part.type} {part.shape}" for part in inputs)
        raise InputError(
            f"has the inputs {found} and {len(outputs)} outputs, expected one of each: float (1, 3, height, width)",
            source=path.name,
            solution="See docs/reference/ihc-images.md for the protocol.",
        )

    def find(rgb: NDArray[np.uint8], pixel_um: float) -> NDArray[Any]:  # noqa: ARG001 - the protocol has no size
        image = np.moveaxis(rgb, -1, 0)[None].astype(np.float32) / 255
        try:
            (result,) = session.run(None, {inputs[0].name: image})
        except Exception as error:  # as above
            reason = " ".join(str(error).split())[:160]
            raise InputError(
                f"cannot take an image of {rgb.shape[1]} x {rgb.shape[0]} pixels: {reason}",
                source=path.name,
                solution="The network must accept images of any size.",
            ) from None
        array = np.asarray(result)
        while array.ndim > 2 and array.shape[0] == 1:
            array = array[0]
        return array

    return find
