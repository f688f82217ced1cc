"""
How good the differential is, measured on published cases: accuracy, calibration, abstention, and against what.

Nothing is fitted here. A case counts as in scope when its diagnosis is an entity of the table's scope; the answer
"none of these" then stands for every tumour outside it, also for the extended entities that are kept to recognise such
tumours.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from breakapart.diagnosis import explain
from breakapart.diagnosis.baselines import NaiveBayes
from breakapart.diagnosis.evidence import Assembled, EvidenceModel
from breakapart.diagnosis.next_test import Adviser
from breakapart.diagnosis.observe import Observation, observe
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.published import Translator, accepted_labels
from breakapart.diagnosis.rates import Array
from breakapart.knowledge.entities import Entities
from breakapart.model.finding import Finding
from breakapart.model.published_case import PublishedCase

CORE, ALL = "core", "all"


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """How cases are judged."""

    bins: int = 10
    """Bins of the reliability diagram and of the calibration error."""
    bootstraps: int = 1000
    """Resamples behind the interval of the calibration error."""
    certainty: float = 0.8
    """Certainty that tests are counted up to."""
    seed: int = 20250529
    """Seed of the resampling."""
    reasons: int = 4
    """Findings named per case."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, assessed and held against its diagnosis."""

    id: str
    line: int
    tier: str
    diagnosis: str
    label: str | None
    """The diagnosis as an entity in scope; None when it is out of scope."""
    accepted: tuple[str, ...]
    ranked: tuple[tuple[str, float], ...]
    """Entities in scope with their posterior, the likeliest first."""
    parents: tuple[tuple[str, float], ...]
    none_of_these: float
    abstained: bool
    outside: str
    """The likeliest entity outside the scope, when "none of these" is the answer; else empty."""
    log_loss: float | None
    """Natural log loss of the strict diagnosis; None out of scope."""
    brier: float | None
    tests_done: int
    tests_needed: int | None
    """Stains, in the order the engine asks for them, until the leading entity reaches the certainty; None: never."""
    tests_needed_as_listed: int | None
    """The same in the order of the row."""
    reasons: tuple[str, ...]
    unknown_stains: tuple[str, ...]
    unread_phrases: tuple[str, ...]

    @property
    def is_in_scope(self) -> bool:
        """Whether the diagnosis is an entity of the scope."""
        return self.label is not None

    @property
    def top(self) -> tuple[str, float]:
        """The likeliest entity."""
        return self.ranked[0]

    def is_right(self, within: int = 1, *, strict: bool = False) -> bool:
        """Whether the diagnosis (or an accepted alternative) is among the first `within`."""
        names = {name for name, _ in self.ranked[:within]}
        return self.label in names if strict else bool(names & set(self.accepted))


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its Wilson 95 % interval."""

    k: int
    n: int

    @property
    def value(self) -> float | None:
        """The share; None when n is 0."""
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson score interval (Wilson 1927, doi 10.1080/01621459.1927.10502953)."""
        if not self.n:
            return None
        z, n, p = 1.959964, self.n, self.k / self.n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of the reliability diagram."""

    low: float
    high: float
    cases: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Summary:
    """All metrics of one run over the cases."""

    n: int
    n_out_of_scope: int
    top1_strict: Share
    top3_strict: Share
    top1_accepted: Share
    top3_accepted: Share
    parent_top1: Share
    parent_top1_accepted: Share
    log_loss: float | None
    """Mean over cases in scope, natural logarithm, strict diagnosis; like every mean, None when there is no case."""
    brier: float | None
    ece: float | None
    """Expected calibration error of the leading entity's posterior, accepted diagnoses counted as right."""
    ece_low: float | None
    ece_high: float | None
    ece_strict: float | None
    bins: tuple[Bin, ...]
    abstained_out_of_scope: Share
    false_abstention: Share
    tests_needed: float | None
    """Mean stains needed, over the cases that reach the certainty."""
    tests_needed_as_listed: float | None
    reached_certainty: Share
    unknown_stains: int
    unread_phrases: int
    cases: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A baseline in the same run, on the cases in scope."""

    name: str
    top1_strict: float | None
    """Like all the others, None when no case is in scope."""
    top1_accepted: float | None
    top3_accepted: float | None
    log_loss: float | None
    ece: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Both conditions, and the baselines of the first."""

    scope: str
    without_molecular: Summary
    with_molecular: Summary
    baselines: tuple[Comparison, ...]


