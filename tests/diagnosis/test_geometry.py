"""FISH signals held against what the fusion's rearrangement should give (Smuk 2018, doi 10.1002/cyto.a.23380)."""

import pytest
from tests.builders_diagnosis import fish, make_case, seen

from breakapart.diagnosis.geometry import compare_geometry
from breakapart.model.fish import FishCounts
from breakapart.model.outcome import Outcome


def compare(five, exon, patterns=(), outcome=Outcome.PRESENT, counts=None):
    assay = {"gene": "ALK", "outcome": outcome, "patterns_seen": patterns}
    case = make_case({"components": [{"fish": [assay]}]})
    (held,) = compare_geometry(case, ("ALK",), [seen("s1.c1", five, exon)], [fish("s1.c1", outcome, counts=counts)])
    return held


# STRN and ALK are read in one direction: a deletion joins them and loses ALK's 5' part; PLEKHH2 is inverted.
@pytest.mark.parametrize(
    ("five", "exon", "patterns", "agrees"),
    [
        ("STRN", 3, ("isolated_3p",), True),
        ("STRN", 3, ("isolated_3p", "fused"), True),
        ("STRN", 3, ("isolated_3p", "isolated_5p"), False),
        ("STRN", 3, ("split",), False),
        ("PLEKHH2", 6, ("split",), True),
        ("PLEKHH2", 6, ("isolated_3p", "isolated_5p", "fused"), True),
        ("PLEKHH2", 6, ("isolated_3p",), None),  # the reciprocal product may be lost
        ("PLEKHH2", 6, ("isolated_5p",), False),
        ("PLEKHH2", 6, (), None),
    ],
)
def test_patterns(five, exon, patterns, agrees):
    held = compare(five, exon, patterns)
    assert held.agrees is agrees
    assert held.statement.startswith(f"{five}::ALK can arise by")


def test_says_what_keeps_both_sides_when_a_deletion_was_expected():
    assert "not the simple deletion" in compare("STRN", 3, ("isolated_3p", "isolated_5p")).statement


def test_counts_say_which_patterns_were_seen():
    counts = FishCounts(fused=60, split=5, isolated_3p=35)
    held = compare("STRN", 3, counts=counts)
    assert held.seen == ("isolated_3p", "fused")
    assert held.agrees is True


def test_a_negative_fish_does_not_agree_with_a_pattern_that_should_show():
    assert compare("PLEKHH2", 6, ("fused",), Outcome.ABSENT).agrees is False


def test_nothing_to_compare_without_a_fusion():
    case = make_case({"components": [{"fish": [{"gene": "ALK", "outcome": "present"}]}]})
    assert compare_geometry(case, ("ALK",), [], [fish("s1.c1")]) == ()
