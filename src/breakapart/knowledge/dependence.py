"""Findings that tell one thing: members of a group are not multiplied as if they were independent."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from breakapart.knowledge.table import Row, parse_rows, read_rows, refuse_duplicates

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


@cache
def bundled_properties() -> Mapping[str, str]:
    """The group of each finding in the table that comes with breakapart."""
    rows = read_rows(files("breakapart.knowledge") / "data" / "dependence_groups.tsv", COLUMNS)
    return {member.event: member.group for member in parse_groups(rows)}
