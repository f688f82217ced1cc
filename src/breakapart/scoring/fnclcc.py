"""
FNCLCC grade: differentiation, mitoses and necrosis, each with what is known of it.

Sum of differentiation (1 to 3), mitoses (1 to 3) and necrosis (0 to 2): 2 or 3 is grade 1, 4 or 5 grade 2, 6 to 8
grade 3 (Trojani 1984; Guillou 1997; as in the CAP soft-tissue protocol and doi 10.1155/2010/506182, table 1).
"""

import math
from dataclasses import dataclass
from itertools import product

from breakapart.knowledge.histotypes import Grading, Histotype, Histotypes
from breakapart.model.case import Component, ProcedureKind, Specimen, SpecimenKind
from breakapart.model.histology import (
    WHO_FIELD_AREA_MM2,
    FnclccGrade,
    Mitoses,
    Necrosis,
    NecrosisExtent,
    ReportedGrade,
)
from breakapart.model.outcome import Outcome
from breakapart.scoring.poisson import poisson_interval

SOURCE = (
    "FNCLCC (Trojani 1984; Guillou 1997); doi 10.1155/2010/506182 table 1; "
    "mitoses per 1.734 mm2: WHO and AJCC; per mm2: Cree 2021, Mod Pathol 34:1651"
)

OUTCOME_WARNING = (
    "grade did not predict outcome in kinase-fusion tumours of children: of two published cases, both grade 1, one "
    "recurred twice and metastasised (doi 10.3389/fonc.2025.1516491)"
)
KINASES = frozenset({"ALK", "BRAF", "EGFR", "FGFR1", "MET", "NTRK1", "NTRK2", "NTRK3", "PDGFRB", "RAF1", "RET", "ROS1"})
"""Kinases whose fusions drive spindle-cell tumours: those of the knowledge base's fusion table."""
KINASE_STAINS = frozenset(["ALK", "ROS1", "panTRK"])
"""Stains that stand for a kinase fusion, as ids of the knowledge base."""


@dataclass(frozen=True, slots=True)
class FnclccSettings:
    """The numbers of the system."""

    reference_area_mm2: float = 10 * WHO_FIELD_AREA_MM2
    """Area (mm2) that the mitotic thresholds are counts in: ten fields of 0.1734 mm2 (WHO; AJCC)."""
    assumed_field_area_mm2: float = WHO_FIELD_AREA_MM2
    """Field area (mm2) when the microscope is not described: the FNCLCC field, always with a warning."""
    smallest_field_area_mm2: float = 0.159
    """Field area (mm2) of the narrowest usual eyepiece, field number 18 at 40x (Renne 2023):
    with the largest, the range that an undescribed microscope may have."""
    largest_field_area_mm2: float = 0.345
    """Field area (mm2) of the widest usual eyepiece, field number 26.5 at 40x (Renne 2023)."""
    mitoses_score_2_from: int = 10
    """Mitoses in the reference area from which the mitotic score is 2 (0 to 9 is 1)."""
    mitoses_score_3_from: int = 20
    """Mitoses in the reference area from which the mitotic score is 3."""
    necrosis_score_2_from_percent: float = 50.0
    """Necrosis (percent of the tumour) from which the necrosis score is 2; some, but less, is 1; none is 0."""
    confidence: float = 0.95
    """Confidence (share) of the Poisson interval of a count over another area."""

    def __post_init__(self) -> None:
        if self.reference_area_mm2 <= 0 or self.smallest_field_area_mm2 <= 0:
            raise ValueError("areas must be above 0")
        if not self.smallest_field_area_mm2 <= self.assumed_field_area_mm2 <= self.largest_field_area_mm2:
            raise ValueError("the assumed field must lie between the smallest and the largest")
        if not 0 < self.mitoses_score_2_from < self.mitoses_score_3_from:
            raise ValueError("the mitotic thresholds must rise")
        if not 0 < self.necrosis_score_2_from_percent <= 100 or not 0 < self.confidence < 1:
            raise ValueError("necrosis must lie in 0 to 100 percent and confidence between 0 and 1")


def field_area_mm2(field_number_mm: float, objective: float, tube_factor: float = 1.0) -> float:
    """
    Area of one field: a circle with the diameter field number / objective / tube factor.

    Source: Renne 2023, Pathologica 115:302.

    >>> round(field_area_mm2(22, 40), 3), round(field_area_mm2(22, 40, 1.25), 3)
    (0.238, 0.152)
    """
    diameter_mm = field_number_mm / objective / tube_factor
    return math.pi / 4 * diameter_mm**2


