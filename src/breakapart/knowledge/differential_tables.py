"""Everything the differential is computed from, in one bundle: counts, groups, priors, drivers, prices, regret."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from breakapart.knowledge import background, dependence, parents, tests_catalogue
from breakapart.knowledge import drivers as driver_tables
from breakapart.knowledge import priors as prior_tables
from breakapart.knowledge.base import Knowledge
from breakapart.knowledge.findings import FindingCounts
from breakapart.knowledge.markers import Markers
from breakapart.knowledge.table import read_rows

SEQUENCING_TESTS = ("rna_fusion_panel", "dna_panel")
CONSULTATION = "expert_consultation"


@dataclass(frozen=True, slots=True)
class DifferentialTables:
    """The tables the differential engine receives."""

    counts: tuple[FindingCounts, ...]
    entities: tuple[str, ...]
    """Ids in the order of `entities.tsv`."""
    labels: dict[str, str]
    """Entity or parent id -> what people read."""
    parent_of: dict[str, str]
    scope_of: dict[str, str]
    """Entity -> `core` or `extended`."""
    backgrounds: tuple[background.BackgroundRate, ...]
    priors: tuple[prior_tables.EntityPrior, ...]
    drivers: tuple[driver_tables.Driver, ...]
    shares: tuple[driver_tables.DriverShare, ...]
    assays: tuple[driver_tables.AssaySensitivity, ...]
    clones: tuple[driver_tables.CloneSensitivity, ...]
    groups: dict[str, str]
    """Event -> dependence group."""
    prices: tuple[tests_catalogue.TestPrice, ...]
    managements: tuple[tests_catalogue.Management, ...]
    markers: Markers
    version: str

    @classmethod
    @cache
    def bundled(cls) -> "DifferentialTables":
        """The tables that come with breakapart."""
        return cls.read(files("breakapart.knowledge") / "data", Knowledge.bundled())

    @classmethod
    def read(cls, folder: Traversable | Path, knowledge: Knowledge) -> "DifferentialTables":
        """The tables of `folder`; InputError when one cannot be used."""
        entities = tuple(knowledge.entities)
        members = parents.parse_parents(read_rows(folder / "parents.tsv", parents.COLUMNS), entities)
        driver_list = driver_tables.parse_drivers(read_rows(folder / "drivers.tsv", driver_tables.DRIVER_COLUMNS))
        labels = {id_: knowledge.entities.label(id_) for id_ in entities}
        labels.update({member.parent: member.label for member in members})
        groups = dependence.parse_groups(read_rows(folder / "dependence_groups.tsv", dependence.COLUMNS))
        return cls(
            counts=knowledge.findings,
            entities=entities,
            labels=labels,
            parent_of={member.entity: member.parent for member in members},
            scope_of={member.entity: member.scope for member in members},
            backgrounds=background.parse_background(read_rows(folder / "background.tsv", background.COLUMNS)),
            priors=read_priors(folder / "priors.tsv", entities),
            drivers=driver_list,
            shares=driver_tables.parse_shares(
                read_rows(folder / "entity_drivers.tsv", driver_tables.SHARE_COLUMNS), entities, driver_list
            ),
            assays=driver_tables.parse_assays(
                read_rows(folder / "assays.tsv", driver_tables.ASSAY_COLUMNS), driver_list
            ),
            clones=driver_tables.parse_clones(read_rows(folder / "clones.tsv", driver_tables.CLONE_COLUMNS)),
            groups={member.event: member.group for member in groups},
            prices=read_prices(folder / "test_prices.tsv", knowledge.markers, driver_list),
            managements=tests_catalogue.parse_managements(
                read_rows(folder / "regret.tsv", tests_catalogue.REGRET_COLUMNS), entities
            ),
            markers=knowledge.markers,
            version=knowledge.version,
        )

    def with_priors(self, file: Path) -> "DifferentialTables":
        """The same tables with a laboratory's own priors; entities its file leaves out keep the bundled ones."""
        own = {prior.entity: prior for prior in read_priors(file, self.entities)}
        return replace(self, priors=tuple(own.get(prior.entity, prior) for prior in self.priors))

    def with_prices(self, file: Path) -> "DifferentialTables":
        """The same tables with a laboratory's own price list; tests its file leaves out keep the bundled price."""
        own = {price.test: price for price in read_prices(file, self.markers, self.drivers)}
        kept = tuple(price for price in self.prices if price.test not in own)
        return replace(self, prices=(*own.values(), *kept))


def read_priors(file: Traversable | Path, entities: Collection[str]) -> tuple[prior_tables.EntityPrior, ...]:
    """A table of priors; InputError when it cannot be used."""
    return prior_tables.parse_priors(read_rows(file, prior_tables.COLUMNS), entities)


def read_prices(
    file: Traversable | Path, markers: Markers, driver_list: tuple[driver_tables.Driver, ...]
) -> tuple[tests_catalogue.TestPrice, ...]:
    """A price list; InputError when it cannot be used or names a test nobody knows."""
    genes = {gene for driver in driver_list for gene in driver.genes} | {"EWSR1", "FUS", "ETV6"}

    def is_known(test: str) -> bool:
        kind, _, what = test.partition(":")
        if kind == "ihc":
            return what == "*" or what in markers
        if kind == "fish":
            return what == "*" or what in genes
        return test in (*SEQUENCING_TESTS, CONSULTATION)

    return tests_catalogue.parse_prices(read_rows(file, tests_catalogue.PRICE_COLUMNS), is_known)
