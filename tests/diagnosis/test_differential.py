"""The report's two cases, and what holds for any case."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders_differential import (
    CASE_1_DEEP,
    CASE_1_SUPERFICIAL,
    CASE_2_AXILLA,
    CASE_2_PRIMARY,
    CASE_2_SLIDE,
    GIRL,
    GIRL_AXILLA,
    NEWBORN,
    adviser,
    finding,
    fish,
    model,
    rna,
    stains,
)

from breakapart.diagnosis.differential import differentiate, rank_entities
from breakapart.diagnosis.priors import Context
from breakapart.formats.case_yaml import read_case
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.model.case import Region
from breakapart.reference import Reference
from breakapart.workup import assess

M = model()


def rank(findings, context=GIRL, **more):
    return rank_entities(findings, context, M, **more)


def entity(differential, id_):
    return next(one for one in differential.entities if one.id == id_)


def parent(differential, id_):
    return next(one for one in differential.parents if one.id == id_)


# The report


def test_case_1_deep_is_alk_rearranged_and_not_melanocytic():
    found = rank(CASE_1_DEEP, NEWBORN)
    assert found.top.id == "ALK_RMN"
    assert parent(found, "melanocytic").posterior < 0.02


def test_case_1_superficial_is_a_congenital_naevus():
    assert rank(CASE_1_SUPERFICIAL, NEWBORN).top.id == "CMN_NEVUS"


def test_case_2_primary_is_a_kinase_fusion_tumour_and_not_ntrk():
    found = rank(CASE_2_PRIMARY)
    assert parent(found, "kinase").posterior >= 0.90
    assert entity(found, "NTRK_SCN").posterior < 0.05
    assert entity(found, "IFS").posterior < 0.05
    assert found.top.id == "ALK_RMN"


@pytest.mark.parametrize("slide", [[], CASE_2_SLIDE], ids=["stains only", "with its slide"])
def test_case_2_metastasis_alone_stays_a_kinase_fusion_tumour_and_asks_for_rna(slide):
    found = rank(CASE_2_AXILLA + slide, GIRL_AXILLA, adviser=adviser())
    assert parent(found, "kinase").posterior >= 0.50
    assert found.top.posterior < 0.6, "which of them cannot be told without ALK protein"
    assert found.next_tests[0].test == "rna_fusion_panel"


def test_case_2_first_biopsy_concludes_nothing_and_asks_for_stains():
    found = rank(CASE_2_SLIDE, adviser=adviser())
    assert found.top.posterior <= 0.60
    asked = [test.test for test in found.next_tests[:6] if test.value > 0]
    assert {"ihc:ALK", "ihc:panTRK"} <= set(asked)


def test_sequencing_settles_case_2():
    found = rank(CASE_2_AXILLA + CASE_2_SLIDE + rna("PLEKHH2", "ALK") + fish(), GIRL_AXILLA)
    assert found.top.id == "ALK_RMN"
    assert entity(found, "RAF_SCN").posterior < 0.02


@pytest.fixture(scope="module")
def results():
    """The example files, assessed."""
    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    return [
        assess(read_case(path, knowledge, reference), reference=reference, knowledge=knowledge)
        for path in example_cases()
    ]


def test_the_example_files_say_the_same(results):
    case_1, case_2 = ({(d.specimen, d.component): d for d in result.differentials} for result in results)
    assert case_1["lumbar-mass", "deep"].top.id == "ALK_RMN"
    assert case_1["lumbar-mass", "superficial"].top.id == "CMN_NEVUS"
    assert case_2["finger-primary", "tumour"].top.id == "ALK_RMN"
    assert parent(case_2["axilla", "tumour"], "kinase").posterior > 0.8


def test_the_example_metastasis_before_sequencing(results):
    known = [one for one in results[1].findings if not one.event.startswith("mol:")]
    found = {(d.specimen, d.component): d for d in differentiate(results[1].case, known, M, adviser=adviser())}
    axilla = found["axilla", "tumour"]
    assert parent(axilla, "kinase").posterior >= 0.5
    assert axilla.next_tests[0].test == "rna_fusion_panel"
    primary = found["finger-primary", "tumour"]
    assert parent(primary, "kinase").posterior >= 0.9
    assert entity(primary, "NTRK_SCN").posterior < 0.05


# Any case


MARKERS = ("ALK", "S100", "SOX10", "CD34", "panTRK", "desmin", "SMA", "STAT6", "CD30", "MUC4", "CD3", "Ki67")
TERMS = ("storiform", "fascicular", "myxoid_stroma", "necrosis", "whorled", "IFS_like")
EVENTS = [f"ihc:{marker}" for marker in MARKERS] + [f"morph:{term}" for term in TERMS]
UNSTUDIED = next(
    f"ihc:{marker}" for marker in ("TdT", "MPO", "CD123", *M.tables.markers) if not M.rates.is_studied(f"ihc:{marker}")
)
findings_lists = st.lists(
    st.builds(
        finding,
        st.sampled_from(EVENTS),
        st.sampled_from(["present", "absent"]),
        extent=st.just(None),
    ),
    max_size=10,
    unique_by=lambda one: one.event,
)
contexts = st.builds(
    Context,
    st.none() | st.floats(0, 100),
    st.none() | st.sampled_from(list(Region)),
    is_metastasis=st.booleans(),
)


def posteriors(differential):
    return {one.id: one.posterior for one in differential.entities} | {"none": differential.none_of_these}


@given(findings_lists, contexts)
@settings(deadline=None, max_examples=15)
def test_probabilities_add_up_and_lie_in_their_intervals(found, context):
    answer = rank(found, context)
    assert sum(posteriors(answer).values()) == pytest.approx(1)
    assert sum(one.posterior for one in answer.parents) + answer.none_of_these == pytest.approx(1)
    for one in (*answer.entities, *answer.parents):
        assert 0 <= one.low <= one.posterior <= one.high <= 1
    assert [one.posterior for one in answer.entities] == sorted((o.posterior for o in answer.entities), reverse=True)


@given(findings_lists, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=10)
def test_the_order_of_findings_and_repeated_reports_do_not_matter(found, rng):
    shuffled = list(found) + list(found[:3])
    rng.shuffle(shuffled)
    assert rank(shuffled) == rank(found)


@given(findings_lists, st.sampled_from(EVENTS), st.sampled_from(["not_evaluable", "equivocal"]))
@settings(deadline=None, max_examples=10)
def test_what_could_not_be_evaluated_changes_nothing(found, event, outcome):
    assert rank([*found, finding(event, outcome, assay="second look")]) == rank(found)


@given(findings_lists)
@settings(deadline=None, max_examples=10)
def test_a_finding_no_entity_is_studied_for_raises_none(found):
    unknown = finding(UNSTUDIED)
    with_it, without = rank([*found, unknown]), rank(found)
    assert posteriors(with_it) == posteriors(without)
    assert UNSTUDIED in with_it.uninformative


def test_the_same_input_gives_the_same_intervals():
    assert rank(CASE_2_PRIMARY) == rank(CASE_2_PRIMARY)


def test_one_odd_stain_does_not_rule_an_entity_out():
    usual = stains("STAT6=+ CD34=+ BCL2=+ CD99=+")
    odd = [*usual, *stains("desmin=+")]
    assert entity(rank(usual, Context(60)), "SFT").posterior > 0.9
    assert entity(rank(odd, Context(60)), "SFT").posterior > 0.5


def test_none_of_these_wins_where_nothing_fits():
    odd = stains("MUC4=+ STAT6=+ HHV8=+ DUX4=+ SS18SSX=+ HMB45=+ myogenin=+ CD30=+ INI1=-")
    found = rank(odd, Context(50, Region.TRUNK))
    assert found.abstains
    assert found.abstains_because


def test_evidence_names_counts_and_sources():
    top = rank(CASE_2_PRIMARY).top
    alk = next(one for one in top.evidence if one.event == "ihc:ALK")
    assert alk.log10_lr > 0.3
    assert alk.sources and alk.evidence_classes
    assert 0 <= top.estimate_share <= 1
    assert [abs(e.log10_lr) for e in top.evidence] == sorted((abs(e.log10_lr) for e in top.evidence), reverse=True)


def test_two_findings_that_would_change_the_answer_most_are_named():
    found = rank(CASE_2_PRIMARY)
    assert len(found.influences) == 2
    assert "ihc:ALK" in {one.event for one in found.influences}
