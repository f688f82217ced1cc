"""Writing a reference file: the same bytes for the same genes, complete or not at all, and read back unchanged."""

import random
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.model.target import Locus
from breakapart.model.transcript import Domain, Gene, LegacyExon, Transcript
from breakapart.reference import Reference
from breakapart.reference.exon_arithmetic import number_exons
from breakapart.reference.records import (
    decode_gene,
    decode_nucleotides,
    decode_transcript,
    encode_gene,
    encode_nucleotides,
    encode_transcript,
)
from breakapart.reference.schema import GeneEntry, NameKind, name_key, without_version, write_reference

META = {"version": "test", "genome": "GRCh38"}


def gene(symbol="MADEUP1", *, accession="ENST00000000001.2", start=100, previous=(), aliases=(), nucleotides=None):
    mane = Transcript(
        gene=symbol,
        accession=accession,
        refseq="NM_000001.3" if symbol == "MADEUP1" else None,
        is_mane_select=True,
        chrom="chr7",
        strand="-",
        exons=number_exons([(start, start + 12), (start + 20, start + 41)], "-", 3, 27),
        cds_length=27,
        protein="MAKWLYEE",
        protein_source="made up",
        cds_start_in_cdna=3,
        nucleotides=nucleotides,
    )
    return Gene(
        symbol=symbol,
        hgnc_id="HGNC:1" if symbol == "MADEUP1" else "",
        name="made up 1",
        chrom="chr7",
        strand="-",
        start=start,
        end=start + 41,
        roles=("partner",),
        aliases=tuple(aliases),
        previous_symbols=tuple(previous),
        ensembl="ENSG00000000001.4",
        uniprot=None,
        mane=mane,
        domains=(Domain("domain", "SH2", 1, 5, "test", ""),),
        coiled_coils=(),
    )


def written(path, *entries):
    write_reference(path, entries, META)
    return Reference.open(path)


def test_a_gene_comes_back_as_it_was_written(tmp_path):
    made_up = gene(nucleotides="ACG" + "ATGGCTAAATGGTTATATGAAGAATAA" + "TTT")
    legacy = LegacyExon("MADEUP1", 3, 2, "both", "MADEUP1.other", "why", "where", is_established=True)
    other = replace(made_up.mane, accession="MADEUP1.other", refseq=None, is_mane_select=False, nucleotides=None)
    entry = GeneEntry(made_up, is_panel=True, accessions={"entrez": "7"}, alternates=(other,), legacy=(legacy,))
    reference = written(tmp_path / "own.sqlite", entry)
    assert reference.gene("madeup1") == made_up
    assert reference.transcripts("7") == (made_up.mane, other)
    assert reference.transcript("NM_000001").nucleotides == made_up.mane.nucleotides
    assert reference.legacy_numbering("MADEUP1") == (legacy,)
    assert reference.panel_symbols() == ("MADEUP1",) and reference.version == "test"


def test_the_same_genes_give_the_same_bytes_in_any_order(tmp_path):
    bundled = Reference.bundled()
    entries = [GeneEntry(bundled.gene(symbol), is_panel=True) for symbol in bundled.panel_symbols()[:40]]
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    write_reference(first, entries, {"genome": "GRCh38", "version": "1"})
    random.Random(1).shuffle(entries)
    write_reference(second, iter(entries), {"version": "1", "genome": "GRCh38"})
    assert first.read_bytes() == second.read_bytes()
    write_reference(second, entries[1:], {"version": "1", "genome": "GRCh38"})
    assert first.read_bytes() != second.read_bytes()


def test_a_failed_build_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "own.sqlite"
    write_reference(path, [GeneEntry(gene())], META)
    before = path.read_bytes()
    twice = [GeneEntry(gene()), GeneEntry(gene("MADEUP2"))]  # two genes with one transcript accession
    with pytest.raises(sqlite3.IntegrityError, match="transcript_name"):
        write_reference(path, twice, META)

    def breaks():
        yield GeneEntry(gene())
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        write_reference(path, breaks(), META)
    assert path.read_bytes() == before and [file.name for file in tmp_path.iterdir()] == ["own.sqlite"]


@pytest.mark.parametrize("missing", ["version", "genome"])
def test_a_reference_must_say_what_it_is(tmp_path, missing):
    meta = {key: value for key, value in META.items() if key != missing}
    with pytest.raises(KeyError, match=missing):
        write_reference(tmp_path / "own.sqlite", [], meta)


def test_symbols_win_over_previous_symbols_and_these_over_aliases(tmp_path):
    reference = written(
        tmp_path / "own.sqlite",
        GeneEntry(gene("AAA1", accession="T1", aliases=["CCC3", "DDD4"])),
        GeneEntry(gene("BBB2", accession="T2", previous=["CCC3", "DDD4"])),
        GeneEntry(gene("CCC3", accession="T3")),
    )
    assert reference.match("ccc3").kind is NameKind.SYMBOL and reference.find("CCC3").symbol == "CCC3"
    assert reference.match("DDD4").kind is NameKind.PREVIOUS_SYMBOL and reference.find("DDD4").symbol == "BBB2"


