"""Exon numbers, positions and phases: what must hold for any exons, and for every gene that is bundled."""

import csv
import gzip
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.model.transcript import Transcript
from breakapart.reference import Reference
from breakapart.reference.exon_arithmetic import (
    codon_positions,
    number_exons,
    protein_from_codons,
    residues_by_codon,
)


@st.composite
def transcripts(draw):
    """Blocks, strand, start codon and coding length of a made-up transcript, with its bases in reading order."""
    lengths = draw(st.lists(st.integers(1, 40), min_size=1, max_size=8))
    gaps = draw(st.lists(st.integers(1, 30), min_size=len(lengths), max_size=len(lengths)))
    blocks, position = [], draw(st.integers(0, 1000))
    for length, gap in zip(lengths, gaps, strict=True):
        blocks.append((position, position + length))
        position += length + gap
    strand = draw(st.sampled_from("+-"))
    total = sum(lengths)
    cds_start = draw(st.integers(0, total - 1))
    cds_length = draw(st.integers(1, total - cds_start))
    bases = [base for start, end in blocks for base in range(start, end)]
    return blocks, strand, cds_start, cds_length, bases if strand == "+" else bases[::-1]


@given(transcripts(), st.randoms())
def test_agrees_with_counting_base_by_base(drawn, random):
    blocks, strand, cds_start, cds_length, bases = drawn
    shuffled = random.sample(blocks, len(blocks))
    exons = number_exons(shuffled, strand, cds_start, cds_length)
    assert [exon.number for exon in exons] == list(range(1, len(blocks) + 1))
    coding = range(cds_start, cds_start + cds_length)
    for exon in exons:
        assert set(bases[exon.cdna_start : exon.cdna_end]) == set(range(exon.start, exon.end))
        inside = [i - cds_start for i in range(exon.cdna_start, exon.cdna_end) if i in coding]
        if not inside:
            assert (exon.cds_start, exon.cds_end, exon.phase_in, exon.phase_out) == (None, None, None, None)
            continue
        assert (exon.cds_start, exon.cds_end) == (inside[0], inside[-1] + 1)
        # An edge has a phase when the base behind it codes (5' edge), or when it codes and more is to come (3' edge).
        assert exon.phase_in == (inside[0] % 3 if exon.cdna_start in coding else None)
        continues = exon.cdna_end - 1 in coding and exon.cdna_end in coding
        assert exon.phase_out == ((inside[-1] + 1) % 3 if continues else None)


@given(transcripts())
def test_codons_are_three_bases_each_in_reading_order(drawn):
    blocks, strand, cds_start, cds_length, bases = drawn
    transcript = made_up(blocks, strand, cds_start, cds_length)
    coding = bases[cds_start : cds_start + cds_length]
    expected = [tuple(coding[i : i + 3]) for i in range(0, len(coding) - 2, 3)]
    assert list(codon_positions(transcript)) == expected


