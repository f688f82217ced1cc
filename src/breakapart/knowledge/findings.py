"""How often each entity shows each finding: k positive of n, with the source of every count."""

from dataclasses import dataclass

from breakapart.knowledge.entities import Entities
from breakapart.knowledge.markers import Markers
from breakapart.knowledge.morphology import Morphology
from breakapart.knowledge.table import Row, parse_rows

COLUMNS = ("entity", "finding", "positive_k", "n", "source", "evidence", "note", "definitional", "status")
KINDS = ("ihc", "morph", "mol", "site", "age", "age_group", "sex", "outcome")
"""What a finding can be about: the part of the event before the colon."""
STATUSES = {
    "active": "counts",
    "superseded": "an estimate or a recalled row beside which enough was counted: shown, not used",
    "conditional": "true of a subset only, which the finding or the note names: shown, not used",
    "folded": "already in the priors of age and site: shown, not used again",
    "excluded": "single cases and test cases: never used",
}
"""Status of a row -> what it means."""


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """One series, or one estimate, of one finding in one entity."""

    entity: str
    event: str
    """`ihc:ALK`, `morph:fascicular`, `mol:ETV6::NTRK3`, `site:trunk` ..."""
    condition: str
    """What the series was restricted to (`metastasis`, `D5F3+`); empty for the entity as a whole."""
    positive: float
    """Cases with the finding; fractional for estimates."""
    n: float
    """Cases looked at."""
    source: str
    evidence: str
    note: str
    definitional: bool = False
    """The finding was a condition for a tumour to enter the series."""
    status: str = "active"
    """One of `STATUSES`; only active rows count."""


def parse_findings(
    rows: list[Row], entities: Entities, markers: Markers, morphology: Morphology
) -> tuple[FindingCounts, ...]:
    """The rows of `findings.tsv`; InputError when one cannot be used or names what no other table knows."""

    def parse(row: Row) -> FindingCounts:
        entity = row.needed("entity")
        if entity not in entities:
            raise row.refuse(f"entity {entity!r} is not in entities.tsv", _nearest(entities.suggest(entity)))
        event, _, condition = row.needed("finding").partition("|")
        kind, _, what = event.partition(":")
        if kind not in KINDS or not what:
            raise row.refuse(f"finding {event!r} is not of the form kind:what with a kind of {', '.join(KINDS)}")
        for wanted, vocabulary in (("ihc", markers), ("morph", morphology)):
            if kind == wanted and what not in vocabulary:
                raise row.refuse(
                    f"{vocabulary.kind} {what!r} is not in the vocabulary", _nearest(vocabulary.suggest(what))
                )
        positive, n = row.number("positive_k"), row.number("n")
        if n == 0:
            raise row.refuse("column 'n' is 0, expected at least one case")
        if positive > n:
            raise row.refuse(f"{positive:g} positive of {n:g} cases is more than all of them")
        return FindingCounts(
            entity=entity,
            event=event,
            condition=condition,
            positive=positive,
            n=n,
            source=row.needed("source"),
            evidence=row.evidence(),
            note=row["note"],
            definitional=row.flag("definitional"),
            status=_status(row),
        )

    return tuple(parse_rows(rows, parse))


def _status(row: Row) -> str:
    status = row.needed("status")
    if status not in STATUSES:
        raise row.refuse(f"status {status!r} is not known, expected one of {', '.join(STATUSES)}")
    return status


def _nearest(ids: tuple[str, ...]) -> str | None:
    return f"Did you mean {' or '.join(ids)}?" if ids else None
