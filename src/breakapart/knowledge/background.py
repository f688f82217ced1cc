"""How often a finding is seen whatever the entity: the rate that stands in where nobody has counted."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows

COLUMNS = ("finding", "parent", "rate", "n", "source", "evidence")
EVERYWHERE = "*"
"""In the column `parent`: the rate among all tumours of the table's scope."""


@dataclass(frozen=True, slots=True)
class BackgroundRate:
    """A rate, and how many cases it is worth."""

    event: str
    parent: str
    rate: float
    """Between 0 and 1."""
    n: float
    source: str
    evidence: str


def parse_background(rows: list[Row]) -> tuple[BackgroundRate, ...]:
    """The rows of `background.tsv`; InputError for a rate outside 0 to 1 or a finding given twice."""
    seen: set[tuple[str, str]] = set()

    def parse(row: Row) -> BackgroundRate:
        event, parent = row.needed("finding"), row.needed("parent")
        if (event, parent) in seen:
            raise row.refuse(f"a rate of {event} for {parent!r} is already given above")
        seen.add((event, parent))
        rate, n = row.number("rate"), row.number("n")
        if rate > 1:
            raise row.refuse(f"column 'rate' is {rate:g}, expected a share between 0 and 1")
        if n == 0:
            raise row.refuse("column 'n' is 0, expected what the rate is worth in cases")
        return BackgroundRate(event, parent, rate, n, row.needed("source"), row.evidence())

    return tuple(parse_rows(rows, parse))
