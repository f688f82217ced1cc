"""The numbers the differential is computed with: each with its unit, its check, and why it is what it is."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class DifferentialSettings:
    """Settings of the differential engine."""

    series_cap: float = 30
    """Cases one series may count for. Larger series are scaled down: who was studied and with which antibody matters
    more than the sampling error of a large series (methods note of the knowledge tables)."""
    pooled_cap: float = 60
    """Cases all series of one entity and finding may count for together; the same reason."""
    definitional_cap: float = 4
    """Cases a series counts for when the finding was a condition of entering it: it says that such tumours exist, not
    how many of them have it."""
    recalled_weight: float = 0.5
    """Weight of series from memory that were not read again."""
    estimate_fades_at: float = 20
    """Sourced cases from which an estimate no longer counts; below, it fades in proportion."""
    estimates_fail: float = 0.07
    """Probability that what is estimated of the tumours in question says nothing: then only counts are read. It bounds
    what estimates alone can make sure of. Taken from the tables: of 143 estimated rates whose cell was counted later
    (at least 5 cases), 10 were off by more than 0.4; how far they are off correlates within an entity (0.34), so they
    are taken to fail together. On sampled cases it changes calibration and log loss by no more than another draw of
    cases does. No published case had a part in it. 0: never."""
    prior_cases: float = 1.0
    """Cases the group's rate is worth in an entity. One: half a case for and half against at a rate of one half
    (Jeffreys)."""
    group_cases: float = 1.5
    """Entities the overall rate is worth in a group."""
    unstudied_stain_rate: float = 0.10
    """Rate assumed for stains in entities nobody studied, when the background is taken over all entities: stains are
    counted where they matter, so the studied ones alone would be too high."""
    unstudied_feature_rate: float = 0.05
    """The same for morphological features."""
    lapse: float = 0.03
    """Share of findings that are misread, mislabelled or taken from elsewhere: they follow the background. It keeps
    one odd stain from ruling an entity out. Major discrepancies between first and second reads of stains are a few
    per cent; first opinions on soft-tissue tumours differ in 12 to 25 % (doi 10.1155/2020/9810170)."""
    stain_floor: float = 0.01
    """Least rate of any stain in any entity: aberrant staining is seen in every tumour type sooner or later."""
    feature_floor: float = 0.01
    """Least rate of any morphological feature in any entity. Features are written down where they are characteristic;
    that one is not listed for an entity does not mean that it is never described."""
    group_power: float = 0.6
    """What the second and later findings of a dependence group count for, against 1 for the first. Advice 0.5 to 0.7
    (methods note of the knowledge tables). Shared equally within the group, so that order does not matter."""
    evidence_power: float = 1.1
    """Tempering of all likelihoods, below 1 for less confidence. Chosen on sampled cases of three designs (random
    stains; stains studied in the entity; the same with rare entities more frequent than expected): expected calibration
    error 0.02, 0.02 and 0.08 at 1.1, against 0.03, 0.03 and 0.07 at 1 and 0.03, 0.02 and 0.10 at 1.2, with a log loss
    below that at 1 in all three. Above 1 because which stains were ordered tells something too, which the likelihoods
    leave out. Published cases had no part in the choice."""
    morphology_power: float = 1.0
    """The same for morphological features alone."""
    features_in_full: float = 5
    """Groups of morphological features that count in full. Descriptions of five features are what calibration was
    checked on; the words of longer ones repeat each other."""
    features_beyond: float = 0.3
    """What each further group of features adds, against 1 for the first ones; an estimate."""
    prior_power: float = 0.5
    """Tempering of the relative frequencies, which are guesses: at 0.5 a hundredfold difference counts tenfold."""
    context_power: float = 0.7
    """Tempering of age, site and depth."""
    context_floor: float = 0.05
    """Share of every entity's cases that may have any age or site."""
    core_share: float = 0.85
    """Share of cases expected among the core entities (spindle-cell and kinase-fusion tumours), for which the tables
    were made and the engine is asked; the extended entities, which such tumours may be taken for, share the rest. An
    assumption about who asks, made before any case was seen. 0: as frequent as the table of priors says."""
    none_prior: float = 0.05
    """Probability, before anything is known, that the tumour is none of the entities of the table: one in twenty, as
    the extended entities stand for most of what is not core. An estimate."""
    focal_share_at_low_rate: float = 0.75
    """Share of positive stains that are focal in entities that rarely stain; an estimate."""
    focal_share_at_high_rate: float = 0.15
    """Share of positive stains that are focal in entities that nearly always stain; an estimate."""
    focal_below_threshold: float = 0.05
    """Share of tumours a series counts as negative, of which a report would say focal: series count from 5 or 10 % of
    cells, reports mention less. An estimate."""
    driver_floor: float = 0.02
    """Probability, in every entity, of drivers the table does not give it."""
    draws: int = 256
    """Samples behind a credible interval."""
    interval: float = 0.95
    """Probability a credible interval holds."""
    prior_sd: float = 0.5
    """Uncertainty of the relative frequencies, standard deviation of their natural logarithm."""
    seed: int = 20250529
    """Seed of the samples: the same input gives the same intervals."""
    abstain_margin: float = 1.0
    """'None of these' is the answer when its probability exceeds this multiple of the best entity's."""
    abstain_from: float = 0.2
    """And when it is at least this likely: below, the case is open, not outside the tables."""
    outside_from: float = 0.3
    """When only the core entities are asked for, a case is flagged as none of them from this probability of all
    other tumours together. That probability, and not how it compares with the best entity, is what tells best at a
    given share of false alarms; the limit is set for one false alarm in ten on sampled cases."""
    misfit_sd: float = 3.0
    """'None of these' is also the answer when the stains fit the best entity worse than this many standard deviations
    below what is usual for it."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not value >= 0:
                raise ValueError(f"{field.name} is {value}, expected a number of at least 0")
        for name in (
            "unstudied_stain_rate",
            "unstudied_feature_rate",
            "lapse",
            "stain_floor",
            "feature_floor",
            "context_floor",
            "none_prior",
            "estimates_fail",
            "outside_from",
            "core_share",
            "focal_share_at_low_rate",
            "focal_share_at_high_rate",
            "focal_below_threshold",
            "driver_floor",
            "interval",
        ):
            if getattr(self, name) >= 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected a share below 1")
