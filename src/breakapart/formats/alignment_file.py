"""BAM and CRAM, aligned anywhere or not at all: the reads as the sequencer gave them, mates found by name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from breakapart.errors import InputError
from breakapart.model.reads import ReadBatch, reads_from_pairs

BATCH = 20_000

MAX_WAITING = 5_000_000
"""Reads that may wait for their mates: an aligned file is sorted by place, so mates lie far apart."""


def batches(
    path: Path, *, genome: Path | None = None, on_read: Callable[[int], None] = lambda _: None
) -> Iterator[ReadBatch]:
    """
    Pairs and single reads of a BAM or CRAM file. Needs pysam (extra `reads`).

    Secondary and supplementary alignments and reads that failed the sequencer's own check are left out; marked
    duplicates are kept, because amplicons look like them. `genome` is for CRAM files that need it.
    """
    try:
        import pysam
    except ImportError:
        raise InputError(
            "BAM and CRAM need the package pysam",
            source=str(path),
            solution="Install it: pip install 'breakapart[reads]'",
        ) from None
    quiet = pysam.set_verbosity(0)  # its messages go to the terminal; ours say the same once
    try:
        try:
            file: Any = pysam.AlignmentFile(
                str(path), check_sq=False, reference_filename=str(genome) if genome else None
            )
        except (OSError, ValueError) as error:
            raise _refused(path, error) from None
        with file:
            yield from _pairs_and_singles(file, path, on_read)
    finally:
        pysam.set_verbosity(quiet)


def _refused(path: Path, error: Exception) -> InputError:
    return InputError(
        f"cannot be read as BAM or CRAM ({error})",
        source=str(path),
        solution="Is the file complete, and what its name says?",
    )


def _pairs_and_singles(file: Any, path: Path, on_read: Callable[[int], None]) -> Iterator[ReadBatch]:
    waiting: dict[str, tuple[bool, str]] = {}
    pairs: list[tuple[str, str, str]] = []
    singles: list[tuple[str, str]] = []
    fragments = records = 0
    iterator = file.fetch(until_eof=True)
    while True:
        try:
            read = next(iterator, None)
        except (OSError, ValueError) as error:
            raise _refused(path, error) from None
        if read is None:
            break
        records += 1
        if read.is_secondary or read.is_supplementary or read.is_qcfail:
            continue
        try:
            sequence = read.get_forward_sequence()
        except (OSError, ValueError) as error:
            raise _refused(path, error) from None
        if not sequence:
            continue
        name = (read.query_name or "").replace(" ", "_").encode("ascii", "replace").decode("ascii")
        if not read.is_paired:
            singles.append((name, sequence))
        elif name in waiting:
            is_first, other = waiting.pop(name)
            pairs.append((name, other, sequence) if is_first else (name, sequence, other))
        else:
            waiting[name] = (bool(read.is_read1), sequence)
            if len(waiting) > MAX_WAITING:
                raise InputError(
                    f"{MAX_WAITING:,} reads wait for a mate", source=str(path),
                    solution="Sort the file by name first (samtools collate).",
                )  # fmt: skip
        if len(pairs) >= BATCH:
            yield _paired(pairs, fragments)
            fragments += len(pairs)
            pairs = []
        if len(singles) >= BATCH:
            yield ReadBatch(fragments, reads_from_pairs(singles))
            fragments += len(singles)
            singles = []
        if records % BATCH == 0:
            on_read(0)
    singles += [(name, sequence) for name, (_, sequence) in waiting.items()]  # mates that were filtered out
    if pairs:
        yield _paired(pairs, fragments)
        fragments += len(pairs)
    for start in range(0, len(singles), BATCH):
        part = singles[start : start + BATCH]
        yield ReadBatch(fragments, reads_from_pairs(part))
        fragments += len(part)
    if not fragments:
        raise InputError("holds no reads", source=str(path))


def _paired(pairs: list[tuple[str, str, str]], first: int) -> ReadBatch:
    return ReadBatch(
        first,
        reads_from_pairs([(name, one) for name, one, _ in pairs]),
        reads_from_pairs([(name, two) for name, _, two in pairs]),
    )


def is_bam(start: bytes) -> bool:
    """Whether decompressed content starts as BAM does."""
    return start.startswith(b"BAM\x01")
