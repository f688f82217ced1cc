"""Contributions of findings: they add up to the answer, and name what they rest on."""

import numpy as np
import pytest
from tests.builders_differential import CASE_2_PRIMARY, GIRL, fish, model, rna

from breakapart.diagnosis.explain import contributions, estimate_share, evidence_of, influences
from breakapart.diagnosis.observe import observe

M = model()
ASSEMBLED = M.assemble(observe(CASE_2_PRIMARY + fish() + rna("PLEKHH2", "ALK"), M.tables.markers))


def test_contributions_add_up_to_the_evidence_against_none_of_these():
    parts = contributions(M, ASSEMBLED)
    total = sum(ratio for _, ratio in parts) * np.log(10)
    whole = M.log_likelihood(ASSEMBLED)
    assert total == pytest.approx(whole - whole[-1], abs=1e-9)


def test_every_observation_has_its_part():
    assert sorted(one.event for one, _ in contributions(M, ASSEMBLED)) == sorted(
        one.event for one in ASSEMBLED.observations
    )


def test_a_count_is_shown_as_published_and_not_as_capped():
    i = M.index["SFT"]
    (part,) = evidence_of(M, [p for p in contributions(M, ASSEMBLED) if p[0].event == "ihc:STAT6"], i)
    rows = [row for row in M.rates.cells["ihc:STAT6"]["SFT"].rows if row.evidence != "expert-estimate"]
    assert (part.positive, part.n) == (sum(r.positive for r in rows), sum(r.n for r in rows))
    assert part.n > M.settings.pooled_cap


def test_share_of_estimates_lies_between_none_and_all():
    evidence = evidence_of(M, contributions(M, ASSEMBLED), M.index["ALK_RMN"])
    assert 0 < estimate_share(evidence) < 1
    assert estimate_share(()) == 1


def test_influences_are_measured_by_the_probability_that_moves():
    first, second = influences(M, ASSEMBLED, GIRL)
    assert 1 >= first.shift >= second.shift >= 0
    assert first.event != second.event
