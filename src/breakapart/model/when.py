"""Points in time as case notes give them: partial dates, ages, weeks of gestation, "4 months after"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from breakapart.model.noun import Noun

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(years?|yrs?|y|months?|mos?|m|weeks?|wks?|w|days?|d)\b", re.ASCII)
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in the units it was given in; never more precise than the notes."""

    years: float = 0
    months: float = 0
    weeks: float = 0
    days: float = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read "9 years", "6 d", "1 year 4 months" or ISO 8601 "P9Y".

        >>> Duration.parse("1 year 4 months").in_months
        16.0

        Raises ValueError when `text` is none of these.
        """
        cleaned = " ".join(text.split()).strip().rstrip(".")
        iso = _ISO.fullmatch(cleaned.upper())
        if iso and cleaned.upper() != "P":
            return cls(*(float(group or 0) for group in iso.groups()))
        parts: dict[str, float] = {}
        rest = cleaned.lower().replace(",", " ").replace(" and ", " ")
        for number, unit in _PART.findall(rest):
            name = {"y": "years", "m": "months", "w": "weeks", "d": "days"}[unit[0]]
            if name in parts:
                raise ValueError(f"{text!r} names {name} twice")
            parts[name] = float(number)
        if not parts or _PART.sub("", rest).strip():
            raise ValueError(f"{text!r} is not a length of time; write for example '9 years', '14 months' or '6 days'")
        return cls(**parts)

    @property
    def in_days(self) -> float:
        """Length in days, with years of 365.25 days and months of a twelfth of that."""
        return self.years * DAYS_PER_YEAR + self.months * DAYS_PER_MONTH + self.weeks * 7 + self.days

    @property
    def in_months(self) -> float:
        """Length in months."""
        if not self.weeks and not self.days:
            return float(self.years * 12 + self.months)
        return self.in_days / DAYS_PER_MONTH

    @property
    def in_years(self) -> float:
        """Length in years."""
        return self.in_days / DAYS_PER_YEAR

    @property
    def resolution_days(self) -> float:
        """Length of the finest unit given, in days: "9 years" says nothing about months. A year where all is zero."""
        if self.days:
            return 1
        if self.weeks:
            return 7
        return DAYS_PER_MONTH if self.months else DAYS_PER_YEAR

    def __str__(self) -> str:
        parts = []
        for unit in ("years", "months", "weeks", "days"):
            number = getattr(self, unit)
            if number:
                parts.append(f"{number:g} {unit[:-1] if number == 1 else unit}")
        return " ".join(parts) or "0 days"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which only the year, or the year and month, may be known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read "2019", "2019-05" or "2019-05-03".

        >>> str(PartialDate.parse("2019-05"))
        '2019-05'

        Raises ValueError when `text` is not such a date, or the date does not exist.
        """
        match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text.strip(), re.ASCII)
        if not match:
            raise ValueError(f"{text!r} is not a date; write '2019', '2019-05' or '2019-05-03'")
        year, month, day = (int(group) if group else None for group in match.groups())
        assert year is not None
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            raise ValueError(
                f"{text!r} does not exist in the calendar; write '2019', '2019-05' or '2019-05-03'"
            ) from None
        return cls(year, month, day)

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """
        The last day it can mean.

        >>> PartialDate.parse("2020-02").latest.isoformat()
        '2020-02-29'
        """
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)


def _duration(value: Any) -> Duration:
    if isinstance(value, Duration):
        return value
    if isinstance(value, str):
        return Duration.parse(value)
    raise ValueError(f"{value!r} has no unit; write for example '9 years', '14 months' or '6 days'")


def _partial_date(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, date):
        return PartialDate(value.year, value.month, value.day)
    if isinstance(value, int) and not isinstance(value, bool):
        return PartialDate.parse(str(value))
    if isinstance(value, str):
        return PartialDate.parse(value)
    raise ValueError(f"{value!r} is not a date; write '2019', '2019-05' or '2019-05-03'")


DurationField = Annotated[
    Duration,
    PlainValidator(_duration),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["9 years", "14 months", "6 days", "P9Y"]}),
]
DateField = Annotated[
    PartialDate,
    PlainValidator(_partial_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["2019", "2019-05", "2019-05-03"]}),
]


class When(Noun):
    """When something happened, in the terms the notes use; several may be given together."""

    date: DateField | None = None
    """Calendar date, as far as known."""
    age: DurationField | None = None
    """Age of the patient."""
    gestation: DurationField | None = None
    """Gestational age, for events before or at birth ("30 weeks")."""
    after: str | None = None
    """Id of the event it followed."""
    interval: DurationField | None = None
    """Time since that event; leave out when only the order is known."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.interval is not None and self.after is None:
            raise ValueError("'interval' needs 'after': the id of the event it is counted from")
        if not any((self.date, self.age, self.gestation, self.after)):
            raise ValueError("give at least one of 'date', 'age', 'gestation' or 'after'")
        return self
