"""An image of a section with the outline of every cell in the colour of its class."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from breakapart.model.ihc_image import HotSpot, IhcCell

CLASS_COLOURS = {"positive": (213, 0, 50), "negative": (0, 110, 230), "not_a_cell": (120, 120, 120)}
"""Red and blue stay apart on brown and blue nuclei, and for most readers with a colour deficiency."""
DOUBTFUL_COLOUR = (255, 176, 0)
HOT_SPOT_COLOUR = (0, 150, 60)


def draw_overlay(
    view: NDArray[np.uint8],
    factor: float,
    cells: Sequence[IhcCell],
    hot_spot: HotSpot | None = None,
    pixel_size_um: float = 1.0,
) -> NDArray[np.uint8]:
    """
    A copy of `view` (height, width, 3) with outlines; it has `factor` pixels of the image to one.

    Doubtful cells that nobody decided on are amber.
    """
    from PIL import Image, ImageDraw

    picture = Image.fromarray(view)
    pen = ImageDraw.Draw(picture)
    for cell in cells:
        open_doubt = cell.is_doubtful and cell.decision is None
        colour = DOUBTFUL_COLOUR if open_doubt else CLASS_COLOURS[cell.final]
        corners = [(x / factor - 0.5, y / factor - 0.5) for x, y in cell.outline]
        pen.line([*corners, corners[0]], fill=colour, width=1)
    if hot_spot is not None:
        radius = hot_spot.radius_um / pixel_size_um / factor
        x, y = hot_spot.x_px / factor, hot_spot.y_px / factor
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=HOT_SPOT_COLOUR, width=3)
    return np.asarray(picture)


def as_png(pixels: NDArray[np.uint8]) -> bytes:
    """The bytes of a PNG file."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def as_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """The bytes of a JPEG file, for pictures that are looked at and not measured."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="JPEG", quality=85)
    return buffer.getvalue()