class Evaluator:
    """Judges published cases with a model."""

    def __init__(
        self,
        model: EvidenceModel,
        translator: Translator,
        entities: Entities,
        *,
        settings: EvaluationSettings | None = None,
        adviser: Adviser | None = None,
    ) -> None:
        self._model, self._translator, self._entities = model, translator, entities
        self._settings = settings or EvaluationSettings()
        self._adviser = adviser or Adviser(model)
        self._is_core = np.array([model.tables.scope_of[entity] == CORE for entity in model.entities])

    def evaluate(
        self, cases: Sequence[PublishedCase], *, scope: str = "auto", progress: Callable[[], None] | None = None
    ) -> Evaluation:
        """
        Judge all cases with and without their molecular results.

        `scope` is `core`, `all`, or `auto`: core when every diagnosis that is an entity at all is a core entity.
        `progress` is called after each case.
        """
        scope = self.scope_of(cases) if scope == "auto" else scope
        plain, molecular = [], []
        pairs: list[tuple[Judged, tuple[Observation, ...], Context]] = []
        for case in cases:
            judged, observations, context = self.judge(case, scope=scope, count_tests=True)
            plain.append(judged)
            pairs.append((judged, observations, context))
            molecular.append(self.judge(case, scope=scope, with_molecular=True)[0])
            if progress is not None:
                progress()
        return Evaluation(
            scope=scope,
            without_molecular=summarise(plain, self._settings, self._parent_of),
            with_molecular=summarise(molecular, self._settings, self._parent_of),
            baselines=self._baselines(pairs, scope),
        )

    def scope_of(self, cases: Iterable[PublishedCase]) -> str:
        """`core` when no diagnosis is an extended entity."""
        labels = {accepted_labels(case, self._entities)[0] for case in cases} - {None}
        return CORE if all(self._model.tables.scope_of[str(label)] == CORE for label in labels) else ALL

    def judge(
        self, case: PublishedCase, *, scope: str = ALL, with_molecular: bool = False, count_tests: bool = False
    ) -> tuple[Judged, tuple[Observation, ...], Context]:
        """One case, with its observations and context."""
        told = self._translator.translate(case, with_molecular=with_molecular)
        context = told.context if scope == CORE else replace(told.context, core_share=0.0)
        observations = observe(told.findings, self._model.tables.markers)
        assembled = self._model.assemble(observations)
        posterior = self._model.posterior(assembled, context)
        inside, none = self._within(posterior, scope)
        order = np.argsort(-inside, kind="stable")
        order = order[inside[order] >= 0]
        label, accepted = self._labels(case, scope)
        top = int(order[0])
        abstained = self._is_outside(none, float(inside[top]), scope)
        outside = ""
        if abstained and scope == CORE:
            best = int(np.argmax(np.where(self._is_core, 0.0, posterior[:-1])))
            outside = self._model.entities[best] if posterior[best] > posterior[-1] else ""
        groups = np.zeros(len(self._model.parents))
        np.add.at(groups, self._model.parent_index, np.maximum(inside, 0.0))
        parents = np.argsort(-groups, kind="stable")
        parts = explain.contributions(self._model, assembled)
        evidence = explain.evidence_of(self._model, parts, top)[: self._settings.reasons]
        listed = self._count(told.findings, context, scope, asked=False) if count_tests else None
        asked = self._count(told.findings, context, scope, asked=True) if count_tests else None
        judged = Judged(
            id=case.id,
            line=case.line,
            tier=case.tier,
            diagnosis=case.diagnosis,
            label=label,
            accepted=accepted,
            ranked=tuple((self._model.entities[int(i)], float(inside[i])) for i in order),
            parents=tuple((self._model.parents[int(p)], float(groups[p])) for p in parents),
            none_of_these=none,
            abstained=abstained,
            outside=outside,
            log_loss=None if label is None else float(-np.log(max(inside[self._model.index[label]], 1e-9))),
            brier=None if label is None else _brier(np.append(np.maximum(inside, 0), none), self._model.index[label]),
            tests_done=sum(one.event.startswith("ihc:") for one in observations),
            tests_needed=asked,
            tests_needed_as_listed=listed,
            reasons=tuple(f"{e.text} ({e.event} {e.log10_lr:+.2f})" for e in evidence),
            unknown_stains=told.unknown_stains,
            unread_phrases=told.unread_phrases,
        )
        return judged, observations, context

    def _parent_of(self, entity: str) -> str:
        return self._model.tables.parent_of[entity]

    def _labels(self, case: PublishedCase, scope: str) -> tuple[str | None, tuple[str, ...]]:
        label, accepted = accepted_labels(case, self._entities)
        if scope == CORE and label is not None and self._model.tables.scope_of[label] != CORE:
            label = None
        return label, accepted

    def _is_outside(self, none: float, top: float, scope: str) -> bool:
        """Whether the answer is "none of these": every tumour outside the scope, or one that no table knows."""
        limits = self._model.settings
        if scope == CORE:
            return none > limits.outside_from
        return none > max(limits.abstain_margin * top, limits.abstain_from)

    def _within(self, posterior: Array, scope: str) -> tuple[Array, float]:
        """Posterior of the entities in scope (-1 for the others), and of everything else."""
        if scope == ALL:
            return posterior[:-1], float(posterior[-1])
        inside: Array = np.where(self._is_core, posterior[:-1], -1.0)
        return inside, float(1 - posterior[:-1][self._is_core].sum())

    # Tests needed

    def _count(self, findings: Sequence[Finding], context: Context, scope: str, *, asked: bool) -> int | None:
        """Stains revealed one at a time, in the order asked for or as listed, until one entity is certain."""
        given = list(findings)
        stains = [one for one in given if one.event.startswith("ihc:")]
        known = [one for one in given if not one.event.startswith("ihc:")]
        markers = self._model.tables.markers
        for step in range(len(stains) + 1):
            assembled = self._model.assemble(observe(known, markers))
            inside, _ = self._within(self._model.posterior(assembled, context), scope)
            if inside.max() >= self._settings.certainty:
                return step
            if not stains:
                return None
            chosen = self._next(assembled, context, stains) if asked else stains[0]
            stains.remove(chosen)
            known.append(chosen)
        return None

    def _next(self, assembled: Assembled, context: Context, stains: Sequence[Finding]) -> Finding:
        by_event: dict[str, Finding] = {}
        for stain in stains:
            observed = observe([stain], self._model.tables.markers)
            event = observed[0].event if observed else stain.event
            by_event.setdefault(event, stain)
        open_tests = [event for event in by_event if self._model.rates.is_studied(event)]
        if not open_tests:
            return stains[0]
        return by_event[self._adviser.most_telling(assembled, context, open_tests)]

    # Baselines

    def _baselines(
        self, pairs: Sequence[tuple[Judged, tuple[Observation, ...], Context]], scope: str
    ) -> tuple[Comparison, ...]:
        naive = NaiveBayes(self._model)

        def prior(_: tuple[Observation, ...], context: Context) -> Array:
            return np.exp(self._model.priors.log_prior(context))

        return tuple(
            self._compare(name, [(judged, of(seen, context)) for judged, seen, context in pairs], scope)
            for name, of in (("naive_bayes", naive.posterior), ("prior_only", prior))
        )

    def _compare(self, name: str, pairs: Sequence[tuple[Judged, Array]], scope: str) -> Comparison:
        losses, strict, accepted, third, confidence = [], [], [], [], []
        for judged, posterior in pairs:
            if judged.label is None:
                continue
            inside, _ = self._within(posterior, scope)
            order = [self._model.entities[int(i)] for i in np.argsort(-inside, kind="stable")[:3]]
            losses.append(-np.log(max(inside[self._model.index[judged.label]], 1e-9)))
            strict.append(order[0] == judged.label)
            accepted.append(order[0] in judged.accepted)
            third.append(bool(set(order) & set(judged.accepted)))
            confidence.append(float(inside.max()))
        error = calibration_error(np.array(confidence), np.array(accepted, dtype=float), self._settings.bins)
        return Comparison(name, _mean(strict), _mean(accepted), _mean(third), _mean(losses), error)