def test_names_that_differ_only_in_case_are_told_apart_by_it(tmp_path):
    reference = written(
        tmp_path / "own.sqlite",
        GeneEntry(gene("AAA1", accession="T1", aliases=["Trk"])),
        GeneEntry(gene("BBB2", accession="T2", aliases=["TRK"])),
    )
    assert reference.find("Trk").symbol == "AAA1" and reference.find("TRK").symbol == "BBB2"
    with pytest.raises(Exception, match="several genes: AAA1, BBB2"):
        reference.find("trk")


def test_an_empty_reference_can_be_asked(tmp_path):
    reference = written(tmp_path / "own.sqlite")
    assert reference.find("ALK") is None and reference.symbols() == () and len(reference) == 0


@pytest.mark.parametrize(
    ("accession", "bare"), [("NM_004304.5", "NM_004304"), ("ALK.g43.5.1620aa", "ALK.g43.5.1620aa"), ("", "")]
)
def test_a_version_is_the_number_after_the_last_point(accession, bare):
    assert without_version(accession) == bare


def test_names_are_compared_in_upper_case():
    assert name_key(" C1orf21 ") == "C1ORF21"


words = st.text(max_size=12)
domains = st.builds(Domain, words, words, st.integers(0, 9), st.integers(10, 99), words, words)


@given(words, words, st.lists(words, max_size=4), st.lists(domains, max_size=4), st.one_of(st.none(), words))
def test_any_words_survive_the_record_of_a_gene(name, hgnc_id, aliases, found, uniprot):
    made_up = replace(gene(), name=name, hgnc_id=hgnc_id, aliases=tuple(aliases), domains=tuple(found), uniprot=uniprot)
    record = encode_gene(made_up, {"entrez": "1"})
    assert decode_gene(made_up.symbol, made_up.start, made_up.end, record, made_up.mane) == made_up


@given(
    st.lists(st.tuples(st.integers(1, 3_000_000), st.integers(1, 3_000_000)), min_size=1, max_size=30),
    st.sampled_from("+-"),
    st.data(),
)
def test_any_exons_and_residues_survive_the_record_of_a_transcript(steps, strand, data):
    blocks, position = [], 0
    for gap, length in steps:
        blocks.append((position + gap, position + gap + length))
        position += gap + length
    total = sum(end - start for start, end in blocks)
    cds_length = data.draw(st.integers(1, total // 3)) * 3 if total >= 3 else 0
    cds_start = data.draw(st.integers(0, total - cds_length))
    residues = max(0, min(cds_length // 3 - 1, 500))
    transcript = Transcript(
        gene="MADEUP1",
        accession="T1",
        refseq=data.draw(st.one_of(st.none(), words)),
        is_mane_select=data.draw(st.booleans()),
        chrom="chr1",
        strand=strand,
        exons=number_exons(blocks, strand, cds_start, cds_length),
        cds_length=cds_length,
        protein=data.draw(st.text("ACDX", min_size=residues, max_size=residues)) + "W",
        protein_source=data.draw(words),
        cds_start_in_cdna=cds_start,
        nucleotides=data.draw(st.one_of(st.none(), st.text("ACGTN", max_size=50))),
    )
    assert decode_transcript("MADEUP1", "chr1", strand, *encode_transcript(transcript)) == transcript


@given(st.text("ACGT", max_size=70) | st.text("ACGTN", max_size=70))
def test_nucleotides_come_back_as_they_were(bases):
    packed = encode_nucleotides(bases)
    assert decode_nucleotides(packed) == bases
    if set(bases) <= set("ACGT"):
        assert len(packed) == 5 + -(-len(bases) // 4)


@pytest.mark.parametrize("blob", [b"", b"\x02", b"\x02\0\0\0\x09\x00", b"\x03abc", b"\x02\0\0\0\x01\0\0"])
def test_damaged_nucleotides_are_refused(blob):
    with pytest.raises(ValueError, match="not packed nucleotides"):
        decode_nucleotides(blob)


def test_loci_come_back_by_place_and_only_where_there_are_some(tmp_path):
    loci = (Locus("chr7", 90, "ACGTN" * 12), Locus("chr7", 20, "GATTACA"))
    reference = written(tmp_path / "own.sqlite", GeneEntry(gene(), loci=loci))
    assert reference.loci("MADEUP1") == loci[::-1]
    assert written(tmp_path / "none.sqlite", GeneEntry(gene())).loci("MADEUP1") == ()


def test_targets_are_the_genes_with_nucleotides(tmp_path):
    bases = "ACG" + "ATGGCTAAATGGTTATATGAAGAATAA" + "TTT"
    with_bases = gene(nucleotides=bases)
    without = gene("MADEUP2", accession="ENST00000000002.2", start=900)
    locus = Locus("chr7", 90, "ACGTN" * 12)
    path = tmp_path / "reference.sqlite"
    reference = written(path, GeneEntry(with_bases, is_panel=True, loci=(locus,)), GeneEntry(without, is_panel=True))
    (target,) = reference.targets()
    assert (target.symbol, target.main, target.loci) == ("MADEUP1", with_bases.mane, (locus,))
    assert reference.targets(["MADEUP2"]) == ()
    assert reference.has_nucleotides
    assert not Reference.bundled().has_nucleotides
    assert Reference.open(tmp_path).version == "test"  # the folder stands for the file in it
