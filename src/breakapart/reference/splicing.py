"""From an annotated transcript and its contig to the spliced sequence, the coding sequence and the protein."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from breakapart.model.gene_annotation import AnnotatedTranscript, Blocks
from breakapart.model.transcript import Transcript
from breakapart.reference.exon_arithmetic import number_exons
from breakapart.sequence.codons import translate

_COMPLEMENT = bytes.maketrans(b"ACGTRYSWKMBDHVN", b"TGCAYRSWMKVHDBN")
STOPS = frozenset({"TAA", "TAG", "TGA"})


class Flaw(StrEnum):
    """What is wrong with an annotated transcript on this genome, in the words of the summary."""

    CLIPPED = "transcripts reach beyond the end of their contig and were clipped"
    OUTSIDE = "transcripts lie outside their contig and were left out"
    OVERLAP = "transcripts have exons that overlap and were left out"
    CODING_OUTSIDE = "transcripts have coding bases outside their exons and were kept without a coding sequence"
    INTERRUPTED = (
        "coding sequences have gaps or overlaps (as with ribosomal slippage); their frame is that of the start"
    )
    INTERNAL_STOP = "coding sequences have a stop codon inside; their residue there is X"
    NO_START = "coding sequences begin inside a codon: their 5' end is not annotated"
    NO_STOP = "coding sequences have no stop codon: their 3' end is not annotated"


COMMON = (Flaw.INTERRUPTED, Flaw.NO_START, Flaw.NO_STOP)
"""Flaws that every annotation has: GENCODE holds thousands of transcripts whose ends are not known."""


@dataclass(frozen=True, slots=True)
class Spliced:
    """A transcript with its sequence, or None when nothing of it could be kept, and what was wrong with it."""

    transcript: Transcript | None
    flaws: tuple[Flaw, ...]


def splice(
    annotated: AnnotatedTranscript,
    nucleotides: bytes,
    *,
    symbol: str,
    chrom: str,
    refseq: str | None,
    is_mane_select: bool,
    source: str,
) -> Spliced:
    """
    The transcript on `nucleotides`, the upper-case sequence of its whole contig.

    Parts beyond the contig are cut off. Where an annotation leaves the stop codon out, it is counted in if it follows.
    """
    flaws: list[Flaw] = []
    exons = _clipped(annotated.exons, len(nucleotides), flaws)
    if not exons:
        return Spliced(None, (Flaw.OUTSIDE,))
    if any(before[1] > after[0] for before, after in pairwise(exons)):
        return Spliced(None, (Flaw.OVERLAP,))
    bases = _spliced(exons, annotated.strand, nucleotides)
    coding = _clipped(annotated.coding, len(nucleotides), [])
    start, length = _coding_in_cdna(exons, coding, annotated, bases, flaws) if coding else (0, 0)
    protein, notes = _protein(bases, start, length, annotated, flaws) if length else ("", [])
    described = [f"translated from {source}" if length else "this transcript codes for no protein", *notes]
    if Flaw.CLIPPED in flaws:
        described.append("clipped at the end of its contig")
    return Spliced(
        Transcript(
            gene=symbol,
            accession=annotated.accession,
            refseq=refseq,
            is_mane_select=is_mane_select,
            chrom=chrom,
            strand=annotated.strand,
            exons=number_exons(exons, annotated.strand, start, length),
            cds_length=length,
            protein=protein,
            protein_source="; ".join(described),
            cds_start_in_cdna=start,
            nucleotides=bases,
        ),
        tuple(dict.fromkeys(flaws)),
    )


def _clipped(blocks: Blocks, length: int, flaws: list[Flaw]) -> Blocks:
    if not blocks or (blocks[0][0] >= 0 and blocks[-1][1] <= length):
        return blocks
    kept = tuple((max(0, start), min(length, end)) for start, end in blocks if start < length and end > 0)
    flaws.append(Flaw.CLIPPED)
    return kept


def _spliced(exons: Blocks, strand: str, nucleotides: bytes) -> str:
    joined = b"".join(nucleotides[start:end] for start, end in exons)
    if strand == "-":
        joined = joined.translate(_COMPLEMENT)[::-1]
    return joined.decode("ascii")


def _coding_in_cdna(
    exons: Blocks, coding: Blocks, annotated: AnnotatedTranscript, bases: str, flaws: list[Flaw]
) -> tuple[int, int]:
    """Start and length of the coding sequence in the spliced transcript, whole codons only, the stop codon last."""
    low, high = _place(exons, coding[0][0]), _place(exons, coding[-1][1] - 1)
    if low is None or high is None:
        flaws.append(Flaw.CODING_OUTSIDE)
        return 0, 0
    high += 1
    if high - low != sum(end - start for start, end in coding):
        flaws.append(Flaw.INTERRUPTED)
    start, end = (low, high) if annotated.strand == "+" else (len(bases) - high, len(bases) - low)
    if annotated.frame:
        start += annotated.frame
        flaws.append(Flaw.NO_START)
    end -= (end - start) % 3
    if bases[end - 3 : end] not in STOPS or end - start < 6:
        if bases[end : end + 3] in STOPS:
            end += 3
        else:
            flaws.append(Flaw.NO_STOP)
    return (start, end - start) if end - start >= 6 else (0, 0)


def _place(exons: Blocks, position: int) -> int | None:
    """Bases of exons before a genomic base, in ascending order; None when it lies in no exon."""
    before = 0
    for start, end in exons:
        if position < start:
            return None
        if position < end:
            return before + position - start
        before += end - start
    return None


def _protein(
    bases: str, start: int, length: int, annotated: AnnotatedTranscript, flaws: list[Flaw]
) -> tuple[str, list[str]]:
    notes = []
    protein = translate(bases[start : start + length - 3])
    if "*" in protein:
        if "seleno" in annotated.tags:
            # In selenoproteins TGA codes for selenocysteine; the other stop codons stop there too.
            codons = (bases[start + 3 * i : start + 3 * i + 3] for i in range(len(protein)))
            protein = "".join(
                "U" if codon == "TGA" else residue for residue, codon in zip(protein, codons, strict=True)
            )
        if "*" in protein:
            flaws.append(Flaw.INTERNAL_STOP)
            notes.append(f"{protein.count('*')} stop codons inside, written X")
            protein = protein.replace("*", "X")
    if Flaw.NO_START in flaws:
        notes.append("5' end of the coding sequence not annotated")
    if Flaw.NO_STOP in flaws:
        notes.append("3' end of the coding sequence not annotated, last codon left out")
    if Flaw.INTERRUPTED in flaws:
        notes.append("coding sequence with a gap or overlap, frame of the start")
    return protein, notes
