"""Text files a person wrote: read with care, and refused in plain words."""

import difflib
import re
import stat
from pathlib import Path

from breakapart.errors import InputError

MAX_BYTES = 1_000_000
"""Case files are a few kilobytes; a larger file is something else, and is refused before it is read."""

_CONTAINERS = (
    (b"PK\x03\x04", "a ZIP container (as Word and Excel write)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
)
"""First bytes of what people hand in by mistake."""

_UTF16 = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BY_PATH = "Give images and reads by their path inside the case file, not their content"
_SAVE_AS_UTF8 = "Save it as plain text in UTF-8"


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES, if_larger: str = _BY_PATH) -> bytes:
    """The content of a regular file of at most `max_bytes`; InputError says why not, `if_larger` what to do then."""
    source = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("is a folder, expected a file", source=source)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("is not a regular file", source=source)
        if status.st_size > max_bytes:
            raise InputError(
                f"is {status.st_size:,} bytes large, expected at most {max_bytes:,}",
                source=source,
                solution=if_larger,
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", source=source, solution=_near_name(path)) from None
    except PermissionError:
        raise InputError("you are not allowed to read this file", source=source) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"cannot be read: {reason}", source=source) from None


def decode(data: bytes, *, source: str) -> str:
    """`data` as text: UTF-8, with or without a byte order mark, without control characters."""
    for magic, what in _CONTAINERS:
        if data.startswith(magic):
            raise InputError(f"is {what}, expected plain text", source=source)
    for mark, encoding in _UTF16:
        if data.startswith(mark):
            raise InputError(f"is {encoding} text, expected UTF-8", source=source, solution=_SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8", "replace"))
        raise InputError(
            f"byte 0x{data[error.start]:02X} is not UTF-8 text",
            source=source,
            line=line,
            column=column,
            solution=_SAVE_AS_UTF8,
        ) from None
    control = _CONTROL.search(text)
    if control:
        line, column = _place(text[: control.start()])
        raise InputError(
            f"found the control character U+{ord(control.group()):04X}, expected plain text",
            source=source,
            line=line,
            column=column,
            solution="Is this a text file?",
        )
    return text


def _place(before: str) -> tuple[int, int]:
    """1-based line and column of the character that follows `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _near_name(path: Path) -> str | None:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except (OSError, ValueError):
        return None
    near = difflib.get_close_matches(path.name, names, n=1)
    return f"Did you mean {near[0]!r}?" if near else None
