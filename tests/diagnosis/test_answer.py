"""The answer in words: no more than the results say, and what was not done said as not done."""

from dataclasses import replace

import pytest
from tests.builders_diagnosis import PANEL, fish, make_case, seen, sequenced, stain
from tests.builders_reports import fnclcc

from breakapart.diagnosis.agreement import compare_assays
from breakapart.diagnosis.answer import Grounds, advise, look_again, readable_context, state_answer
from breakapart.diagnosis.findings import state_findings
from breakapart.knowledge import Knowledge
from breakapart.model.agreement import AuditFlag
from breakapart.model.fusion import Frame, Function, FusionClass, Oligomerisation, Retention
from breakapart.model.outcome import Outcome
from breakapart.model.result import At, PlacedGrade, Sentence
from breakapart.model.therapy import Therapy

KNOWLEDGE = Knowledge.bundled()
DRUG = Therapy("ALK", "drug", "FDA 2022: ALK+ IMT, age >=1 y; NSCLC", "12/14", "", "source", "verified", ("ALK",))


def evidence(case=None, fusions=(), fish=(), grades=(), audit=(), therapies=()):
    case = case or make_case({"components": [{"sequencing": [sequenced()]}]}, assays=[PANEL])
    findings = state_findings(case, fusions, fish)
    agreements = compare_assays(case, findings, fusions, fish, KNOWLEDGE)
    return Grounds(case, tuple(fusions), tuple(fish), tuple(grades), agreements, tuple(audit), tuple(therapies))


def changed(**changes):
    """A fusion found, with its annotation changed."""
    found = seen("s1.c1")
    return replace(found, annotation=replace(found.annotation, **changes))


# The three sentences


def test_a_supplied_first_sentence_takes_the_place_of_ours():
    given = Sentence("Ranked first.", ("fusion",))
    assert state_answer(evidence(), given)[0] is given


def test_the_molecular_class_reaches_as_far_as_the_findings():
    stained = make_case({"components": [{"ihc": [stain("ALK", "present")]}]})
    for what, words in [
        (evidence(fusions=[seen("s1.c1")], fish=[fish("s1.c1")]), "a tumour with ALK rearrangement"),
        (evidence(fish=[fish("s1.c1")]), "a rearrangement of ALK, its partner unknown"),
        (evidence(stained), "ALK protein expression, its cause not shown"),
        (evidence(fusions=[changed(function=Function.UNLIKELY)]), "a tumour with STRN(e3)::ALK(e20)"),
        (evidence(fish=[fish("s1.c1", Outcome.ABSENT)]), "no kinase alteration within what was tested"),
        (evidence(make_case({})), "no molecular class, as no test for one is recorded"),
    ]:
        assert words in state_answer(what)[0].text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "An in-frame STRN(e3)::ALK(e20) keeps the coiled coil of STRN and the whole ALK kinase: an activating"),
        ({"frame": Frame.OUT_OF_FRAME, "function": Function.UNLIKELY}, "An out-of-frame STRN(e3)::ALK(e20)"),
        ({"frame": Frame.UNDETERMINED}, "A fusion of undetermined frame, STRN(e3)::ALK(e20)"),
        ({"oligomerisation": Oligomerisation.LOST}, "loses the coiled coil of STRN and keeps the whole ALK kinase"),
        ({"oligomerisation": Oligomerisation.NONE}, "brings no oligomerisation domain of STRN and keeps the whole"),
        ({"kinase_domain": Retention.PARTIAL}, "and cuts the ALK kinase"),
        ({"kinase_gene": None, "function": Function.UNLIKELY}, "a fusion without a known kinase"),
        ({"function": Function.UNCERTAIN}, "whether it activates a kinase is uncertain"),
        ({"protein": None}, "keeps the oligomerisation domain of STRN"),
    ],
)
def test_what_the_fusion_makes(changes, words):
    assert words in state_answer(evidence(fusions=[changed(**changes)]))[1].text


