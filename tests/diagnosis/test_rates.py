"""Pooled counts: caps, estimates that fade, backgrounds, and what uncertainty is left."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_differential import PLAIN, count, tiny_tables

from breakapart.diagnosis.rates import RateTable, canonical_event, pool
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge import Knowledge
from breakapart.knowledge.differential_tables import DifferentialTables

DEFAULT = DifferentialSettings()


def test_a_large_series_counts_for_no_more_than_the_cap():
    cell = pool([count("IMT", "ihc:ALK", 150, 300)], DEFAULT)
    assert (cell.sourced_positive, cell.sourced_n) == (15, 30)


def test_several_series_together_count_for_no_more_than_the_pooled_cap():
    cell = pool([count("IMT", "ihc:ALK", 30, 30)] * 4, DEFAULT)
    assert (cell.sourced_positive, cell.sourced_n) == (60, 60)


def test_definitional_counts_say_little():
    cell = pool([count("SFT", "ihc:STAT6", 25, 25, definitional=True)], DEFAULT)
    assert cell.sourced_n == DEFAULT.definitional_cap


def test_an_estimate_fades_where_cases_were_counted_but_not_where_they_were_selected():
    estimate = count("SFT", "ihc:CD34", 3.6, 4, "expert-estimate")
    assert pool([estimate], DEFAULT).estimated_n == 4
    assert pool([estimate, count("SFT", "ihc:CD34", 5, 10)], DEFAULT).estimated_n == 2
    assert pool([estimate, count("SFT", "ihc:CD34", 15, 20)], DEFAULT).estimated_n == 0
    assert pool([estimate, count("SFT", "ihc:CD34", 20, 20, definitional=True)], DEFAULT).estimated_n == 4


def test_the_rate_is_the_beta_mean_with_the_background_as_one_case():
    # (9 + 1 * c) / (10 + 1): the group of one studied entity has the rate c = (9.2/11 * 1 + 1.5 * 0.2) / 2.5
    rates = RateTable(tiny_tables([count("IMT", "ihc:S100", 9, 10)]), PLAIN)
    centre = ((9 + 0.2) / 11 + 1.5 * 0.2) / 2.5
    assert rates.mean("ihc:S100")[0] == pytest.approx((9 + centre) / 11)


def test_an_entity_nobody_studied_has_the_background_rate():
    rates = RateTable(tiny_tables([count("IMT", "ihc:S100", 9, 10)]), PLAIN)
    assert rates.mean("ihc:S100")[1:3] == pytest.approx([0.2, 0.2])


def test_none_of_these_is_as_likely_to_show_a_finding_as_the_known_tumours():
    rates = RateTable(tiny_tables([count("IMT", "ihc:S100", 9, 10)]), PLAIN)
    mean = rates.mean("ihc:S100")
    assert mean[-1] == pytest.approx(mean[:-1].mean())


@given(st.integers(1, 9), st.integers(2, 40))
def test_more_data_for_the_same_rate_narrows_the_interval(tenths, factor):
    few = RateTable(tiny_tables([count("IMT", "ihc:S100", tenths, 10)]), PLAIN)
    many = RateTable(tiny_tables([count("IMT", "ihc:S100", tenths * factor, 10 * factor)]), PLAIN)
    width = [np.ptp(np.quantile(rates.draws("ihc:S100", 400)[:, 0], [0.025, 0.975])) for rates in (few, many)]
    assert width[1] < width[0]


def test_draws_are_the_same_every_time_and_centre_on_the_mean():
    tables = tiny_tables([count("IMT", "ihc:S100", 9, 10)])
    one, other = RateTable(tables, PLAIN), RateTable(tables, PLAIN)
    assert (one.draws("ihc:S100", 500) == other.draws("ihc:S100", 500)).all()
    assert one.draws("ihc:S100", 4000).mean(0) == pytest.approx(one.mean("ihc:S100"), abs=0.02)


def test_lost_and_retained_are_one_stain():
    markers = Knowledge.bundled().markers
    assert canonical_event("ihc:INI1_loss", markers) == ("ihc:INI1", True)
    assert canonical_event("ihc:bcatenin_nuclear", markers) == ("ihc:bcatenin", False)
    assert canonical_event("ihc:ALK1_clone", markers) is None
    rates = RateTable(DifferentialTables.bundled(), DEFAULT)
    assert rates.mean("ihc:INI1").min() < 0.2, "lost in rhabdoid tumours"
    assert np.median(rates.mean("ihc:INI1")) > 0.85, "retained elsewhere, also where nobody looked"


def test_superseded_conditional_and_excluded_rows_do_not_count():
    tables = tiny_tables(
        [
            count("IMT", "ihc:S100", 1, 10),
            *(count("IMT", "ihc:S100", 10, 10, status=status) for status in ("superseded", "conditional", "excluded")),
        ]
    )
    assert RateTable(tables, PLAIN).cells["ihc:S100"]["IMT"].n == 10
