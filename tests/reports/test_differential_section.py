"""Ranking, tests and replay on the page: every figure tells what the result holds, and no text lies on another."""

import re
from dataclasses import replace

import pytest
from tests.svg_boxes import check_figure

from breakapart.formats.case_yaml import read_case
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference
from breakapart.reports import differential_figure, differential_section, replay_figure, waterfall_figure
from breakapart.workup import assess


@pytest.fixture(scope="module")
def results():
    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    return [
        assess(read_case(path, knowledge, reference), reference=reference, knowledge=knowledge)
        for path in example_cases()
    ]


@pytest.mark.parametrize("index", [0, 1])
def test_every_ranked_component_has_its_figures(results, index):
    result = results[index]
    shown = differential_section.ranked(result)
    assert len(shown) == len(result.differentials)
    for one in shown:
        check_figure(str(one.figure))
        check_figure(str(one.waterfall))
        top = one.differential.top
        assert differential_figure.short(top.label) in differential_figure.describe(one.differential)
        assert all(test.value > 0 for test in one.tests)


def test_the_replay_names_what_was_said_and_what_was_due(results):
    figure = differential_section.replay(results[1])
    check_figure(str(figure))
    told = replay_figure.describe(results[1].replay.steps)
    assert "said then: infantile cellular haemangioma" in told
    assert "due RNA fusion panel" in told
    assert "as before" in str(figure)


def test_without_reads_there_is_no_replay(results):
    assert differential_section.replay(replace(results[0], replay=None)) is None


def test_a_waterfall_names_counts_and_estimates(results):
    top = next(d for d in results[1].differentials if d.specimen == "finger-primary").top
    alk = next(e for e in top.evidence if e.event == "ihc:ALK")
    assert waterfall_figure.counted(alk) == f"{alk.positive:g} of {alk.n:g}"
    assert waterfall_figure.counted(replace(alk, n=None)) == "estimate"
    assert waterfall_figure.counted(replace(alk, n=None, evidence_classes=())) == "background rate"
    assert "No counted finding." in str(waterfall_figure.draw(replace(top, evidence=()), "w"))


def test_outcomes_and_panels_are_in_words(results):
    result = results[1]
    step = result.replay.steps[0]
    test = step.differential.next_tests[0]
    words = differential_section.outcomes(test, differential_section.labels(result.differentials[0]))
    assert re.search(r"ALK fusion \(\d+ %\): ", words)
    assert differential_section.due(step).startswith("RNA fusion panel")
    assert "Kinase-fusion spindle cell neoplasm" in differential_section.step_in_words(step)


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("ALK-rearranged neoplasm, S100+ or IFS-like (emerging)", "ALK-rearranged neoplasm"),
        ("Synovial sarcoma", "Synovial sarcoma"),
    ],
)  # fmt: skip
def test_short_names(label, short):
    assert differential_figure.short(label) == short
