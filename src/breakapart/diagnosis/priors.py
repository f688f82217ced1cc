"""Before microscopy: how likely each entity is at this age, site and depth."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from breakapart.diagnosis.rates import Array
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.priors import EntityPrior
from breakapart.model.case import Depth, Region

ADULT_FROM_YEARS = 18.0
AT_BIRTH_YEARS = 0.25
"""Ages at which a congenital tumour is seen."""
WIDER: Mapping[Region, Region] = {
    Region.LUNG: Region.THORAX,
    Region.BLADDER: Region.ABDOMEN_PELVIS,
    Region.UTERUS: Region.ABDOMEN_PELVIS,
    Region.LIVER: Region.ABDOMEN_PELVIS,
    Region.GASTROINTESTINAL: Region.ABDOMEN_PELVIS,
    Region.KIDNEY: Region.ABDOMEN_PELVIS,
    Region.AXILLA_GROIN: Region.TRUNK,
    Region.HAND_FOOT: Region.UPPER_EXTREMITY,
}
"""Where an entity's sites do not name a region, the wider one counts, at `PART_OF_WIDER`."""
PART_OF_WIDER = 0.3
"""Share of a wider region's cases expected in one of its parts that is not named; an estimate."""
SUPERFICIAL = frozenset({Depth.EPIDERMIS, Depth.DERMIS, Depth.SUBCUTIS})
DEEP = frozenset({Depth.DEEP_SOFT_TISSUE, Depth.VISCERAL, Depth.BONE})
_GRID = np.linspace(0, np.sqrt(100.25), 400) ** 2 - 0.25
"""Ages at which densities are normalised: even on the scale of `_scaled`, so that infancy has its points."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before microscopy."""

    age_years: float | None = None
    region: Region | None = None
    depths: tuple[Depth, ...] = ()
    is_metastasis: bool = False
    """The specimen is a metastasis: tumours that hardly ever metastasise are unlikely."""
    core_share: float | None = None
    """Share of cases expected among the core entities, instead of the setting; 0: as frequent as the tables say."""


