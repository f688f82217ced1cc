"""Break-apart FISH: what was counted, and what the counts mean."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from breakapart.model.ihc import Percent
from breakapart.model.noun import Noun
from breakapart.model.outcome import Outcome

Count = Annotated[int, Field(ge=0)]


class FishPattern(StrEnum):
    """Class of one nucleus by its signals."""

    FUSED = "fused"
    SPLIT = "split"
    ISOLATED_3P = "isolated_3p"
    ISOLATED_5P = "isolated_5p"
    AMBIGUOUS = "ambiguous"
    NOT_INFORMATIVE = "not_informative"


class FishCounts(Noun):
    """Nuclei per class."""

    fused: Count = 0
    split: Count = 0
    isolated_3p: Count = 0
    isolated_5p: Count = 0
    ambiguous: Count = 0
    """Signal gap too close to the limit to call."""
    not_informative: Count = 0
    """Nuclei that cannot be classed (a colour missing altogether, overlapped); not among the scored."""

    @property
    def scored(self) -> int:
        """Nuclei the percentage is taken of."""
        return self.fused + self.split + self.isolated_3p + self.isolated_5p + self.ambiguous


class CellSignals(Noun):
    """Signals of one nucleus."""

    fused: Count = 0
    """Fused (or touching) pairs."""
    five_prime: Count = 0
    """Single signals of the 5' side."""
    three_prime: Count = 0
    """Single signals of the 3' side."""


class FishAssay(Noun):
    """One break-apart FISH on one component: counts, signals per cell, or only a result."""

    gene: str
    probe: str | None = None
    """Probe profile of the knowledge base (`ALK-vysis`); without it the gene's default profile."""
    counts: FishCounts | None = None
    cells: tuple[CellSignals, ...] | None = None
    image: str | None = None
    """Path of an image to score, relative to the case file."""
    outcome: Outcome | None = None
    """The laboratory's own result."""
    percent_positive: Percent | None = None
    """The laboratory's own percentage of rearranged nuclei."""
    cells_scored: Annotated[int, Field(ge=1)] | None = None
    cutoff_percent: Percent | None = None
    """The laboratory's cut-off; without it the probe profile's."""
    cutoff_operator: Annotated[str, Field(pattern=r"^(>|>=)$")] | None = None
    patterns_seen: tuple[FishPattern, ...] = ()
    section_thickness_um: Annotated[float, Field(gt=0)] | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("counts", "cells", "image") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"give only one of 'counts', 'cells' and 'image', found {' and '.join(given)}")
        if not given and self.outcome is None:
            raise ValueError("give 'counts', 'cells', 'image' or at least an 'outcome'")
        if self.counts is not None and self.cells_scored is not None and self.counts.scored != self.cells_scored:
            raise ValueError(
                f"'cells_scored' is {self.cells_scored} but the classes in 'counts' add up to {self.counts.scored}"
            )
        return self


@dataclass(frozen=True, slots=True)
class ProbeProfile:
    """How one probe is read. Colours differ by vendor and are never inferred from the gene."""

    id: str
    gene: str
    vendor: str
    five_prime_colour: str
    three_prime_colour: str
    kept_side: str
    """`3p` or `5p`: the side that the oncogenic fusion keeps; its isolated signal counts as rearranged."""
    min_cells: int
    cutoff_percent: float
    cutoff_operator: str
    """`>=` or `>`."""
    two_step: bool
    """50 nuclei first; between the equivocal bounds 50 more by a second reader."""
    equivocal_low: int
    """Two-step rule: this many rearranged of 50 or more is equivocal."""
    equivocal_high: int
    """Two-step rule: up to this many rearranged of 50 is equivocal."""
    split_gap_diameters: float
    """Gap between signals, in signal diameters, from which they are split."""
    five_prime_span_kb: float | None
    three_prime_span_kb: float | None
    verify_locally: bool
    source: str


@dataclass(frozen=True, slots=True)
class FishResult:
    """A break-apart FISH read by its probe profile, from whichever input."""

    gene: str
    probe: str
    basis: str
    """`counts`, `cells`, `image` or `outcome`: what it was computed from."""
    counts: FishCounts | None
    cells_scored: int | None
    rearranged: int | None
    percent: float | None
    percent_low: float | None
    """Wilson 95 % interval, lower end."""
    percent_high: float | None
    bound_low_percent: float | None
    """Percent with every ambiguous nucleus read as fused."""
    bound_high_percent: float | None
    """Percent with every ambiguous nucleus read as split."""
    probability_above_cutoff: float | None
    """Posterior probability (Beta(1, 1) prior) that the true share reaches the cut-off."""
    cutoff_percent: float
    cutoff_operator: str
    outcome: Outcome
    call: str
    """The call in words ("positive: 27 of 50 nuclei rearranged, 54 % ...")."""
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str
