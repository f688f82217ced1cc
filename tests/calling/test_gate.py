"""The verdict on a run, and what may be said of nothing."""

import random

import pytest

import simulate_reads as sim
from breakapart.calling.call import CallInputs, call_fusions
from breakapart.calling.gate import expected_for_95_percent
from breakapart.calling.settings import CallSettings
from breakapart.calling.target_index import TargetIndex
from breakapart.formats.fusion_table import run_json, statement
from breakapart.model.calling import CallingResult, Verdict
from breakapart.model.reads import ReadBatch, reads_from_pairs
from builders_rna import made_up_panel

PANEL = made_up_panel(3)
INDEX = TargetIndex(PANEL)
CONTROLS = ("C1", "C2", "C3", "C4")


def run(reads: list[str], names=lambda i: f"r{i}", **inputs) -> CallingResult:
    batch = ReadBatch(0, reads_from_pairs([(names(i), read) for i, read in enumerate(reads)]))
    return call_fusions([batch], INDEX, CallInputs(settings=CallSettings(deduplicate=False), **inputs))


def wild_type(
    count: int, errors: sim.Errors = sim.ILLUMINA, *, without: tuple[str, ...] = (), length: int = 100
) -> list[str]:
    rng = random.Random(1)
    reads: list[str] = []
    for target in PANEL:
        if target.symbol not in without:
            whole = sim.Molecule(target.symbol, target.main.nucleotides)
            reads += sim.shotgun_reads(whole, count, rng, errors, length=length)
    rng.shuffle(reads)
    return reads


@pytest.fixture(scope="module")
def good() -> CallingResult:
    return run(wild_type(1_100), controls=CONTROLS)


def test_a_good_run_is_evaluable_and_its_negative_counts(good):
    assert good.quality.verdict is Verdict.EVALUABLE, good.quality.reasons
    assert good.negative_is_reportable
    assert statement(good).startswith("No fusion was called down to ")


@pytest.mark.parametrize(
    ("reads", "controls", "verdict", "words"),
    [
        (wild_type(1_100), (), Verdict.LIMITED, "no expression controls"),
        (wild_type(300), CONTROLS, Verdict.LIMITED, "on-target reads 6,000"),
        (wild_type(20), CONTROLS, Verdict.NOT_EVALUABLE, "on-target reads 400"),
        (wild_type(1_200, without=("C1",)), CONTROLS, Verdict.LIMITED, "too few: C1 (0)"),
        (wild_type(1_400, without=("C1", "C2", "C3")), CONTROLS, Verdict.NOT_EVALUABLE, "1 of 4 expression controls"),
        (wild_type(1_100, length=40), CONTROLS, Verdict.LIMITED, "median read length 40"),
        (wild_type(1_100, sim.Errors(0.04)), CONTROLS, Verdict.LIMITED, "substitution rate"),
    ],
)
def test_what_limits_a_run_is_said(reads, controls, verdict, words):
    result = run(reads, controls=controls)
    assert result.quality.verdict is verdict, result.quality.reasons
    assert any(words in reason for reason in result.quality.reasons)


def test_a_run_off_target_is_not_evaluable():
    rng = random.Random(2)
    strangers = ["".join(rng.choice("ACGT") for _ in range(100)) for _ in range(1_000)]
    result = run(strangers)
    assert result.quality.verdict is Verdict.NOT_EVALUABLE
    assert not result.negative_is_reportable
    assert "not a negative result" in statement(result)
    assert '"negative_is_reportable": false' in run_json(result, provenance={})


def test_names_of_two_instruments_are_a_mixture():
    result = run(
        wild_type(1_100),
        names=lambda i: f"{'A00123' if i % 2 else 'M04567'}:1:FLOW:1:1:{i}:{i}",
        controls=CONTROLS,
    )
    assert any("several instruments" in reason for reason in result.quality.reasons)


@pytest.mark.parametrize(("reads", "mean"), [(1, 2.996), (2, 4.744), (3, 6.296), (5, 9.154)])
def test_the_mean_that_reaches_a_count_19_times_of_20(reads, mean):
    """Upper 95 % bounds of a Poisson mean, tables of Garwood 1936 (doi:10.1093/biomet/28.3-4.437): one-sided."""
    assert expected_for_95_percent(reads) == pytest.approx(mean, abs=0.001)


def test_the_limit_falls_with_depth():
    shares = [run(wild_type(count), controls=CONTROLS).quality.limits[0].share for count in (200, 800)]
    assert shares[0] / shares[1] == pytest.approx(4, rel=0.15)
