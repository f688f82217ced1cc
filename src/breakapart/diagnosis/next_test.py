"""
Which test to do next: what each test not yet done is expected to tell, against its price and its days.

For every test the outcomes are enumerated, with the probability of each and the posterior it would lead to. Gained
are entropy over groups and over entities, and regret: how much it is expected to cost to act on the best answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from breakapart.diagnosis.driver_events import RARE
from breakapart.diagnosis.evidence import DRIVERS, Assembled, EvidenceModel, entropy_bits, leading, normalised
from breakapart.diagnosis.observe import Observation
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.rates import Array
from breakapart.knowledge.differential_tables import CONSULTATION, SEQUENCING_TESTS
from breakapart.model.differential import NONE_OF_THESE, NextTest, Panel, TestOutcome


@dataclass(frozen=True, slots=True)
class NextTestSettings:
    """How tests are weighed."""

    parent_weight: float = 1.0
    """Worth of one bit over groups, in bits."""
    leaf_weight: float = 0.5
    """Worth of one bit over entities: half, as the group decides most of what is done."""
    regret_weight: float = 1.0
    """Worth of one unit of expected regret, in bits; an estimate a laboratory may change."""
    euro_per_bit: float = 800.0
    """What one bit may cost, in euro; an estimate a laboratory may change."""
    days_per_bit: float = 30.0
    """How long one bit may take, in days; an estimate a laboratory may change."""
    overtreatment: float = 0.5
    """Weight of treating for the wrong entity, against 1 for missing one of weight 1."""
    consultation_right: float = 0.55
    """How often a second read of the same slides, without new tests, names the right group when the first was in
    doubt. An estimate: agreement of first opinions with a sarcoma centre, all tests included, is 62 to 78 %
    (doi 10.1155/2020/9810170, doi 10.1155/2022/7949549)."""
    certainty: float = 0.8
    """Certainty a panel is sought for."""
    max_panel: int = 6
    """Most tests in a panel."""
    tests_shown: int = 30
    """Tests kept in a result, the most worthwhile first."""
    outcomes_shown: int = 6
    """Outcomes listed for each test, the likeliest first."""

    def __post_init__(self) -> None:
        if not (self.euro_per_bit > 0 and self.days_per_bit > 0):
            raise ValueError("euro_per_bit and days_per_bit must be above 0")
        if not 0 < self.consultation_right < 1 or not 0 < self.certainty < 1:
            raise ValueError("consultation_right and certainty must lie between 0 and 1")
        if self.max_panel < 1:
            raise ValueError("max_panel must be at least 1")


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one test would give: probability and posterior of each outcome."""

    test: str
    outcomes: tuple[str, ...]
    probability: Array
    """Shape (outcomes,)."""
    posterior: Array
    """Shape (outcomes, entities + 1)."""


