"""The reference: every kind of name, places, known facts, and files that are no reference."""

import csv
import sqlite3
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.model.transcript import Gene
from breakapart.reference import Reference
from breakapart.reference.schema import NameKind
from breakapart.reference.store import BUNDLED


@pytest.fixture(scope="module")
def reference():
    return Reference.bundled()


def test_bundled_is_opened_once():
    assert Reference.bundled() is Reference.bundled()


def test_says_what_it_is(reference):
    assert reference.version == "MANE 1.5 / bundled 2026.1"
    assert reference.meta["genome"] == "GRCh38"
    assert all(name in reference.meta["sources"] for name in ("MANE", "GENCODE", "HGNC", "UniProt", "Pfam", "COILS"))
    assert len(reference.symbols()) == 19067 and len(reference.panel_symbols()) == 344
    assert list(reference.symbols()) == sorted(reference.symbols())


# Names and identifiers as in HGNC, Ensembl, RefSeq, NCBI Gene and UniProt.
@pytest.mark.parametrize(
    ("name", "symbol", "kind"),
    [
        ("ALK", "ALK", NameKind.SYMBOL),
        ("alk", "ALK", NameKind.SYMBOL),
        ("  Strn ", "STRN", NameKind.SYMBOL),
        ("C1ORF21", "C1orf21", NameKind.SYMBOL),
        ("CARS", "CARS1", NameKind.PREVIOUS_SYMBOL),
        ("CD246", "ALK", NameKind.ALIAS),
        ("trkA", "NTRK1", NameKind.ALIAS),
        ("HGNC:427", "ALK", NameKind.HGNC),
        ("hgnc:427", "ALK", NameKind.HGNC),
        ("238", "ALK", NameKind.ENTREZ),
        ("ncbigene:238", "ALK", NameKind.ENTREZ),
        ("ENSG00000171094", "ALK", NameKind.ENSEMBL_GENE),
        ("ENSG00000171094.19", "ALK", NameKind.ENSEMBL_GENE),
        ("ensembl:ENSG00000171094.2", "ALK", NameKind.ENSEMBL_GENE),
        ("ENSP00000373700.3", "ALK", NameKind.ENSEMBL_PROTEIN),
        ("NP_004295", "ALK", NameKind.REFSEQ_PROTEIN),
        ("Q9UM73", "ALK", NameKind.UNIPROT),
        ("uniprot:q9um73", "ALK", NameKind.UNIPROT),
        ("ENST00000389048", "ALK", NameKind.TRANSCRIPT),
        ("NM_004304.5", "ALK", NameKind.TRANSCRIPT),
        ("refseq:NM_004304.4", "ALK", NameKind.TRANSCRIPT),
        ("NM_003162.4", "STRN", NameKind.TRANSCRIPT),
        ("TPM3.g43.1.248aa", "TPM3", NameKind.TRANSCRIPT),
    ],
)
def test_finds_a_gene_by_any_of_its_names(reference, name, symbol, kind):
    match = reference.match(name)
    assert (match.symbol, match.kind) == (symbol, kind)
    assert reference.find(name).symbol == symbol


@pytest.mark.parametrize("name", ["", " ", "EML44", "NM_000000.1", "ENSG", "\x00", "ALK;STRN", "é", "x" * 5000, "-1"])
def test_finds_nothing_for_what_is_no_name(reference, name):
    assert reference.match(name) is None and reference.find(name) is None


def test_an_approved_symbol_wins_over_other_genes_that_were_called_so(reference):
    # QARS is a previous symbol of QARS1 and EPRS1; MET is a symbol; MUM1 was IRF4 and PWWP3A.
    assert reference.gene("MET").symbol == "MET"
    assert reference.match("IRF4").kind is NameKind.SYMBOL


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ALK1", r"'ALK1' is alias of several genes: ACVRL1, ALK, SLPI\. Write the approved symbol"),
        ("TRK", r"'TRK' is alias of several genes: NTRK1, TPM3\."),
        ("MUM1", r"'MUM1' is previous symbol of several genes: IRF4, PWWP3A\."),
        ("P62805", r"'P62805' is UniProt accession of several genes: H4C1, "),
    ],
)
def test_a_name_of_several_genes_is_refused_with_all_of_them(reference, name, words):
    with pytest.raises(InputError, match=words):
        reference.find(name)
    with pytest.raises(InputError, match=words):
        reference.gene(name)


