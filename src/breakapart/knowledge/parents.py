"""Entities under the group a pathologist would name when the exact entity stays open."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates

COLUMNS = ("entity", "parent", "parent_label", "scope", "source", "evidence")
SCOPES = ("core", "extended")
"""`core`: what the tables were made for; `extended`: what that may be taken for."""


@dataclass(frozen=True, slots=True)
class ParentOf:
    """One entity and its group."""

    entity: str
    parent: str
    label: str
    """What people read for the group."""
    scope: str
    """`core` or `extended`."""
    source: str
    evidence: str


def parse_parents(rows: list[Row], entities: Iterable[str]) -> tuple[ParentOf, ...]:
    """The rows of `parents.tsv`: every entity once; InputError when one is missing or unknown."""
    refuse_duplicates(rows, "entity")
    known = set(entities)
    labels: dict[str, str] = {}

    def parse(row: Row) -> ParentOf:
        entity, parent = row.needed("entity"), row.needed("parent")
        if entity not in known:
            raise row.refuse(f"entity {entity!r} is not in entities.tsv")
        label = row.needed("parent_label")
        if labels.setdefault(parent, label) != label:
            raise row.refuse(f"parent {parent!r} is labelled {label!r} here and {labels[parent]!r} above")
        scope = row.needed("scope")
        if scope not in SCOPES:
            raise row.refuse(f"scope {scope!r} is not known, expected one of {', '.join(SCOPES)}")
        return ParentOf(entity, parent, label, scope, row.needed("source"), row.evidence())

    found = parse_rows(rows, parse)
    without = sorted(known - {row.entity for row in found})
    if without and rows:
        raise rows[-1].refuse(f"no parent is given for {', '.join(without)}", "Add a row for each of them.")
    return tuple(found)
