"""Timelines that are in order although they are vague; contradictions stand in `test_broken_cases.py`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import SMALL_KNOWLEDGE, SMALL_REFERENCE, SOUND_CASE

from breakapart.errors import InputError
from breakapart.formats.case_yaml import parse_case

START, END = SOUND_CASE.index("  - {id: first"), SOUND_CASE.index("assays:")


def problems(*events, patient="{sex: female}"):
    """Messages about a timeline of these events; each gets an id (a, b, ...), a kind and words unless it has them."""
    lines = []
    for name, event in zip("abcdef", events, strict=False):
        kind = "" if "kind:" in event else "kind: finding, "
        lines.append(f"  - {{id: {name}, {kind}what: It, {event}}}\n")
    text = SOUND_CASE[:START] + "".join(lines) + SOUND_CASE[END:]
    text = text.replace("{sex: female, age: 9 years}", patient)
    try:
        parse_case(text.encode(), SMALL_KNOWLEDGE, SMALL_REFERENCE)
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "events",
    [
        # A year, then a month of it: which came first is not known.
        ("when: {date: 2019}", "when: {date: 2019-03}"),
        ("when: {date: 2019-03}", "when: {date: 2019}"),
        ("when: {date: 2019-05-03}", "when: {date: 2019-05}"),
        # "9 years" goes on until the tenth birthday.
        ("when: {age: 9 years 6 months}", "when: {age: 9 years}"),
        ("when: {age: 9 years}", "when: {age: 9 years, after: a, interval: 4 months}"),
        # 4 months by the calendar
        ("when: {date: 2019-05}", "when: {date: 2019-09, after: a, interval: 4 months}"),
        ("when: {date: 2019-05}", "when: {date: 2019-10, after: a, interval: 4 months}"),
        # The birthday lies somewhere in the year.
        ("when: {date: 2010, age: 9 years}", "when: {date: 2020, age: 19 years}"),
        ("when: {date: 2010, age: 9 years}", "when: {date: 2020, age: 18 years}"),
        ("kind: birth, when: {date: 2010-03-01}", "when: {date: 2019-03-01, age: 9 years}"),
        ("when: {gestation: 30 weeks}", "kind: birth, when: {gestation: 35 weeks}", "when: {age: 6 days}"),
        # Followed from another event than the first
        (
            "when: {date: 2019}",
            "kind: recurrence, when: {after: a, interval: 4 years}",
            "kind: follow_up, follow_up: 12 months, counted_from: b",
        ),
        # From when is not known
        (
            "when: {date: 2019}",
            "kind: recurrence, when: {after: a, interval: 4 years}",
            "kind: follow_up, follow_up: 12 months",
        ),
        # 4 months and 4 years are 52 months; rounded, they may be 48.
        (
            "kind: procedure",
            "kind: recurrence, when: {after: a, interval: 4 months}",
            "kind: recurrence, when: {after: b, interval: 4 years}",
            "kind: follow_up, follow_up: 48 months, counted_from: a",
        ),
        # An autopsy
        ("kind: follow_up, status: dead_of_disease", "kind: pathology_read, diagnosis: metastases of the lung"),
    ],
)
def test_vague_timelines_get_the_benefit_of_the_doubt(events):
    assert problems(*events) == []


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 200))
def test_a_follow_up_is_held_against_the_sum_of_intervals(first, second, followed):
    found = problems(
        "kind: procedure",
        f"kind: recurrence, when: {{after: a, interval: {first} months}}",
        f"kind: recurrence, when: {{after: b, interval: {second} months}}",
        f"kind: follow_up, follow_up: {followed} months, counted_from: a",
    )
    # Three rounded lengths may be off by half a month each.
    assert bool(found) == (followed + 0.5 < first + second - 1)


@given(st.dates(), st.dates())
def test_dates_in_full_are_in_order_or_not(one, other):
    within = all(1900 <= day.year <= 2100 for day in (one, other))
    found = problems(f"when: {{date: {one}}}", f"when: {{date: {other}}}")
    assert bool(found) == (other < one or not within)


def test_intervals_are_added_along_the_events_they_hang_on():
    assert problems(
        "kind: procedure",
        "kind: recurrence, when: {after: a, interval: 4 years}",
        "kind: imaging, when: {after: a, interval: 5 years}",
        "kind: follow_up, follow_up: 48 months, counted_from: a",
    ) == ["event 'd': a follow-up of 48 months is shorter than the 60 months that the intervals since 'a' add up to"]
