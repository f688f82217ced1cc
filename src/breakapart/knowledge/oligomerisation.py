"""Regions by which proteins come together, from publications: what the coiled-coil method cannot see."""

from dataclasses import dataclass

from breakapart.knowledge.evidence import READ_CLASSES
from breakapart.knowledge.table import Row, parse_rows
from breakapart.model.transcript import Domain

COLUMNS = ("gene", "first", "last", "kind", "source", "evidence", "note")


@dataclass(frozen=True, slots=True)
class OligomerisationRegion:
    """One row: residues `first` to `last` (1-based, on the MANE Select protein) of a gene's protein."""

    gene: str
    first: int
    last: int
    kind: str
    """In words that stand behind "the": `trimerisation domain`."""
    source: str
    evidence: str
    note: str

    @property
    def domain(self) -> Domain:
        """The region as a domain of the protein; its source says when it was not re-read."""
        recalled = "" if self.evidence in READ_CLASSES else " (recalled, not re-read)"
        return Domain("region", self.kind, self.first - 1, self.last, f"{self.source}{recalled}", self.note)


def parse_regions(rows: list[Row]) -> tuple[OligomerisationRegion, ...]:
    """The rows of `oligomerisation.tsv`; InputError when one ends before it begins."""

    def parse(row: Row) -> OligomerisationRegion:
        first, last = row.whole("first", at_least=1), row.whole("last", at_least=1)
        if last < first:
            raise row.refuse(f"it ends at residue {last}, before it begins at {first}")
        return OligomerisationRegion(
            row.needed("gene"), first, last, row.needed("kind"), row.needed("source"), row.evidence(), row["note"]
        )

    return tuple(parse_rows(rows, parse))
