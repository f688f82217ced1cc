"""FASTA in blocks of any size gives the contigs; everything else is refused in plain words."""

import random

import pytest
from tests.builders_genome import fasta, write

from breakapart.errors import InputError
from breakapart.formats import byte_stream
from breakapart.formats.byte_stream import ByteStream
from breakapart.formats.genome_fasta import read_contigs


def contigs(path, wanted=lambda name: True):
    return {contig.name: contig.nucleotides.decode() for contig in read_contigs(ByteStream(path), wanted)}


@pytest.mark.parametrize("block", [7, 64, 1 << 20])
@pytest.mark.parametrize("compression", ["plain", "gzip", "bgzip"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_contigs_come_whole_whatever_the_blocks(tmp_path, monkeypatch, block, compression, line_end):
    monkeypatch.setattr(byte_stream, "BLOCK", block)
    rng = random.Random(3)
    genome = {f"chr{i}": "".join(rng.choices("ACGTN", k=rng.randrange(1, 200))) for i in range(5)}
    path = write(tmp_path / "genome", fasta(genome).replace(b"\n", line_end), compression)
    assert contigs(path) == genome
    assert contigs(path, {"chr1", "chr4"}.__contains__) == {name: genome[name] for name in ("chr1", "chr4")}


def test_soft_masked_bases_are_upper_case_and_u_is_t(tmp_path):
    path = write(tmp_path / "g.fa", b"\n>one two three\nacgu\n\nNNryK\n>two\nA")
    assert contigs(path) == {"one": "ACGTNNRYK", "two": "A"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty, expected a genome in FASTA"),
        (b"@read\nACGT\n+\nIIII\n", "is FASTQ or SAM, not FASTA"),
        (b"ACGT\n", "is not a FASTA file: the first line must begin with '>'"),
        (b"##gff-version 3\nchr1\t.\n", "is a table"),
        (b"\x00\x01\x02", "is a binary file"),
        (b">a\nACGT\n>a\nACGT\n", "contig 'a' comes twice"),
        (b">a\n>b\nACGT\n", "contig a has no bases"),
        (b">\nACGT\n", "a contig has no name"),
        (b">a\nACGT!\n", "found '!' in contig a, expected nucleotides"),
        (b">a\nACGT>b\nACGT\n", "'>' stands inside a line of contig a"),
        (b">a\nMKWLYEED\n", "found 'L' in contig a"),
    ],
)
def test_what_is_no_genome_is_said(tmp_path, data, message):
    path = write(tmp_path / "genome.fa", data)
    with pytest.raises(InputError) as error:
        contigs(path)
    assert message in str(error.value)
    assert str(error.value).startswith("genome.fa")
