"""Findings that tell one thing: members of a group are not multiplied as if they were independent."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates

COLUMNS = ("finding", "group", "source", "evidence")


@dataclass(frozen=True, slots=True)
class GroupMember:
    """One finding and the group it belongs to."""

    event: str
    group: str
    source: str
    evidence: str


def parse_groups(rows: list[Row]) -> tuple[GroupMember, ...]:
    """The rows of `dependence_groups.tsv`, each finding in one group only."""
    refuse_duplicates(rows, "finding")

    def parse(row: Row) -> GroupMember:
        return GroupMember(row.needed("finding"), row.needed("group"), row.needed("source"), row.evidence())

    return tuple(parse_rows(rows, parse))
