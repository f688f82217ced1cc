"""
Nuclei of a DAPI image: outlined, kept whole when elongated, and left out with a reason when they cannot be scored.

Background and threshold are local, touching nuclei are parted at necks, and what was parted across a wide neck is
joined again: that is how a spindle nucleus stays one.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.fish_image import Outline
from breakapart.model.image import Plane
from breakapart.scoring.contested import claims
from breakapart.scoring.fish_image_settings import NucleiSettings
from breakapart.scoring.nuclei_parting import EIGHT, Labels, excess, join, part

_LARGEST_HOLE_UM2 = 8.0
_SMALLEST_HOLE_UM2 = 0.6
"""Holes up to this are filled whatever their shape: a few pixels have none."""
_ROUND_HOLE = 0.15
"""Excess of a hole over its ellipse below which it is a nucleolus: a circle has 0, two side by side 0.12, a triangle
0.21, and the space between three touching circles, which is a triangle bent inwards, more."""
_NEAR_BRIGHT = 0.30
"""Brightness by that of the nuclei around below which it is their glare."""
_SPECK_UM = 0.7
"""Bright specks up to twice this wide (um) are no nuclei around."""
_LEAST_CONTRAST = 4.0
"""Brightness of nuclei above background, in noise units of the smoothed image, below which nothing is a nucleus."""


@dataclass(frozen=True, slots=True)
class Nucleus:
    """One outlined nucleus; positions in pixels of the image."""

    label: int
    x_px: float
    y_px: float
    area_um2: float
    elongation: float
    solidity: float
    outline: Outline
    reason: str = ""
    """Why it is not scored, in a word; empty when it is."""
    detail: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Nuclei:
    """All nuclei of a field."""

    labels: Labels
    """Nucleus at each pixel of the grid, 0 for none."""
    step: int
    """Pixels of the image in one pixel of the grid."""
    found: tuple[Nucleus, ...]
    claimed: Labels
    """Nucleus that may also own each pixel of the grid, because it touches or overlaps the one there; 0 for none."""

    def claimant(self, x_px: NDArray[np.floating], y_px: NDArray[np.floating]) -> Labels:
        """Nucleus that may also own each point of the image, 0 for none."""
        return self._look_up(self.claimed, x_px, y_px)

    def at(self, x_px: NDArray[np.floating], y_px: NDArray[np.floating]) -> Labels:
        """Nucleus at each point of the image."""
        return self._look_up(self.labels, x_px, y_px)

    def _look_up(self, names: Labels, x_px: NDArray[np.floating], y_px: NDArray[np.floating]) -> Labels:
        rows = np.clip(np.asarray(y_px) / self.step, 0, self.labels.shape[0] - 1).astype(int)
        columns = np.clip(np.asarray(x_px) / self.step, 0, self.labels.shape[1] - 1).astype(int)
        owners: Labels = names[rows, columns]
        return owners


def find_nuclei(dapi: Plane, pixel_size_um: float, settings: NucleiSettings) -> Nuclei:
    """The nuclei of one DAPI plane, in order from the top."""
    step = max(1, round(settings.grid_um / pixel_size_um))
    grid_um = step * pixel_size_um
    small = block_mean(dapi, step)
    smooth = ndimage.gaussian_filter(small, settings.smooth_um / grid_um)
    bright = smooth - background(smooth, settings.background_window_um / grid_um)
    mask = _mask(bright, grid_um)
    if not mask.any():
        nothing = np.zeros(small.shape, np.int32)
        return Nuclei(nothing, step, (), nothing)
    # The first outlines are too wide for bright nuclei, and hide the necks between them; each piece at its own half
    # height shows them.
    rough = part(mask, grid_um, settings)
    mask = _fill(_at_half_height(rough, bright, settings) > 0, grid_um)
    labels = _trim(join(part(mask, grid_um, settings), settings), bright, grid_um, settings)
    return _judge(labels, bright, step, pixel_size_um, settings)


def block_mean(plane: Plane, step: int) -> Plane:
    """Means of blocks of `step` x `step` pixels; an incomplete last block is left out."""
    if step == 1:
        return plane.astype(np.float32, copy=False)
    height, width = (size // step * step for size in plane.shape)
    # Rows first: the sums then run along memory, several times faster than over both axes at once.
    rows = plane[:height, :width].reshape(height // step, step, width).sum(axis=1, dtype=np.float32)
    means: Plane = rows.reshape(height // step, width // step, step).sum(axis=2) / np.float32(step * step)
    return means


def background(smooth: Plane, window: float) -> Plane:
    """The brightness between nuclei, as it changes across the field: low percentiles of blocks, smoothed."""
    block = max(2, round(window / 8))
    height, width = smooth.shape
    rows, columns = max(1, height // block), max(1, width // block)
    cut = smooth[: rows * block, : columns * block] if min(height, width) >= block else smooth
    if cut.shape != (rows * block, columns * block):
        return np.full_like(smooth, float(np.percentile(smooth, 10)))
    tiles = cut.reshape(rows, block, columns, block).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    low = np.percentile(tiles, 10, axis=2)
    low = ndimage.percentile_filter(low, 15, size=9, mode="nearest")
    low = ndimage.gaussian_filter(low, 2, mode="nearest")
    at_rows = np.clip((np.arange(height) + 0.5) / block - 0.5, 0, rows - 1)
    at_columns = np.clip((np.arange(width) + 0.5) / block - 0.5, 0, columns - 1)
    grid = np.meshgrid(at_rows, at_columns, indexing="ij")
    spread: Plane = ndimage.map_coordinates(low, grid, order=1, output=np.float32)
    return spread


def otsu(values: NDArray[np.floating]) -> float:
    """Threshold that parts values into two classes of least variance (Otsu 1979, doi 10.1109/TSMC.1979.4310076)."""
    values = values.ravel()
    if not len(values):
        return 0.0
    low, high = float(values.min()), float(values.max())
    scale = 256 / (high - low) if high > low else 0.0
    counts = np.bincount(np.minimum((values - low) * scale, 255).astype(np.intp), minlength=256)
    middles = low + (np.arange(256) + 0.5) * ((high - low) / 256)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(middles[int(np.nanargmax(between))]) if np.isfinite(between).any() else high


def _mask(bright: Plane, grid_um: float) -> NDArray[np.bool_]:
    top = float(np.percentile(bright, 99.5))
    middle, noise = _ground(bright)
    bright = bright - middle
    if top < _LEAST_CONTRAST * noise or top <= 0:
        return np.zeros(bright.shape, bool)
    # Logarithms, because dim and bright nuclei differ by several times and background by little.
    floor = max(2 * noise, 0.02 * top)
    logs = np.log(np.clip(bright, floor, None))
    upper = otsu(logs)
    # Where nuclei differ much, the first threshold parts the bright from the dim; the second lies below the dim ones.
    # That glare comes with them does no harm: every nucleus is later cut at its own half height.
    lower = otsu(logs[logs < upper])
    threshold = max(float(np.exp(lower)), _LEAST_CONTRAST * noise, 0.08 * top)
    # Around bright nuclei the glare of their neighbours passes a threshold made for dim ones.
    flat = ndimage.grey_opening(bright, size=2 * round(_SPECK_UM / grid_um) + 1)
    near = ndimage.gaussian_filter(ndimage.maximum_filter(flat, size=2 * round(2.5 / grid_um) + 1), 2.0 / grid_um)
    mask = bright > np.maximum(threshold, _NEAR_BRIGHT * near)
    mask = ndimage.binary_opening(mask, EIGHT)
    return _fill(mask, grid_um)


def _fill(mask: NDArray[np.bool_], grid_um: float) -> NDArray[np.bool_]:
    """Nucleoli and vacuoles, which are small and round, filled; not the space between nuclei that touch in a ring."""
    holes, _ = ndimage.label(ndimage.binary_fill_holes(mask) & ~mask)
    filled = mask.copy()
    for number, box in enumerate(ndimage.find_objects(holes), 1):
        own = holes[box] == number
        area = float(own.sum()) * grid_um**2
        if area < _SMALLEST_HOLE_UM2 or (area < _LARGEST_HOLE_UM2 and excess(own) < _ROUND_HOLE):
            filled[box] |= own
    return filled


def _ground(bright: Plane) -> tuple[float, float]:
    """Usual brightness between nuclei and its spread: of the most frequent value, and of what lies below it."""
    low, high = np.percentile(bright, (0.5, 80))
    if high <= low:
        return float(low), 1e-6
    counts, edges = np.histogram(bright, bins=100, range=(float(low), float(high)))
    smooth = ndimage.gaussian_filter1d(counts.astype(float), 2)
    mode = float(edges[int(smooth.argmax())] + edges[int(smooth.argmax()) + 1]) / 2
    below = bright[bright <= mode]
    return mode, 1.4826 * float(np.median(mode - below)) + 1e-6 if len(below) else 1e-6


def _at_half_height(labels: Labels, bright: Plane, settings: NucleiSettings) -> Labels:
    """Each piece down to its own half height, so that bright nuclei are not larger than dim ones."""
    count = int(labels.max())
    medians = np.zeros(count + 1, np.float32)
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is not None:
            medians[number] = np.median(bright[box][labels[box] == number])
    trimmed: Labels = np.where(bright > settings.edge_level * medians[labels], labels, 0)
    return trimmed


def _trim(labels: Labels, bright: Plane, grid_um: float, settings: NucleiSettings) -> Labels:
    """Each nucleus at its own half height: its largest piece, with holes and narrow notches filled."""
    cut = _at_half_height(labels, bright, settings)
    trimmed = np.zeros_like(labels)
    reach = settings.notch_um / 2 / grid_um
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is None:
            continue
        own = labels[box] == number
        keep = cut[box] == number
        pieces, count = ndimage.label(keep)
        if count > 1:
            sizes = np.bincount(pieces.ravel())
            sizes[0] = 0
            keep = pieces == int(sizes.argmax())
        trimmed[box][_close(_without_holes(keep), reach) & own] = number
    return trimmed


def _without_holes(own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(~own, 1, constant_values=True)
    ground, count = ndimage.label(padded)
    if count < 2:
        return own
    filled: NDArray[np.bool_] = (ground != ground[0, 0])[1:-1, 1:-1]
    return filled


def _close(own: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    """Notches narrower than twice `reach` pixels filled: dark chromatin at the rim is not the shape of a nucleus."""
    pad = int(reach) + 2
    padded = np.pad(own, pad)
    grown = ndimage.distance_transform_edt(~padded) <= reach
    closed = (ndimage.distance_transform_edt(grown) > reach) | padded
    inner: NDArray[np.bool_] = closed[pad:-pad, pad:-pad]
    return inner


def _judge(labels: Labels, bright: Plane, step: int, pixel_size_um: float, settings: NucleiSettings) -> Nuclei:
    grid_um = step * pixel_size_um
    claimed = claims(labels, bright, grid_um, settings)
    boxes = ndimage.find_objects(labels)
    regions = []
    for number, box in enumerate(boxes, 1):
        if box is None:
            continue
        own = labels[box] == number
        area = int(own.sum()) * grid_um**2
        if area < settings.min_area_um2 / 3:
            labels[box][own] = 0
            continue
        regions.append((number, box, own, area))
    whole = [area for _, _, _, area in regions if settings.min_area_um2 <= area <= settings.max_area_um2]
    median = float(np.median(whole)) if whole else 0.0
    # Counted from the top, and then from the left, so that ids do not depend on how nuclei were found.
    regions.sort(key=lambda region: (region[1][0].start, region[1][1].start))
    found = []
    numbered = np.zeros_like(labels)
    for label, (_, box, own, area) in enumerate(regions, 1):
        numbered[box][own] = label
        rows, columns = np.nonzero(own)
        long_um, short_um = _axes(rows, columns, grid_um)
        solidity = _solidity(own)
        spread = math.pi / 4 * long_um * short_um / area - 1
        reason, detail = _reason(
            box, own, area, median, solidity, spread, claimed[box], labels.shape, bright, grid_um, settings
        )
        found.append(
            Nucleus(
                label=label,
                x_px=(float(columns.mean()) + box[1].start + 0.5) * step - 0.5,
                y_px=(float(rows.mean()) + box[0].start + 0.5) * step - 0.5,
                area_um2=area,
                elongation=long_um / max(short_um, grid_um),
                solidity=solidity,
                outline=_outline(own, box, step),
                reason=reason,
                detail=detail,
            )
        )
    # Names in `claimed` follow those of the nuclei, now that these are numbered from the top.
    renamed = np.zeros(len(boxes) + 1, np.int32)
    for label, (number, _, _, _) in enumerate(regions, 1):
        renamed[number] = label
    return Nuclei(numbered, step, tuple(found), renamed[claimed])


def _reason(
    box: tuple[slice, ...],
    own: NDArray[np.bool_],
    area: float,
    median: float,
    solidity: float,
    spread: float,
    claimed: Labels,
    shape: tuple[int, ...],
    bright: Plane,
    grid_um: float,
    settings: NucleiSettings,
) -> tuple[str, str]:
    if any(side.start == 0 or side.stop == size for side, size in zip(box, shape, strict=True)):
        return "cut off", "reaches the edge of the field"
    if area < max(settings.min_area_um2, settings.small_by_median * median):
        return "small", f"{area:.0f} µm², the field's median is {median:.0f}: a slice or debris"
    if area > min(settings.max_area_um2, settings.large_by_median * median):
        return "large", f"{area:.0f} µm², the field's median is {median:.0f}: several nuclei"
    if solidity < settings.min_solidity:
        return "irregular", f"solidity {solidity:.2f}: a clump or overlapping nuclei"
    if spread > settings.most_excess:
        return "irregular", f"its ellipse is {100 * spread:.0f} % larger than it: several nuclei, or part of one"
    share = float((claimed[own] > 0).mean())
    if share > settings.most_claimed:
        return "overlapped", f"{100 * share:.0f} % of it may be another nucleus"
    if (step_up := _inner_step(own & (claimed == 0), bright[box], grid_um)) > 0:
        return "overlapped", f"a part of it is {step_up:.1f} times as bright: another nucleus lies over it"
    return "", ""


def _inner_step(own: NDArray[np.bool_], bright: Plane, grid_um: float) -> float:
    """How many times brighter a compact part of the nucleus is, when it is large enough to be another nucleus."""
    inner = ndimage.binary_erosion(np.pad(own, 1), iterations=max(1, round(0.8 / grid_um)))[1:-1, 1:-1]
    values = bright[inner]
    if len(values) < 30:
        return 0.0
    level = otsu(values)
    low, high = values[values <= level], values[values > level]
    if min(len(low), len(high)) < 0.1 * len(values):
        return 0.0
    ratio = float(np.median(high) / max(float(np.median(low)), 1e-6))
    if ratio < _INNER_RATIO:
        return 0.0
    # Texture is scattered; a nucleus lying over another is one piece.
    pieces, _ = ndimage.label(inner & (bright > level))
    largest = int(np.bincount(pieces.ravel())[1:].max(initial=0))
    return ratio if largest > 0.85 * len(high) and largest * grid_um**2 > _INNER_AREA_UM2 else 0.0


_INNER_RATIO = 1.6
_INNER_AREA_UM2 = 6.0


def _axes(rows: NDArray[np.intp], columns: NDArray[np.intp], grid_um: float) -> tuple[float, float]:
    """Long and short axis (um) of the ellipse with the same second moments."""
    if len(rows) < 3:
        return grid_um, grid_um
    y, x = rows - rows.mean(), columns - columns.mean()
    # A pixel is a square: its own spread is a twelfth.
    yy, xx, xy = float(y @ y) / len(y) + 1 / 12, float(x @ x) / len(y) + 1 / 12, float(x @ y) / len(y)
    middle, apart = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    return 4 * math.sqrt(middle + apart) * grid_um, 4 * math.sqrt(max(middle - apart, 0.0)) * grid_um


def _solidity(own: NDArray[np.bool_]) -> float:
    """Area by the area of the convex hull of its pixels, each a unit square."""
    rows = np.nonzero(own.any(axis=1))[0]
    if not len(rows):
        return 1.0
    left = own[rows].argmax(axis=1).tolist()
    right = (own.shape[1] - own[rows, ::-1].argmax(axis=1)).tolist()
    tops = rows.tolist()
    # Corners of the outermost pixels of each row, from the top: the left side and the right side are each bent one way.
    before = _bend([corner for x, y in zip(left, tops, strict=True) for corner in ((x, y), (x, y + 1))], 1)
    behind = _bend([corner for x, y in zip(right, tops, strict=True) for corner in ((x, y), (x, y + 1))], -1)
    ring = before + behind[::-1]
    twice = sum(x * b - a * y for (x, y), (a, b) in zip(ring, ring[1:] + ring[:1], strict=True))
    return float(own.sum()) / (abs(twice) / 2)


def _bend(corners: list[tuple[int, int]], side: int) -> list[tuple[int, int]]:
    """One side of a convex hull (Andrew 1979, doi 10.1016/0020-0190(79)90072-3); corners from top to bottom."""
    kept: list[tuple[int, int]] = []
    for x, y in corners:
        while len(kept) > 1:
            (a, b), (c, d) = kept[-2], kept[-1]
            if side * ((c - a) * (y - b) - (d - b) * (x - a)) < 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept


def _outline(own: NDArray[np.bool_], box: tuple[slice, ...], step: int) -> Outline:
    """Middles of the edges of the outermost pixels, every second of them: steps of one grid pixel are not a shape."""
    inside = np.pad(own, 1)
    width = inside.shape[1]
    following: dict[int, int] = {}
    # Edges of pixels as steps from corner to corner, with the nucleus on the right.
    for dy, dx, begin, end in ((-1, 0, 0, 1), (0, 1, 1, width + 1), (1, 0, width + 1, width), (0, -1, width, 0)):
        places = np.nonzero((inside & ~np.roll(inside, (-dy, -dx), (0, 1))).ravel())[0]
        following.update(zip((places + begin).tolist(), (places + end).tolist(), strict=True))
    if not following:
        return ()
    start = corner = min(following)
    path: list[int] = []
    while len(path) < len(following):
        path.append(corner)
        corner = following[corner]
        if corner == start:
            break
    y, x = (np.asarray(part, float) for part in np.divmod(path, width))
    scale, left, top = float(step), box[1].start - 1, box[0].start - 1
    xs = np.round(((x + np.roll(x, -1)) / 2 + left) * scale - 0.5, 1)[::2]
    ys = np.round(((y + np.roll(y, -1)) / 2 + top) * scale - 0.5, 1)[::2]
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))