def test_the_same_pair_without_exons_is_not_a_second_fusion():
    vague = changed(names=replace(seen("s1.c1").annotation.names, exons="STRN::ALK"), function=Function.UNCERTAIN)
    assert "more in the section" not in state_answer(evidence(fusions=[vague, seen("s1.c1")]))[1].text
    two = [seen("s1.c1"), seen("s1.c1", "PLEKHH2", 6)]
    assert "1 more in the section on fusions" in state_answer(evidence(fusions=two))[1].text


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"outcome": "absent"}, "Sequencing found no fusion within what it covers"),
        ({"outcome": "not_evaluable"}, "could not be evaluated, which is not a negative result"),
        ({}, "No fusion is reported, and the record does not say that there is none"),
    ],
)
def test_without_a_fusion(result, words):
    case = make_case({"components": [{"sequencing": [sequenced(None, **result)]}]}, assays=[PANEL])
    assert words in state_answer(evidence(case))[1].text


GRADED = PlacedGrade(At("s1", "c1"), fnclcc((5, 6)))
RECURRENCE = {"id": "r", "kind": "recurrence", "what": "back"}
FREE = {"id": "f", "kind": "follow_up", "what": "well", "status": "no_evidence_of_disease", "follow_up": "36 months"}


@pytest.mark.parametrize(
    ("timeline", "grade", "fused", "words"),
    [
        ([RECURRENCE], {}, True, "grade 1 (2 + 1 + 0 = 3), which did not predict the course here: a recurrence."),
        ([RECURRENCE], {"grade": 3, "total": 7}, True, "; a recurrence followed."),
        ([FREE], {}, True, "; no recurrence or metastasis over 36 months; grade is a poor guide to outcome in kinase"),
        ([], {}, False, "FNCLCC grade 1 (2 + 1 + 0 = 3)."),
        ([], {"minimum_only": True}, False, "(a biopsy gives the minimum)"),
        ([], {"grade_low": 1, "grade_high": 2}, False, "between 1 and 2 by what is recorded"),
        (
            [],
            {"applicable": False, "grade": None, "reasons": ("Not for this tumour.",)},
            False,
            "No FNCLCC grade: Not for",
        ),
    ],
)
def test_grade(timeline, grade, fused, words):
    case = make_case({"components": [{"sequencing": [sequenced()]}]}, assays=[PANEL], timeline=timeline)
    graded = PlacedGrade(At("s1", "c1"), fnclcc((5, 6), **grade))
    fusions = [seen("s1.c1")] if fused else []
    assert words in state_answer(evidence(case, fusions, grades=[graded]))[2].text


# What to do next


@pytest.mark.parametrize(
    ("timeline", "age", "words"),
    [
        (
            [],
            "9 years",
            "if the tumour recurs, spreads or cannot be resected; nearest approval, drug: FDA 2022: ALK+ IMT",
        ),
        ([RECURRENCE], "9 years", "if disease recurs again"),
        ([FREE | {"status": "alive_with_disease"}], "9 years", "for the disease still present"),
        ([], "6 days", "(the patient was 6 days old at presentation, below that age)"),
    ],
)
def test_treatment_to_weigh(timeline, age, words):
    case = make_case(
        {"components": [{"sequencing": [sequenced()]}]}, assays=[PANEL], timeline=timeline, patient={"age": age}
    )
    advice = advise(evidence(case, [seen("s1.c1")], therapies=[DRUG]))
    assert words in advice[0].text
    assert advice[0].anchors == ("therapy",)


def test_no_treatment_for_a_fusion_that_does_not_act_or_is_absent():
    for fusion in (changed(function=Function.UNLIKELY), seen("s1.c1", outcome=Outcome.ABSENT)):
        assert not any("inhibitor" in one.text for one in advise(evidence(fusions=[fusion], therapies=[DRUG])))


def test_a_conflict_brings_its_next_steps():
    part = {"ihc": [stain("ALK", "absent", clone="D5F3")], "sequencing": [sequenced()]}
    case = make_case({"name": "Axilla", "components": [part]}, assays=[PANEL])
    texts = [one.text for one in advise(evidence(case, [seen("s1.c1")]))]
    assert any("second antibody clone (5A4)" in text and "FISH on the block of the axilla" in text for text in texts)


