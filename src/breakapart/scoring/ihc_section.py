"""From the cells of all fields to the numbers of a section: index with intervals, H-score, Allred, hot spot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from breakapart.errors import InputError
from breakapart.model.ihc_image import (
    CellDecision,
    EyeComparison,
    HotSpot,
    IhcCell,
    IhcImageResult,
    StainProfile,
    Thresholds,
)
from breakapart.scoring.ihc import allred, h_score
from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.scoring.proportion import wilson

DECISIONS = ("positive", "negative", "not_a_cell")


def sum_up(
    cells: Sequence[IhcCell],
    *,
    image: str,
    stain: StainProfile,
    thresholds: Thresholds,
    pixel_um: float,
    searched_px: float,
    stained_px: float,
    settings: IhcSettings,
    left_out: Sequence[tuple[str, int]] = (),
    quality: Sequence[tuple[str, str]] = (),
    warnings: Sequence[str] = (),
    eye_percent: float | None = None,
) -> IhcImageResult:
    """
    The section's numbers from its cells, after a person's decisions where there are any.

    `searched_px` and `stained_px` are in pixels of the image as it was given.
    """
    if eye_percent is not None and not 0 <= eye_percent <= 100:
        raise InputError(f"{eye_percent:g} is not a percentage, expected 0 to 100", source="option --eye")
    counted = [cell for cell in cells if cell.final != "not_a_cell"]
    positive = sum(cell.final == "positive" for cell in counted)
    number = len(counted)
    enough = number >= settings.fewest_cells
    told = list(warnings)
    if not enough:
        told.append(
            f"{number} cells found, expected at least {settings.fewest_cells}: no index is given. "
            "This is not a negative result."
        )
    elif number < settings.enough_cells:
        told.append(f"{number} cells counted, of the {settings.enough_cells} to 1,000 advised")
    if enough and positive == 0:
        told.append("no positive cell: a negative result needs a control that shows that the stain has worked")
    low, high = (100 * end for end in wilson(positive, number)) if enough else (None, None)
    percent = 100 * positive / number if enough else None
    boot = bootstrap_interval(counted, pixel_um, settings) if enough else None
    doubt = _doubt_bounds(counted) if enough else (None, None)
    spot, spot_note = hot_spot(counted, pixel_um, settings)
    classes = _intensity_percent(counted) if enough else None
    proportion, strength = _allred(counted, percent) if percent is not None else (None, None)
    reviewed = [cell for cell in cells if cell.decision is not None]
    return IhcImageResult(
        image=image,
        stain=stain,
        thresholds=thresholds,
        pixel_size_um=pixel_um,
        area_mm2=searched_px * pixel_um**2 / 1e6,
        positive=positive,
        negative=number - positive,
        percent=percent,
        low=low,
        high=high,
        bootstrap_low=boot[0] if boot else None,
        bootstrap_high=boot[1] if boot else None,
        percent_doubt_low=doubt[0],
        percent_doubt_high=doubt[1],
        intensity_percent=classes,
        h_score=h_score(*classes) if classes else None,
        allred_proportion=proportion,
        allred_intensity=strength,
        stained_area_percent=100 * stained_px / searched_px if searched_px else None,
        hot_spot=spot,
        hot_spot_note=spot_note,
        eye=compare_with_eye(eye_percent, percent, low, high, boot) if eye_percent is not None else None,
        cells=tuple(cells),
        left_out=tuple(left_out),
        quality=tuple(quality),
        warnings=tuple(told),
        reviewed=len(reviewed),
        kappa=cohen_kappa([(cell.automatic, cell.final) for cell in reviewed]),
    )


def with_decisions(cells: Sequence[IhcCell], decisions: Sequence[CellDecision]) -> tuple[IhcCell, ...]:
    """
    The cells with a person's decisions. Raises InputError for a decision about a cell that is not there: the image or
    the settings have changed since the review.
    """
    by_cell: Mapping[str, CellDecision] = {decision.cell: decision for decision in decisions}
    missing = sorted(set(by_cell) - {cell.id for cell in cells})
    if missing:
        raise InputError(
            f"{len(missing)} of {len(by_cell)} decisions are about cells that were not found, first {missing[0]!r}",
            solution="The decisions belong to another image, region or pixel size; review again.",
        )
    return tuple(replace(cell, decision=by_cell.get(cell.id)) for cell in cells)


def bootstrap_interval(cells: Sequence[IhcCell], pixel_um: float, settings: IhcSettings) -> tuple[float, float] | None:
    """
    95 % interval of the index in percent when whole fields are drawn again; None when there are too few of them.

    Stained cells lie together, so that their number says less than it seems; fields are closer to independent than
    cells. Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, ch. 8 (blocks).
    """
    edge = settings.bootstrap_tile_um / pixel_um
    tiles: dict[tuple[int, int], list[int]] = {}
    for cell in cells:
        tile = tiles.setdefault((int(cell.y_px // edge), int(cell.x_px // edge)), [0, 0])
        tile[0] += cell.final == "positive"
        tile[1] += 1
    if len(tiles) < settings.fewest_bootstrap_tiles:
        return None
    counts = np.array([tiles[key] for key in sorted(tiles)])
    rng = np.random.default_rng(settings.seed)
    shares = np.empty(settings.bootstrap_rounds)
    for number in range(settings.bootstrap_rounds):
        positive, total = counts[rng.integers(0, len(counts), len(counts))].sum(axis=0)
        shares[number] = 100 * positive / total
    low, high = np.percentile(shares, [2.5, 97.5])
    return float(low), float(high)


def hot_spot(cells: Sequence[IhcCell], pixel_um: float, settings: IhcSettings) -> tuple[HotSpot | None, str]:
    """
    The `hot_spot_cells` neighbouring cells with the highest share of positive ones; None with the reason when there are
    too few to choose from. A highest value is high by choice: it is not comparable with an average.
    """
    wanted = settings.hot_spot_cells
    if len(cells) < 2 * wanted:
        return None, f"{len(cells)} cells, expected at least {2 * wanted} to choose a hot spot of {wanted} from"
    places = np.array([(cell.x_px, cell.y_px) for cell in cells])
    stained = np.array([cell.final == "positive" for cell in cells])
    tree = cKDTree(places)
    centres = places[:: max(1, len(places) // 2000)]
    distances, neighbours = tree.query(centres, k=wanted)
    positives = stained[neighbours].sum(axis=1)
    best = int(positives.argmax())
    positive = int(positives[best])
    low, high = wilson(positive, wanted)
    spot = HotSpot(
        x_px=float(centres[best, 0]),
        y_px=float(centres[best, 1]),
        radius_um=float(distances[best, -1]) * pixel_um,
        positive=positive,
        cells=wanted,
        percent=100 * positive / wanted,
        low=100 * low,
        high=100 * high,
    )
    return spot, "chosen for its height; not comparable with the average over the section"


def compare_with_eye(
    eye: float,
    percent: float | None,
    low: float | None,
    high: float | None,
    boot: tuple[float, float] | None,
) -> EyeComparison | None:
    """The number read by eye against the wider of both intervals; None when nothing was counted."""
    if percent is None or low is None or high is None:
        return None
    least, most = (min(low, boot[0]), max(high, boot[1])) if boot else (low, high)
    inside = least <= eye <= most
    text = (
        f"{eye:g} % by eye lies {'inside' if inside else 'outside'} the interval {least:.1f} to {most:.1f} % "
        f"of the count ({percent:.1f} %)"
    )
    if not inside:
        text += (
            "; look for another region, hot spot against average, or a threshold that does not fit (readers differ "
            "too: intraclass correlation 0.59 to 0.71 between laboratories, doi 10.1093/jnci/djt306)"
        )
    return EyeComparison(eye, inside, eye - percent, text)


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """
    Cohen's kappa of pairs of classes; None when there are none, or when both sides know only one class.

    >>> cohen_kappa([("pos", "pos"), ("neg", "neg"), ("pos", "neg"), ("neg", "neg")])
    0.5
    """
    if not pairs:
        return None
    names = sorted({name for pair in pairs for name in pair})
    total = len(pairs)
    observed = sum(a == b for a, b in pairs) / total
    expected = sum(sum(a == name for a, _ in pairs) * sum(b == name for _, b in pairs) / total**2 for name in names)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def control_thresholds(
    cells: Sequence[IhcCell], stain: StainProfile, settings: IhcSettings, *, source: str
) -> Thresholds:
    """
    Thresholds from a control slide that holds positive and negative cells.

    Positive from the emptiest place between the upper end of the negative cells (three standard deviations of their
    lower half) and Otsu's threshold (1979, doi 10.1109/TSMC.1979.4310076), which alone would leave weak cells out; 2+
    and 3+ at the thirds of the positive ones. Raises InputError when the control does not show both: then it controls
    nothing.
    """
    from skimage.filters import threshold_otsu

    values = np.array([_value(cell, stain) for cell in cells])
    if len(values) < settings.fewest_cells:
        raise InputError(
            f"shows {len(values)} cells, expected at least {settings.fewest_cells} in a control",
            source=source,
            solution="Use a control with more tissue, or a wider region.",
        )
    valley = _valley(values, float(threshold_otsu(values)))
    negative, positive = values[values < valley], values[values >= valley]
    spread = float(np.sqrt((negative.var() + positive.var()) / 2)) or 1e-6
    apart = (float(positive.mean()) - float(negative.mean())) / spread
    if (
        min(len(negative), len(positive)) < 0.02 * len(values)
        or apart < _LEAST_APART
        or positive.mean() < settings.positive_od
    ):
        raise InputError(
            f"does not show both positive and negative cells ({len(positive)} of {len(values)} above the best "
            f"threshold, {apart:.1f} standard deviations apart)",
            source=source,
            solution="A control needs tissue that stains beside tissue that does not, as tonsil does for Ki-67.",
        )
    moderate, strong = np.percentile(positive, [100 / 3, 200 / 3])
    moderate = max(float(moderate), valley + 0.01)
    return Thresholds(
        round(valley, 3), round(moderate, 3), round(max(float(strong), moderate + 0.01), 3), f"control {source}"
    )


def _valley(values: NDArray[np.float64], between: float) -> float:
    negative = values[values < between]
    if not len(negative):
        return between
    middle, low = np.percentile(negative, [50.0, 15.87])
    start = float(middle + 3 * max(middle - low, _VALLEY_STEP_OD))
    if start >= between:
        return between
    grid = np.arange(start, between + _VALLEY_STEP_OD, _VALLEY_STEP_OD)
    density = np.exp(-0.5 * ((grid[:, None] - values[None, :]) / (2 * _VALLEY_STEP_OD)) ** 2).sum(axis=1)
    lowest = grid[density <= density.min() + 1e-3]
    return float(np.median(lowest))


_VALLEY_STEP_OD = 0.01
_LEAST_APART = 3.5
"""Two normal populations cut at the middle of one (no valley) seem 2.65 standard deviations apart; more is needed."""


def _value(cell: IhcCell, stain: StainProfile) -> float:
    if stain.is_nuclear:
        return cell.nuclear_od
    return max(cell.cytoplasmic_od or 0.0, cell.membrane_od or 0.0)


def _intensity(cell: IhcCell) -> int:
    """A cell that a person called positive has at least 1+, one called negative has 0."""
    if cell.final == "positive":
        return max(1, cell.intensity)
    return 0


def _intensity_percent(cells: Sequence[IhcCell]) -> tuple[float, float, float]:
    levels = [_intensity(cell) for cell in cells]
    one, two, three = (100 * levels.count(level) / len(levels) for level in (1, 2, 3))
    return one, two, three


def _allred(cells: Sequence[IhcCell], percent: float) -> tuple[int, int]:
    levels = [level for level in map(_intensity, cells) if level]
    strength = round(sum(levels) / len(levels)) if levels else 0
    score = allred(percent, strength)
    return score.proportion, score.intensity


def _doubt_bounds(cells: Sequence[IhcCell]) -> tuple[float, float]:
    """Doubtful cells that nobody decided on, counted as negative and as positive."""
    open_cells = [cell for cell in cells if cell.is_doubtful and cell.decision is None]
    sure = sum(cell.final == "positive" for cell in cells) - sum(cell.final == "positive" for cell in open_cells)
    return 100 * sure / len(cells), 100 * (sure + len(open_cells)) / len(cells)
