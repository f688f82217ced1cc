"""Rearrangements of well-known fusions, worked by hand, and the FISH patterns that follow."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.annotation.annotate import annotate
from breakapart.annotation.geometry import lay_out, rearrangement_of
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.annotation.places import at_exon_edge
from breakapart.annotation.settings import AnnotationSettings
from breakapart.model.fish import ProbeProfile
from breakapart.model.fusion import Rearrangement

TABLE = Path(__file__).parents[1] / "data" / "annotation" / "rearrangements.tsv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8"), delimiter="\t"))
SETTINGS = AnnotationSettings()


def probe(gene, *, five_prime_span_kb=None, three_prime_span_kb=None):
    return ProbeProfile(
        id=f"{gene}-test", gene=gene, vendor="test", five_prime_colour="green", three_prime_colour="red",
        kept_side="3p", min_cells=50, cutoff_percent=15, cutoff_operator=">=", two_step=False, equivocal_low=0,
        equivocal_high=0, split_gap_diameters=2, five_prime_span_kb=five_prime_span_kb,
        three_prime_span_kb=three_prime_span_kb, verify_locally=False, source="test",
    )  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["fusion"])
def test_rearrangements_of_well_known_fusions(row, reference):
    geometry = annotate(parse_fusion(row["fusion"]), reference).geometry
    assert geometry.rearrangement == row["rearrangement"], row["because"]
    assert (geometry.distance_mb is None) == (row["rearrangement"] == "translocation")
    expected = {"deletion": False, "tandem_duplication": None}.get(row["rearrangement"], True)
    assert geometry.keeps_reciprocal is expected


def test_the_table_holds_every_kind_often_enough():
    assert len(ROWS) >= 12
    assert {row["rearrangement"] for row in ROWS} == set(Rearrangement)


@given(st.sampled_from("+-"), st.sampled_from("+-"), st.integers(0, 10**6), st.integers(0, 10**6))
def test_kinds_follow_from_strand_and_order(make, strand, other, at, other_at):
    rna = "ATGGCTAAATAA"
    five = at_exon_edge(make.transcript("A", rna, 0, 12, (6, 6), strand=strand, origin=at), 1, is_five_prime=True)
    other_rna = make.transcript("B", rna, 0, 12, (6, 6), strand=other, origin=other_at)
    three = at_exon_edge(other_rna, 2, is_five_prime=False)
    kind = rearrangement_of(five, three)
    assert (kind is Rearrangement.INVERSION) == (strand != other)
    # Turning the chromosome round changes the strands and the order of everything, but not the kind.
    end = 3 * 10**6
    turned = {"+": "-", "-": "+"}

    def mirrored(gene, strand, at):
        return make.transcript(gene, rna, 0, 12, (6, 6), strand=turned[strand], origin=end - at - 112)

    again = rearrangement_of(
        at_exon_edge(mirrored("A", strand, at), 1, is_five_prime=True),
        at_exon_edge(mirrored("B", other, other_at), 2, is_five_prime=False),
    )
    assert again is kind


def expected(text, reference, gene, **spans):
    return annotate(parse_fusion(text), reference, probe=probe(gene, **spans)).geometry


def test_a_deletion_isolates_the_three_prime_signal(reference):
    geometry = expected("STRN(e3)::ALK(e20)", reference, "ALK", five_prime_span_kb=442)
    assert (geometry.expected_pattern, geometry.probe_gene) == ("isolated_3p", "ALK")
    assert geometry.distance_mb == pytest.approx(36.916 - 29.224, abs=0.01)
    assert any("takes the 5' part of the ALK probe with it" in reason.text for reason in geometry.reasons)


def test_an_inversion_splits_but_not_in_every_nucleus(reference):
    geometry = expected("PLEKHH2(e6)::ALK(e20)", reference, "ALK")
    assert geometry.expected_pattern == "split"
    assert 14 < geometry.distance_mb < 15
    assert any("Smuk 2018" in reason.source for reason in geometry.reasons)


def test_a_small_deletion_may_leave_part_of_the_probe(reference):
    assert expected("LMNA(e2)::NTRK1(e11)", reference, "NTRK1").expected_pattern == "too_close"
    # The deletion is 0.7 Mb: it takes a probe of 500 kb whole, one of 900 kb not.
    short = expected("LMNA(e2)::NTRK1(e11)", reference, "NTRK1", five_prime_span_kb=500)
    long = expected("LMNA(e2)::NTRK1(e11)", reference, "NTRK1", five_prime_span_kb=900)
    assert (short.expected_pattern, long.expected_pattern) == ("isolated_3p", "too_close")
    assert any("(900 kb)" in reason.text for reason in long.reasons)


def test_duplications_add_a_signal_if_they_are_large_enough(reference):
    braf = expected("KIAA1549(e16)::BRAF(e9)", reference, "BRAF")
    assert braf.expected_pattern == "fused_extra"
    assert any("adds a 3' part" in reason.text for reason in braf.reasons)
    assert expected("FGFR3(e17)::TACC3(e11)", reference, "FGFR3").expected_pattern == "too_close"


def test_translocations_split(reference):
    assert expected("ETV6(e5)::NTRK3(e15)", reference, "NTRK3").expected_pattern == "split"
    assert expected("EWSR1(e7)::FLI1(e6)", reference, "EWSR1").expected_pattern == "split"


def test_a_probe_of_the_five_prime_gene_loses_its_other_side(reference):
    assert expected("STRN(e3)::ALK(e20)", reference, "STRN").expected_pattern == "isolated_5p"


def test_a_probe_of_another_gene_expects_nothing(reference):
    geometry = expected("STRN(e3)::ALK(e20)", reference, "ROS1")
    assert (geometry.expected_pattern, geometry.probe_gene) == (None, None)


def test_without_a_probe_the_kinase_is_taken_as_probed(reference):
    assert annotate(parse_fusion("STRN(e3)::ALK(e20)"), reference).geometry.probe_gene == "ALK"
    assert annotate(parse_fusion("EWSR1(e7)::FLI1(e6)"), reference).geometry.expected_pattern is None


def test_a_function_may_find_the_probe(reference):
    found = annotate(parse_fusion("EWSR1(e7)::FLI1(e6)"), reference, probe={"EWSR1": probe("EWSR1")}.get).geometry
    assert (found.probe_gene, found.expected_pattern) == ("EWSR1", "split")


def test_limits_are_settings(reference):
    written = parse_fusion("PLEKHH2(e6)::ALK(e20)")
    blind = AnnotationSettings(unresolvable_below_mb=15, hard_to_resolve_below_mb=30)
    assert annotate(written, reference, settings=blind).geometry.expected_pattern == "too_close"
    with pytest.raises(ValueError, match="unresolvable_below_mb"):
        AnnotationSettings(unresolvable_below_mb=30, hard_to_resolve_below_mb=15)


def test_a_gene_given_without_exon_still_has_a_geometry(reference):
    geometry = annotate(parse_fusion("STRN::ALK"), reference).geometry
    assert geometry.rearrangement is Rearrangement.DELETION
    assert geometry.distance_mb == pytest.approx(7.3, abs=0.2)


def test_lay_out_needs_no_probe(make):
    rna = "ATGGCTAAATAA"
    five = at_exon_edge(make.transcript("A", rna, 0, 12, (6, 6)), 1, is_five_prime=True)
    three = at_exon_edge(make.transcript("B", rna, 0, 12, (6, 6), chrom="chr2"), 2, is_five_prime=False)
    geometry = lay_out(five, three, probe_gene=None, probe=None, settings=SETTINGS)
    assert geometry.rearrangement is Rearrangement.TRANSLOCATION
    assert geometry.reasons[0].text == "A (chr1) and B (chr2) lie on two chromosomes: a translocation"
