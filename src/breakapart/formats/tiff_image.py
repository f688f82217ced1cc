"""
TIFF and OME-TIFF: channels, focal planes and pixel size, from OME-XML, from ImageJ's description, or from plain pages.

Only the pages that are needed are decoded, and only after their sizes were checked; smaller copies in a pyramid are
passed over. The library's own reading of OME-XML is not used: it follows the description to other files.
"""

import logging
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from breakapart.errors import InputError
from breakapart.formats import ome_xml
from breakapart.formats.image_trouble import UNITS_UM, check_budget, need, plausible_pixel_um, unreadable
from breakapart.formats.picture import RGB_CHANNELS
from breakapart.model.image import Channel, ImageBudget, MicroscopeImage

MOST_PLAIN_PAGES = 5
"""Pages of a TIFF without any description that can be channels; more may as well be focal planes."""
MOST_DEFLATE_GAIN = 1032
"""Bytes one byte of a deflate stream can become at most (zlib's technical notes): the measure of a bomb."""
_DEFLATE = (8, 32946)
_JPEG = (6, 7)


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """The planes of a TIFF; InputError when it is damaged, too large or leaves open what its pages are."""
    tifffile = need("tifffile", source=path.name, extra="images", what="A TIFF image")
    # What it notices in damaged tags is told in our own message, or does not matter.
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    try:
        with tifffile.TiffFile(path, is_ome=False) as tiff:
            pages = _pages(tiff, path.name, budget)
            text = _text(pages[0].description)
            if ome_xml.is_ome(text):
                return _read_ome(pages, ome_xml.parse(text, path.name), path.name, budget)
            if text.startswith("ImageJ="):
                return _read_imagej(pages, text, path.name, budget)
            return _read_plain(pages, text, path.name, budget)
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
        raise unreadable(path.name, "a TIFF image", error) from None


def _pages(tiff: Any, source: str, budget: ImageBudget) -> list[Any]:
    pages: list[Any] = []
    for page in tiff.pages:
        if len(pages) > budget.max_planes:
            raise InputError(f"has more than {budget.max_planes:,} pages", source=source)
        pages.append(page)
    if not pages:
        raise InputError("holds no page", source=source, solution="Export the image again.")
    return pages


def _read_ome(pages: list[Any], ome: ome_xml.OmeDescription, source: str, budget: ImageBudget) -> MicroscopeImage:
    channels = 1 + max(channel for channel, _ in ome.pages)
    depth = 1 + max(z for _, z in ome.pages)
    beyond = max(ome.pages.values()) + 1 - len(pages)
    if beyond > 0:
        raise InputError(
            f"OME-XML describes {len(ome.pages)} planes, but {beyond} of the pages are not in the file",
            source=source,
            solution="The file was cut off or saved without all of its planes; export it again.",
        )
    first = pages[ome.pages[0, 0]]
    if (first.imagelength, first.imagewidth) != (ome.height, ome.width):
        raise InputError(
            f"OME-XML says {ome.width} x {ome.height} pixels, the page has {first.imagewidth} x {first.imagelength}",
            source=source,
            solution="The description belongs to another image; export it again.",
        )
    warnings = []
    if ome.images > 1:
        warnings.append(f"the file holds {ome.images} images; the first is read")
    if ome.times > 1:
        warnings.append(f"the file holds {ome.times} time points; the first is read")
    x, y = (plausible_pixel_um(size) for size in ome.pixel_um)
    if x is not None and y is not None and abs(x - y) > 0.02 * max(x, y):
        raise InputError(f"pixels are {x:g} x {y:g} um, expected square ones", source=source)
    wanted = [[pages[ome.pages[channel, z]] for z in range(depth)] for channel in range(channels)]
    planes, is_rgb = _decode(wanted, source, budget)
    named = ome.channels if len(ome.channels) == len(planes) else (Channel(),) * len(planes)
    return MicroscopeImage(
        name=source,
        planes=planes,
        channels=RGB_CHANNELS if is_rgb else named,
        pixel_size_um=x if x is not None else y,
        z_step_um=ome.z_step_um if depth > 1 else None,
        significant_bits=ome.significant_bits,
        is_rgb=is_rgb,
        is_lossy=_is_lossy(first),
        description=ome.description,
        warnings=tuple(warnings),
    )


