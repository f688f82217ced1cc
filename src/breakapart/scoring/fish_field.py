"""
One field of break-apart FISH, from its channels to nuclei with a class: the story of the engine.

Quality first: a field that cannot be scored gets its reasons and no number.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.model.fish import FishPattern, ProbeProfile
from breakapart.model.fish_image import (
    ExcludedNucleus,
    FieldMeasures,
    FishCell,
    FishField,
    Role,
    ScoredField,
    Signal,
    SignalPair,
)
from breakapart.model.image import Plane
from breakapart.scoring.bleedthrough import ALONE, MOST, Bleed, estimate_share, unmix
from breakapart.scoring.debris import Colour, Lumps, covered_nuclei, find_debris, find_lumps, is_pale, nearest
from breakapart.scoring.field_quality import before_scoring, channel_trouble, hybridisation_trouble, peak_trouble
from breakapart.scoring.fish_image_settings import FishImageSettings, SpotSettings
from breakapart.scoring.nuclei import Nuclei, Nucleus, block_mean, find_nuclei, otsu
from breakapart.scoring.pairing import Limit, Reading, is_paired, pair_signals, read_cell
from breakapart.scoring.spots import Spots, depth_of, find_spots, noise_of, point_filter, smooth_points

_TYPICAL = 60
"""Percentile of the heights of bright spots that stands for a typical signal."""


def score_field(
    field: FishField, profile: ProbeProfile, settings: FishImageSettings | None = None, *, number: int = 1
) -> ScoredField:
    """
    The nuclei of one field with their classes; `number` begins their ids.

    A field that fails quality control has no cells, and `measures.failures` says why.
    """
    settings = settings or FishImageSettings()
    failures = before_scoring(field, settings.field)
    if failures:
        return ScoredField(_measures(field, failures=failures))
    px = field.pixel_size_um
    dapi = field.dapi.max(axis=0)
    nuclei = find_nuclei(dapi, px, settings.nuclei)
    if not nuclei.found:
        return ScoredField(_measures(field, failures=("no nucleus was found in the DAPI channel: blank or unstained",)))
    mask = _signal_mask(nuclei, field.shape, settings.spots.outside_um / px)
    five, three = (np.ascontiguousarray(stack.max(axis=0)) for stack in (field.five_prime, field.three_prime))
    failures = channel_trouble(dapi, five, three, mask, field)
    if failures:
        return ScoredField(_measures(field, failures=failures))
    diameter_px = settings.spots.expected_um / px
    smooth = (smooth_points(five, diameter_px), smooth_points(three, diameter_px))
    bleed = _estimate_bleed((five, three), smooth, mask, settings, diameter_px)
    warnings = list(field.warnings)
    if max(bleed.five_into_three, bleed.three_into_five) > MOST:
        failure = (
            f"{100 * max(bleed.five_into_three, bleed.three_into_five):.0f} % of the light of one colour is seen in "
            "the other: the 5' and 3' channels show the same thing"
        )
        return ScoredField(_measures(field, failures=(failure,), bleed=bleed))
    five, three = unmix(five, three, bleed)
    smooth = unmix(*smooth, bleed)
    colours, diameter_um = _search((five, three), smooth, mask, len(nuclei.found), settings, px)
    failures = hybridisation_trouble([len(colour.spots) for colour in colours], settings.field)
    if not failures and diameter_um > settings.field.largest_signal_um:
        failures = (
            f"signals are {diameter_um:.2f} µm wide, more than {settings.field.largest_signal_um:g} µm: out of focus, "
            "or the pixel size is wrong",
        )
    failures = failures or peak_trouble(field, [(one.spots.x_px, one.spots.y_px) for one in colours], settings.field)
    if failures:
        return ScoredField(_measures(field, diameter=diameter_um, failures=failures, bleed=bleed))
    lumps = find_lumps((five, three), colours, diameter_um / px, settings.spots)
    signals = _signals(field, nuclei, colours, lumps, diameter_um, settings)
    limit = Limit.of(diameter_um, profile.split_gap_diameters, settings.pairing)
    read = _read_all(signals, nuclei, limit, profile, px)
    cells, excluded = [], []
    covered = covered_nuclei(nuclei, lumps, px)
    for nucleus in nuclei.found:
        reason, detail = nucleus.reason, nucleus.detail
        if not reason and nucleus.label in covered:
            reason = "debris"
            detail = f"{covered[nucleus.label]:.1f} µm² of it lie under a lump that shines in both colours"
        own, pairs, reading = read[nucleus.label]
        if reason:
            excluded.append(_exclude(nucleus, field, number, reason, detail, reading))
        else:
            cells.append(_cell(nucleus, own, pairs, reading, field, number))
    bare = [side for side in (Role.FIVE_PRIME, Role.THREE_PRIME) if _share_with(cells, side) < _least(settings)]
    if cells and bare:
        sides = " and ".join(f"{side.value[0]}'" for side in bare)
        failure = f"most nuclei have no {sides} signal: out of focus, hybridisation failed, or other channels"
        return ScoredField(_measures(field, diameter=diameter_um, failures=(failure,), bleed=bleed))
    warnings += [
        f"the {colour.side.value[0]}' channel has many weak spots, background like signals: look at the cells"
        for colour in colours
        if colour.is_noisy
    ]
    if field.dapi.shape[0] > 1 and field.z_step_um is None:
        warnings.append("the distance of the focal planes is not known: gaps are measured across the field only")
    return ScoredField(
        _measures(field, diameter=diameter_um, bleed=bleed, warnings=tuple(warnings)), tuple(cells), tuple(excluded)
    )


def _least(settings: FishImageSettings) -> float:
    return settings.field.least_signal_share


def _share_with(cells: Sequence[FishCell], side: Role) -> float:
    return sum(cell.copies(side) > 0 for cell in cells) / max(1, len(cells))


def _measures(
    field: FishField,
    *,
    diameter: float | None = None,
    bleed: Bleed | None = None,
    failures: tuple[str, ...] = (),
    warnings: tuple[str, ...] | None = None,
) -> FieldMeasures:
    height, width = field.shape
    return FieldMeasures(
        name=field.name,
        width_px=width,
        height_px=height,
        pixel_size_um=field.pixel_size_um,
        z_planes=field.dapi.shape[0],
        signal_diameter_um=diameter,
        bleed_5p_into_3p=None if bleed is None else bleed.five_into_three,
        bleed_3p_into_5p=None if bleed is None else bleed.three_into_five,
        failures=failures,
        warnings=field.warnings if warnings is None else warnings,
        is_rendered=field.is_rendered,
    )


def _signal_mask(nuclei: Nuclei, shape: tuple[int, int], outside_px: float) -> NDArray[np.bool_]:
    """Where signals are sought, at the resolution of the image."""
    grown = ndimage.binary_dilation(nuclei.labels > 0, iterations=max(1, round(outside_px / nuclei.step)))
    large = np.repeat(np.repeat(grown, nuclei.step, axis=0), nuclei.step, axis=1)
    mask = np.zeros(shape, bool)
    height, width = (min(a, b) for a, b in zip(shape, large.shape, strict=True))
    mask[:height, :width] = large[:height, :width]
    return mask


def _estimate_bleed(
    planes: tuple[Plane, Plane],
    smooth: tuple[Plane, Plane],
    mask: NDArray[np.bool_],
    settings: FishImageSettings,
    diameter: float,
) -> Bleed:
    heights = [_above_ground(one, diameter) for one in smooth]
    found = []
    for own, plane in zip(heights, planes, strict=True):
        middle, noise = noise_of(own, mask)
        least = middle + settings.spots.min_noise * noise
        found.append(find_spots(plane, own, mask, least=least, merge_px=0.5 * diameter, diameter_px=diameter))
    shares = []
    for this in (0, 1):
        spots, others = found[this], found[1 - this]
        usual = ~(spots.width_px > settings.spots.max_width * diameter)
        away = nearest(spots.places, others.places, ALONE * diameter) / diameter
        rows, columns = np.rint(spots.y_px).astype(int), np.rint(spots.x_px).astype(int)
        own, other = heights[this][rows, columns], heights[1 - this][rows, columns]
        shares.append(estimate_share(own[usual], other[usual], away[usual]))
    return Bleed(*(share or 0.0 for share in shares))


def _above_ground(smooth: Plane, diameter_px: float) -> Plane:
    """
    Brightness above the darkest surroundings, on the scale of signals.

    Not the point filter: beside a strong signal that goes below zero, and a partner there would look like none.
    """
    step = max(1, round(0.6 * diameter_px))
    coarse = block_mean(smooth, step)
    ground = ndimage.gaussian_filter(ndimage.grey_opening(coarse, size=(7, 7)), 1.0)
    large = np.repeat(np.repeat(ground, step, axis=0), step, axis=1)
    pad = [(0, size - done) for size, done in zip(smooth.shape, large.shape, strict=True)]
    above: Plane = smooth - np.pad(large, pad, mode="edge")
    return above


def _search(
    planes: tuple[Plane, Plane],
    smooth: tuple[Plane, Plane],
    mask: NDArray[np.bool_],
    nuclei: int,
    settings: FishImageSettings,
    px: float,
) -> tuple[tuple[Colour, Colour], float]:
    """Both colours searched; once more when signals turn out to be of another size than expected."""
    diameter = settings.spots.expected_um / px
    colours = _search_both(planes, smooth, mask, diameter, nuclei, settings)
    measured = _diameter(colours)
    if measured is not None and not 0.75 < measured / diameter < 1.35:
        diameter = min(max(measured, 1.5), 4 * diameter)
        smooth = (smooth_points(planes[0], diameter), smooth_points(planes[1], diameter))
        colours = _search_both(planes, smooth, mask, diameter, nuclei, settings)
        measured = _diameter(colours)
    return colours, (measured or diameter) * px


def _search_both(
    planes: tuple[Plane, Plane],
    smooth: tuple[Plane, Plane],
    mask: NDArray[np.bool_],
    diameter_px: float,
    nuclei: int,
    settings: FishImageSettings,
) -> tuple[Colour, Colour]:
    five = _search_colour(Role.FIVE_PRIME, planes[0], smooth[0], mask, diameter_px, nuclei, settings)
    return five, _search_colour(Role.THREE_PRIME, planes[1], smooth[1], mask, diameter_px, nuclei, settings)


def _search_colour(
    side: Role,
    plane: Plane,
    smooth: Plane,
    mask: NDArray[np.bool_],
    diameter_px: float,
    nuclei: int,
    settings: FishImageSettings,
) -> Colour:
    answer = point_filter(smooth, diameter_px)
    middle, noise = noise_of(answer, mask)
    noise = max(noise, 1e-6)
    spots = find_spots(
        plane,
        answer,
        mask,
        least=middle + settings.spots.doubtful_noise * noise,
        merge_px=settings.spots.merge_diameters * diameter_px,
        diameter_px=diameter_px,
    )
    sure = spots.height >= middle + 2 * settings.spots.min_noise * noise
    narrow = ~(spots.width_px > settings.spots.max_width * diameter_px)
    bright = spots.height[sure & narrow]
    typical = float(np.percentile(bright, _TYPICAL)) if len(bright) >= settings.field.least_signals else 0.0
    least, doubtful, is_noisy = signal_limits(spots.height[narrow], noise, typical, nuclei, settings.spots)
    return Colour(side, spots.keep(spots.height >= middle + doubtful), noise, typical, middle + least, is_noisy)


def signal_limits(
    heights: NDArray[np.float64], noise: float, typical: float, nuclei: int, settings: SpotSettings
) -> tuple[float, float, bool]:
    """Height of a signal, height of a doubtful spot, and whether the background looks like weak signals."""
    least = max(settings.min_noise * noise, settings.min_relative * typical)
    doubtful = max(settings.doubtful_noise * noise, settings.doubtful_relative * typical)
    weak = int(((heights >= doubtful) & (heights < least)).sum())
    if not typical or weak < settings.weak_a_nucleus * max(1, nuclei):
        return least, doubtful, False
    valley = float(np.exp(otsu(np.log(np.clip(heights[heights >= doubtful], 1e-6, 2 * typical)))))
    least = max(least, min(valley, settings.most_relative * typical))
    return least, 0.8 * least, True


def _diameter(colours: Sequence[Colour]) -> float | None:
    """Median width of the brighter signals of both colours, in pixels."""
    widths = []
    for colour in colours:
        if not colour.typical:
            continue
        usual = (colour.spots.height > 0.5 * colour.typical) & (colour.spots.height < 2.5 * colour.typical)
        widths.append(colour.spots.width_px[usual & np.isfinite(colour.spots.width_px)])
    values = np.concatenate(widths) if widths else np.empty(0)
    return float(np.median(values)) if len(values) >= 5 else None


def _signals(
    field: FishField,
    nuclei: Nuclei,
    colours: tuple[Colour, Colour],
    lumps: Lumps,
    diameter_um: float,
    settings: FishImageSettings,
) -> dict[int, tuple[Signal, ...]]:
    """Signals of each nucleus, without debris and without what bleeds through."""
    px = field.pixel_size_um
    debris = find_debris(colours, lumps, diameter_um / px, settings.spots)
    by_nucleus: dict[int, list[Signal]] = {}
    for this, (colour, stack) in enumerate(zip(colours, (field.five_prime, field.three_prime), strict=True)):
        spots, other = colour.spots, colours[1 - this]
        z_um = np.zeros(len(spots))
        if stack.shape[0] > 1 and field.z_step_um is not None:
            z_um = depth_of(stack, spots.x_px, spots.y_px) * field.z_step_um
        owners = _owners(nuclei, spots, settings.spots.outside_um / px)
        shared = nuclei.claimant(spots.x_px, spots.y_px) > 0
        pale = is_pale(colour, diameter_um / px, settings.spots)
        typical = colour.typical or float(spots.height.max(initial=1.0))
        for place in np.nonzero((owners > 0) & ~debris[this])[0]:
            height = float(spots.height[place])
            certain = height >= colour.least and not pale[place]
            if not certain and _is_leftover(spots, int(place), other, diameter_um / px):
                continue
            width = float(spots.width_px[place])
            by_nucleus.setdefault(int(owners[place]), []).append(
                Signal(
                    side=colour.side,
                    x_px=float(spots.x_px[place]),
                    y_px=float(spots.y_px[place]),
                    z_um=float(z_um[place]),
                    strength=height / colour.noise,
                    relative=height / typical,
                    width_um=width * px if np.isfinite(width) else diameter_um,
                    is_certain=bool(certain),
                    is_shared=bool(shared[place]),
                )
            )
    return {label: tuple(signals) for label, signals in by_nucleus.items()}


def _owners(nuclei: Nuclei, spots: Spots, outside_px: float) -> NDArray[np.int32]:
    """Nucleus of each spot; a spot just outside belongs to the nucleus beside it."""
    owners = nuclei.at(spots.x_px, spots.y_px)
    for turn in range(8):
        angle = turn * np.pi / 4
        beside = nuclei.at(spots.x_px + outside_px * np.cos(angle), spots.y_px + outside_px * np.sin(angle))
        owners = np.where(owners > 0, owners, beside)
    return owners


def _is_leftover(spots: Spots, place: int, other: Colour, diameter_px: float) -> bool:
    """A weak spot exactly under a strong one of the other colour is what unmixing left over."""
    away = np.hypot(other.spots.x_px - spots.x_px[place], other.spots.y_px - spots.y_px[place])
    strong = other.spots.height > 0.8 * other.typical
    return bool((strong & (away < 0.35 * diameter_px)).any())


def _read_all(
    signals: dict[int, tuple[Signal, ...]], nuclei: Nuclei, limit: Limit, profile: ProbeProfile, px: float
) -> dict[int, tuple[tuple[Signal, ...], tuple[SignalPair, ...], Reading]]:
    """Signals, pairs and class of every nucleus, those that are left out too: their signals may be a neighbour's."""
    own = {nucleus.label: signals.get(nucleus.label, ()) for nucleus in nuclei.found}
    pairs = {label: pair_signals(found, limit, px) for label, found in own.items()}
    foreign: dict[int, list[Signal]] = {}
    for label, found in own.items():
        for place, signal in enumerate(found):
            # Half of a pair belongs where its partner is.
            if signal.is_shared and signal.is_certain and not is_paired(place, pairs[label]):
                claimant = int(nuclei.claimant(np.array([signal.x_px]), np.array([signal.y_px]))[0])
                foreign.setdefault(claimant, []).append(signal)
    return {
        label: (
            found,
            pairs[label],
            read_cell(found, pairs[label], limit, profile.kept_side, px, foreign.get(label, ())),
        )
        for label, found in own.items()
    }


