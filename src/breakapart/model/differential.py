"""The machine's word: ranked entities with what they rest on. A person's word is a `SignedDiagnosis`."""

from dataclasses import dataclass

NONE_OF_THESE = "none_of_these"
"""Stands for every tumour the tables do not hold."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one finding (or looks at one event together) says of one entity."""

    event: str
    finding_ids: tuple[str, ...]
    text: str
    """The finding in words."""
    entity: str
    log10_lr: float
    """Log10 likelihood ratio of the entity against tumours at large, after tempering. 0: says nothing."""
    rate: float | None
    """Expected share of the entity with the event; None where it comes from several looks together."""
    positive: float | None
    """Cases with the event, as published; None when nobody has counted."""
    n: float | None
    sources: tuple[str, ...]
    evidence_classes: tuple[str, ...]
    estimate_share: float
    """Share of the rate that has no source: 0 all counted, 1 an estimate or the background."""


@dataclass(frozen=True, slots=True)
class RankedEntity:
    """One entity of the differential."""

    id: str
    label: str
    parent: str
    posterior: float
    low: float
    """Lower end of the credible interval."""
    high: float
    prior: float
    """Probability before microscopy and tests, from age, site and frequency."""
    estimate_share: float | None
    """Share of its evidence, by weight, that rests on estimates; None where the evidence is not spelled out."""
    evidence: tuple[Evidence, ...]
    """Filled for the leading entities; the strongest first."""


@dataclass(frozen=True, slots=True)
class RankedParent:
    """A group of entities."""

    id: str
    label: str
    posterior: float
    low: float
    high: float
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Influence:
    """What becomes of the answer if one finding were otherwise."""

    event: str
    text: str
    change: str
    """`left_out` or `turned_round`."""
    shift: float
    """How much of the probability moves, 0 to 1 (total variation distance)."""
    top_entity: str
    """Who then leads."""
    top_posterior: float


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """What one outcome of a test would mean."""

    __test__ = False

    outcome: str
    """`present`, `absent`, a driver (`ALK fusion`), `no fusion found`."""
    probability: float
    top_entity: str
    top_posterior: float
    top_parent: str
    top_parent_posterior: float


@dataclass(frozen=True, slots=True)
class NextTest:
    """A test that has not been done, and what it promises."""

    test: str
    """`ihc:ALK`, `fish:ALK`, `rna_fusion_panel`, `dna_panel`, `expert_consultation`."""
    label: str
    kind: str
    cost_eur: float
    days: float
    parent_bits: float
    """Expected drop of entropy over groups, bits."""
    leaf_bits: float
    """Expected drop of entropy over entities, bits."""
    regret_drop: float
    """Expected drop of the regret of acting on the best answer (unit: missing an entity of weight 1)."""
    value: float
    """What the tests are ranked by: gain less cost and delay, in bits. Below 0: not worth its price."""
    bits_per_100_eur: float
    """Expected drop of entropy over entities per 100 euro."""
    bits_per_day: float
    """The same per day of waiting."""
    outcomes: tuple[TestOutcome, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The shortest series of tests found that is expected to reach the wanted certainty."""

    tests: tuple[str, ...]
    target: float
    level: str
    """`entity` or `parent`."""
    expected_certainty: float
    """Probability of the leading answer to be expected after all of them."""
    reached: bool
    cost_eur: float
    days: float
    """Days when all are ordered together."""


@dataclass(frozen=True, slots=True)
class ComponentDifferential:
    """The differential of one component of one specimen."""

    specimen: str
    component: str
    entities: tuple[RankedEntity, ...]
    """Every entity, the likeliest first."""
    parents: tuple[RankedParent, ...]
    none_of_these: float
    """Probability that the tumour is none of the entities."""
    none_low: float
    none_high: float
    abstains: bool
    """The answer is "none of these"."""
    abstains_because: str
    estimate_share: float
    """Share of the evidence for the leading entity, by weight, that rests on estimates."""
    influences: tuple[Influence, ...]
    """The findings that would most change the answer, the strongest first."""
    next_tests: tuple[NextTest, ...]
    panel: Panel | None
    uninformative: tuple[str, ...]
    """Events that were found but that no entity has counts for: kept, shown, and without effect."""

    @property
    def top(self) -> RankedEntity:
        """The likeliest entity."""
        return self.entities[0]


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """What was known at one event of the timeline, and what it would have meant."""

    event: str
    what: str
    when: str
    specimen: str
    component: str
    said_then: str | None
    """The diagnosis of a pathology read, in its own words."""
    known: tuple[str, ...]
    """Findings that had become known, in words."""
    newly_known: tuple[str, ...]
    differential: ComponentDifferential


@dataclass(frozen=True, slots=True)
class Replay:
    """A case walked through in time."""

    steps: tuple[ReplayStep, ...]
    rule: str
    """How it was decided what was known when."""
