"""Other programs' calls on the reference: today's genes, 5' and 3', the frame of RNA and of DNA."""

from dataclasses import replace

import pytest
from tests import builders_tables as tables

from breakapart.annotation.nomenclature import parse_fusion
from breakapart.annotation.placement import place, place_and_annotate
from breakapart.formats.fusion_tables import read_fusion_table, read_fusion_text
from breakapart.model.fusion import Frame, Function
from breakapart.model.imported import BreakEnd, ImportedFusion, ImportedSide, Ordered, RawRow
from breakapart.reference import Reference

REFERENCE = Reference.bundled()
ROW = RawRow(("a",), ("b",), 2)


def call(five, three, **fields):
    return ImportedFusion("Test", "calls.tsv", (ROW,), five=five, three=three, **fields)


def side(gene="", chrom="", base=0, strand="", keeps=None, **fields):
    return ImportedSide(gene=gene, end=BreakEnd(chrom, base - 1, keeps, strand) if chrom else None, **fields)


EML4 = side("EML4", "chr2", 42295516, "+", True)
ALK = side("ALK", "chr2", 29223528, "-", True)


@pytest.mark.parametrize("name", tables.ALL)
def test_every_format_comes_to_the_same_exons_and_frames(name):
    table = read_fusion_text(tables.ALL[name], source="calls")
    placed = [place_and_annotate(fusion, REFERENCE)[0] for fusion in table.fusions]
    verdicts = [one.verdict for one in placed if one.verdict is not None]
    assert {verdict.exons for verdict in verdicts} == tables.EXONS, [one.reason for one in placed]
    assert {verdict.frame for verdict in verdicts} == {Frame.IN_FRAME}
    assert all(one.reason for one in placed if one.verdict is None)


def test_written_text_can_be_read_again():
    for name in tables.ALL:
        for fusion in read_fusion_text(tables.ALL[name], source="calls").fusions:
            written = place(fusion, REFERENCE).written
            if written is not None:
                again = parse_fusion(written.text)
                assert (again.five_prime, again.three_prime, again.inserted) == (
                    written.five_prime,
                    written.three_prime,
                    written.inserted,
                )


def test_a_call_written_from_the_other_strand_is_turned_round():
    flipped = call(side("ALK", "chr2", 29223528, "+", True), side("EML4", "chr2", 42295516, "-", True))
    placed, annotation = place_and_annotate(flipped, REFERENCE)
    assert placed.flipped
    assert annotation.names.exons == "EML4(e13)::ALK(e20)"
    assert "written from the other strand: EML4 is the 5' partner" in placed.notes


def test_a_partner_read_against_its_strand_makes_no_transcript():
    placed = place(call(EML4, side("ALK", "chr2", 29223528, "+", False)), REFERENCE)
    assert placed.written is None
    assert "ALK is read against its strand" in placed.reason


def test_dna_ends_that_keep_two_five_prime_parts_make_no_transcript():
    fusion = call(
        side("", "chr2", 42295516, "", True),
        side("", "chr2", 29223528, "", False),
        ordered=Ordered.BY_STRAND,
        molecule="DNA",
    )
    placed = place(fusion, REFERENCE)
    assert "keeps the 5' parts of both EML4 and ALK" in placed.reason


def test_a_missing_strand_is_that_of_the_gene():
    placed, annotation = place_and_annotate(
        call(side("EML4", "chr2", 42295516), side("ALK", "chr2", 29223528)), REFERENCE
    )
    assert annotation.names.exons == "EML4(e13)::ALK(e20)"
    assert placed.notes == ()


def test_an_order_that_is_not_told_is_found_by_exon_edges():
    placed, annotation = place_and_annotate(
        call(side("ALK", "chr2", 29223528), side("EML4", "chr2", 42295516), ordered=Ordered.UNKNOWN), REFERENCE
    )
    assert annotation.names.exons == "EML4(e13)::ALK(e20)"
    assert "which partner is 5' is not said; EML4 is taken for it" in placed.notes


def test_inserted_bases_of_dna_are_turned_with_the_transcript():
    # CD74 is on the minus strand: bases inserted on the plus strand of its end are read reversed and complemented.
    fusion = call(
        side("", "chr5", 150404680, "", False),
        side("", "chr6", 117324415, "", True),
        ordered=Ordered.BY_STRAND,
        molecule="DNA",
        inserted="AAC",
    )
    assert place(fusion, REFERENCE).written.inserted == "GTT"


# --- names ---------------------------------------------------------------------------------------------------------


def test_names_of_yesterday_are_said():
    placed = place(call(side("SEPT9", "chr17", 77402059, "+", True), ALK), REFERENCE)
    assert placed.five_gene == "SEPTIN9"
    assert "SEPT9 is SEPTIN9 today" in placed.notes


def dated(text, candidates, **fields):
    return replace(side(text, **fields), gene_candidates=candidates)


def test_a_date_is_told_by_the_position():
    marchf2, mtarc2 = REFERENCE.gene("MARCHF2"), REFERENCE.gene("MTARC2")
    for gene in (marchf2, mtarc2):
        fields = {"chrom": gene.chrom, "base": gene.start + 100, "strand": gene.strand, "keeps": gene.strand == "+"}
        placed = place(call(dated("2-Mar", ("MARCHF2", "MTARC2"), **fields), ALK), REFERENCE)
        assert placed.five_gene == gene.symbol
        assert f"'2-Mar' is {gene.symbol} by its position" in placed.notes