def summarise(cases: Sequence[Judged], settings: EvaluationSettings, parent_of: Callable[[str], str]) -> Summary:
    """The metrics of judged cases."""
    inside = [case for case in cases if case.is_in_scope]
    outside = [case for case in cases if not case.is_in_scope]
    confidence = np.array([case.top[1] for case in inside])
    right = np.array([case.is_right() for case in inside], dtype=float)
    right_strict = np.array([case.is_right(strict=True) for case in inside], dtype=float)
    low, high = _bootstrap(confidence, right, settings)
    needed = [case.tests_needed for case in inside if case.tests_needed is not None]
    listed = [case.tests_needed_as_listed for case in inside if case.tests_needed_as_listed is not None]
    return Summary(
        n=len(inside),
        n_out_of_scope=len(outside),
        top1_strict=_share(inside, lambda case: case.is_right(strict=True)),
        top3_strict=_share(inside, lambda case: case.is_right(3, strict=True)),
        top1_accepted=_share(inside, lambda case: case.is_right()),
        top3_accepted=_share(inside, lambda case: case.is_right(3)),
        parent_top1=_share(inside, lambda case: case.parents[0][0] == parent_of(str(case.label))),
        parent_top1_accepted=_share(
            inside, lambda case: case.parents[0][0] in {parent_of(name) for name in case.accepted}
        ),
        log_loss=_mean([case.log_loss for case in inside if case.log_loss is not None]),
        brier=_mean([case.brier for case in inside if case.brier is not None]),
        ece=calibration_error(confidence, right, settings.bins),
        ece_low=low,
        ece_high=high,
        ece_strict=calibration_error(confidence, right_strict, settings.bins),
        bins=reliability(confidence, right, settings.bins),
        abstained_out_of_scope=_share(outside, lambda case: case.abstained),
        false_abstention=_share(inside, lambda case: case.abstained),
        tests_needed=_mean(needed),
        tests_needed_as_listed=_mean(listed),
        reached_certainty=_share(inside, lambda case: case.tests_needed is not None),
        unknown_stains=sum(len(case.unknown_stains) for case in cases),
        unread_phrases=sum(len(case.unread_phrases) for case in cases),
        cases=tuple(cases),
    )


