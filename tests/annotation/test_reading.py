"""
Chimeric proteins of made-up transcripts against plain translation of the joined bases, which is the oracle here: it
knows nothing of phases, codon sets or proteins.
"""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from breakapart.annotation.places import at_cdna, at_exon_edge
from breakapart.annotation.reading import Way, frame_at, read_through
from breakapart.model.fusion import Frame
from breakapart.sequence.codons import CODONS, translate

SENSE = sorted(codon for codon, residue in CODONS.items() if residue != "*")
STOPS = sorted(codon for codon, residue in CODONS.items() if residue == "*")


@st.composite
def transcripts(draw, make, gene):
    utr5 = draw(st.text("ACGT", max_size=9))
    coding = "ATG" + "".join(draw(st.lists(st.sampled_from(SENSE), min_size=2, max_size=12)))
    coding += draw(st.sampled_from(STOPS))
    utr3 = draw(st.text("ACGT", min_size=1, max_size=9))
    rna = utr5 + coding + utr3
    cuts = sorted(draw(st.sets(st.integers(1, len(rna) - 1), max_size=4)))
    sizes = [end - start for start, end in zip([0, *cuts], [*cuts, len(rna)], strict=True)]
    strand = draw(st.sampled_from("+-"))
    return make.transcript(gene, rna, len(utr5), len(coding), sizes, strand=strand)


def without_bases(junction):
    return replace(junction, transcript=replace(junction.transcript, nucleotides=None))


def oracle(five, three, inserted):
    """First stop-to-stop reading from the 5' start codon of the joined RNA."""
    rna = five.transcript.nucleotides[: five.cdna_cut] + inserted + three.transcript.nucleotides[three.cdna_cut :]
    return translate(rna[five.transcript.cds_start_in_cdna :], to_stop=True)


def agree(guess, truth):
    return len(guess) == len(truth) and all(one in ("X", other) for one, other in zip(guess, truth, strict=True))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), inserted=st.text("ACGT", max_size=7))
def test_with_bases_the_protein_is_the_translation_of_the_joined_rna(make, data, inserted):
    five_rna, three_rna = data.draw(transcripts(make, "FIV")), data.draw(transcripts(make, "THR"))
    five = at_cdna(five_rna, data.draw(st.integers(1, len(five_rna.nucleotides))), is_five_prime=True)
    three = at_cdna(three_rna, data.draw(st.integers(0, len(three_rna.nucleotides) - 1)), is_five_prime=False)
    assume(five.region == "CDS")
    assert read_through(five, three, inserted).sequence == oracle(five, three, inserted)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), inserted=st.text("ACGT", max_size=7))
def test_without_bases_the_truth_is_among_what_is_allowed(make, data, inserted):
    five_rna, three_rna = data.draw(transcripts(make, "FIV")), data.draw(transcripts(make, "THR"))
    five = at_cdna(five_rna, data.draw(st.integers(1, len(five_rna.nucleotides))), is_five_prime=True)
    three = at_cdna(three_rna, data.draw(st.integers(0, len(three_rna.nucleotides) - 1)), is_five_prime=False)
    assume(five.cds_cut is not None and three.cds_cut is not None)
    assume(five.cds_cut >= 3)
    truth = oracle(five, three, inserted)
    reading = read_through(without_bases(five), without_bases(three), inserted)
    exact = read_through(five, three, inserted)
    if reading.frame is Frame.OUT_OF_FRAME or reading.truncated_at_junction:
        assert exact.frame is reading.frame
        assert agree(reading.sequence, truth[: len(reading.sequence)])
        return
    if exact.frame is Frame.OUT_OF_FRAME:  # a stop codon at the junction, which only the bases tell
        assert "*" in reading.junction_residues or len(inserted) + five.cds_cut % 3 > 3
        return
    assert agree(reading.sequence, truth)
    # Residues kept of both parts and the codons of the junction make up the whole.
    between = reading.three_starts_at - reading.five_kept
    assert len(reading.sequence) == reading.five_kept + between + len(three_rna.protein) - reading.three_kept_from
    if between == 1 and (five.cds_cut % 3 or three.cds_cut % 3):
        assert truth[reading.five_kept] in reading.junction_residues


