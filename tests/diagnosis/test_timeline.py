"""Events are placed as far as the notes allow, and no further."""

import pytest
from tests.builders_diagnosis import make_case

from breakapart.diagnosis.timeline import known_intervals, place_events, unplaced


def case(*whens):
    events = [
        {"id": f"e{i}", "kind": "other", "what": f"event {i}"} | ({"when": when} if when else {})
        for i, when in enumerate(whens)
    ]
    return make_case({}, timeline=events)


@pytest.mark.parametrize(
    ("whens", "placed"),
    [
        ([None], [(0, True)]),
        ([None, {"after": "e0", "interval": "2 years"}], [(0, True), (24, True)]),
        # "then": not earlier than what came before
        ([None, {"after": "e0", "interval": "2 years"}, {"after": "e1"}, None],
         [(0, True), (24, True), (24, False), (24, False)]),
        # an interval after an event of unknown time is a least time
        ([None, {"after": "e0"}, {"after": "e1", "interval": "4 months"}], [(0, True), (0, False), (4, False)]),
        ([{"age": "2 years"}, {"age": "9 years"}], [(0, True), (84, True)]),
        ([{"date": "2019-01"}, {"date": "2020-01"}], [(0, True), (11.99, True)]),
        ([{"date": "2019"}, {"date": "2020"}], [(0, True), (11.99, False)]),
        # an event told later can lie earlier; what follows in the list is not before the latest
        ([None, {"after": "e0", "interval": "5 years"}, {"after": "e0", "interval": "1 year"}, None],
         [(0, True), (60, True), (12, True), (60, False)]),
    ],
)  # fmt: skip
def test_places(whens, placed):
    found = [(event.months, event.is_exact) for event in place_events(case(*whens))]
    assert [months for months, _ in found] == pytest.approx([months for months, _ in placed], abs=0.05)
    assert [exact for _, exact in found] == [exact for _, exact in placed]


def test_words():
    exact, least = place_events(case(None, {"after": "e0"}))
    assert (exact.words, least.words) == ("at 0 months", "at 0 months or later")


def test_intervals_and_what_has_none():
    of = case(None, {"after": "e0", "interval": "2 years"}, {"after": "e1"}, None, {"date": "2020"})
    assert [(one.start, one.end, str(one.length)) for one in known_intervals(of)] == [("e0", "e1", "2 years")]
    assert [event.id for event in unplaced(of)] == ["e2", "e3"]


def test_a_case_without_events():
    assert place_events(make_case({})) == ()
