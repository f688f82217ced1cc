"""Nuclei in haematoxylin and DAB: each stain searched by itself, touching nuclei cut, spindle nuclei kept whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError
from skimage.feature import peak_local_max
from skimage.filters import threshold_otsu
from skimage.segmentation import expand_labels, watershed

from breakapart.scoring.ihc_settings import IhcSettings

Floats = NDArray[np.float32]
Labels = NDArray[np.int32]
Mask = NDArray[np.bool_]

SMOOTH_UM = 0.5
"""Standard deviation of the smoothing before thresholds: an eighth of a spindle nucleus' width."""
_SEED_DISTANCE_UM = 1.2
"""Least distance of two seeds; pieces that belong together are joined afterwards."""
_DISTANCE_SMOOTH_UM = 0.6
_LOCAL_UM = 3.5
"""Reach of the local mean. At 4.5 crowded nuclei melted together, on drawn fields and on 15 real Ki-67 fields."""
_WIDE_UM = 1.25
_WIDE_MARGIN_OD = 0.03
_EDGE_UM = (0.7, 2.2)
"""Ring around a nucleus in which its surroundings are measured: beyond its blur, before the next nucleus."""
_EDGE_SHARE = 0.25
"""A blue nucleus has at least this share of the contrast of the clearer nuclei of the field ..."""
_EDGE_MOST_OD = 0.075
"""... but never needs more than this, so that pale nuclei beside dark ones stay."""
_BACKGROUND_BLOCK_UM = 25.0
_BACKGROUND_PERCENT = 15.0
"""Percentile of a block that stands for what lies between nuclei, which cover up to three quarters of dense tumours."""
_COVERED = 0.5
"""Share of a blue object under a brown one (or the reverse) from which both are one nucleus."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundNuclei:
    """Nuclei of one field."""

    labels: Labels
    """Shape (height, width); 0 is no nucleus, 1 to n are nuclei."""
    dab_background: Floats
    """DAB between the nuclei, at every pixel."""
    left_out: tuple[tuple[str, int], ...]
    """Reason and number of objects that were found and are not counted."""


def find_nuclei(
    haematoxylin: Floats,
    dab: Floats,
    pixel_um: float,
    settings: IhcSettings,
    *,
    brown_nuclei: bool = True,
    tissue: Mask | None = None,
) -> FoundNuclei:
    """
    The nuclei of a field, from the amounts of both stains (density, shape (height, width)).

    Brown and blue nuclei are thresholded and cut separately, since one threshold for both settles on the darker ones;
    then objects that cover each other are made one. `brown_nuclei` is False for stains of cytoplasm or membrane, where
    brown is no nucleus. `tissue` leaves everything outside it out.
    """
    sigma = SMOOTH_UM / pixel_um
    dab_background = dab_between(dab, pixel_um, settings)
    # The cap counts from the background: capped as a whole, a nucleus on a brown background would lose its contrast.
    brown = ndimage.gaussian_filter(np.minimum(dab - dab_background, settings.dab_cap_od), sigma)
    # In a grainy background only what rises above the grain is a nucleus.
    grain = _blocks(brown, pixel_um, _grain, brown < settings.dab_cap_od / 2)
    least = np.maximum(settings.dab_contrast_od, settings.least_above_grain * grain)
    brown_mask = _above(brown, least, settings.dab_contrast_od / 3, pixel_um)
    if not brown_nuclei:
        brown_mask[:] = False
    # A brown nucleus holds haematoxylin too, and what leaks of its DAB; it must not set the measure for blue ones.
    apart = brown < (settings.dab_contrast_od if brown_nuclei else np.inf)
    blue = ndimage.gaussian_filter(np.minimum(haematoxylin, settings.haematoxylin_cap_od), sigma)
    blue -= _background(blue, pixel_um, settings, apart)
    blue_mask = _above(blue, _blue_threshold(blue[apart], settings), 0.0, pixel_um, apart)
    if tissue is not None:
        blue_mask &= tissue
        brown_mask &= tissue
    smallest = settings.smallest_nucleus_um2 / pixel_um**2
    brown_labels = split_objects(_clean(brown_mask, pixel_um, smallest), pixel_um, settings)
    blue_labels = split_objects(_clean(blue_mask, pixel_um, smallest), pixel_um, settings)
    labels = merge_stains(blue_labels, brown_labels, smallest)
    labels, shapes = _sift(labels, pixel_um, settings)
    labels, faint = _without_edge(labels, blue, brown, pixel_um, settings)
    return FoundNuclei(labels, dab_background, (*shapes, ("no edge: uneven background", faint)))


def dab_between(dab: Floats, pixel_um: float, settings: IhcSettings) -> Floats:
    """DAB between the nuclei, at every pixel."""
    return _background(ndimage.gaussian_filter(dab, SMOOTH_UM / pixel_um), pixel_um, settings)


def _above(
    contrast: Floats, threshold: float | Floats, margin: float, pixel_um: float, apart: Mask | None = None
) -> Mask:
    """
    Where a stain stands out, at the scale of chromatin or at that of a nucleus.

    The wider look closes vesicular nuclei, whose rim alone is dark; being above the local mean (of the pixels `apart`)
    parts crowded nuclei, and keeps patches of background from filling up.
    """
    reach = _LOCAL_UM / pixel_um
    if apart is None:
        local = ndimage.gaussian_filter(contrast, reach)
    else:
        weight = ndimage.gaussian_filter(apart.astype(np.float32), reach)
        local = ndimage.gaussian_filter(np.where(apart, contrast, 0), reach) / np.maximum(weight, 0.05)
    wide = ndimage.gaussian_filter(contrast, _WIDE_UM / pixel_um)
    found: Mask = ((contrast > threshold) & (contrast > local + margin)) | (
        (wide > threshold) & (wide > local + margin + _WIDE_MARGIN_OD)
    )
    return found


def _blue_threshold(contrast: Floats, settings: IhcSettings) -> float:
    if contrast.size < 100:
        return settings.haematoxylin_floor_od
    capped = np.clip(contrast, 0.0, 2 * settings.haematoxylin_ceiling_od)
    between = float(threshold_otsu(capped)) if capped.max() > capped.min() else 0.0
    upper = capped >= between
    apart = float(capped[upper].mean() - capped[~upper].mean()) if upper.any() and not upper.all() else 0.0
    if apart < settings.least_blue_separation * _grain(contrast):
        # One population, cut in two: there are no blue nuclei to speak of, and haze must not pass for them.
        return settings.haematoxylin_ceiling_od
    return float(np.clip(between, settings.haematoxylin_floor_od, settings.haematoxylin_ceiling_od))


def _background(stain: Floats, pixel_um: float, settings: IhcSettings, apart: Mask | None = None) -> Floats:
    """What lies between the nuclei: follows uneven light and patchy background over `surroundings_um`."""
    return _blocks(stain, pixel_um, _low, apart, settings.surroundings_um / 2)


def _low(values: Floats) -> float:
    return float(np.percentile(values, _BACKGROUND_PERCENT))


def _grain(values: Floats) -> float:
    """Standard deviation of the lower half, which nuclei do not reach."""
    middle, low = np.percentile(values, [50.0, 15.87])
    return float(middle - low)


def _blocks(
    values: Floats,
    pixel_um: float,
    measure: Callable[[Floats], float],
    apart: Mask | None = None,
    smooth_um: float = _BACKGROUND_BLOCK_UM / 2,
) -> Floats:
    """A measure of blocks, smoothed and spread over the pixels; only pixels `apart` count where a block has any."""
    block = max(2, round(_BACKGROUND_BLOCK_UM / pixel_um))
    height, width = values.shape
    rows, columns = max(1, height // block), max(1, width // block)
    row_edges = np.linspace(0, height, rows + 1).astype(int)
    column_edges = np.linspace(0, width, columns + 1).astype(int)
    coarse = np.empty((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            box = (
                slice(row_edges[row], row_edges[row + 1], 2),
                slice(column_edges[column], column_edges[column + 1], 2),
            )
            part = values[box]
            if apart is not None and apart[box].any():
                part = part[apart[box]]
            coarse[row, column] = measure(part)
    # The median of neighbours passes over a block that nuclei fill.
    coarse = ndimage.median_filter(coarse, 3, mode="nearest")
    coarse = ndimage.gaussian_filter(coarse, smooth_um / _BACKGROUND_BLOCK_UM, mode="nearest")
    grid = np.meshgrid(
        (np.arange(height) + 0.5) * rows / height - 0.5,
        (np.arange(width) + 0.5) * columns / width - 0.5,
        indexing="ij",
    )
    spread: Floats = ndimage.map_coordinates(coarse, grid, order=1, mode="nearest").astype(np.float32)
    return spread


def _clean(mask: Mask, pixel_um: float, smallest_px: float) -> Mask:
    """Without bridges and specks; the holes of vesicular nuclei are filled, the spaces between nuclei are not."""
    radius = max(1, round(0.5 / pixel_um))
    opened = ndimage.binary_opening(mask, ndimage.generate_binary_structure(2, 1), iterations=radius)
    holes, count = ndimage.label(~opened)
    if count:
        sizes = np.bincount(holes.ravel())
        opened |= (sizes < 1.5 * smallest_px)[holes] & (holes > 0)
    objects, _ = ndimage.label(opened)
    sizes = np.bincount(objects.ravel())
    keep: Mask = (sizes >= smallest_px)[objects] & opened
    return keep


def split_objects(mask: Mask, pixel_um: float, settings: IhcSettings) -> Labels:
    """
    Cut touching nuclei where they are narrow, then join again what was one nucleus.

    A distance transform cuts a spindle nucleus into several pieces, as its width varies along it. Two pieces are joined
    when the cut between them is nearly as wide as they are and together they are convex: two nuclei side by side or
    end to end have a waist, one spindle nucleus has none.
    """
    distance = ndimage.distance_transform_edt(mask).astype(np.float32)
    smooth = ndimage.gaussian_filter(distance, _DISTANCE_SMOOTH_UM / pixel_um)
    smooth[~mask] = 0
    objects, _ = ndimage.label(mask)
    peaks = peak_local_max(
        smooth,
        min_distance=max(1, round(_SEED_DISTANCE_UM / pixel_um)),
        labels=objects,
        exclude_border=False,
    )
    seeds = np.zeros(mask.shape, np.int32)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    pieces = watershed(-smooth, seeds, mask=mask).astype(np.int32)
    return _join(pieces, smooth, settings, pixel_um)


def _join(pieces: Labels, distance: Floats, settings: IhcSettings, pixel_um: float) -> Labels:
    """Join neighbouring pieces, the widest cuts first; every union is checked as a whole."""
    pairs = _cuts(pieces, distance)
    if not pairs:
        return pieces
    boxes = ndimage.find_objects(pieces)
    widest = np.zeros(len(boxes) + 1, np.float32)
    np.maximum.at(widest, pieces.ravel(), distance.ravel())
    outlines: dict[int, NDArray[np.int64]] = {}
    areas = np.bincount(pieces.ravel(), minlength=len(boxes) + 1)
    parent = list(range(len(boxes) + 1))
    members: dict[int, list[int]] = {}
    half_width = [0.0, *map(float, widest[1:])]
    area = [float(size) for size in areas]
    largest = settings.largest_nucleus_um2 / pixel_um**2

    def root(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    def outline(label: int) -> NDArray[np.int64]:
        if label not in outlines:
            outlines[label] = _ends(pieces, label, boxes[label - 1])
        return outlines[label]

    order = sorted(pairs, key=lambda pair: (-pairs[pair] / min(half_width[pair[0]], half_width[pair[1]]), pair))
    for first, second in order:
        neck = pairs[first, second]
        a, b = root(first), root(second)
        if a == b or neck < settings.merge_neck * min(half_width[a], half_width[b]):
            continue
        union = area[a] + area[b]
        if union > largest:
            continue
        parts = [*members.get(a, [a]), *members.get(b, [b])]
        if union < settings.merge_solidity * _hull_area(np.vstack([outline(part) for part in parts])):
            continue
        parent[b] = a
        members[a] = parts
        area[a] = union
        half_width[a] = max(half_width[a], half_width[b])
    lookup = np.array([root(label) for label in range(len(parent))])
    _, compact = np.unique(lookup, return_inverse=True)
    joined: Labels = compact.astype(np.int32)[pieces]
    return joined


def _cuts(pieces: Labels, distance: Floats) -> dict[tuple[int, int], float]:
    """Neighbouring pieces -> half the width of the cut between them: the largest distance to the edge along it."""
    found: dict[tuple[int, int], float] = {}
    for one, two in (
        ((slice(None), slice(1, None)), (slice(None), slice(None, -1))),
        ((slice(1, None), slice(None)), (slice(None, -1), slice(None))),
        ((slice(1, None), slice(1, None)), (slice(None, -1), slice(None, -1))),
        ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))),
    ):
        a, b = pieces[one], pieces[two]
        meet = (a != b) & (a > 0) & (b > 0)
        low, high = np.minimum(a[meet], b[meet]), np.maximum(a[meet], b[meet])
        width = np.minimum(distance[one][meet], distance[two][meet])
        for pair, half in zip(zip(low.tolist(), high.tolist(), strict=True), width.tolist(), strict=True):
            if half > found.get(pair, 0.0):
                found[pair] = half
    return found


def _ends(pieces: Labels, label: int, box: Any) -> NDArray[np.int64]:
    """The first and last pixel of every row of one piece: enough for its convex hull."""
    inside = pieces[box] == label
    rows = np.flatnonzero(inside.any(axis=1))
    left = inside.argmax(axis=1)[rows]
    right = inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1)[rows]
    top, start = box[0].start, box[1].start
    return np.vstack([np.column_stack((rows + top, side + start)) for side in (left, right)])


def _hull_area(points: NDArray[np.int64]) -> float:
    """
    Pixels in the convex hull of pixels, by Pick's theorem: area + edge points / 2 + 1.

    The area of the hull around pixel corners would make every slanting spindle nucleus seem ragged: it has few pixels
    across, and steps along its edge.
    """
    try:
        hull = ConvexHull(points)
    except QhullError:  # all on one line
        return float(len(points))
    vertices = points[hull.vertices]
    steps = np.abs(vertices - np.roll(vertices, 1, axis=0))
    return float(hull.volume + np.gcd(steps[:, 0], steps[:, 1]).sum() / 2 + 1)


def merge_stains(blue: Labels, brown: Labels, smallest_px: float) -> Labels:
    """
    One set of nuclei from those of both stains.

    A blue object mostly under a brown one is that brown nucleus; a small brown patch within a blue nucleus is stain in
    that nucleus. Elsewhere the brown outline wins, and what is left of a blue object beside it stays a nucleus when it
    is large enough.
    """
    blue_area = np.bincount(blue.ravel())
    brown_area = np.bincount(brown.ravel())
    both = (blue > 0) & (brown > 0)
    pairs, shared = np.unique(np.column_stack([blue[both], brown[both]]), axis=0, return_counts=True)
    keep_brown = np.ones(len(brown_area), bool)
    keep_blue = np.ones(len(blue_area), bool)
    patches = np.zeros(len(blue_area))
    for (b, d), overlap in zip(pairs.tolist(), shared.tolist(), strict=True):
        if overlap > _COVERED * brown_area[d] and brown_area[d] < _COVERED * blue_area[b]:
            keep_brown[d] = False
        elif overlap > _COVERED * blue_area[b]:
            keep_blue[b] = False
        else:
            patches[b] += overlap
    brown = np.where(keep_brown[brown], brown, 0)
    rest = np.where(keep_blue[blue] & (brown == 0), blue, 0)
    left = np.bincount(rest.ravel(), minlength=len(blue_area))
    # Slivers beside a brown nucleus are its rim.
    rest = np.where((left >= np.maximum(smallest_px, 0.4 * blue_area))[rest], rest, 0)
    merged = np.where(brown > 0, brown, np.where(rest > 0, rest + len(brown_area), 0))
    used = np.bincount(merged.ravel()) > 0
    used[0] = False
    compact = (np.cumsum(used) * used).astype(np.int32)
    labels: Labels = compact[merged]
    return labels


def _sift(labels: Labels, pixel_um: float, settings: IhcSettings) -> tuple[Labels, tuple[tuple[str, int], ...]]:
    """Without what is too small, too large or too ragged to be a nucleus; each reason counted."""
    smallest, largest = settings.smallest_nucleus_um2 / pixel_um**2, settings.largest_nucleus_um2 / pixel_um**2
    reasons = {"too small": 0, "too large": 0, "not the shape of a nucleus": 0}
    lookup = np.zeros(int(labels.max()) + 1, np.int32)
    count = 0
    for box, label in zip(ndimage.find_objects(labels), range(1, len(lookup)), strict=True):
        if box is None:
            continue
        area = int((labels[box] == label).sum())
        if area < smallest:
            reasons["too small"] += 1
        elif area > largest:
            reasons["too large"] += 1
        elif area < settings.least_solidity * _hull_area(_ends(labels, label, box)):
            reasons["not the shape of a nucleus"] += 1
        else:
            count += 1
            lookup[label] = count
    return lookup[labels], tuple(reasons.items())


def _without_edge(
    labels: Labels, blue: Floats, brown: Floats, pixel_um: float, settings: IhcSettings
) -> tuple[Labels, int]:
    """Without objects that hardly differ from a ring around them: a nucleus has an edge, a patch of background none."""
    count = int(labels.max())
    if not count:
        return labels, 0
    gap, reach = max(1.0, _EDGE_UM[0] / pixel_um), max(2.0, _EDGE_UM[1] / pixel_um)
    ring = expand_labels(labels, reach)
    ring[expand_labels(labels, gap) > 0] = 0
    ids = np.arange(1, count + 1)
    ring_sizes = np.bincount(ring.ravel(), minlength=count + 1)[1:]
    has_ring = ring_sizes > 0
    blue_edge, brown_edge = (
        np.asarray(ndimage.mean(stain, labels, ids))
        - np.bincount(ring.ravel(), weights=stain.ravel(), minlength=count + 1)[1:] / np.maximum(ring_sizes, 1)
        for stain in (blue, brown)
    )
    # Where every nucleus is brown, the haze between them is the bluest thing left: it is held against the nuclei.
    least = float(np.clip(_EDGE_SHARE * np.percentile(blue_edge, 75), settings.haematoxylin_floor_od, _EDGE_MOST_OD))
    keep = ~has_ring | (blue_edge >= least) | (brown_edge >= settings.dab_contrast_od / 2)
    lookup = np.append(0, np.cumsum(keep) * keep).astype(np.int32)
    return lookup[labels], int(count - keep.sum())
