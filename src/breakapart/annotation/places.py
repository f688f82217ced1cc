"""Places a breakpoint on a transcript: from an exon, an intron, a position in the RNA or one on the chromosome."""

from breakapart.model.fusion import GenomicCut, Junction
from breakapart.model.transcript import Exon, Transcript

UNKNOWN = "unknown"


def unknown_place(transcript: Transcript, note: str) -> Junction:
    """A side of which only the gene is known; see `Junction.is_known`."""
    return Junction(transcript, cdna_cut=0, exon=0, at_exon_edge=False, region=UNKNOWN, cds_cut=None, note=note)


def at_exon_edge(transcript: Transcript, number: int, *, is_five_prime: bool, note: str = "") -> Junction | None:
    """The 3' edge of the last exon kept, or the 5' edge of the first; None when there is no such exon."""
    if not 1 <= number <= len(transcript.exons):
        return None
    exon = transcript.exons[number - 1]
    cut = exon.cdna_end if is_five_prime else exon.cdna_start
    return _junction(transcript, cut, exon, is_five_prime=is_five_prime, note=note)


def at_cdna(transcript: Transcript, cut: int, *, is_five_prime: bool, note: str = "") -> Junction | None:
    """An interbase cut of the spliced transcript; None when nothing would be kept or the cut lies outside."""
    length = transcript.exons[-1].cdna_end
    if not (0 < cut <= length if is_five_prime else 0 <= cut < length):
        return None
    base = cut - 1 if is_five_prime else cut
    exon = next(exon for exon in transcript.exons if base < exon.cdna_end)
    return _junction(transcript, cut, exon, is_five_prime=is_five_prime, note=note)


def at_intron(transcript: Transcript, number: int, *, is_five_prime: bool) -> Junction | None:
    """A breakpoint in an intron: splicing joins the exon before it (5') or the exon after it (3')."""
    exon = number if is_five_prime else number + 1
    if not 1 <= number < len(transcript.exons):
        return None
    return at_exon_edge(transcript, exon, is_five_prime=is_five_prime, note=_intron_note(number, is_five_prime))


def at_genomic(transcript: Transcript, position: int, *, is_five_prime: bool) -> Junction | None:
    """
    An interbase position on the transcript's chromosome; None when it lies outside the transcript.

    Inside an exon the cut is taken as it is; in an intron the nearest exon on the side that is kept is taken.
    """
    along = position if transcript.strand == "+" else -position
    previous: Exon | None = None
    for exon in transcript.exons:
        start, end = (exon.start, exon.end) if transcript.strand == "+" else (-exon.end, -exon.start)
        if along < start or (is_five_prime and along == start):
            if previous is None:
                return None
            note = _intron_note(previous.number, is_five_prime)
            kept = previous if is_five_prime else exon
            return at_exon_edge(transcript, kept.number, is_five_prime=is_five_prime, note=note)
        if along < end or (is_five_prime and along == end):
            cut = exon.cdna_start + (along - start)
            return _junction(transcript, cut, exon, is_five_prime=is_five_prime, note="")
        previous = exon
    return None


def genomic_position(junction: Junction) -> int:
    """Interbase position of a known junction on the chromosome; of an unknown one, the middle of the transcript."""
    transcript = junction.transcript
    if not junction.is_known:
        first, last = transcript.exons[0], transcript.exons[-1]
        return (min(first.start, last.start) + max(first.end, last.end)) // 2
    exon = transcript.exons[junction.exon - 1]
    into = junction.cdna_cut - exon.cdna_start
    return exon.start + into if transcript.strand == "+" else exon.end - into


def offset_from_edge(junction: Junction, *, is_five_prime: bool) -> int:
    """Bases from the exon edge that a clean junction would have to the cut: negative inside a 5' exon."""
    exon = junction.transcript.exons[junction.exon - 1]
    return junction.cdna_cut - (exon.cdna_end if is_five_prime else exon.cdna_start)


def intron_overhang(junction: Junction, cut: GenomicCut) -> int:
    """Bases of intron between a breakpoint and the exon edge it was snapped to; 0 inside an exon."""
    return abs(cut.position - genomic_position(junction))


def same_chromosome(one: str, other: str) -> bool:
    """
    Whether two names are one chromosome: references built from Ensembl genomes write `7` for `chr7`, `MT` for `chrM`.

    >>> same_chromosome("chr7", "7"), same_chromosome("MT", "chrM"), same_chromosome("chr7", "17")
    (True, True, False)
    """
    return _bare(one) == _bare(other)


def _bare(chrom: str) -> str:
    name = chrom.lower().removeprefix("chr")
    return "m" if name == "mt" else name


def _junction(transcript: Transcript, cut: int, exon: Exon, *, is_five_prime: bool, note: str) -> Junction:
    start = transcript.cds_start_in_cdna
    region, cds_cut = _region(transcript, cut, is_five_prime=is_five_prime)
    if region == "CDS" and transcript.cds_start_is_known:
        cds_cut = cut - start
    edge = exon.cdna_end if is_five_prime else exon.cdna_start
    if not note and cut != edge:
        inside = edge - cut if is_five_prime else cut - edge
        side = "before its 3' edge" if is_five_prime else "after its 5' edge"
        note = f"breakpoint inside exon {exon.number}, {inside} nt {side}"
    return Junction(transcript, cut, exon.number, cut == edge, region, cds_cut, note)


def _region(transcript: Transcript, cut: int, *, is_five_prime: bool) -> tuple[str, int | None]:
    """
    Where a cut lies. A 5' part that ends at the start codon or before holds no coding base; one that ends at the stop
    codon's last base or later holds the whole protein. A 3' part may begin exactly with the start codon.
    """
    start, end = transcript.cds_start_in_cdna, transcript.cds_start_in_cdna + transcript.cds_length
    if not transcript.cds_length:
        # A transcript that codes for nothing adds untranslated bases on either side.
        return ("5UTR" if is_five_prime else "3UTR"), None
    if not transcript.cds_start_is_known:
        coding = next(exon for exon in transcript.exons if exon.cdna_start <= start < exon.cdna_end)
        start, end = coding.cdna_start, coding.cdna_end
        if not is_five_prime and cut == start:
            return "5UTR", None  # the start codon lies somewhere downstream in this exon
    if is_five_prime:
        return ("5UTR" if cut <= start else "3UTR" if cut >= end else "CDS"), None
    return ("5UTR" if cut < start else "3UTR" if cut >= end else "CDS"), None


def _intron_note(number: int, is_five_prime: bool) -> str:
    taken = f"last exon kept {number}" if is_five_prime else f"next exon {number + 1}"
    return f"breakpoint in intron {number}, {taken}"
