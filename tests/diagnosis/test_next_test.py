"""What tests promise: expectations against simulation, price against gain."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.builders_differential import (
    CASE_2_AXILLA,
    CASE_2_PRIMARY,
    CASE_2_SLIDE,
    GIRL,
    GIRL_AXILLA,
    adviser,
    finding,
    fish,
    model,
    rna,
    stains,
)

from breakapart.diagnosis.evidence import entropy_bits, normalised
from breakapart.diagnosis.next_test import Adviser, NextTestSettings
from breakapart.diagnosis.observe import observe
from breakapart.errors import InputError
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.model.differential import NONE_OF_THESE

M, A = model(), adviser()


def assembled(*findings):
    return M.assemble(observe(findings, M.tables.markers))


SLIDE = assembled(*CASE_2_SLIDE)


def forecast(test, given=SLIDE, context=GIRL):
    return A.forecasts(given, context, [test])[0]


@pytest.mark.parametrize(
    "test", ["ihc:S100", "ihc:ALK", "fish:ALK", "rna_fusion_panel", "dna_panel", "expert_consultation"]
)
def test_outcomes_are_a_distribution_and_posteriors_add_up(test):
    found = forecast(test)
    assert found.probability.sum() == pytest.approx(1, abs=0.02)
    assert found.posterior.sum(1) == pytest.approx(1)
    assert len(found.outcomes) == len(found.probability)


@pytest.mark.parametrize("test", ["ihc:S100", "ihc:SMA", "ihc:ALK", "ihc:panTRK"])
@pytest.mark.parametrize("outcome", ["present", "absent"])
def test_a_forecast_is_what_assessing_the_outcome_gives(test, outcome):
    found = forecast(test)
    then = assembled(*CASE_2_SLIDE, finding(test, outcome))
    assert found.posterior[found.outcomes.index(outcome)] == pytest.approx(M.posterior(then, GIRL), abs=1e-9)


def test_a_forecast_within_a_group_reweighs_the_group():
    given = assembled(*stains("S100=+"), *CASE_2_SLIDE)
    found = forecast("ihc:SOX10", given)
    then = assembled(*stains("S100=+ SOX10=-"), *CASE_2_SLIDE)
    assert found.posterior[1] == pytest.approx(M.posterior(then, GIRL), abs=1e-9)


def test_a_fish_forecast_is_what_assessing_it_gives():
    found = forecast("fish:ALK")
    then = assembled(*CASE_2_SLIDE, *fish())
    assert found.posterior[0] == pytest.approx(M.posterior(then, GIRL), abs=1e-6)


def test_the_probability_of_an_outcome_is_the_mean_rate():
    now = M.posterior(SLIDE, GIRL)
    assert forecast("ihc:SMA").probability[0] == pytest.approx(float(now @ M.rates.mean("ihc:SMA")))


def test_expected_entropy_by_hand():
    found, now = forecast("ihc:S100"), M.posterior(SLIDE, GIRL)
    after = sum(p * entropy_bits(row) for p, row in zip(found.probability, found.posterior, strict=True))
    (weighed,) = A.rank(SLIDE, GIRL, ["ihc:S100"])
    assert weighed.leaf_bits == pytest.approx(float(entropy_bits(now) - after))


def test_after_the_fusion_is_sequenced_probes_and_panels_say_nothing_new():
    given = assembled(*CASE_2_PRIMARY, *rna("PLEKHH2", "ALK"), *fish())
    ranked = {test.test: test for test in A.rank(given, GIRL)}
    assert "rna_fusion_panel" not in ranked and "dna_panel" not in ranked and "fish:ALK" not in ranked
    assert ranked["fish:NTRK1"].leaf_bits < 0.05


def test_what_was_done_is_not_asked_for_again():
    open_tests = A.open_tests(assembled(*CASE_2_PRIMARY))
    assert not {"ihc:ALK", "ihc:S100", "ihc:panTRK"} & set(open_tests)
    assert {"ihc:CD30", "fish:ALK", "rna_fusion_panel", "dna_panel", "expert_consultation"} <= set(open_tests)


def test_a_metastasis_without_alk_protein_needs_rna():
    assert A.rank(assembled(*CASE_2_AXILLA), GIRL_AXILLA)[0].test == "rna_fusion_panel"


def test_a_second_read_of_the_same_slides_tells_groups_not_entities():
    found = forecast("expert_consultation")
    now = M.posterior(SLIDE, GIRL)
    i, j = M.index["ALK_RMN"], M.index["NTRK_SCN"]
    for row in found.posterior:
        assert row[i] / row[j] == pytest.approx(now[i] / now[j])


def test_a_dear_test_is_worth_less():
    prices = tuple(
        replace(price, cost_eur=5000) if price.test == "rna_fusion_panel" else price for price in M.tables.prices
    )
    dear = Adviser(type(M)(replace(M.tables, prices=prices)))
    before = next(t for t in A.rank(SLIDE, GIRL) if t.test == "rna_fusion_panel")
    after = next(t for t in dear.rank(SLIDE, GIRL) if t.test == "rna_fusion_panel")
    assert after.leaf_bits == before.leaf_bits
    assert after.value == pytest.approx(before.value - (5000 - before.cost_eur) / A.settings.euro_per_bit)


def test_missing_a_treatable_tumour_costs_more_than_missing_a_benign_one():
    sure = np.full(len(M.entities) + 1, 1e-12)
    doubt_treatable, doubt_benign = sure.copy(), sure.copy()
    doubt_treatable[[M.index["NEURO"], M.index["ALK_RMN"]]] = 0.5
    doubt_benign[[M.index["NEURO"], M.index["SCHW"]]] = 0.5
    assert A.regret(doubt_treatable) > 1
    assert A.regret(doubt_benign) == pytest.approx(0, abs=1e-6)


def test_what_each_outcome_would_mean_is_named():
    (test,) = A.rank(SLIDE, GIRL, ["rna_fusion_panel"])
    alk = next(one for one in test.outcomes if one.outcome == "ALK fusion")
    assert alk.top_entity == "ALK_RMN" and alk.top_parent == "kinase"
    assert all(one.top_entity in (*M.entities, NONE_OF_THESE) for one in test.outcomes)


def test_the_panel_reaches_its_certainty_and_its_forecast_is_honest():
    panel = A.panel(assembled(*CASE_2_AXILLA), GIRL_AXILLA)
    assert panel.reached and panel.expected_certainty >= panel.target
    assert panel.tests[0] == "rna_fusion_panel"
    found = forecast("rna_fusion_panel", assembled(*CASE_2_AXILLA), GIRL_AXILLA)
    exact = float(found.probability @ (found.posterior @ M.membership).max(1))
    if len(panel.tests) == 1:
        assert panel.expected_certainty == pytest.approx(exact, abs=0.05)


def test_nothing_is_asked_for_where_the_answer_is_certain():
    panel = A.panel(assembled(*CASE_2_PRIMARY, *rna("PLEKHH2", "ALK")), GIRL)
    assert panel.tests == () and panel.reached


def test_a_laboratory_may_bring_its_own_prices(tmp_path: Path):
    file = tmp_path / "prices.tsv"
    file.write_text("test\tkind\tcost_eur\tdays\tsource\tevidence\nihc:ALK\tstain\t99\t1\tour list\tverified\n")
    mine = Adviser(type(M)(DifferentialTables.bundled().with_prices(file)))
    assert mine.price("ihc:ALK") == ("stain", 99, 1)
    assert mine.price("ihc:S100") == A.price("ihc:S100")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "ihc:NOSUCH\tstain\t40\t1\tx\tverified",
            "prices.tsv, line 2: 'ihc:NOSUCH stain': test 'ihc:NOSUCH' is not known",
        ),
        ("crystal_ball\tstain\t40\t1\tx\tverified", "test 'crystal_ball' is not known. Expected ihc:MARKER, fish:GENE"),
        ("ihc:ALK\tstain\t-4\t1\tx\tverified", "column 'cost_eur' is -4, expected a number of at least 0"),
        ("ihc:ALK\tmagic\t4\t1\tx\tverified", "kind 'magic' is not known, expected one of stain, fish"),
        ("ihc:ALK\tstain\t4\t1\t\tverified", "column 'source' is empty, expected a value"),
    ],
)
def test_a_bad_price_list_is_one_clear_error(tmp_path, row, message):
    file = tmp_path / "prices.tsv"
    file.write_text(f"test\tkind\tcost_eur\tdays\tsource\tevidence\n{row}\n")
    with pytest.raises(InputError) as caught:
        DifferentialTables.bundled().with_prices(file)
    assert message in str(caught.value)


def test_settings_are_checked():
    with pytest.raises(ValueError, match="euro_per_bit and days_per_bit must be above 0"):
        NextTestSettings(euro_per_bit=0)


def test_certainty_is_the_mean_of_the_leading_probability():
    score = np.log(np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25]]))
    assert normalised(score).max(1).mean() == pytest.approx(0.55)
