"""Targets for tests of calling: read from a genome and a GTF, or made up."""

import gzip
import random
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
            found.append(
                _transcript(gene, accession, str(record["contig"]), str(record["strand"]), exons, coding, sequence)
            )
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


def made_up_gene(
    symbol: str,
    rng: random.Random,
    *,
    exons: int = 10,
    exon_length: int = 150,
    contig: str | None = None,
    start: int = 1_000,
    strand: str = "+",
    is_kinase: bool = False,
    like: GeneTarget | None = None,
    divergence: float = 0.2,
    is_panel: bool = True,
) -> GeneTarget:
    """
    A gene with coding exons and introns of random bases; `like` makes a paralogue whose bases differ by `divergence`.

    No stop codon stands in the reading frame before the end.
    """
    codons = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT" if a + b + c not in ("TAA", "TAG", "TGA")]
    if like is None:
        lengths = [exon_length + rng.randint(-40, 40) for _ in range(exons)]
        total = sum(lengths)
        lengths[-1] += -total % 3
        count = sum(lengths) // 3
        cds = "ATG" + "".join(rng.choice(codons) for _ in range(count - 2)) + "TAA"
    else:
        lengths = [exon.end - exon.start for exon in like.main.exons]
        assert like.main.nucleotides
        template = like.main.nucleotides
        parts = []
        for i in range(0, len(template) - 3, 3):
            codon = list(template[i : i + 3])
            for j in range(3):
                if i and rng.random() < divergence:
                    codon[j] = rng.choice([base for base in "ACGT" if base != codon[j]])
            parts.append("".join(codon) if "".join(codon) in codons else template[i : i + 3])
        cds = "".join(parts) + "TAA"
    chrom = contig or f"chr_{symbol}"
    genome, blocks, at = [], [], 0
    for length in lengths:
        intron = "".join(rng.choice("ACGT") for _ in range(300))
        genome.append(intron)
        at += len(intron)
        genome.append(cds[sum(end - begin for begin, end in blocks) :][:length])
        blocks.append((at, at + length))
        at += length
    genome.append("".join(rng.choice("ACGT") for _ in range(300)))
    sense = "".join(genome)
    placed = blocks if strand == "+" else [(len(sense) - end, len(sense) - begin) for begin, end in blocks]
    forward = sense if strand == "+" else sense.translate(_COMPLEMENT)[::-1]
    shifted = [(begin + start, end + start) for begin, end in placed]
    transcript = Transcript(
        gene=symbol, accession=f"T_{symbol}.1", refseq=None, is_mane_select=True, chrom=chrom, strand=strand,
        exons=number_exons(shifted, strand, 0, len(cds)), cds_length=len(cds), protein=translate(cds)[:-1],
        protein_source="made up", cds_start_in_cdna=0, nucleotides=cds,
    )  # fmt: skip
    kinase = (transcript.exons[-4].cdna_start, len(cds) - 30) if is_kinase else None
    return GeneTarget(symbol, (transcript,), is_kinase, kinase, (Locus(chrom, start, forward),), is_panel=is_panel)


def made_up_panel(seed: int = 1, *, kinases: int = 4, partners: int = 12, controls: int = 4) -> list[GeneTarget]:
    """Kinases K1.., partners P1.., controls C1..; K2 is a paralogue of K1, P2 of P1, P4 of P3."""
    rng = random.Random(seed)
    genes: dict[str, GeneTarget] = {}
    for kind, count in (("K", kinases), ("P", partners), ("C", controls)):
        for number in range(1, count + 1):
            like = genes.get({"K2": "K1", "P2": "P1", "P4": "P3"}.get(f"{kind}{number}", ""))
            genes[f"{kind}{number}"] = made_up_gene(
                f"{kind}{number}", rng, strand=rng.choice("+-"), is_kinase=kind == "K", like=like
            )
    return list(genes.values())
