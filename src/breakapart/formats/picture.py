"""PNG and JPEG: pictures as workstations export them, 8 or 16 bits, without a pixel size."""

import warnings
from pathlib import Path

import numpy as np

from breakapart.errors import InputError
from breakapart.formats.image_trouble import check_budget, need, unreadable
from breakapart.model.image import Channel, ImageBudget, MicroscopeImage

_MODES = {"L": 1, "RGB": 3, "RGBA": 3, "I;16": 1, "I": 1, "LA": 1}
"""Pillow mode -> channels used; transparency is dropped."""
RGB_CHANNELS = (Channel("red"), Channel("green"), Channel("blue"))


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """A PNG or JPEG; InputError when it is damaged, too large, or not a grey or colour picture."""
    pil = need("PIL.Image", source=path.name, extra="images", what="A PNG or JPEG picture")
    with warnings.catch_warnings():
        # The budget below decides; Pillow's own warning about large pictures would only be printed.
        warnings.simplefilter("ignore")
        try:
            with pil.open(path, formats=("PNG", "JPEG")) as picture:
                mode = picture.mode
                if mode not in _MODES:
                    raise InputError(
                        f"is a picture of mode {mode!r}, expected grey or red-green-blue",
                        source=path.name,
                        solution="Export it without a colour table and not for print.",
                    )
                width, height = picture.size
                count, bytes_each = _MODES[mode], 4 if mode == "I" else 2 if mode == "I;16" else 1
                check_budget(
                    source=path.name,
                    planes=len(picture.getbands()),
                    height=height,
                    width=width,
                    bytes_per_pixel=bytes_each,
                    budget=budget,
                )
                pixels = np.asarray(picture)
                lossy = picture.format == "JPEG"
        except InputError:
            raise
        except pil.DecompressionBombError:
            raise InputError(
                f"has far more pixels than the {budget.max_pixels:,} that are read at most", source=path.name
            ) from None
        except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
            raise unreadable(path.name, "a PNG or JPEG picture", error) from None
    planes = pixels[None, None] if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)[:count, None]
    return MicroscopeImage(
        name=path.name,
        planes=planes,
        channels=RGB_CHANNELS if count == 3 else (Channel(),),
        pixel_size_um=None,
        is_rgb=count == 3,
        is_lossy=lossy,
        warnings=("JPEG changes faint signals and their colours; score the original where you can",) if lossy else (),
    )
