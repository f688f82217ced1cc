"""Dates and lengths of time in the forms that Phenopackets, FHIR and HL7 v2 want (ISO 8601 and cuts of it)."""

from breakapart.model.when import Duration, PartialDate


def iso_duration(length: Duration) -> str:
    """
    ISO 8601, in the units it was given in; a fraction of a unit goes on in the next smaller one.

    >>> iso_duration(Duration(years=1, months=4)), iso_duration(Duration(years=1.5)), iso_duration(Duration(weeks=2))
    ('P1Y4M', 'P1Y6M', 'P14D')
    """
    years, months = int(length.years), length.months + (length.years - int(length.years)) * 12
    whole_months = int(months + 1e-9)
    days = length.days + length.weeks * 7 + (months - whole_months) * (365.25 / 12)
    parts = [f"{years}Y" if years else "", f"{whole_months}M" if whole_months else ""]
    parts.append(f"{round(days)}D" if round(days) else "")
    return "P" + ("".join(parts) or "0D")


def timestamp(date: PartialDate) -> str:
    """
    The first moment a date can mean, as an RFC 3339 timestamp: for formats that hold nothing less exact.

    >>> timestamp(PartialDate(2019, 5))
    '2019-05-01T00:00:00Z'
    """
    return f"{date.earliest.isoformat()}T00:00:00Z"


def interval(date: PartialDate) -> dict[str, str]:
    """
    The days a date can mean, as a Phenopacket time interval.

    >>> interval(PartialDate(2020, 2))
    {'start': '2020-02-01T00:00:00Z', 'end': '2020-02-29T00:00:00Z'}
    """
    return {"start": timestamp(date), "end": f"{date.latest.isoformat()}T00:00:00Z"}


def hl7_date(date: PartialDate) -> str:
    """
    HL7 v2 `YYYY[MM[DD]]`, as exact as the date.

    >>> hl7_date(PartialDate(2019, 5))
    '201905'
    """
    return str(date).replace("-", "")
