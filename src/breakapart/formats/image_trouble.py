"""What every image reader checks, and how it says that a file cannot be used."""

import importlib
import importlib.util
from types import ModuleType

from breakapart.errors import InputError
from breakapart.model.image import ImageBudget

PLAUSIBLE_PIXEL_UM = (0.02, 5.0)
"""Pixels of light microscopes (micrometres): a 150x objective on a 3 um sensor gives 0.02, a 2x on a 10 um sensor 5.
The 72 and 96 dots per inch that picture programs write by default would be 353 and 265 um: no size at all."""
UNITS_UM = {
    "um": 1.0,
    "µm": 1.0,
    "μm": 1.0,
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "micrometre": 1.0,
    "\\u00b5m": 1.0,
    "nm": 1e-3,
    "mm": 1e3,
    "cm": 1e4,
    "m": 1e6,
    "inch": 25_400.0,
    "in": 25_400.0,
}
"""Micrometres in one unit, as OME and ImageJ write units."""


def need(module: str, *, source: str, extra: str, what: str) -> ModuleType:
    """A reader library, or one message that says how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise InputError(
            f"{what} needs the library {module.partition('.')[0]}, which is not installed",
            source=source,
            solution=f"Install it with: pip install 'breakapart[{extra}]'",
        ) from None


def has_image_readers() -> bool:
    """Whether the extra `images` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("tifffile", "PIL", "scipy", "skimage"))


def require_image_engine() -> None:
    """One message when the libraries that images are measured with are absent."""
    for name in ("scipy", "skimage"):
        need(name, source="images", extra="images", what="Scoring an image")


def check_budget(
    *, source: str, planes: int, height: int, width: int, bytes_per_pixel: int, budget: ImageBudget
) -> None:
    """Refuse an image by its header; InputError says what was found and what is allowed."""
    if min(planes, height, width) < 1:
        raise InputError(f"is {width} x {height} pixels in {planes} planes: empty", source=source)
    if height * width > budget.max_pixels:
        raise InputError(
            f"has {width:,} x {height:,} pixels, expected at most {budget.max_pixels:,} in one plane",
            source=source,
            solution="Export the field that was counted, at full resolution, as a file of its own.",
        )
    if planes > budget.max_planes:
        raise InputError(f"has {planes:,} planes, expected at most {budget.max_planes:,}", source=source)
    total = planes * height * width * bytes_per_pixel
    if total > budget.max_bytes:
        raise InputError(
            f"would fill {total:,} bytes of memory, expected at most {budget.max_bytes:,}",
            source=source,
            solution="Export fewer focal planes or a smaller field.",
        )


def plausible_pixel_um(value: float | None) -> float | None:
    """The pixel size when a microscope could have it, else None: a wrong size is worse than none."""
    if value is None or not PLAUSIBLE_PIXEL_UM[0] <= value <= PLAUSIBLE_PIXEL_UM[1]:
        return None
    return value


def unreadable(source: str, kind: str, error: Exception) -> InputError:
    """One message for whatever a decoder stumbles over in a damaged file."""
    reason = " ".join(str(error).split())[:160] or type(error).__name__
    return InputError(
        f"cannot be read as {kind}: {reason}",
        source=source,
        solution="The file is damaged or was not completely copied; export it again.",
    )
