import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.knowledge import Knowledge
from breakapart.model.case import Component, ProcedureKind, Specimen, SpecimenKind
from breakapart.model.histology import Mitoses, Necrosis, ReportedGrade
from breakapart.scoring.fnclcc import (
    OUTCOME_WARNING,
    FnclccSettings,
    GradingInput,
    field_area_mm2,
    grade_component,
    grade_of_total,
    grade_tumour,
    has_grading_input,
    shows_kinase_fusion,
)

HISTOTYPES = Knowledge.bundled().histotypes
STANDARD = {"fields": 10, "field_area_mm2": 0.1734}


def histotype(name):
    return HISTOTYPES.record(HISTOTYPES.resolve(name))


def mitoses(low, high=None, **area):
    return Mitoses(count_low=low, count_high=high, **(area or STANDARD))


def tumour(differentiation=2, count=None, necrosis="none", **details):
    return GradingInput(
        differentiation=differentiation,
        mitoses=mitoses(3) if count is None else count,
        necrosis=None if necrosis is None else Necrosis.model_validate(necrosis),
        **details,
    )


def says(grade, text):
    return any(text in sentence for sentence in (*grade.reasons, *grade.warnings))


@pytest.mark.parametrize(("total", "grade"), [(2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3), (8, 3)])
def test_grade_of_each_total(total, grade):
    # PDQ table 7; doi 10.1155/2010/506182 table 1.
    assert grade_of_total(total) == grade


@pytest.mark.parametrize("total", [1, 9])
def test_no_other_total_has_a_grade(total):
    with pytest.raises(ValueError, match=f"^total is {total}, expected 2 to 8$"):
        grade_of_total(total)


@pytest.mark.parametrize(
    ("low", "high", "approximate"),
    [(3, 8, False), (5, 6, True)],  # both cases of the published report: 2 + 1 + 0 = 3, grade 1
)
def test_the_two_cases_of_the_report(low, high, approximate):
    reported = ReportedGrade(differentiation=2, mitoses=1, necrosis=0, grade=1)
    count = Mitoses(count_low=low, count_high=high, fields=10, approximate=approximate)
    grade = grade_tumour(tumour(2, count, reported=reported, has_kinase_fusion=True))
    assert (grade.differentiation, grade.mitoses, grade.necrosis, grade.total, grade.grade) == (2, 1, 0, 3, 1)
    assert (grade.grade_low, grade.grade_high) == (1, 1)
    assert grade.mitoses_per_10_hpf == pytest.approx((low, high))
    assert "2 + 1 + 0 = 3: grade 1" in grade.reasons
    assert "agrees with the reported grade 1" in grade.reasons
    assert OUTCOME_WARNING in grade.warnings
    assert says(grade, "about 5 to 6 mitoses") is approximate


@pytest.mark.parametrize(
    ("field_number", "area", "fields"),
    [
        # Renne 2023, Pathologica 115:302, and the table in this project's image methods, section 2e (40x, tube 1).
        (18, 0.159, 10.9),
        (18.8, 0.1734, 10.0),
        (20, 0.196, 8.8),
        (22, 0.238, 7.3),
        (23, 0.260, 6.7),
        (25, 0.307, 5.7),
        (26.5, 0.345, 5.0),
    ],
)
def test_published_field_areas(field_number, area, fields):
    assert field_area_mm2(field_number, 40) == pytest.approx(area, abs=0.0006)
    assert 1.734 / field_area_mm2(field_number, 40) == pytest.approx(fields, abs=0.06)


def test_a_tube_factor_shrinks_the_field():
    assert field_area_mm2(22, 40) / field_area_mm2(22, 40, 1.25) == pytest.approx(1.5625)


