"""What is to be done is no event."""

import pytest

from breakapart.drafting.clean import clean
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.plans import planned
from breakapart.drafting.sections import find_sections
from breakapart.drafting.sentences import split
from breakapart.drafting.subjects import Part

BEGIN = (
    "Patient: Male, 9 y\nSpecimen: right lower lobe, wedge resection.\n"
    "The lesion was resected on 4 June 2022. ALK positive, desmin negative.\n"
)


def plans_in(text):
    cleaned = clean(text).text
    parts = [Part(one, 0, len(one.text), ("1",)) for one in split(cleaned, find_sections(cleaned))]
    return [str(parts[i].text) for i in sorted(planned(parts))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plan: CT in 3 months.\nThe wound had healed.", ["Plan: CT in 3 months."]),
        ("MDT decision\nFor surgery. Re-stage in 6 weeks.\n\nOutcome\nResection in May.", 2),
        ("Recommendations:\n\n- re-resection\n- RNA fusion panel\n\nDiagnosis: fibroma.", 2),
        ("Further management:\n1. refer to the sarcoma clinic\n2. MRI in six months\nThe margins were free.", 2),
        ("Tumour board recommendation: adjuvant radiotherapy. Then CT.\n\nRadiotherapy was given.", 2),
        ("The plan was surgery.", []),
        ("A treatment plan was made and the tumour was resected.", []),
        ("Diagnosis:\nfibroma\n\nDecision tree: none.", []),
    ],
)
def test_the_lines_of_a_plan(text, found):
    lines = plans_in(text)
    assert (len(lines) if isinstance(found, int) else lines) == found


@pytest.mark.parametrize(
    "plan",
    [
        "Plan: Follow-up CT in 3 months.",
        "Recommendation: re-resection with a margin of 2 cm, then adjuvant radiotherapy.",
        "MDT decision\nAmputation of the finger. Crizotinib if it recurs.",
        "Recommendations:\n- wide local excision\n- MRI of the thigh at 6 months",
    ],
)
def test_a_plan_adds_no_event(vocabulary, plan):
    events = []
    for text in (BEGIN, f"{BEGIN}\n{plan}\n"):
        (draft,) = draft_cases(text, vocabulary)
        events.append([(fact.path, fact.value) for fact in draft.facts if fact.path[0] == "timeline"])
    assert events[0] == events[1]


def test_a_finding_that_a_plan_gives_as_its_reason_is_kept(vocabulary):
    (draft,) = draft_cases(
        f"{BEGIN}\nPlan: ALK FISH was positive in 40 % of nuclei, so refer for crizotinib.\n", vocabulary
    )
    assert any("fish" in fact.path for fact in draft.facts)
    assert not any(fact.value == "crizotinib" for fact in draft.facts)
