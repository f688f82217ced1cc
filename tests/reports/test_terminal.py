import re
from dataclasses import replace

import pytest
from tests.builders_reports import ALL_RESULTS, result_1, result_2

from breakapart.model.result import Sentence
from breakapart.reports import terminal


@pytest.mark.parametrize("width", [20, 40, 80, 100, 200])
@pytest.mark.parametrize("name", ALL_RESULTS)
def test_stays_on_one_screen(name, width):
    lines = terminal.render(ALL_RESULTS[name](), colour=False, width=width).splitlines()
    assert len(lines) <= 25
    assert max(len(line) for line in lines) <= max(width, 40)


@pytest.mark.parametrize("name", ALL_RESULTS)
def test_colour_only_when_asked_and_never_another_control_character(name):
    plain = terminal.render(ALL_RESULTS[name](), colour=False, width=100)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", plain)
    coloured = terminal.render(ALL_RESULTS[name](), colour=True, width=100)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured).split() == plain.split()


@pytest.mark.parametrize("name", ["case 1", "case 2", "empty"])
def test_the_screen_stays_as_it_is(name, snapshot):
    assert terminal.render(ALL_RESULTS[name](), colour=False, width=100) == snapshot


def test_case_1_tells_its_key_facts():
    text = terminal.render(result_1(), colour=False, width=120)
    for fact in (
        "STRN(e3)::ALK(e20), in frame, 700 residues",
        "coiled coil of STRN kept; ALK kinase complete",
        "an activating kinase fusion is likely",
        "FNCLCC 2 + 1 + 0 = 3, grade 1 (deep tumour)",
        "ALK positive, no counts given",
        "30 % (laboratory's number, average, cells not counted)",
        "protein, rearrangement and transcript agree in the deep tumour",
        "crizotinib",
    ):
        assert fact in text


def test_a_test_that_was_not_done_is_not_negative():
    text = terminal.render(ALL_RESULTS["empty"](), colour=False, width=100)
    assert "not sequenced" in text and "not recorded" in text
    assert "negative" not in text and "absent" not in text


def test_notes_are_cut_before_the_answer():
    long = Sentence("word " * 400, ())
    lines = terminal.render(replace(result_2(), look_again=(long,)), colour=False, width=100).splitlines()
    assert len(lines) <= 25
    assert "metastasised." in " ".join(lines)
    assert sum(line.endswith("…") for line in lines) >= 1


def test_equal_results_are_equal_bytes():
    assert terminal.render(result_1(), colour=True, width=90) == terminal.render(result_1(), colour=True, width=90)
