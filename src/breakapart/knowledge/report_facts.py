"""Facts of the published report that breakapart is held against, each with where breakapart holds or computes it."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates

COLUMNS = ("fact", "section", "statement", "kind", "path", "compare", "expected")

KINDS = {
    "held": "stands in the case file as the report says it",
    "computed": "follows from the case file by an engine",
    "knowledge": "stands in the knowledge tables or the gene models",
    "contradiction": "the report contradicts itself, and the audit says so",
}
COMPARISONS = {
    "is": "the value is the expected one; numbers to 6 significant digits",
    "includes": "one of the values is the expected one",
    "contains": "the text contains the expected one, in any case of letters",
    "at_least": "the number is not below the expected one",
}


@dataclass(frozen=True, slots=True)
class ReportFact:
    """One fact of the report."""

    id: str
    section: str
    statement: str
    """What the report says, in our words."""
    kind: str
    """One of `KINDS`."""
    path: str
    """Where breakapart has it, on the two assessed cases, the tables and the gene models."""
    compare: str
    """One of `COMPARISONS`."""
    expected: str


def parse_report_facts(rows: list[Row]) -> tuple[ReportFact, ...]:
    """The rows of `report_facts.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "fact")
    return tuple(parse_rows(rows, _parse))


def _parse(row: Row) -> ReportFact:
    for column, known in (("kind", KINDS), ("compare", COMPARISONS)):
        if row[column] not in known:
            raise row.refuse(f"{column} {row[column]!r} is not known, expected one of {', '.join(known)}")
    return ReportFact(
        id=row.needed("fact"),
        section=row.needed("section"),
        statement=row.needed("statement"),
        kind=row["kind"],
        path=row.needed("path"),
        compare=row["compare"],
        expected=row.needed("expected"),
    )
