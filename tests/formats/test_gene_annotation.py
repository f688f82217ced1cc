"""GTF and GFF3 in the styles of GENCODE, Ensembl and RefSeq give the same transcripts."""

import random

import pytest
from tests.builders_genome import coding_rows, gff3, gtf, made_up, write

from breakapart.errors import InputError
from breakapart.formats.byte_stream import ByteStream
from breakapart.formats.gene_annotation import read_annotation

GENES = made_up()[1]


def annotation(tmp_path, data, compression="plain"):
    return read_annotation(ByteStream(write(tmp_path / "genes.gtf", data, compression)))


def joined(rows):
    return tuple(sorted((first, end) for first, end, _ in rows))


@pytest.mark.parametrize("compression", ["plain", "gzip", "bgzip"])
@pytest.mark.parametrize(
    ("data", "accession", "gene_id"),
    [
        (gtf(GENES, "gencode"), "ENST90000000001.3", "ENSG90000000001.2"),
        (gtf(GENES, "ensembl"), "ENST90000000001.3", "ENSG90000000001.2"),
        (gtf(GENES, "refseq"), "NM_999001.3", "AAA1"),
        (gff3(GENES, "gencode"), "ENST90000000001.3", "ENSG90000000001.2"),
        (gff3(GENES, "ensembl"), "ENST90000000001.3", "ENSG90000000001.2"),
        (gff3(GENES, "refseq"), "NM_999001.3", "AAA1"),
    ],
)
def test_every_style_gives_the_same_transcripts(tmp_path, data, accession, gene_id, compression):
    found = annotation(tmp_path, data, compression).transcripts
    assert [one.symbol for one in found] == ["AAA1", "BBB2", "CCC3"]
    assert (found[0].accession, found[0].gene_id) == (accession, gene_id)
    for one in found:
        contig, strand, exons, cds, _ = GENES[one.symbol]
        assert (one.contig, one.strand, one.exons) == (contig, strand, tuple(exons))
        assert one.coding == joined(coding_rows(strand, exons, cds))
        assert one.frame == 0
        assert one.tags & {"MANE_Select", "Ensembl_canonical"}


def test_refseq_ids_are_read(tmp_path):
    (first, *_) = annotation(tmp_path, gff3(GENES, "refseq")).transcripts
    assert (first.hgnc_id, first.entrez, first.protein) == ("HGNC:99901", "999001", "NP_999001.1")
    assert first.other_accession == "ENST90000000001.3"


def test_rows_may_come_in_any_order(tmp_path):
    lines = gtf(GENES).splitlines(keepends=True)
    shuffled = lines[1:]
    random.Random(4).shuffle(shuffled)
    expected = sorted(annotation(tmp_path, b"".join(lines)).transcripts, key=lambda one: one.symbol)
    found = sorted(annotation(tmp_path, b"".join(shuffled)).transcripts, key=lambda one: one.symbol)
    for one, other in zip(expected, found, strict=True):
        assert (one.accession, one.exons, one.coding, one.frame) == (
            other.accession, other.exons, other.coding, other.frame,
        )  # fmt: skip


def test_exon_rows_alone_describe_a_transcript(tmp_path):
    lines = [line for line in gtf(GENES).splitlines() if b"\ttranscript\t" not in line and b"\tgene\t" not in line]
    assert [one.symbol for one in annotation(tmp_path, b"\n".join(lines)).transcripts] == ["AAA1", "BBB2", "CCC3"]


def test_a_coding_sequence_that_begins_inside_a_codon_keeps_its_frame(tmp_path):
    data = gtf(GENES).replace(b'\t0\tgene_id "ENSG90000000002', b'\t2\tgene_id "ENSG90000000002')
    frames = {one.symbol: one.frame for one in annotation(tmp_path, data).transcripts}
    assert frames == {"AAA1": 0, "BBB2": 2, "CCC3": 0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: b"", "is empty, expected a gene annotation"),
        (lambda x: b"##gff-version 3\n", "is empty"),
        (lambda x: x.replace(b"\tCDS\t", b"\tnothing\t").replace(b"\tstop_codon\t", b"\tno\t"), "has no CDS row"),
        (lambda x: x.replace(b"\t131\t", b"\t13x\t").replace(b"\t101\t", b"\t10x\t"), "expected numbers"),
        (lambda x: x.replace(b"\t101\t130\t", b"\t130\t101\t"), "before it starts"),
        (lambda x: x.replace(b"\t-\t", b"\t.\t"), "strand is '.', expected + or -"),
        (lambda x: x + b"chr1\tonly\tthree\n", "expected 9 columns separated by tabs, found 3"),
        (lambda x: b">chr1\nACGT\n", "This is FASTA"),
        (lambda x: b"chr1\t100\t200\n", "found 3"),
        (lambda x: b"\t".join([b"x"] * 9) + b"\n", "expected GTF or GFF3 attributes"),
        (lambda x: x.replace(b"\texon\t401\t430\t.\t-", b"\texon\t401\t430\t.\t+"), "lies on - from line"),
    ],
)
def test_rows_that_cannot_be_read_are_named(tmp_path, change, message):
    with pytest.raises(InputError) as error:
        annotation(tmp_path, change(gtf(GENES)))
    assert message in str(error.value)
    assert "genes.gtf" in str(error.value)


def test_problems_are_collected_up_to_ten(tmp_path):
    with pytest.raises(InputError) as error:
        annotation(tmp_path, gtf(GENES).replace(b"\t+\t", b"\t?\t").replace(b"\t-\t", b"\t?\t"))
    assert 2 < len(error.value.problems) <= 10
    assert error.value.problems[0].line == 4
