"""Reads through a junction: whether the frame is kept and which residues the fusion transcript codes for."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from breakapart.model.fusion import Frame, Junction
from breakapart.sequence.codons import codons_of, junction_residues, translate


class Way(StrEnum):
    """How the two coding sequences meet."""

    FUSED = "fused"
    """Both cuts in coding sequence, the 3' frame kept."""
    SHIFTED = "shifted"
    """Both cuts in coding sequence, the 3' frame lost, or ended by a stop codon at the junction."""
    UTR_BETWEEN = "utr_between"
    """5' coding sequence runs into the 3' gene's 5'UTR before its start codon."""
    PROMOTER_SWAP = "promoter_swap"
    """Only 5'UTR of the 5' gene before the whole coding sequence of the 3' gene."""
    INTERNAL_START = "internal_start"
    """Only 5'UTR of the 5' gene before a 3' part that has lost its start codon."""
    FIVE_PRIME_WHOLE = "five_prime_whole"
    """The 5' part ends in its 3'UTR: its protein is made whole, with its own stop codon."""
    NO_THREE_PRIME_CODING = "no_three_prime_coding"
    """The 3' part holds only 3'UTR, or begins inside the stop codon."""
    NOTHING_CODED = "nothing_coded"
    UNKNOWN = "unknown"
    """One of the two places is not known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a ribosome makes of the fusion transcript."""

    way: Way
    frame: Frame
    reason: str
    sequence: str | None
    """None when no protein can be told."""
    five_kept: int = 0
    """Whole residues kept of the 5' protein."""
    three_kept_from: int | None = None
    """First residue (interbase) kept of the 3' protein; None when none of it is made."""
    three_starts_at: int = 0
    """Interbase residue of the chimera at which `three_kept_from` lies."""
    junction_residues: tuple[str, ...] = ()
    tail: str = ""
    truncated_at_junction: bool = False
    warnings: tuple[str, ...] = field(default=())


def frame_at(five: Junction, three: Junction, inserted: str) -> Frame:
    """
    The frame from the positions alone: kept if the bases upstream of both cuts agree modulo 3.

    At exon edges this is phase_out == phase_in. Where a cut is not in coding sequence phases say nothing.
    """
    if five.cds_cut is None or three.cds_cut is None:
        return Frame.UNDETERMINED
    kept = (five.cds_cut + len(inserted) - three.cds_cut) % 3 == 0
    return Frame.IN_FRAME if kept else Frame.OUT_OF_FRAME


def read_through(five: Junction, three: Junction, inserted: str) -> Reading:
    """
    The protein of the transcript `five[:cut] + inserted + three[cut:]`.

    Exact where both transcripts have nucleotides. Without them residues come from the two proteins: the codon split
    by the junction is then given as the set of residues that the codons of both neighbours still allow.
    """
    way = _way(five, three)
    if way is Way.FUSED:
        return _coding_into_coding(five, three, inserted)
    if way is Way.UTR_BETWEEN:
        return _through_three_prime_utr5(five, three, inserted)
    if way is Way.PROMOTER_SWAP:
        return _promoter_swap(five, three)
    if way is Way.INTERNAL_START:
        return _internal_start(five, three)
    if way is Way.FIVE_PRIME_WHOLE:
        return _five_prime_whole(five)
    if way is Way.NO_THREE_PRIME_CODING:
        return _into_three_prime_utr3(five, three, inserted)
    if way is Way.NOTHING_CODED:
        reason = f"neither part holds coding sequence of {_gene(five)} or {_gene(three)}"
        return Reading(way, Frame.UNDETERMINED, reason, None)
    return Reading(way, Frame.UNDETERMINED, _why_unknown(five, three), None)


def _way(five: Junction, three: Junction) -> Way:
    if not (five.is_known and three.is_known):
        return Way.UNKNOWN
    if five.region == "3UTR":
        return Way.FIVE_PRIME_WHOLE
    if five.region == "5UTR":
        if three.region == "3UTR":
            return Way.NOTHING_CODED
        whole = three.region == "5UTR" or three.cds_cut == 0
        return Way.PROMOTER_SWAP if whole else Way.INTERNAL_START if three.cds_cut is not None else Way.UNKNOWN
    if five.cds_cut is None:
        return Way.UNKNOWN
    if three.region == "5UTR":
        return Way.UTR_BETWEEN
    if three.region == "3UTR" or (three.cds_cut or 0) > three.transcript.cds_length - 3:
        return Way.NO_THREE_PRIME_CODING
    return Way.FUSED if three.cds_cut is not None else Way.UNKNOWN


