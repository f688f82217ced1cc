"""Text files that programs wrote: large, perhaps compressed, with whatever line ends and byte order mark."""

import gzip
import stat
import zlib
from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats.text_file import decode

MAX_BYTES = 512 * 1024 * 1024
"""Unpacked size at most. Tables with read names have about 10 kB a row, so this is 50,000 such rows."""

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20


def read_large_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    r"""
    The text of a file, unpacked when it is gzip, with `\n` for every kind of line end and without byte order mark.

    Raises InputError when it is missing, too large, damaged, or not UTF-8 text.
    """
    source = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("is a folder, expected a file", source=source)
        with path.open("rb") as file:
            magic = file.read(2)
        data = _unpack(path, max_bytes) if magic == _GZIP else _whole(path, status.st_size, max_bytes)
    except FileNotFoundError:
        raise InputError("there is no such file", source=source) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"cannot be read: {reason}", source=source) from None
    return as_lines(data, source=source)


def as_lines(data: bytes, *, source: str) -> str:
    """`data` as text in which every line ends with a line feed. Raises InputError when it is none, or empty."""
    text = decode(data, source=source)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("is empty", source=source)
    return text


def _whole(path: Path, size: int, max_bytes: int) -> bytes:
    if size > max_bytes:
        raise _too_large(path, f"{size:,} bytes", max_bytes)
    return path.read_bytes()


def _unpack(path: Path, max_bytes: int) -> bytes:
    """Unpacked piece by piece, so that a few kilobytes cannot become gigabytes in memory."""
    parts: list[bytes] = []
    total = 0
    try:
        with gzip.open(path) as file:
            while part := file.read(_CHUNK):
                total += len(part)
                if total > max_bytes:
                    raise _too_large(path, f"more than {max_bytes:,} bytes unpacked", max_bytes)
                parts.append(part)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"is a damaged gzip file ({error})", source=str(path), solution="Was it copied completely?"
        ) from None
    return b"".join(parts)


def _too_large(path: Path, found: str, max_bytes: int) -> InputError:
    return InputError(
        f"has {found}, expected at most {max_bytes:,}",
        source=str(path),
        solution="Take the caller's abridged table, or the part of the file that you need.",
    )
