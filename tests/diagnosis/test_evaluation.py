"""Metrics by hand, and the development cases as they come: nothing here is tuned to them."""

from pathlib import Path

import numpy as np
import pytest
from tests.builders_differential import adviser, model

from breakapart.diagnosis.evaluation import (
    ALL,
    CORE,
    EvaluationSettings,
    Evaluator,
    Share,
    calibration_error,
    reliability,
)
from breakapart.diagnosis.published import Translator
from breakapart.formats.published_cases import read_published_cases
from breakapart.knowledge import Knowledge
from breakapart.knowledge.words import bundled_phrases, bundled_sites
from breakapart.model.published_case import PublishedCase, WrittenStain
from breakapart.reference import Reference

K = Knowledge.bundled()
EVALUATOR = Evaluator(
    model(),
    Translator(K.markers, bundled_phrases(), bundled_sites(), lambda s: Reference.bundled().find(s) is not None),
    K.entities,
    adviser=adviser(),
    settings=EvaluationSettings(bootstraps=200),
)


def case(id_, diagnosis, stains="", morphology=(), alternatives=(), age=40.0, site="thigh", molecular=""):
    written = tuple(WrittenStain(*item.split("=")) for item in stains.split())
    return PublishedCase(
        id_, "", age, "F", site, tuple(morphology), written, molecular, "", diagnosis, tuple(alternatives), "A", 2
    )


CASES = (
    case("a", "SFT", "STAT6=pos CD34=pos", ("patternless", "staghorn vessels"), age=60, site="pleura"),
    case("b", "DFSP", "CD34=pos S100=neg", ("storiform", "honeycomb fat infiltration"), site="trunk skin"),
    case("c", "LPFNT", "panTRK=pos S100=pos CD34=pos", ("infiltrates fat",), ("NTRK_SCN",), age=8),
    case(
        "d", "OOD_carcinoma", "AE1/AE3=pos EMA=pos GATA3=pos p63=pos CK7=pos", ("sheets", "nests"), ("abstain",), age=70
    ),
    case("e", "SCHW", "S100=neg SOX10=neg", ("storiform",), age=50),
)


def test_wilson_interval():
    # Newcombe 1998 Stat Med 17:857, table I: 81 of 263 gives 0.2553 to 0.3662 (Wilson score, no continuity correction).
    low, high = Share(81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert Share(0, 0).value is None and Share(0, 0).interval is None


def test_calibration_error_by_hand():
    confidence, right = np.array([0.95, 0.95, 0.55, 0.55]), np.array([1.0, 1.0, 1.0, 0.0])
    # two cases 5 points too low, two 5 points too high
    assert calibration_error(confidence, right, 10) == pytest.approx(0.05)
    assert [(b.cases, b.accuracy) for b in reliability(confidence, right, 10)] == [(2, 0.5), (2, 1.0)]


@pytest.fixture(scope="module")
def evaluation():
    return EVALUATOR.evaluate(CASES)


def test_counts_are_what_the_cases_say(evaluation):
    plain = evaluation.without_molecular
    assert (evaluation.scope, plain.n, plain.n_out_of_scope) == (CORE, 4, 1)
    assert (plain.top1_accepted.k, plain.top1_accepted.n) == (3, 4)
    by_id = {one.id: one for one in plain.cases}
    assert by_id["a"].is_right(strict=True) and by_id["b"].is_right(strict=True)
    assert not by_id["e"].is_right(3)
    assert by_id["c"].is_right()
    assert by_id["d"].abstained and not by_id["d"].is_in_scope
    assert plain.abstained_out_of_scope.k == 1


def test_metrics_follow_from_the_cases(evaluation):
    plain = evaluation.without_molecular
    inside = [one for one in plain.cases if one.is_in_scope]
    losses = [-np.log(dict(one.ranked)[one.label]) for one in inside]
    assert plain.log_loss == pytest.approx(np.mean(losses))
    briers = []
    for one in inside:
        others = sum(p**2 for name, p in one.ranked if name != one.label)
        briers.append((dict(one.ranked)[one.label] - 1) ** 2 + others + one.none_of_these**2)
    assert plain.brier == pytest.approx(np.mean(briers))
    assert plain.ece_low <= plain.ece + 0.2 and plain.ece_high >= plain.ece - 0.2


def test_what_no_case_tells_is_not_computable_rather_than_perfect():
    """A log loss of 0 would be a perfect engine; over no case there is none."""
    outside = EVALUATOR.evaluate([case("h", "OOD_carcinoma", "AE1/AE3=pos", age=70)])
    for summary in (outside.without_molecular, outside.with_molecular):
        assert (summary.n, summary.n_out_of_scope) == (0, 1)
        for name in ("log_loss", "brier", "ece", "ece_low", "ece_high", "ece_strict"):
            assert getattr(summary, name) is None, name
        assert summary.tests_needed is None and summary.tests_needed_as_listed is None
        assert summary.top1_accepted.value is None and summary.false_abstention.value is None
    for one in outside.baselines:
        assert (one.top1_strict, one.top1_accepted, one.top3_accepted, one.log_loss, one.ece) == (None,) * 5
    assert calibration_error(np.array([]), np.array([]), 10) is None


def test_probabilities_of_a_case_add_up(evaluation):
    for one in evaluation.without_molecular.cases:
        assert sum(p for _, p in one.ranked) + one.none_of_these == pytest.approx(1)


def test_tests_are_counted_until_the_answer_is_certain(evaluation):
    one = next(c for c in evaluation.without_molecular.cases if c.id == "a")
    assert one.tests_needed is not None and one.tests_needed <= one.tests_needed_as_listed <= 2


def test_the_molecular_column_is_withheld_unless_asked_for():
    silent = case("f", "SS", "", ("spindle cells",), molecular="SS18::SSX1")
    evaluation = EVALUATOR.evaluate([silent])
    plain, molecular = evaluation.without_molecular.cases[0], evaluation.with_molecular.cases[0]
    assert dict(molecular.ranked)["SS"] > 0.9 > 0.5 > dict(plain.ranked)["SS"]


def test_an_extended_diagnosis_widens_the_scope():
    assert EVALUATOR.scope_of(CASES) == CORE
    assert EVALUATOR.scope_of([*CASES, case("g", "GIST")]) == ALL


def test_textbook_profiles_are_recognised_and_what_is_outside_is_flagged():
    """A textbook profile of each entity must lead to it: less would be a hole in the tables, more proves nothing."""
    cases = read_published_cases(Path(__file__).parents[1] / "data" / "textbook_vignettes.tsv")
    plain = EVALUATOR.evaluate(cases).without_molecular
    assert (plain.n, plain.n_out_of_scope) == (46, 10)
    assert plain.top1_accepted.k >= 43
    assert plain.top3_accepted.k == 46
    assert plain.abstained_out_of_scope.k >= 8
    assert plain.false_abstention.k <= 2


def test_the_development_cases_run_and_beat_both_baselines(shared):
    cases = read_published_cases(shared / "data" / "cases" / "published_cases_dev.tsv")
    evaluation = EVALUATOR.evaluate(cases)
    plain = evaluation.without_molecular
    assert (plain.n, plain.n_out_of_scope) == (14, 1)
    for baseline in evaluation.baselines:
        assert plain.log_loss < baseline.log_loss, baseline.name
    assert evaluation.with_molecular.log_loss < plain.log_loss