def _read_imagej(pages: list[Any], text: str, source: str, budget: ImageBudget) -> MicroscopeImage:
    """ImageJ's hyperstacks: channels run fastest, then focal planes, then time (its file format)."""
    notes = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    channels, depth, times = (_count(notes.get(name), source) for name in ("channels", "slices", "frames"))
    first = pages[0]
    if channels * depth * times == 1 and len(pages) > 1:
        channels = len(pages)
    if channels * depth > len(pages):
        raise InputError(
            f"ImageJ describes {channels} channels of {depth} planes, the file has {len(pages)} pages",
            source=source,
            solution="Save the stack as OME-TIFF (ImageJ: Plugins, Bio-Formats, Export).",
        )
    wanted = [[pages[z * channels + channel] for z in range(depth)] for channel in range(channels)]
    planes, is_rgb = _decode(wanted, source, budget)
    unit = UNITS_UM.get(notes.get("unit", "").strip())
    spacing = notes.get("spacing", "")
    return MicroscopeImage(
        name=source,
        planes=planes,
        channels=RGB_CHANNELS if is_rgb else (Channel(),) * len(planes),
        pixel_size_um=None if unit is None else _tag_pixel_um(first, unit),
        z_step_um=float(spacing) * unit if depth > 1 and unit and _is_number(spacing) else None,
        is_rgb=is_rgb,
        is_lossy=_is_lossy(first),
        warnings=(f"the file holds {times} time points; the first is read",) if times > 1 else (),
    )


def _read_plain(pages: list[Any], text: str, source: str, budget: ImageBudget) -> MicroscopeImage:
    first = pages[0]
    # Thumbnails and smaller copies are not planes.
    whole = [page for page in pages if page.shape == first.shape and page.dtype == first.dtype]
    is_rgb = _is_rgb(first)
    if is_rgb and len(whole) > 1:
        raise InputError(
            f"has {len(whole)} colour pages, expected one, or separate channels",
            source=source,
            solution="Export each field as a file of its own.",
        )
    if len(whole) > MOST_PLAIN_PAGES:
        raise InputError(
            f"has {len(whole)} pages and does not say which are channels and which focal planes",
            source=source,
            solution="Save it as OME-TIFF, which says so.",
        )
    planes, is_rgb = _decode([[page] for page in whole], source, budget)
    unit = {2: 25_400.0, 3: 10_000.0}.get(int(first.tags.valueof("ResolutionUnit") or 1))
    return MicroscopeImage(
        name=source,
        planes=planes,
        channels=RGB_CHANNELS if is_rgb else (Channel(),) * len(planes),
        pixel_size_um=None if unit is None else _tag_pixel_um(first, unit),
        is_rgb=is_rgb,
        is_lossy=_is_lossy(first),
        description=" ".join(text.split())[:500],
        warnings=() if len(whole) == 1 else ("the pages are taken for channels: the file does not say what they are",),
    )


def _decode(wanted: list[list[Any]], source: str, budget: ImageBudget) -> tuple[np.ndarray[Any, Any], bool]:
    """Planes (channels, z, height, width), and whether they are red, green and blue."""
    first = wanted[0][0]
    every = [page for channel in wanted for page in channel]
    for page in every:
        if page.shape != first.shape or page.dtype != first.dtype:
            raise InputError(
                f"has pages of different kinds ({first.shape} {first.dtype}, {page.shape} {page.dtype})", source=source
            )
    samples = int(first.samplesperpixel)
    if first.dtype is None or first.dtype.kind not in "uif" or int(first.bitspersample) < 8:
        raise InputError(
            f"has pixels of {first.bitspersample} bits ({first.dtype}), expected grey values of 8 to 32 bits",
            source=source,
            solution="A mask or a drawing is not an image of a microscope; export the recording.",
        )
    if int(first.photometric) == 3:
        raise InputError(
            "has a colour table: its numbers are places in a table, not brightness",
            source=source,
            solution="Export it as separate channels or as RGB.",
        )
    check_budget(
        source=source,
        planes=len(every) * max(1, samples) * max(1, int(first.imagedepth)),
        height=int(first.imagelength),
        width=int(first.imagewidth),
        bytes_per_pixel=first.dtype.itemsize,
        budget=budget,
    )
    for page in {id(page): page for page in every}.values():
        _check_segments(page, source)
    is_rgb = _is_rgb(first)
    height, width = int(first.imagelength), int(first.imagewidth)
    if is_rgb:
        pixels = _page_array(first, source)
        pixels = pixels if int(first.planarconfig) == 2 else np.moveaxis(pixels, -1, 0)
        return pixels[:3].reshape(3, 1, height, width), True
    if samples > 1:
        if len(every) > 1:
            raise InputError(f"has {samples} samples in each of {len(every)} pages, expected one", source=source)
        pixels = _page_array(first, source)
        pixels = pixels if int(first.planarconfig) == 2 else np.moveaxis(pixels, -1, 0)
        return pixels.reshape(samples, 1, height, width), False
    planes = np.empty((len(wanted), len(wanted[0]), height, width), dtype=first.dtype)
    for number, channel in enumerate(wanted):
        for z, page in enumerate(channel):
            planes[number, z] = _page_array(page, source).reshape(height, width)
    return planes, False


