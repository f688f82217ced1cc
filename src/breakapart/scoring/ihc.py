"""Stained shares: labelling index with its interval, H-score, Allred score."""

from dataclasses import dataclass

from breakapart.errors import InputError
from breakapart.model.ihc import CountMethod, IhcResult
from breakapart.scoring.proportion import Z_95, wilson

ENOUGH_CELLS = 500
"""Tumour nuclei from which a Ki-67 index is taken (500 to 1,000; doi 10.1186/s13000-022-01225-4)."""
FULL = 100.0
ALLRED_BOUNDS_PERCENT = (1.0, 10.0, 100 / 3, 200 / 3)
"""Upper ends of Allred proportion scores 1 to 4: one hundredth (excluded), a tenth, a third, two thirds (NAACCR SSDI
"ER Allred score"; Fitzgibbons 2014)."""


@dataclass(frozen=True, slots=True)
class StainedShare:
    """A share of stained tumour cells."""

    percent: float
    low: float | None
    """Wilson 95 % interval in percent; None when the number of cells is not known."""
    high: float | None
    cells: int | None
    note: str
    """What a reader must know of this number, in one sentence or more."""


@dataclass(frozen=True, slots=True)
class AllredScore:
    """Proportion and intensity score; the total is 0 or 2 to 8 (1 cannot occur)."""

    proportion: int
    intensity: int

    @property
    def total(self) -> int:
        """Sum of both."""
        return self.proportion + self.intensity


def share_of(positive: int, cells: int, *, z: float = Z_95) -> StainedShare:
    """
    The share of `positive` among `cells` tumour cells.

    >>> share = share_of(150, 500)
    >>> share.percent, round(share.low, 1), round(share.high, 1)
    (30.0, 26.1, 34.2)

    Raises InputError when there are more positive cells than cells, or none at all.
    """
    if cells < 1 or not 0 <= positive <= cells:
        raise InputError(
            f"{positive} positive of {cells} cells is not a count", solution="Give whole numbers of cells."
        )
    low, high = wilson(positive, cells, z)
    note = "" if cells >= ENOUGH_CELLS else _few(cells)
    return StainedShare(100 * positive / cells, 100 * low, 100 * high, cells, note)


def labelling_index(result: IhcResult, *, z: float = Z_95) -> StainedShare | None:
    """
    The share of stained cells of one stain, with its interval where the cells behind it were counted.

    None when the stain gives no percentage. The interval holds for cells that stain independently of their neighbours;
    hot spots make the truth wider, and readers differ more than cells do (intraclass correlation 0.59 to 0.71 between
    laboratories: Polley 2013, doi 10.1093/jnci/djt306).
    """
    percent = result.percent_positive
    if percent is None:
        return None
    how = {
        CountMethod.AVERAGE: "average over the section",
        CountMethod.HOT_SPOT: "hot spot, not comparable with an average",
        CountMethod.ESTIMATE: "estimated by eye",
        None: "average or hot spot is not said",
    }[result.count_method]
    if result.cells_counted is None:
        note = f"{how}; the number of cells is not given, so no interval can be computed"
        return StainedShare(percent, None, None, None, note)
    counted = share_of(round(percent * result.cells_counted / 100), result.cells_counted, z=z)
    return StainedShare(percent, counted.low, counted.high, counted.cells, "; ".join(filter(None, (how, counted.note))))


def h_score(weak_percent: float, moderate_percent: float, strong_percent: float) -> float:
    """
    H-score, 0 to 300: one, two and three times the percent of cells that stain weakly, moderately and strongly.

    Source: ASCO Post 2015; McCarty 1986, Cancer Res 46:4244s.

    >>> h_score(20, 30, 40)
    200.0

    Raises InputError when a share lies outside 0 to 100 or they add up to more than 100.
    """
    shares = (weak_percent, moderate_percent, strong_percent)
    for share in shares:
        _check_percent(share)
    if sum(shares) > FULL + 1e-9:
        raise InputError(
            f"the shares of weak, moderate and strong cells add up to {sum(shares):g} %, expected at most 100 %",
            solution="Each cell counts once, by its own intensity.",
        )
    return float(weak_percent + 2 * moderate_percent + 3 * strong_percent)


def allred(percent: float, intensity: int) -> AllredScore:
    """
    Allred score from the percent of stained cells and their average intensity (0 none to 3 strong).

    Source: NAACCR SSDI "ER Allred score"; Fitzgibbons 2014 (CAP template).

    >>> allred(70, 3).total, allred(0.5, 1).total, allred(0, 0).total
    (8, 2, 0)

    Raises InputError when the percent lies outside 0 to 100, the intensity outside 0 to 3, or only one of them is 0.
    """
    _check_percent(percent)
    if intensity not in (0, 1, 2, 3):
        raise InputError(f"intensity is {intensity}, expected 0, 1, 2 or 3")
    if (percent == 0) != (intensity == 0):
        raise InputError(
            f"{percent:g} % of cells with intensity {intensity} contradict each other: both are 0, or neither is"
        )
    if percent == 0:
        return AllredScore(0, 0)
    hundredth, tenth, third, two_thirds = ALLRED_BOUNDS_PERCENT
    above = sum(percent > bound for bound in (tenth, third, two_thirds))
    return AllredScore(1 if percent < hundredth else 2 + above, intensity)


def _few(cells: int) -> str:
    return f"{cells} cells counted, of the {ENOUGH_CELLS} to 1,000 advised"


def _check_percent(value: float) -> None:
    if not 0 <= value <= FULL:
        raise InputError(f"{value:g} % is not a share of cells, expected 0 to 100 %")
