"""Breakpoints on made-up transcripts of both strands, and the way back to the chromosome."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.annotation.places import (
    at_cdna,
    at_exon_edge,
    at_genomic,
    at_intron,
    genomic_position,
    intron_overhang,
    offset_from_edge,
    unknown_place,
)
from breakapart.model.fusion import GenomicCut

RNA = "GG" + "ATG" + "GCT" * 8 + "TAA" + "CCCC"
"""2 bases of 5'UTR, 10 codons with the stop, 4 bases of 3'UTR."""
SIZES = (8, 12, 16)
"""Exon 1 holds 6 coding bases, exon 2 the next 12, exon 3 the last 12."""


@pytest.fixture(params=["+", "-"])
def transcript(request, make):
    return make.transcript("GEN", RNA, 2, 30, SIZES, strand=request.param)


def test_edges_of_exons_are_cuts_with_their_phase(transcript):
    five = at_exon_edge(transcript, 1, is_five_prime=True)
    three = at_exon_edge(transcript, 2, is_five_prime=False)
    assert (five.cdna_cut, five.cds_cut, five.at_exon_edge, five.region) == (8, 6, True, "CDS")
    assert (three.cdna_cut, three.cds_cut, three.at_exon_edge, three.exon) == (8, 6, True, 2)
    assert at_exon_edge(transcript, 4, is_five_prime=True) is None
    assert at_exon_edge(transcript, 0, is_five_prime=True) is None


def test_untranslated_regions_are_told_apart_by_side(transcript):
    regions = [at_cdna(transcript, cut, is_five_prime=True).region for cut in (1, 2, 3, 31, 32, 33)]
    assert regions == ["5UTR", "5UTR", "CDS", "CDS", "3UTR", "3UTR"]
    regions = [at_cdna(transcript, cut, is_five_prime=False).region for cut in (0, 1, 2, 31, 32, 35)]
    assert regions == ["5UTR", "5UTR", "CDS", "CDS", "3UTR", "3UTR"]
    assert at_cdna(transcript, 2, is_five_prime=False).cds_cut == 0
    assert at_cdna(transcript, 0, is_five_prime=True) is None
    assert at_cdna(transcript, 36, is_five_prime=False) is None


def test_introns_give_the_exon_that_is_kept(transcript):
    five = at_intron(transcript, 1, is_five_prime=True)
    three = at_intron(transcript, 1, is_five_prime=False)
    assert (five.exon, five.note) == (1, "breakpoint in intron 1, last exon kept 1")
    assert (three.exon, three.note) == (2, "breakpoint in intron 1, next exon 2")
    assert at_intron(transcript, 3, is_five_prime=True) is None


def test_a_breakpoint_in_an_intron_of_the_chromosome_is_snapped(make):
    plus = make.transcript("GEN", RNA, 2, 30, SIZES, origin=1000)  # exons 1000-1008, 1108-1120, 1220-1236
    cut = GenomicCut("chr1", 1050, "+")
    five = at_genomic(plus, cut.position, is_five_prime=True)
    assert (five.exon, five.at_exon_edge, intron_overhang(five, cut)) == (1, True, 42)
    three = at_genomic(plus, cut.position, is_five_prime=False)
    assert (three.exon, intron_overhang(three, cut)) == (2, 58)


def test_a_breakpoint_inside_an_exon_says_how_far(make):
    plus = make.transcript("GEN", RNA, 2, 30, SIZES, origin=1000)
    five = at_genomic(plus, 1110, is_five_prime=True)
    assert (five.exon, five.cdna_cut, five.note) == (2, 10, "breakpoint inside exon 2, 10 nt before its 3' edge")
    assert offset_from_edge(five, is_five_prime=True) == -10
    three = at_genomic(plus, 1110, is_five_prime=False)
    assert (three.cdna_cut, three.note) == (10, "breakpoint inside exon 2, 2 nt after its 5' edge")


def test_outside_of_the_transcript_there_is_no_place(transcript):
    for position in (0, 999, 5000):
        assert at_genomic(transcript, position, is_five_prime=True) is None
        assert at_genomic(transcript, position, is_five_prime=False) is None


def test_an_unknown_place_is_said_to_be_unknown(transcript):
    place = unknown_place(transcript, "exon of GEN not given")
    assert not place.is_known
    assert place.exon == 0
    first, last = sorted((transcript.exons[0], transcript.exons[-1]), key=lambda exon: exon.start)
    assert first.start < genomic_position(place) < last.end


def test_where_the_coding_sequence_begins_is_not_always_known(make):
    known = make.transcript("GEN", RNA, 10, 9, SIZES)
    vague = replace(known, cds_start_in_cdna=8, cds_start_is_known=False)
    assert at_exon_edge(vague, 1, is_five_prime=True).region == "5UTR"
    assert at_exon_edge(vague, 2, is_five_prime=False).region == "5UTR"
    assert at_exon_edge(vague, 2, is_five_prime=True).region == "3UTR"
    inside = at_cdna(vague, 12, is_five_prime=True)
    assert (inside.region, inside.cds_cut) == ("CDS", None)


@given(st.sampled_from("+-"), st.integers(0, 36), st.booleans(), st.integers(1, 3))
def test_the_way_to_the_chromosome_and_back(make, strand, cut, is_five_prime, exons):
    sizes = {1: (36,), 2: (8, 28), 3: SIZES}[exons]
    transcript = make.transcript("GEN", RNA, 2, 30, sizes, strand=strand)
    junction = at_cdna(transcript, cut, is_five_prime=is_five_prime)
    if junction is None:
        assert cut == (0 if is_five_prime else 36)
        return
    back = at_genomic(transcript, genomic_position(junction), is_five_prime=is_five_prime)
    assert back == junction
