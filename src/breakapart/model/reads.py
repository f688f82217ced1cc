"""Sequencing reads on their way from a file to the calling engine."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME_START, NAME_END, SEQUENCE_START, SEQUENCE_LENGTH = range(4)
"""Columns of `places`."""


@dataclass(frozen=True, slots=True)
class Reads:
    """Consecutive reads as the text they came in, with the places of their parts: no object a read."""

    text: bytes = field(repr=False)
    places: NDArray[np.int64] = field(repr=False)
    """Shape (reads, 4): interbase start and end of the name, start and length of the sequence, in `text`."""

    def __len__(self) -> int:
        return len(self.places)

    def name(self, i: int) -> str:
        """Name of read `i`, without what follows the first blank."""
        start, end = self.places[i, NAME_START], self.places[i, NAME_END]
        return self.text[start:end].split(None, 1)[0].decode("ascii", "replace") if end > start else ""

    def sequence(self, i: int) -> bytes:
        """Bases of read `i` as they stand in the text."""
        start = int(self.places[i, SEQUENCE_START])
        return self.text[start : start + int(self.places[i, SEQUENCE_LENGTH])]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Bases of each read."""
        return self.places[:, SEQUENCE_LENGTH]


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Some consecutive reads or pairs of one run."""

    first: int
    """Number of the first read or pair in the run, from 0."""
    reads: Reads
    mates: Reads | None = None
    """The second reads of the pairs, as many as `reads`; None for single reads."""

    def __len__(self) -> int:
        return len(self.reads)


def reads_from_pairs(pairs: list[tuple[str, str]]) -> Reads:
    """
    Reads made of (name, sequence), for input that is not FASTQ text.

    >>> reads_from_pairs([("a", "ACG"), ("b", "T")]).sequence(1)
    b'T'
    """
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    at = 0
    for name, sequence in pairs:
        parts += (name, sequence)
        middle = at + len(name)
        places.append((at, middle, middle, len(sequence)))
        at = middle + len(sequence)
    table: Any = places if places else np.empty((0, 4))
    return Reads("".join(parts).encode("ascii"), np.array(table, dtype=np.int64))
