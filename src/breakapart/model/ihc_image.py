"""What an image of a stained section gives: cells, their stain, and the shares they make up."""

from dataclasses import dataclass

from breakapart.model.outcome import Compartment


@dataclass(frozen=True, slots=True)
class StainProfile:
    """Which part of the cell counts for a stain."""

    marker: str
    """Id of the marker, or the name given when it is none of the knowledge base."""
    compartments: tuple[Compartment, ...]
    """Nuclear, cytoplasmic or membranous: a cell is positive when any of them is."""
    source: str = ""

    @property
    def is_nuclear(self) -> bool:
        """Whether brown nuclei are to be sought."""
        return Compartment.NUCLEAR in self.compartments


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Mean DAB density from which a cell is positive, 2+ and 3+."""

    positive_od: float
    moderate_od: float
    strong_od: float
    origin: str = "default"
    """`default`, or the control slide they were taken from."""


@dataclass(frozen=True, slots=True)
class CellDecision:
    """What a person decided about one cell; the automatic class is kept beside it."""

    cell: str
    decision: str
    """`positive`, `negative` or `not_a_cell`."""
    by: str
    at: str
    """When, as ISO 8601."""


@dataclass(frozen=True, slots=True)
class IhcCell:
    """One nucleus and the stain in and around it."""

    id: str
    x_px: float
    """Centre in pixels of the image as it was given, from its upper left corner."""
    y_px: float
    area_um2: float
    length_um: float
    width_um: float
    haematoxylin_od: float
    nuclear_od: float
    """Mean DAB of the nucleus above its local background."""
    cytoplasmic_od: float | None
    """Mean DAB of the ring around the nucleus; None where neighbours leave no ring."""
    membrane_share: float | None
    """Share of the circumference with a DAB ridge, 0 to 1."""
    membrane_od: float | None
    """Mean DAB of that ridge."""
    intensity: int
    """0, 1+, 2+ or 3+, from the compartment that counts."""
    automatic: str
    """`positive` or `negative`."""
    is_doubtful: bool
    reasons: tuple[str, ...]
    outline: tuple[tuple[float, float], ...]
    """Corners (x, y) in pixels of the image as it was given."""
    decision: CellDecision | None = None

    @property
    def final(self) -> str:
        """The person's decision where there is one, else the automatic class."""
        return self.automatic if self.decision is None else self.decision.decision


@dataclass(frozen=True, slots=True)
class HotSpot:
    """The part of the image with the highest share of positive cells."""

    x_px: float
    y_px: float
    radius_um: float
    positive: int
    cells: int
    percent: float
    low: float
    high: float
    """Wilson interval; it does not know that the place was chosen for its height."""


@dataclass(frozen=True, slots=True)
class EyeComparison:
    """A number read by eye against the counted one."""

    eye_percent: float
    inside_interval: bool
    difference_percent: float
    text: str


@dataclass(frozen=True, slots=True)
class IhcImageResult:
    """One scored section."""

    image: str
    stain: StainProfile
    thresholds: Thresholds
    pixel_size_um: float
    area_mm2: float
    """Area that was searched: region of interest, without fields that failed the quality check."""
    positive: int
    negative: int
    percent: float | None
    """Labelling index; None when there are too few cells."""
    low: float | None
    """Wilson 95 % interval, percent."""
    high: float | None
    bootstrap_low: float | None
    """95 % interval of the field bootstrap, percent; None when there are too few fields."""
    bootstrap_high: float | None
    percent_doubt_low: float | None
    """Index with every doubtful cell counted as negative, and as positive."""
    percent_doubt_high: float | None
    intensity_percent: tuple[float, float, float] | None
    """Percent of cells at 1+, 2+ and 3+."""
    h_score: float | None
    allred_proportion: int | None
    allred_intensity: int | None
    stained_area_percent: float | None
    """Share of the searched area with DAB above the positive threshold: needs no nuclei."""
    hot_spot: HotSpot | None
    hot_spot_note: str
    eye: EyeComparison | None
    cells: tuple[IhcCell, ...]
    left_out: tuple[tuple[str, int], ...]
    quality: tuple[tuple[str, str], ...]
    """(what was measured, its value) of every quality check."""
    warnings: tuple[str, ...]
    reviewed: int = 0
    """Cells a person decided on."""
    kappa: float | None = None
    """Agreement of automatic and final class of the reviewed cells (Cohen 1960, doi 10.1177/001316446002000104)."""