@dataclass(frozen=True, slots=True)
class GradingInput:
    """What is known of one tumour before it is graded."""

    differentiation: int | None = None
    """Score given by the observer; comes before the histotype's."""
    histotype: Histotype | None = None
    mitoses: Mitoses | None = None
    necrosis: Necrosis | None = None
    reported: ReportedGrade | None = None
    procedure: ProcedureKind = ProcedureKind.UNKNOWN
    kind: SpecimenKind = SpecimenKind.UNKNOWN
    after_treatment: bool = False
    has_kinase_fusion: bool = False


def grade_component(
    component: Component, specimen: Specimen, histotypes: Histotypes, settings: FnclccSettings | None = None
) -> FnclccGrade:
    """The grade of one component of one specimen; not applicable, with the reason, where the system is not for it."""
    histotype: Histotype | None = None
    unknown: tuple[str, ...] = ()
    if component.histotype is not None:
        id_ = histotypes.resolve(component.histotype)
        if id_ is None:
            near = ", ".join(histotypes.label(other) for other in histotypes.suggest(component.histotype))
            unknown = (
                f"histotype {component.histotype!r} is not in the differentiation table"
                + (f" (near: {near})" if near else ""),
            )
        else:
            histotype = histotypes.record(id_)
    tumour = GradingInput(
        differentiation=component.differentiation_score,
        histotype=histotype,
        mitoses=component.mitoses,
        necrosis=component.necrosis,
        reported=component.reported_grade,
        procedure=specimen.procedure,
        kind=specimen.kind,
        after_treatment=specimen.after_treatment,
        has_kinase_fusion=shows_kinase_fusion(component),
    )
    return grade_tumour(tumour, settings or FnclccSettings(), warnings=unknown)


def has_grading_input(component: Component) -> bool:
    """Whether anything was stated that a grade could be made of."""
    stated = (component.differentiation_score, component.mitoses, component.necrosis, component.reported_grade)
    return any(item is not None for item in stated)


def shows_kinase_fusion(component: Component) -> bool:
    """Whether a stain, FISH or sequencing of the component speaks for the fusion of a kinase."""
    if any(stain.marker in KINASE_STAINS and stain.outcome is Outcome.PRESENT for stain in component.ihc):
        return True
    if any(assay.gene in KINASES and assay.outcome is Outcome.PRESENT for assay in component.fish):
        return True
    calls = [call for result in component.sequencing for call in result.fusions if call.outcome is Outcome.PRESENT]
    return any(kinase in call.call.upper() for call in calls for kinase in KINASES)


def grade_tumour(
    tumour: GradingInput, settings: FnclccSettings | None = None, *, warnings: tuple[str, ...] = ()
) -> FnclccGrade:
    """The grade of `tumour`, the range that its input allows, and every reason and caveat."""
    settings = settings or FnclccSettings()
    differentiation, reasons, caveats = _differentiation(tumour)
    mitoses = _mitoses(tumour, settings)
    necrosis, necrosis_reason = _necrosis(tumour, settings)
    all_warnings = [*warnings, *caveats, *mitoses.warnings, *_caveats(tumour)]
    refusal = _not_applicable(tumour, differentiation)
    if refusal is not None:
        all_warnings += _against_reported(tumour.reported, None, None, None, None)
        return FnclccGrade(
            applicable=False,
            differentiation=None,
            mitoses=None,
            necrosis=None,
            total=None,
            grade=None,
            grade_low=None,
            grade_high=None,
            minimum_only=False,
            mitoses_per_10_hpf=mitoses.per_reference,
            mitoses_per_mm2=mitoses.per_mm2,
            reasons=(refusal,),
            warnings=tuple(all_warnings),
            source=SOURCE,
        )
    scores = (differentiation, mitoses.score, necrosis)
    total = sum(score for score in scores if score is not None) if None not in scores else None
    grade = None if total is None else grade_of_total(total)
    grade_low, grade_high = _range(differentiation, mitoses.possible, necrosis)
    reasons += [*mitoses.reasons, necrosis_reason, _sum_reason(differentiation, mitoses.score, necrosis)]
    if grade is not None and grade_low != grade_high:
        all_warnings.append(f"what is given allows grades {grade_low} to {grade_high}")
    all_warnings += _against_reported(tumour.reported, differentiation, mitoses.score, necrosis, grade)
    if tumour.reported is not None and grade is not None and tumour.reported.grade == grade:
        reasons.append(f"agrees with the reported grade {grade}")
    return FnclccGrade(
        applicable=True,
        differentiation=differentiation,
        mitoses=mitoses.score,
        necrosis=necrosis,
        total=total,
        grade=grade,
        grade_low=grade_low,
        grade_high=grade_high,
        minimum_only=tumour.procedure in (ProcedureKind.BIOPSY, ProcedureKind.CORE_BIOPSY),
        mitoses_per_10_hpf=mitoses.per_reference,
        mitoses_per_mm2=mitoses.per_mm2,
        reasons=tuple(reasons),
        warnings=tuple(all_warnings),
        source=SOURCE,
    )


