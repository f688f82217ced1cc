"""
The panel with made-up nucleotides: an illustration that runs from reads without a genome.

Genes, exon structure and proteins are those of the bundled reference. The nucleotides are not: codons are drawn by
human codon usage, untranslated regions and introns at random, all from a fixed seed, so that the same reference gives
the same bases. Reads simulated from it can be called with it; reads of a patient cannot, and must not.
"""

import random
from dataclasses import replace

from breakapart.model.target import Locus
from breakapart.model.transcript import Gene, Transcript
from breakapart.reference.schema import GeneEntry
from breakapart.reference.store import Reference
from breakapart.sequence.back_translation import back_translate, untranslated

SEED = "breakapart synthetic panel 1"
BANNER = "synthetic nucleotides: illustration only"
"""What every output made with this reference has to say."""

FLANK = 150
"""Bases of made-up intron beside each exon: enough for the overhang of a read into an intron."""

DONOR, ACCEPTOR = "GTAAGT", "TTTCTTTTTCCTCAG"
"""First and last bases of every made-up intron: the consensus of human splice sites (Padgett 1986, Annu Rev Biochem
55:1119, doi 10.1146/annurev.bi.55.070186.005351)."""


def synthetic_entries(bundled: Reference) -> list[GeneEntry]:
    """The panel genes of `bundled` with one transcript each and made-up nucleotides."""
    entries = []
    for symbol in bundled.panel_symbols():
        gene = bundled.gene(symbol)
        rng = random.Random(f"{SEED} {symbol}")  # noqa: S311 - the same bases every time is what is wanted
        mane = with_nucleotides(gene.mane, rng)
        legacy = tuple(row for row in bundled.legacy_numbering(symbol) if row.is_established)
        invented = replace(gene, mane=mane)
        entries.append(GeneEntry(invented, is_panel=True, legacy=legacy, loci=invented_loci(invented, rng)))
    return entries


def synthetic_meta(bundled: Reference, entries: list[GeneEntry]) -> dict[str, str]:
    """What the file says of itself."""
    return {
        "version": f"SYNTHETIC panel ({BANNER}) on {bundled.version}",
        "genome": f"none: {BANNER}",
        "nucleotides": "synthetic",
        "banner": BANNER,
        "genes": str(len(entries)),
        "panel_genes": str(len(entries)),
        "attribution": bundled.meta.get("attribution", ""),
    }


def with_nucleotides(transcript: Transcript, rng: random.Random) -> Transcript:
    """The transcript with a spliced sequence that codes for its protein; unknown residues stay X in the protein."""
    length = transcript.exons[-1].cdna_end
    start = transcript.cds_start_in_cdna
    coding = back_translate(transcript.protein, rng)
    behind = length - start - len(coding)
    nucleotides = untranslated(start, rng) + coding + untranslated(behind, rng)
    return replace(
        transcript,
        nucleotides=nucleotides,
        protein_source=f"{BANNER}; residues: {transcript.protein_source}",
    )


def invented_loci(gene: Gene, rng: random.Random) -> tuple[Locus, ...]:
    """Each exon with `FLANK` bases of made-up intron on both sides, on the forward strand; short introns whole."""
    transcript = gene.mane
    assert transcript.nucleotides is not None
    exons = sorted((exon.start, exon.end, exon.cdna_start, exon.cdna_end) for exon in transcript.exons)
    pieces: list[tuple[int, str]] = []
    first_start = exons[0][0]
    lead = min(FLANK, first_start)
    pieces.append((first_start - lead, untranslated(lead, rng)))
    starts = [*(exon[0] for exon in exons[1:]), None]
    for (start, end, cdna_start, cdna_end), next_start in zip(exons, starts, strict=True):
        bases = transcript.nucleotides[cdna_start:cdna_end]
        pieces.append((start, bases if transcript.strand == "+" else reverse_complement(bases)))
        if next_start is None:
            pieces.append((end, untranslated(FLANK, rng)))
        else:
            pieces += _intron(end, next_start, transcript.strand, rng)
    return tuple(_joined(gene.chrom, pieces))


def _intron(start: int, end: int, strand: str, rng: random.Random) -> list[tuple[int, str]]:
    """The two ends of an intron, or all of a short one."""
    length = end - start
    left, right = (length // 2, length - length // 2) if length <= 2 * FLANK else (FLANK, FLANK)
    bases = untranslated(left + right, rng)
    if left + right >= len(DONOR) + len(ACCEPTOR):
        inner = bases[len(DONOR) : len(bases) - len(ACCEPTOR)]
        bases = DONOR + inner + ACCEPTOR
        if strand == "-":
            bases = reverse_complement(bases)
    return [(start, bases[:left]), (end - right, bases[left:])]


def _joined(chrom: str, pieces: list[tuple[int, str]]) -> list[Locus]:
    loci: list[Locus] = []
    for start, bases in pieces:
        if not bases:
            continue
        if loci and loci[-1].start + len(loci[-1].nucleotides) == start:
            loci[-1] = replace(loci[-1], nucleotides=loci[-1].nucleotides + bases)
        else:
            loci.append(Locus(chrom, start, bases))
    return loci


def reverse_complement(bases: str) -> str:
    """
    The other strand.

    >>> reverse_complement("GATTACA")
    'TGTAATC'
    """
    return bases.translate(_COMPLEMENT)[::-1]


_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
