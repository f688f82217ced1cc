"""Fields and nuclei of FISH as pictures: colours for the eye, outlines over them, PNG bytes."""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from breakapart.model.fish import FishPattern
from breakapart.model.fish_image import FishCell, FishField, Outline, ScoredField

Picture = NDArray[np.uint8]
"""Red, green and blue, shape (height, width, 3)."""

CLASS_COLOURS: dict[FishPattern, tuple[int, int, int]] = {
    FishPattern.FUSED: (240, 240, 240),
    FishPattern.SPLIT: (255, 80, 80),
    FishPattern.ISOLATED_3P: (255, 160, 40),
    FishPattern.ISOLATED_5P: (90, 230, 120),
    FishPattern.AMBIGUOUS: (255, 235, 60),
    FishPattern.NOT_INFORMATIVE: (140, 140, 140),
}
EXCLUDED_COLOUR = (200, 60, 200)
CROP_UM = 14.0
"""Edge of the crop of a nucleus (um); larger nuclei get a larger crop."""
CROP_PX = 120
"""Edge of a crop as shown."""
_DYES = {"green": (0.1, 1.0, 0.1), "orange": (1.0, 0.25, 0.1), "red": (1.0, 0.15, 0.1)}
_UNKNOWN = {"5p": (0.1, 1.0, 0.1), "3p": (1.0, 0.2, 0.1)}
"""Where the vendor's colours are not known the 5' side is shown green and the 3' side red."""


def field_picture(field: FishField, five_colour: str, three_colour: str) -> Picture:
    """The whole field: DAPI blue, both probes in their colours, each channel stretched over its own range."""
    shown = np.zeros((*field.shape, 3), np.float32)
    shown += 0.55 * _stretch(field.dapi.max(axis=0), 99.5)[:, :, None] * np.array((0.15, 0.25, 1.0), np.float32)
    for stack, colour, side in ((field.five_prime, five_colour, "5p"), (field.three_prime, three_colour, "3p")):
        dye = np.array(_DYES.get(colour, _UNKNOWN[side]), np.float32)
        shown += _stretch(stack.max(axis=0), 99.85)[:, :, None] * dye
    return (255 * np.clip(shown, 0, 1)).astype(np.uint8)


def overlay(picture: Picture, scored: ScoredField, cells: Sequence[FishCell]) -> Picture:
    """The field with every nucleus outlined in the colour of its class, excluded ones in magenta, ids beside them."""
    drawn = picture.copy()
    for nucleus in scored.excluded:
        _draw(drawn, nucleus.outline, EXCLUDED_COLOUR, dashed=True)
    for cell in cells:
        _draw(drawn, cell.outline, CLASS_COLOURS[cell.pattern], dashed=not cell.is_chosen)
        _write(drawn, cell.id.partition("-")[2], cell.x_px, cell.y_px)
    return drawn


def crop(picture: Picture, field: FishField, cell: FishCell) -> Picture:
    """One nucleus in three views side by side: all colours, the 5' channel, the 3' channel."""
    xs = [x for x, _ in cell.outline] or [cell.x_px]
    ys = [y for _, y in cell.outline] or [cell.y_px]
    half = max(CROP_UM / 2 / field.pixel_size_um, (max(xs) - min(xs)) / 2 + 4, (max(ys) - min(ys)) / 2 + 4)
    rows = np.linspace(cell.y_px - half, cell.y_px + half, CROP_PX)
    columns = np.linspace(cell.x_px - half, cell.x_px + half, CROP_PX)
    height, width = field.shape
    inside = ((rows >= 0) & (rows < height))[:, None] & ((columns >= 0) & (columns < width))[None]
    at = np.ix_(np.clip(rows, 0, height - 1).astype(int), np.clip(columns, 0, width - 1).astype(int))
    views = [picture[at]]
    for stack in (field.five_prime, field.three_prime):
        view = _stretch(stack.max(axis=0)[at], 99.8)
        views.append(np.repeat((255 * view).astype(np.uint8)[:, :, None], 3, axis=2))
    strip = np.concatenate([np.where(inside[:, :, None], view, 0) for view in views], axis=1)
    scale = CROP_PX / (2 * half)
    moved = tuple(((x - cell.x_px + half) * scale, (y - cell.y_px + half) * scale) for x, y in cell.outline)
    part = np.ascontiguousarray(strip[:, :CROP_PX])
    _draw(part, moved, (120, 120, 160))
    strip[:, :CROP_PX] = part
    return strip.astype(np.uint8)


def png(picture: Picture) -> bytes:
    """The picture as a PNG file."""
    height, width, _ = picture.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, width * 3)], axis=1)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 6))
        + chunk(b"IEND", b"")
    )


def _stretch(plane: NDArray[np.float32], high: float) -> NDArray[np.float32]:
    low, top = np.percentile(plane[::2, ::2] if plane.size > 500_000 else plane, (30, high))
    stretched: NDArray[np.float32] = np.clip((plane - low) / max(float(top - low), 1e-6), 0, 1).astype(np.float32)
    return stretched


def _draw(picture: Picture, outline: Outline, colour: tuple[int, int, int], *, dashed: bool = False) -> None:
    height, width, _ = picture.shape
    for place, (x1, y1) in enumerate(outline):
        x2, y2 = outline[(place + 1) % len(outline)]
        if dashed and place % 2:
            continue
        steps = int(max(abs(x2 - x1), abs(y2 - y1))) + 2
        xs = np.rint(np.linspace(x1, x2, steps)).astype(int)
        ys = np.rint(np.linspace(y1, y2, steps)).astype(int)
        seen = (xs >= 0) & (xs < width) & (ys >= 0) & (ys < height)
        picture[ys[seen], xs[seen]] = colour


_GLYPHS = {
    "0": (7, 5, 5, 5, 7),
    "1": (2, 6, 2, 2, 7),
    "2": (7, 1, 7, 4, 7),
    "3": (7, 1, 7, 1, 7),
    "4": (5, 5, 7, 1, 1),
    "5": (7, 4, 7, 1, 7),
    "6": (7, 4, 7, 5, 7),
    "7": (7, 1, 1, 1, 1),
    "8": (7, 5, 7, 5, 7),
    "9": (7, 5, 7, 1, 7),
}
"""Digits of 3 x 5 dots, a row a number."""


def _write(picture: Picture, digits: str, x: float, y: float, size: int = 2) -> None:
    height, width, _ = picture.shape
    left, top = int(x) - 2 * size * len(digits), int(y) - 5 * size // 2
    for place, digit in enumerate(digits):
        for row, bits in enumerate(_GLYPHS.get(digit, ())):
            for column in range(3):
                if bits >> (2 - column) & 1:
                    y0, x0 = top + row * size, left + (4 * place + column) * size
                    if 0 <= y0 < height - size and 0 <= x0 < width - size:
                        picture[y0 : y0 + size, x0 : x0 + size] = 255
