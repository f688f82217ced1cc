from dataclasses import replace

import pytest
from tests.builders_reports import (
    annotation,
    case_1,
    case_2,
    counted_fish,
    empty_result,
    fnclcc,
    hard_result,
    outcome_only_fish,
    result_1,
)

from breakapart.model.case import Case
from breakapart.model.fusion import Function, FusionClass, Oligomerisation
from breakapart.model.outcome import Extent, Outcome
from breakapart.model.result import At, LabellingIndex
from breakapart.reports import wording


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        ({"sex": "male", "age": "6 days"}, "boy, 6 days"),
        ({"sex": "female", "age": "9 years"}, "girl, 9 years"),
        ({"sex": "female", "age": "18 years"}, "woman, 18 years"),
        ({"sex": "male", "age": "17 years 11 months"}, "boy, 17 years 11 months"),
        ({"sex": "male"}, "male patient, age not recorded"),
        ({"age": "3 years"}, "patient, sex not recorded, 3 years"),
        ({}, "patient, sex not recorded, age not recorded"),
    ],
)
def test_patients_in_words(patient, expected):
    case = {"breakapart_case": 1, "id": "c", "title": "t", "specimens": [{"id": "s", "name": "s", "site": "skin"}]}
    assert wording.patient_words(Case.model_validate({**case, "patient": patient})) == expected


def test_the_line_under_the_title():
    assert wording.case_line(case_1()) == (
        "boy, 6 days",
        "lumbar back",
        "1 specimen, 2 components",
        "36 months of follow-up",
    )
    assert wording.case_line(case_2())[1:] == (
        "left index finger; left axilla",
        "3 specimens, 3 components",
        "96 months of follow-up",
    )


def test_signed_or_not():
    assert wording.signature(case_1()) == "signed by Ouyang et al."
    assert wording.signature(case_2()) == "not signed"


def test_places_are_named_as_shortly_as_they_can_be():
    assert wording.place(case_1(), "nodule", "deep") == "deep tumour"
    assert wording.place(case_2(), "axilla", "tumour") == "axilla, metastasis"
    assert wording.place(case_1(), "elsewhere", "part") == "part, elsewhere"


@pytest.mark.parametrize(
    ("outcome", "extent", "mark"),
    [
        (Outcome.PRESENT, None, "●"),
        (Outcome.PRESENT, Extent.DIFFUSE, "●"),
        (Outcome.PRESENT, Extent.FOCAL, "◐"),
        (Outcome.PRESENT, Extent.PARTIAL, "◐"),
        (Outcome.EQUIVOCAL, None, "◐"),
        (Outcome.ABSENT, None, "○"),
        (Outcome.NOT_EVALUABLE, None, ""),
    ],
)
def test_marks(outcome, extent, mark):
    assert wording.stain_mark(outcome, extent) == mark


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "grade 1"),
        ({"minimum_only": True}, "at least grade 1"),
        ({"grade_high": 2}, "grade 1 to 2"),
        ({"grade": None, "grade_low": 1, "grade_high": 3}, "grade 1 to 3"),
        ({"grade": None, "grade_low": None, "grade_high": None}, "cannot be graded from what is recorded"),
        ({"applicable": False}, "not applicable"),
    ],
)
def test_grades_in_words(changes, expected):
    assert wording.grade_words(fnclcc((3, 8), **changes)) == expected


def test_a_missing_score_is_a_question_mark():
    assert wording.grade_sum(fnclcc((3, 8))) == "2 + 1 + 0 = 3"
    assert wording.grade_sum(fnclcc((3, 8), necrosis=None, total=None)) == "2 + 1 + ? = ?"


def test_no_share_stands_bare():
    deep = At("nodule", "deep")
    counted = wording.labelling(LabellingIndex(deep, "Ki-67", 12.0, 9.4, 15.2, 500, ""))
    assert counted == "12 % (95 % interval 9–15, 500 cells)"
    uncounted = wording.labelling(LabellingIndex(deep, "Ki-67", 30, None, None, None, "average"))
    assert uncounted == "30 % (laboratory's number, average)"
    assert wording.fish_outcome(outcome_only_fish()) == "positive, no counts given"
    assert wording.fish_outcome(counted_fish()) == "positive, 37.2 % (95 % interval 28–47, 94 nuclei)"


def test_allele_fractions_say_what_they_rest_on():
    seen = result_1().fusions[0]
    assert wording.allele_fraction(seen) == ""
    assert (
        wording.allele_fraction(replace(seen, allele_fraction_percent=59.74))
        == "59.74 % (laboratory's number, no count)"
    )
    assert wording.allele_fraction(replace(seen, junction_reads=1)) == "1 junction read"
    both = replace(seen, allele_fraction_percent=12.5, junction_reads=40, spanning_pairs=3)
    assert wording.allele_fraction(both) == (
        "12.5 % (laboratory's number, 40 junction reads, depth not given), 3 spanning pairs"
    )


def test_not_sequenced_is_not_none_found():
    assert wording.without_fusion(empty_result()) == "not sequenced"
    assert wording.without_fusion(replace(result_1(), fusions=())) == "none reported"
    assert wording.without_fusion(replace(hard_result(), fusions=())) == "none found within what the assay covers"


def test_domains_in_words():
    strn = annotation("STRN", 3)
    assert wording.oligomerisation_words(strn) == "coiled coil of STRN kept"
    assert wording.oligomerisation_words(annotation("PLEKHH2", 6)) == "coiled coil of PLEKHH2 cut"
    lost = replace(strn, oligomerisation=Oligomerisation.LOST)
    assert wording.oligomerisation_words(lost) == "oligomerisation domain of STRN lost"
    none = replace(strn, oligomerisation=Oligomerisation.NONE)
    assert wording.oligomerisation_words(none) == "STRN brings no known oligomerisation domain"
    assert wording.kinase_words(strn) == "ALK kinase complete"
    assert wording.kinase_words(replace(strn, kinase_gene=None)) == "no kinase domain"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\u200b", "\ud800", "\ufffe", "\x9b"])
def test_what_cannot_be_printed_is_replaced(sign):
    assert wording.printable(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("text", ["ein Käse", "中文", "5′", "a\u0301", "line one", "'exon 3'x"])
def test_what_can_be_printed_stays(text):
    assert wording.printable(text) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (59.74, "59.74"), (100.0, "100"), (1e-6, "0.000001"), (123456, "123500"), (-1.5, "-1.5")],
)
def test_numbers(value, expected):
    assert wording.number(value) == expected


def test_the_verdict_is_on_kinases_only():
    kinase = replace(annotation("STRN", 3), function=Function.UNCERTAIN)
    assert wording.function_words(kinase) == "whether it activates a kinase is uncertain"
    other = replace(kinase, kinase_gene=None)
    assert wording.function_words(other) == "no kinase in either gene"
    known = FusionClass("growth factor fusion", "acts so", "a tumour", "source")
    assert wording.function_words(replace(other, fusion_class=known)) == "growth factor fusion, not of a kinase"