def test_a_stain_of_v600e_asks_for_braf_sequencing():
    case = make_case({"components": [{"ihc": [stain("BRAF_V600E", "present")]}]})
    assert [one.text for one in advise(evidence(case))] == [
        "Sequence BRAF in block 1: the stain is the only sign of BRAF V600E."
    ]


def test_nothing_is_asked_where_sequencing_has_answered():
    part = {"ihc": [stain("ALK", "present")], "sequencing": [sequenced()]}
    case = make_case({"components": [part]}, assays=[PANEL])
    assert advise(evidence(case, [seen("s1.c1")])) == ()


def test_signs_of_an_approval_in_words():
    assert readable_context("age >=12 y and >= 1 y") == "age 12 years or more and 1 year or more"


# What to look at again


def flag(kind, number):
    return AuditFlag(kind, f"Flag {number}.", "", "", "source")


def test_conflicts_come_first_then_what_weighs_most_and_the_rest_is_counted():
    part = {"ihc": [stain("ALK", "absent")], "sequencing": [sequenced()]}
    case = make_case({"components": [part]}, assays=[PANEL])
    audit = [flag("vocabulary", 1), flag("scope", 2), flag("delay", 3), flag("inconsistent", 4), flag("literature", 5)]
    told = look_again(evidence(case, [seen("s1.c1")], audit=audit))
    assert [one.text for one in told] == [
        "ALK protein absent in block 1, fusion present.",
        "Flag 2.",
        "Flag 3.",
        "Flag 1.",
        "2 more points stand in the audit.",
    ]
    assert told[2].anchors == ("audit", "timeline")


def test_fish_that_does_not_fit_the_geometry_is_looked_at_again():
    assay = {"gene": "ALK", "outcome": "present", "patterns_seen": ["isolated_3p", "isolated_5p"]}
    case = make_case({"components": [{"fish": [assay], "sequencing": [sequenced()]}]}, assays=[PANEL])
    (told,) = look_again(evidence(case, [seen("s1.c1")], [fish("s1.c1")]))
    assert told.text == (
        "FISH of STRN::ALK: its geometry should give isolated 3' signals; seen were isolated 3', isolated 5'."
    )


SYNOVIAL = FusionClass("fusion of a chromatin remodelling complex", "acts so", "synovial sarcoma", "Clark 1994")


def test_a_fusion_without_a_kinase_is_told_by_its_class_before_any_stain():
    fusion = changed(kinase_gene=None, function=Function.UNCERTAIN, fusion_class=SYNOVIAL)
    first, second, _ = state_answer(evidence(fusions=[fusion], fish=[fish("s1.c1")]))
    assert "a tumour with STRN::ALK, known from synovial sarcoma" in first.text
    assert "STRN(e3)::ALK(e20), a fusion of a chromatin remodelling complex known from synovial sarcoma" in second.text
    assert "kinase" not in second.text


def test_no_verdict_is_given_on_a_fusion_without_a_known_kinase():
    fusion = changed(kinase_gene=None, function=Function.UNCERTAIN)
    _, second, _ = state_answer(evidence(fusions=[fusion]))
    assert "a fusion without a known kinase, of which no verdict is given" in second.text


def test_without_exons_nothing_is_said_of_domains():
    found = seen("s1.c1")
    unknown = replace(found.annotation.five_prime, region="unknown")
    _, second, _ = state_answer(evidence(fusions=[changed(five_prime=unknown)]))
    assert "neither frame nor kinase domain can be told" in second.text
    assert "oligomerisation" not in second.text


def test_a_fusion_with_one_partner_is_a_test_and_asks_for_the_other():
    alone = replace(seen("s1.c1"), call="?::ALK", annotation=None)
    grounds = evidence(fusions=[alone])
    assert "a tumour with ?::ALK (one partner known)" in state_answer(grounds)[0].text
    advice = [one.text for one in advise(grounds)]
    assert any(text.startswith("Name the partner of ?::ALK") for text in advice)
    assert not any("no test for a kinase alteration" in text for text in advice)