def _why_unknown(five: Junction, three: Junction) -> str:
    for side in (five, three):
        if not side.is_known:
            return f"the exon or breakpoint in {_gene(side)} is not given"
    vague = five if five.cds_cut is None else three
    return f"the reference does not say where in its coding exon the coding sequence of {_gene(vague)} begins"


# --- coding sequence into coding sequence --------------------------------------------------------------------------


def _coding_into_coding(five: Junction, three: Junction, inserted: str) -> Reading:
    assert five.cds_cut is not None
    assert three.cds_cut is not None
    if frame_at(five, three, inserted) is Frame.OUT_OF_FRAME:
        return _out_of_frame(five, three, inserted)
    five_bases, three_bases = five.cds_cut % 3, -three.cds_cut % 3
    five_kept, three_from = five.cds_cut // 3, -(-three.cds_cut // 3)
    allowed = _allowed_at_junction(five, three, inserted)
    for index, residues in enumerate(allowed):
        if residues == ["*"]:
            return _stopped_at_junction(five, three, inserted, allowed[:index])
    letters = "".join(residues[0] if len(residues) == 1 else "X" for residues in allowed)
    sequence = five.transcript.protein[:five_kept] + letters + three.transcript.protein[three_from:]
    return Reading(
        Way.FUSED,
        Frame.IN_FRAME,
        _in_frame_reason(five, three, inserted),
        sequence,
        five_kept=five_kept,
        three_kept_from=three_from,
        three_starts_at=five_kept + len(letters),
        junction_residues=_one_set(allowed) if five_bases or three_bases else (),
        warnings=_junction_warnings(allowed, five_kept),
    )