def grade_of_total(total: int) -> int:
    """Grade of a total of 2 to 8."""
    if not 2 <= total <= 8:
        raise ValueError(f"total is {total}, expected 2 to 8")
    return 1 if total <= 3 else 2 if total <= 5 else 3


@dataclass(frozen=True, slots=True)
class _MitoticScore:
    score: int | None
    """None when the count is missing, or its range lies in two scores."""
    possible: tuple[int, ...]
    per_reference: tuple[float, float] | None = None
    per_mm2: tuple[float, float] | None = None
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _differentiation(tumour: GradingInput) -> tuple[int | None, list[str], list[str]]:
    type_ = tumour.histotype
    caveats = [] if type_ is None or not type_.caveat else [f"{type_.label}: {type_.caveat}"]
    by_type = None if type_ is None else type_.differentiation
    if tumour.differentiation is not None:
        if by_type is not None and by_type != tumour.differentiation:
            caveats.append(
                f"differentiation {tumour.differentiation} is given, but {type_.label if type_ else ''} scores "
                f"{by_type} in the table; the given score is used"
            )
        return tumour.differentiation, [f"differentiation {tumour.differentiation}, given by the observer"], caveats
    if tumour.reported is not None and tumour.reported.differentiation is not None:
        score = tumour.reported.differentiation
        return score, [f"differentiation {score}, as reported"], caveats
    if type_ is not None and by_type is not None:
        return by_type, [f"differentiation {by_type}: {type_.label} ({type_.source})"], caveats
    return None, ["differentiation is not given and no histotype with a score is named"], caveats


def _mitoses(tumour: GradingInput, settings: FnclccSettings) -> _MitoticScore:
    counted, reported = tumour.mitoses, tumour.reported
    if counted is None:
        if reported is not None and reported.mitoses is not None:
            reason = f"mitotic score {reported.mitoses}, as reported; the count is not given"
            return _MitoticScore(reported.mitoses, (reported.mitoses,), reasons=(reason,))
        return _MitoticScore(None, (1, 2, 3), reasons=("mitoses are not given",))
    area, how, assumed = _area(counted, settings)
    low, high = counted.count_low, counted.count_low if counted.count_high is None else counted.count_high
    to_reference = settings.reference_area_mm2 / area
    point = _scores((low, high), (area, area), settings)
    written = f"{low} to {high}" if high != low else f"{low}"
    reasons = [
        f"{'about ' if counted.approximate else ''}{written} mitoses in {area:.4g} mm2 ({how}): "
        f"{_span(low * to_reference, high * to_reference)} in {settings.reference_area_mm2:.4g} mm2, "
        f"score {_or(point)}"
    ]
    warnings = []
    possible = set(point)
    if assumed:
        warnings.append(
            f"the field area is not given: {settings.assumed_field_area_mm2:g} mm2 a field is assumed; a 22 mm field "
            "at 40x has 0.238 mm2, and its counts are 37 % too high"
        )
        possible |= set(by_field := _scores((low, high), _usual_areas(counted, settings), settings))
        if by_field != point:
            warnings.append(
                f"fields of {settings.smallest_field_area_mm2:g} to {settings.largest_field_area_mm2:g} mm2 are usual: "
                f"the mitotic score could be {_or(by_field)}"
            )
    if len(point) > 1:
        warnings.append(f"the range of {written} mitoses lies in scores {_or(point)}")
    if not math.isclose(area, settings.reference_area_mm2, rel_tol=0.005):
        ends = (poisson_interval(low, settings.confidence)[0], poisson_interval(high, settings.confidence)[1])
        by_chance = _scores(ends, (area, area), settings)
        text = (
            f"{100 * settings.confidence:g} % Poisson interval {_span(ends[0] * to_reference, ends[1] * to_reference)} "
            f"in {settings.reference_area_mm2:.4g} mm2"
        )
        if by_chance == point:
            reasons.append(text)
        else:
            warnings.append(f"{text}: chance alone could make the mitotic score {_or(by_chance)}")
            possible |= set(by_chance)
    return _MitoticScore(
        score=point[0] if len(point) == 1 else None,
        possible=tuple(sorted(possible)),
        per_reference=(low * to_reference, high * to_reference),
        per_mm2=(low / area, high / area),
        reasons=tuple(reasons),
        warnings=tuple(warnings),
    )


