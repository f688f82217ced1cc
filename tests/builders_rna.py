"""Targets for tests of calling: read from a genome and a GTF, or made up."""

import gzip
import re
from pathlib import Path

from breakapart.model.target import GeneTarget, Locus
from breakapart.model.transcript import Transcript
from breakapart.reference.exon_arithmetic import number_exons
from breakapart.sequence.codons import translate

KINASES = {"ROS1", "NTRK3", "RET", "BRAF"}
KINASE_RESIDUES = {"ROS1": (1944, 2222), "NTRK3": (537, 839), "RET": (723, 1016), "BRAF": (456, 717)}
"""Interbase residues, UniProt P08922, Q16288, P07949, P15056."""

_ATTRIBUTE = re.compile(r'(\w+) "([^"]*)"')
_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def read_fasta(path: Path) -> dict[str, str]:
    sequences: dict[str, list[str]] = {}
    with gzip.open(path, "rt") as file:
        for line in file:
            if line.startswith(">"):
                parts = sequences.setdefault(line[1:].split()[0], [])
            else:
                parts.append(line.strip().upper())
    return {name: "".join(parts) for name, parts in sequences.items()}


def transcribe(genome: str, blocks: list[tuple[int, int]], strand: str) -> str:
    spliced = "".join(genome[start:end] for start, end in sorted(blocks))
    return spliced if strand == "+" else spliced.translate(_COMPLEMENT)[::-1]


def minigenome_targets(shared: Path, *, with_loci: bool = True, only: set[str] | None = None) -> list[GeneTarget]:
    """Protein-coding genes of the minigenome that lie within their contig, longest coding transcript first."""
    genome = read_fasta(shared / "data/rna/minigenome.fa.gz")
    rows: dict[str, dict[str, dict[str, object]]] = {}
    with gzip.open(shared / "data/rna/minigenome.gtf.gz", "rt") as file:
        for line in file:
            if line.startswith("#"):
                continue
            contig, _, kind, start, end, _, strand, _, attributes = line.rstrip("\n").split("\t")
            known = dict(_ATTRIBUTE.findall(attributes))
            if kind not in ("exon", "CDS", "stop_codon") or known.get("transcript_biotype") != "protein_coding":
                continue
            gene = known.get("gene_name", known["gene_id"])
            record = rows.setdefault(gene, {}).setdefault(
                known["transcript_id"], {"contig": contig, "strand": strand, "exon": [], "coding": []}
            )
            blocks = record["exon" if kind == "exon" else "coding"]
            blocks.append((int(start) - 1, int(end)))  # type: ignore[attr-defined]
    targets = []
    for gene, transcripts in sorted(rows.items()):
        if only and gene not in only:
            continue
        found = []
        for accession, record in transcripts.items():
            sequence = genome[str(record["contig"])]
            exons, coding = record["exon"], record["coding"]
            if min(start for start, _ in exons) < 0 or max(end for _, end in exons) > len(sequence):  # type: ignore
                continue  # a row of a neighbour that was cut off with the block
            if not coding:
                continue
            found.append(_transcript(gene, accession, str(record["contig"]), str(record["strand"]), exons, coding, sequence))
        found = [transcript for transcript in found if transcript is not None]
        found.sort(key=lambda transcript: (-transcript.cds_length, -len(transcript.nucleotides)))
        if not found:
            continue
        main = found[0]
        start, end = min(e.start for t in found for e in t.exons), max(e.end for t in found for e in t.exons)
        loci = (Locus(main.chrom, start, genome[main.chrom][start:end]),) if with_loci else ()
        kinase = None
        if gene in KINASES:
            first, last = KINASE_RESIDUES[gene]
            kinase = (main.cds_start_in_cdna + 3 * first, main.cds_start_in_cdna + 3 * last)
        targets.append(GeneTarget(gene, tuple(found), gene in KINASES, kinase, loci))
    return targets


def _transcript(gene, accession, contig, strand, exons, coding, sequence) -> Transcript | None:
    nucleotides = transcribe(sequence, exons, strand)
    ascending = sorted(exons)
    low, high = min(start for start, _ in coding), max(end for _, end in coding)
    before = sum(max(0, min(end, low) - start) for start, end in ascending)
    after = sum(max(0, end - max(start, high)) for start, end in ascending)
    cds_start = before if strand == "+" else after
    length = len(nucleotides) - before - after
    if length % 3 or length < 6:
        return None
    cds = nucleotides[cds_start : cds_start + length]
    if translate(cds[-3:]) != "*" and translate(nucleotides[cds_start + length : cds_start + length + 3]) == "*":
        length += 3
        cds = nucleotides[cds_start : cds_start + length]
    protein = translate(cds)
    if not protein.endswith("*") or "*" in protein[:-1]:
        return None
    return Transcript(
        gene=gene, accession=accession, refseq=None, is_mane_select=False, chrom=contig, strand=strand,
        exons=number_exons(exons, strand, cds_start, length), cds_length=length, protein=protein[:-1],
        protein_source="translated", cds_start_in_cdna=cds_start, nucleotides=nucleotides,
    )  # fmt: skip