@settings(max_examples=60, deadline=None)
@given(data=st.data(), inserted=st.text("ACGT", max_size=7))
def test_the_frame_is_kept_if_and_only_if_the_phases_are_equal(make, data, inserted):
    five_rna, three_rna = data.draw(transcripts(make, "FIV")), data.draw(transcripts(make, "THR"))
    five = at_exon_edge(five_rna, data.draw(st.integers(1, len(five_rna.exons))), is_five_prime=True)
    three = at_exon_edge(three_rna, data.draw(st.integers(1, len(three_rna.exons))), is_five_prime=False)
    out, into = five_rna.exons[five.exon - 1].phase_out, three_rna.exons[three.exon - 1].phase_in
    frame = frame_at(five, three, inserted)
    if out is None or into is None:
        assert frame is Frame.UNDETERMINED
    else:
        assert (frame is Frame.IN_FRAME) == ((out + len(inserted)) % 3 == into)


# --- each way two coding sequences can meet -------------------------------------------------------------------------

FIVE = "GG" + "ATG" + "GCTAAACGTGAC" + "TAA" + "CCC"
"""GG | M A K R D stop | CCC"""
THREE = "TTTT" + "ATG" + "TGGCATTTTCAG" + "TGA" + "GGG"
"""TTTT | M W H F Q stop | GGG"""


@pytest.fixture
def pair(make):
    def at(five_cut, three_cut, *, keep_bases=False):
        five = make.transcript("FIV", FIVE, 2, 18, (len(FIVE),), keep_bases=keep_bases)
        three = make.transcript("THR", THREE, 4, 18, (len(THREE),), keep_bases=keep_bases)
        return at_cdna(five, five_cut, is_five_prime=True), at_cdna(three, three_cut, is_five_prime=False)

    return at


def test_between_codons_there_is_no_junction_residue(pair):
    reading = read_through(*pair(8, 7), "")
    assert (reading.way, reading.frame, reading.sequence) == (Way.FUSED, Frame.IN_FRAME, "MAWHFQ")
    assert (reading.junction_residues, reading.five_kept, reading.three_kept_from) == ((), 2, 1)


def test_a_split_codon_allows_what_both_neighbours_allow(pair):
    # One base of K (AAR) and two of W (TGG): A + GG = R, whatever the third base of K was.
    reading = read_through(*pair(9, 8), "")
    assert (reading.sequence, reading.junction_residues) == ("MARHFQ", ("R",))
    # Two bases of R (CGN or AGR) and the last of H (CAY): R (CGY) or S (AGY); the bases say CG|T.
    reading = read_through(*pair(13, 12), "")
    assert (reading.sequence, reading.junction_residues) == ("MAKXFQ", ("R", "S"))
    exact = read_through(*pair(13, 12, keep_bases=True), "")
    assert (exact.sequence, exact.junction_residues) == ("MAKRFQ", ("R",))


def test_a_possible_stop_is_warned_of(make):
    five = make.transcript("FIV", "ATGTATAAATAA", 0, 12, (12,), keep_bases=False)  # M Y K
    three = make.transcript("THR", "ATGGGATTTTAA", 0, 12, (12,), keep_bases=False)  # M G F
    # TA of Y (TAY) and the last base of G (GGN): TAN, so Y or a stop.
    reading = read_through(at_cdna(five, 5, is_five_prime=True), at_cdna(three, 5, is_five_prime=False), "")
    assert reading.junction_residues == ("*", "Y")
    assert reading.sequence == "MXF"
    assert reading.warnings == ("a stop codon at the junction cannot be excluded without the nucleotides",)


def test_a_certain_stop_ends_the_frame(pair):
    reading = read_through(*pair(8, 7), "GGGTAA")
    assert (reading.frame, reading.sequence, reading.tail) == (Frame.OUT_OF_FRAME, "MAG", "G")
    assert "inserted bases hold a stop codon" in reading.reason
    assert reading.three_kept_from is None


