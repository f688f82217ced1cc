"""Calendar dates in a text, no more precise than they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.drafting.cues import Rule
from breakapart.model.when import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19[3-9]\d|20[0-4]\d)"
_A_YEAR = re.compile(rf"{_YEAR}(?!\d)")
_DATE = Rule(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?:of )?(?P<m1>{_MONTH})\.?,?[ -](?P<y1>{_YEAR})\b"
    rf"|\b(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>{_YEAR})\b"
    rf"|\b(?P<m3>{_MONTH})\.?,?[ -](?:of )?(?P<y3>{_YEAR})\b"
    rf"|(?<![\d.,/-])(?P<y4>{_YEAR})-(?P<m4>\d\d)(?:-(?P<d4>\d\d))?(?![\d.,/-]*\d)"
    rf"|(?<![\d.,/-])(?P<a5>\d{{1,2}})(?P<sign>[./-])(?P<b5>\d{{1,2}})[./-](?P<y5>{_YEAR})\b"
    rf"|(?<![\d.,/-])(?P<m6>0?[1-9]|1[0-2])[/.](?P<y6>{_YEAR})\b(?![/.]\d)"
    rf"|\b(?:in|since|during|of|from|until|by|to|early|late|mid-?|year|around|(?:spring|summer|autumn|winter|fall|end|"
    rf"beginning|middle)(?: of)?) (?:the year |early |late |mid-?)?(?P<y7>{_YEAR})\b(?![-/\d])"
    rf"|\((?P<y8>{_YEAR})\)",
    re.IGNORECASE,
)
_NOT_OF_THE_COURSE = Rule(
    r"\bet al\b|\bWHO\b|\bclassification\b|\bedition\b|\bdescribed (?:by|in)\b|\bfirst (?:reported|described)\b"
    r"|\bpublished\b|\bguideline|\bAJCC\b|\b(?:report(?:ed)? by|authors?|literature|series|cohort|study)\b",
    re.IGNORECASE,
)
_OF_THE_PAPER = re.compile(
    r"(?:\b(?:received|reported|accessioned|printed|signed(?: out)?|authori[sz]ed|dated?(?: of (?:report|receipt"
    r"|birth))?|DOB|d\.o\.b\.?|born(?: on| in)?|birth ?date|report date|collected|reviewed|verified|dictated|typed"
    r"|letter|your ref)(?: on| in|:)?[ :]{0,2}|\bfrom )$",
    re.IGNORECASE,
)
"""What stands before the date of a paper, of a slide or of a birth."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date of the course, with its place."""

    start: int
    end: int
    date: PartialDate


def dates_in(text: str) -> tuple[DateMention, ...]:
    """The dates in `text` on which something may have happened to the patient."""
    if _A_YEAR.search(text) is None:
        return ()
    found = tuple(_dates(text))
    if not found or _NOT_OF_THE_COURSE.search(text) is not None:
        return ()
    return found


def _dates(text: str) -> Iterator[DateMention]:
    for match in _DATE.finditer(text):
        if _OF_THE_PAPER.search(text, max(0, match.start() - 30), match.start()) is not None:
            continue
        date = _date(match)
        if date is not None:
            yield DateMention(match.start(), match.end(), date)


def _date(match: re.Match[str]) -> PartialDate | None:
    given = {key: value for key, value in match.groupdict().items() if value is not None}
    year = int(next(value for key, value in given.items() if key[0] == "y"))
    month = day = None
    if "a5" in given:
        month, day = _month_and_day(int(given["a5"]), int(given["b5"]), given["sign"])
    else:
        word = next((value for key, value in given.items() if key[0] == "m"), None)
        if word is not None:
            month = int(word) if word.isdecimal() else _MONTHS.index(word[:3].lower()) + 1
        number = next((value for key, value in given.items() if key[0] == "d"), None)
        day = int(number) if number is not None else None
    try:
        return PartialDate.parse("-".join(f"{part:02d}" for part in (year, month, day) if part is not None))
    except ValueError:
        return None


def _month_and_day(first: int, second: int, sign: str) -> tuple[int | None, int | None]:
    """
    Month and day of "16/05/2021" or "05/16/2021"; of "03/04/2021", which may be March or April, neither.

    With points the day comes first: so Germans, Swiss and Scandinavians write.
    """
    if sign == "." or first > 12:
        return second, first
    if second > 12:
        return first, second
    return (first, first) if first == second else (None, None)


def time_between(first: PartialDate, second: PartialDate) -> str | None:
    """
    The time from `first` to `second` in the units that both allow; None where a month is not known, or none passed.

    >>> time_between(PartialDate.parse("2020-01"), PartialDate.parse("2021-03"))
    '14 months'
    >>> time_between(PartialDate.parse("2020-01-03"), PartialDate.parse("2020-01-31"))
    '4 weeks'
    """
    if first.month is None or second.month is None:
        return None
    if first.day is not None and second.day is not None:
        days = (second.earliest - first.earliest).days
        if 0 < days < _IN_WEEKS:
            weeks = days // 7
            count, unit = (weeks, "week") if days % 7 == 0 else (days, "day")
            return f"{count} {unit if count == 1 else unit + 's'}"
    months = (second.year - first.year) * 12 + second.month - first.month
    if first.day is not None and second.day is not None and second.day < first.day:
        months -= 1
    return None if months <= 0 else f"{months} {'month' if months == 1 else 'months'}"


_IN_WEEKS = 60
"""Days below which two days are told apart by days or weeks: two months say less."""
