"""The arithmetic, against calculations by hand."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from tests.builders_differential import ENTITIES, PLAIN, count, features, finding, stains, tiny_tables

from breakapart.diagnosis.evidence import EvidenceModel, entropy_bits
from breakapart.diagnosis.observe import observe
from breakapart.diagnosis.priors import Context
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge.differential_tables import DifferentialTables

COUNTS = [
    count("IMT", "ihc:S100", 1, 10),
    count("DFSP", "ihc:S100", 2, 10),
    count("SFT", "ihc:S100", 8, 10),
    count("IMT", "ihc:CD34", 1, 10),
    count("DFSP", "ihc:CD34", 9, 10),
    count("SFT", "ihc:CD34", 9, 10),
]


def posterior(tables, findings, settings=PLAIN):
    model = EvidenceModel(tables, settings)
    return model.posterior(model.assemble(observe(findings, tables.markers)), Context())


def rate(model, event):
    return model.rates.mean(event)


def test_independent_stains_multiply():
    tables = tiny_tables(COUNTS)
    model = EvidenceModel(tables, PLAIN)
    prior = np.array([0.3, 0.3, 0.3, 0.1])
    by_hand = prior * rate(model, "ihc:S100") * (1 - rate(model, "ihc:CD34")) * (1 - PLAIN.focal_below_threshold)
    assert posterior(tables, stains("S100=+ CD34=-")) == pytest.approx(by_hand / by_hand.sum())


def test_members_of_a_group_share_one_and_a_part():
    tables = tiny_tables(COUNTS, groups={"ihc:S100": "g", "ihc:CD34": "g"})
    model = EvidenceModel(tables, PLAIN)
    prior = np.array([0.3, 0.3, 0.3, 0.1])
    by_hand = prior * (rate(model, "ihc:S100") * rate(model, "ihc:CD34")) ** (1.6 / 2)
    assert posterior(tables, stains("S100=+ CD34=+")) == pytest.approx(by_hand / by_hand.sum())


def test_levels_of_a_stain_add_up():
    """Focal, diffuse and absent are all there is; focal takes a little of what series count as negative."""
    tables = tiny_tables(COUNTS)
    model = EvidenceModel(tables, PLAIN)

    def seen(outcome="present", extent=None):
        return np.exp(model.log_rate(observe([finding("ihc:S100", outcome, extent=extent)], tables.markers)[0]))

    focal, diffuse, absent = seen(extent="focal"), seen(extent="diffuse"), seen("absent")
    assert focal + diffuse + absent == pytest.approx(1)
    rate_of = model.rates.mean("ihc:S100")
    assert focal + diffuse == pytest.approx(rate_of + PLAIN.focal_below_threshold * (1 - rate_of))


def test_focal_stain_speaks_less_for_entities_that_stain_diffusely():
    focal = posterior(tiny_tables(COUNTS), [finding("ihc:S100", extent="focal")])
    diffuse = posterior(tiny_tables(COUNTS), [finding("ihc:S100", extent="diffuse")])
    assert focal[ENTITIES.index("SFT")] < diffuse[ENTITIES.index("SFT")]


def test_long_descriptions_count_less_per_feature():
    model = EvidenceModel(tiny_tables(COUNTS), PLAIN)
    assert model.description(5) == 1
    assert model.description(10) == pytest.approx((5 + 0.3 * 5) / 10)


def test_a_finding_nobody_has_counted_is_set_aside():
    tables = tiny_tables(COUNTS)
    model = EvidenceModel(tables, PLAIN)
    assembled = model.assemble(observe(stains("S100=+ CD3=+") + features("storiform"), tables.markers))
    assert [one.event for one in assembled.uninformative] == ["ihc:CD3", "morph:storiform"]


def test_misfit_is_small_for_the_usual_and_large_for_the_unusual():
    tables = tiny_tables([count(e, f"ihc:{m}", 29.9, 30) for e in ENTITIES for m in ("S100", "CD34", "SMA", "desmin")])
    model = EvidenceModel(tables, PLAIN)
    usual = model.assemble(observe(stains("S100=+ CD34=+ SMA=+ desmin=+"), tables.markers))
    unusual = model.assemble(observe(stains("S100=- CD34=- SMA=- desmin=-"), tables.markers))
    assert model.misfit(usual, 0) < 0.5 < 3 < model.misfit(unusual, 0)


def test_entropy_in_bits():
    assert entropy_bits(np.array([0.25] * 4)) == pytest.approx(2)
    assert entropy_bits(np.array([1.0, 0.0])) == pytest.approx(0, abs=1e-9)


# Two readings of one case


ESTIMATED = [
    count("IMT", f"ihc:{marker}", 0.1, 4, "expert-estimate")
    for marker in ("S100", "CD34", "SOX10", "desmin", "SMA", "EMA", "BCL2")
] + [
    count("SFT", f"ihc:{marker}", 3.9, 4, "expert-estimate")
    for marker in ("S100", "CD34", "SOX10", "desmin", "SMA", "EMA", "BCL2")
]
ALL_PRESENT = "S100=+ CD34=+ SOX10=+ desmin=+ SMA=+ EMA=+ BCL2=+"


def test_estimates_alone_cannot_make_sure_however_many_agree():
    """Seven estimated stains would leave no doubt; what may be wrong with all of them stays."""
    careful = replace(PLAIN, estimates_fail=0.07)
    prior = 0.3
    certain = posterior(tiny_tables(ESTIMATED), stains(ALL_PRESENT))[ENTITIES.index("SFT")]
    bounded = posterior(tiny_tables(ESTIMATED), stains(ALL_PRESENT), careful)[ENTITIES.index("SFT")]
    assert certain > 0.99
    assert bounded == pytest.approx(0.93 * certain + 0.07 * prior, abs=1e-9)


def test_counts_can_make_sure():
    counted = [replace(row, positive=row.positive * 8, n=32, evidence="verified-abstract") for row in ESTIMATED]
    careful = replace(PLAIN, estimates_fail=0.07)
    there = ENTITIES.index("SFT")
    assert posterior(tiny_tables(counted), stains(ALL_PRESENT), careful)[there] > 0.99


def test_a_rate_nobody_estimated_reads_the_same_both_ways():
    """Where every entity was counted, knowing only counts is knowing everything."""
    tables = tiny_tables(COUNTS)
    plain, careful = (EvidenceModel(tables, replace(PLAIN, estimates_fail=share)) for share in (0.0, 0.5))
    for model in (plain, careful):
        assembled = model.assemble(observe(stains("S100=+ CD34=-"), tables.markers))
        trusting, counting = model.readings(assembled, Context())
        assert counting == pytest.approx(trusting)
    assert posterior(tables, stains("S100=+ CD34=-"), careful.settings) == pytest.approx(
        posterior(tables, stains("S100=+ CD34=-"), plain.settings)
    )


def test_the_share_of_failing_estimates_is_that_of_the_tables():
    """Of the estimates whose cell was counted later, the share that was off by more than 0.4, as the setting says."""
    off = []
    estimated, counted = defaultdict(list), defaultdict(lambda: np.zeros(2))
    for row in DifferentialTables.bundled().counts:
        is_rate = row.event.startswith(("ihc:", "morph:")) and not row.condition
        if not is_rate or row.status not in ("active", "superseded"):
            continue
        if row.evidence == "expert-estimate":
            estimated[row.entity, row.event].append(row.positive / row.n)
        elif row.evidence not in ("recalled", "seed") and not row.definitional:
            scale = min(1.0, DifferentialSettings().series_cap / row.n)
            counted[row.entity, row.event] += np.array([row.positive, row.n]) * scale
    for cell, guesses in estimated.items():
        k, n = counted[cell]
        if n >= 5:
            off.append(abs(np.mean(guesses) - k / n) > 0.4)
    assert len(off) >= 100
    assert np.mean(off) == pytest.approx(DifferentialSettings().estimates_fail, abs=0.02)