def _usual_areas(counted: Mitoses, settings: FnclccSettings) -> tuple[float, float]:
    """The largest and the smallest area that the fields of an undescribed microscope usually have."""
    fields = counted.fields or 0.0
    return fields * settings.largest_field_area_mm2, fields * settings.smallest_field_area_mm2


def _area(counted: Mitoses, settings: FnclccSettings) -> tuple[float, str, bool]:
    """Total area in mm2, how it is known, and whether it had to be assumed."""
    if counted.area_mm2 is not None:
        return counted.area_mm2, "area given", False
    if counted.fields is None:
        raise ValueError("a mitotic count needs its fields or its area")
    area, assumed = _field_area(counted, settings)
    how = f"{counted.fields:g} fields of {area:.4g} mm2"
    if counted.field_area_mm2 is None and not assumed:
        how += f": field number {counted.field_number_mm:g}, {counted.objective:g}x"
        how += f", tube factor {counted.tube_factor:g}" if counted.tube_factor != 1 else ""
    return counted.fields * area, how + (", assumed" if assumed else ""), assumed


def _field_area(counted: Mitoses, settings: FnclccSettings) -> tuple[float, bool]:
    if counted.field_area_mm2 is not None:
        return counted.field_area_mm2, False
    if counted.field_number_mm is not None and counted.objective is not None:
        return field_area_mm2(counted.field_number_mm, counted.objective, counted.tube_factor), False
    return settings.assumed_field_area_mm2, True


def _score(count: float, area_mm2: float, settings: FnclccSettings) -> int:
    """
    Mitotic score. The normalised count is never rounded: 9.6 in the reference area is below 10 and scores 1. Both
    sides are multiplied out, with room for one part in 10**12, so that 10 in 10 fields is exactly 10.
    """
    normalised = count * settings.reference_area_mm2 * (1 + 1e-12)
    if normalised >= settings.mitoses_score_3_from * area_mm2:
        return 3
    return 2 if normalised >= settings.mitoses_score_2_from * area_mm2 else 1


def _scores(counts: tuple[float, float], areas_mm2: tuple[float, float], settings: FnclccSettings) -> tuple[int, ...]:
    """Every score from the lower count over the first area to the higher count over the second."""
    low, high = (_score(count, area, settings) for count, area in zip(counts, areas_mm2, strict=True))
    return tuple(range(low, high + 1))


def _span(*ends: float) -> str:
    low, high = (f"{end:.1f}".removesuffix(".0") for end in ends)
    return low if low == high else f"{low} to {high}"


def _or(scores: tuple[int, ...]) -> str:
    return " or ".join(map(str, scores))


def _necrosis(tumour: GradingInput, settings: FnclccSettings) -> tuple[int | None, str]:
    seen, reported = tumour.necrosis, tumour.reported
    if seen is None:
        if reported is not None and reported.necrosis is not None:
            return reported.necrosis, f"necrosis {reported.necrosis}, as reported"
        return None, "necrosis is not given"
    if seen.percent is not None:
        if seen.percent == 0:
            return 0, "necrosis 0: none"
        score = 2 if seen.percent >= settings.necrosis_score_2_from_percent else 1
        return score, f"necrosis {score}: {seen.percent:g} % of the tumour"
    assert seen.extent is not None
    score = {NecrosisExtent.NONE: 0, NecrosisExtent.UNDER_HALF: 1, NecrosisExtent.HALF_OR_MORE: 2}[seen.extent]
    return score, f"necrosis {score}: {str(seen.extent).replace('_', ' ')}"


def _range(differentiation: int | None, mitoses: tuple[int, ...], necrosis: int | None) -> tuple[int, int]:
    """Lowest and highest grade over everything the input leaves open."""
    differentiations = (1, 2, 3) if differentiation is None else (differentiation,)
    necroses = (0, 1, 2) if necrosis is None else (necrosis,)
    grades = [grade_of_total(sum(scores)) for scores in product(differentiations, mitoses, necroses)]
    return min(grades), max(grades)