def _page_array(page: Any, source: str) -> np.ndarray[Any, Any]:
    try:
        array: np.ndarray[Any, Any] = page.asarray(maxworkers=1)
    except (ValueError, KeyError) as error:
        if "imagecodecs" in str(error):
            raise InputError(
                f"is compressed by {getattr(page.compression, 'name', page.compression)}, "
                "which needs the library imagecodecs",
                source=source,
                solution="Install it with: pip install 'breakapart[microscopes]', or save without compression.",
            ) from None
        raise
    return array


def _check_segments(page: Any, source: str) -> None:
    """The compressed pieces can hold what the header says, and no more than that."""
    counts = page.databytecounts
    stored = int(sum(counts))
    size = int(page.nbytes)
    file_bytes = int(page.parent.filehandle.size)
    ends = [int(offset) + int(count) for offset, count in zip(page.dataoffsets, counts, strict=False)]
    if not ends or max(ends) > file_bytes:
        raise InputError(
            f"ends after {file_bytes:,} bytes, its pixels go on to {max(ends, default=0):,}",
            source=source,
            solution="The file was not completely copied; copy or export it again.",
        )
    if int(page.compression) == 1:
        if stored < size:
            raise InputError(f"holds {stored:,} of the {size:,} bytes of its pixels", source=source)
        return
    if int(page.compression) in _DEFLATE:
        rows = max(1, int(page.rowsperstrip or page.imagelength)) if not page.is_tiled else int(page.tilelength)
        columns = int(page.tilewidth) if page.is_tiled else int(page.imagewidth)
        most = rows * columns * int(page.samplesperpixel) * page.dtype.itemsize
        for offset, count in zip(page.dataoffsets, counts, strict=False):
            if int(count) * MOST_DEFLATE_GAIN > 4 * most + 65_536:
                _check_deflate(page, int(offset), int(count), most, source)


def _check_deflate(page: Any, offset: int, count: int, most: int, source: str) -> None:
    file = page.parent.filehandle
    file.seek(offset)
    # One byte more than fits tells a bomb from a strip; only so much is ever unpacked.
    unpacked = zlib.decompressobj().decompress(file.read(count), most + 1)
    if len(unpacked) > most:
        raise InputError(
            f"has a compressed piece larger than the {most:,} bytes its header allows",
            source=source,
            solution="The file is damaged, or made to fill the memory.",
        )


def _is_rgb(page: Any) -> bool:
    return int(page.photometric) in (2, 6) and int(page.samplesperpixel) >= 3


def _is_lossy(page: Any) -> bool:
    return int(page.compression) in _JPEG


def _tag_pixel_um(page: Any, unit_um: float) -> float | None:
    sizes = []
    for name in ("XResolution", "YResolution"):
        value = page.tags.valueof(name)
        pair = value if isinstance(value, tuple) and len(value) == 2 else (value, 1)
        if not all(isinstance(part, (int, float)) and part > 0 for part in pair):
            return None
        sizes.append(unit_um * pair[1] / pair[0])
    if abs(sizes[0] - sizes[1]) > 0.02 * max(sizes):
        return None
    return plausible_pixel_um(sizes[0])


def _count(text: str | None, source: str) -> int:
    if text is None:
        return 1
    if not (text.strip().isascii() and text.strip().isdecimal()) or not 0 < int(text.strip()[:9]) <= 100_000:
        raise InputError(f"ImageJ's description has {text.strip()!r} planes, expected a whole number", source=source)
    return int(text)


def _is_number(text: str) -> bool:
    try:
        return 0 < float(text) < 1e6
    except ValueError:
        return False


def _text(description: Any) -> str:
    return description if isinstance(description, str) else ""