def test_a_typing_error_gets_the_nearest_symbols(reference):
    with pytest.raises(InputError, match=r"'STNR' is not a gene of the reference \(MANE 1\.5.*Did you mean STRN, "):
        reference.gene("STNR")
    assert reference.suggest("NTRK33")[0] == "NTRK3"
    assert reference.suggest("KIF5BB")[0] == "KIF5B"
    assert reference.suggest("eml-4")[0] == "EML4"


def test_nothing_near_gets_no_suggestion(reference):
    assert reference.suggest("QQQQQQQQQ") == () == reference.suggest("") == reference.suggest("A" * 500)
    with pytest.raises(InputError, match="Give an HGNC symbol, alias or accession"):
        reference.gene("QQQQQQQQQ")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_gene_nothing_or_one_clear_error(text):
    reference = Reference.bundled()
    try:
        assert reference.find(text) is None or isinstance(reference.find(text), Gene)
    except InputError as error:
        assert "several genes" in str(error)


def test_every_symbol_accession_and_unambiguous_previous_symbol_leads_back(reference):
    for gene in list(reference)[::25]:
        for name in (gene.symbol, gene.symbol.lower(), gene.ensembl, gene.mane.accession, gene.mane.refseq):
            assert reference.find(name).symbol == gene.symbol
        if gene.hgnc_id:
            assert reference.find(gene.hgnc_id).symbol == gene.symbol


# --- places ---


@pytest.mark.parametrize("chrom", ["chr2", "2", "CHR2", " chr2 "])
def test_finds_genes_by_place(reference, chrom):
    # ALK exon 20 begins at chr2:29,223,528 on GRCh38; the same base in interbase positions lies between 29223527 and 8.
    assert [gene.symbol for gene in reference.genes_at(chrom, 29223527)] == ["ALK"]


def test_finds_overlapping_genes_in_order_of_their_start(reference):
    everything = list(reference)
    for chrom, position in (("chr17", 7676000), ("chr2", 36900000), ("chrX", 154000000), ("chr1", 156700000)):
        expected = sorted(
            (gene.start, gene.symbol)
            for gene in everything
            if gene.chrom == chrom and gene.start <= position <= gene.end
        )
        assert [(gene.start, gene.symbol) for gene in reference.genes_at(chrom, position)] == expected


def test_edges_belong_to_the_gene(reference):
    alk = reference.gene("ALK")
    for position in (alk.start, alk.end):
        assert "ALK" in [gene.symbol for gene in reference.genes_at("2", position)]
    for position in (alk.start - 1, alk.end + 1):
        assert "ALK" not in [gene.symbol for gene in reference.genes_at("2", position)]


def test_between_genes_there_is_nothing(reference):
    assert reference.genes_at("chr2", 0) == ()
    assert reference.genes_at("chr2", -5) == () == reference.genes_at("chr2", 10**15)


def test_an_unknown_chromosome_is_an_error_not_an_empty_answer(reference):
    with pytest.raises(InputError, match=r"'chr23' is not a chromosome of the reference .* Write it as 'chr2' or '2'"):
        reference.genes_at("chr23", 5)


# --- what is known of genes ---


def test_alk_exon_20_is_as_published(reference):
    exon = reference.gene("ALK").mane.exon(20)
    assert (exon.cds_start + 1, exon.cds_end, exon.phase_in) == (3173, 3359, 1)  # NM_004304.5:c.3173-3359
    assert exon.end == 29223528


