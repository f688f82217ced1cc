"""Durations, partial dates and points in time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from breakapart.model.when import Duration, PartialDate, When


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("9 years", Duration(years=9)),
        ("9 y", Duration(years=9)),
        ("9yrs", Duration(years=9)),
        ("1 year 4 months", Duration(years=1, months=4)),
        ("1 year, 4 months and 2 days", Duration(years=1, months=4, days=2)),
        ("14 mo", Duration(months=14)),
        ("30 weeks", Duration(weeks=30)),
        ("35 weeks 3 d", Duration(weeks=35, days=3)),
        ("6 d", Duration(days=6)),
        ("0.5 years", Duration(years=0.5)),
        ("P9Y", Duration(years=9)),
        ("p1y6m", Duration(years=1, months=6)),
        ("P30W", Duration(weeks=30)),
        ("  9   Years. ", Duration(years=9)),
    ],
)
def test_lengths_of_time_as_people_write_them(text, duration):
    assert Duration.parse(text) == duration


@pytest.mark.parametrize(
    "text", ["", "9", "years", "nine years", "-9 years", "9 lightyears", "P", "9 years 8 years", "9:30"]
)
def test_what_is_no_length_of_time(text):
    with pytest.raises(ValueError, match=r"length of time|twice"):
        Duration.parse(text)


units = st.integers(0, 200)


@given(units, units, units, units)
def test_lengths_read_back(years, months, weeks, days):
    duration = Duration(years, months, weeks, days)
    assert Duration.parse(str(duration)) == duration


def test_a_year_is_a_julian_year():
    # 365.25 days by definition (IAU); a month is a twelfth.
    assert Duration(years=4).in_days == 1461
    assert Duration(months=12).in_days == 365.25
    assert Duration(years=1, months=6).in_months == 18
    assert Duration(days=365.25).in_years == 1


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("9 years", 365.25),
        ("9 years 3 months", 365.25 / 12),
        ("30 weeks", 7),
        ("30 weeks 2 days", 1),
        ("0 days", 365.25),
    ],
)
def test_how_fine_a_length_is(text, days):
    assert Duration.parse(text).resolution_days == days


@given(st.dates())
def test_full_dates(day):
    partial = PartialDate.parse(day.isoformat())
    assert partial.earliest == partial.latest == day
    assert str(partial) == day.isoformat()


@given(st.dates(max_value=date(9998, 12, 31)))
def test_a_month_and_a_year_hold_their_days(day):
    month = PartialDate(day.year, day.month)
    assert month.earliest <= day <= month.latest
    assert (month.latest + timedelta(1)).month != day.month
    year = PartialDate(day.year)
    assert year.earliest <= month.earliest <= month.latest <= year.latest
    assert PartialDate.parse(str(month)) == month


@pytest.mark.parametrize(
    "text", ["", "19", "2019-5", "2019-13", "2019-02-30", "05/03/2019", "2019-05-03T10:00", "0000"]
)
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match=r"2019-05-03"):
        PartialDate.parse(text)


def test_dates_and_ages_are_read_from_what_yaml_gives():
    when = When(date=2019, age="9 years")
    assert (when.date, when.age) == (PartialDate(2019), Duration(years=9))
    assert When(date=date(2019, 5, 3)).date == PartialDate(2019, 5, 3)
    with pytest.raises(ValidationError, match="9 has no unit"):
        When(age=9)
    with pytest.raises(ValidationError, match="True is not a date"):
        When(date=True)


def test_a_point_in_time_says_something():
    with pytest.raises(ValidationError, match="at least one of"):
        When()
    with pytest.raises(ValidationError, match="'interval' needs 'after'"):
        When(age="9 years", interval="2 years")
