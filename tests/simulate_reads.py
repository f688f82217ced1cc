"""
Reads of made-up libraries, with a fixed seed: amplicons with fixed ends, captured pairs, long reads, with their errors.

Ion-like errors are insertions and deletions in homopolymers, as flow sequencing makes them; Illumina-like errors are
substitutions; Nanopore-like errors are of every kind.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.model.reads import ReadBatch, reads_from_pairs
from breakapart.model.transcript import Transcript

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def reverse_complement(sequence: str) -> str:
    return sequence.translate(_COMPLEMENT)[::-1]


@dataclass(frozen=True)
class Errors:
    substitutions: float = 0.003
    homopolymer_indels: float = 0.0
    """Per base; all of them in runs of two or more, the more the longer the run."""
    indels: float = 0.0
    """Per base, anywhere."""


ILLUMINA = Errors(0.003)
ION = {level: Errors(0.003, homopolymer_indels=level / 100) for level in (0.0, 0.7, 2.2)}
NANOPORE = Errors(0.02, indels=0.03)


def with_errors(sequence: str, errors: Errors, rng: random.Random) -> str:
    if not errors.homopolymer_indels and not errors.indels:
        return _with_substitutions(sequence, errors.substitutions, rng)
    runs: list[list[int]] = []  # start, length
    for i, base in enumerate(sequence):
        if i and sequence[i - 1] == base:
            runs[-1][1] += 1
        else:
            runs.append([i, 1])
    weights = [length - 1 for _, length in runs]
    total = sum(weights)
    expected = errors.homopolymer_indels * len(sequence)
    parts = []
    for (start, length), weight in zip(runs, weights, strict=True):
        base, size = sequence[start], length
        if total and rng.random() < expected * weight / total:
            size += rng.choice((-1, 1))
        for _ in range(size):
            roll = rng.random()
            if roll < errors.substitutions:
                parts.append(rng.choice([other for other in "ACGT" if other != base]))
            elif roll < errors.substitutions + errors.indels / 2:
                continue
            elif roll < errors.substitutions + errors.indels:
                parts.append(base + rng.choice("ACGT"))
            else:
                parts.append(base)
    return "".join(parts)


def _with_substitutions(sequence: str, rate: float, rng: random.Random) -> str:
    if not rate:
        return sequence
    bases = None
    at = -1
    while True:
        at += 1 + int(math.log(1 - rng.random()) / math.log(1 - rate))  # bases until the next error
        if at >= len(sequence):
            return sequence if bases is None else "".join(bases)
        bases = bases or list(sequence)
        bases[at] = rng.choice([other for other in "ACGT" if other != bases[at]])


@dataclass(frozen=True)
class Molecule:
    """A transcript to take reads from."""

    name: str
    sequence: str
    junction: int | None = None
    """Where a fusion's two parts meet."""


def fuse(five: Transcript, cut5: int, three: Transcript, cut3: int, inserted: str = "", name: str = "") -> Molecule:
    assert five.nucleotides and three.nucleotides
    sequence = five.nucleotides[:cut5] + inserted + three.nucleotides[cut3:]
    return Molecule(name or f"{five.gene}::{three.gene}", sequence, cut5)


def amplicon_reads(
    molecule: Molecule,
    count: int,
    rng: random.Random,
    errors: Errors,
    *,
    length: int = 125,
    start: int | None = None,
    both_strands: bool = True,
) -> Iterator[str]:
    """Single-end reads that all begin and end at the same bases: a fusion's around its junction."""
    if start is None:
        middle = molecule.junction if molecule.junction is not None else len(molecule.sequence) // 2
        start = max(0, min(middle - length // 2, len(molecule.sequence) - length))
    amplicon = molecule.sequence[start : start + length]
    for i in range(count):
        read = with_errors(amplicon, errors, rng)
        yield reverse_complement(read) if both_strands and i % 2 else read


def shotgun_reads(
    molecule: Molecule,
    count: int,
    rng: random.Random,
    errors: Errors,
    *,
    length: int = 100,
    over: int | None = None,
    anchor: int = 10,
) -> Iterator[str]:
    """Single reads from anywhere, or from over one place."""
    low, high = 0, max(0, len(molecule.sequence) - length)
    if over is not None:
        low, high = max(0, over - length + anchor), min(high, over - anchor)
    for _ in range(count):
        start = rng.randint(low, max(low, high))
        read = with_errors(molecule.sequence[start : start + length], errors, rng)
        yield reverse_complement(read) if rng.random() < 0.5 else read


def shotgun_pairs(
    molecule: Molecule,
    count: int,
    rng: random.Random,
    errors: Errors,
    *,
    length: int = 100,
    insert: tuple[float, float] = (180, 40),
) -> Iterator[tuple[str, str]]:
    """Pairs of fragments from anywhere, first read in either direction."""
    for _ in range(count):
        size = min(len(molecule.sequence), max(length, round(rng.gauss(*insert))))
        start = rng.randint(0, len(molecule.sequence) - size)
        fragment = molecule.sequence[start : start + size]
        ends = (
            with_errors(fragment[:length], errors, rng),
            with_errors(reverse_complement(fragment)[:length], errors, rng),
        )
        yield ends if rng.random() < 0.5 else ends[::-1]


def long_reads(
    molecule: Molecule, count: int, rng: random.Random, errors: Errors = NANOPORE, *, shortest: int = 400
) -> Iterator[str]:
    """Reads that begin anywhere and run to the transcript's end or near it."""
    for _ in range(count):
        start = rng.randint(0, max(0, len(molecule.sequence) - shortest))
        read = with_errors(molecule.sequence[start:], errors, rng)
        yield reverse_complement(read) if rng.random() < 0.5 else read


def batch(reads: list[str], mates: list[str] | None = None, *, first: int = 0, prefix: str = "r") -> ReadBatch:
    named = [(f"{prefix}{first + i}", read) for i, read in enumerate(reads)]
    if mates is None:
        return ReadBatch(first, reads_from_pairs(named))
    return ReadBatch(
        first,
        reads_from_pairs(named),
        reads_from_pairs([(f"{prefix}{first + i}", mate) for i, mate in enumerate(mates)]),
    )


def fastq(reads: list[str], *, prefix: str = "r", quality: str = "I") -> str:
    return "".join(f"@{prefix}{i}\n{read}\n+\n{quality * len(read)}\n" for i, read in enumerate(reads))