class PriorTable:
    """Prior probabilities of the entities and of "none of these" (last)."""

    def __init__(self, tables: DifferentialTables, settings: DifferentialSettings) -> None:
        self._settings = settings
        self._entities = tables.entities
        self._rows = {prior.entity: prior for prior in tables.priors}
        self._known: dict[Context, Array] = {}
        shares = {row.entity: row.metastasis_share for row in tables.managements}
        self._metastasis = np.array([shares.get(entity, 0.1) for entity in tables.entities])
        self._noise: dict[int, Array] = {}
        self._core = np.array([tables.scope_of[entity] == "core" for entity in tables.entities])

    def log_prior(self, context: Context) -> Array:
        """Natural log of the prior, shape (entities + 1,)."""
        if context not in self._known:
            self._known[context] = self._log_prior(context)
        return self._known[context].copy()

    def _log_prior(self, context: Context) -> Array:
        s = self._settings
        score = s.prior_power * np.log(self._frequency(context.age_years))
        core_share = s.core_share if context.core_share is None else context.core_share
        if core_share:
            score = self._rescaled(score, core_share)
        score += s.context_power * self._log_age(context.age_years)
        score += s.context_power * np.log(self._site(context.region) * self._depth(context.depths))
        if context.is_metastasis:
            score += np.log(self._metastasis)
        known = np.exp(score - score.max())
        known *= (1 - s.none_prior) / known.sum()
        result: Array = np.log(np.append(known, s.none_prior))
        return result

    def _rescaled(self, score: Array, core_share: float) -> Array:
        """Frequencies of which the core entities hold `core_share`; the extended ones share the rest."""
        weight = np.exp(score)
        core, extended = weight[self._core].sum(), weight[~self._core].sum()
        if not core or not extended:
            return score
        factor = (1 - core_share) / core_share * core / extended
        rescaled: Array = np.where(self._core, score, score + np.log(factor))
        return rescaled

    def noise(self, draws: int) -> Array:
        """Uncertainty of the log prior, shape (draws, entities + 1). Kept: do not change it in place."""
        if draws not in self._noise:
            generator = np.random.default_rng([self._settings.seed, 1])
            self._noise[draws] = generator.normal(0, self._settings.prior_sd, size=(draws, len(self._entities) + 1))
        return self._noise[draws]

    def _frequency(self, age: float | None) -> Array:
        weights = []
        for entity in self._entities:
            row = self._rows.get(entity)
            if row is None:
                weights.append(1.0)
            elif age is None:
                weights.append((row.weight_child + row.weight_adult) / 2)
            else:
                weights.append(row.weight_child if age < ADULT_FROM_YEARS else row.weight_adult)
        frequency: Array = np.maximum(np.array(weights), 0.01)
        return frequency

    def _log_age(self, age: float | None) -> Array:
        if age is None:
            return np.zeros(len(self._entities))
        group = self._children if age < ADULT_FROM_YEARS else self._adults
        floor = self._settings.context_floor
        scale = _scaled(age)
        middle, left, right, known = self._age_curves
        spread = np.where(scale < middle, left, right)
        values = np.where(known, np.exp(-0.5 * ((scale - middle) / spread) ** 2) / (left + right), 1.0)
        if age < AT_BIRTH_YEARS:
            values += [_congenital(self._rows.get(entity)) for entity in self._entities]
        logged: Array = np.log((1 - floor) * values / group + floor)
        return logged

    @cached_property
    def _age_curves(self) -> tuple[Array, Array, Array, np.typing.NDArray[np.bool_]]:
        """Middle, left and right spread of each entity's ages (see `_density`), and whether they are known."""
        rows = [self._rows.get(entity) for entity in self._entities]
        curves = np.array([(0.0, 1.0, 1.0) if row is None else _curve(row) for row in rows])
        known = np.array([row is not None for row in rows])
        return curves[:, 0], curves[:, 1], curves[:, 2], known

    @cached_property
    def _children(self) -> Array:
        return self._mean_density(_GRID < ADULT_FROM_YEARS)

    @cached_property
    def _adults(self) -> Array:
        return self._mean_density(_GRID >= ADULT_FROM_YEARS)

    def _mean_density(self, ages: np.typing.NDArray[np.bool_]) -> Array:
        grid = _scaled(_GRID[ages])
        means = [float(np.mean(_density(self._rows.get(entity), grid))) for entity in self._entities]
        mean: Array = np.maximum(np.array(means), 1e-3)
        return mean

    def _site(self, region: Region | None) -> Array:
        if region is None or region is Region.OTHER:
            return np.ones(len(self._entities))
        floor, even = self._settings.context_floor, 1 / len(Region)
        shares = []
        for entity in self._entities:
            row = self._rows.get(entity)
            share = even if row is None or not row.sites else _site_share(row.sites, region)
            shares.append((1 - floor) * share + floor * even)
        return np.array(shares)

    def _depth(self, depths: tuple[Depth, ...]) -> Array:
        is_superficial, is_deep = bool(SUPERFICIAL & set(depths)), bool(DEEP & set(depths))
        if is_superficial == is_deep:
            return np.ones(len(self._entities))
        floor = self._settings.context_floor
        share = np.array(
            [0.5 if (row := self._rows.get(entity)) is None else row.superficial_share for entity in self._entities]
        )
        share = (1 - floor) * share + floor * 0.5
        return share if is_superficial else 1 - share


def _scaled(age: float | Array) -> Array:
    scaled: Array = np.sqrt(np.asarray(age) + 0.25)
    return scaled


def _density(row: EntityPrior | None, scaled_age: Array) -> Array:
    """Two half normals on the square-root scale, meeting at the median; the ends are 5th and 95th percentile."""
    if row is None:
        return np.ones_like(scaled_age)
    middle, left, right = _curve(row)
    spread = np.where(scaled_age < middle, left, right)
    density: Array = np.exp(-0.5 * ((scaled_age - middle) / spread) ** 2) / (left + right)
    return density


def _curve(row: EntityPrior) -> tuple[float, float, float]:
    """Middle, left and right spread of an entity's ages on the square-root scale."""
    middle = float(_scaled(row.age_median))
    left = max((middle - float(_scaled(row.age_low))) / 1.645, 0.15)
    right = max((float(_scaled(row.age_high)) - middle) / 1.645, 0.15)
    return middle, left, right


def _congenital(row: EntityPrior | None) -> float:
    """Density added for tumours present at birth, on the same scale."""
    if row is None:
        return 0.0
    width = float(_scaled(AT_BIRTH_YEARS) - _scaled(0.0))
    return float(row.congenital_share / width * np.sqrt(2 / np.pi))


def _site_share(sites: Mapping[Region, float], region: Region) -> float:
    total = sum(sites.values())
    if region in sites:
        return sites[region] / total
    parts = sum(weight for part, weight in sites.items() if WIDER.get(part) is region)
    wider = WIDER.get(region)
    if not parts and wider is not None and wider in sites:
        parts = PART_OF_WIDER * sites[wider]
    return parts / total
