import pytest

from breakapart.drafting.draft import draft_cases
from breakapart.drafting.pace import read_pace
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Section, SectionKind, Sentence

SECTION = Section(SectionKind.DISCUSSION, "", 0, 100)


def paces(text, cases=("1",)):
    part = Part(Sentence(text, 0, SECTION, 0), 0, len(text), cases)
    return [(one.values["pace"], one.values["events"]) for one in read_pace(part)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There was rapid recurrence and metastasis.", [("rapid", ("metastasis", "recurrence"))]),
        ("He had an early local recurrence.", [("early", ("recurrence",))]),
        ("The tumour metastasised late.", [("late", ("metastasis",))]),
        ("Recurrence was seen.", []),
        ("Rapid growth was seen.", []),
    ],
)
def test_a_word_for_the_pace(text, found):
    assert paces(text) == found


def test_a_pace_of_several_cases_is_nobody_s():
    assert paces("Both cases had rapid recurrence.", ("1", "2")) == []


def test_the_pace_stands_beside_its_event(vocabulary):
    text = (
        "Case report\n\nA 9-year-old girl had a mass of the left thigh. The mass was resected. The tumour was positive "
        "for ALK.\nFour months after the surgery, the tumour recurred.\n\nDiscussion\n\n"
        "Our patient had a rapid recurrence."
    )
    (draft,) = draft_cases(text, vocabulary)
    (event,) = (event for event in draft.fields["timeline"] if event["kind"] == "recurrence")
    assert event["note"] == "called rapid (discussion)"
    fact = next(fact for fact in draft.facts if fact.path.endswith("note"))
    assert text[fact.spans[0].start : fact.spans[0].end] == "rapid recurrence"
