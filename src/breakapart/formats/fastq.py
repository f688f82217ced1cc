"""
FASTQ, plain, gzip or bzip2: single, paired in two files, or interleaved, as batches of text with places of its parts.

Decompression takes a thread of its own where `isal` is installed (extra `reads`); the standard library does otherwise.
What is wrong is said with file and line: a reader of reads must not guess.
"""

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

from breakapart.errors import InputError
from breakapart.model.reads import ReadBatch, Reads
from breakapart.sequence.read_kernel import find_records

BLOCK = 1 << 22
"""Bytes of text a batch is made of: some ten thousand reads, so that workers get their share and memory stays small."""

OnRead = Callable[[int], None]
"""Told how many more bytes of the files, as they lie on the disk, have been read."""

GZIP, BZIP2 = b"\x1f\x8b", b"BZh"
_OTHERS = {
    b"PK\x03\x04": "a ZIP archive",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"CRAM": "a CRAM file",
    b"\x89PNG": "a PNG image",
    b"%PDF": "a PDF file",
    b"\x89HDF": "an HDF5 file (raw Nanopore signal?)",
}

_PROBLEMS = {
    1: (1, "expected a record that begins with '@'", "Is this FASTQ?"),
    2: (3, "expected '+' on the third line of a record", "Each record has four lines; sequences must not be wrapped."),
    3: (4, "", "The file was cut or edited: get it again from the sequencer."),
    4: (1, "line ends differ within the file", "Convert the file with dos2unix, or get it again as it was."),
}


def _damages() -> tuple[type[BaseException], ...]:
    """What reading a damaged file may raise."""
    found: tuple[type[BaseException], ...] = (OSError, EOFError, ValueError, zlib.error)
    try:
        from isal import igzip_lib, isal_zlib
    except ImportError:
        return found
    errors: Any = (igzip_lib.error, isal_zlib.error)
    return (*found, *errors)


_DAMAGE = _damages()


def _ignore(_: int) -> None:
    return None


def first_bytes(path: Path) -> bytes:
    """The first bytes of a file, decompressed, to tell what it is. Raises InputError when it cannot be read."""
    try:
        with _open(path) as (stream, _raw):
            return stream.read(4096)
    except _DAMAGE as error:
        raise _damaged(path, error) from None


class _Opened:
    """A stream of text over a file, and the file itself, closed together."""

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            raise InputError("is a folder, expected a file of reads", source=str(path))
        try:
            self.raw: IO[bytes] = path.open("rb")
        except FileNotFoundError:
            raise InputError("there is no such file", source=str(path)) from None
        except PermissionError:
            raise InputError("you are not allowed to read this file", source=str(path)) from None
        magic = self.raw.read(6)
        self.raw.seek(0)
        for known, what in _OTHERS.items():
            if magic.startswith(known):
                self.raw.close()
                raise InputError(f"is {what}, expected FASTQ (plain, gzip or bzip2)", source=str(path))
        self.stream: IO[bytes]
        if magic.startswith(GZIP):
            self.stream = _gzip_stream(self.raw)
        elif magic.startswith(BZIP2):
            self.stream = bz2.BZ2File(self.raw)
        else:
            self.stream = self.raw

    def __enter__(self) -> tuple[IO[bytes], IO[bytes]]:
        return self.stream, self.raw

    def __exit__(self, *_: object) -> None:
        if self.stream is not self.raw:
            self.stream.close()
        self.raw.close()


def _open(path: Path) -> _Opened:
    return _Opened(path)


def _gzip_stream(raw: IO[bytes]) -> IO[bytes]:
    try:
        from isal import igzip_threaded
    except ImportError:
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    opened: Any = igzip_threaded.open
    return cast("IO[bytes]", opened(raw, "rb", threads=1, block_size=1 << 20))


def _damaged(path: Path, error: BaseException) -> InputError:
    text = str(error)
    ended = isinstance(error, EOFError) or "end-of-stream" in text or "ended before" in text
    what = "the compressed file ends early" if ended else f"the compressed file is damaged ({text})"
    return InputError(what, source=str(path), solution="Copy or download it again and compare its checksum.")


