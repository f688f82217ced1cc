"""Results restated as findings: the event names of the knowledge tables, four outcomes, nothing made of nothing."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_reports import annotation, outcome_only_fish

from breakapart.diagnosis.findings import event_of_variant, stain_in_words, state_findings
from breakapart.model.case import Case
from breakapart.model.finding import Finding
from breakapart.model.fusion import FusionSeen
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Extent, Outcome
from breakapart.model.result import At, PlacedFish
from breakapart.model.sequencing import VariantClass

P, A, N = Outcome.PRESENT, Outcome.ABSENT, Outcome.NOT_EVALUABLE


def case(*components, patient=None, timeline=(), assays=(), **specimen):
    parts = [{"id": f"c{i}", "name": f"part {i}"} | component for i, component in enumerate(components, 1)]
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "x",
            "title": "x",
            "patient": patient or {},
            "timeline": timeline,
            "assays": assays,
            "specimens": [{"id": "s1", "name": "first", "site": "back", "components": parts} | specimen],
        }
    )


def outcomes(case, fusions=(), fish=()) -> dict[str, Outcome]:
    return {finding.event: finding.outcome for finding in state_findings(case, fusions, fish)}


def test_nothing_tested_gives_no_finding():
    assert state_findings(case({}), (), ()) == ()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_stain_keeps_its_outcome_clone_extent_and_intensity(outcome):
    stain = {"marker": "ALK", "clone": "D5F3", "outcome": outcome}
    if outcome is P:
        stain |= {"extent": "diffuse", "intensity": "strong"}
    (finding,) = state_findings(case({"ihc": [stain]}), (), ())
    assert (finding.event, finding.outcome, finding.assay) == ("ihc:ALK", outcome, "IHC D5F3")
    assert finding.clone == "D5F3"
    assert (finding.extent is Extent.DIFFUSE) is (outcome is P)


@pytest.mark.parametrize(
    ("stain", "words"),
    [
        (
            {
                "marker": "ALK",
                "clone": "D5F3",
                "outcome": "present",
                "intensity": "strong",
                "compartments": ["cytoplasmic"],
            },
            "ALK (D5F3) present, strong, cytoplasmic",
        ),
        ({"marker": "CD34", "outcome": "present", "extent": "partial"}, "CD34 present, partial"),
        ({"marker": "Ki67", "outcome": "present", "percent_positive": 30}, "Ki67 present, 30 % of tumour cells"),
        ({"marker": "SOX10", "outcome": "not_evaluable"}, "SOX10 not evaluable"),
        (
            {"marker": "CD34", "outcome": "present", "basis": "collective"},
            "CD34 present, stated for the stains together, not for this one",
        ),
    ],
)
def test_stain_in_words(stain, words):
    assert stain_in_words(IhcResult.model_validate(stain)) == words


def test_nuclear_membrane_stain_is_an_event_of_its_own_and_never_an_absence():
    stain = {"marker": "ALK", "outcome": "present", "compartments": ["nuclear_membrane"]}
    assert outcomes(case({"ihc": [stain]})) == {"ihc:ALK": P, "ihc:ALK_nuclear_membrane": P}
    stain["compartments"] = ["cytoplasmic"]
    assert outcomes(case({"ihc": [stain]})) == {"ihc:ALK": P}


@pytest.mark.parametrize(
    ("age", "present"),
    [
        ("6 days", {"under_9mo", "under_1y", "first_decade", "under_18"}),
        ("10 months", {"under_1y", "first_decade", "under_18"}),
        ("9 years", {"first_decade", "under_18"}),
        ("10 years", {"under_18"}),
        ("18 years", set()),
    ],
)
def test_age_events(age, present):
    found = outcomes(case({}, patient={"age": age}))
    assert {event.removeprefix("age:") for event, outcome in found.items() if outcome is P} == present
    assert len(found) == 4


def test_sex_is_said_only_when_known():
    assert outcomes(case({}, patient={"sex": "female"})) == {"sex:male": A}
    assert outcomes(case({}, patient={"sex": "unknown"})) == {}


def test_site_of_a_metastasis_is_not_the_site_of_the_tumour():
    site = {"text": "left index finger", "region": "hand_foot", "depths": ["dermis", "subcutis"]}
    assert outcomes(case({}, site=site)) == {
        "site:hand_foot": P,
        "site:extremity": P,
        "site:skin": P,
        "site:dermis": P,
        "site:soft_tissue": P,
    }
    assert outcomes(case({}, site={"text": "axilla", "region": "axilla_groin"}, kind="metastasis")) == {
        "metastasis_site:axilla_groin": P
    }


RECURRED = {"id": "r", "kind": "recurrence", "what": "it came back"}
LAST = {"id": "f", "kind": "follow_up", "what": "seen", "status": "no_evidence_of_disease", "follow_up": "36 months"}


def test_the_course_is_absent_only_when_a_follow_up_says_so():
    assert outcomes(case({}, timeline=[RECURRED])) == {"outcome:local_recurrence": P}
    assert outcomes(case({}, timeline=[RECURRED, LAST])) == {"outcome:local_recurrence": P, "outcome:metastasis": A}
    assert outcomes(case({}, timeline=[LAST | {"status": "lost_to_follow_up"}])) == {}


@pytest.mark.parametrize(
    ("mitoses", "expected"),
    [
        ({"count_low": 5, "count_high": 6, "fields": 10}, {}),
        ({"count_low": 3, "fields": 10}, {"morph:low_mitoses": P, "morph:high_mitoses": A}),
        ({"count_low": 10, "fields": 10}, {"morph:high_mitoses": P, "morph:low_mitoses": A}),
        ({"count_low": 3, "count_high": 8, "fields": 10}, {}),
        # 10 mitoses over twice the standard area are 5 in 10 standard fields
        ({"count_low": 10, "area_mm2": 3.468}, {}),
        ({"count_low": 20, "fields": 10, "field_area_mm2": 0.3468}, {"morph:high_mitoses": P, "morph:low_mitoses": A}),
    ],
)
def test_mitoses_say_high_or_low_by_area_or_nothing(mitoses, expected):
    assert outcomes(case({"mitoses": mitoses})) == expected


@pytest.mark.parametrize(
    ("necrosis", "outcome"), [("none", A), ("under_half", P), ({"percent": 0}, A), ({"percent": 12}, P)]
)
def test_necrosis(necrosis, outcome):
    assert outcomes(case({"necrosis": necrosis})) == {"morph:necrosis": outcome}


PANEL = {"id": "p", "name": "Panel", "design": "amplicon", "molecule": "RNA", "detects": ["fusion"]}


def seen(outcome=P, **more):
    return FusionSeen("s1", "c1", "p", "STRN(e3)::ALK(e20)", outcome, annotation("STRN", 3), **more)


def test_fish_and_rna_are_two_looks_at_one_event():
    fish = PlacedFish(At("s1", "c1"), outcome_only_fish())
    sequenced = {"sequencing": [{"assay": "p", "fusions": [{"call": "STRN(e3)::ALK(e20)"}]}]}
    found = state_findings(case(sequenced, assays=[PANEL]), [seen()], [fish])
    looks = {f.assay for f in found if f.event == "mol:ALK_rearranged"}
    assert looks == {"FISH ALK-vysis", "RNA sequencing p"}
    assert Counter(f.event for f in found) == {"mol:ALK_rearranged": 2, "mol:STRN_rearranged": 1, "mol:STRN::ALK": 1}


def test_a_fusion_not_found_says_nothing_of_other_fusions_of_its_genes():
    sequenced = {"sequencing": [{"assay": "p", "fusions": [{"call": "x", "outcome": "absent"}]}]}
    assert outcomes(case(sequenced, assays=[PANEL]), [seen(A)]) == {"mol:STRN::ALK": A}


def test_no_fusion_is_absent_for_the_genes_the_panel_is_known_to_cover():
    sequenced = {"sequencing": [{"assay": "p", "outcome": "absent"}]}
    listed = PANEL | {"genes": ["ALK", "RET"]}
    assert outcomes(case(sequenced, assays=[listed])) == {
        "mol:any_fusion": A,
        "mol:ALK_rearranged": A,
        "mol:RET_rearranged": A,
    }
    assert outcomes(case(sequenced, assays=[PANEL])) == {"mol:any_fusion": A}


def test_a_fusion_found_leaves_the_other_covered_genes_without_one():
    sequenced = {"sequencing": [{"assay": "p", "fusions": [{"call": "x"}]}]}
    covered = case(sequenced, assays=[PANEL | {"genes": ["ALK", "RET"]}])
    assert outcomes(covered, [seen()]) == {
        "mol:STRN::ALK": P,
        "mol:STRN_rearranged": P,
        "mol:ALK_rearranged": P,
        "mol:RET_rearranged": A,
    }
    # An equivocal call speaks for itself only.
    assert "mol:RET_rearranged" not in outcomes(covered, [seen(Outcome.EQUIVOCAL)])


def test_a_failed_run_is_not_evaluable():
    sequenced = {"sequencing": [{"assay": "p", "outcome": "not_evaluable"}]}
    assert outcomes(case(sequenced, assays=[PANEL | {"genes": ["ALK"]}])) == {"mol:any_fusion": N}


def test_a_claimed_negative_beyond_the_assay_is_not_evaluable():
    claim = {"statement": "none", "genes": ["BRAF"], "variant_classes": ["substitution"]}
    sequenced = {"sequencing": [{"assay": "p", "negatives": [claim]}]}
    assert outcomes(case(sequenced, assays=[PANEL])) == {"mol:BRAF_mutated": N}
    wide = PANEL | {"molecule": "DNA", "detects": ["substitution"], "genes": ["BRAF"]}
    assert outcomes(case(sequenced, assays=[wide])) == {"mol:BRAF_mutated": A}


@pytest.mark.parametrize(("tmb", "outcome"), [(0, A), (9.9, A), (10, P)])
def test_tmb(tmb, outcome):
    sequenced = {"sequencing": [{"assay": "p", "tmb_per_mb": tmb}]}
    assert outcomes(case(sequenced, assays=[PANEL])) == {"mol:TMB_high": outcome}


def test_variant_events():
    assert event_of_variant("CDKN2A", VariantClass.COPY_NUMBER, copies=0) == "mol:CDKN2A_deletion"
    assert event_of_variant("MDM2", VariantClass.COPY_NUMBER, copies=12) == "mol:MDM2_amplification"
    assert event_of_variant("TERT", VariantClass.PROMOTER) == "mol:TERT_promoter"


def test_date_of_a_finding_is_that_of_the_event_that_took_the_specimen():
    biopsy = {"id": "biopsy", "kind": "procedure", "what": "biopsy", "specimens": ["s1"]}
    stained = {"ihc": [{"marker": "S100", "outcome": "present"}]}
    (finding,) = state_findings(case(stained, timeline=[biopsy]), (), ())
    assert finding.date == "biopsy"
    (finding,) = state_findings(case(stained, timeline=[biopsy | {"when": {"date": "2019-05"}}]), (), ())
    assert finding.date == "2019-05"


@given(
    st.lists(
        st.tuples(st.sampled_from(["ALK", "S100"]), st.sampled_from(list(Outcome)), st.sampled_from([None, "D5F3"]))
    )
)
def test_ids_are_unique_and_no_stain_is_lost(stains):
    ihc = [{"marker": m, "outcome": o, "clone": c} for m, o, c in stains]
    found = state_findings(case({"ihc": ihc}), (), ())
    assert len({finding.id for finding in found}) == len(found)
    assert {(f.event, f.outcome, f.clone) for f in found} == {(f"ihc:{m}", o, c) for m, o, c in stains}
    assert all(isinstance(finding, Finding) for finding in found)