def _cell(
    nucleus: Nucleus,
    signals: tuple[Signal, ...],
    pairs: tuple[SignalPair, ...],
    reading: Reading,
    field: FishField,
    number: int,
) -> FishCell:
    return FishCell(
        id=_id(number, nucleus),
        field=field.name,
        x_px=nucleus.x_px,
        y_px=nucleus.y_px,
        area_um2=nucleus.area_um2,
        elongation=nucleus.elongation,
        solidity=nucleus.solidity,
        outline=nucleus.outline,
        signals=signals,
        pairs=pairs,
        pattern=reading.pattern,
        automatic=reading.pattern,
        nearest=reading.nearest,
        doubt=reading.doubt,
        reasons=reading.reasons or (_plain_reason(reading.pattern, pairs),),
    )


def _plain_reason(pattern: FishPattern, pairs: Sequence[object]) -> str:
    return {
        FishPattern.FUSED: f"{len(pairs)} fused signals and none alone",
        FishPattern.SPLIT: "a 5' and a 3' signal apart",
        FishPattern.ISOLATED_3P: "a 3' signal without a 5' signal",
        FishPattern.ISOLATED_5P: "a 5' signal without a 3' signal",
    }.get(pattern, "")


def _exclude(
    nucleus: Nucleus, field: FishField, number: int, reason: str, detail: str, reading: Reading
) -> ExcludedNucleus:
    return ExcludedNucleus(
        _id(number, nucleus), field.name, nucleus.x_px, nucleus.y_px, nucleus.outline, reason, detail, reading.nearest
    )


def _id(number: int, nucleus: Nucleus) -> str:
    return f"{number}-{nucleus.label:03d}"
