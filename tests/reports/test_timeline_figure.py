import pytest
from tests.builders_reports import HOSTILE, LONG, case_1, case_2, empty_result, hard_result
from tests.svg_boxes import NAMESPACE, boxes, check_figure, root_of

from breakapart.model.case import Case
from breakapart.model.when import Duration
from breakapart.reports import timeline_figure


def words(svg):
    return [box.text for box in boxes(svg)]


def course(*events):
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "c",
            "title": "t",
            "specimens": [{"id": "s", "name": "s", "site": "skin"}],
            "timeline": [{"kind": "finding", "what": event["id"], **event} for event in events],
        }
    )


def axis(svg):
    """y of each event on the axis, in the order of the events."""
    dots = root_of(svg).iter(f"{NAMESPACE}circle")
    return [float(dot.get("cy")) for dot in dots if dot.get("cx") == "12"]


def breaks(svg):
    """Zigzags on the axis itself (the key has one more when there are any)."""
    return sum(path.get("d").startswith("M12 ") for path in root_of(svg).iter(f"{NAMESPACE}path"))


@pytest.mark.parametrize(
    "case", [case_1(), case_2(), hard_result(HOSTILE).case, hard_result(LONG).case], ids=["1", "2", "hostile", "long"]
)
def test_text_keeps_to_itself(case):
    check_figure(timeline_figure.draw(case))


def test_no_events_no_figure():
    assert timeline_figure.draw(empty_result().case) is None


def test_one_event_needs_no_scale():
    svg = timeline_figure.draw(course({"id": "a"}))
    check_figure(svg)
    assert breaks(svg) == 0 and "1 year" not in words(svg)


def test_known_intervals_are_to_scale():
    svg = timeline_figure.draw(
        course(
            {"id": "a"},
            {"id": "b", "when": {"after": "a", "interval": "1 year"}},
            {"id": "c", "when": {"after": "b", "interval": "4 years"}},
        )
    )
    a, b, c = axis(svg)
    assert (c - b) / (b - a) == pytest.approx(4, rel=0.02)
    assert breaks(svg) == 0


def test_only_the_order_is_a_broken_axis():
    svg = timeline_figure.draw(
        course(
            {"id": "a"}, {"id": "b", "when": {"after": "a"}}, {"id": "c", "when": {"after": "b", "interval": "1 year"}}
        )
    )
    assert breaks(svg) == 1
    assert "time not given" in words(svg)


def test_an_interval_over_several_events_is_kept():
    svg = timeline_figure.draw(
        course(
            {"id": "a"},
            {"id": "b"},
            {"id": "c", "when": {"after": "a", "interval": "2 years"}},
            {"id": "d", "when": {"after": "c", "interval": "2 years"}},
        )
    )
    a, b, c, d = axis(svg)
    assert breaks(svg) == 1 and a < b < c
    assert c - a == pytest.approx(d - c + (b - a), rel=0.02)


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ({"date": "2019-01"}, {"date": "2020-01"}, {"date": "2022-01"}),
        ({"age": "1 year"}, {"age": "2 years"}, {"age": "4 years"}),
        ({"gestation": "30 weeks"}, {"gestation": "33 weeks"}, {"gestation": "39 weeks"}),
    ],
    ids=["dates", "ages", "gestation"],
)
def test_dates_ages_and_gestation_place_events(first, second, third):
    events = ({"id": "a", "when": first}, {"id": "b", "when": second}, {"id": "c", "when": third})
    case = course(*events)
    if "gestation" in first:
        case = case.model_copy(update={"patient": case.patient.model_copy(update={"gestation_at_birth": _weeks(40)})})
    a, b, c = axis(timeline_figure.draw(case))
    assert (c - b) / (b - a) == pytest.approx(2, rel=0.02)


def _weeks(number):
    return Duration(weeks=number)


def test_times_that_cannot_be_compared_break_the_axis():
    svg = timeline_figure.draw(course({"id": "a", "when": {"date": "2019"}}, {"id": "b", "when": {"age": "9 years"}}))
    assert breaks(svg) == 1


def test_a_read_stands_with_the_event_before_it():
    svg = timeline_figure.draw(case_2())
    assert "infantile cellular haemangioma" in words(svg)
    assert len(axis(svg)) == 10  # 13 events, of which three are reads without a time of their own


def test_recurrence_and_metastasis_are_marked_by_weight_and_colour():
    root = root_of(timeline_figure.draw(case_2()))
    bold = {"".join(t.itertext()) for t in root.iter(f"{NAMESPACE}text") if t.get("font-weight")}
    assert {"first local recurrence", "second local recurrence", "metastasis, left axilla"} <= bold
    grave = [dot for dot in root.iter(f"{NAMESPACE}circle") if dot.get("cx") == "60" and dot.get("fill") == "#d55e00"]
    assert len(grave) == 3


def test_case_1_has_the_times_the_notes_give():
    lines = words(timeline_figure.draw(case_1()))
    assert {"30 weeks of gestation", "35 weeks of gestation", "at 6 days"} <= set(lines)