def test_a_date_that_may_be_two_genes_is_left_open():
    placed = place(call(dated("2-Mar", ("MARCHF2", "MTARC2")), side("ALK")), REFERENCE)
    assert placed.written is None
    assert "may have been MARCHF2 or MTARC2" in placed.reason
    placed = place(call(dated("9-Sep", ("SEPTIN9",)), side("ALK")), REFERENCE)
    assert placed.five_gene == "SEPTIN9"


def test_a_date_beside_a_gene_id_is_told_by_it():
    gene_id = REFERENCE.gene("MTARC2").ensembl
    placed = place(call(dated("2-Mar", ("MARCHF2", "MTARC2"), gene_id=gene_id), side("ALK")), REFERENCE)
    assert placed.five_gene == "MTARC2"


@pytest.mark.parametrize(
    ("five", "reason"),
    [
        (side("A(64794),B(96488)", "chr2", 1000), "lies between genes"),
        (side("MYCNUT", "chr2", 1000), "MYCNUT is not a protein-coding gene of the reference"),
        (side("", "chr2", 1000, "+", True), "no gene of the reference lies at chr2:1000"),
        (side("EML4", "chr2", 1000, "+", True), "chr2:1000 lies outside EML4 (MANE Select, chr2:"),
        (side("EML4", "chr99", 1000, "+", True), "lies outside EML4"),
        (side(), "only one partner is given"),
    ],
)
def test_what_cannot_be_placed_says_why(five, reason):
    placed = place(call(five, ALK), REFERENCE)
    assert placed.written is None
    assert reason in placed.reason


def test_a_row_with_a_problem_is_placed_nowhere():
    placed = place(replace(call(EML4, ALK), problems=("expected 30 columns, found 29",)), REFERENCE)
    assert placed.reason == "not read: expected 30 columns, found 29"


# --- builds and introns --------------------------------------------------------------------------------------------


def test_positions_of_another_build_are_not_used_but_exons_are():
    fusion = call(replace(EML4, exon=13), replace(ALK, exon=20))
    _, annotation = place_and_annotate(fusion, REFERENCE, build="GRCh37")
    assert annotation.names.exons == "EML4(e13)::ALK(e20)"
    placed = place(call(EML4, ALK), REFERENCE, build="GRCh37")
    assert "a position of GRCh37, and only GRCh38 is annotated" in placed.reason


def intronic(**fields):
    """EML4::ALK of the EasyFuse test set: 2 and 56 bases of intron belong to the transcript."""
    return call(side("EML4", "chr2", 42301394, "+", True), side("ALK", "chr2", 29223584, "-", True), **fields)


def test_retained_intron_of_rna_counts_for_the_frame():
    placed, annotation = place_and_annotate(intronic(), REFERENCE)
    assert (annotation.frame, annotation.function) == (Frame.IN_FRAME, Function.ACTIVATING_LIKELY)
    assert placed.written.inserted == "N" * 58
    assert "58 bases of intron beside the junction belong to the transcript (unknown here)" in placed.notes[0]


def test_retained_intron_is_spliced_out_of_dna():
    _, annotation = place_and_annotate(intronic(molecule="DNA"), REFERENCE)
    assert annotation.frame is Frame.OUT_OF_FRAME


def test_bases_of_retained_intron_come_from_the_callers_sequence():
    after = "TAGTGCTTCAAGGGCCAGGCTGCCAGGCCATGTTGCAGCTGACCACCCACCTGCAG"
    placed, annotation = place_and_annotate(intronic(sequence=f"GAAATAGAGtt|{after}TGTACC"), REFERENCE)
    assert placed.written.inserted == "TT" + after
    assert annotation.frame is Frame.IN_FRAME
    stop = "TAA" + after[3:]
    _, annotation = place_and_annotate(intronic(sequence=f"GAAATAGAG___|{'A' * 1 + stop[:55]}TGT"), REFERENCE)
    assert annotation.function is not None


def test_the_frames_are_those_that_arriba_reports(shared):
    table = read_fusion_table(shared / "data" / "callers" / "arriba.tsv")
    for fusion in table.fusions:
        placed, _ = place_and_annotate(fusion, REFERENCE)
        assert placed.verdict.frame is fusion.stated_frame, placed.name


def test_loose_places_of_long_reads_are_taken_to_the_exon_edge():
    """Two bases beside both edges would shift the frame; the same call with exact places is out of frame."""
    five, three = side("EML4", "chr2", 42295514), side("ALK", "chr2", 29223526)
    exact = place_and_annotate(call(five, three), REFERENCE)[0]
    assert exact.verdict.frame is not Frame.IN_FRAME
    loose = place_and_annotate(call(five, three, loose_by_nt=20), REFERENCE)[0]
    assert (loose.verdict.exons, loose.verdict.frame) == ("EML4(e13)::ALK(e20)", Frame.IN_FRAME)
    assert any("2 bases beside an exon edge" in note for note in loose.notes)
    far = place_and_annotate(call(side("EML4", "chr2", 42295490), three, loose_by_nt=20), REFERENCE)[0]
    assert far.verdict.exons.startswith("EML4(e13-26)")


def test_exons_of_another_transcript_are_said_to_be_so():
    own = place(call(side("EML4", exon=13, transcript="ENST00000999999.1"), side("ALK", exon=20)), REFERENCE)
    assert any("is counted on ENST00000999999.1" in note for note in own.notes)
    mane = REFERENCE.gene("EML4").mane
    for name in (mane.accession, mane.refseq):
        same = place(call(side("EML4", exon=13, transcript=name), side("ALK", exon=20)), REFERENCE)
        assert not same.notes
