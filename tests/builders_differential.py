"""Findings in one word, the report's cases as findings, and tables small enough to check by hand."""

from dataclasses import replace
from functools import cache

from breakapart.diagnosis.evidence import EvidenceModel
from breakapart.diagnosis.next_test import Adviser
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge.background import BackgroundRate
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.findings import FindingCounts
from breakapart.model.case import Depth, Region
from breakapart.model.finding import Finding
from breakapart.model.outcome import Extent, Intensity, Outcome

LEVELS = {"+": None, "d": Extent.DIFFUSE, "p": Extent.PARTIAL, "f": Extent.FOCAL}


@cache
def model():
    """The engine on the bundled tables, compiled once for all tests."""
    return EvidenceModel(DifferentialTables.bundled())


@cache
def adviser():
    return Adviser(model())


def finding(event, outcome="present", *, assay="IHC", extent=None, intensity=None, clone=None):
    return Finding(
        event=event,
        outcome=Outcome(outcome),
        assay=assay,
        specimen="s1",
        component="c1",
        because=f"{event} {outcome}",
        extent=Extent(extent) if extent else None,
        intensity=Intensity(intensity) if intensity else None,
        clone=clone,
    )


def stains(text, alk_clone="D5F3"):
    """`ALK=+ S100=d CD34=p SOX10=-`: present, diffuse, partial, absent."""
    found = []
    for item in text.split():
        marker, sign = item.split("=")
        outcome = "absent" if sign == "-" else "present"
        clone = alk_clone if marker == "ALK" else None
        one = finding(f"ihc:{marker}", outcome, clone=clone)
        found.append(one if sign == "-" else replace(one, extent=LEVELS[sign]))
    return found


def features(text):
    return [finding(f"morph:{term}", assay="microscopy") for term in text.split()]


def fish(gene="ALK", outcome="present"):
    return [finding(f"mol:{gene}_rearranged", outcome, assay=f"FISH {gene}-vysis")]


def rna(five_prime, three_prime, assay="RNA sequencing panel"):
    """What the findings room states of one fusion call: the fusion and the rearrangement of both genes."""
    events = (f"{five_prime}::{three_prime}", f"{five_prime}_rearranged", f"{three_prime}_rearranged")
    return [finding(f"mol:{event}", assay=assay) for event in events]


# The two cases of the report (doi 10.3389/fonc.2025.1516491), as findings.

NEWBORN = Context(6 / 365.25, Region.TRUNK, (Depth.DERMIS, Depth.SUBCUTIS))
GIRL = Context(9, Region.HAND_FOOT, (Depth.SUBCUTIS,))
GIRL_AXILLA = Context(9, is_metastasis=True)

CASE_1_DEEP = stains(
    "ALK=d S100=d desmin=p CD34=p SOX10=- HMB45=- MelanA=- MiTF=- MyoD1=- myogenin=- SMA=- panTRK=- BRAF_V600E=- "
    "CK_AE1AE3=-"
) + features("spindle_cells epithelioid_cells long_fascicles patternless myxoid_stroma inflammation HPC_vessels")
CASE_1_SUPERFICIAL = stains("S100=+ SOX10=+ HMB45=+ MelanA=+ MiTF=+ ALK=- CD34=-") + features("melanocytic_nests")
CASE_2_SLIDE = features(
    "spindle_cells ovoid_cells infiltrates_fat microvascular_proliferation ectatic_vessels fascicular patternless "
    "moderate_atypia inflammation high_mitoses"
)
CASE_2_OTHER_STAINS = "S100=+ CD34=+ CK_AE1AE3=- SMA=- desmin=- STAT6=- SOX10=- panTRK=-"
CASE_2_PRIMARY = stains(f"ALK=+ {CASE_2_OTHER_STAINS}") + CASE_2_SLIDE
CASE_2_AXILLA = stains(f"ALK=- {CASE_2_OTHER_STAINS}")


# Tables for calculations by hand: three entities in two groups, two stains, no drivers that matter.

PLAIN = DifferentialSettings(
    lapse=0,
    stain_floor=0,
    feature_floor=0,
    group_power=0.6,
    evidence_power=1,
    morphology_power=1,
    none_prior=0.1,
    estimates_fail=0,
    core_share=0,
    series_cap=1000,
    pooled_cap=1000,
)
ENTITIES = ("IMT", "DFSP", "SFT")


def count(entity, event, positive, n, evidence="verified-abstract", **more):
    return FindingCounts(entity, event, "", positive, n, "PMID 1", evidence, "", **more)


def tiny_tables(counts, *, groups=None, backgrounds=None, parents=None):
    """The bundled tables cut down to three entities with `counts`, flat priors, and backgrounds of 0.2."""
    full = DifferentialTables.bundled()
    events = {row.event for row in counts}
    given = backgrounds or {event: 0.2 for event in events}
    parents = parents or {"IMT": "a", "DFSP": "b", "SFT": "c"}
    return replace(
        full,
        counts=tuple(counts),
        entities=ENTITIES,
        parent_of=parents,
        scope_of={entity: "core" for entity in ENTITIES},
        labels=full.labels | {parent: parent for parent in parents.values()},
        backgrounds=tuple(
            BackgroundRate(event, "*", rate, 8, "by hand", "expert-estimate") for event, rate in given.items()
        ),
        priors=tuple(
            replace(prior, weight_child=1, weight_adult=1) for prior in full.priors if prior.entity in ENTITIES
        ),
        shares=(),
        groups=groups or {},
        managements=tuple(row for row in full.managements if row.entity in ENTITIES),
    )
