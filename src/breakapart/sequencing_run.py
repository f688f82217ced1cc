"""
The story of one sequencing run: files of reads in, calls and a verdict out.

Rooms meet here as they do in `workup`: `formats` reads batches, `calling` examines them in a few threads (the compiled
kernel lets go of the interpreter), what they say is added up in the order of the file, so that the number of threads
changes nothing. A run takes seconds to minutes and writes nothing until it is done: one that was interrupted is simply
started again, with the same result.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from breakapart.calling.call import CallInputs, conclude
from breakapart.calling.evidence import BatchEvidence, RunEvidence, examine
from breakapart.calling.settings import LibraryDesign
from breakapart.calling.target_index import TargetIndex
from breakapart.errors import InputError
from breakapart.formats import alignment_file, fastq
from breakapart.model.calling import CallingResult
from breakapart.model.reads import ReadBatch
from breakapart.model.target import GeneTarget

OnProgress = Callable[[int, int], None]
"""Told the bytes of the files read so far, and the reads."""


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """The files of one sample."""

    paths: tuple[Path, ...]
    """One file, or the two of a pair."""
    interleaved: bool | None = None
    """Whether a single file holds pairs; None: its names decide."""
    genome: Path | None = None
    """For CRAM files whose reads are stored as differences from it."""

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(path.stat().st_size for path in self.paths if path.exists())

    def checksums(self) -> dict[str, str]:
        """SHA-256 of each file."""
        found = {}
        for path in self.paths:
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        return found


def _silent(_bytes: int, _reads: int) -> None:
    return None


def call_files(
    files: ReadFiles,
    targets: Sequence[GeneTarget],
    inputs: CallInputs,
    *,
    workers: int = 2,
    on_progress: OnProgress = _silent,
) -> CallingResult:
    """Call fusions from files. Raises InputError when a file cannot be used, or is not what the targets are for."""
    if not targets:
        raise InputError(
            "the reference holds no gene with nucleotides",
            solution="Build one from a genome: breakapart reference build --genome FA --annotation GTF --panel -o DIR.",
        )
    done = [0, 0]

    def read_bytes(count: int) -> None:
        done[0] += count
        on_progress(done[0], done[1])

    batches = _open(files, read_bytes)
    index = TargetIndex(targets)
    run = RunEvidence(index, inputs.settings)
    work = _long_worker(index, inputs) if inputs.settings.design is LibraryDesign.LONG else _short_worker(index, inputs)
    for evidence in _in_order(batches, work, workers):
        run.add(evidence)
        done[1] = run.total.reads
        if run.total.not_bases is not None:
            raise InputError(
                f"read {run.total.not_bases + 1:,} has letters that are no bases", source=str(files.paths[0]),
                line=4 * run.total.not_bases + 2 if len(files.paths) == 1 and not files.interleaved else None,
                solution="Is this FASTQ of nucleotides?",
            )  # fmt: skip
        on_progress(done[0], done[1])
    _refuse_misfits(run, inputs, files)
    return conclude(run, inputs)


def _short_worker(index: TargetIndex, inputs: CallInputs) -> Callable[[ReadBatch], BatchEvidence]:
    return lambda batch: examine(batch, index, inputs.settings)


def _long_worker(index: TargetIndex, inputs: CallInputs) -> Callable[[ReadBatch], BatchEvidence]:
    try:
        import mappy
    except ImportError:
        raise InputError(
            "long reads need the package mappy",
            solution="Install it: pip install 'breakapart[reads]' (needs a C compiler).",
        ) from None
    from breakapart.calling.long_reads import LongReadAligner

    aligner = LongReadAligner(index, mappy)
    return lambda batch: aligner.examine(batch, inputs.settings)


def _refuse_misfits(run: RunEvidence, inputs: CallInputs, files: ReadFiles) -> None:
    """Reads that are too long for the short-read engine are not passed over in silence."""
    if inputs.settings.design is not LibraryDesign.LONG and run.total.too_long * 10 > run.total.reads:
        raise InputError(
            f"{run.total.too_long:,} of {run.total.reads:,} reads are longer than 4,096 bases",
            source=str(files.paths[0]),
            solution="Give '--design long' for Nanopore and PacBio reads.",
        )  # fmt: skip


def _in_order(
    batches: Iterable[ReadBatch], work: Callable[[ReadBatch], BatchEvidence], workers: int
) -> Iterator[BatchEvidence]:
    """`work` done on every batch, `workers` at a time, handed on in order; few batches wait, so memory stays small."""
    waiting: deque[Future[BatchEvidence]] = deque()
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    try:
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            while len(waiting) > 2 * workers or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _open(files: ReadFiles, on_read: Callable[[int], None]) -> Iterator[ReadBatch]:
    """Batches of the right reader, told by what the files hold; a name that says otherwise is refused."""
    kinds = [_kind_of(path) for path in files.paths]
    if len(files.paths) > 1 and any(kind != "fastq" for kind in kinds):
        odd = files.paths[[kind != "fastq" for kind in kinds].index(True)]
        raise InputError("is not FASTQ: BAM and CRAM files hold both reads of a pair, give one file", source=str(odd))
    if kinds[0] == "fastq":
        return fastq.batches(files.paths, interleaved=files.interleaved, on_read=on_read)
    return alignment_file.batches(files.paths[0], genome=files.genome, on_read=on_read)


def _kind_of(path: Path) -> str:
    named = path.suffix.lower()
    if path.is_file():
        with path.open("rb") as file:
            if file.read(4) == b"CRAM":
                if named != ".cram":
                    raise InputError("is a CRAM file by its content, not by its name", source=str(path),
                                     solution="Name it .cram.")  # fmt: skip
                return "alignment"
    start = fastq.first_bytes(path)
    if not start:
        raise InputError("is empty", source=str(path))
    if alignment_file.is_bam(start):
        if named != ".bam":
            raise InputError(
                "is a BAM file by its content, not by its name", source=str(path), solution="Name it .bam."
            )
        return "alignment"
    if named in (".bam", ".cram"):
        what = "FASTQ text" if fastq.is_fastq(start) else "something else"
        raise InputError(f"is named {named} but holds {what}", source=str(path), solution="Name it by what it holds.")
    return "fastq"
