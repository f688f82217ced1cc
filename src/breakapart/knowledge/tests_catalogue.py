"""Tests that can be ordered, with price and days, and what it costs to miss an entity."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates

PRICE_COLUMNS = ("test", "kind", "cost_eur", "days", "source", "evidence")
REGRET_COLUMNS = ("entity", "management", "miss_weight", "metastasis_share", "source", "evidence")
KINDS = ("stain", "fish", "sequencing", "consultation")


@dataclass(frozen=True, slots=True)
class TestPrice:
    """What a test costs in money and time."""

    __test__ = False  # a test of a laboratory, not of pytest

    test: str
    """`ihc:ALK`, `fish:ALK`, `rna_fusion_panel`, `dna_panel`, `expert_consultation`; `ihc:*`: every other stain."""
    kind: str
    cost_eur: float
    days: float
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Management:
    """What would be done for an entity, and how bad it is not to do it."""

    entity: str
    management: str
    """Entities of one class are treated alike: to confuse them costs nothing here."""
    miss_weight: float
    metastasis_share: float
    """Share of cases that metastasise: what a metastasis says against tumours that do not."""
    source: str
    evidence: str


def parse_prices(rows: list[Row], is_known: Callable[[str], bool]) -> tuple[TestPrice, ...]:
    """The rows of a price list; InputError for a test nobody knows (`is_known`) or an impossible price."""
    refuse_duplicates(rows, "test")

    def parse(row: Row) -> TestPrice:
        test, kind = row.needed("test"), row.needed("kind")
        if kind not in KINDS:
            raise row.refuse(f"kind {kind!r} is not known, expected one of {', '.join(KINDS)}")
        if not is_known(test):
            raise row.refuse(
                f"test {test!r} is not known",
                "Expected ihc:MARKER, fish:GENE, rna_fusion_panel, dna_panel, expert_consultation, ihc:* or fish:*.",
            )
        return TestPrice(test, kind, row.number("cost_eur"), row.number("days"), row.needed("source"), row.evidence())

    return tuple(parse_rows(rows, parse))


def parse_managements(rows: list[Row], entities: Collection[str]) -> tuple[Management, ...]:
    """The rows of `regret.tsv`; InputError for an unknown entity or one without a row."""
    refuse_duplicates(rows, "entity")

    def parse(row: Row) -> Management:
        entity = row.needed("entity")
        if entity not in entities:
            raise row.refuse(f"entity {entity!r} is not in entities.tsv")
        share = row.number("metastasis_share")
        if not 0 < share <= 1:
            raise row.refuse(f"column 'metastasis_share' is {share:g}, expected a share above 0 and up to 1")
        return Management(
            entity, row.needed("management"), row.number("miss_weight"), share, row.needed("source"), row.evidence()
        )

    return tuple(parse_rows(rows, parse))
