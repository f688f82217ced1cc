"""Calendar dates as many hands write them, and the time between two."""

import pytest

from breakapart.drafting.dates import dates_in, time_between
from breakapart.model.when import PartialDate


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 16 May 2021", ["2021-05-16"]),
        ("on the 3rd of June 2015", ["2015-06-03"]),
        ("on October 4th, 2018", ["2018-10-04"]),
        ("in Sept. 2016", ["2016-09"]),
        ("in 05/2020", ["2020-05"]),
        ("on 12.03.2018", ["2018-03-12"]),
        ("on 2023-06-30", ["2023-06-30"]),
        ("on 16/05/2021 and 05/16/2021", ["2021-05-16", "2021-05-16"]),
        ("in 2019 and in early 2021", ["2019", "2021"]),
        ("on 03/04/2021", ["2021"]),  # March or April: only the year is sure
        ("on 30 February 2020", []),
        ("2020 cells were counted", []),
        ("Reported 20/05/2021", []),
        ("DOB 14/03/1985", []),
        ("Smith et al. in 2019", []),
        ("the WHO classification of 2020", []),
    ],
)
def test_a_date_is_no_more_precise_than_it_is_written(text, dates):
    assert [str(mention.date) for mention in dates_in(text)] == dates


@pytest.mark.parametrize(
    ("first", "second", "time"),
    [
        ("2020-01", "2021-03", "14 months"),
        ("2020-01-03", "2020-01-31", "4 weeks"),
        ("2020-01-03", "2020-01-05", "2 days"),
        ("2020-01-31", "2021-01-30", "11 months"),
        ("2019", "2021-03", None),
        ("2021-03", "2020-01", None),
        ("2021-03", "2021-03", None),
    ],
)
def test_the_time_between_two_dates(first, second, time):
    assert time_between(PartialDate.parse(first), PartialDate.parse(second)) == time
