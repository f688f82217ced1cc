"""From observations to log likelihoods: independent findings, dependence groups, and the block of driving events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from breakapart.diagnosis.driver_events import DriverTable, Look, leveled
from breakapart.diagnosis.observe import Level, Observation
from breakapart.diagnosis.priors import Context, PriorTable
from breakapart.diagnosis.rates import Array, RateTable
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge.differential_tables import DifferentialTables


@dataclass(frozen=True, slots=True)
class Term:
    """Observations that are weighed together: the members of one dependence group, or all looks at drivers."""

    group: str
    observations: tuple[Observation, ...]
    looks: tuple[Look, ...]
    """Filled for the block of drivers only."""
    weights: tuple[float, ...]
    """What each observation counts for, tempering included; one for the whole block of drivers."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The observations of one component, sorted into terms."""

    terms: tuple[Term, ...]
    uninformative: tuple[Observation, ...]
    """Found, but no entity has counts: without effect."""

    @property
    def looks(self) -> tuple[Look, ...]:
        """Every look at a driver."""
        return next((term.looks for term in self.terms if term.looks), ())

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations that count."""
        return tuple(one for term in self.terms for one in term.observations)


KEPT_BLOCKS = 256
"""Combinations of looks whose likelihood is kept: reasons and replay ask for the same ones again."""
KEPT_DRAWS = 64
"""Findings whose sampled logs are kept (0.3 MB each): components and dates of one case share most of them."""
DRIVERS = "drivers"
"""Group name of the block of driving events."""


class EvidenceModel:
    """Everything compiled from the tables once; then each case is a few array operations."""

    def __init__(self, tables: DifferentialTables, settings: DifferentialSettings | None = None) -> None:
        self.tables = tables
        self.settings = settings or DifferentialSettings()
        self.rates = RateTable(tables, self.settings)
        self.drivers = DriverTable(tables, self.rates, self.settings)
        self.priors = PriorTable(tables, self.settings)
        self.entities = tables.entities
        self.index = {entity: i for i, entity in enumerate(tables.entities)}
        self.parents = tuple(dict.fromkeys(tables.parent_of[entity] for entity in tables.entities))
        self.parent_index = np.array([self.parents.index(tables.parent_of[e]) for e in tables.entities])
        self._logs: dict[tuple[str, Level], Array] = {}
        self._estimated: dict[str, Array] = {}
        self._both: dict[tuple[str, Level], Array] = {}
        self._drawn: dict[tuple[str, Level, int], Array] = {}
        self._blocks: dict[tuple[Look, ...], Array] = {}
        self.membership = np.zeros((len(tables.entities) + 1, len(self.parents) + 1))
        """Entity (rows, "none of these" last) to group (columns, the same)."""
        self.membership[np.arange(len(tables.entities)), self.parent_index] = 1
        self.membership[-1, -1] = 1

    def group_of(self, event: str) -> str:
        """The dependence group of an event; the event itself when it stands alone."""
        return DRIVERS if event in self.drivers.stains else self.tables.groups.get(event, event)

    def power(self, event: str) -> float:
        """Tempering of one observation of the event, before its group."""
        s = self.settings
        return s.evidence_power * (s.morphology_power if event.startswith("morph:") else 1.0)

    def shared(self, members: int) -> float:
        """
        What each of `members` findings of one group counts for.

        Together they count as the first in full and `group_power` for each of the others; the same for each member,
        so that their order cannot matter.
        """
        return (1 + self.settings.group_power * (members - 1)) / members if members else 1.0

    def description(self, groups: int) -> float:
        """What each of `groups` groups of morphological features counts for: long descriptions repeat themselves."""
        s = self.settings
        if groups <= s.features_in_full:
            return 1.0
        return (s.features_in_full + s.features_beyond * (groups - s.features_in_full)) / groups

    def assemble(self, observations: Iterable[Observation]) -> Assembled:
        """Sort observations into terms; what no entity has counts for is set aside."""
        given = tuple(observations)
        looks, unknown = self.drivers.looks(given)
        molecular = {id(one) for look in looks for one in look.observations}
        grouped: dict[str, list[Observation]] = {}
        aside = list(unknown)
        for one in given:
            if id(one) in molecular or one.event.startswith("mol:"):
                continue
            if self.rates.is_studied(one.event):
                grouped.setdefault(self.group_of(one.event), []).append(one)
            else:
                aside.append(one)
        terms = []
        described = sum(members[0].event.startswith("morph:") for members in grouped.values())
        for group, members in sorted(grouped.items()):
            share = self.shared(len(members))
            if members[0].event.startswith("morph:"):
                share *= self.description(described)
            weights = tuple(self.power(one.event) * share for one in members)
            terms.append(Term(group, tuple(members), (), weights))
        if looks:
            said = tuple(one for look in looks for one in look.observations)
            terms.append(Term(DRIVERS, said, looks, (self.settings.evidence_power,)))
        return Assembled(tuple(terms), tuple(sorted(aside)))

    def log_rate(self, one: Observation, draws: int = 0) -> Array:
        """Log probability of one stain or feature, untempered, per entity (and per draw)."""
        if draws:
            return self._log_drawn(one, draws)
        key = one.event, one.level
        if key not in self._logs:
            self._logs[key] = self._logged(self.rates.mean(one.event), one.level)
        return self._logs[key]

    def _log_drawn(self, one: Observation, draws: int) -> Array:
        key = one.event, one.level, draws
        if key not in self._drawn:
            if len(self._drawn) >= KEPT_DRAWS:
                self._drawn.clear()
            self._drawn[key] = self._logged(self.rates.draws(one.event, draws), one.level)
        return self._drawn[key]

    def _logged(self, rate: Array, level: Level) -> Array:
        seen: Array = np.log(np.maximum(leveled(rate, level, self.settings), 1e-12))
        return seen

    def log_block(self, looks: tuple[Look, ...]) -> Array:
        """Log probability of all looks at drivers together, untempered; the last ones asked for are kept."""
        if looks not in self._blocks:
            if len(self._blocks) >= KEPT_BLOCKS:
                self._blocks.clear()
            self._blocks[looks] = self.drivers.log_likelihood(looks)
        return self._blocks[looks]

    def log_term(self, term: Term, draws: int = 0) -> Array:
        """Log likelihood of one term, tempered, per entity (and per draw)."""
        if term.looks:
            block = self.drivers.log_likelihood(term.looks, draws) if draws else self.log_block(term.looks)
            return term.weights[0] * block
        total = sum(w * self.log_rate(one, draws) for w, one in zip(term.weights, term.observations, strict=True))
        return np.asarray(total)

    def log_likelihood(self, assembled: Assembled, draws: int = 0) -> Array:
        """Log likelihood of everything, tempered, per entity and "none of these"."""
        shape = (draws, len(self.entities) + 1) if draws else (len(self.entities) + 1,)
        total = np.zeros(shape)
        for term in assembled.terms:
            total += self.log_term(term, draws)
        return total

    # Two readings of one set of findings: estimates at their word, and what was counted alone

    @cached_property
    def reading_weights(self) -> tuple[float, float]:
        """What the reading that takes estimates at their word counts for, and the one that knows only counts."""
        return 1 - self.settings.estimates_fail, self.settings.estimates_fail

    def log_rate_both_ways(self, one: Observation) -> Array:
        """Log probability of one stain or feature in both readings, shape (2, entities + 1)."""
        key = one.event, one.level
        if key not in self._both:
            self._both[key] = self.both_ways(one.event, self.log_rate(one))
        return self._both[key]

    def both_ways(self, event: str, log_rates: Array) -> Array:
        """
        Logs of rates of the event in both readings, stacked in front.

        In the second, the rate of tumours at large (that of "none of these") stands in for what is an estimate; a
        rate that is partly an estimate keeps its counted share.
        """
        share = self.estimated_share(event)
        return np.stack([log_rates, log_rates + share * (log_rates[..., -1:] - log_rates)])

    def estimated_share(self, event: str) -> Array:
        """Share of each entity's rate that nobody counted, 0 to 1; 1 where nobody looked, 0 for "none of these"."""
        if event not in self._estimated:
            share = np.append(np.ones(len(self.entities)), 0.0)
            for entity, cell in self.rates.cells.get(event, {}).items():
                share[self.index[entity]] = cell.estimate_share
            self._estimated[event] = share
        return self._estimated[event]

    def readings(self, assembled: Assembled, context: Context) -> Array:
        """Log of prior times likelihood in both readings, shape (2, entities + 1). Looks at drivers are the same."""
        prior = self.priors.log_prior(context)
        total = np.array([prior, prior])
        weights: list[float] = []
        seen: list[Array] = []
        for term in assembled.terms:
            if term.looks:
                total += self.log_term(term)
                continue
            weights += term.weights
            seen += [self.log_rate_both_ways(one) for one in term.observations]
        if seen:
            summed: Array = np.array(weights) @ np.array(seen).reshape(len(seen), -1)
            total += summed.reshape(total.shape)
        return total

    def weighed(self, readings: Array) -> Array:
        """
        The posterior both readings give together: their mean, weighed by how often estimates fail.

        So what rests on estimates alone stays below certainty, however many of them agree.
        """
        trusting, counting = self.reading_weights
        both = normalised(readings)
        mean: Array = trusting * both[0] + counting * both[1]
        return mean

    def posterior(self, assembled: Assembled, context: Context) -> Array:
        """Posterior probability, "none of these" last; sums to 1."""
        return self.weighed(self.readings(assembled, context))

    def score(self, assembled: Assembled, context: Context) -> Array:
        """Log of the posterior."""
        score: Array = np.log(np.maximum(self.posterior(assembled, context), 1e-300))
        return score

    def sampled_posteriors(self, assembled: Assembled, context: Context) -> Array:
        """
        Posteriors over the uncertainty of counts and priors, shape (draws, entities + 1).

        Of the reading that knows only counts the mean is taken: it weighs little, and sampling it costs as much again.
        """
        draws = self.settings.draws
        score = self.priors.log_prior(context) + self.priors.noise(draws) + self.log_likelihood(assembled, draws)
        trusting, counting = self.reading_weights
        sampled: Array = trusting * normalised(score) + counting * normalised(self.readings(assembled, context)[1])
        return sampled

    def misfit(self, assembled: Assembled, entity: int) -> float:
        """
        How far the stains lie from what is usual for the entity: standard deviations below the mean log probability.

        Only stains count: of them absence is reported too. 0 or less: as usual.
        """
        seen, mean, variance = 0.0, 0.0, 0.0
        for one in assembled.observations:
            if not one.event.startswith("ihc:") or not self.rates.is_studied(one.event):
                continue
            p = float(self.rates.mean(one.event)[entity])
            yes, no = float(np.log(p)), float(np.log(1 - p))
            seen += yes if one.is_present else no
            expected = p * yes + (1 - p) * no
            mean += expected
            variance += p * yes**2 + (1 - p) * no**2 - expected**2
        return (mean - seen) / float(np.sqrt(variance + 1.0))


def normalised(score: Array) -> Array:
    """Probabilities from logs, along the last axis."""
    shifted = np.exp(score - score.max(-1, keepdims=True))
    result: Array = shifted / shifted.sum(-1, keepdims=True)
    return result


def entropy_bits(probability: Array) -> Array:
    """Entropy along the last axis, in bits."""
    p = np.maximum(probability, 1e-15)
    bits: Array = -(p * np.log2(p)).sum(-1)
    return bits


def leading(probabilities: Sequence[float] | Array) -> int:
    """Index of the largest."""
    return int(np.argmax(probabilities))
