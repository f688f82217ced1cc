"""Whole-slide formats (SVS, NDPI, MRXS and others), by the library openslide (LGPL-2.1, an extra of its own choice)."""

from pathlib import Path

import numpy as np

from breakapart.errors import InputError
from breakapart.formats.image_trouble import check_budget, need, plausible_pixel_um, unreadable
from breakapart.formats.picture import RGB_CHANNELS
from breakapart.model.image import ImageBudget, MicroscopeImage


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """The full resolution of a slide, when it keeps within the budget; larger slides are refused."""
    openslide = need("openslide", source=path.name, extra="microscopes", what="A whole-slide image")
    try:
        with openslide.OpenSlide(path) as slide:
            width, height = slide.dimensions
            check_budget(source=path.name, planes=4, height=height, width=width, bytes_per_pixel=1, budget=budget)
            pixels = np.asarray(slide.read_region((0, 0), 0, (width, height)))
            size = slide.properties.get("openslide.mpp-x")
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
        raise unreadable(path.name, "a whole-slide image", error) from None
    return MicroscopeImage(
        name=path.name,
        planes=np.moveaxis(pixels[:, :, :3], 2, 0)[:, None],
        channels=RGB_CHANNELS,
        pixel_size_um=plausible_pixel_um(float(size)) if size else None,
        is_rgb=True,
    )
