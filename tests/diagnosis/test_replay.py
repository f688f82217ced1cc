"""A case walked through in time: nobody knows a result before it was made."""

import pytest
from tests.builders_diagnosis import make_case
from tests.builders_differential import adviser, model

from breakapart.diagnosis.findings import state_findings
from breakapart.diagnosis.replay import replay
from breakapart.formats.case_yaml import read_case
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.workup import assess


@pytest.fixture(scope="module")
def case_2():
    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    path = example_cases()[1]
    return assess(read_case(path, knowledge, reference), reference=reference, knowledge=knowledge)


def steps(result, event):
    return [step for step in result.replay.steps if step.event == event]


def test_at_the_first_biopsy_no_stain_was_known_and_nothing_is_concluded(case_2):
    (step,) = steps(case_2, "first-read")
    assert step.said_then == "infantile cellular haemangioma"
    assert not any(word in " ".join(step.known) for word in ("ALK", "S100", "PLEKHH2"))
    assert step.differential.top.posterior <= 0.6
    worth = [test.test for test in step.differential.next_tests if test.value > 0]
    assert {"ihc:ALK", "ihc:panTRK"} <= set(worth[:6])


def test_at_the_soft_tissue_tumour_read_alk_or_rna_stands_first(case_2):
    (step,) = steps(case_2, "second-read")
    assert step.said_then == "soft tissue tumour, not classified further"
    assert step.differential.next_tests[0].test in ("ihc:ALK", "rna_fusion_panel")
    assert step.specimen == "finger-primary", "the resection has no findings of its own"
    assert step.newly_known == ()


def test_at_the_end_everything_is_known_and_it_is_the_full_differential(case_2):
    last = {step.specimen: step for step in steps(case_2, "diagnosis")}
    assert set(last) == {"finger-primary", "axilla"}
    assert last["finger-primary"].differential.top.id == "ALK_RMN"
    full = {d.specimen: d for d in case_2.differentials}
    shown = last["finger-primary"].differential
    assert [(e.id, e.posterior) for e in shown.entities] == [
        (e.id, e.posterior) for e in full["finger-primary"].entities[: len(shown.entities)]
    ]


def test_steps_stand_in_the_order_of_the_timeline(case_2):
    order = [event.id for event in case_2.case.timeline]
    places = [order.index(step.event) for step in case_2.replay.steps]
    assert places == sorted(places)


TIMELINE = [
    {"id": "biopsy", "kind": "pathology_read", "what": "slide", "diagnosis": "?", "specimens": ["s1"]},
    {"id": "later", "kind": "pathology_read", "what": "review", "diagnosis": "??", "specimens": ["s1"]},
    {"id": "end", "kind": "pathology_read", "what": "review", "diagnosis": "!", "specimens": ["s1"]},
]


def known(ihc):
    case = make_case({"components": [{"morphology": ["storiform"], "ihc": ihc}]}, timeline=TIMELINE)
    walked = replay(case, state_findings(case, (), ()), model(), adviser())
    return [len(step.known) for step in walked.steps]


def test_a_stain_is_known_from_the_last_read_of_its_specimen():
    assert known([{"marker": "CD34", "outcome": "present"}]) == [1, 1, 2]


def test_a_stain_is_known_from_the_event_it_names():
    assert known([{"marker": "CD34", "outcome": "present", "known_at": "later"}]) == [1, 2, 2]


def test_without_reads_there_is_nothing_to_replay():
    case = make_case({"components": [{"morphology": ["storiform"]}]})
    assert replay(case, state_findings(case, (), ()), model(), adviser()).steps == ()