def test_wide_fields_inflate_a_count_by_a_third():
    # Ten fields of field number 22 hold 2.38 mm2: 13 mitoses there are 9.5 in 1.734 mm2, and score 1.
    grade = grade_tumour(tumour(2, mitoses(13, fields=10, field_number_mm=22, objective=40)))
    assert grade.mitoses_per_10_hpf == pytest.approx((9.49, 9.49), abs=0.01)
    assert grade.mitoses == 1
    assert says(grade, "10 fields of 0.2376 mm2: field number 22, 40x")


@pytest.mark.parametrize(("count", "score"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (200, 3)])
def test_thresholds_in_the_reference_area(count, score):
    assert grade_tumour(tumour(2, mitoses(count))).mitoses == score


@pytest.mark.parametrize(
    ("count", "area", "score"),
    [
        # Per mm2 the thresholds are 10 / 1.734 = 5.767 and 20 / 1.734 = 11.534.
        (577, 100.0, 2),
        (576, 100.0, 1),
        (1154, 100.0, 3),
        (1153, 100.0, 2),
    ],
)
def test_thresholds_per_mm2_are_not_rounded(count, area, score):
    # 576 in 100 mm2 are 9.99 in 1.734 mm2: rounding first would make 10 of it.
    assert grade_tumour(tumour(2, mitoses(count, area_mm2=area))).mitoses == score


def test_an_unknown_field_is_assumed_and_said():
    grade = grade_tumour(tumour(2, mitoses(5, fields=10)))
    assert says(grade, "the field area is not given: 0.1734 mm2 a field is assumed; a 22 mm field at 40x has 0.238 mm2")
    assert says(grade, "10 fields of 0.1734 mm2, assumed")
    assert (grade.grade_low, grade.grade_high) == (1, 1)


def test_an_unknown_field_that_could_change_the_score_widens_the_grade():
    grade = grade_tumour(tumour(2, mitoses(19, fields=10), {"percent": 60}))
    assert (grade.mitoses, grade.grade) == (2, 3)
    assert says(grade, "fields of 0.159 to 0.345 mm2 are usual: the mitotic score could be 1 or 2 or 3")
    assert (grade.grade_low, grade.grade_high) == (2, 3)
    assert "what is given allows grades 2 to 3" in grade.warnings


def test_a_small_area_gives_a_poisson_interval():
    # 4 mitoses in 0.867 mm2: 8 in 1.734 mm2; exact interval of 4 is 1.09 to 10.24, doubled 2.2 to 20.5.
    grade = grade_tumour(tumour(2, mitoses(4, area_mm2=0.867)))
    assert grade.mitoses == 1
    assert says(
        grade, "95 % Poisson interval 2.2 to 20.5 in 1.734 mm2: chance alone could make the mitotic score 1 or 2 or 3"
    )
    assert (grade.grade_low, grade.grade_high) == (1, 2)


def test_an_interval_within_one_score_is_only_a_reason():
    grade = grade_tumour(tumour(2, mitoses(4, area_mm2=5.0)))
    assert "95 % Poisson interval 0.4 to 3.6 in 1.734 mm2" in grade.reasons
    assert (grade.grade_low, grade.grade_high) == (1, 1)


def test_the_reference_area_needs_no_interval():
    assert not says(grade_tumour(tumour(2, mitoses(9))), "Poisson")


def test_a_range_over_a_threshold_leaves_the_grade_open():
    grade = grade_tumour(tumour(2, mitoses(8, 12)))
    assert (grade.mitoses, grade.total, grade.grade) == (None, None, None)
    assert (grade.grade_low, grade.grade_high) == (1, 2)
    assert says(grade, "the range of 8 to 12 mitoses lies in scores 1 or 2")
    assert says(grade, "no total: mitoses is open") or says(grade, "no total: mitoses are open")


