"""Fates of domains by interval arithmetic, what counts as oligomerising, and domains on other transcripts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.annotation.domains import (
    Kept,
    fates,
    has_kinase,
    oligomerisation,
    retention,
    shared_residues,
    still_works,
)
from breakapart.annotation.settings import AnnotationSettings
from breakapart.model.fusion import Oligomerisation, Retention
from breakapart.model.transcript import Domain

SETTINGS = AnnotationSettings()


def domain(start, end, kind="domain", name="made_up"):
    return Domain(kind, name, start, end, "test")


@pytest.fixture
def gene(make):
    def with_(*domains, coils=(), residues=200):
        transcript = make.transcript("GEN", "ATG" + "GCT" * (residues - 1) + "TAA", 0, 3 * residues + 3,
                                     (3 * residues + 3,))  # fmt: skip
        return make.gene(transcript, domains=domains, coiled_coils=coils)

    return with_


def only(gene, kept):
    (fate,) = fates(gene, gene.mane, kept).all
    return fate


def test_kept_cut_and_lost_of_a_five_prime_part(gene):
    part = gene(domain(10, 20))
    assert (only(part, Kept(0, 20, 0)).fate, only(part, Kept(0, 20, 0)).percent_kept) == ("kept", 100.0)
    cut = only(part, Kept(0, 14, 0))
    assert (cut.fate, cut.residues_kept, cut.percent_kept) == ("cut", 4, 40.0)
    assert (cut.chimera_start, cut.chimera_end) == (10, 14)
    lost = only(part, Kept(0, 10, 0))
    assert (lost.fate, lost.residues_kept, lost.chimera_start) == ("lost", 0, None)
    assert only(part, None).fate == "lost"


def test_a_three_prime_part_is_shifted_into_the_chimera(gene):
    cut = only(gene(domain(50, 60)), Kept(55, 200, 31))
    assert (cut.residues_kept, cut.chimera_start, cut.chimera_end) == (5, 31, 36)
    kept = only(gene(domain(60, 70)), Kept(55, 200, 31))
    assert (kept.chimera_start, kept.chimera_end) == (36, 46)


@given(
    start=st.integers(0, 150), length=st.integers(1, 50), first=st.integers(0, 200), last=st.integers(0, 200),
    at=st.integers(0, 500),
)  # fmt: skip
def test_kept_and_lost_residues_make_up_the_domain(make, start, length, first, last, at):
    transcript = make.transcript("GEN", "ATG" + "GCT" * 199 + "TAA", 0, 603, (603,))
    fate = only(make.gene(transcript, domains=[domain(start, start + length)]), Kept(first, last, at))
    kept = set(range(start, start + length)) & set(range(first, last))
    assert fate.residues_kept == len(kept)
    assert {"kept": length, "lost": 0}.get(fate.fate, len(kept)) == len(kept)
    assert fate.percent_kept == pytest.approx(100 * len(kept) / length, abs=0.05)
    if kept:
        assert (fate.chimera_start, fate.chimera_end) == (min(kept) - first + at, max(kept) + 1 - first + at)


def test_kinase_domain_complete_cut_lost_or_none(gene):
    kinase = gene(domain(100, 180, "kinase", "Protein_kinase"))
    assert has_kinase(kinase)
    states = [retention(fates(kinase, kinase.mane, Kept(start, 200, 0))) for start in (0, 100, 101, 180)]
    assert states == [Retention.COMPLETE, Retention.COMPLETE, Retention.PARTIAL, Retention.LOST]
    plain = gene(domain(100, 180))
    assert retention(fates(plain, plain.mane, Kept(0, 200, 0))) is Retention.NONE
    assert not has_kinase(plain)


def test_residues_beyond_the_profile_may_be_missing(gene):
    kinase = gene(domain(100, 190, "kinase", "Protein_kinase"), domain(100, 178, "kinase", "Pkinase_PF00069"))
    ends = {190: Retention.COMPLETE, 180: Retention.COMPLETE, 178: Retention.COMPLETE, 177: Retention.PARTIAL}
    for end, expected in ends.items():
        assert retention(fates(kinase, kinase.mane, Kept(0, end, 0))) is expected


def test_a_split_profile_is_one_kinase_and_a_pseudokinase_is_not_part_of_it(gene):
    pieces = gene(domain(50, 80, "kinase", "Pkinase_PF00069"), domain(110, 180, "kinase", "Pkinase_PF00069"))
    fate = fates(pieces, pieces.mane, Kept(60, 200, 0)).kinase
    assert (fate.domain.start, fate.domain.end, fate.fate) == (50, 180, "cut")
    jak = gene(
        domain(10, 60, "kinase", "Pkinase_PF00069"),
        domain(100, 170, "kinase", "Pkinase_PF00069"),
        domain(100, 175, "kinase", "Protein_kinase"),
    )
    assert retention(fates(jak, jak.mane, Kept(90, 200, 0))) is Retention.COMPLETE


def oligomers(gene, kept, settings=SETTINGS):
    return oligomerisation(fates(gene, gene.mane, kept), settings)


def test_oligomerisation_of_a_coil_goes_by_what_is_left_of_it(gene):
    coil = gene(coils=[domain(40, 100, "coiled_coil")])
    ends = {100: Oligomerisation.KEPT, 68: Oligomerisation.KEPT, 67: Oligomerisation.PARTIAL, 40: Oligomerisation.LOST}
    for end, expected in ends.items():
        assert oligomers(coil, Kept(0, end, 0)) is expected
    assert oligomers(gene(), Kept(0, 200, 0)) is Oligomerisation.NONE
    strict = AnnotationSettings(min_coil_residues=60)
    assert oligomers(coil, Kept(0, 68, 0), strict) is Oligomerisation.PARTIAL


def test_a_globular_domain_must_be_whole(gene):
    pointed = gene(domain(40, 124, name="PNT_SAM"))
    assert oligomers(pointed, Kept(0, 124, 0)) is Oligomerisation.KEPT
    assert oligomers(pointed, Kept(0, 123, 0)) is Oligomerisation.PARTIAL
    fate = fates(pointed, pointed.mane, Kept(0, 123, 0)).oligomerising[0]
    assert not still_works(fate, SETTINGS)


def test_other_domains_do_not_oligomerise(gene):
    assert oligomers(gene(domain(40, 124, name="FERM")), Kept(0, 200, 0)) is Oligomerisation.NONE


def test_domains_are_carried_over_to_other_transcripts_by_shared_codons(make):
    # The other transcript lacks exon 2 (residues 4-6 of MANE).
    coding = ["ATGGCTGCA", "AAACGTGAC", "TGGCATTTTTAA"]
    mane = make.transcript("GEN", "".join(coding), 0, 30, (9, 9, 12), origin=1000, intron=100)
    other = make.transcript("GEN", coding[0] + coding[2], 0, 21, (9, 12), origin=1000, intron=209)
    assert [exon.start for exon in other.exons] == [1000, 1218]
    assert shared_residues(mane, other) == ((0, 3, 0), (6, 9, 3))
    gene = make.gene(mane, domains=[domain(2, 8)])
    other = replace(other, accession="GEN.other")
    (fate,) = fates(gene, other, Kept(0, 6, 0)).all
    assert (fate.residues_kept, fate.fate, fate.chimera_start, fate.chimera_end) == (3, "cut", 2, 5)
    (fate,) = fates(gene, other, Kept(3, 6, 10)).all
    assert (fate.residues_kept, fate.chimera_start, fate.chimera_end) == (2, 10, 12)


def test_shared_residues_run_the_other_way_on_the_minus_strand(make):
    coding = "ATGGCTGCAAAACGTGACTGGCATTTTTAA"
    mane = make.transcript("GEN", coding, 0, 30, (10, 20), strand="-")
    assert shared_residues(mane, mane) == ((0, 9, 0),)