class _Text:
    """The records of one file, some at a time."""

    def __init__(self, path: Path, on_read: OnRead) -> None:
        self.path = path
        self._opened = _open(path)
        self._stream = self._opened.stream
        self._on_read = on_read
        self._pending = b""
        self._is_done = False
        self._carriage = -1
        self._told = 0
        self.records = 0

    def _tell(self) -> None:
        place = self._opened.raw.tell()
        self._on_read(max(0, place - self._told))
        self._told = max(self._told, place)

    def close(self) -> None:
        self._opened.__exit__()

    def next(self, room: int) -> Reads | None:
        """The next records, at most `room`; None at the end of the file."""
        while True:
            if not self._is_done and len(self._pending) < BLOCK:
                try:
                    block = self._stream.read(BLOCK)
                except _DAMAGE as error:
                    raise _damaged(self.path, error) from None
                self._is_done = not block
                self._pending += block
                self._tell()
            if self._is_done and not self._pending.strip(b"\r\n"):
                return None
            found = find_records(self._pending, room, carriage=self._carriage, is_last=self._is_done)
            self._carriage = found.carriage
            if found.problem and not len(found.places):
                self._refuse(found.problem, found.found, found.wanted)
            if len(found.places):
                text = self._pending[: found.used]
                self._pending = self._pending[found.used :]
                self.records += len(found.places)
                return Reads(text, found.places)
            if self._is_done:
                if not self._pending.startswith(b"@"):
                    self._refuse(1, 0, 0)
                raise InputError(
                    "the file ends in the middle of a record",
                    source=str(self.path),
                    line=4 * self.records + self._pending.count(b"\n") + 1,
                    solution="Copy or download it again and compare its checksum.",
                )
            if len(self._pending) > 1 << 28:
                raise InputError(
                    "no end of a record within 256 MB", source=str(self.path), line=4 * self.records + 1,
                    solution="Is this FASTQ?",
                )  # fmt: skip

    def _refuse(self, problem: int, found: int, wanted: int) -> None:
        offset, message, solution = _PROBLEMS[problem]
        lines = self._pending.split(b"\n", 4)
        if problem in (1, 2):
            seen = lines[offset - 1][:20].decode("ascii", "backslashreplace")
            message += f", found {seen!r}"
        if problem == 3:
            message = f"{found} qualities for {wanted} bases"
        raise InputError(message, source=str(self.path), line=4 * self.records + offset, solution=solution)

    def give_back(self, reads: Reads, keep: int) -> Reads:
        """Take back all but the first `keep` of the reads given last."""
        if keep == len(reads):
            return reads
        start = int(reads.places[keep, 0]) - 1
        self._pending = reads.text[start:] + self._pending
        self.records -= len(reads) - keep
        return Reads(reads.text[:start], reads.places[:keep])


ROOM = 1 << 16


def read_single(path: Path, on_read: OnRead = _ignore) -> Iterator[ReadBatch]:
    """Single reads. Raises InputError at the first thing that is wrong, and when there is no read at all."""
    text = _Text(path, on_read)
    try:
        while (reads := text.next(ROOM)) is not None:
            yield ReadBatch(text.records - len(reads), reads)
        _refuse_empty(text)
    finally:
        text.close()


def read_interleaved(path: Path, on_read: OnRead = _ignore) -> Iterator[ReadBatch]:
    """Pairs that follow each other in one file."""
    text = _Text(path, on_read)
    try:
        while (reads := text.next(ROOM)) is not None:
            pairs = len(reads) // 2
            if not pairs:
                if text.next(1) is None:
                    raise InputError(
                        f"the file holds {text.records} reads, an odd number, expected pairs",
                        source=str(path), solution="Is the file interleaved? Give '--single' if not.",
                    )  # fmt: skip
                raise AssertionError("one record alone before the end")
            reads = text.give_back(reads, 2 * pairs)
            first, second = Reads(reads.text, reads.places[0::2]), Reads(reads.text, reads.places[1::2])
            number = text.records // 2 - pairs
            _check_names(first, second, number, path, path)
            yield ReadBatch(number, first, second)
        _refuse_empty(text)
    finally:
        text.close()


