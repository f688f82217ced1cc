"""The description inside an OME-TIFF: sizes, channels, and which page holds which plane."""

from dataclasses import dataclass
from itertools import product

from breakapart.errors import InputError
from breakapart.formats.image_trouble import UNITS_UM, need
from breakapart.model.image import Channel

MAX_XML_CHARACTERS = 20_000_000
_SPECIFICATION = "https://docs.openmicroscopy.org/ome-model/latest/ome-tiff/specification.html"


@dataclass(frozen=True, slots=True)
class OmeDescription:
    """What the first image of an OME-TIFF is, by its own description."""

    width: int
    height: int
    pages: dict[tuple[int, int], int]
    """(channel, z) -> page of the file, for the first time point."""
    samples: int
    """Samples of a page that are channels (3 for RGB)."""
    channels: tuple[Channel, ...]
    pixel_um: tuple[float | None, float | None]
    z_step_um: float | None
    significant_bits: int | None
    description: str
    images: int
    times: int


def is_ome(text: str) -> bool:
    """Whether the description of a TIFF page is OME-XML."""
    return "<OME" in text[:3000] and text.rstrip("\x00 \r\n").endswith("OME>")


def parse(text: str, source: str) -> OmeDescription:
    """
    The first image that the XML describes.

    Raises InputError when it is not well-formed, has entities or a document type (never part of OME, and a way to make
    a reader hang), spans several files, or contradicts itself.
    """
    etree = need("defusedxml.ElementTree", source=source, extra="images", what="The description of an OME-TIFF")
    if len(text) > MAX_XML_CHARACTERS:
        raise InputError(
            f"OME-XML has {len(text):,} characters, expected at most {MAX_XML_CHARACTERS:,}", source=source
        )
    try:
        root = etree.fromstring(text.rstrip("\x00").encode("utf-8", "replace"), forbid_dtd=True)
    except Exception as error:  # the parser and its guards raise several unrelated kinds
        reason = type(error).__name__ if "DTD" in repr(error) or "Entit" in repr(error) else str(error)
        raise InputError(
            f"OME-XML cannot be read: {reason}", source=source, solution="Export the image again as OME-TIFF."
        ) from None
    images = [child for child in root.iter() if _tag(child) == "Image"]
    pixels = next((child for child in images[0] if _tag(child) == "Pixels"), None) if images else None
    if pixels is None:
        raise InputError("OME-XML describes no image", source=source, solution="Export the image again as OME-TIFF.")
    sizes = {name: _whole(pixels, f"Size{name}", source) for name in "XYCZT"}
    channels = [child for child in pixels if _tag(child) == "Channel"]
    samples = max([_whole(channel, "SamplesPerPixel", source, 1) for channel in channels] or [1])
    planes = max(1, sizes["C"] // samples)
    description = next((child.text or "" for child in images[0] if _tag(child) == "Description"), "")
    return OmeDescription(
        width=sizes["X"],
        height=sizes["Y"],
        pages=_pages(pixels, {**sizes, "C": planes}, source),
        samples=samples,
        channels=tuple(_channel(channel) for channel in channels),
        pixel_um=(_length(pixels, "PhysicalSizeX"), _length(pixels, "PhysicalSizeY")),
        z_step_um=_length(pixels, "PhysicalSizeZ"),
        significant_bits=_whole(pixels, "SignificantBits", source, 0) or None,
        description=" ".join(description.split()),
        images=len(images),
        times=sizes["T"],
    )


def _pages(pixels: object, sizes: dict[str, int], source: str) -> dict[tuple[int, int], int]:
    """Page of each (channel, z) at the first time point, by the TiffData blocks and the order of dimensions."""
    order = pixels.get("DimensionOrder", "XYCZT")  # type: ignore[attr-defined]
    if sorted(order) != sorted("XYCZT") or not order.startswith("XY"):
        raise InputError(f"OME-XML has the dimension order {order!r}, expected for example XYCZT", source=source)
    total = sizes["C"] * sizes["Z"] * sizes["T"]
    if not 0 < total <= 100_000:
        raise InputError(f"OME-XML describes {total:,} planes, expected 1 to 100,000", source=source)
    # The third letter of the order runs fastest (OME-TIFF specification).
    slow_first = order[:1:-1]
    sequence = [
        dict(zip(slow_first, place, strict=True)) for place in product(*(range(sizes[axis]) for axis in slow_first))
    ]
    index = {(place["C"], place["Z"], place["T"]): number for number, place in enumerate(sequence)}
    blocks = [child for child in pixels if _tag(child) == "TiffData"]  # type: ignore[attr-defined]
    found: dict[tuple[int, int], int] = {}
    for block in blocks or [None]:
        if block is not None and any(_tag(child) == "UUID" and child.get("FileName") for child in block):
            names = {child.get("FileName") for child in block if _tag(child) == "UUID"}
            if names != {source}:
                raise InputError(
                    f"is one of several files that belong together ({', '.join(sorted(map(str, names)))[:80]})",
                    source=source,
                    solution="Export the field as one OME-TIFF.",
                )
        page, at_c, at_z, at_t = (_of_block(block, name, source, 0) for name in ("IFD", "FirstC", "FirstZ", "FirstT"))
        first = index.get((at_c, at_z, at_t))
        if first is None:
            raise InputError("OME-XML points to a plane that it does not describe", source=source)
        has_page = block is not None and block.get("IFD") is not None
        count = _of_block(block, "PlaneCount", source, 1 if has_page else total)
        for offset, place in enumerate(sequence[first : first + max(0, count)]):
            if place["T"] == 0:
                found[place["C"], place["Z"]] = page + offset
    missing = sizes["C"] * sizes["Z"] - len(found)
    if missing:
        raise InputError(f"OME-XML leaves {missing} planes without a page", source=source)
    return found


def _of_block(block: object | None, name: str, source: str, default: int) -> int:
    return default if block is None else _whole(block, name, source, default)


def _channel(element: object) -> Channel:
    get = element.get  # type: ignore[attr-defined]
    name = get("Name") or get("Fluor") or ""
    if get("Fluor") and get("Fluor") != name:
        name = f"{name} {get('Fluor')}".strip()
    try:
        emission = float(get("EmissionWavelength", ""))
    except ValueError:
        emission = 0.0
    unit = UNITS_UM.get(get("EmissionWavelengthUnit", "nm"), 1e-3) * 1000
    return Channel(name, emission * unit if 200 <= emission * unit <= 2000 else None)


def _length(element: object, name: str) -> float | None:
    get = element.get  # type: ignore[attr-defined]
    try:
        value = float(get(name, ""))
    except ValueError:
        return None
    unit = UNITS_UM.get(get(f"{name}Unit", "µm").strip())
    # An unknown unit (pixel, reference frame) is no length.
    return None if unit is None or not 0 < value * unit < 1e6 else value * unit


def _whole(element: object, name: str, source: str, default: int | None = None) -> int:
    text = element.get(name)  # type: ignore[attr-defined]
    if text is None and default is not None:
        return default
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise InputError(f"OME-XML has {name}={text!r}, expected a whole number", source=source)
    return int(text)


def _tag(element: object) -> str:
    tag = element.tag  # type: ignore[attr-defined]
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