def test_inserted_bases_shift_or_restore_the_frame(pair):
    assert read_through(*pair(8, 7), "A").frame is Frame.OUT_OF_FRAME
    reading = read_through(*pair(8, 7), "AAAGGG")
    assert (reading.frame, reading.sequence, reading.three_starts_at) == (Frame.IN_FRAME, "MAKGWHFQ", 4)
    assert read_through(*pair(9, 7), "AA").frame is Frame.IN_FRAME


def test_out_of_frame_without_bases_ends_at_the_junction(pair):
    reading = read_through(*pair(8, 8), "")
    assert (reading.frame, reading.sequence, reading.truncated_at_junction, reading.tail) == (
        Frame.OUT_OF_FRAME,
        "MA",
        True,
        "",
    )
    exact = read_through(*pair(8, 8, keep_bases=True), "")  # ATGGCT|GGCATTTTCAGTGAGGG
    assert (exact.sequence, exact.tail, exact.truncated_at_junction) == ("MAGIFSE", "GIFSE", False)


def test_promoter_swap_makes_the_whole_three_prime_protein(pair):
    for three_cut in (0, 2, 4):
        reading = read_through(*pair(2, three_cut), "")
        assert (reading.way, reading.frame, reading.sequence) == (Way.PROMOTER_SWAP, Frame.UNDETERMINED, "MWHFQ")
        assert "made from its own start codon under the promoter of FIV" in reading.reason


def test_a_lost_start_codon_is_replaced_by_the_next_methionine(make):
    five = make.transcript("FIV", FIVE, 2, 18, (len(FIVE),))
    three = make.transcript("THR", "ATGTGGCATATGCAGTGA", 0, 18, (18,))
    reading = read_through(at_cdna(five, 1, is_five_prime=True), at_cdna(three, 4, is_five_prime=False), "")
    assert (reading.way, reading.sequence, reading.three_kept_from) == (Way.INTERNAL_START, "MQ", 3)
    assert reading.warnings == ("the start at residue 4 of THR is presumed, not known",)


def test_no_methionine_left_means_no_protein(pair):
    reading = read_through(*pair(1, 8), "")
    assert (reading.way, reading.sequence) == (Way.INTERNAL_START, None)


def test_through_a_five_prime_utr(pair):
    # ATGGCT|TTTT..: 4 bases of 5'UTR, another frame.
    reading = read_through(*pair(8, 0), "")
    assert (reading.way, reading.frame) == (Way.UTR_BETWEEN, Frame.UNDETERMINED)
    assert "by count FIV reads THR in another frame" in reading.reason
    # One base less: TTT codes for F, then the whole of THR.
    reading = read_through(*pair(8, 1), "")
    assert (reading.frame, reading.sequence) == (Frame.UNDETERMINED, "MAXMWHFQ")
    assert "read whole behind 1 residue coded by its 5'UTR" in reading.reason
    exact = read_through(*pair(8, 1, keep_bases=True), "")
    assert (exact.frame, exact.sequence, exact.three_kept_from) == (Frame.IN_FRAME, "MAFMWHFQ", 0)
    lost = read_through(*pair(8, 0, keep_bases=True), "")
    assert lost.frame is Frame.OUT_OF_FRAME


def test_a_whole_five_prime_protein_ends_with_its_own_stop(pair):
    reading = read_through(*pair(22, 8), "")
    assert (reading.way, reading.frame, reading.sequence) == (Way.FIVE_PRIME_WHOLE, Frame.UNDETERMINED, "MAKRD")
    assert reading.three_kept_from is None


def test_three_prime_utr_codes_for_nothing_of_the_three_prime_gene(pair):
    reading = read_through(*pair(8, 23), "")
    assert (reading.way, reading.sequence, reading.truncated_at_junction) == (Way.NO_THREE_PRIME_CODING, "MA", True)
    exact = read_through(*pair(8, 23, keep_bases=True), "")
    assert (exact.sequence, exact.tail) == ("MA", "")  # two bases are left, no codon
    assert read_through(*pair(1, 23), "").way is Way.NOTHING_CODED