# Last complete 5' residue before the junction, from the literature on EML4::ALK variants 1, 3 and 2 (Choi 2008, Cancer
# Res 68:4971), NPM1::ALK (Morris 1994, Science 263:1281), KIF5B::RET, CCDC6::RET, NCOA4::RET, BCR::ABL1, EWSR1::FLI1.
@pytest.mark.parametrize(
    ("gene", "exon", "residues"),
    [
        ("EML4", 13, 496),
        ("EML4", 6, 222),
        ("EML4", 20, 747),
        ("NPM1", 4, 117),
        ("KIF5B", 15, 575),
        ("CCDC6", 1, 101),
        ("NCOA4", 7, 238),
        ("BCR", 14, 927),
        ("BCR", 13, 902),
        ("EWSR1", 7, 264),
        ("STRN", 3, 137),
    ],
)
def test_five_prime_breakpoint_residues_are_as_published(reference, gene, exon, residues):
    assert reference.gene(gene).mane.exon(exon).cds_end // 3 == residues


@pytest.mark.parametrize(("gene", "exon", "residue"), [("ALK", 20, 1058), ("RET", 12, 713), ("ABL1", 2, 27)])
def test_three_prime_breakpoint_residues_are_as_published(reference, gene, exon, residue):
    # The codon the first base kept belongs to.
    assert reference.gene(gene).mane.exon(exon).cds_start // 3 + 1 == residue


@pytest.mark.parametrize(("five", "exon", "length"), [("NPM1", 4, 680), ("EML4", 13, 1059)])
def test_chimera_lengths_are_as_published(reference, five, exon, length):
    alk = reference.gene("ALK").mane
    five_bases = reference.gene(five).mane.exon(exon).cds_end
    assert (five_bases + alk.cds_length - alk.exon(20).cds_start) // 3 - 1 == length


# UniProt Q9UM73, P08922, P07949 (bounds of the protein kinase domain, 1-based); ROS1 lies six residues earlier on MANE.
@pytest.mark.parametrize(("gene", "start", "end"), [("ALK", 1116, 1392), ("ROS1", 1939, 2216), ("RET", 724, 1016)])
def test_kinase_domains_have_the_curated_bounds(reference, gene, start, end):
    domain = reference.gene(gene).kinase_domain
    assert (domain.start + 1, domain.end, domain.source) == (start, end, "recalled_UniProt")


def test_proteins_say_where_they_come_from(reference):
    assert reference.gene("ALK").mane.protein.startswith("MGAIGLLWLL")
    assert reference.gene("ALK").mane.protein[1058 - 1] == "V"
    assert reference.gene("ALK").mane.protein_source == (
        "UniProtKB/Swiss-Prot 2014_01 Q9UM73, same length as the MANE protein"
    )
    ros1 = reference.gene("ROS1").mane
    assert ros1.protein.count("X") == 11 and "11 of 2341 residues unknown" in ros1.protein_source
    assert reference.gene("TPM1").mane.protein_source.endswith(
        "8 coding transcripts of the gene have this length, so the isoform is not certain"
    )


def test_a_protein_that_is_not_known_is_all_x_of_the_right_length(reference):
    ezhip = reference.gene("EZHIP").mane
    assert ezhip.protein == "X" * 503 and ezhip.protein_source.startswith("not known: no UniProtKB/Swiss-Prot")
    akap9 = reference.gene("AKAP9").mane
    assert akap9.protein == "X" * 3907 and "has 3911 aa, the MANE protein 3907" in akap9.protein_source


def test_a_coding_sequence_without_a_known_place_says_so(reference):
    cited2 = reference.gene("CITED2").mane
    assert not cited2.cds_start_is_known and "place of the coding sequence" in cited2.protein_source
    assert reference.gene("ALK").mane.cds_start_is_known


def test_coiled_coils_and_signal_peptides_are_on_the_mane_protein(reference):
    (coil,) = reference.gene("STRN").coiled_coils
    assert (coil.start + 1, coil.end, coil.kind) == (53, 115, "coiled_coil")
    assert coil.evidence == "max_p=0.994;mean_p=0.932;max_p_weighted=0.997"
    signal = reference.gene("ALK").domains[0]
    assert (signal.kind, signal.start, signal.end) == ("signal_peptide", 0, 18)


