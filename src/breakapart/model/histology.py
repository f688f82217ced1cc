"""What the microscope shows: morphology, mitoses, necrosis, grade."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from breakapart.model.ihc import AlsoStated, Percent
from breakapart.model.noun import Noun
from breakapart.model.outcome import Extent, Outcome

WHO_FIELD_AREA_MM2 = 0.1734
"""Area of one high-power field in the FNCLCC system: 10 fields are 1.734 mm2 (WHO / AJCC)."""


class MorphologyFinding(Noun):
    """One morphological feature, present unless said otherwise."""

    term: str
    """Controlled term of the knowledge base (`fascicular`, `HPC_vessels`) or a synonym."""
    outcome: Outcome = Outcome.PRESENT
    extent: Extent | None = None
    text: str | None = None
    """The observer's own words."""
    stated_in: tuple[str, ...] = ()
    also_stated: tuple[AlsoStated, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_term(cls, value: Any) -> Any:
        return {"term": value} if isinstance(value, str) else value


class Mitoses(Noun):
    """A mitotic count with the area it was taken over."""

    count_low: Annotated[int, Field(ge=0)]
    """The count, or the lower end when a range is reported."""
    count_high: Annotated[int, Field(ge=0)] | None = None
    fields: Annotated[float, Field(gt=0)] | None = None
    """High-power fields counted (usually 10)."""
    field_area_mm2: Annotated[float, Field(gt=0)] | None = None
    """Area of one of these fields."""
    field_number_mm: Annotated[float, Field(gt=0)] | None = None
    """Field number of the eyepiece, from which the area follows with `objective` and `tube_factor`."""
    objective: Annotated[float, Field(gt=0)] | None = None
    tube_factor: Annotated[float, Field(gt=0)] = 1.0
    area_mm2: Annotated[float, Field(gt=0)] | None = None
    """Total area counted, when known directly."""
    approximate: bool = False

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if self.count_high is not None and self.count_high < self.count_low:
            raise ValueError(f"'count_high' is {self.count_high}, below 'count_low' {self.count_low}")
        if self.fields is None and self.area_mm2 is None:
            raise ValueError("give 'fields' (for example 10) or 'area_mm2': a count without its area cannot be graded")
        if (self.field_number_mm is None) != (self.objective is None):
            raise ValueError("'field_number_mm' and 'objective' belong together")
        return self


class NecrosisExtent(StrEnum):
    """Necrosis in the classes the FNCLCC system uses."""

    NONE = "none"
    UNDER_HALF = "under_half"
    HALF_OR_MORE = "half_or_more"


class Necrosis(Noun):
    """Tumour necrosis: a class, or a percentage."""

    extent: NecrosisExtent | None = None
    percent: Percent | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_extent(cls, value: Any) -> Any:
        return {"extent": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.extent is None and self.percent is None:
            raise ValueError("give 'extent' (none, under_half, half_or_more) or 'percent'")
        return self


class ReportedGrade(Noun):
    """FNCLCC scores and grade as the report states them."""

    differentiation: Literal[1, 2, 3] | None = None
    mitoses: Literal[1, 2, 3] | None = None
    necrosis: Literal[0, 1, 2] | None = None
    grade: Literal[1, 2, 3] | None = None


@dataclass(frozen=True, slots=True)
class FnclccGrade:
    """An FNCLCC grade with the road to it."""

    applicable: bool
    differentiation: int | None
    mitoses: int | None
    necrosis: int | None
    total: int | None
    grade: int | None
    grade_low: int | None
    """Lowest grade the input allows (ranges, small areas, missing parts)."""
    grade_high: int | None
    minimum_only: bool
    """The specimen is a biopsy: the grade of the whole tumour may be higher."""
    mitoses_per_10_hpf: tuple[float, float] | None
    """Mitoses normalised to 1.734 mm2, low and high end."""
    mitoses_per_mm2: tuple[float, float] | None
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str
