"""How much of what the differential uses was counted, and by whom: the sources behind each entity and each number."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.evidence import READ_CLASSES
from breakapart.knowledge.findings import FindingCounts


@dataclass(frozen=True, slots=True)
class Coverage:
    """Cells (entity by finding) of one entity."""

    entity: str
    stains: int
    """Stains with a rate."""
    stains_sourced: int
    """Of these, with at least one count whose source was read."""
    features: int
    features_sourced: int
    cells: int
    """All findings in use, molecular events included."""
    cells_sourced: int
    cases: float
    """Cases behind the sourced counts, every series in full."""


def coverage(tables: DifferentialTables, entities: Iterable[str] | None = None) -> tuple[Coverage, ...]:
    """Coverage of each entity, in the order of the table (or of `entities`)."""
    by_entity: dict[str, list[FindingCounts]] = {}
    for row in tables.counts:
        if row.status == "active" and not row.condition:
            by_entity.setdefault(row.entity, []).append(row)
    return tuple(_of(entity, by_entity.get(entity, [])) for entity in (entities or tables.entities))


def _of(entity: str, rows: list[FindingCounts]) -> Coverage:
    events = {row.event for row in rows}
    read = {row.event for row in rows if row.evidence in READ_CLASSES}

    def count(found: set[str], kind: str) -> int:
        return sum(event.startswith(f"{kind}:") for event in found)

    return Coverage(
        entity=entity,
        stains=count(events, "ihc"),
        stains_sourced=count(read, "ihc"),
        features=count(events, "morph"),
        features_sourced=count(read, "morph"),
        cells=len(events),
        cells_sourced=len(read),
        cases=sum(row.n for row in rows if row.evidence in READ_CLASSES),
    )


def rows_of(tables: DifferentialTables, entity: str, event: str | None = None) -> tuple[FindingCounts, ...]:
    """The rows of an entity, of one event when given: `ihc:ALK`, or `ALK` for any kind."""
    return tuple(
        row
        for row in tables.counts
        if row.entity == entity and (event is None or event in (row.event, row.event.partition(":")[2]))
    )