@pytest.mark.parametrize(
    ("necrosis", "score", "reason"),
    [
        ("none", 0, "necrosis 0: none"),
        ("under_half", 1, "necrosis 1: under half"),
        ("half_or_more", 2, "necrosis 2: half or more"),
        ({"percent": 0}, 0, "necrosis 0: none"),
        ({"percent": 0.5}, 1, "necrosis 1: 0.5 % of the tumour"),
        ({"percent": 49.9}, 1, "necrosis 1: 49.9 % of the tumour"),
        ({"percent": 50}, 2, "necrosis 2: 50 % of the tumour"),
    ],
)
def test_necrosis(necrosis, score, reason):
    grade = grade_tumour(tumour(2, necrosis=necrosis))
    assert grade.necrosis == score
    assert reason in grade.reasons


@pytest.mark.parametrize(
    ("missing", "low", "high", "reason"),
    [
        ({"necrosis": None}, 1, 2, "necrosis is not given"),
        ({"differentiation": None}, 1, 2, "differentiation is not given and no histotype with a score is named"),
    ],
)
def test_a_missing_part_gives_a_range_and_no_grade(missing, low, high, reason):
    grade = grade_tumour(tumour(**missing))
    assert (grade.applicable, grade.grade) == (True, None)
    assert (grade.grade_low, grade.grade_high) == (low, high)
    assert reason in grade.reasons


def test_missing_mitoses_give_a_range():
    grade = grade_tumour(GradingInput(differentiation=2, necrosis=Necrosis(extent="none")))
    assert (grade.grade, grade.grade_low, grade.grade_high, grade.mitoses_per_mm2) == (None, 1, 2, None)
    assert "mitoses are not given" in grade.reasons
    assert "no total: mitoses is open" in grade.reasons


def test_nothing_but_a_histotype_gives_the_whole_range():
    grade = grade_tumour(GradingInput(histotype=histotype("synovial sarcoma")))
    assert (grade.grade_low, grade.grade_high) == (2, 3)
    assert "no total: mitoses and necrosis are open" in grade.reasons


def test_the_histotype_gives_the_differentiation_score():
    grade = grade_tumour(tumour(None, mitoses(12), "under_half", histotype=histotype("conventional leiomyosarcoma")))
    assert (grade.differentiation, grade.total, grade.grade) == (2, 5, 2)
    assert says(grade, "differentiation 2: Conventional leiomyosarcoma (essentialpathology.info Comments39")


def test_a_given_score_comes_before_the_histotype_s():
    grade = grade_tumour(tumour(3, histotype=histotype("leiomyosarcoma")))
    assert grade.differentiation == 3
    assert (
        "differentiation 3 is given, but Conventional leiomyosarcoma scores 2 in the table; the given score is used"
        in grade.warnings
    )


def test_reported_scores_stand_in_for_missing_ones():
    grade = grade_tumour(GradingInput(reported=ReportedGrade(differentiation=2, mitoses=1, necrosis=0, grade=1)))
    assert (grade.total, grade.grade) == (3, 1)
    assert "differentiation 2, as reported" in grade.reasons
    assert "mitotic score 1, as reported; the count is not given" in grade.reasons
    assert "necrosis 0, as reported" in grade.reasons


def test_a_report_that_differs_is_told_where():
    reported = ReportedGrade(differentiation=3, mitoses=1, necrosis=0, grade=1)
    grade = grade_tumour(tumour(2, mitoses(12), "under_half", reported=reported))
    assert "differentiation 3 is reported, 2 follows from the findings" in grade.warnings
    assert "mitotic score 1 is reported, 2 follows from the findings" in grade.warnings
    assert "necrosis score 0 is reported, 1 follows from the findings" in grade.warnings
    assert "grade 1 is reported, 2 follows from the findings" in grade.warnings
    assert "the reported scores add up to 4, grade 2, but grade 1 is reported" in grade.warnings


@pytest.mark.parametrize("name", ["IMT", "ALK_RMN", "infantile fibrosarcoma", "DFSP", "solitary fibrous tumour"])
def test_a_type_without_a_score_is_not_graded_and_not_guessed(name):
    grade = grade_tumour(tumour(None, histotype=histotype(name)))
    assert (grade.applicable, grade.grade, grade.grade_low, grade.grade_high) == (False, None, None, None)
    assert (
        "has no differentiation score in the table, and none is guessed; an observer may give one" in grade.reasons[0]
    )
    assert grade.mitoses_per_10_hpf == pytest.approx((3, 3))


