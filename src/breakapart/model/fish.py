"""Break-apart FISH: what was counted, and what the counts mean."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from breakapart.model.ihc import ROUNDING_PERCENT, Percent
from breakapart.model.noun import Noun
from breakapart.model.outcome import Outcome
from breakapart.model.share import Share, ShareOrigin

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
    """Nuclei with fused signals only."""
    split: Count = 0
    """Nuclei with a 5' and a 3' signal apart."""
    isolated_3p: Count = 0
    """Nuclei with a 3' signal whose 5' signal is missing."""
    isolated_5p: Count = 0
    """Nuclei with a 5' signal whose 3' signal is missing."""
    ambiguous: Count = 0
    """Signal gap too close to the limit to call."""
    not_informative: Count = 0
    """Nuclei that cannot be classed (a colour missing altogether, overlapped); not among the scored."""

    @property
    def scored(self) -> int:
        """Nuclei scored: those of a clear class and the ambiguous ones."""
        return self.classed + self.ambiguous

    @property
    def classed(self) -> int:
        """Nuclei of a clear class: those the percentage is taken of."""
        return self.fused + self.split + self.isolated_3p + self.isolated_5p


class CellSignals(Noun):
    """Signals of one nucleus."""

    fused: Count = 0
    """Fused (or touching) pairs."""
    five_prime: Count = 0
    """Single signals of the 5' side."""
    three_prime: Count = 0
    """Single signals of the 3' side."""


class FishChannels(Noun):
    """Which channel of an image shows what, counted from 0."""

    dapi: Count
    """DAPI."""
    five_prime: Count
    """The 5' side of the probe."""
    three_prime: Count
    """The 3' side of the probe."""


class FishAssay(Noun):
    """One break-apart FISH on one component: counts, signals per cell, or only a result."""

    gene: str
    """HGNC symbol of the gene the probe flanks."""
    probe: str | None = None
    """Probe profile of the knowledge base (`ALK-vysis`); without it the gene's default profile."""
    counts: FishCounts | None = None
    """Nuclei per class."""
    cells: tuple[CellSignals, ...] | None = None
    """Signals of every nucleus, one by one."""
    image: str | None = None
    """Path of an image to score, relative to the case file."""
    more_images: tuple[str, ...] = ()
    """Further fields of the same slide, scored together with `image`."""
    channels: FishChannels | None = None
    """Which channel of the images is which, where their own names do not say."""
    pixel_size_um: Annotated[float, Field(ge=0.02, le=5)] | None = None
    """Edge of a pixel in micrometres, where the images do not say."""
    review: str | None = None
    """Path of a reviewer's decisions on the nuclei of the images, as the gallery page saves them."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Start of the random draw of `cells_scored` nuclei from the images."""
    outcome: Outcome | None = None
    """The laboratory's own result."""
    percent_positive: Percent | None = None
    """The laboratory's own percentage of rearranged nuclei."""
    cells_scored: Annotated[int, Field(ge=1)] | None = None
    """Nuclei the laboratory scored."""
    cutoff_percent: Percent | None = None
    """The laboratory's cut-off; without it the probe profile's."""
    cutoff_operator: Annotated[str, Field(pattern=r"^(>|>=)$")] | None = None
    """`>=` when the cut-off itself is positive, `>` when it is not."""
    patterns_seen: tuple[FishPattern, ...] = ()
    """Signal patterns the laboratory describes, where it gives no counts."""
    section_thickness_um: Annotated[float, Field(gt=0)] | None = None
    """Thickness of the section in micrometres."""
    stated_in: tuple[str, ...] = ()
    """Places of the source that say so ("text", "Fig. 3C")."""
    known_at: str | None = None
    """Id of the timeline event at which the result became known; without it, the specimen's last pathology read."""
    note: str | None = None
    """Anything else, in free text."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("counts", "cells", "image") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"give only one of 'counts', 'cells' and 'image', found {' and '.join(given)}")
        if self.image is None and (self.more_images or self.channels or self.pixel_size_um or self.review):
            raise ValueError("'more_images', 'channels', 'pixel_size_um' and 'review' go with an 'image'")
        if not given and self.outcome is None:
            raise ValueError("give 'counts', 'cells', 'image' or at least an 'outcome'")
        if self.counts is not None and self.cells_scored is not None and self.counts.scored != self.cells_scored:
            raise ValueError(
                f"'cells_scored' is {self.cells_scored} but the classes in 'counts' add up to {self.counts.scored}"
            )
        if self.cells is not None and self.cells_scored is not None and self.cells_scored > len(self.cells):
            raise ValueError(f"'cells_scored' is {self.cells_scored} but 'cells' lists only {len(self.cells)} nuclei")
        if (self.counts is not None and not self.counts.scored + self.counts.not_informative) or self.cells == ():
            raise ValueError(f"'{given[0]}' holds no nucleus")
        if self.percent_positive is not None and self.counts is not None:
            self._check_share(self.percent_positive, self.counts)
        elif self.percent_positive is not None and self.cells_scored is not None:
            self._check_whole_nuclei(self.percent_positive, self.cells_scored)
        return self

    @staticmethod
    def _check_share(percent: float, counts: FishCounts) -> None:
        # Which isolated signal counts as rearranged depends on the probe: only what no reading allows is refused.
        least = 100 * counts.split / max(counts.scored, 1)
        most = 100 * (counts.scored - counts.fused) / max(counts.scored, 1)
        if not least - ROUNDING_PERCENT <= percent <= most + ROUNDING_PERCENT:
            share = f"is {least:.3g}" if least == most else f"lies between {least:.3g} and {most:.3g}"
            raise ValueError(f"'percent_positive' is {percent:g} but by 'counts' it {share}")

    @staticmethod
    def _check_whole_nuclei(percent: float, cells: int) -> None:
        # A share of so many nuclei can only take so many values; 15.3 % of 100 nuclei is none of them.
        decimals = len(repr(percent).partition(".")[2].rstrip("0"))
        nearest = 100 * round(percent * cells / 100) / cells
        if abs(nearest - percent) > 0.5 * 10**-decimals + 1e-9:
            raise ValueError(
                f"'percent_positive' is {percent:g}, which is no whole number of the {cells} nuclei in 'cells_scored'"
            )


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
    """Something in this profile was not read in a source: a laboratory checks it before use."""
    source: str
    note: str = ""
    evidence: str = ""
    """Evidence class of the knowledge base."""
    five_prime_side: str = ""
    """`centromeric` or `telomeric`: where the 5' probe lies, from the gene's strand and arm."""


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
    is_rendered: bool = False
    """Read in an image that says of itself that it is rendered: an example, not a finding in a patient."""

    @property
    def share(self) -> Share | None:
        """The share of rearranged nuclei; None when neither counts nor a percentage are given."""
        if self.percent is None:
            return None
        if self.counts is None:
            origin, of = ShareOrigin.LABORATORY, self.cells_scored
        else:
            # Of the nuclei of a clear class: ambiguous ones are scored, but the percentage is not taken of them.
            origin, of = ShareOrigin.COUNTS, self.counts.classed
            if self.basis == "image":
                origin = ShareOrigin.RENDERED if self.is_rendered else ShareOrigin.IMAGE
        return Share(
            percent=self.percent,
            unit="nuclei",
            origin=origin,
            low_percent=self.percent_low,
            high_percent=self.percent_high,
            count=self.rearranged,
            of=of,
        )
