"""
Made-up cases drawn from the tables: to check that probabilities mean what they say.

Unlike the engine, the sampler knows which findings hang together: within a dependence group, stains and features of
one case share a common cause (a Gaussian copula). Microscopy reports only what is there, and not all of it.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from breakapart.diagnosis.evidence import EvidenceModel
from breakapart.diagnosis.observe import Level, Observation
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.rates import Array
from breakapart.model.case import Region

STRAY = 0.02
"""Weight of a stain nobody studied in the entity, against 1, among telling ones."""


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """What sampled cases look like."""

    correlation: float = 0.5
    """Correlation of the hidden causes within a dependence group (0: independent, 1: one and the same)."""
    stains: tuple[int, int] = (4, 12)
    """Fewest and most stains of a case."""
    telling: bool = False
    """Stains are those somebody studied in the entity, as they are ordered to settle a case; else any."""
    features: int = 5
    """Most features a description mentions."""
    children: float = 0.35
    """Share of patients under 18."""


@dataclass(frozen=True, slots=True)
class SampledCase:
    """A made-up case with its true entity."""

    truth: int
    """Index of the entity; the number of entities for a tumour outside the table."""
    observations: tuple[Observation, ...]
    context: Context


class Sampler:
    """Draws cases from a model; the same generator gives the same cases."""

    def __init__(self, model: EvidenceModel, settings: SamplingSettings | None = None) -> None:
        self._model = model
        self._settings = settings or SamplingSettings()
        rates = model.rates
        self._stains = [event for event in rates.events if event.startswith("ihc:") and "_membrane" not in event]
        counted = np.array([len(rates.cells[event]) for event in self._stains], dtype=float)
        self._stain_chance: Array = counted / counted.sum()
        self._features = [event for event in rates.events if event.startswith("morph:")]
        self._feature_rates = np.stack([rates.mean(event) for event in self._features])
        self._stain_rates = np.stack([rates.mean(event) for event in self._stains])
        self._normal = NormalDist()

    def sample(self, rng: np.random.Generator, count: int, context: Context | None = None) -> list[SampledCase]:
        """`count` cases; with `context`, all of them have it, otherwise each its own age and region."""
        return [self._one(rng, context) for _ in range(count)]

    def sample_entity(self, rng: np.random.Generator, entity: int, context: Context) -> SampledCase:
        """One case of a given entity."""
        return SampledCase(entity, self._observations(rng, entity), context)

    def context_of(self, rng: np.random.Generator) -> Context:
        """A patient: age even on the square-root scale within children and adults, any region."""
        low, high = (0.0, 18.0) if rng.random() < self._settings.children else (18.0, 85.0)
        age = float(rng.uniform(np.sqrt(low), np.sqrt(high)) ** 2)
        regions = tuple(Region)
        return Context(age, regions[int(rng.integers(len(regions)))])

    def _one(self, rng: np.random.Generator, context: Context | None) -> SampledCase:
        patient = context or self.context_of(rng)
        prior = np.exp(self._model.priors.log_prior(patient))
        entity = int(rng.choice(len(prior), p=prior / prior.sum()))
        return SampledCase(entity, self._observations(rng, entity), patient)

    def _observations(self, rng: np.random.Generator, entity: int) -> tuple[Observation, ...]:
        s = self._settings
        count = int(rng.integers(s.stains[0], s.stains[1] + 1))
        chosen = rng.choice(len(self._stains), size=count, replace=False, p=self._chance(entity))
        stains = [self._stains[int(i)] for i in chosen]
        causes: dict[str, float] = {}
        positive = self._draw(rng, stains, self._stain_rates[chosen, entity], causes)
        seen = [
            Observation(event, self._level(rng, event, entity) if is_on else Level.ABSENT, "", "", (event,), event)
            for event, is_on in zip(stains, positive, strict=True)
        ]
        there = self._draw(rng, self._features, self._feature_rates[:, entity], causes)
        present = [event for event, is_on in zip(self._features, there, strict=True) if is_on]
        told = rng.permutation(len(present))[: int(rng.integers(1, s.features + 1))]
        seen += [Observation(present[int(i)], Level.PRESENT, "", "", (present[int(i)],), present[int(i)]) for i in told]
        return tuple(sorted(seen))

    def _chance(self, entity: int) -> Array:
        """How likely each stain is to be among those of a case."""
        if not self._settings.telling or entity >= len(self._model.entities):
            return self._stain_chance
        name = self._model.entities[entity]
        studied = np.array([name in self._model.rates.cells[event] for event in self._stains])
        weight = self._stain_chance * (studied + STRAY)
        chance: Array = weight / weight.sum()
        return chance

    def _draw(
        self, rng: np.random.Generator, events: list[str], rates: Array, causes: dict[str, float]
    ) -> np.typing.NDArray[np.bool_]:
        shared = self._settings.correlation
        hidden = np.array([causes.setdefault(self._group(event), float(rng.normal())) for event in events])
        own = rng.normal(size=len(events))
        level = np.sqrt(shared) * hidden + np.sqrt(1 - shared) * own
        limits = np.array([self._normal.inv_cdf(float(rate)) for rate in rates])
        below: np.typing.NDArray[np.bool_] = level < limits
        return below

    def _group(self, event: str) -> str:
        group = self._model.group_of(event)
        return event if group == "drivers" else group

    def _level(self, rng: np.random.Generator, event: str, entity: int) -> Level:
        settings = self._model.settings
        rate = float(self._model.rates.mean(event)[entity])
        low, high = settings.focal_share_at_low_rate, settings.focal_share_at_high_rate
        told = rng.random()
        if told < 0.5:
            return Level.PRESENT
        return Level.FOCAL if rng.random() < high + (low - high) * (1 - rate) else Level.DIFFUSE
