"""
Sections in transmitted light, opened and read piece by piece: a whole slide never lies in memory.

Pictures and TIFFs within the budget are read at once by the image readers; a larger TIFF is read by its tiles or
strips, from the full resolution (smaller copies of a pyramid are not touched).
"""

import logging
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakapart.errors import InputError
from breakapart.formats import ome_xml
from breakapart.formats.image import read_image
from breakapart.formats.image_trouble import need, plausible_pixel_um, unreadable
from breakapart.model.image import ImageBudget, MicroscopeImage

MOST_SIDE_PX = 400_000
MOST_SEGMENT_BYTES = 64_000_000
"""Largest tile or strip that is decoded as a whole."""
MOST_CACHE_BYTES = 256_000_000
"""Decoded tiles kept: a row of tiles of the widest slides, so that none is decoded twice."""
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


class SectionImage:
    """A colour image of which any window can be read."""

    def __init__(
        self, name: str, shape: tuple[int, int], pixel_size_um: float | None, warnings: tuple[str, ...]
    ) -> None:
        self.name = name
        self.height, self.width = shape
        self.pixel_size_um = pixel_size_um
        self.warnings = warnings

    def read(self, top: int, left: int, bottom: int, right: int) -> NDArray[np.uint8]:
        """Red, green and blue of a window within the image, shape (bottom - top, right - left, 3)."""
        raise NotImplementedError

    def __enter__(self) -> "SectionImage":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""


class _WholeImage(SectionImage):
    def __init__(self, image: MicroscopeImage) -> None:
        super().__init__(image.name, image.shape, image.pixel_size_um, image.warnings)
        self._planes = _eight_bits(image)

    def read(self, top: int, left: int, bottom: int, right: int) -> NDArray[np.uint8]:
        return np.ascontiguousarray(np.moveaxis(self._planes[:, top:bottom, left:right], 0, -1))