def made_up(blocks, strand, cds_start, cds_length, *, is_known=True):
    return Transcript(
        gene="MADEUP1",
        accession="ENST00000000001.1",
        refseq=None,
        is_mane_select=True,
        chrom="chr1",
        strand=strand,
        exons=number_exons(blocks, strand, cds_start, cds_length, cds_start_is_known=is_known),
        cds_length=cds_length,
        protein="X" * (cds_length // 3 - 1),
        protein_source="made up",
        cds_start_in_cdna=cds_start,
        cds_start_is_known=is_known,
    )


@pytest.mark.parametrize(
    ("blocks", "cds_start", "cds_length", "message"),
    [
        ([(5, 5)], 0, 3, "an exon has no bases"),
        ([(5, 4)], 0, 3, "an exon has no bases"),
        ([(0, 10), (9, 20)], 0, 3, "two exons overlap"),
        ([(0, 10)], 5, 9, "bases 6 to 14, does not lie within the 10 bases"),
        ([(0, 10)], -1, 3, "does not lie within"),
        ([], 0, 3, "does not lie within the 0 bases"),
    ],
)
def test_impossible_transcripts_are_refused(blocks, cds_start, cds_length, message):
    with pytest.raises(ValueError, match=message):
        number_exons(blocks, "+", cds_start, cds_length)


def test_adjoining_exons_are_allowed():
    assert len(number_exons([(0, 10), (10, 20)], "+", 0, 20)) == 2


def test_a_place_that_is_not_known_gives_no_phase_and_no_codon():
    unplaced = made_up([(0, 10), (20, 60)], "+", 10, 30, is_known=False)
    assert [(exon.cds_start, exon.cds_end, exon.phase_in) for exon in unplaced.exons] == [(None,) * 3, (0, 30, None)]
    assert list(codon_positions(unplaced)) == []
    assert protein_from_codons(unplaced, {}) == "X" * 9


def test_residues_move_to_another_transcript_through_shared_codons():
    one = made_up([(0, 6), (10, 22)], "+", 0, 18)
    other = made_up([(10, 22)], "+", 0, 12)
    skipping = made_up([(0, 5), (10, 20)], "+", 0, 15)
    known = residues_by_codon(one, "MAKXW")
    assert protein_from_codons(other, known) == "KXW"
    # The second codon is made of two exons here and of one there: not the same three bases, so not the same residue.
    assert protein_from_codons(skipping, known) == "MXXX"


def test_every_bundled_gene_is_consistent():
    reference = Reference.bundled()
    count = 0
    for gene in reference:
        mane = gene.mane
        count += 1
        assert (mane.gene, mane.chrom, mane.strand, mane.is_mane_select) == (gene.symbol, gene.chrom, gene.strand, True)
        assert (min(e.start for e in mane.exons), max(e.end for e in mane.exons)) == (gene.start, gene.end), gene.symbol
        check_arithmetic(mane)
        assert len(mane.protein) == mane.protein_length, gene.symbol
        for domain in (*gene.domains, *gene.coiled_coils):
            assert 0 <= domain.start < domain.end <= mane.protein_length, gene.symbol
    assert count == len(reference) == 19067


def test_every_other_panel_transcript_is_consistent():
    reference = Reference.bundled()
    count = 0
    for symbol in reference.panel_symbols():
        for transcript in reference.transcripts(symbol):
            check_arithmetic(transcript)
            assert len(transcript.protein) == transcript.protein_length
            count += 1
    assert count == 2288


def check_arithmetic(transcript):
    label = transcript.accession
    exons = transcript.exons
    assert [exon.number for exon in exons] == list(range(1, len(exons) + 1)), label
    assert exons[0].cdna_start == 0
    for one, following in pairwise(exons):
        assert one.cdna_end == following.cdna_start, label
        ahead = one.end <= following.start if transcript.strand == "+" else one.start >= following.end
        assert ahead, label
        if one.phase_out is not None:
            assert one.phase_out == following.phase_in and one.cds_end == following.cds_start, label
        else:
            assert following.phase_in in (None, 0), label
    coding = [exon for exon in exons if exon.cds_start is not None]
    assert coding[0].cds_start == 0 and coding[-1].cds_end == transcript.cds_length, label
    assert transcript.cds_length % 3 == 0, label
    for exon in exons:
        assert exon.end - exon.start == exon.cdna_end - exon.cdna_start > 0, label
        if transcript.cds_start_is_known and exon.cds_start is not None:
            offset = max(0, transcript.cds_start_in_cdna - exon.cdna_start)
            assert exon.cds_start == exon.cdna_start + offset - transcript.cds_start_in_cdna, label


def test_every_number_of_the_tables_is_computed_again(shared):
    reference = Reference.bundled()
    with gzip.open(shared / "reference" / "exons_all.tsv.gz", "rt") as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        transcripts = 0
        for symbol, group in groupby(rows, key=lambda row: row["gene"]):
            mane = reference.find(symbol).mane
            transcripts += 1
            for exon, row in zip(mane.exons, group, strict=True):
                assert row["transcript"] == mane.accession
                cds = ("", "") if exon.cds_start is None else (str(exon.cds_start + 1), str(exon.cds_end))
                phases = tuple("" if phase is None else str(phase) for phase in (exon.phase_in, exon.phase_out))
                assert (
                    *(int(row[c]) for c in ("exon_number", "g_start", "g_end", "cdna_start", "cdna_end")),
                    *(row[c] for c in ("cds_start", "cds_end", "phase_in", "phase_out")),
                ) == (
                    *(exon.number, exon.start + 1, exon.end, exon.cdna_start + 1, exon.cdna_end),
                    *cds,
                    *phases,
                ), symbol
        assert transcripts == 19067
