"""Where a junction lies on the transcripts, its reading frame, and the chimeric transcript and protein."""

from dataclasses import dataclass

from breakapart.model.calling import Breakpoint, CalledFrame, JunctionSide
from breakapart.model.target import GeneTarget
from breakapart.model.transcript import Exon, Transcript
from breakapart.sequence.codons import translate


@dataclass(frozen=True, slots=True)
class PlacedSide:
    """A side with the transcript it is placed on; the transcript is None where the base lies in no exon."""

    side: JunctionSide
    transcript: Transcript | None


def place_five_prime(target: GeneTarget, position: int) -> PlacedSide:
    """The 5' side whose last base kept is at a genomic position."""
    return _place(target, position, is_five_prime=True)


def place_three_prime(target: GeneTarget, position: int) -> PlacedSide:
    """The 3' side whose first base kept is at a genomic position."""
    return _place(target, position, is_five_prime=False)


def _place(target: GeneTarget, position: int, *, is_five_prime: bool) -> PlacedSide:
    where = Breakpoint(target.main.chrom, position, target.main.strand)
    holders = [(transcript, _exon_at(transcript, position)) for transcript in target.transcripts]
    inside = [(transcript, exon) for transcript, exon in holders if exon is not None]
    at_edge = [(t, exon) for t, exon in inside if _is_edge(t, exon, position, is_five_prime=is_five_prime)]
    if not inside:
        return PlacedSide(JunctionSide(target.symbol, where, None, None, "intron", "intron"), None)
    # The main transcript numbers the exons unless only another one has the edge.
    transcript, exon = (at_edge or inside)[0]
    cut = _cdna_of(transcript, exon, position) + (1 if is_five_prime else 0)
    side = JunctionSide(
        gene=target.symbol,
        breakpoint=where,
        transcript=transcript.accession,
        exon=exon.number,
        site="exon_edge" if at_edge else "exon",
        region=_region(transcript, cut, is_five_prime=is_five_prime),
        cdna_cut=cut,
    )
    return PlacedSide(side, transcript)


def _exon_at(transcript: Transcript, position: int) -> Exon | None:
    for exon in transcript.exons:
        if exon.start <= position < exon.end:
            return exon
    return None


def _cdna_of(transcript: Transcript, exon: Exon, position: int) -> int:
    inside = position - exon.start if transcript.strand == "+" else exon.end - 1 - position
    return exon.cdna_start + inside


def _is_edge(transcript: Transcript, exon: Exon, position: int, *, is_five_prime: bool) -> bool:
    place = _cdna_of(transcript, exon, position)
    if is_five_prime:
        return place == exon.cdna_end - 1 and exon is not transcript.exons[-1]
    return place == exon.cdna_start and exon is not transcript.exons[0]


def _region(transcript: Transcript, cut: int, *, is_five_prime: bool) -> str:
    start = transcript.cds_start_in_cdna
    end = start + transcript.cds_length
    if not transcript.cds_length or not transcript.cds_start_is_known:
        return "unknown"
    base = cut - 1 if is_five_prime else cut
    if base < start:
        return "5UTR"
    return "CDS" if base < end else "3UTR"


@dataclass(frozen=True, slots=True)
class Chimera:
    """The transcript and protein that a junction makes."""

    frame: CalledFrame
    reason: str
    transcript: str | None
    protein: str | None


def join(five: PlacedSide, three: PlacedSide, inserted: str, *, three_prime_bases: str = "") -> Chimera:
    """
    Join two placed sides; the frame comes from their transcripts alone, never from reads.

    `three_prime_bases` stand for the 3' part where it lies in no exon (a retained intron). A junction in the 3' gene's
    5' untranslated region is in frame when its own frame is reached without a stop.
    """
    t5, t3 = five.transcript, three.transcript
    cut5, cut3 = five.side.cdna_cut, three.side.cdna_cut
    if t5 is None or cut5 is None:
        return Chimera(CalledFrame.UNDETERMINED, "the 5' part ends in an intron", None, None)
    head = (t5.nucleotides or "")[:cut5]
    tail = (t3.nucleotides or "")[cut3:] if t3 is not None and cut3 is not None else three_prime_bases
    transcript = head + inserted + tail if tail else None
    if five.side.region != "CDS":
        return Chimera(
            CalledFrame.UNDETERMINED,
            f"the 5' part ends outside its coding sequence ({five.side.region})",
            transcript,
            None,
        )
    coding = t5.cds_start_in_cdna
    protein = translate(head[coding:] + inserted + tail, to_stop=True) if tail else None
    if t3 is None or cut3 is None:
        return Chimera(CalledFrame.UNDETERMINED, "the 3' part begins in an intron", transcript, protein)
    if three.side.region not in ("CDS", "5UTR"):
        return Chimera(
            CalledFrame.UNDETERMINED,
            f"the 3' part begins outside its coding sequence ({three.side.region})",
            transcript,
            protein,
        )
    before = cut5 - coding + len(inserted)
    after = cut3 - t3.cds_start_in_cdna
    phases = f"{before % 3} of 3 bases of a codon before the junction, {after % 3} expected"
    if (before - after) % 3:
        return Chimera(CalledFrame.OUT_OF_FRAME, f"out of frame: {phases}", transcript, protein)
    first_own_codon = before + max(0, -after) + 2
    if protein is not None and 3 * len(protein) < first_own_codon - 2:
        return Chimera(
            CalledFrame.STOP_CODON,
            f"phases match, but a stop stands at residue {len(protein) + 1}, before the 3' part",
            transcript,
            protein,
        )
    return Chimera(CalledFrame.IN_FRAME, f"in frame: {phases}", transcript, protein)
