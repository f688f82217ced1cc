"""Rank entities for one component: how likely each is, how sure that is, on what it rests, and what to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from breakapart.diagnosis import explain
from breakapart.diagnosis.evidence import Assembled, EvidenceModel, leading
from breakapart.diagnosis.next_test import Adviser
from breakapart.diagnosis.observe import Observation, observe
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.rates import Array
from breakapart.model.case import Case, Component, Specimen, SpecimenKind
from breakapart.model.differential import (
    ComponentDifferential,
    NextTest,
    Panel,
    RankedEntity,
    RankedParent,
)
from breakapart.model.finding import Finding

EXPLAINED = 5
"""Entities whose evidence is spelled out, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """Whether the answer is "none of these", and why."""

    abstains: bool
    because: str


def rank_entities(
    findings: Iterable[Finding],
    context: Context,
    model: EvidenceModel,
    *,
    adviser: Adviser | None = None,
    specimen: str = "",
    component: str = "",
) -> ComponentDifferential:
    """
    The differential of one component from its findings.

    `findings` are those of this component only; age, site and depth come in `context`. With `adviser`, tests that
    have not been done are ranked as well. Raises InputError when two findings contradict each other.
    """
    assembled = model.assemble(observe(findings, model.tables.markers))
    posterior = model.posterior(assembled, context)
    low, high, parent_low, parent_high = _intervals(model, assembled, context)
    prior = np.exp(model.priors.log_prior(context))
    parts = explain.contributions(model, assembled)
    order = np.argsort(-posterior[:-1], kind="stable")
    entities = tuple(
        _entity(model, int(i), posterior, low, high, prior, parts, is_explained=rank < EXPLAINED)
        for rank, i in enumerate(order)
    )
    groups = posterior @ model.membership
    abstention = abstain(model, assembled, posterior)
    tests: tuple[NextTest, ...] = ()
    panel: Panel | None = None
    if adviser is not None:
        ranked = adviser.rank(assembled, context)
        tests = ranked[: adviser.settings.tests_shown]
        panel = adviser.panel(assembled, context, ranked=ranked)
    return ComponentDifferential(
        specimen=specimen,
        component=component,
        entities=entities,
        parents=_parents(model, groups, np.minimum(parent_low, groups), np.maximum(parent_high, groups)),
        none_of_these=float(posterior[-1]),
        none_low=float(min(low[-1], posterior[-1])),
        none_high=float(max(high[-1], posterior[-1])),
        abstains=abstention.abstains,
        abstains_because=abstention.because,
        estimate_share=explain.estimate_share(entities[0].evidence),
        influences=explain.influences(model, assembled, context),
        next_tests=tests,
        panel=panel,
        uninformative=tuple(dict.fromkeys(one.event for one in assembled.uninformative)),
    )


def abstain(model: EvidenceModel, assembled: Assembled, posterior: Array) -> Abstention:
    """Whether no entity explains the findings: "none of these" is likelier than the best, or the best fits badly."""
    s = model.settings
    top = leading(posterior[:-1])
    name = model.tables.labels[model.entities[top]]
    if posterior[-1] > max(s.abstain_margin * posterior[top], s.abstain_from):
        return Abstention(True, f"none of these ({posterior[-1]:.0%}) is likelier than {name} ({posterior[top]:.0%})")
    misfit = model.misfit(assembled, top)
    if misfit > s.misfit_sd:
        return Abstention(True, f"the stains fit {name} badly ({misfit:.1f} standard deviations from the usual)")
    return Abstention(False, "")


def _intervals(model: EvidenceModel, assembled: Assembled, context: Context) -> tuple[Array, Array, Array, Array]:
    sampled = model.sampled_posteriors(assembled, context)
    tail = (1 - model.settings.interval) / 2
    low, high = np.quantile(sampled, [tail, 1 - tail], axis=0)
    parent_low, parent_high = np.quantile(sampled @ model.membership, [tail, 1 - tail], axis=0)
    return low, high, parent_low, parent_high


def _entity(
    model: EvidenceModel,
    i: int,
    posterior: Array,
    low: Array,
    high: Array,
    prior: Array,
    parts: Sequence[tuple[Observation, Array]],
    *,
    is_explained: bool,
) -> RankedEntity:
    name = model.entities[i]
    evidence = explain.evidence_of(model, parts, i) if is_explained else ()
    return RankedEntity(
        id=name,
        label=model.tables.labels[name],
        parent=model.tables.parent_of[name],
        posterior=float(posterior[i]),
        # The mean over uncertain counts need not lie within the interval of the samples; the reader expects it to.
        low=float(min(low[i], posterior[i])),
        high=float(max(high[i], posterior[i])),
        prior=float(prior[i]),
        estimate_share=explain.estimate_share(evidence) if is_explained else None,
        evidence=evidence,
    )


def _parents(model: EvidenceModel, groups: Array, low: Array, high: Array) -> tuple[RankedParent, ...]:
    order = np.argsort(-groups[:-1], kind="stable")
    return tuple(
        RankedParent(
            id=model.parents[p],
            label=model.tables.labels[model.parents[p]],
            posterior=float(groups[p]),
            low=float(low[p]),
            high=float(high[p]),
            entities=tuple(e for e in model.entities if model.tables.parent_of[e] == model.parents[p]),
        )
        for p in order
    )


# Cases


def differentiate(
    case: Case, findings: Sequence[Finding], model: EvidenceModel, *, adviser: Adviser | None = None
) -> tuple[ComponentDifferential, ...]:
    """The differential of every component that something is known of, in the order of the case."""
    return tuple(
        rank_entities(
            findings_of(findings, specimen.id, component.id),
            context_of(case, specimen, component),
            model,
            adviser=adviser,
            specimen=specimen.id,
            component=component.id,
        )
        for specimen in case.specimens
        for component in specimen.components
        if has_evidence(findings_of(findings, specimen.id, component.id), model)
    )


def findings_of(findings: Iterable[Finding], specimen: str, component: str) -> tuple[Finding, ...]:
    """Findings of one component, and what is known of the patient."""
    return tuple(
        one for one in findings if (one.specimen, one.component) == (specimen, component) or one.event == "sex:male"
    )


def has_evidence(findings: Iterable[Finding], model: EvidenceModel) -> bool:
    """Whether microscopy or a test said anything that some entity has counts for."""
    told = [one for one in findings if one.event.partition(":")[0] in ("morph", "ihc", "mol")]
    return bool(model.assemble(observe(told, model.tables.markers)).terms)


def context_of(case: Case, specimen: Specimen, component: Component | None = None) -> Context:
    """
    Age, region and tissue layer of a component.

    A metastasis has no region: where a tumour went to does not tell where its kind arises.
    """
    age = case.patient.age.in_years if case.patient.age is not None else None
    if specimen.kind is SpecimenKind.METASTASIS:
        return Context(age, is_metastasis=True)
    depths = getattr(component, "depths", ()) or specimen.site.depths
    return Context(age, specimen.site.region, tuple(depths))
