"""Driving events (fusions, mutations), how often each entity has them, and how well each assay sees them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates

DRIVER_COLUMNS = ("id", "label", "kind", "genes", "source", "evidence")
SHARE_COLUMNS = ("entity", "driver", "positive_k", "n", "source", "evidence")
ASSAY_COLUMNS = ("assay", "driver", "sensitivity", "false_positive", "source", "evidence")
CLONE_COLUMNS = ("marker", "clone", "relative_k", "n", "source", "evidence")

KINDS = ("fusion", "mutation", "amplification")
OTHER_FUSION = "OTHER_FUSION"
"""The driver that a fusion of genes outside the table counts as."""
ANY = "*"


@dataclass(frozen=True, slots=True)
class Driver:
    """One of a set of events of which a tumour has at most one as its driver."""

    id: str
    label: str
    kind: str
    genes: tuple[str, ...]
    """HGNC symbols; a fusion that involves one of them is this driver."""
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class DriverShare:
    """In how many tumours of one entity a driver was found."""

    entity: str
    driver: str
    positive: float
    n: float
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AssaySensitivity:
    """How often an assay sees a driver that is there, and something that is not."""

    assay: str
    """`ihc:ALK`, `fish:ALK`, `rna_fusion_panel`, `dna_panel`, `variant`; `fish:*` for every other probe."""
    driver: str
    """Driver id, kind of driver, or `*`."""
    sensitivity: float
    false_positive: float | None
    """None for stains: how often they stain without the driver differs by entity and comes from the counts."""
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CloneSensitivity:
    """How often a clone stains tumours that the reference clone stains."""

    marker: str
    clone: str
    positive: float
    n: float
    source: str
    evidence: str

    @property
    def relative(self) -> float:
        """Share of the reference clone's positives, with one half added to either side."""
        return (self.positive + 0.5) / (self.n + 1)


def parse_drivers(rows: list[Row]) -> tuple[Driver, ...]:
    """The rows of `drivers.tsv`; InputError when a gene would mean two drivers of one kind."""
    refuse_duplicates(rows, "id")
    owners: dict[tuple[str, str], str] = {}

    def parse(row: Row) -> Driver:
        id_, kind = row.needed("id"), row.needed("kind")
        if kind not in KINDS:
            raise row.refuse(f"kind {kind!r} is not known, expected one of {', '.join(KINDS)}")
        for gene in row.words("genes"):
            if owners.setdefault((kind, gene), id_) != id_:
                raise row.refuse(f"gene {gene} already stands for {owners[kind, gene]}")
        return Driver(id_, row.needed("label"), kind, row.words("genes"), row.needed("source"), row.evidence())

    return tuple(parse_rows(rows, parse))


def parse_shares(rows: list[Row], entities: Collection[str], drivers: Iterable[Driver]) -> tuple[DriverShare, ...]:
    """The rows of `entity_drivers.tsv`; InputError when one cannot be used."""
    known = {driver.id for driver in drivers}

    def parse(row: Row) -> DriverShare:
        entity, driver = row.needed("entity"), row.needed("driver")
        if entity not in entities:
            raise row.refuse(f"entity {entity!r} is not in entities.tsv")
        if driver not in known:
            raise row.refuse(f"driver {driver!r} is not in drivers.tsv")
        positive, n = _counts(row, "positive_k")
        return DriverShare(entity, driver, positive, n, row.needed("source"), row.evidence())

    return tuple(parse_rows(rows, parse))


def parse_assays(rows: list[Row], drivers: Iterable[Driver]) -> tuple[AssaySensitivity, ...]:
    """The rows of `assays.tsv`; InputError for an impossible rate or an unknown driver."""
    known = {driver.id for driver in drivers} | set(KINDS) | {ANY}

    def parse(row: Row) -> AssaySensitivity:
        driver = row.needed("driver")
        if driver not in known:
            raise row.refuse(f"driver {driver!r} is not in drivers.tsv")
        sensitivity = _rate(row, "sensitivity")
        false_positive = _rate(row, "false_positive") if row["false_positive"] else None
        return AssaySensitivity(
            row.needed("assay"), driver, sensitivity, false_positive, row.needed("source"), row.evidence()
        )

    return tuple(parse_rows(rows, parse))


def parse_clones(rows: list[Row]) -> tuple[CloneSensitivity, ...]:
    """The rows of `clones.tsv`; InputError when one cannot be used."""

    def parse(row: Row) -> CloneSensitivity:
        positive, n = _counts(row, "relative_k")
        return CloneSensitivity(
            row.needed("marker"), row.needed("clone"), positive, n, row.needed("source"), row.evidence()
        )

    return tuple(parse_rows(rows, parse))


def _counts(row: Row, column: str) -> tuple[float, float]:
    positive, n = row.number(column), row.number("n")
    if n == 0:
        raise row.refuse("column 'n' is 0, expected at least one case")
    if positive > n:
        raise row.refuse(f"{positive:g} of {n:g} cases is more than all of them")
    return positive, n


def _rate(row: Row, column: str) -> float:
    value = row.number(column)
    if value > 1:
        raise row.refuse(f"column {column!r} is {value:g}, expected a share between 0 and 1")
    return value
