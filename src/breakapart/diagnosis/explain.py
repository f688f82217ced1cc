"""Why an entity stands where it stands: each finding's share in the answer, with its counts and sources."""

from collections.abc import Sequence

import numpy as np

from breakapart.diagnosis.evidence import Assembled, EvidenceModel, Term, leading
from breakapart.diagnosis.observe import Level, Observation
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.rates import ESTIMATE, RECALLED, Array
from breakapart.model.differential import Evidence, Influence

LN10 = float(np.log(10.0))
TURNED = {Level.ABSENT: Level.PRESENT}
"""What a finding would be if it were otherwise; every level of presence turns into absence."""


def contributions(model: EvidenceModel, assembled: Assembled) -> list[tuple[Observation, Array]]:
    """
    Each observation with its log10 likelihood ratio against tumours at large, per entity.

    They add up to the whole evidence. Looks at drivers share the weight of their block: the mean of adding them in
    their order and in the reverse order, so that the order of the report cannot matter.
    """
    found: list[tuple[Observation, Array]] = []
    for term in assembled.terms:
        if term.looks:
            found += _of_looks(model, term)
            continue
        for one, weight in zip(term.observations, term.weights, strict=True):
            seen = weight * model.log_rate(one)
            found.append((one, (seen - seen[-1]) / LN10))
    return found


def _of_looks(model: EvidenceModel, term: Term) -> list[tuple[Observation, Array]]:
    shares = {look: np.zeros(len(model.entities) + 1) for look in term.looks}
    for order in (term.looks, term.looks[::-1]):
        before = np.zeros(len(model.entities) + 1)
        for i, look in enumerate(order, start=1):
            after = model.log_block(order[:i])
            shares[look] += (after - before) / 2
            before = after
    found = []
    for look, seen in shares.items():
        ratio = term.weights[0] * (seen - seen[-1]) / LN10
        parts = len(look.observations)
        found += [(one, ratio / parts) for one in look.observations]
    return found


def evidence_of(model: EvidenceModel, parts: Sequence[tuple[Observation, Array]], entity: int) -> tuple[Evidence, ...]:
    """The evidence for and against one entity, the strongest first."""
    name = model.entities[entity]
    found = [_evidence(model, one, ratio[entity], name, entity) for one, ratio in parts]
    return tuple(sorted(found, key=lambda e: (-abs(e.log10_lr), e.event)))


def _evidence(model: EvidenceModel, one: Observation, log10_lr: float, name: str, entity: int) -> Evidence:
    cell = model.rates.cells.get(one.event, {}).get(name)
    rate = float(model.rates.mean(one.event)[entity]) if model.rates.is_studied(one.event) else None
    if cell is not None:
        rows = cell.rows if cell.estimated_n else tuple(row for row in cell.rows if row.evidence != ESTIMATE)
        counted = [row for row in rows if row.evidence != ESTIMATE]
        positive = sum(row.positive for row in counted) if counted else None
        n = sum(row.n for row in counted) if counted else None
        sources = tuple(dict.fromkeys(row.source for row in rows))
        classes = tuple(dict.fromkeys(row.evidence for row in rows))
        estimate_share = cell.estimate_share
    elif one.event.startswith("mol:"):
        shares = [row for row in model.tables.shares if row.entity == name and row.driver in _drivers(model, one)]
        counted_shares = [row for row in shares if row.evidence != ESTIMATE]
        positive = sum(row.positive for row in counted_shares) if counted_shares else None
        n = sum(row.n for row in counted_shares) if counted_shares else None
        sources = tuple(dict.fromkeys(row.source for row in shares))
        classes = tuple(dict.fromkeys(row.evidence for row in shares))
        weight = sum(row.positive for row in shares)
        estimate_share = 1 - sum(row.positive for row in counted_shares) / weight if weight else 1.0
    else:
        positive = n = None
        sources, classes, estimate_share = (), (), 1.0
    return Evidence(
        event=one.event,
        finding_ids=one.finding_ids,
        text=one.text,
        entity=name,
        log10_lr=float(log10_lr),
        rate=rate,
        positive=positive,
        n=n,
        sources=sources,
        evidence_classes=classes,
        estimate_share=float(estimate_share),
    )


def _drivers(model: EvidenceModel, one: Observation) -> frozenset[str]:
    """Drivers a molecular observation speaks of."""
    looks, _ = model.drivers.looks([one])
    found = set()
    for look in looks:
        seen = np.asarray(look.seen)
        strongest = seen.max() if one.is_present else 1 - seen.min()
        speaks = seen if one.is_present else 1 - seen
        found |= {model.drivers.ids[int(i)] for i in np.flatnonzero(speaks > strongest / 2)}
    return frozenset(found)


def estimate_share(evidence: Sequence[Evidence]) -> float:
    """Share of the evidence, by weight (absolute log likelihood ratio), that rests on estimates; 0 to 1."""
    weight = sum(abs(e.log10_lr) for e in evidence)
    if not weight:
        return 1.0
    without = sum(
        abs(e.log10_lr) * (1.0 if set(e.evidence_classes) == {RECALLED} else e.estimate_share) for e in evidence
    )
    return without / weight


def influences(model: EvidenceModel, assembled: Assembled, context: Context, count: int = 2) -> tuple[Influence, ...]:
    """
    The `count` findings without which, or with the opposite of which, the answer would change most.

    Measured by how much probability moves between entities (total variation distance).
    """
    now = model.posterior(assembled, context)
    everything = assembled.observations
    found = []
    for i, one in enumerate(everything):
        rest = everything[:i] + everything[i + 1 :]
        turned = Observation(
            one.event,
            TURNED.get(one.level, Level.ABSENT),
            one.clone,
            one.assay,
            one.finding_ids,
            one.text,
        )
        for change, observations in (("left_out", rest), ("turned_round", (*rest, turned))):
            then = model.posterior(model.assemble(observations), context)
            top = leading(then[:-1])
            found.append(
                Influence(
                    event=one.event,
                    text=one.text,
                    change=change,
                    shift=float(np.abs(then - now).sum() / 2),
                    top_entity=model.entities[top],
                    top_posterior=float(then[top]),
                )
            )
    found.sort(key=lambda influence: (-influence.shift, influence.event, influence.change))
    best: dict[str, Influence] = {}
    for influence in found:
        best.setdefault(influence.event, influence)
    return tuple(list(best.values())[:count])
