"""Exon numbers read as MANE's or as those of older transcripts, and what is said about it."""

import pytest

from breakapart.annotation.annotate import annotate
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.annotation.numbering import choose, fixed_side, numbered_side
from breakapart.annotation.places import at_exon_edge
from breakapart.annotation.settings import AnnotationSettings
from breakapart.errors import InputError
from breakapart.model.transcript import LegacyExon


def read(text, reference, numbering="auto"):
    return annotate(parse_fusion(text), reference, settings=AnnotationSettings(numbering=numbering))


def test_a_mane_number_that_keeps_the_frame_is_kept(reference):
    fusion = read("STRN(e3)::ALK(e20)", reference)
    assert (fusion.numbering, fusion.numbering_note) == ("mane", "exon numbers read as those of MANE Select")


def test_a_mane_number_in_frame_is_kept_but_the_older_meaning_is_said(reference):
    fusion = read("CD74(e6)::ROS1(e35)", reference)
    assert (fusion.numbering, fusion.names.exons) == ("mane", "CD74(e6)::ROS1(e35)")
    assert "in older numberings used in reports ROS1 exon 35 is MANE exon 36" in fusion.numbering_note


@pytest.mark.parametrize(
    ("text", "exons", "said"),
    [
        ("NPM1(e5)::ALK(e20)", "NPM1(e4)::ALK(e20)", "NPM1 exon 5 was read as MANE exon 4"),
        ("TPM3(e7)::ALK(e20)", "TPM3(e8)::ALK(e20)", "TPM3 exon 7 was read as MANE exon 8"),
        ("CD74(e6)::ROS1(e34)", "CD74(e6)::ROS1(e35)", "ROS1 exon 34 was read as MANE exon 35"),
        ("LMNA(e2)::NTRK1(e10)", "LMNA(e2)::NTRK1(e11)", "NTRK1 exon 10 was read as MANE exon 11"),
    ],
)
def test_an_older_number_is_taken_where_only_it_keeps_the_frame(text, exons, said, reference):
    fusion = read(text, reference)
    assert (fusion.frame, fusion.numbering, fusion.names.exons) == ("in_frame", "legacy", exons)
    assert said in fusion.numbering_note
    assert "read as MANE numbers the fusion would be out of frame" in fusion.numbering_note


def test_mane_numbers_can_be_insisted_on(reference):
    fusion = read("CD74(e6)::ROS1(e34)", reference, "mane")
    assert (fusion.frame, fusion.numbering, fusion.names.exons) == ("out_of_frame", "mane", "CD74(e6)::ROS1(e34)")


def test_older_numbers_can_be_insisted_on(reference):
    fusion = read("CD74(e6)::ROS1(e35)", reference, "legacy")
    assert (fusion.numbering, fusion.names.exons) == ("legacy", "CD74(e6)::ROS1(e36)")
    same = read("STRN(e3)::ALK(e20)", reference, "legacy")
    assert same.names.exons == "STRN(e3)::ALK(e20)"


def test_a_named_mane_transcript_leaves_no_choice(reference):
    fusion = read("NM_001025159.3(CD74):e.6::NM_001378902.1(ROS1):e.34", reference)
    assert (fusion.frame, fusion.numbering) == ("out_of_frame", "mane")


def test_a_transcript_that_is_not_held_leaves_the_choice_and_is_said(reference):
    fusion = read("CD74(e6)::NM_002944.2(ROS1):e.34", reference)
    assert (fusion.frame, fusion.numbering, fusion.names.exons) == ("in_frame", "legacy", "CD74(e6)::ROS1(e35)")
    assert any("the reference does not hold NM_002944.2" in warning for warning in fusion.warnings)


def test_rivals_are_said(reference):
    fusion = read("ETV6(e5)::NTRK3(e13)", reference)
    assert fusion.numbering == "legacy"
    assert "ETV6(e5)::NTRK3(e15)" in f"{fusion.names.exons} {fusion.numbering_note}"
    assert "would keep the frame too" in fusion.numbering_note


def test_an_exon_that_no_transcript_has_is_refused(reference):
    with pytest.raises(InputError, match=r"STRN has no exon 99: MANE Select \(NM_003162\.4\) has 18 exons"):
        read("STRN(e99)::ALK(e20)", reference)


def test_mane_has_no_such_exon_but_an_older_transcript_does(make):
    rna = "ATGGCTAAACGTGACTGGTAA"
    gene = make.gene(make.transcript("GEN", rna, 0, 21, (7, 7, 7)))
    other = make.gene(make.transcript("OTH", rna, 0, 21, (7, 14)))
    legacy = (LegacyExon("GEN", 5, 1, "both", "GEN.old", "two more exons upstream", "test", True),)
    five = numbered_side(gene, 5, 0, legacy, "auto", is_five_prime=True)
    three = fixed_side(other, at_exon_edge(other.mane, 2, is_five_prime=False))
    choice = choose(five, three, "", "auto")
    assert (choice.five.exon, choice.numbering) == (1, "legacy")
    assert choice.note == "GEN exon 5 was read as MANE exon 1 (two more exons upstream); MANE has no GEN exon 5"


def test_only_established_numbers_may_overrule_an_exon_that_mane_has(make):
    rna = "ATGGCTAAACGTGACTGGTAA"
    gene = make.gene(make.transcript("GEN", rna, 0, 21, (7, 7, 7)))
    some = (LegacyExon("GEN", 2, 1, "both", "GEN.some", "", "test", is_established=False),)
    known = (LegacyExon("GEN", 2, 1, "both", "GEN.known", "", "test", is_established=True),)
    assert len(numbered_side(gene, 2, 0, some, "auto", is_five_prime=True).readings) == 1
    assert len(numbered_side(gene, 2, 0, known, "auto", is_five_prime=True).readings) == 2
    assert len(numbered_side(gene, 9, 0, (LegacyExon("GEN", 9, 1, "both", "x", "", "test"),), "auto",
                             is_five_prime=True).readings) == 1  # fmt: skip
    assert len(numbered_side(gene, 2, 0, known, "mane", is_five_prime=True).readings) == 1


def test_a_renumbering_must_share_the_edge_that_counts(make):
    rna = "ATGGCTAAACGTGACTGGTAA"
    gene = make.gene(make.transcript("GEN", rna, 0, 21, (7, 7, 7)))
    only_5p = (LegacyExon("GEN", 2, 1, "5p", "GEN.known", "", "test", is_established=True),)
    assert len(numbered_side(gene, 2, 0, only_5p, "auto", is_five_prime=True).readings) == 1
    assert len(numbered_side(gene, 2, 0, only_5p, "auto", is_five_prime=False).readings) == 2


def test_offsets_move_with_the_exon(make):
    rna = "ATGGCTAAACGTGACTGGTAA"
    for strand in "+-":
        gene = make.gene(make.transcript("GEN", rna, 0, 21, (7, 7, 7), strand=strand))
        (reading,) = numbered_side(gene, 2, -3, (), "auto", is_five_prime=True).readings
        assert (reading.junction.cdna_cut, reading.junction.exon) == (11, 2)
        (reading,) = numbered_side(gene, 2, 3, (), "auto", is_five_prime=False).readings
        assert (reading.junction.cdna_cut, reading.junction.exon) == (10, 2)
        (reading,) = numbered_side(gene, 2, -40, (), "auto", is_five_prime=False).readings
        assert reading.junction.note == "breakpoint in intron 1, next exon 2"