def test_a_type_without_a_score_is_graded_with_the_observer_s():
    grade = grade_tumour(tumour(2, histotype=histotype("ALK_RMN")))
    assert grade.grade == 1
    assert says(
        grade, "ALK-rearranged mesenchymal neoplasm has no differentiation score in the table: the observer's is"
    )


@pytest.mark.parametrize("name", ["melanoma", "congenital naevus", "schwannoma", "ALCL", "infantile hemangioma"])
def test_what_is_no_sarcoma_is_not_graded_whatever_is_given(name):
    grade = grade_tumour(tumour(2, histotype=histotype(name), reported=ReportedGrade(grade=1)))
    assert not grade.applicable
    assert "is not a soft-tissue sarcoma" in grade.reasons[0]
    assert "grade 1 is reported although the system is not for this tumour" in grade.warnings


def test_after_treatment_nothing_is_graded():
    grade = grade_tumour(tumour(2, after_treatment=True))
    assert grade.reasons == (
        "not applicable: taken after treatment, which changes mitoses and necrosis (ESMO Essentials)",
    )


def test_cytology_is_not_graded():
    grade = grade_tumour(tumour(2, procedure=ProcedureKind.CYTOLOGY))
    assert grade.reasons == ("not applicable: cytology shows neither necrosis nor a counted area of tissue",)


@pytest.mark.parametrize("procedure", [ProcedureKind.BIOPSY, ProcedureKind.CORE_BIOPSY])
def test_a_biopsy_gives_a_minimum(procedure):
    grade = grade_tumour(tumour(2, procedure=procedure))
    assert grade.minimum_only
    assert says(grade, "a biopsy gives a minimum: the grade of the whole tumour may be higher")
    assert not grade_tumour(tumour(2, procedure=ProcedureKind.RESECTION)).minimum_only


@pytest.mark.parametrize("kind", [SpecimenKind.METASTASIS, SpecimenKind.RECURRENCE])
def test_only_the_primary_tumour_is_what_the_system_is_for(kind):
    assert says(grade_tumour(tumour(2, kind=kind)), f"for the untreated primary tumour; this is a {kind}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rhabdomyosarcoma", "is high grade by definition, whatever the total"),
        ("epithelioid sarcoma", "is high grade by definition, whatever the total"),
        ("ALT", "is low grade by its type; the total adds nothing"),
        ("MPNST", "the grade does not follow outcome"),
        ("angiosarcoma", "the grade does not follow outcome"),
        ("myxoid liposarcoma", "More than 5 % round cells make it high grade"),
    ],
)
def test_guard_rails(name, text):
    grade = grade_tumour(tumour(None, histotype=histotype(name)))
    assert grade.applicable
    assert says(grade, text)


def test_every_grade_says_what_it_is_not():
    assert says(grade_tumour(tumour()), "grade does not replace the diagnosis")
    assert says(grade_tumour(tumour()), "in children 44 of 130 sarcomas were graded otherwise")
    assert OUTCOME_WARNING not in grade_tumour(tumour()).warnings


def component(**details):
    return Component(id="deep", name="deep tumour", **details)


def specimen(**details):
    return Specimen(id="s1", name="mass", site="lumbar back", **details)


def test_a_component_is_graded_as_its_specimen_stands():
    part = component(differentiation_score=2, mitoses=mitoses(3, 8, fields=10), necrosis="none")
    assert grade_component(part, specimen(procedure="resection"), HISTOTYPES).grade == 1
    assert grade_component(part, specimen(procedure="core_biopsy"), HISTOTYPES).minimum_only
    assert not grade_component(part, specimen(after_treatment=True), HISTOTYPES).applicable
    assert says(grade_component(part, specimen(kind="metastasis"), HISTOTYPES), "this is a metastasis")


