"""
Gene symbols that a spreadsheet has turned into dates, and which genes they may have been.

Excel and others read SEPT2 as 2 September and MARCH1 as 1 March, silently (Zeeberg 2004, doi:10.1186/1471-2105-5-80;
a third of papers with gene lists had such names: Abeysooriya 2021, doi:10.1371/journal.pcbi.1008984). The genes were
renamed for this reason (Bruford 2020, doi:10.1038/s41588-020-0669-3); tables made with older annotation still have
them.
"""

import datetime
import re

_MONTHS = {
    3: ("mar", "march", "mär", "märz", "mrz", "mars"),
    9: ("sep", "sept", "september"),
    10: ("oct", "october", "okt", "oktober"),
    12: ("dec", "december", "dez", "dezember"),
}
"""Months that a gene symbol of man may be taken for, as people and programs write them."""

_NUMBER_OF = {word: month for month, words in _MONTHS.items() for word in words}
_WORD = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/. ]{{1,2}}({_WORD})\.?(?:[-/. ]\d{{2,4}})?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({_WORD})\.?[-/. ]{{1,2}}(\d{{1,2}})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](?:\d{2}|\d{4})")
_SERIAL = re.compile(r"\d{5}(?:\.0)?")

_FIRST_DAY = datetime.date(1899, 12, 30)
"""Day 0 of spreadsheets' day numbers (the 1900 system, which takes 1900 for a leap year)."""
_SERIALS = range(36526, 54789)
"""Day numbers of the years 2000 to 2049: spreadsheets give a day without year the current one."""


def genes_behind_date(text: str) -> tuple[str, ...]:
    """
    Symbols of today that a spreadsheet may have turned into `text`; empty when it is no such date.

    >>> genes_behind_date("2-Mar"), genes_behind_date("9-Sep"), genes_behind_date("44257")
    (('MARCHF2', 'MTARC2'), ('SEPTIN9',), ('MARCHF2', 'MTARC2'))
    >>> genes_behind_date("SEPT9"), genes_behind_date("EML4"), genes_behind_date("31-Dec")
    ((), (), ())
    """
    found: dict[str, None] = {}
    for month, day in _days(text.strip()):
        found |= dict.fromkeys(_genes(month, day))
    return tuple(found)


def _days(text: str) -> list[tuple[int, int]]:
    """(month, day) that a text may mean."""
    if match := _DAY_FIRST.fullmatch(text):
        return [(_NUMBER_OF[match[2].lower()], int(match[1]))]
    if match := _MONTH_FIRST.fullmatch(text):
        return [(_NUMBER_OF[match[1].lower()], int(match[2]))]
    if match := _ISO.fullmatch(text):
        return [(int(match[2]), int(match[3]))]
    if match := _SLASHED.fullmatch(text):
        return [(int(match[1]), int(match[2])), (int(match[2]), int(match[1]))]
    if _SERIAL.fullmatch(text) and int(text[:5]) in _SERIALS:
        day = _FIRST_DAY + datetime.timedelta(days=int(text[:5]))
        return [(day.month, day.day)]
    return []


def _genes(month: int, day: int) -> list[str]:
    """MARCH1-11, MARC1-2, SEPT1-12 and SEPT14, DEC1 and OCT4 under today's symbols."""
    if month == 3:
        return [f"MARCHF{day}"] * (1 <= day <= 11) + [f"MTARC{day}"] * (1 <= day <= 2)
    if month == 9:
        return [f"SEPTIN{day}"] * (1 <= day <= 12 or day == 14)
    return ["DELEC1"] * (month == 12 and day == 1) + ["POU5F1"] * (month == 10 and day == 4)