def test_transcripts_put_mane_first_and_share_its_residues(reference):
    transcripts = reference.transcripts("TPM3")
    assert [transcript.is_mane_select for transcript in transcripts] == [True] + [False] * 14
    shorter = reference.transcript("TPM3.g43.1.248aa")
    assert shorter in transcripts and shorter.protein_length == 248
    # From MANE exon 3 on the cytoplasmic isoform uses the same exons, so the same residues, up to the last exons.
    assert shorter.protein[60:150] == transcripts[0].protein[97:187]


def test_transcript_is_found_with_any_version_or_label(reference):
    alk = reference.gene("ALK").mane
    for name in ("ENST00000389048.8", "enst00000389048", "NM_004304.5", "NM_004304.1", "refseq:NM_004304"):
        assert reference.transcript(name) == alk
    assert reference.transcript("NM_0") is None and reference.transcript("ALK") is None


def test_genes_outside_the_panel_have_their_mane_transcript_only(reference):
    assert reference.transcripts("OR4F5") == (reference.gene("OR4F5").mane,)
    assert reference.gene("OR4F5").roles == () and not reference.gene("OR4F5").is_kinase


def test_roles_are_those_of_the_panel(reference):
    assert reference.gene("ALK").is_kinase and not reference.gene("STRN").is_kinase
    assert "ALK_partner_seed" in reference.gene("STRN").roles


# --- legacy numbers ---


# (gene, number in reports, MANE number, the edge that counts): README of the reference tables, "Exon-numbering traps".
@pytest.mark.parametrize(
    ("gene", "reported", "mane", "edge"),
    [
        ("ROS1", 32, 33, "5p"),
        ("ROS1", 34, 35, "5p"),
        ("ROS1", 35, 36, "5p"),
        ("ROS1", 36, 37, "5p"),
        ("TPM3", 7, 8, "3p"),
        ("NPM1", 5, 4, "3p"),
        ("NTRK1", 9, 10, "5p"),
        ("NTRK1", 10, 11, "5p"),
        ("NTRK2", 16, 15, "5p"),
        ("NTRK3", 12, 15, "5p"),
        ("NTRK3", 13, 15, "5p"),
        ("NTRK3", 14, 15, "5p"),
        ("CARS1", 17, 18, "3p"),
        ("NCOA4", 8, 7, "3p"),
        ("ERC1", 12, 13, "3p"),
        ("MPRIP", 21, 22, "3p"),
        ("WWTR1", 4, 3, "3p"),
        ("GOPC", 7, 8, "3p"),
        ("CREB1", 7, 6, "5p"),
    ],
)
def test_legacy_numbers_known_from_reports_are_there(reference, gene, reported, mane, edge):
    rows = [
        row
        for row in reference.legacy_numbering(gene)
        if (row.reported_exon, row.mane_exon) == (reported, mane) and row.is_established
    ]
    assert rows and rows[0].note and rows[0].source
    assert rows[0].serves_three_prime_partner() if edge == "5p" else rows[0].serves_five_prime_partner()
    label = reference.transcript(rows[0].transcript_label)
    one, other = label.exon(reported), reference.gene(gene).mane.exon(mane)
    at_low_end = (edge == "5p") == (label.strand == "+")
    assert one.start == other.start if at_low_end else one.end == other.end


def test_every_renumbered_junction_of_the_tables_is_explained(reference, shared):
    with (shared / "reference" / "fusion_frames.tsv").open() as handle:
        junctions = list(csv.DictReader(handle, delimiter="\t"))
    checked = 0
    for junction in junctions:
        for side, edge in (("five", "3p"), ("three", "5p")):
            reported, mane = junction[f"{side}_exon_reported"], junction[f"{side}_exon_mane"]
            if reported == mane:
                continue
            rows = [
                row
                for row in reference.legacy_numbering(junction[f"{side}_gene"])
                if (f"e{row.reported_exon}", f"e{row.mane_exon}") == (reported, mane) and row.edge in (edge, "both")
            ]
            assert rows and rows[0].is_established, junction
            checked += 1
    assert checked == 35


