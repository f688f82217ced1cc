"""Which fusions recur: kinase fusions of any tumour, with counts or the words of their source, and the fusion table."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakapart.knowledge.evidence import READ_CLASSES
from breakapart.knowledge.table import Row, parse_rows
from breakapart.model.fusion import Recurrence
from breakapart.model.therapy import FusionOccurrence

COLUMNS = ("five_gene", "three_gene", "tumour_type", "n_cases", "recurrence", "source", "evidence", "note")

ENOUGH_CASES = 2
"""Cases of the fusion table that make a fusion recurrent: the second one is what recurrence means."""

SHOWN = 3
"""Statements that one sentence names; more would bury the first."""


@dataclass(frozen=True, slots=True)
class KinaseFusionReport:
    """One row: how often a source saw a kinase fusion, in numbers or in words."""

    five_gene: str
    three_gene: str
    tumour_type: str
    cases: int | None
    words: str
    """The statement of recurrence of a source that gives no number; empty where it gives one."""
    source: str
    evidence: str
    note: str

    @property
    def is_read(self) -> bool:
        """Whether the source was read for it."""
        return self.evidence in READ_CLASSES


def parse_reports(rows: list[Row]) -> tuple[KinaseFusionReport, ...]:
    """The rows of `recurrent_kinase_fusions.tsv`; InputError when one has neither a number nor words."""

    def parse(row: Row) -> KinaseFusionReport:
        cases = row.whole("n_cases", at_least=1) if row["n_cases"] else None
        if (cases is None) == (not row["recurrence"]):
            raise row.refuse("expected either a number of cases or the statement of recurrence")
        return KinaseFusionReport(
            row.needed("five_gene"),
            row.needed("three_gene"),
            row.needed("tumour_type"),
            cases,
            row["recurrence"],
            row.needed("source"),
            row.evidence(),
            row["note"],
        )

    return tuple(parse_rows(rows, parse))


def recurrence_of(reports: Iterable[KinaseFusionReport], occurrences: Iterable[FusionOccurrence]) -> Recurrence | None:
    """
    What is known of two genes' fusions put together; None when they are not known to recur.

    They recur with two cases (a mention without a number is at least one), or with a source that says so without a
    number. Where the sources that were read suffice, only they are named; otherwise the others are named too, and the
    text says that they are recalled.
    """
    known = [*map(_of_report, reports), *map(_of_occurrence, occurrences)]
    read = [one for one in known if one.is_read]
    named = read if _suffice(read) else known
    if not _suffice(named):
        return None
    # Sources with a number first, the largest first; then those that say it recurs; single mentions last.
    named = sorted(named, key=lambda one: (one.cases is None, -(one.cases or 0), not one.is_series))
    shown = _first_of_each_tumour(named)[:SHOWN]
    return Recurrence(
        text="; ".join(one.words if one.is_read else f"{one.words}, recalled, not re-read" for one in shown),
        source="; ".join(dict.fromkeys(part for one in shown for part in one.source.split("; "))),
        is_read=_suffice(read),
        cases=max((one.cases for one in named if one.cases is not None), default=None),
    )


def _suffice(sources: "list[_Counted]") -> bool:
    return any(one.is_series for one in sources) or sum(one.cases or 1 for one in sources) >= ENOUGH_CASES


@dataclass(frozen=True, slots=True)
class _Counted:
    tumour: str
    cases: int | None
    is_series: bool
    words: str
    source: str
    is_read: bool


def _of_report(report: KinaseFusionReport) -> _Counted:
    tumour = _lower_first(report.tumour_type)
    words = f"{report.words} ({tumour})" if report.cases is None else f"{report.cases} in {tumour}"
    is_series = report.cases is None or report.cases >= ENOUGH_CASES
    return _Counted(report.tumour_type, report.cases, is_series, words, report.source, report.is_read)


def _of_occurrence(seen: FusionOccurrence) -> _Counted:
    tumour = _lower_first(seen.tumour_type)
    if seen.cases is not None:
        words = f"{seen.cases} in {tumour}"
    elif seen.is_series:
        words = f"in {tumour}, number of cases not given"
    else:
        words = f"named in {tumour}"
    return _Counted(seen.tumour_type, seen.cases, seen.is_series, words, seen.source, seen.evidence in READ_CLASSES)


def _first_of_each_tumour(named: list[_Counted]) -> list[_Counted]:
    first: dict[str, _Counted] = {}
    for one in named:
        first.setdefault(one.tumour, one)
    return list(first.values())


def _lower_first(text: str) -> str:
    """The text as it stands within a sentence: "PEComa" and "B-lymphoblastic" keep their capitals."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text
