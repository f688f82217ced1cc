"""Genomes and annotations broken at random: a sound reference or one clear refusal, and nothing left over."""

import gzip
import random

import pytest
from tests.builders_genome import fasta, gff3, gtf, made_up

from breakapart.errors import InputError
from breakapart.formats.byte_stream import ByteStream
from breakapart.formats.gene_annotation import read_annotation
from breakapart.formats.genome_fasta import read_contigs
from breakapart.reference import Reference
from breakapart.reference.building import BuildSettings, ReferenceBuilder, build_into

GENOME, GENES = made_up()
ANNOTATIONS = [write(GENES, style) for write in (gtf, gff3) for style in ("gencode", "ensembl", "refseq")]


def broken(data, rng):
    data = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        if not data:
            break
        at = rng.randrange(len(data))
        until = min(len(data), at + rng.randint(1, 60))
        kind = rng.randrange(6)
        if kind == 0:
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at:until]
        elif kind == 2:
            data[at:at] = data[at:until]
        elif kind == 3:
            data[at:at] = rng.randbytes(5)
        elif kind == 4:
            del data[at:]
        else:
            lines = bytes(data).split(b"\n")
            rng.shuffle(lines)
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def build(folder):
    annotated = read_annotation(ByteStream(folder / "genes"))
    builder = ReferenceBuilder(annotated, BuildSettings(), Reference.bundled())
    stream = ByteStream(folder / "genome")
    meta = {"version": "broken", "genome": "none"}
    build_into(folder / "out.sqlite", builder, read_contigs(stream, builder.wants), "broken", lambda _: meta)
    return Reference.open(folder / "out.sqlite")


@pytest.mark.slow
def test_two_thousand_broken_inputs(tmp_path):
    rng = random.Random(11)
    outcomes = {"built": 0, "refused": 0}
    for _ in range(2000):
        annotation, genome = rng.choice(ANNOTATIONS), fasta(GENOME)
        if rng.random() < 0.7:
            annotation = broken(annotation, rng)
        else:
            genome = broken(genome, rng)
        if rng.random() < 0.3:
            annotation = broken(gzip.compress(annotation), rng) if rng.random() < 0.5 else gzip.compress(annotation)
        (tmp_path / "genes").write_bytes(annotation)
        (tmp_path / "genome").write_bytes(genome)
        try:
            reference = build(tmp_path)
        except InputError as error:
            assert error.problems and all(problem.message for problem in error.problems)
            outcomes["refused"] += 1
        else:
            for gene in reference:
                for transcript in reference.transcripts(gene.symbol):
                    assert len(transcript.nucleotides) == transcript.exons[-1].cdna_end
                    assert len(transcript.protein) == transcript.protein_length
            reference.targets()
            reference.close()
            (tmp_path / "out.sqlite").unlink()
            outcomes["built"] += 1
        assert sorted(path.name for path in tmp_path.iterdir()) == ["genes", "genome"]
    assert min(outcomes.values()) > 200