def test_an_unknown_histotype_is_said_and_nothing_is_looked_up():
    part = component(histotype="leiomyosarcomatosis", mitoses=mitoses(3), necrosis="none")
    grade = grade_component(part, specimen(), HISTOTYPES)
    assert grade.differentiation is None
    assert grade.warnings[0].startswith(
        "histotype 'leiomyosarcomatosis' is not in the differentiation table (near: Conventional leiomyosarcoma"
    )
    nowhere = grade_component(component(histotype="qqqq"), specimen(), HISTOTYPES)
    assert nowhere.warnings[0] == "histotype 'qqqq' is not in the differentiation table"


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, False),
        ({"ihc": [{"marker": "ALK", "outcome": "present"}]}, True),
        ({"ihc": [{"marker": "ALK", "outcome": "absent"}]}, False),
        ({"ihc": [{"marker": "S100", "outcome": "present"}]}, False),
        ({"fish": [{"gene": "ALK", "outcome": "present"}]}, True),
        ({"fish": [{"gene": "EWSR1", "outcome": "present"}]}, False),
        ({"sequencing": [{"assay": "rna", "fusions": [{"call": "STRN(e3)::ALK(e20)"}]}]}, True),
        ({"sequencing": [{"assay": "rna", "fusions": [{"call": "SS18::SSX1"}]}]}, False),
    ],
)
def test_what_speaks_for_a_kinase_fusion(details, expected):
    part = Component.model_validate({"id": "deep", "name": "deep", **details})
    assert shows_kinase_fusion(part) is expected


def test_a_component_without_histology_is_nothing_to_grade():
    assert not has_grading_input(component())
    assert has_grading_input(component(necrosis="none"))
    assert has_grading_input(component(reported_grade=ReportedGrade(grade=1)))


def test_settings_are_checked():
    with pytest.raises(ValueError, match=r"^areas must be above 0$"):
        FnclccSettings(reference_area_mm2=0)
    with pytest.raises(ValueError, match=r"^the assumed field must lie between the smallest and the largest$"):
        FnclccSettings(assumed_field_area_mm2=1)
    with pytest.raises(ValueError, match=r"^the mitotic thresholds must rise$"):
        FnclccSettings(mitoses_score_2_from=20)
    with pytest.raises(ValueError, match=r"^necrosis must lie in 0 to 100 percent and confidence between 0 and 1$"):
        FnclccSettings(confidence=1)


counts = st.integers(0, 60)


@given(st.integers(1, 3), counts, st.floats(0, 100), st.floats(0.3, 4))
def test_the_grade_lies_in_its_range(differentiation, count, necrosis, area):
    grade = grade_tumour(tumour(differentiation, mitoses(count, area_mm2=area), {"percent": necrosis}))
    assert grade.grade_low <= grade.grade <= grade.grade_high
    assert grade.total == grade.differentiation + grade.mitoses + grade.necrosis


@given(st.integers(1, 3), counts, st.floats(0, 99), st.floats(0.3, 4))
def test_more_of_anything_never_lowers_the_grade(differentiation, count, necrosis, area):
    def grade(d, c, n):
        return grade_tumour(tumour(d, mitoses(c, area_mm2=area), {"percent": n})).grade

    base = grade(differentiation, count, necrosis)
    assert grade(differentiation, count + 5, necrosis) >= base
    assert grade(differentiation, count, necrosis + 1) >= base
    assert grade(min(3, differentiation + 1), count, necrosis) >= base


@given(counts, counts)
def test_a_range_grades_no_lower_and_no_higher_than_its_ends(one, other):
    low, high = sorted((one, other))
    ends = [grade_tumour(tumour(2, mitoses(end))).grade for end in (low, high)]
    ranged = grade_tumour(tumour(2, mitoses(low, high)))
    assert (ranged.grade_low, ranged.grade_high) == (min(ends), max(ends))
