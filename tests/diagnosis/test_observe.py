"""Findings become observations: once each, whatever their order, and never both present and absent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_differential import CASE_1_DEEP, finding

from breakapart.diagnosis.observe import Level, observe
from breakapart.errors import InputError
from breakapart.knowledge import Knowledge

MARKERS = Knowledge.bundled().markers


def levels(*findings):
    return {one.event: one.level for one in observe(findings, MARKERS)}


def test_extent_and_intensity_become_levels():
    assert levels(
        finding("ihc:S100", extent="diffuse"),
        finding("ihc:CD34", extent="focal"),
        finding("ihc:SMA", intensity="weak"),
        finding("ihc:desmin", extent="partial"),
        finding("ihc:EMA", "absent"),
    ) == {
        "ihc:S100": Level.DIFFUSE,
        "ihc:CD34": Level.FOCAL,
        "ihc:SMA": Level.FOCAL,
        "ihc:desmin": Level.PRESENT,
        "ihc:EMA": Level.ABSENT,
    }


@pytest.mark.parametrize("outcome", ["equivocal", "not_evaluable"])
def test_what_is_equivocal_or_not_evaluable_is_left_out(outcome):
    assert levels(finding("ihc:ALK", outcome)) == {}


def test_age_site_and_outcome_are_no_findings_of_the_tumour():
    assert levels(*(finding(event) for event in ("site:trunk", "age:under_1y", "outcome:metastasis"))) == {}


@given(st.permutations(CASE_1_DEEP), st.lists(st.sampled_from(CASE_1_DEEP), max_size=5))
def test_order_and_repetition_do_not_matter(shuffled, repeated):
    assert observe([*shuffled, *repeated], MARKERS) == observe(CASE_1_DEEP, MARKERS)


def test_a_contradiction_is_one_clear_error():
    with pytest.raises(InputError) as caught:
        observe([finding("ihc:ALK", clone="D5F3"), finding("ihc:ALK", "absent", clone="d5f3")], MARKERS)
    assert str(caught.value) == (
        "s1/c1: ihc:ALK is both present and absent in s1/c1 with clone D5F3. "
        "Write 'equivocal', or give the two results their own clone, assay or component."
    )


def test_two_clones_may_differ():
    found = observe([finding("ihc:ALK", clone="D5F3"), finding("ihc:ALK", "absent", clone="ALK1")], MARKERS)
    assert [(one.clone, one.level) for one in found] == [("ALK1", Level.ABSENT), ("D5F3", Level.PRESENT)]


def test_a_lost_stain_is_the_absence_of_the_stain():
    assert levels(finding("ihc:INI1_loss")) == {"ihc:INI1": Level.ABSENT}


def test_high_mitoses_and_not_low_mitoses_are_one_finding():
    assert levels(finding("morph:high_mitoses"), finding("morph:low_mitoses", "absent")) == {
        "morph:high_mitoses": Level.PRESENT
    }
