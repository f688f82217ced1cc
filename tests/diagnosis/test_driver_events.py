"""Several looks at one rearrangement are one fact: against enumeration of every driver by hand."""

import numpy as np
import pytest
from tests.builders_differential import finding, fish, model, rna, stains

from breakapart.diagnosis.driver_events import NO_DRIVER
from breakapart.diagnosis.observe import observe

M = model()
D = M.drivers
INDEX = {entity: i for i, entity in enumerate(M.entities)}


def looks(*findings):
    return D.looks(observe(findings, M.tables.markers))[0]


def likelihood(*findings):
    return np.exp(D.log_likelihood(looks(*findings)))


def test_shares_are_probabilities_and_every_driver_is_possible():
    assert D.shares.sum(1) == pytest.approx(1)
    assert (D.shares > 0).all()


def test_a_stain_alone_says_exactly_its_rate():
    for stain in ("ihc:ALK", "ihc:panTRK", "ihc:STAT6"):
        marker = stain.removeprefix("ihc:")
        assert likelihood(*stains(f"{marker}=+")) == pytest.approx(M.rates.mean(stain), rel=0.01)


def test_stain_and_fish_together_by_enumeration():
    """P(stain, FISH | entity) = sum over drivers of P(driver) P(stain | driver) P(FISH | driver)."""
    stain = D.stain_given_driver("ihc:ALK", "D5F3")
    seen = D.fish("ALK")
    by_hand = (D.shares * stain * seen).sum(1)
    assert likelihood(*stains("ALK=+"), *fish()) == pytest.approx(by_hand)


def test_two_looks_at_one_event_are_not_multiplied():
    """FISH after the fusion was sequenced must add far less than it says alone."""
    alone = likelihood(*fish())
    sequenced = likelihood(*rna("STRN", "ALK"))
    both = likelihood(*rna("STRN", "ALK"), *fish())
    i, j = INDEX["ALK_RMN"], INDEX["SS"]
    assert alone[i] / alone[j] > 10
    assert (both[i] / both[j]) / (sequenced[i] / sequenced[j]) < 1.5 * alone[i] / alone[j] / 4


def test_protein_without_fusion_is_possible():
    """ALK protein occurs in angiomatoid fibrous histiocytoma without an ALK fusion (Cheah 2013: 8 of 10, D5F3)."""
    i = INDEX["AFH"]
    stain = D.stain_given_driver("ihc:ALK", "D5F3")
    assert stain[i, D.ids.index(NO_DRIVER)] > 0.5
    j = INDEX["DFSP"]
    assert stain[j, D.ids.index(NO_DRIVER)] < 0.1


def test_drivers_exclude_each_other():
    """A sequenced ALK fusion makes an NTRK fusion unlikely in an entity that may have either."""
    before, after = (D.posterior_drivers(looks(*found)) for found in ([], rna("STRN", "ALK")))
    i, ntrk = INDEX["LPFNT"], D.ids.index("NTRK1")
    assert before[i, ntrk] > 0.4
    assert after[i, ntrk] < 0.05


def test_a_less_sensitive_clone_says_less_when_negative():
    negative = {
        clone: likelihood(finding("ihc:ALK", "absent", clone=clone))[INDEX["EFH"]] for clone in ("D5F3", "ALK1")
    }
    assert negative["ALK1"] > 1.5 * negative["D5F3"]


def test_both_genes_of_a_sequenced_fusion_are_one_look():
    (look,) = looks(*rna("PLEKHH2", "ALK"))
    assert [one.event for one in look.observations] == ["mol:PLEKHH2::ALK"]


@pytest.mark.parametrize(
    ("five_prime", "three_prime", "driver"),
    [
        ("STRN", "ALK", "ALK"),
        ("ETV6", "NTRK3", "NTRK3"),
        ("EWSR1", "CREB1", "ATF1_CREB1"),
        ("EWSR1", "FLI1", "EWS_ETS"),
        ("SS18", "SSX2", "SS18"),
        ("COL1A1", "PDGFB", "PDGFB"),
        ("MEIS1", "NCOA2", "MEIS1_NCOA2"),
        ("VGLL2", "NCOA2", "VGLL2_NCOA2"),
        ("GENE1", "GENE2", "OTHER_FUSION"),
    ],
)
def test_the_driver_of_a_fusion(five_prime, three_prime, driver):
    assert D.ids[D.of_fusion(five_prime, three_prime)] == driver


def test_no_fusion_in_a_panel_speaks_against_every_fusion():
    seen = likelihood(finding("mol:any_fusion", "absent", assay="RNA sequencing panel"))
    assert seen[INDEX["SS"]] < 0.15 < 0.8 < seen[INDEX["PERI"]]


def test_a_mutation_is_read_as_its_driver():
    seen = likelihood(finding("mol:CTNNB1_mutated", assay="DNA sequencing panel"))
    assert int(np.argmax(seen[:-1])) == INDEX["DESMOID"]


def test_what_no_driver_involves_is_set_aside():
    found, unknown = D.looks(observe([finding("mol:TMB_high", assay="DNA panel")], M.tables.markers))
    assert found == () and [one.event for one in unknown] == ["mol:TMB_high"]


def test_draws_centre_on_the_likelihood():
    found = looks(*stains("ALK=+ panTRK=-"), *fish())
    drawn = np.exp(D.log_likelihood(found, 600)).mean(0)
    exact = np.exp(D.log_likelihood(found))
    strong = exact > 0.1
    assert drawn[strong] == pytest.approx(exact[strong], rel=0.35)