class _TiledTiff(SectionImage):
    def __init__(self, path: Path, tiff: Any) -> None:
        page = tiff.pages[0]
        text = page.description if isinstance(page.description, str) else ""
        super().__init__(path.name, (int(page.imagelength), int(page.imagewidth)), _pixel_um(page, text, path.name), ())
        self._tiff, self._page = tiff, page
        self._cache: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()
        self._check(page, path.name)
        self._size = (
            (int(page.tilelength), int(page.tilewidth))
            if page.is_tiled
            else (int(page.rowsperstrip or page.imagelength), int(page.imagewidth))
        )

    def _check(self, page: Any, source: str) -> None:
        if int(page.samplesperpixel) < 3 or int(page.planarconfig) != 1 or int(page.photometric) not in (2, 6):
            raise InputError(
                "is too large to be read at once, and is not a colour image with its channels side by side",
                source=source,
                solution="Save it as a tiled RGB TIFF (QuPath: Export images, OME-TIFF).",
            )
        if page.dtype != np.uint8:
            raise InputError(f"has pixels of type {page.dtype}, expected 8 bits per channel", source=source)
        if max(self.height, self.width) > MOST_SIDE_PX:
            raise InputError(
                f"has {self.width:,} x {self.height:,} pixels, expected at most {MOST_SIDE_PX:,} a side", source=source
            )
        ends = [int(offset) + int(count) for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False)]
        if not ends or max(ends) > int(self._tiff.filehandle.size):
            raise InputError(
                "ends before its pixels do",
                source=source,
                solution="The file was not completely copied; copy or export it again.",
            )
        segment = (
            int(page.tilelength) * int(page.tilewidth)
            if page.is_tiled
            else int(page.rowsperstrip or page.imagelength) * int(page.imagewidth)
        )
        if segment * int(page.samplesperpixel) > MOST_SEGMENT_BYTES:
            raise InputError(
                f"is stored in pieces of {segment:,} pixels, too large to be read one by one",
                source=source,
                solution="Save it as a tiled TIFF (QuPath: Export images, OME-TIFF).",
            )

    def read(self, top: int, left: int, bottom: int, right: int) -> NDArray[np.uint8]:
        window = np.full((bottom - top, right - left, 3), 255, np.uint8)
        rows, columns = self._size
        across = -(-self.width // columns)
        for row in range(top // rows, -(-bottom // rows)):
            for column in range(left // columns, -(-right // columns)):
                piece = self._segment(row * across + column)
                y, x = row * rows, column * columns
                y0, x0 = max(top, y), max(left, x)
                y1, x1 = min(bottom, y + piece.shape[0]), min(right, x + piece.shape[1])
                if y1 > y0 and x1 > x0:
                    window[y0 - top : y1 - top, x0 - left : x1 - left] = piece[y0 - y : y1 - y, x0 - x : x1 - x, :3]
        return window

    def _segment(self, index: int) -> NDArray[np.uint8]:
        if index in self._cache:
            self._cache.move_to_end(index)
            return self._cache[index]
        page, file = self._page, self._tiff.filehandle
        try:
            file.seek(page.dataoffsets[index])
            data = file.read(page.databytecounts[index])
            decoded, _, shape = page.decode(data, index, jpegtables=page.jpegtables)
        except Exception as error:  # a decoder may raise anything on a damaged tile: it becomes one message
            if "imagecodecs" in str(error):
                raise InputError(
                    f"is compressed by {getattr(page.compression, 'name', page.compression)}, which needs imagecodecs",
                    source=self.name,
                    solution="Install it with: pip install 'breakapart[microscopes]'",
                ) from None
            raise unreadable(self.name, "a TIFF image", error) from None
        if decoded is None:  # a tile that was never written: empty glass
            piece = np.full((*self._size, 3), 255, np.uint8)
        else:
            piece = decoded.reshape(decoded.shape[-3:])[: shape[-3], : shape[-2]]
        self._cache[index] = piece
        while len(self._cache) > 1 and len(self._cache) * piece.nbytes > MOST_CACHE_BYTES:
            self._cache.popitem(last=False)
        return piece

    def close(self) -> None:
        self._cache.clear()
        self._tiff.close()


def open_section(path: Path, budget: ImageBudget | None = None) -> SectionImage:
    """
    A section to read windows from.

    Raises InputError when the file is missing, damaged, no colour image, or too large to be read in pieces.
    """
    budget = budget or ImageBudget()
    tiled = _open_tiled(path, budget)
    if tiled is not None:
        return tiled
    image = read_image(path, budget)
    if not image.is_rgb or image.planes.shape[0] < 3:
        kinds = ", ".join(channel.name for channel in image.channels if channel.name)
        raise InputError(
            f"has {image.planes.shape[0]} separate channels{f' ({kinds})' if kinds else ''}, expected a colour (RGB) "
            "image of a section in transmitted light",
            source=path.name,
            solution="Fluorescence is scored by 'breakapart fish'; export bright-field images as RGB.",
        )
    return _WholeImage(image)


def _open_tiled(path: Path, budget: ImageBudget) -> SectionImage | None:
    """A TIFF that is larger than the budget; None for everything else, which the image readers judge."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in _TIFF:
                return None
    except OSError:
        return None
    tifffile = need("tifffile", source=path.name, extra="images", what="A TIFF image")
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    tiff = None
    try:
        tiff = tifffile.TiffFile(path, is_ome=False)
        page = tiff.pages[0]
        if int(page.imagelength) * int(page.imagewidth) <= budget.max_pixels:
            tiff.close()
            return None
        return _TiledTiff(path, tiff)
    except InputError:
        if tiff is not None:
            tiff.close()
        raise
    except Exception:  # damaged: the image reader says how
        if tiff is not None:
            tiff.close()
        return None


def _eight_bits(image: MicroscopeImage) -> NDArray[np.uint8]:
    planes = image.planes[:3, 0]
    if planes.dtype == np.uint8:
        return planes
    if planes.dtype == np.uint16:
        # 12-bit data in 16-bit boxes would come out nearly black.
        bits = image.significant_bits or max(9, int(planes.max()).bit_length())
        return (planes >> max(0, min(16, bits) - 8)).astype(np.uint8)
    raise InputError(
        f"has pixels of type {planes.dtype}, expected 8 or 16 bits per channel",
        source=image.name,
        solution="Export the image as 8-bit RGB.",
    )


def _pixel_um(page: Any, text: str, source: str) -> float | None:
    if ome_xml.is_ome(text):
        x, y = ome_xml.parse(text, source).pixel_um
        return plausible_pixel_um(x if x is not None else y)
    # Aperio and QuPath write "MPP = 0.2525" into the description.
    for part in text.replace("\n", "|").split("|"):
        name, _, value = part.partition("=")
        if name.strip().upper() == "MPP":
            try:
                return plausible_pixel_um(float(value))
            except ValueError:
                return None
    unit = {2: 25_400.0, 3: 10_000.0}.get(int(page.tags.valueof("ResolutionUnit") or 1))
    value = page.tags.valueof("XResolution")
    if unit is None or not isinstance(value, tuple) or len(value) != 2 or not all(value):
        return None
    return plausible_pixel_um(unit * value[1] / value[0])