def _allowed_at_junction(five: Junction, three: Junction, inserted: str) -> list[list[str]]:
    """The residues that each codon between the two whole parts may code for."""
    if not inserted and five.transcript.nucleotides is None and three.transcript.nucleotides is None:
        assert five.cds_cut is not None
        assert three.cds_cut is not None
        if not five.cds_cut % 3:
            return []
        residues = (_residue(five, five.cds_cut // 3), _residue(three, three.cds_cut // 3))
        return [list(junction_residues(*residues, five.cds_cut % 3))]
    return [sorted({translate(codon) for codon in codon_set}) for codon_set in _junction_codons(five, three, inserted)]


def _residue(side: Junction, index: int) -> str:
    protein = side.transcript.protein
    return protein[index] if index < len(protein) else "*"  # the codon after the last residue is the stop


def _junction_codons(five: Junction, three: Junction, inserted: str) -> list[set[str]]:
    """
    The codons that may stand between the last whole codon of the 5' part and the first of the 3' part.

    Known bases are used where there are nucleotides; else every codon of the native residue is allowed for the bases
    kept of it. The codons of a set vary together only within themselves, which no residue set depends on.
    """
    assert five.cds_cut is not None
    assert three.cds_cut is not None
    left = _kept_bases(five, five.cds_cut // 3, slice(0, five.cds_cut % 3))
    right = _kept_bases(three, three.cds_cut // 3, slice(three.cds_cut % 3, 3) if three.cds_cut % 3 else slice(0, 0))
    total = len(next(iter(left))) + len(inserted) + len(next(iter(right)))
    codons: list[set[str]] = [set() for _ in range(total // 3)]
    for before, after in product(left, right):
        bases = before + inserted + after
        for index, codon_set in enumerate(codons):
            codon_set.add(bases[3 * index : 3 * index + 3])
    return codons


def _kept_bases(side: Junction, codon_index: int, kept: slice) -> set[str]:
    if kept.stop == kept.start:
        return {""}
    transcript = side.transcript
    if transcript.nucleotides is not None:
        first = transcript.cds_start_in_cdna + 3 * codon_index
        return {transcript.nucleotides[first : first + 3][kept]}
    return {codon[kept] for codon in codons_of(_residue(side, codon_index))}


def _one_set(allowed: list[list[str]]) -> tuple[str, ...]:
    """Residues of the codon that is not certain; of the first codon when all are."""
    if not allowed:
        return ()
    uncertain = [residues for residues in allowed if len(residues) > 1]
    return tuple((uncertain or allowed)[0])


def _junction_warnings(allowed: list[list[str]], five_kept: int) -> tuple[str, ...]:
    warnings = []
    if any("*" in residues for residues in allowed):
        warnings.append("a stop codon at the junction cannot be excluded without the nucleotides")
    if five_kept == 0:
        warnings.append("the junction cuts the start codon of the 5' gene")
    return tuple(warnings)


def _in_frame_reason(five: Junction, three: Junction, inserted: str) -> str:
    ends, enters = _phase_words(five, "ends"), _phase_words(three, "enters")
    if inserted:
        return f"{ends}, {len(inserted)} inserted bases follow and {enters}: the frame is kept"
    return f"{ends} and {enters}: the frame is kept"


def _phase_words(side: Junction, verb: str) -> str:
    assert side.cds_cut is not None
    place = f"{_gene(side)} exon {side.exon}" if side.at_exon_edge else f"the part of {_gene(side)}"
    return f"{place} {verb} in phase {side.cds_cut % 3}"


def _stopped_at_junction(five: Junction, three: Junction, inserted: str, before: list[list[str]]) -> Reading:
    assert five.cds_cut is not None
    tail = "".join(residues[0] if len(residues) == 1 else "X" for residues in before)
    kept = five.cds_cut // 3
    where = "the inserted bases hold" if inserted else "the codon at the junction is"
    return Reading(
        Way.SHIFTED,
        Frame.OUT_OF_FRAME,
        f"the count of bases keeps the frame, but {where} a stop codon: {_gene(three)} is not translated",
        five.transcript.protein[:kept] + tail,
        five_kept=kept,
        tail=tail,
    )


def _out_of_frame(five: Junction, three: Junction, inserted: str) -> Reading:
    assert five.cds_cut is not None
    assert three.cds_cut is not None
    kept = five.cds_cut // 3
    ends, enters = _phase_words(five, "ends"), _phase_words(three, "enters")
    between = f", {len(inserted)} inserted bases follow" if inserted else ""
    reason = f"{ends}{between} and {enters}: the frame of {_gene(three)} is lost"
    return _with_tail(Way.SHIFTED, Frame.OUT_OF_FRAME, reason, five, three, inserted, kept)


def _with_tail(
    way: Way, frame: Frame, reason: str, five: Junction, three: Junction, inserted: str, kept: int
) -> Reading:
    """The 5' residues and, where nucleotides are known, the foreign residues up to the first stop codon."""
    protein = five.transcript.protein[:kept]
    bases = _fusion_bases(five, three, inserted)
    if bases is None:
        return Reading(way, frame, reason, protein, five_kept=kept, truncated_at_junction=True)
    made = _to_stop(bases[five.transcript.cds_start_in_cdna :])
    return Reading(way, frame, reason, made, five_kept=min(kept, len(made)), tail=made[kept:])


def _fusion_bases(five: Junction, three: Junction, inserted: str) -> str | None:
    before, after = five.transcript.nucleotides, three.transcript.nucleotides
    if before is None or after is None:
        return None
    return before[: five.cdna_cut] + inserted + after[three.cdna_cut :]


def _to_stop(bases: str) -> str:
    whole = translate(bases[: len(bases) - len(bases) % 3])
    return whole.split("*", 1)[0]


# --- where an untranslated region is involved -----------------------------------------------------------------------


def _through_three_prime_utr5(five: Junction, three: Junction, inserted: str) -> Reading:
    """The 5' frame runs through the 3' gene's 5'UTR; whether it reaches the 3' frame is a matter of its bases."""
    assert five.cds_cut is not None
    kept = five.cds_cut // 3
    gene = _gene(three)
    utr = three.transcript.cds_start_in_cdna - three.cdna_cut
    bases = _fusion_bases(five, three, inserted)
    if bases is not None:
        return _through_known_utr(five, three, bases, kept, utr + len(inserted))
    if not three.transcript.cds_start_is_known:
        reason = f"the junction lies in the 5'UTR of {gene}, and how far before its start codon is not known"
        return Reading(Way.UTR_BETWEEN, Frame.UNDETERMINED, reason, five.transcript.protein[:kept], five_kept=kept,
                       truncated_at_junction=True)  # fmt: skip
    between = five.cds_cut % 3 + len(inserted) + utr
    opening = f"the junction lies in the 5'UTR of {gene}, {utr} nt before its start codon"
    if between % 3:
        reason = (
            f"{opening}, where phases decide nothing; by count {_gene(five)} reads {gene} in another frame, "
            f"so {gene} can only be made from a start codon of its own"
        )
        return Reading(Way.UTR_BETWEEN, Frame.UNDETERMINED, reason, five.transcript.protein[:kept], five_kept=kept,
                       truncated_at_junction=True)  # fmt: skip
    unknown = between // 3
    reason = (
        f"{opening}; by count the frames agree, so {gene} is read whole behind "
        f"{counted(unknown, 'residue')} coded by its 5'UTR unless a stop codon lies there, which only the bases tell"
    )
    sequence = five.transcript.protein[:kept] + "X" * unknown + three.transcript.protein
    return Reading(
        Way.UTR_BETWEEN,
        Frame.UNDETERMINED,
        reason,
        sequence,
        five_kept=kept,
        three_kept_from=0,
        three_starts_at=kept + unknown,
        warnings=(f"{counted(unknown, 'residue')} coded by the 5'UTR of {gene} not known",),
    )


def _through_known_utr(five: Junction, three: Junction, bases: str, kept: int, utr: int) -> Reading:
    assert five.cds_cut is not None
    start = five.transcript.cds_start_in_cdna
    made = _to_stop(bases[start:])
    gene = _gene(three)
    before_start = five.cds_cut + utr
    if before_start % 3 == 0 and len(made) > before_start // 3:
        reason = f"{_gene(five)} is read through {utr} nt of 5'UTR of {gene} into its frame, without a stop codon"
        return Reading(
            Way.UTR_BETWEEN,
            Frame.IN_FRAME,
            reason,
            made,
            five_kept=kept,
            three_kept_from=0,
            three_starts_at=before_start // 3,
        )
    why = "in another frame" if before_start % 3 else "but a stop codon ends it there"
    reason = f"{_gene(five)} is read into the 5'UTR of {gene} {why}"
    return Reading(Way.UTR_BETWEEN, Frame.OUT_OF_FRAME, reason, made, five_kept=kept, tail=made[kept:])


def _promoter_swap(five: Junction, three: Junction) -> Reading:
    reason = (
        f"only 5'UTR of {_gene(five)} is kept, so nothing of it is translated: the whole {_gene(three)} protein is "
        f"made from its own start codon under the promoter of {_gene(five)}"
    )
    return Reading(Way.PROMOTER_SWAP, Frame.UNDETERMINED, reason, three.transcript.protein, three_kept_from=0)


def _internal_start(five: Junction, three: Junction) -> Reading:
    """The start codons of both genes are lost; the next methionine in the 3' frame is presumed to serve."""
    assert three.cds_cut is not None
    gene = _gene(three)
    first_whole = -(-three.cds_cut // 3)
    start = three.transcript.protein.find("M", first_whole)
    opening = f"only 5'UTR of {_gene(five)} is kept and {gene} has lost its start codon"
    if start < 0:
        reason = f"{opening}; no methionine is left in its frame"
        return Reading(Way.INTERNAL_START, Frame.UNDETERMINED, reason, None)
    reason = f"{opening}; translation is presumed to start at its next methionine, residue {start + 1}"
    return Reading(
        Way.INTERNAL_START,
        Frame.UNDETERMINED,
        reason,
        three.transcript.protein[start:],
        three_kept_from=start,
        warnings=(f"the start at residue {start + 1} of {gene} is presumed, not known",),
    )


def _five_prime_whole(five: Junction) -> Reading:
    gene = _gene(five)
    reason = (
        f"the junction lies in the 3'UTR of {gene}, behind its stop codon: the whole {gene} protein and no other is "
        "made"
    )
    protein = five.transcript.protein
    return Reading(Way.FIVE_PRIME_WHOLE, Frame.UNDETERMINED, reason, protein, five_kept=len(protein))


def _into_three_prime_utr3(five: Junction, three: Junction, inserted: str) -> Reading:
    assert five.cds_cut is not None
    codes = bool(three.transcript.cds_length)
    where = "begins in or behind its stop codon" if codes else "is of a transcript that codes for nothing"
    reason = f"the part of {_gene(three)} {where}: no residue of {_gene(three)} is made"
    kept = five.cds_cut // 3
    return _with_tail(Way.NO_THREE_PRIME_CODING, Frame.UNDETERMINED, reason, five, three, inserted, kept)


def counted(number: int, thing: str) -> str:
    """
    A number with its noun.

    >>> counted(1, "residue"), counted(2, "residue")
    ('1 residue', '2 residues')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _gene(side: Junction) -> str:
    return side.transcript.gene
