"""The words of published cases become findings; what is not known is counted, never fatal."""

import pytest

from breakapart.diagnosis.published import Translator, accepted_labels
from breakapart.knowledge import Knowledge
from breakapart.knowledge.words import bundled_phrases, bundled_sites
from breakapart.model.case import Depth, Region
from breakapart.model.published_case import PublishedCase, WrittenStain
from breakapart.reference import Reference

K = Knowledge.bundled()
TRANSLATOR = Translator(
    K.markers, bundled_phrases(), bundled_sites(), lambda symbol: Reference.bundled().find(symbol) is not None
)


def case(**more):
    values = dict(
        id="H1",
        citation="",
        age_years=30.0,
        sex="F",
        site="",
        morphology=(),
        stains=(),
        molecular="",
        fish="",
        diagnosis="IMT",
        alternatives=(),
        tier="A",
        line=2,
    )
    return PublishedCase(**(values | more))


def translated(**more):
    with_molecular = more.pop("with_molecular", False)
    return TRANSLATOR.translate(case(**more), with_molecular=with_molecular)


def outcomes(**more):
    return {
        one.event: (one.outcome.value, str(one.extent or one.intensity or ""))
        for one in translated(**more).findings
        if one.event != "sex:male"
    }


@pytest.mark.parametrize(
    ("written", "event", "outcome"),
    [
        ("S100=pos", "ihc:S100", ("present", "")),
        ("S100=focal", "ihc:S100", ("present", "focal")),
        ("S100=focal weak", "ihc:S100", ("present", "focal")),
        ("SMA=weak", "ihc:SMA", ("present", "weak")),
        ("SMA=pos (focal)", "ihc:SMA", ("present", "focal")),
        ("CD34=patchy", "ihc:CD34", ("present", "partial")),
        ("CD34=diffuse strong", "ihc:CD34", ("present", "diffuse")),
        ("SOX10=neg", "ihc:SOX10", ("absent", "")),
        ("MelanA=-", "ihc:MelanA", ("absent", "")),
        ("pan-TRK=+", "ihc:panTRK", ("present", "")),
        ("CAM5.2=neg", "ihc:CAM52", ("absent", "")),
        ("INI1=lost", "ihc:INI1", ("absent", "")),
        ("INI1_retained=pos", "ihc:INI1", ("present", "")),
        ("H3K27me3=retained", "ihc:H3K27me3", ("present", "")),
        ("ALK=equivocal", "ihc:ALK", ("equivocal", "")),
        ("ALK-D5F3=pos", "ihc:ALK", ("present", "")),
        ("bcatenin_nuclear=pos", "ihc:bcatenin_nuclear", ("present", "")),
    ],
)
def test_a_stain(written, event, outcome):
    name, result = written.split("=")
    assert outcomes(stains=(WrittenStain(name, result),)) == {event: outcome}


def test_unknown_stains_are_left_out_and_counted():
    found = translated(stains=(WrittenStain("XYZ123", "pos"), WrittenStain("S100", "pos"), WrittenStain("ALK", "odd")))
    assert found.unknown_stains == ("XYZ123", "ALK")
    assert [one.event for one in found.findings] == ["ihc:S100", "sex:male"]


def test_a_stain_that_was_not_done_is_no_finding():
    assert outcomes(stains=(WrittenStain("ALK", "not done"), WrittenStain("SMA", "nd"))) == {}


def test_a_stain_written_both_ways_says_nothing():
    assert outcomes(stains=(WrittenStain("ALK", "pos"), WrittenStain("ALK", "neg"))) == {}


def test_phrases_and_negations():
    found = outcomes(morphology=("bland spindle cells in long fascicles, no necrosis", "no epidermal component"))
    assert found == {
        "morph:mild_atypia": ("present", ""),
        "morph:spindle_cells": ("present", ""),
        "morph:long_fascicles": ("present", ""),
        "morph:necrosis": ("absent", ""),
        "morph:junctional_component": ("absent", ""),
    }
    assert translated(morphology=("wholly unheard-of pattern",)).unread_phrases == ("wholly unheard-of pattern",)


@pytest.mark.parametrize(
    ("phrase", "event"),
    [
        ("15 mitoses per 10 HPF", "morph:high_mitoses"),
        ("mitoses 12/10 HPF", "morph:high_mitoses"),
        ("2 mitoses/10 HPF", "morph:low_mitoses"),
        ("mitotic count 1-3/10 HPFs", "morph:low_mitoses"),
        ("5-6 mitoses/10 HPF", None),
    ],
)
def test_mitotic_counts_are_read_by_the_limits_of_a_case_file(phrase, event):
    assert list(outcomes(morphology=(phrase,))) == ([event] if event else [])
    assert translated(morphology=(phrase,)).unread_phrases == ()


@pytest.mark.parametrize(
    ("site", "region", "depths"),
    [
        ("scalp skin", Region.HEAD_NECK, (Depth.DERMIS,)),
        ("thigh subcutis", Region.LOWER_EXTREMITY, (Depth.SUBCUTIS,)),
        ("right medial calf dermis", Region.LOWER_EXTREMITY, (Depth.DERMIS,)),
        ("left index finger", Region.HAND_FOOT, ()),
        ("right breast skin", Region.TRUNK, (Depth.DERMIS,)),
        ("somewhere", None, ()),
    ],
)
def test_places(site, region, depths):
    found = translated(site=site).context
    assert (found.region, found.depths) == (region, depths)


@pytest.mark.parametrize(
    ("molecular", "fish", "events"),
    [
        ("EML4::ALK", "", {"mol:EML4::ALK": "present"}),
        ("COL1A1 e31::PDGFB e2", "", {"mol:COL1A1::PDGFB": "present"}),
        ("CTNNB1 S37F", "", {"mol:CTNNB1_mutated": "present"}),
        ("", "EWSR1 rearranged", {"mol:EWSR1_rearranged": "present"}),
        ("", "ALK positive", {"mol:ALK_rearranged": "present"}),
        ("", "ALK negative", {"mol:ALK_rearranged": "absent"}),
        ("no fusion detected", "", {"mol:any_fusion": "absent"}),
        ("no NTRK fusion", "", {f"mol:NTRK{i}_rearranged": "absent" for i in (1, 2, 3)}),
        ("MDM2 amplification", "", {"mol:MDM2_amplification": "present"}),
        ("ETV6-NTRK3 fusion", "", {"mol:ETV6::NTRK3": "present"}),
        ("ALK rearrangement", "", {"mol:ALK_rearranged": "present"}),
        ("BCOR ITD", "", {"mol:BCOR_rearranged": "present"}),
        ("BRAF wild-type", "", {"mol:BRAF_mutated": "absent"}),
        ("KIF5B(e24)::ALK(e20);TP53 R175H", "", {"mol:KIF5B::ALK": "present", "mol:TP53_mutated": "present"}),
    ],
)
def test_molecular_results_are_read_when_they_are_given(molecular, fish, events):
    given = dict(molecular=molecular, fish=fish)
    assert outcomes(**given) == {}
    assert {event: outcome for event, (outcome, _) in outcomes(**given, with_molecular=True).items()} == events


def test_labels():
    assert accepted_labels(case(diagnosis="ALK_RMN", alternatives=("NTRK_SCN", "SAMS")), K.entities) == (
        "ALK_RMN",
        ("ALK_RMN", "NTRK_SCN", "SAMS"),
    )
    assert accepted_labels(case(diagnosis="OOD_carcinoma", alternatives=("abstain",)), K.entities) == (None, ())
    assert accepted_labels(case(diagnosis="synovial sarcoma"), K.entities)[0] == "SS"
