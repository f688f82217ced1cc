"""
The inner loops over reads: k-mer index, screen, split alignment, FASTQ records.

They are written in C (`_reads.c`) and, word for word the same, in Python for a machine where that could not be
compiled: there the answers are the same and take a hundred times as long.
"""

import math
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

_kernel: Any
try:
    _kernel = import_module("breakapart.sequence._reads")
except ImportError:
    _kernel = import_module("breakapart.sequence.read_kernel_python")

IS_COMPILED = _kernel.__name__.endswith("._reads")
"""Whether the C kernel is in use."""

COLUMNS = 18
"""Numbers a screened read gives; see the names below."""
(CLASS, STRAND, READ_START, READ_END, TARGET_START, TARGET_END, MISMATCHES, INDELS) = range(8)
OTHER = 7
"""The second path's numbers stand this much further right."""
ALIKE, TIES, LENGTH = 15, 16, 17

NOTHING, EXPLAINED, SPLIT, CLIPPED, TOO_LONG, NOT_BASES = range(6)
"""Class of a read: on no target; on one target from end to end; on two places; on one with an end unexplained; longer
than the screen takes; not made of bases."""

MAX_SCREENED_LENGTH = 4096
"""Longer reads are for the long-read aligner."""

NO_BASE = 4
"""Code of anything but A, C, G and T (0 to 3)."""

_CODES = bytes(
    b"ACGT".find(bytes([byte]).upper()) if bytes([byte]).upper() in b"ACGT" else NO_BASE for byte in range(256)
)
_COMPLEMENT = bytes([3, 2, 1, 0, *range(NO_BASE, 256)])
_LETTERS = bytes([*b"ACGT", *(b"N" * 252)])


def encode(bases: bytes) -> bytes:
    """
    Codes of bases, either case: A, C, G, T are 0 to 3, anything else is 4.

    >>> list(encode(b"ACgtN"))
    [0, 1, 2, 3, 4]
    """
    return bases.translate(_CODES)


def decode(codes: bytes) -> str:
    """Bases of codes, upper case, N for what is no base."""
    return codes.translate(_LETTERS).decode("ascii")


def reverse_complement(codes: bytes) -> bytes:
    """Codes of the other strand."""
    return codes[::-1].translate(_COMPLEMENT)


def word_length(bases: int) -> int:
    """
    Length of index words for targets of so many bases: odd, and a random word hits both strands of them less than once
    in about 250 (panel) to 30 (transcriptome) tries, whatever is then confirmed by alignment.

    >>> word_length(300_000), word_length(2_000_000), word_length(60_000_000)
    (15, 15, 17)
    """
    needed = math.ceil(math.log(max(bases, 1) * 2, 4)) + 3
    return min(max(needed | 1, 15), 31)


@dataclass(frozen=True, slots=True)
class KmerIndex:
    """Where each word of the targets stands."""

    codes: bytes
    """All targets one after the other, at least 64 codes of no base between them and at both ends."""
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    genes: NDArray[np.int32]
    """Number of the gene of each target."""
    table: NDArray[np.uint64]
    bits: int
    k: int


def build_index(
    codes: bytes,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    genes: NDArray[np.int32],
    novel_only: NDArray[np.uint8],
    *,
    k: int | None = None,
    copies: int = 4,
) -> KmerIndex:
    """
    Index all words of the targets; where `novel_only`, only those the same gene has not got yet.

    A word is stored up to `copies` times: words of repeats that stand more often tell nothing.
    """
    bases = int((ends - starts).sum())
    size = word_length(bases) if k is None else k
    bits = max(10, math.ceil(math.log2(max(bases, 1) * 1.5)))
    table = np.zeros(1 << bits, dtype=np.uint64)
    stored = _kernel.fill_index(codes, starts, ends, genes, novel_only, table, size, bits, copies)
    tight = max(10, math.ceil(math.log2(max(stored, 1) * 1.5)))
    if tight < bits:  # many words were known already: a smaller table stays in the processor's cache
        bits = tight
        table = np.zeros(1 << bits, dtype=np.uint64)
        _kernel.fill_index(codes, starts, ends, genes, novel_only, table, size, bits, copies)
    return KmerIndex(codes, starts, ends, genes, table, bits, size)