def test_frames_of_all_junctions_follow_from_the_phases(reference, shared):
    with (shared / "reference" / "fusion_frames.tsv").open() as handle:
        junctions = list(csv.DictReader(handle, delimiter="\t"))
    assert len(junctions) > 370
    for junction in junctions:
        five = reference.gene(junction["five_gene"]).mane.exon(int(junction["five_exon_mane"][1:]))
        three = reference.gene(junction["three_gene"]).mane.exon(int(junction["three_exon_mane"][1:]))
        if five.phase_out is None or three.phase_in is None:
            assert junction["frame_mane"] == "not_applicable", junction
        elif junction["frame_mane"] != "not_applicable":
            frame = "in_frame" if five.phase_out == three.phase_in else "out_of_frame"
            assert junction["frame_mane"] == frame, junction


def test_a_gene_outside_the_panel_has_no_legacy_numbers(reference):
    assert reference.legacy_numbering("OR4F5") == ()


# --- files ---


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.sqlite: there is no such reference file"):
        Reference.open(tmp_path / "nowhere.sqlite")


@pytest.mark.parametrize("content", [b"", b"not sqlite at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_reference_is_refused(tmp_path, content):
    path = tmp_path / "genes.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"genes\.sqlite: not a breakapart reference.*Build it again"):
        Reference.open(path)


def test_another_sqlite_file_and_another_format_are_told_apart(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE gene (id)")
    database.close()
    with pytest.raises(InputError, match="not a breakapart reference"):
        Reference.open(path)
    with sqlite3.connect(path) as database:
        database.executescript("PRAGMA application_id=0x62617274; PRAGMA user_version=99;")
    database.close()
    with pytest.raises(InputError, match="a reference of format 99, expected format 1"):
        Reference.open(path)


def test_a_damaged_record_gives_one_clear_error(tmp_path):
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(BUNDLED.read_bytes())
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gene SET record = x'00ff00' WHERE symbol = 'ALK'")
        database.execute(
            "UPDATE transcript SET exons = x'05' WHERE gene_id = (SELECT id FROM gene WHERE symbol = 'STRN')"
        )
    database.close()
    damaged = Reference.open(path)
    for symbol in ("ALK", "STRN"):
        with pytest.raises(InputError, match=r"damaged\.sqlite: the reference file cannot be read"):
            damaged.gene(symbol)
    assert damaged.gene("EML4").symbol == "EML4"


def test_a_truncated_file_gives_one_clear_error(tmp_path):
    path = tmp_path / "truncated.sqlite"
    path.write_bytes(BUNDLED.read_bytes()[:2_000_000])
    with pytest.raises(InputError, match=r"truncated\.sqlite"):
        truncated = Reference.open(path)
        for symbol in ("ALK", "STRN", "ZZZ3"):
            truncated.gene(symbol)


def test_a_path_with_odd_signs_can_be_opened(tmp_path):
    path = tmp_path / "what? 100% #1.sqlite"
    path.write_bytes(BUNDLED.read_bytes())
    assert Reference.open(path).gene("ALK").symbol == "ALK"


def test_several_threads_may_ask_at_once():
    reference = Reference.open(BUNDLED)
    symbols = reference.panel_symbols()[:60]
    wrong = []

    def ask(order):
        wrong.extend(symbol for symbol in order if reference.gene(symbol).symbol != symbol)

    threads = [threading.Thread(target=ask, args=(symbols[i:] + symbols[:i],)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    reference.close()


def test_a_name_with_a_hyphen_is_told_from_two_genes(reference):
    assert reference.is_name("HLA-A")
    assert reference.is_name("FGFR1OP")
    assert not reference.is_name("HLA-A-NTRK1")
    assert not reference.is_name("A-NTRK1")
