"""
Looks at driving events: several assays of one rearrangement are combined through the event, not multiplied.

A tumour has at most one of the drivers, or none that is known. An entity has each with a share; an assay sees a
driver with its sensitivity; a stain may also be positive without it, as often as the entity's counts say.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from breakapart.diagnosis.observe import Level, Observation
from breakapart.diagnosis.rates import Array, RateTable
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.drivers import ANY, OTHER_FUSION, Driver

NO_DRIVER = "no_driver"
"""Stands last among the drivers: none of those in the table."""

SHARE_CAP = 30.0
"""Cases one driver share may count for, as for findings."""
UNKNOWN_ENTITY_DRIVERS = (0.60, 0.15)
"""For tumours outside the table: share without a known driver, and share with a fusion of other genes. The rest is
spread evenly over the drivers of the table. An estimate."""
RARE = 0.002
"""Probability of a panel reporting one particular driver that is not there."""


@dataclass(frozen=True, slots=True)
class Look:
    """One assay's word on the drivers."""

    observations: tuple[Observation, ...]
    seen: tuple[float, ...] | None
    """P(what was seen | driver), one per driver and NO_DRIVER last; None for stains."""
    stain: str | None = None
    """Event of a stain that stands for drivers."""
    level: Level = Level.PRESENT
    clone: str = ""