class Adviser:
    """Ranks tests for a case; built once for a model."""

    def __init__(self, model: EvidenceModel, settings: NextTestSettings | None = None) -> None:
        self.model = model
        self.settings = settings or NextTestSettings()
        self._prices = {price.test: price for price in model.tables.prices}
        self._regret = self._regret_table()
        self._seen: dict[str, Array] = {}
        self._stains = tuple(
            event for event in model.rates.events if event.startswith("ihc:") and not event.endswith("_membrane")
        )
        fish = {row.assay.removeprefix("fish:") for row in model.tables.assays if row.assay.startswith("fish:")}
        fish |= {driver.genes[0] for driver in model.drivers.drivers if driver.kind == "fusion" and driver.genes}
        linked = [np.flatnonzero(model.drivers.shares[:-1, i] > 0.05) for i in range(len(model.drivers.drivers))]
        self._fish = tuple(
            sorted(gene for gene in fish - {"*"} if "::" not in gene and self._is_informative_probe(gene, linked))
        )

    def _is_informative_probe(self, gene: str, linked: Sequence[np.typing.NDArray[np.intp]]) -> bool:
        seen = self.model.drivers.fish(gene)
        return seen is not None and any(len(linked[int(i)]) for i in np.flatnonzero(seen[:-1] > 0.3))

    def _regret_table(self) -> Array:
        """Cost of acting on entity a (rows) when it is entity e (columns); "none of these" last in both."""
        size = len(self.model.entities) + 1
        rows = {row.entity: row for row in self.model.tables.managements}
        kind = [rows[e].management if e in rows else e for e in self.model.entities] + [NONE_OF_THESE]
        weight = np.array([rows[e].miss_weight if e in rows else 1.0 for e in self.model.entities] + [1.0])
        differs = np.array([[a != e for e in kind] for a in kind], dtype=float)
        cost: Array = differs * (weight[None, :] + self.settings.overtreatment * weight[:, None])
        assert cost.shape == (size, size)
        return cost

    def regret(self, posterior: Array) -> Array:
        """Expected cost of acting on the best answer, along the last axis."""
        best: Array = (posterior @ self._regret.T).min(-1)
        return best

    # What can be done

    def open_tests(self, assembled: Assembled) -> tuple[str, ...]:
        """Every test that has not been done: stains, probes, panels and consultation."""
        done = {one.event for one in (*assembled.observations, *assembled.uninformative)}
        assays = {one.assay for one in assembled.observations if one.event.startswith("mol:")}
        sequenced = any(not assay.upper().startswith("FISH") for assay in assays)
        probed = {
            one.event.removeprefix("mol:").removesuffix("_rearranged")
            for one in assembled.observations
            if one.assay.upper().startswith("FISH")
        }
        tests = [event for event in self._stains if event not in done]
        tests += [f"fish:{gene}" for gene in self._fish if gene not in probed]
        if not sequenced:
            tests += SEQUENCING_TESTS
        return (*tests, CONSULTATION)

    def price(self, test: str) -> tuple[str, float, float]:
        """Kind, cost in euro, and days of a test."""
        price = self._prices.get(test) or self._prices.get(f"{test.partition(':')[0]}:*")
        if price is None:
            return "stain", 0.0, 0.0
        return price.kind, price.cost_eur, price.days

    # What it would tell

    def forecasts(self, assembled: Assembled, context: Context, tests: Iterable[str]) -> list[Forecast]:
        """What each of `tests` would give, given what is known."""
        model = self.model
        score = model.readings(assembled, context)
        now = model.weighed(score)
        by_group = {term.group: term for term in assembled.terms}
        looks = assembled.looks
        joint = model.drivers.posterior_drivers(looks)
        found = []
        for test in tests:
            if test == CONSULTATION:
                found.append(self._consultation(now))
            elif test.startswith("ihc:") and model.group_of(test) != DRIVERS:
                found.append(self._stain(test, now, score, by_group))
            else:
                found.append(self._driver_test(test, now, score, joint))
        return found

    def _stain(self, test: str, now: Array, score: Array, by_group: Mapping[str, object]) -> Forecast:
        """A stain outside the driver block: the weights of its whole group change with it."""
        model = self.model
        rate = model.rates.mean(test)
        term = by_group.get(model.group_of(test))
        members: tuple[Observation, ...] = getattr(term, "observations", ())
        rest = score
        weight = model.power(test) * model.shared(len(members) + 1)
        if members:
            before, after = model.shared(len(members)), model.shared(len(members) + 1)
            logs = sum(model.power(one.event) * model.log_rate_both_ways(one) for one in members)
            rest = score + (after - before) * np.asarray(logs)
        if test not in self._seen:
            self._seen[test] = model.both_ways(test, np.log(np.stack([rate, 1 - rate])))
        posterior = model.weighed(rest[:, None] + weight * self._seen[test])
        present = float(now @ rate)
        return Forecast(test, ("present", "absent"), np.array([present, 1 - present]), posterior)

    def _driver_test(self, test: str, now: Array, score: Array, joint: Array) -> Forecast:
        """A look at drivers: stain, probe or panel, through what the drivers of each entity may still be."""
        names, seen = self.outcomes(test)
        given = np.einsum("ed,oed->oe", joint, seen) if seen.ndim == 3 else seen @ joint.T
        given = np.maximum(given, 1e-12)
        power = self.model.settings.evidence_power
        posterior = self.model.weighed(score[:, None] + power * np.log(given))
        return Forecast(test, names, given @ now, posterior)

    def outcomes(self, test: str) -> tuple[tuple[str, ...], Array]:
        """Names of a driver test's outcomes and P(outcome | driver), or P(outcome | entity, driver) for stains."""
        drivers = self.model.drivers
        kind, _, what = test.partition(":")
        if kind == "ihc":
            positive = drivers.stain_given_driver(test)
            return ("present", "absent"), np.stack([positive, 1 - positive])
        if kind == "fish":
            seen = drivers.fish(what)
            assert seen is not None
            return ("present", "absent"), np.stack([seen, 1 - seen])
        sensitivity, _ = drivers.panel(test)
        visible = np.flatnonzero(sensitivity > 0)
        table = np.full((len(visible) + 1, len(sensitivity)), RARE / 10)
        for row, d in enumerate(visible):
            table[row, d] = sensitivity[d]
        table[-1] = 1 - table[:-1].sum(0)
        names = tuple(drivers.drivers[d].label for d in visible)
        return (*names, "nothing found"), table

    def _consultation(self, now: Array) -> Forecast:
        """
        A second reader of the same slides names a group; which of its entities, the slides tell neither reader.

        Right with a fixed share; else misled as the first reader might be.
        """
        right, membership = self.settings.consultation_right, self.model.membership
        groups = now @ membership
        elsewhere = np.tile(groups, (len(groups), 1))
        np.fill_diagonal(elsewhere, 0.0)
        says = right * np.eye(len(groups)) + (1 - right) * _rows(elsewhere)
        given = membership @ says
        posterior = _rows(now * np.maximum(given.T, 1e-12))
        names = (*(self.model.tables.labels[p] for p in self.model.parents), "none of these")
        return Forecast(CONSULTATION, names, now @ given, posterior)

    # Ranking

    def rank(self, assembled: Assembled, context: Context, tests: Iterable[str] | None = None) -> tuple[NextTest, ...]:
        """All open tests (or `tests`), the most worthwhile first."""
        now = self.model.posterior(assembled, context)
        todo = self.open_tests(assembled) if tests is None else tuple(tests)
        open_now = self._open(now)
        ranked = [self._weigh(forecast, open_now) for forecast in self.forecasts(assembled, context, todo)]
        return tuple(sorted(ranked, key=lambda test: (-test.value, test.cost_eur, test.test)))

    def _open(self, now: Array) -> tuple[float, float, float]:
        """Entropy over entities and over groups, and regret, before any test."""
        return (
            float(entropy_bits(now)),
            float(entropy_bits(now @ self.model.membership)),
            float(self.regret(now)),
        )

    def _weigh(self, forecast: Forecast, open_now: tuple[float, float, float]) -> NextTest:
        s, membership = self.settings, self.model.membership
        kind, cost, days = self.price(forecast.test)
        chance = forecast.probability / forecast.probability.sum()
        leaf = open_now[0] - float(chance @ entropy_bits(forecast.posterior))
        parent = open_now[1] - float(chance @ entropy_bits(forecast.posterior @ membership))
        regret = open_now[2] - float(chance @ self.regret(forecast.posterior))
        leaf, parent, regret = max(leaf, 0.0), max(parent, 0.0), max(regret, 0.0)
        gain = s.parent_weight * parent + s.leaf_weight * leaf + s.regret_weight * regret
        return NextTest(
            test=forecast.test,
            label=self.label(forecast.test),
            kind=kind,
            cost_eur=cost,
            days=days,
            parent_bits=parent,
            leaf_bits=leaf,
            regret_drop=regret,
            value=gain - cost / s.euro_per_bit - days / s.days_per_bit,
            bits_per_100_eur=leaf / max(cost, 1.0) * 100,
            bits_per_day=leaf / max(days, 0.5),
            outcomes=self._meaning(forecast, chance),
        )

    def most_telling(self, assembled: Assembled, context: Context, tests: Iterable[str]) -> str:
        """Of `tests` the one with the largest expected drop of entropy over entities, price aside."""
        best, most = "", -np.inf
        for forecast in self.forecasts(assembled, context, tests):
            left = float(forecast.probability @ entropy_bits(forecast.posterior))
            if -left > most:
                best, most = forecast.test, -left
        return best

    def label(self, test: str) -> str:
        """What people read for a test."""
        kind, _, what = test.partition(":")
        if kind == "ihc":
            return f"{self.model.tables.markers.label(what)} stain" if what in self.model.tables.markers else what
        if kind == "fish":
            return f"{what} break-apart FISH"
        return {
            "rna_fusion_panel": "RNA fusion panel",
            "dna_panel": "DNA panel",
            CONSULTATION: "expert consultation on the same slides",
        }[test]

    def _meaning(self, forecast: Forecast, chance: Array) -> tuple[TestOutcome, ...]:
        order = np.argsort(-chance, kind="stable")[: self.settings.outcomes_shown]
        found = []
        for o in order:
            after = forecast.posterior[o]
            groups = after @ self.model.membership
            top, group = leading(after), leading(groups)
            found.append(
                TestOutcome(
                    outcome=forecast.outcomes[o],
                    probability=float(chance[o]),
                    top_entity=self.model.entities[top] if top < len(self.model.entities) else NONE_OF_THESE,
                    top_posterior=float(after[top]),
                    top_parent=self.model.parents[group] if group < len(self.model.parents) else NONE_OF_THESE,
                    top_parent_posterior=float(groups[group]),
                )
            )
        return tuple(found)

    # Panels

    def panel(
        self,
        assembled: Assembled,
        context: Context,
        *,
        level: str = "parent",
        ranked: Sequence[NextTest] | None = None,
    ) -> Panel:
        """
        A short series of tests that is expected to reach the certainty asked for, added one at a time by value.

        Expected certainty is the mean, over outcomes drawn from the model, of the probability of the leading answer.
        `ranked` are the open tests in their order, where they are at hand.
        """
        rng = np.random.default_rng(self.model.settings.seed)
        worlds = _Worlds(self, assembled, context, rng)
        chosen: list[str] = []
        certainty = worlds.certainty(level)
        best_first = self.rank(assembled, context) if ranked is None else ranked
        pool = [test.test for test in best_first[:PANEL_POOL] if test.test != CONSULTATION]
        while certainty < self.settings.certainty and len(chosen) < self.settings.max_panel and pool:
            gains = {test: worlds.certainty_after(test, level) for test in pool}
            best = max(pool, key=lambda test: (self._worth(gains[test] - certainty, test), -self.price(test)[1], test))
            if gains[best] <= certainty + 0.005:
                break
            worlds.reveal(best)
            chosen.append(best)
            pool.remove(best)
            certainty = gains[best]
        prices = [self.price(test) for test in chosen]
        return Panel(
            tests=tuple(chosen),
            target=self.settings.certainty,
            level=level,
            expected_certainty=float(certainty),
            reached=certainty >= self.settings.certainty,
            cost_eur=float(sum(cost for _, cost, _ in prices)),
            days=float(max((days for _, _, days in prices), default=0.0)),
        )

    def _worth(self, gain: float, test: str) -> float:
        _, cost, days = self.price(test)
        return gain / (1 + cost / self.settings.euro_per_bit + days / self.settings.days_per_bit)


