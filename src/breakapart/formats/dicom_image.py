"""DICOM whole-slide images, by the library wsidicom (Apache-2.0). Not yet tried on files of a routine laboratory."""

from pathlib import Path

import numpy as np

from breakapart.errors import InputError
from breakapart.formats.image_trouble import check_budget, need, plausible_pixel_um, unreadable
from breakapart.formats.picture import RGB_CHANNELS
from breakapart.model.image import Channel, ImageBudget, MicroscopeImage


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """The base level of the slide that the file belongs to, when it keeps within the budget."""
    wsidicom = need("wsidicom", source=path.name, extra="microscopes", what="A DICOM image")
    try:
        with wsidicom.WsiDicom.open(path) as slide:
            size = slide.size
            check_budget(
                source=path.name, planes=3, height=size.height, width=size.width, bytes_per_pixel=1, budget=budget
            )
            pixels = np.asarray(slide.read_region((0, 0), 0, (size.width, size.height)))
            pixel_um = 1000 * float(slide.pyramids[0].base_level.pixel_spacing.width)
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
        raise unreadable(path.name, "a DICOM slide", error) from None
    planes = pixels[None, None] if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)[:3, None]
    return MicroscopeImage(
        name=path.name,
        planes=planes,
        channels=RGB_CHANNELS if len(planes) == 3 else (Channel(),),
        pixel_size_um=plausible_pixel_um(pixel_um),
        is_rgb=len(planes) == 3,
    )
