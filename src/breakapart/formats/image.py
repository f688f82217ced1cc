"""
Images from microscopes, whichever format: told apart by their first bytes, not by their names.

TIFF, OME-TIFF, PNG and JPEG need the extra `images`; ND2, CZI, LIF, whole-slide formats and DICOM need `microscopes`.
Every reader looks at the header first and decodes only what keeps within the budget.
"""

import importlib
from pathlib import Path

from breakapart.errors import InputError
from breakapart.model.image import ImageBudget, MicroscopeImage

HEADER_BYTES = 256

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"II*\x00", "tiff_image"),
    (0, b"MM\x00*", "tiff_image"),
    (0, b"II+\x00", "tiff_image"),
    (0, b"MM\x00+", "tiff_image"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"\xda\xce\xbe\x0a", "nd2_image"),
    (0, b"ZISRAWFILE", "czi_image"),
    (0, b"\x70\x00\x00\x00", "lif_image"),
    (128, b"DICM", "dicom_image"),
)
"""Offset, bytes and the module that reads such files."""
_SLIDES = frozenset({".svs", ".ndpi", ".mrxs", ".scn", ".bif", ".vms", ".vmu", ".svslide"})
_SOLUTION = (
    "Expected TIFF, OME-TIFF, PNG, JPEG, or with breakapart[microscopes] ND2, CZI, LIF, SVS, NDPI, MRXS or DICOM."
)


def read_image(path: Path, budget: ImageBudget | None = None) -> MicroscopeImage:
    """
    The planes of an image and what the file says about them.

    Raises InputError when the file is missing, damaged, of another format, or larger than `budget` allows.
    """
    budget = budget or ImageBudget()
    module = importlib.import_module(f"breakapart.formats.{_reader_of(path, budget)}")
    image: MicroscopeImage = module.read(path, budget)
    return image


def _reader_of(path: Path, budget: ImageBudget) -> str:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be read: {reason}", source=str(path)) from None
    if not header:
        raise InputError("is empty", source=path.name, solution=_SOLUTION)
    if size > budget.max_file_bytes:
        raise InputError(f"has {size:,} bytes, expected at most {budget.max_file_bytes:,}", source=path.name)
    if path.suffix.lower() in _SLIDES:
        return "slide_image"
    for offset, magic, module in _MAGIC:
        if header[offset : offset + len(magic)] == magic:
            return module
    raise InputError(
        f"is not an image of a known format (it begins with {repr(header[:8])[1:]})",
        source=path.name,
        solution=_SOLUTION,
    )