PANEL_POOL = 14
"""Tests, the most worthwhile first, from which a panel is put together."""
WORLDS = 200
"""Simulated patients behind a panel's expected certainty: its standard error is then about 0.02."""
LIKELY = 2e-3
"""Entities below this probability are left out of the simulation."""


class _Worlds:
    """Patients drawn from the posterior, whose test results are revealed one test at a time."""

    def __init__(self, adviser: Adviser, assembled: Assembled, context: Context, rng: np.random.Generator) -> None:
        self._adviser, self._model, self._rng = adviser, adviser.model, rng
        score = self._model.score(assembled, context)
        now = normalised(score)
        self._kept = np.flatnonzero((now >= LIKELY) | (np.arange(len(now)) == int(now.argmax())))
        score = score[self._kept]
        self._truth = rng.choice(len(score), size=WORLDS, p=normalised(score))
        joint = self._model.drivers.posterior_drivers(assembled.looks)[self._kept]
        chance = np.cumsum(joint, axis=1)[self._truth]
        self._driver = np.minimum((rng.random((WORLDS, 1)) > chance).sum(1), joint.shape[1] - 1)
        self._score = np.tile(score, (WORLDS, 1))
        self._joint = np.tile(joint, (WORLDS, 1, 1))
        self._membership = self._model.membership[self._kept]
        self._cache: dict[str, tuple[Array, Array | None]] = {}

    def certainty(self, level: str) -> float:
        """Mean probability of the leading answer."""
        return self._certainty(self._score, level)

    def _certainty(self, score: Array, level: str) -> float:
        posterior = normalised(score)
        if level == "parent":
            posterior = posterior @ self._membership
        return float(posterior.max(-1).mean())

    def certainty_after(self, test: str, level: str) -> float:
        """The same once `test` is known."""
        return self._certainty(self._after(test)[0], level)

    def reveal(self, test: str) -> None:
        """Make the result of `test` known in every world."""
        self._score, joint = self._after(test)
        if joint is not None:
            self._joint = joint
        self._cache.clear()

    def _after(self, test: str) -> tuple[Array, Array | None]:
        if test not in self._cache:
            self._cache[test] = self._result(test)
        return self._cache[test]

    def _result(self, test: str) -> tuple[Array, Array | None]:
        model = self._model
        if test.startswith("ihc:") and model.group_of(test) != DRIVERS:
            rate = model.rates.mean(test)[self._kept]
            positive = self._rng.random(WORLDS) < rate[self._truth]
            seen = np.where(positive[:, None], np.log(rate)[None], np.log(1 - rate)[None])
            return self._score + model.power(test) * seen, None
        _, table = self._adviser.outcomes(test)
        if table.ndim == 3:
            table = table[:, self._kept]
        chance = table[:, self._truth, self._driver] if table.ndim == 3 else table[:, self._driver]
        drawn = (self._rng.random(WORLDS) > np.cumsum(chance / chance.sum(0), axis=0)).sum(0)
        drawn = np.minimum(drawn, len(table) - 1)
        seen = table[drawn] if table.ndim == 3 else table[drawn][:, None, :]
        joint = self._joint * seen
        total = joint.sum(-1)
        score = self._score + model.settings.evidence_power * np.log(np.maximum(total, 1e-12))
        return score, joint / np.maximum(total[..., None], 1e-12)


def _rows(table: Array) -> Array:
    """Rows scaled to sum to 1; empty rows stay empty."""
    total = table.sum(1, keepdims=True)
    scaled: Array = table / np.where(total > 0, total, 1.0)
    return scaled