class DriverTable:
    """How often each entity has each driver, and what each assay makes of it."""

    def __init__(self, tables: DifferentialTables, rates: RateTable, settings: DifferentialSettings) -> None:
        self._settings, self._rates = settings, rates
        self.drivers: tuple[Driver, ...] = tables.drivers
        self.ids = (*(driver.id for driver in tables.drivers), NO_DRIVER)
        self._index = {id_: i for i, id_ in enumerate(self.ids)}
        self._by_gene: dict[tuple[str, str], int] = {}
        for i, driver in enumerate(tables.drivers):
            for gene in driver.genes:
                self._by_gene[driver.kind, gene] = i
        self._assays = tables.assays
        self.stains: dict[str, dict[int, float]] = {}
        for assay in tables.assays:
            if assay.assay.startswith("ihc:"):
                self.stains.setdefault(assay.assay, {})[self._index[assay.driver]] = assay.sensitivity
        self._clones = {(c.marker, c.clone.upper().replace("-", "")): c.relative for c in tables.clones}
        self.shares, self._weights = self._compile(tables)

    def _compile(self, tables: DifferentialTables) -> tuple[Array, Array]:
        rows = len(tables.entities) + 1
        share, weight = np.zeros((rows, len(self.ids))), np.full(rows, 4.0)
        index = {entity: i for i, entity in enumerate(tables.entities)}
        pooled: dict[tuple[int, int], tuple[float, float]] = {}
        for row in tables.shares:
            scale = min(1.0, SHARE_CAP / row.n)
            key = index[row.entity], self._index[row.driver]
            k, n = pooled.get(key, (0.0, 0.0))
            pooled[key] = k + row.positive * scale, n + row.n * scale
        for (e, d), (k, n) in pooled.items():
            share[e, d] = k / n
            weight[e] = max(weight[e], min(n, SHARE_CAP))
        floor = self._settings.driver_floor
        free = np.ones(len(self.ids))
        free[self._index[OTHER_FUSION]] = len(self.ids) / 2
        free[-1] = len(self.ids) / 2
        free /= free.sum()
        for e in range(rows - 1):
            total = share[e].sum()
            if total > 1 - floor:
                share[e] *= (1 - floor) / total
            else:
                share[e, -1] += 1 - floor - total
            share[e] += floor * free
        none, other = UNKNOWN_ENTITY_DRIVERS
        share[-1] = (1 - none - other) / (len(self.ids) - 2)
        share[-1, self._index[OTHER_FUSION]], share[-1, -1] = other, none
        return share, weight

    # Which driver a gene, a pair or a test speaks of

    def of_fusion(self, five_prime: str, three_prime: str) -> int:
        """Index of the driver that a fusion of these genes is."""
        for name in (f"{five_prime}::{three_prime}", three_prime, five_prime):
            found = self._by_gene.get(("fusion", name))
            if found is not None:
                return found
        return self._index[OTHER_FUSION]

    def of_gene(self, gene: str, kind: str = "fusion") -> int | None:
        """Index of the driver that an event of this kind in the gene is."""
        return self._by_gene.get((kind, gene))

    def of_kind(self, *kinds: str) -> list[int]:
        """Indices of the drivers of these kinds."""
        return [i for i, driver in enumerate(self.drivers) if driver.kind in kinds]

    def fish(self, gene: str) -> Array | None:
        """P(break-apart FISH of the gene positive | driver); None when no driver involves the gene."""
        rows = [row for row in self._assays if row.assay == f"fish:{gene}"]
        default = next(row for row in self._assays if row.assay == "fish:*")
        if not rows and self.of_gene(gene) is None:
            return None
        false = (rows[0] if rows else default).false_positive or 0.02
        seen = np.full(len(self.ids), false)
        if rows:
            for row in rows:
                seen[self._index[row.driver]] = row.sensitivity
        else:
            own = self.of_gene(gene)
            assert own is not None
            seen[own] = default.sensitivity
        return seen

    def panel(self, assay: str) -> tuple[Array, float]:
        """Sensitivity of a panel for each driver (0 where it is blind), and its false positive rate as a whole."""
        seen, false = np.zeros(len(self.ids)), 0.0
        for row in self._assays:
            if row.assay != assay:
                continue
            false = max(false, row.false_positive or 0.0)
            for i, driver in enumerate(self.drivers):
                is_any = row.driver == ANY and driver.kind == "fusion"
                if row.driver in (driver.id, driver.kind) or is_any:
                    seen[i] = row.sensitivity
        return seen, false

    # Looks

    def looks(self, observations: Iterable[Observation]) -> tuple[tuple[Look, ...], tuple[Observation, ...]]:
        """The looks among the observations, and the molecular observations that say nothing of any driver."""
        looks: list[Look] = []
        by_assay: dict[str, list[Observation]] = {}
        unknown: list[Observation] = []
        for one in observations:
            if one.event in self.stains:
                looks.append(Look((one,), None, one.event, one.level, one.clone))
            elif one.event.startswith("mol:"):
                by_assay.setdefault(one.assay, []).append(one)
        for assay, said in sorted(by_assay.items()):
            read = self._fish_looks if assay.upper().startswith("FISH") else self._sequencing_looks
            found, rest = read(said)
            looks += found
            unknown += rest
        return tuple(looks), tuple(unknown)

    def _fish_looks(self, said: Sequence[Observation]) -> tuple[list[Look], list[Observation]]:
        looks, unknown = [], []
        for one in said:
            seen = self.fish(_gene(one.event))
            if seen is None:
                unknown.append(one)
            else:
                looks.append(Look((one,), tuple(seen if one.is_present else 1 - seen)))
        return looks, unknown

    def _sequencing_looks(self, said: Sequence[Observation]) -> tuple[list[Look], list[Observation]]:
        looks, unknown = [], []
        fusions = [one for one in said if "::" in one.event and one.is_present]
        rearranged = [one for one in said if one.event.endswith(("_rearranged", "_fusion"))]
        whole = [one for one in said if one.event == "mol:any_fusion" and not one.is_present]
        positive = fusions or [one for one in rearranged if one.is_present]
        sensitivity, false = self.panel("rna_fusion_panel")
        if positive:
            hit = {self._of_event(one.event) for one in positive}
            seen = np.full(len(self.ids), RARE)
            for d in hit:
                seen[d] = sensitivity[d]
            looks.append(Look(tuple(positive), tuple(seen)))
        else:
            absent = [*whole, *(one for one in rearranged if not one.is_present)]
            covered = self.of_kind("fusion") if whole else sorted({self._of_event(one.event) for one in absent})
            if absent:
                seen = np.full(len(self.ids), 1 - false)
                seen[covered] = 1 - sensitivity[covered]
                looks.append(Look(tuple(absent), tuple(seen)))
        used = {id(one) for look in looks for one in look.observations}
        for one in said:
            if id(one) in used or (positive and one in rearranged) or one in whole:
                continue
            look = self._variant_look(one)
            if look is None:
                unknown.append(one)
            else:
                looks.append(look)
        return looks, unknown

    def _variant_look(self, one: Observation) -> Look | None:
        gene, _, change = one.event.removeprefix("mol:").rpartition("_")
        kind = {"mutated": "mutation", "amplification": "amplification", "amplified": "amplification"}.get(change)
        driver = self.of_gene(gene, kind) if kind else None
        if driver is None:
            return None
        row = next(row for row in self._assays if row.assay == "variant")
        seen = np.full(len(self.ids), row.false_positive or 0.01)
        seen[driver] = row.sensitivity
        return Look((one,), tuple(seen if one.is_present else 1 - seen))

    def _of_event(self, event: str) -> int:
        name = event.removeprefix("mol:")
        if "::" in name:
            five_prime, _, three_prime = name.partition("::")
            return self.of_fusion(five_prime, three_prime)
        found = self.of_gene(_gene(event))
        return self._index[OTHER_FUSION] if found is None else found

    # Likelihood

    def clone_factor(self, stain: str, clone: str) -> float:
        """Sensitivity of the clone against the reference clone; 1 when it is not known to be less."""
        factor: float = self._clones.get((stain.removeprefix("ihc:"), clone), 1.0)
        return factor

    def log_likelihood(self, looks: Sequence[Look], draws: int = 0) -> Array:
        """
        Log probability of all looks together, per entity and "none of these".

        Shape (entities + 1,), or (draws, entities + 1) with the uncertainty of the counts.
        """
        classes, columns = self._classes(looks)
        share = self._grouped_shares(classes, draws)
        joint = share.copy()
        for look, column in zip(looks, columns, strict=True):
            joint *= self._seen(look, column, share, draws)
        result: Array = np.log(np.maximum(joint.sum(-1), 1e-300))
        return result

    def posterior_drivers(self, looks: Sequence[Look]) -> Array:
        """P(driver | entity, looks), shape (entities + 1, drivers + 1)."""
        joint = self.shares.copy()
        for look in looks:
            column = look.seen if look.seen is not None else self._sensitivities(look)
            joint *= self._seen(look, column, self.shares, 0)
        normal: Array = joint / joint.sum(-1, keepdims=True)
        return normal

    def stain_given_driver(self, stain: str, clone: str = "") -> Array:
        """P(stain positive | entity, driver), shape (entities + 1, drivers + 1); its mean is the entity's rate."""
        look = Look((), None, stain, Level.PRESENT, clone)
        return self._stain(look, self._sensitivities(look), self.shares, self._rates.mean(stain))

    def _sensitivities(self, look: Look) -> tuple[float, ...]:
        assert look.stain is not None
        by_driver = self.stains[look.stain]
        return tuple(by_driver.get(i, -1.0) for i in range(len(self.ids)))

    def _classes(self, looks: Sequence[Look]) -> tuple[list[list[int]], list[tuple[float, ...]]]:
        """Drivers that no look tells apart are one class: few columns instead of all."""
        columns = [look.seen if look.seen is not None else self._sensitivities(look) for look in looks]
        classes: dict[tuple[float, ...], list[int]] = {}
        for i in range(len(self.ids)):
            classes.setdefault(tuple(column[i] for column in columns), []).append(i)
        keys = list(classes)
        return list(classes.values()), [tuple(key[j] for key in keys) for j in range(len(columns))]

    def _grouped_shares(self, classes: list[list[int]], draws: int) -> Array:
        grouped = np.stack([self.shares[:, members].sum(1) for members in classes], axis=1)
        if not draws:
            return grouped
        return _dirichlet(grouped.tobytes(), grouped.shape, self._weights.tobytes(), draws, self._settings.seed)

    def _seen(self, look: Look, column: Sequence[float], share: Array, draws: int) -> Array:
        if look.stain is None:
            return np.asarray(column, dtype=np.float64)
        rate = self._rates.draws(look.stain, draws) if draws else self._rates.mean(look.stain)
        positive = self._stain(look, column, share, rate)
        return leveled(positive, look.level, self._settings)

    def _stain(self, look: Look, column: Sequence[float], share: Array, rate: Array) -> Array:
        """P(stain positive | driver class) such that the mean over classes is the entity's own rate."""
        assert look.stain is not None
        sensitivity = np.asarray(column, dtype=np.float64)
        linked = sensitivity >= 0
        sensitivity = np.where(linked, sensitivity, 0.0)
        with_driver = (share * sensitivity).sum(-1)
        without = (share * ~linked).sum(-1)
        floor = np.minimum(rate / 2, 0.02)
        q0 = np.clip((rate - with_driver) / np.maximum(without, 1e-9), floor, 0.99)
        scale = np.maximum(rate - q0 * without, 1e-6) / np.maximum(with_driver, 1e-9)
        q1 = np.clip(sensitivity * scale[..., None], 1e-4, 0.995)
        factor = self.clone_factor(look.stain, look.clone)
        positive: Array = np.where(linked, q1, q0[..., None]) * factor
        return positive


