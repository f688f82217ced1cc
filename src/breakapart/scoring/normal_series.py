"""
A laboratory's own background cut-off, from slides known to be normal.

Cut-offs depend on the method: automatic sampling of normal tissue with break-apart probes has shown 28 % background
(see the explanation of FISH images). Two rules are in use; both are given, and the laboratory chooses.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from breakapart.scoring.proportion import clopper_pearson

LEAST_SLIDES = 5
"""Normal slides below which a standard deviation says nothing. Guidelines ask for 20 or more; see `few_slides`."""
RECOMMENDED_SLIDES = 20
"""Normal slides usually asked for when a cut-off is established."""


@dataclass(frozen=True, slots=True)
class NormalSlide:
    """One normal slide."""

    name: str
    rearranged: int
    cells: int


@dataclass(frozen=True, slots=True)
class BackgroundCutOff:
    """Cut-offs in percent of nuclei; a slide above them is not normal."""

    mean_plus_3sd_percent: float
    beta_inverse_percent: float
    """Upper one-sided 95 % bound of the worst normal slide, by the inverse beta distribution, as a spreadsheet's
    BETAINV gives it."""
    mean_percent: float
    sd_percent: float
    slides: int
    warnings: tuple[str, ...]

    @property
    def stricter_percent(self) -> float:
        """The higher of both: fewer normal slides pass it."""
        return max(self.mean_plus_3sd_percent, self.beta_inverse_percent)


def background_cutoff(slides: Sequence[NormalSlide]) -> BackgroundCutOff:
    """
    Mean + 3 SD of the slides' percentages, and the inverse beta bound of the highest slide.

    Raises ValueError for fewer than 5 slides or counts that are none.
    """
    if len(slides) < LEAST_SLIDES:
        raise ValueError(f"{len(slides)} normal slides, expected at least {LEAST_SLIDES}")
    percents = [100 * slide.rearranged / slide.cells for slide in slides]
    mean = sum(percents) / len(percents)
    sd = math.sqrt(sum((value - mean) ** 2 for value in percents) / (len(percents) - 1))
    worst = max(slides, key=lambda slide: (slide.rearranged / slide.cells, -slide.cells))
    # The upper end of a two-sided 90 % interval is the one-sided 95 % bound, BETAINV(0.95, k + 1, n - k).
    _, upper = clopper_pearson(worst.rearranged, worst.cells, confidence=0.90)
    warnings = []
    if len(slides) < RECOMMENDED_SLIDES:
        warnings.append(f"{len(slides)} normal slides: {RECOMMENDED_SLIDES} or more are usually asked for")
    if min(slide.cells for slide in slides) < 100:
        warnings.append("some normal slides have fewer than 100 nuclei: the cut-off is higher than it need be")
    return BackgroundCutOff(mean + 3 * sd, 100 * upper, mean, sd, len(slides), tuple(warnings))
