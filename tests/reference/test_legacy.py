"""Legacy exon numbers of made-up transcripts."""

from breakapart.model.transcript import LegacyExon, Transcript
from breakapart.reference.exon_arithmetic import number_exons
from breakapart.reference.legacy import legacy_numbering, numbering_of


def transcript(accession, blocks, strand="+"):
    return Transcript(
        gene="MADEUP1",
        accession=accession,
        refseq=None,
        is_mane_select=accession == "mane",
        chrom="chr1",
        strand=strand,
        exons=number_exons(blocks, strand, 0, 9),
        cds_length=9,
        protein="XX",
        protein_source="made up",
    )


BLOCKS = [(0, 10), (20, 30), (40, 50), (60, 70)]
MANE = transcript("mane", BLOCKS)
BACKWARDS = transcript("mane", BLOCKS, "-")


def test_a_transcript_with_the_same_numbers_has_none_to_tell():
    assert numbering_of(transcript("same", BLOCKS), MANE) == ()


def test_one_exon_fewer_upstream_shifts_all_that_follow():
    assert numbering_of(transcript("short", BLOCKS[1:]), MANE) == ((1, 2, "both"), (2, 3, "both"), (3, 4, "both"))


def test_on_the_reverse_strand_the_high_end_is_upstream():
    assert numbering_of(transcript("short", BLOCKS[:-1], "-"), BACKWARDS)[0] == (1, 2, "both")


def test_a_changed_edge_leaves_the_other_one_usable():
    shifted = transcript("edges", [(20, 30), (42, 50), (60, 65)])
    assert numbering_of(shifted, MANE) == ((1, 2, "both"), (2, 3, "3p"), (3, 4, "5p"))
    backwards = transcript("edges", [(3, 10), (20, 30), (40, 50)], "-")
    assert numbering_of(backwards, BACKWARDS) == ((1, 2, "both"), (2, 3, "both"), (3, 4, "5p"))


def test_an_exon_that_runs_through_two_keeps_both_outer_edges():
    # Intron retention: exon 2 begins as MANE 2 and ends as MANE 3; only the second tells a new number.
    assert numbering_of(transcript("retained", [(0, 10), (20, 50)]), MANE) == ((2, 3, "3p"),)


def test_established_numbers_stand_first_and_are_not_repeated():
    established = [LegacyExon("MADEUP1", 2, 3, "both", "old", "reports say so", "a paper", is_established=True)]
    rows = legacy_numbering(MANE, [transcript("a", BLOCKS[1:]), transcript("b", BLOCKS[1:])], established)
    assert [(row.reported_exon, row.mane_exon, row.is_established) for row in rows] == [
        (2, 3, True),
        (1, 2, False),
        (3, 4, False),
    ]
    assert rows[1].note == "MANE exon 2 is exon 1 of a and 1 more"


def test_the_number_most_transcripts_use_stands_first():
    alternates = [transcript("a", BLOCKS[2:]), transcript("b", BLOCKS[1:]), transcript("c", BLOCKS[1:])]
    rows = [row for row in legacy_numbering(MANE, alternates, ()) if row.reported_exon == 1]
    assert [(row.mane_exon, row.transcript_label) for row in rows] == [(2, "b"), (3, "a")]


def test_which_partner_a_shared_edge_serves():
    three, five, both = (LegacyExon("G", 1, 2, edge, "", "", "") for edge in ("5p", "3p", "both"))
    assert three.serves_three_prime_partner() and not three.serves_five_prime_partner()
    assert five.serves_five_prime_partner() and not five.serves_three_prime_partner()
    assert both.serves_three_prime_partner() and both.serves_five_prime_partner()
