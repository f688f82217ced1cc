"""The arithmetic, against calculations by hand."""

import numpy as np
import pytest
from tests.builders_differential import ENTITIES, PLAIN, count, features, finding, stains, tiny_tables

from breakapart.diagnosis.evidence import EvidenceModel, entropy_bits
from breakapart.diagnosis.observe import observe
from breakapart.diagnosis.priors import Context

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
