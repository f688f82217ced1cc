"""From genomic exons and a start codon to exon numbers, cDNA and CDS positions and phases."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from breakapart.model.transcript import Exon, Transcript


def number_exons(
    blocks: Sequence[tuple[int, int]],
    strand: str,
    cds_start_in_cdna: int,
    cds_length: int,
    *,
    cds_start_is_known: bool = True,
) -> tuple[Exon, ...]:
    """
    Exons in transcript direction.

    `blocks` are genomic interbase intervals in any order, `cds_start_in_cdna` the interbase position of the start codon
    in the spliced transcript, `cds_length` the coding bases with the stop codon. When only the coding exon is known,
    not the place in it, give that exon's start and `cds_start_is_known=False`: its edges then have no phase.

    >>> [(exon.number, exon.cds_start, exon.phase_out) for exon in number_exons([(0, 10), (20, 40)], "-", 5, 21)]
    [(1, 0, 0), (2, 15, None)]

    Raises ValueError when blocks are empty or overlap, or when the coding sequence does not lie within them.
    """
    ascending = sorted(blocks)
    before = ascending[0][0] if ascending else 0
    for start, end in ascending:
        if start >= end:
            raise ValueError("an exon has no bases")
        if start < before:
            raise ValueError("two exons overlap")
        before = end
    cds_end_in_cdna = cds_start_in_cdna + cds_length
    exons = []
    cdna_start = 0
    for number, (start, end) in enumerate(ascending if strand == "+" else reversed(ascending), start=1):
        cdna_end = cdna_start + end - start
        # Not max() and min(): whole genomes of exons pass through here, and calls are what takes the time.
        coding_start = cdna_start if cdna_start > cds_start_in_cdna else cds_start_in_cdna
        coding_end = cdna_end if cdna_end < cds_end_in_cdna else cds_end_in_cdna
        cds_start = cds_end = phase_in = phase_out = None
        if coding_start < coding_end:
            cds_start, cds_end = coding_start - cds_start_in_cdna, coding_end - cds_start_in_cdna
            if coding_start == cdna_start:
                phase_in = cds_start % 3
            # Past the stop codon nothing is read, so an edge right behind it has no phase.
            if coding_end == cdna_end and cds_end < cds_length:
                phase_out = cds_end % 3
        exons.append(Exon(number, start, end, cdna_start, cdna_end, cds_start, cds_end, phase_in, phase_out))
        cdna_start = cdna_end
    if cds_length and not 0 <= cds_start_in_cdna < cds_end_in_cdna <= cdna_start:
        raise ValueError(
            f"the coding sequence, bases {cds_start_in_cdna + 1} to {cds_end_in_cdna}, "
            f"does not lie within the {cdna_start} bases of the exons"
        )
    if not cds_start_is_known:
        exons = [replace(exon, phase_in=None, phase_out=None) for exon in exons]
    return tuple(exons)


def codon_positions(transcript: Transcript) -> Iterator[tuple[int, int, int]]:
    """
    The genomic bases (each by its interbase start) of every codon, the stop last.

    Two transcripts of a gene that share these three bases share the residue. Yields nothing when the place of the
    coding sequence is not known.
    """
    if not transcript.cds_start_is_known:
        return
    bases: list[int] = []
    for exon in transcript.exons:
        if exon.cds_start is None or exon.cds_end is None:
            continue
        skipped = max(0, transcript.cds_start_in_cdna - exon.cdna_start)
        length = exon.cds_end - exon.cds_start
        if transcript.strand == "+":
            first = exon.start + skipped
            bases.extend(range(first, first + length))
        else:
            first = exon.end - 1 - skipped
            bases.extend(range(first, first - length, -1))
    for i in range(0, len(bases) - 2, 3):
        yield bases[i], bases[i + 1], bases[i + 2]


def residues_by_codon(transcript: Transcript, protein: str) -> dict[tuple[int, int, int], str]:
    """Residues of `protein`, which `transcript` codes for, by the genomic bases of their codons; `X` left out."""
    return {
        codon: residue for codon, residue in zip(codon_positions(transcript), protein, strict=False) if residue != "X"
    }


def protein_from_codons(transcript: Transcript, residues: dict[tuple[int, int, int], str]) -> str:
    """The protein of `transcript` as far as its codons are in `residues`, `X` elsewhere."""
    if not transcript.cds_start_is_known:
        return "X" * transcript.protein_length
    return "".join(residues.get(codon, "X") for codon in codon_positions(transcript))[: transcript.protein_length]
