"""Made-up transcripts, small enough to check by eye, and the bundled reference."""

from dataclasses import dataclass

import pytest

from breakapart.model.transcript import Exon, Gene, Transcript
from breakapart.reference import Reference
from breakapart.sequence.codons import translate


@pytest.fixture(scope="session")
def reference():
    return Reference.bundled()


def make_transcript(
    gene, rna, cds_start, cds_length, exon_sizes, *, strand="+", chrom="chr1", origin=1000, intron=100, keep_bases=True
):
    """A transcript with the spliced sequence `rna`; its exons lie `intron` bases apart, from `origin` on."""
    assert sum(exon_sizes) == len(rna)
    starts, at = [], origin
    for size in exon_sizes if strand == "+" else reversed(exon_sizes):
        starts.append(at)
        at += size + intron
    if strand == "-":
        starts.reverse()
    exons, cdna, cds_end = [], 0, cds_start + cds_length
    for number, (start, size) in enumerate(zip(starts, exon_sizes, strict=True), start=1):
        end = cdna + size
        first, last = max(cdna, cds_start), min(end, cds_end)
        coding = first < last
        exons.append(
            Exon(
                number,
                start,
                start + size,
                cdna,
                end,
                first - cds_start if coding else None,
                last - cds_start if coding else None,
                (cdna - cds_start) % 3 if cds_start <= cdna < cds_end else None,
                (end - cds_start) % 3 if cds_start < end < cds_end else None,
            )
        )
        cdna = end
    return Transcript(
        gene=gene,
        accession=f"ENST{abs(hash(gene)) % 10**11:011d}.1",
        refseq=None,
        is_mane_select=True,
        chrom=chrom,
        strand=strand,
        exons=tuple(exons),
        cds_length=cds_length,
        protein=translate(rna[cds_start:cds_end], to_stop=True),
        protein_source="made up",
        cds_start_in_cdna=cds_start,
        nucleotides=rna if keep_bases else None,
    )


def make_gene(transcript, *, domains=(), coiled_coils=(), roles=()):
    """The gene of a transcript."""
    spans = [(exon.start, exon.end) for exon in transcript.exons]
    return Gene(
        symbol=transcript.gene,
        hgnc_id="",
        name="",
        chrom=transcript.chrom,
        strand=transcript.strand,
        start=min(start for start, _ in spans),
        end=max(end for _, end in spans),
        roles=tuple(roles),
        aliases=(),
        previous_symbols=(),
        ensembl="",
        uniprot=None,
        mane=transcript,
        domains=tuple(domains),
        coiled_coils=tuple(coiled_coils),
    )


@dataclass(frozen=True)
class Builders:
    """The two makers, as one fixture."""

    transcript = staticmethod(make_transcript)
    gene = staticmethod(make_gene)


@pytest.fixture(scope="session")
def make():
    return Builders()
