"""
Nuclei of a DAPI image: outlined, kept whole when elongated, and left out with a reason when they cannot be scored.

Background and threshold are local, touching nuclei are parted at necks, and what was parted across a wide neck is
joined again: that is how a spindle nucleus stays one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError
from skimage.measure import find_contours
from skimage.segmentation import watershed

from breakapart.model.fish_image import Outline
from breakapart.model.image import Plane
from breakapart.scoring.fish_image_settings import NucleiSettings

Labels = NDArray[np.int32]
_EIGHT = np.ones((3, 3), bool)
_LARGEST_HOLE_UM2 = 8.0
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

    def at(self, x_px: NDArray[np.floating], y_px: NDArray[np.floating]) -> Labels:
        """Nucleus at each point of the image."""
        rows = np.clip(np.asarray(y_px) / self.step, 0, self.labels.shape[0] - 1).astype(int)
        columns = np.clip(np.asarray(x_px) / self.step, 0, self.labels.shape[1] - 1).astype(int)
        owners: Labels = self.labels[rows, columns]
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
        return Nuclei(np.zeros(small.shape, np.int32), step, ())
    labels, depth = _part(mask, grid_um)
    labels = _join(labels, depth, settings)
    labels = _trim(labels, bright, settings)
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
    counts, edges = np.histogram(values, bins=256)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(middles[int(np.nanargmax(between))]) if np.isfinite(between).any() else float(edges[-1])


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
    near = ndimage.gaussian_filter(ndimage.maximum_filter(bright, size=2 * round(2.5 / grid_um) + 1), 2.0 / grid_um)
    mask = bright > np.maximum(threshold, 0.30 * near)
    mask = ndimage.binary_opening(mask, _EIGHT)
    # Nucleoli and vacuoles are holes of a nucleus; the space within a ring of nuclei is not.
    holes, _ = ndimage.label(ndimage.binary_fill_holes(mask) & ~mask)
    small = np.bincount(holes.ravel()) * grid_um**2 < _LARGEST_HOLE_UM2
    small[0] = False
    filled: NDArray[np.bool_] = mask | small[holes]
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


def _part(mask: NDArray[np.bool_], grid_um: float) -> tuple[Labels, Plane]:
    """Touching nuclei parted: watershed on the depth below the outline, seeds at least a nuclear radius apart."""
    depth = ndimage.distance_transform_edt(mask).astype(np.float32) * grid_um
    smooth = ndimage.gaussian_filter(depth, 0.6 / grid_um)
    reach = max(1, round(1.6 / grid_um))
    peaks = (smooth == ndimage.maximum_filter(smooth, size=2 * reach + 1)) & (smooth > 0.9)
    seeds, _ = ndimage.label(peaks, _EIGHT)
    labels = watershed(-smooth, seeds, mask=mask)
    return labels.astype(np.int32), smooth


def _join(labels: Labels, depth: Plane, settings: NucleiSettings) -> Labels:
    """Pieces with a neck as wide as themselves are one nucleus."""
    count = int(labels.max())
    if count < 2:
        return labels
    peak = np.zeros(count + 1, np.float32)
    np.maximum.at(peak, labels.ravel(), depth.ravel())
    necks: dict[tuple[int, int], float] = {}
    for one, other, d_one, d_other in (
        (labels[:, :-1], labels[:, 1:], depth[:, :-1], depth[:, 1:]),
        (labels[:-1], labels[1:], depth[:-1], depth[1:]),
    ):
        border = (one != other) & (one > 0) & (other > 0)
        for a, b, neck in zip(
            one[border].tolist(),
            other[border].tolist(),
            np.minimum(d_one[border], d_other[border]).tolist(),
            strict=True,
        ):
            key = (a, b) if a < b else (b, a)
            necks[key] = max(necks.get(key, 0.0), neck)
    name = np.arange(count + 1)
    boxes = ndimage.find_objects(labels)
    joined = labels.copy()
    for (a, b), neck in sorted(necks.items(), key=lambda item: (-item[1], item[0])):
        a, b = int(name[a]), int(name[b])
        if a == b or neck < settings.join_neck * min(peak[a], peak[b]):
            continue
        box = _around(boxes[a - 1], boxes[b - 1])
        both = (joined[box] == a) | (joined[box] == b)
        if _solidity(both) < settings.join_solidity:
            continue
        joined[box][joined[box] == b] = a
        name[name == b] = a
        peak[a] = max(peak[a], peak[b])
        boxes[a - 1] = box
    return joined


def _around(one: tuple[slice, ...], other: tuple[slice, ...]) -> tuple[slice, ...]:
    return tuple(slice(min(a.start, b.start), max(a.stop, b.stop)) for a, b in zip(one, other, strict=True))


def _trim(labels: Labels, bright: Plane, settings: NucleiSettings) -> Labels:
    """Each nucleus down to its own half height, so that bright nuclei are not larger than dim ones; largest piece."""
    trimmed = np.zeros_like(labels)
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is None:
            continue
        own = labels[box] == number
        values = bright[box][own]
        keep = own & (bright[box] > settings.edge_level * float(np.median(values)))
        pieces, count = ndimage.label(keep)
        if count > 1:
            sizes = np.bincount(pieces.ravel())
            sizes[0] = 0
            keep = pieces == int(sizes.argmax())
        keep = ndimage.binary_fill_holes(keep)
        trimmed[box][keep & own] = number
    return trimmed


def _judge(labels: Labels, bright: Plane, step: int, pixel_size_um: float, settings: NucleiSettings) -> Nuclei:
    grid_um = step * pixel_size_um
    contacts = _contacts(labels)
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
    for label, (number, box, own, area) in enumerate(regions, 1):
        numbered[box][own] = label
        rows, columns = np.nonzero(own)
        long_um, short_um = _axes(rows, columns, grid_um)
        solidity = _solidity(own)
        reason, detail = _reason(
            number, box, own, area, median, solidity, short_um, contacts, labels, bright, grid_um, settings
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
    return Nuclei(numbered, step, tuple(found))


def _reason(
    number: int,
    box: tuple[slice, ...],
    own: NDArray[np.bool_],
    area: float,
    median: float,
    solidity: float,
    short_um: float,
    contacts: dict[int, int],
    labels: Labels,
    bright: Plane,
    grid_um: float,
    settings: NucleiSettings,
) -> tuple[str, str]:
    if any(part.start == 0 or part.stop == size for part, size in zip(box, labels.shape, strict=True)):
        return "cut off", "reaches the edge of the field"
    if area < max(settings.min_area_um2, settings.small_by_median * median):
        return "small", f"{area:.0f} um2, the field's median is {median:.0f}: a slice or debris"
    if area > min(settings.max_area_um2, settings.large_by_median * median):
        return "large", f"{area:.0f} um2, the field's median is {median:.0f}: several nuclei"
    if solidity < settings.min_solidity:
        return "irregular", f"solidity {solidity:.2f}: a clump or overlapping nuclei"
    contact = contacts.get(number, 0) * grid_um
    ratio = _border_brightness(number, box, labels, bright, grid_um) if contact > 0 else 0.0
    # Nuclei side by side are dim where they meet, because both edges are blurred; of nuclei that lie over each other
    # the light adds up.
    limit = settings.most_contact_dim if ratio < settings.dim_border else settings.most_contact
    if contact > limit * short_um:
        return "overlapped", f"shares {contact:.1f} um of its border with other nuclei, it is {short_um:.1f} um wide"
    if ratio > settings.overlap_brightness:
        return "overlapped", f"{ratio:.1f} times as bright where it meets its neighbour"
    if (step_up := _inner_step(own, bright[box], grid_um)) > 0:
        return "overlapped", f"a part of it is {step_up:.1f} times as bright: another nucleus lies over it"
    return "", ""


def _border_brightness(number: int, box: tuple[slice, ...], labels: Labels, bright: Plane, grid_um: float) -> float:
    grown = tuple(slice(max(0, part.start - 1), part.stop + 1) for part in box)
    own = labels[grown] == number
    others = (labels[grown] > 0) & ~own
    near = own & ndimage.binary_dilation(others, _EIGHT, iterations=max(1, round(0.7 / grid_um)))
    far = own & ~ndimage.binary_dilation(others, _EIGHT, iterations=max(2, round(2.0 / grid_um)))
    if near.sum() < 4 or far.sum() < 10:
        return 1.0
    values = bright[grown]
    return float(np.median(values[near]) / max(float(np.median(values[far])), 1e-6))


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


def _contacts(labels: Labels) -> dict[int, int]:
    """Border shared with any other nucleus, in pixels of the grid."""
    touching = np.zeros(labels.shape, bool)
    for axis in (0, 1):
        ahead = np.roll(labels, -1, axis)
        behind = np.roll(labels, 1, axis)
        for other, edge in ((ahead, -1), (behind, 0)):
            differs = (other != labels) & (other > 0) & (labels > 0)
            if axis == 0:
                differs[edge] = False
            else:
                differs[:, edge] = False
            touching |= differs
    counts = np.bincount(labels[touching])
    return {number: int(count) for number, count in enumerate(counts) if count}


def _axes(rows: NDArray[np.intp], columns: NDArray[np.intp], grid_um: float) -> tuple[float, float]:
    """Long and short axis (um) of the ellipse with the same second moments."""
    if len(rows) < 3:
        return grid_um, grid_um
    spread = np.cov(np.stack([rows, columns]).astype(float)) + np.eye(2) / 12
    short, long = np.sqrt(np.linalg.eigvalsh(spread))
    return 4 * float(long) * grid_um, 4 * float(short) * grid_um


def _solidity(own: NDArray[np.bool_]) -> float:
    """Area by the area of the convex hull of its pixels, each a unit square."""
    inner = ndimage.binary_erosion(np.pad(own, 1))[1:-1, 1:-1]
    points = np.argwhere(own & ~inner)
    if len(points) < 3:
        return 1.0
    try:
        hull = float(ConvexHull(points).volume)
    except QhullError:  # all pixels on one line
        hull = 0.0
    # Hull of squares = hull of centres widened by half a pixel on every side.
    height, width = np.ptp(points, axis=0)
    return float(own.sum()) / (hull + float(height) + float(width) + 1)


def _outline(own: NDArray[np.bool_], box: tuple[slice, ...], step: int) -> Outline:
    contours = find_contours(np.pad(own, 1).astype(np.float32), 0.5)
    if not contours:
        return ()
    # Every second corner: steps of one grid pixel are not a shape.
    longest = max(contours, key=len)[:-1:2]
    top, left = box[0].start - 1, box[1].start - 1
    return tuple(
        (round((float(x) + left + 0.5) * step - 0.5, 1), round((float(y) + top + 0.5) * step - 0.5, 1))
        for y, x in longest
    )