def screen(
    text: bytes,
    offsets: NDArray[np.int64],
    lengths: NDArray[np.int64],
    index: KmerIndex,
    *,
    slack: int,
    min_other: int,
) -> NDArray[np.int32]:
    """
    Classify reads; shape (reads, COLUMNS).

    A read is explained when one path of matches, single mismatches and short indels reaches both its ends but for
    `slack` bases. Otherwise its best path is given and, where another place matches at least `min_other` bases that the
    best does not reach, that too. Paths are in the coordinates of the oriented read (`STRAND` 1: reverse-complemented).
    """
    result = np.zeros((len(offsets), COLUMNS), dtype=np.int32)
    _kernel.screen(
        text,
        np.ascontiguousarray(offsets),
        np.ascontiguousarray(lengths),
        index.codes,
        index.starts,
        index.genes,
        index.table,
        result,
        index.k,
        index.bits,
        slack,
        min_other,
    )
    return result


def tally_spans(rows: NDArray[np.int32], begun: NDArray[np.int32], ended: NDArray[np.int32]) -> None:
    """Add the explained reads among screened `rows` to counts by where they begin and end in the targets."""
    _kernel.tally(rows, begun, ended, EXPLAINED)


@dataclass(frozen=True, slots=True)
class SplitAlignment:
    """Where a read leaves one target and enters another."""

    read_cut: int
    """Interbase position in the oriented read: the last base of the 5' part is before it."""
    inserted: int
    """Bases of the read between the two parts."""
    cut_5p: int
    """Interbase position in the targets' codes where the 5' part ends."""
    cut_3p: int
    score_5p: int
    """Two for a match, minus four for a mismatch, gaps less in runs of one base."""
    score_3p: int
    only_5p: int
    """Score of the whole read on the 5' target alone."""
    only_3p: int
    edges: int
    """How many of the two cuts are exon edges."""

    @property
    def gain(self) -> int:
        """How much better two targets explain the read than the better one alone."""
        return self.score_5p + self.score_3p - max(self.only_5p, self.only_3p)


def split(
    read: bytes,
    codes: bytes,
    exon_ends: bytes,
    exon_starts: bytes,
    start: tuple[int, int],
    end: tuple[int, int],
    max_inserted: int,
) -> SplitAlignment:
    """
    Align `read` (codes, sense orientation) from `start` on one target to `end` on another.

    `start` and `end` are (read, target) interbase positions of the outer ends. Exon edges (`exon_ends[cut]`,
    `exon_starts[cut]`) are worth about one mismatch each, because RNA is cut there; ties go to them, then to the most
    3' place, as HGVS asks.
    """
    return SplitAlignment(
        *_kernel.split(read, codes, exon_ends, exon_starts, start[0], start[1], end[0], end[1], max_inserted)
    )


@dataclass(frozen=True, slots=True)
class FastqText:
    """The complete records at the beginning of some FASTQ text."""

    places: NDArray[np.int64]
    """Shape (records, 4): start and end of the name, start and length of the sequence."""
    used: int
    """Bytes they take."""
    carriage: int
    """1 when lines end with a carriage return, 0 when not, -1 when not seen yet."""
    problem: int
    """0, or why reading stops behind the last record: 1 no `@`, 2 no `+`, 3 lengths differ, 4 line ends differ."""
    found: int
    """Qualities of that record."""
    wanted: int
    """Bases of that record."""


def find_records(text: bytes, room: int, *, carriage: int = -1, is_last: bool = False) -> FastqText:
    """Find up to `room` records of FASTQ text; with `is_last` the last line may lack its end."""
    places = np.zeros((room, 4), dtype=np.int64)
    count, used, carriage, problem, found, wanted = _kernel.records(text, places, carriage, is_last)
    return FastqText(places[:count], used, carriage, problem, found, wanted)