def calibration_error(confidence: Array, right: Array, bins: int) -> float | None:
    """Expected calibration error: mean distance of confidence and accuracy, bins of equal width, by cases."""
    if not len(confidence):
        return None
    return sum(b.cases * abs(b.confidence - b.accuracy) for b in reliability(confidence, right, bins)) / len(confidence)


def reliability(confidence: Array, right: Array, bins: int) -> tuple[Bin, ...]:
    """The bins that hold cases."""
    if not len(confidence):
        return ()
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    found = []
    for b in range(bins):
        inside = place == b
        if inside.any():
            mean, accuracy = float(confidence[inside].mean()), float(right[inside].mean())
            found.append(Bin(b / bins, (b + 1) / bins, int(inside.sum()), mean, accuracy))
    return tuple(found)


def _bootstrap(
    confidence: Array, right: Array, settings: EvaluationSettings
) -> tuple[float, float] | tuple[None, None]:
    if not len(confidence):
        return None, None
    rng = np.random.default_rng(settings.seed)
    errors = []
    for _ in range(settings.bootstraps):
        drawn = rng.integers(len(confidence), size=len(confidence))
        errors.append(_fast_error(confidence[drawn], right[drawn], settings.bins))
    low, high = np.quantile(errors, [0.025, 0.975])
    return float(low), float(high)


def _fast_error(confidence: Array, right: Array, bins: int) -> float:
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = np.bincount(place, confidence - right, minlength=bins)
    return float(np.abs(gap).sum() / len(confidence))


def _share(cases: Sequence[Judged], is_so: Callable[[Judged], bool]) -> Share:
    return Share(sum(bool(is_so(case)) for case in cases), len(cases))


def _mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing, which is no measurement and must not pass for a perfect one."""
    return float(np.mean(values)) if len(values) else None


def _brier(probability: Array, truth: int) -> float:
    """Multi-class Brier score, 0 to 2."""
    wanted = np.zeros(len(probability))
    wanted[truth] = 1
    return float(((probability - wanted) ** 2).sum())