def read_pairs(path1: Path, path2: Path, on_read: OnRead = _ignore) -> Iterator[ReadBatch]:
    """Pairs in two files, read by read."""
    if path1.resolve() == path2.resolve():
        raise InputError("the two files of a pair are the same file", source=str(path1))
    one, two = _Text(path1, on_read), _Text(path2, on_read)
    try:
        while True:
            first, second = one.next(ROOM), two.next(ROOM)
            if first is None or second is None:
                if first is not None or second is not None:
                    _refuse_unequal(one, two, longer=one if first is not None else two)
                break
            pairs = min(len(first), len(second))
            first, second = one.give_back(first, pairs), two.give_back(second, pairs)
            number = one.records - pairs
            _check_names(first, second, number, path1, path2)
            yield ReadBatch(number, first, second)
        _refuse_empty(one)
    finally:
        one.close()
        two.close()


def _refuse_unequal(one: _Text, two: _Text, *, longer: _Text) -> None:
    shorter = two if longer is one else one
    raise InputError(
        f"ends after {shorter.records:,} reads, but {longer.path.name} goes on",
        source=str(shorter.path),
        solution="The two files of a pair must hold as many reads: was one cut while it was copied?",
    )


def _refuse_empty(text: _Text) -> None:
    if not text.records:
        raise InputError("holds no reads", source=str(text.path))


def _check_names(first: Reads, second: Reads, number: int, path1: Path, path2: Path) -> None:
    """Names of a sample of the pairs agree: files of different runs, or sorted ones, do not go unseen."""
    for i in {0, len(first) // 2, len(first) - 1}:
        one, two = pair_name(first.name(i)), pair_name(second.name(i))
        if one != two:
            line = 4 * (number + i) + 1
            raise InputError(
                f"read {one!r} has the mate {two!r}" + (f" in {path2.name}" if path1 != path2 else ""),
                source=str(path1),
                line=line if path1 != path2 else 2 * line - 1,
                solution="Give the two files of one run, in the order the sequencer wrote them.",
            )


def pair_name(name: str) -> str:
    """
    A read's name without the number of the read in its pair.

    >>> pair_name("r17/1"), pair_name("r17.2"), pair_name("r17")
    ('r17', 'r17', 'r17')
    """
    return name[:-2] if name[-2:] in ("/1", "/2", ".1", ".2") else name


def looks_interleaved(path: Path) -> bool:
    """Whether the reads of a file come in pairs of one name each, by its first records."""
    text = _Text(path, _ignore)
    try:
        reads = text.next(16)
    finally:
        text.close()
    if reads is None or len(reads) < 2:
        return False
    names = [pair_name(reads.name(i)) for i in range(len(reads) - len(reads) % 2)]
    pairs = list(zip(names[0::2], names[1::2], strict=True))
    raw = [reads.name(i) for i in range(2)]
    marked = raw[0] != raw[1]
    return all(a == b for a, b in pairs) and (len({a for a, _ in pairs}) == len(pairs)) and (len(pairs) > 1 or marked)


def is_fastq(start: bytes) -> bool:
    """Whether a file that starts so may be FASTQ: two lines, the first with '@'."""
    return start.startswith(b"@") and not start.startswith((b"@HD\t", b"@SQ\t"))


def batches(paths: Sequence[Path], *, interleaved: bool | None, on_read: OnRead = _ignore) -> Iterator[ReadBatch]:
    """The reads of one or two files; with `interleaved` None the names of the first reads decide."""
    if len(paths) == 2:
        return read_pairs(paths[0], paths[1], on_read)
    path = paths[0]
    if interleaved or (interleaved is None and looks_interleaved(path)):
        return read_interleaved(path, on_read)
    return read_single(path, on_read)