def _sum_reason(differentiation: int | None, mitoses: int | None, necrosis: int | None) -> str:
    if differentiation is None or mitoses is None or necrosis is None:
        open_ = [
            name
            for name, score in (("differentiation", differentiation), ("mitoses", mitoses), ("necrosis", necrosis))
            if score is None
        ]
        return f"no total: {' and '.join(open_)} {'is' if len(open_) == 1 else 'are'} open"
    total = differentiation + mitoses + necrosis
    return f"{differentiation} + {mitoses} + {necrosis} = {total}: grade {grade_of_total(total)}"


def _not_applicable(tumour: GradingInput, differentiation: int | None) -> str | None:
    """Why the system is not for this tumour; None when it is."""
    if tumour.after_treatment:
        return "not applicable: taken after treatment, which changes mitoses and necrosis (ESMO Essentials)"
    if tumour.procedure is ProcedureKind.CYTOLOGY:
        return "not applicable: cytology shows neither necrosis nor a counted area of tissue"
    type_ = tumour.histotype
    if type_ is None:
        return None
    if type_.grading is Grading.NOT_GRADED:
        return f"not applicable: {type_.label} is not a soft-tissue sarcoma ({type_.source})"
    if type_.grading is Grading.NO_SCORE and differentiation is None:
        return (
            f"not applicable: {type_.label} has no differentiation score in the table, and none is guessed; "
            "an observer may give one"
        )
    return None


def _caveats(tumour: GradingInput) -> list[str]:
    warnings = []
    type_ = tumour.histotype
    if type_ is not None:
        label, source = type_.label, type_.source
        said = {
            Grading.HIGH_BY_DEFINITION: f"{label} is high grade by definition, whatever the total ({source})",
            Grading.LOW_BY_DEFINITION: f"{label} is low grade by its type; the total adds nothing ({source})",
            Grading.LITTLE_VALUE: f"in {label} the grade does not follow outcome ({source})",
            Grading.NO_SCORE: f"{label} has no differentiation score in the table: the observer's is used",
        }
        scored = tumour.differentiation is not None or (tumour.reported and tumour.reported.differentiation)
        if type_.grading in said and (scored or type_.grading is not Grading.NO_SCORE):
            warnings.append(said[type_.grading])
    if tumour.procedure in (ProcedureKind.BIOPSY, ProcedureKind.CORE_BIOPSY):
        warnings.append("a biopsy gives a minimum: the grade of the whole tumour may be higher (Deyrup and Weiss 2006)")
    if tumour.kind in (SpecimenKind.METASTASIS, SpecimenKind.RECURRENCE):
        warnings.append(f"the system is for the untreated primary tumour; this is a {tumour.kind}")
    if tumour.has_kinase_fusion:
        warnings.append(OUTCOME_WARNING)
    warnings.append(
        "grade does not replace the diagnosis (ESMO Essentials); it was made with adults, and in children 44 of 130 "
        "sarcomas were graded otherwise by the paediatric system (Khoury 2010, Cancer 116:2266)"
    )
    return warnings


def _against_reported(
    reported: ReportedGrade | None,
    differentiation: int | None,
    mitoses: int | None,
    necrosis: int | None,
    grade: int | None,
) -> list[str]:
    if reported is None:
        return []
    warnings = []
    pairs = (
        ("differentiation", reported.differentiation, differentiation),
        ("mitotic score", reported.mitoses, mitoses),
        ("necrosis score", reported.necrosis, necrosis),
        ("grade", reported.grade, grade),
    )
    for name, stated, computed in pairs:
        if stated is not None and computed is not None and stated != computed:
            warnings.append(f"{name} {stated} is reported, {computed} follows from the findings")
    parts = (reported.differentiation, reported.mitoses, reported.necrosis)
    if reported.grade is not None and None not in parts:
        total = sum(part for part in parts if part is not None)
        if grade_of_total(total) != reported.grade:
            warnings.append(
                f"the reported scores add up to {total}, grade {grade_of_total(total)}, but grade {reported.grade} is "
                "reported"
            )
    if reported.grade is not None and grade is None and differentiation is None and mitoses is None:
        warnings.append(f"grade {reported.grade} is reported although the system is not for this tumour")
    return warnings
