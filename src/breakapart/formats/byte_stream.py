"""Large files as blocks of bytes: plain or gzip (bgzip too), checked to their end, with their checksum and progress."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from breakapart.errors import InputError

BLOCK = 1 << 20
"""Bytes read from the disk at once."""

OnRead = Callable[[int], None]
"""Told how many bytes of the file were read since it was last told."""


def _ignore(_: int) -> None:
    return None


class ByteStream:
    """
    The content of a file, block by block; `sha256` is that of the file on the disk once all blocks are taken.

    Whether a file is compressed is told by its first bytes, never by its name. Raises InputError when there is no such
    file, and while reading when its gzip stream is damaged or ends early.
    """

    def __init__(self, path: Path, on_read: OnRead = _ignore) -> None:
        self.path = path
        self._on_read = on_read
        self._digest = hashlib.sha256()
        if path.is_dir():
            raise InputError("is a folder, expected a file", source=str(path))
        if not path.exists():
            raise InputError("there is no such file", source=str(path))

    @property
    def sha256(self) -> str:
        """Of the bytes read so far, as they lie on the disk."""
        return self._digest.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        """The content, decompressed."""
        raw = self._raw()
        first = next(raw, b"")
        if first.startswith(b"\x1f\x8b"):
            yield from self._inflated(first, raw)
            return
        for magic, what in _OTHERS:
            if first.startswith(magic):
                raise InputError(f"is {what}, expected plain text or gzip", source=self.path.name)
        if first:
            yield first
        yield from raw

    def lines(self) -> Iterator[list[bytes]]:
        """The content in lists of whole lines, without their line ends; a carriage return before one stays."""
        rest = b""
        for block in self.blocks():
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            yield lines
        if rest:
            yield [rest]

    def _raw(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                while block := file.read(BLOCK):
                    self._digest.update(block)
                    self._on_read(len(block))
                    yield block
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(f"cannot be read: {reason}", source=str(self.path)) from None

    def _inflated(self, first: bytes, raw: Iterator[bytes]) -> Iterator[bytes]:
        """The members of a gzip file one after the other: bgzip writes one for every 64 kB."""
        member = zlib.decompressobj(_GZIP)
        is_inside = False
        for block in chain((first,), raw):
            data = block
            while data:
                if not is_inside:
                    data = data.lstrip(b"\0")  # padding may stand between members, and after the last
                    if not data:
                        break
                try:
                    inflated = member.decompress(data)
                except zlib.error as error:
                    raise self._damaged(f"is damaged ({error})") from None
                if inflated:
                    yield inflated
                is_inside = not member.eof
                data = member.unused_data
                if member.eof:
                    member = zlib.decompressobj(_GZIP)
        if is_inside:
            raise self._damaged("ends early")

    def _damaged(self, how: str) -> InputError:
        return InputError(
            f"the gzip stream {how}",
            source=self.path.name,
            solution="Was the download or copy interrupted? Compare its checksum and fetch it again.",
        )


_GZIP = 31
"""What zlib calls a gzip header with the largest window."""

_OTHERS = (
    (b"BZh", "a bzip2 file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"CRAM", "a CRAM file"),
    (b"\x1a\x41\x27\x43", "a 2bit file"),
    (b"\x43\x27\x41\x1a", "a 2bit file"),
)
"""First bytes of files that are handed in by mistake."""
