"""Chimeric transcripts and proteins as FASTA."""

from collections.abc import Callable, Sequence

from breakapart.model.calling import CalledFusion

WIDTH = 60


def transcripts_fasta(calls: Sequence[CalledFusion]) -> str:
    """Chimeric transcripts of the calls whose two sides are known; empty when there is none."""
    return _fasta(calls, lambda call: call.transcript_sequence)


def proteins_fasta(calls: Sequence[CalledFusion]) -> str:
    """Proteins from the 5' start codon to the first stop; empty when there is none."""
    return _fasta(calls, lambda call: call.protein_sequence)


def _fasta(calls: Sequence[CalledFusion], sequence_of: Callable[[CalledFusion], str | None]) -> str:
    parts = []
    for number, call in enumerate(calls, start=1):
        sequence = sequence_of(call)
        if not sequence:
            continue
        five, three = call.five_prime, call.three_prime
        parts.append(
            f">fusion{number} {call.name} {five.breakpoint} {three.breakpoint} "
            f"{five.transcript} {three.transcript} {call.frame}\n"
        )
        parts += [sequence[i : i + WIDTH] + "\n" for i in range(0, len(sequence), WIDTH)]
    return "".join(parts)
