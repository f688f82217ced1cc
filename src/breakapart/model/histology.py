"""What the microscope shows: morphology, mitoses, necrosis, grade."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from breakapart.model.ihc import AlsoStated, Percent
from breakapart.model.noun import Noun
from breakapart.model.outcome import Extent, Outcome

WHO_FIELD_AREA_MM2 = 0.1734
"""Area of one high-power field in the FNCLCC system: 10 fields are 1.734 mm2 (WHO / AJCC)."""


class Degree(StrEnum):
    """How pronounced a feature is, in the words reports use."""

    MILD = "mild"
    MILD_TO_MODERATE = "mild_to_moderate"
    MODERATE = "moderate"
    MODERATE_TO_MARKED = "moderate_to_marked"
    MARKED = "marked"


class MorphologyFinding(Noun):
    """One morphological feature, present unless said otherwise."""

    short_form: ClassVar[str | None] = "term"

    term: str
    """Controlled term of the knowledge base (`fascicular`, `HPC_vessels`) or a synonym."""
    outcome: Outcome = Outcome.PRESENT
    """`present` when left out; `absent` when the feature was looked for and is not there."""
    extent: Extent | None = None
    """How much of the tumour shows it."""
    degree: Degree | None = None
    """How pronounced it is."""
    text: str | None = None
    """The observer's own words."""
    stated_in: tuple[str, ...] = ()
    """Places of the source that say so ("text", "abstract")."""
    also_stated: tuple[AlsoStated, ...] = ()
    """What the source says differently elsewhere."""

    @model_validator(mode="before")
    @classmethod
    def _plain_term(cls, value: Any) -> Any:
        return {"term": value} if isinstance(value, str) else value


class Mitoses(Noun):
    """A mitotic count with the area it was taken over."""

    count_low: Annotated[int, Field(ge=0)]
    """The count, or the lower end when a range is reported."""
    count_high: Annotated[int, Field(ge=0)] | None = None
    """The upper end, when a range is reported."""
    fields: Annotated[float, Field(gt=0)] | None = None
    """High-power fields counted (usually 10)."""
    region: str | None = None
    """Where they were counted ("cellular region", "hot spot")."""
    field_area_mm2: Annotated[float, Field(gt=0)] | None = None
    """Area of one of these fields."""
    field_number_mm: Annotated[float, Field(gt=0)] | None = None
    """Field number of the eyepiece, from which the area follows with `objective` and `tube_factor`."""
    objective: Annotated[float, Field(gt=0)] | None = None
    """Magnification of the objective (40 for 40x)."""
    tube_factor: Annotated[float, Field(gt=0)] = 1.0
    """Magnification of the tube; 1 for nearly all microscopes."""
    area_mm2: Annotated[float, Field(gt=0)] | None = None
    """Total area counted, when known directly."""
    approximate: bool = False
    """Whether the source calls the count approximate."""

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if self.count_high is not None and self.count_high < self.count_low:
            raise ValueError(f"'count_high' is {self.count_high}, below 'count_low' {self.count_low}")
        if self.fields is None and self.area_mm2 is None:
            raise ValueError("give 'fields' (for example 10) or 'area_mm2': a count without its area cannot be graded")
        if (self.field_number_mm is None) != (self.objective is None):
            raise ValueError("'field_number_mm' and 'objective' belong together")
        if self.area_mm2 is not None and self.fields is not None and self.field_area_mm2 is not None:
            product = self.fields * self.field_area_mm2
            if abs(product - self.area_mm2) > 0.05 * self.area_mm2:
                raise ValueError(
                    f"'area_mm2' is {self.area_mm2:g} but {self.fields:g} fields of {self.field_area_mm2:g} mm2 "
                    f"are {product:g} mm2"
                )
        return self


class NecrosisExtent(StrEnum):
    """Necrosis in the classes the FNCLCC system uses."""

    NONE = "none"
    UNDER_HALF = "under_half"
    HALF_OR_MORE = "half_or_more"


class Necrosis(Noun):
    """Tumour necrosis: a class, or a percentage."""

    short_form: ClassVar[str | None] = "extent"

    extent: NecrosisExtent | None = None
    """`none`, `under_half` or `half_or_more` of the tumour."""
    percent: Percent | None = None
    """Share of the tumour that is necrotic, 0 to 100."""

    @model_validator(mode="before")
    @classmethod
    def _plain_extent(cls, value: Any) -> Any:
        return {"extent": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.extent is None and self.percent is None:
            raise ValueError("give 'extent' (none, under_half, half_or_more) or 'percent'")
        if self.extent is not None and self.percent is not None and self.extent is not _necrosis_class(self.percent):
            raise ValueError(
                f"'percent' is {self.percent:g}, which is '{_necrosis_class(self.percent)}', "
                f"but 'extent' is '{self.extent}'"
            )
        return self

    @property
    def as_extent(self) -> NecrosisExtent:
        """The class: as given, or the one that the percentage falls into."""
        if self.extent is not None:
            return self.extent
        assert self.percent is not None
        return _necrosis_class(self.percent)


def _necrosis_class(percent: float) -> NecrosisExtent:
    if percent == 0:
        return NecrosisExtent.NONE
    return NecrosisExtent.UNDER_HALF if percent < 50 else NecrosisExtent.HALF_OR_MORE


class ReportedGrade(Noun):
    """FNCLCC scores and grade as the report states them."""

    differentiation: Literal[1, 2, 3] | None = None
    """Differentiation score."""
    mitoses: Literal[1, 2, 3] | None = None
    """Mitotic score."""
    necrosis: Literal[0, 1, 2] | None = None
    """Necrosis score."""
    grade: Literal[1, 2, 3] | None = None
    """Grade as reported; whether it follows from the scores is checked later."""


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
