"""Immunohistochemistry as the laboratory reports it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from breakapart.model.noun import Noun
from breakapart.model.outcome import Compartment, Extent, Intensity, Outcome

ROUNDING_PERCENT = 1.0
"""Two percentages of the same cells may differ by this much: each may have been rounded to a whole number."""

Percent = Annotated[float, Field(ge=0, le=100)]


class AlsoStated(Noun):
    """The same fact, told differently elsewhere in the source."""

    value: str
    """What stands there, in its own word."""
    where: str
    """Where it stands ("legend of Fig. 1H")."""


class CountMethod(StrEnum):
    """How a share of cells was taken."""

    AVERAGE = "average"
    HOT_SPOT = "hot_spot"
    ESTIMATE = "estimate"


class Basis(StrEnum):
    """Whether a result was stated for this stain, or for all stains of the specimen together."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


class IhcResult(Noun):
    """One stain on one component."""

    marker: str
    """Marker as in the knowledge base (`ALK`, `SOX10`, `panTRK`) or a synonym people write."""
    outcome: Outcome
    """`present`, `absent`, `equivocal` or `not_evaluable`. A stain that was not done is left out."""
    clone: str | None = None
    """Antibody clone (`D5F3`, `5A4`, `ALK1`, `EPR17341`)."""
    extent: Extent | None = None
    """How much of the tumour stains."""
    intensity: Intensity | None = None
    """How strongly the stained cells stain."""
    compartments: tuple[Compartment, ...] = ()
    """Where in the cell the stain lies."""
    percent_positive: Percent | None = None
    """Share of tumour cells that stain, 0 to 100. For Ki-67 the labelling index."""
    cells_counted: Annotated[int, Field(ge=1)] | None = None
    """Tumour cells behind `percent_positive`; without it no interval is given."""
    count_method: CountMethod | None = None
    """How `percent_positive` was taken."""
    percent_by_intensity: tuple[Percent, Percent, Percent] | None = None
    """Percent of tumour cells staining 1+, 2+ and 3+ (for the H-score)."""
    basis: Basis = Basis.INDIVIDUAL
    """`collective`: the source says "other stains similar" without naming this one."""
    stated_in: tuple[str, ...] = ()
    """Places of the source that say so ("text", "Fig. 1F")."""
    also_stated: tuple[AlsoStated, ...] = ()
    """What the source says differently elsewhere."""
    known_at: str | None = None
    """Id of the timeline event at which the result became known; without it, the specimen's last pathology read."""
    note: str | None = None
    """Anything else, in free text."""
    image: str | None = None
    """Path of a slide image to score, relative to the case file."""
    image_pixel_size_um: Annotated[float, Field(gt=0)] | None = None
    """Edge of a pixel of that image in micrometres, when the image file does not say."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.percent_by_intensity is not None and sum(self.percent_by_intensity) > 100:
            raise ValueError(
                f"'percent_by_intensity' adds up to {sum(self.percent_by_intensity):g}, expected at most 100"
            )
        if self.percent_by_intensity is not None and self.percent_positive is not None:
            total = sum(self.percent_by_intensity)
            if abs(total - self.percent_positive) > ROUNDING_PERCENT:
                raise ValueError(
                    f"'percent_positive' is {self.percent_positive:g} but 'percent_by_intensity' adds up to {total:g}"
                )
        if self.outcome is Outcome.PRESENT and self.percent_positive == 0:
            raise ValueError("'outcome' is 'present' but 'percent_positive' is 0; write outcome 'absent', or the share")
        if self.outcome is Outcome.NOT_EVALUABLE and (
            self.extent or self.intensity or self.compartments or self.percent_positive is not None
        ):
            raise ValueError(
                "'outcome' is 'not_evaluable' but an extent, an intensity, a compartment or a share is given; "
                "write what was seen as 'present', 'absent' or 'equivocal', or leave them out"
            )
        if self.outcome is Outcome.ABSENT and (self.extent or self.intensity or (self.percent_positive or 0) > 0):
            raise ValueError(
                "'outcome' is 'absent' but an extent, an intensity or a positive share is given; "
                "write outcome 'present' or 'equivocal', or leave them out"
            )
        return self