def leveled(positive: Array, level: Level, settings: DifferentialSettings) -> Array:
    """
    Probability of a level of staining, given the probability of what series count as positive.

    Focal staining is also seen in tumours a series counts as negative; so focal and diffuse add up to a little more
    than positive, and with absent to 1.
    """
    below = settings.focal_below_threshold * (1 - positive)
    if level is Level.ABSENT:
        return 1 - positive - below
    if level is Level.PRESENT:
        return positive
    low, high = settings.focal_share_at_low_rate, settings.focal_share_at_high_rate
    focal = high + (low - high) * (1 - positive)
    result: Array = positive * focal + below if level is Level.FOCAL else positive * (1 - focal)
    return result


@lru_cache(maxsize=64)
def _dirichlet(shares: bytes, shape: tuple[int, int], weights: bytes, draws: int, seed: int) -> Array:
    mean = np.frombuffer(shares).reshape(shape)
    weight = np.frombuffer(weights)
    generator = np.random.default_rng([seed, zlib.crc32(shares)])
    sampled = generator.standard_gamma(np.maximum(mean * weight[:, None], 1e-3), size=(draws, *shape))
    sampled = np.maximum(sampled, 1e-12)
    normal: Array = sampled / sampled.sum(-1, keepdims=True)
    return normal


def _gene(event: str) -> str:
    name = event.removeprefix("mol:")
    for suffix in ("_rearranged", "_fusion"):
        name = name.removesuffix(suffix)
    return name
