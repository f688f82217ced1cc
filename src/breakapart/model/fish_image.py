"""What is seen in images of break-apart FISH: fields, nuclei, signals, classes, and what a reviewer says of them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from breakapart.model.fish import FishPattern, FishResult

Outline = tuple[tuple[float, float], ...]
"""Corners (x, y) in pixels of the image, the last joined to the first."""


class Role(StrEnum):
    """What a channel shows."""

    DAPI = "dapi"
    FIVE_PRIME = "5p"
    THREE_PRIME = "3p"


@dataclass(frozen=True, slots=True, eq=False)
class FishField:
    """One field of a slide with its channels told apart; planes of shape (z, height, width), float32."""

    name: str
    dapi: NDArray[np.float32]
    five_prime: NDArray[np.float32]
    three_prime: NDArray[np.float32]
    pixel_size_um: float
    z_step_um: float | None = None
    full_scale: float | None = None
    """Largest number a pixel can hold; None where unknown (floating point)."""
    is_rendered: bool = False
    """Computed, not photographed, as the file says of itself."""
    warnings: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return int(self.dapi.shape[1]), int(self.dapi.shape[2])


@dataclass(frozen=True, slots=True)
class Signal:
    """One spot of one colour in one nucleus."""

    side: Role
    x_px: float
    y_px: float
    z_um: float
    strength: float
    """Height above the noise of its channel, in noise units."""
    relative: float
    """Height by that of a typical signal of its channel."""
    width_um: float
    is_certain: bool = True
    """False for a spot between noise and signal: the class is read with it and without it."""
    is_shared: bool = False
    """Lies where its nucleus meets another, and may be the other's: alone, it is read both ways as well."""


@dataclass(frozen=True, slots=True)
class SignalPair:
    """A 5' and a 3' signal of one nucleus that belong together."""

    five_prime: int
    """Place in the signals of the nucleus."""
    three_prime: int
    distance_um: float
    distance_diameters: float
    state: FishPattern
    """`fused`, `ambiguous` or `split`."""


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """What a person says of one nucleus."""

    cell: str
    pattern: FishPattern
    by: str
    at: str
    """Date and time, ISO 8601."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FishCell:
    """One nucleus: where it is, what is in it, what it is taken for and why."""

    id: str
    """Number of the field and of the nucleus in it, counted from the top (`1-017`)."""
    field: str
    x_px: float
    y_px: float
    area_um2: float
    elongation: float
    """Long axis by short axis."""
    solidity: float
    outline: Outline
    signals: tuple[Signal, ...]
    pairs: tuple[SignalPair, ...]
    pattern: FishPattern
    """The class in force: the reviewer's, or else the automatic one."""
    automatic: FishPattern
    nearest: FishPattern
    """The class when every doubtful signal and gap is read as what it is nearer to."""
    doubt: float
    """0 for none to 1 for a nucleus that could as well be of another class."""
    reasons: tuple[str, ...]
    is_chosen: bool = True
    """Among the nuclei that are counted."""
    decision: ReviewDecision | None = None

    @property
    def fused(self) -> int:
        """Fused pairs."""
        return sum(pair.state is FishPattern.FUSED for pair in self.pairs)

    def copies(self, side: Role) -> int:
        """Signals of one side that are certain."""
        return sum(signal.side == side and signal.is_certain for signal in self.signals)


@dataclass(frozen=True, slots=True)
class ExcludedNucleus:
    """A nucleus that is not scored, and why."""

    id: str
    field: str
    x_px: float
    y_px: float
    outline: Outline
    reason: str
    """In a word that can be counted: `cut off`, `overlapped`, `small`, `large`, `irregular`, `debris`."""
    detail: str
    provisional: FishPattern = FishPattern.NOT_INFORMATIVE
    """What its signals would make it; never counted, and only as good as the reason for leaving it out allows."""


@dataclass(frozen=True, slots=True)
class FieldMeasures:
    """What was measured of a field as a whole."""

    name: str
    width_px: int
    height_px: int
    pixel_size_um: float
    z_planes: int
    signal_diameter_um: float | None
    bleed_5p_into_3p: float | None
    bleed_3p_into_5p: float | None
    failures: tuple[str, ...] = ()
    """Why the field cannot be scored; empty when it can."""
    warnings: tuple[str, ...] = ()
    is_rendered: bool = False


@dataclass(frozen=True, slots=True)
class ScoredField:
    """One field: what was measured, its nuclei, and those left out."""

    measures: FieldMeasures
    cells: tuple[FishCell, ...] = ()
    excluded: tuple[ExcludedNucleus, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyNumber:
    """Signals a nucleus, in the nuclei counted."""

    mean_5p: float
    mean_3p: float
    gained: int
    """Nuclei with 3 to 8 copies of the locus (the larger of both sides)."""
    amplified: int
    """Nuclei with more than 8 copies."""
    cells: int

    @property
    def ratio(self) -> float | None:
        """3' signals a 5' signal; about 1 unless one side is lost or amplified."""
        return self.mean_3p / self.mean_5p if self.mean_5p else None


@dataclass(frozen=True, slots=True)
class FieldSpread:
    """Whether the fields of a slide agree."""

    percents: tuple[tuple[str, int, int], ...]
    """Name, rearranged and classed nuclei of each field."""
    chi2: float | None
    degrees: int
    p: float | None
    """Probability of fields so different when all share one rate; None for a single field or too few nuclei."""


@dataclass(frozen=True, slots=True)
class ReviewAgreement:
    """How far the reviewer's classes are the automatic ones."""

    reviewed: int
    changed: int
    kappa_reviewed: float | None
    """Cohen's kappa over the nuclei reviewed; None when it is not defined."""
    kappa_all: float | None
    """Over all nuclei counted, those not reviewed taken as agreed."""
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverAll:
    """The share of rearranged nuclei over all that were found, those left out and those flagged too."""

    nuclei: int
    """Nuclei found; specks and thin slices are none."""
    classed: int
    """Of these, those that have a class when everything doubtful is read as what it is nearest to."""
    rearranged: int
    percent: float | None
    """Rearranged by classed; an estimate to compare with, never the result."""
    interval: tuple[float, float] | None
    """Wilson 95 % interval of `percent`."""
    percent_low: float
    """Of all nuclei, with every one flagged, left out or not informative taken as not rearranged."""
    percent_high: float
    """The same with all of them taken as rearranged."""
    left_out: int
    left_out_classed: int
    left_out_rearranged: int
    p: float | None
    """Probability of nuclei left out so different from those scored when leaving out is blind to the class."""


@dataclass(frozen=True, slots=True)
class FishImageResult:
    """All fields of one slide, scored."""

    fields: tuple[ScoredField, ...]
    cells: tuple[FishCell, ...]
    """Every nucleus of a class, counted or not, in order of field and place."""
    result: FishResult
    copy_number: CopyNumber | None
    spread: FieldSpread
    agreement: ReviewAgreement | None
    seed: int
    cells_wanted: int | None
    """Nuclei to be counted; None for all."""
    over_all: OverAll | None = None
    """The same over all nuclei of all fields, whatever was counted; None when none was found."""

    @property
    def excluded(self) -> tuple[ExcludedNucleus, ...]:
        """Nuclei not scored, of all fields."""
        return tuple(nucleus for field in self.fields for nucleus in field.excluded)

    @property
    def cells_found(self) -> int:
        """Nuclei found, scored or not."""
        return len(self.cells) + len(self.excluded)
