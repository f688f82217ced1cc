"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from breakapart.errors import InputError


def write_whole(
    texts: Mapping[Path, str | bytes | Iterable[str]], *, advice: str = "Choose another folder with '--output'."
) -> None:
    """
    Write every text (or bytes) to its file, or none of them; a large text may come in pieces.

    Each is first written beside its place; only when all are there they take their names, one atomic step each. Folders
    are made as needed. Raises InputError, which ends with `advice`, when a file cannot be written.
    """
    staged: dict[Path, Path] = {}
    target = Path()
    try:
        for target, text in texts.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                raise InputError("is a folder, expected the name of a file", source=str(target))
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
            staged[target] = Path(name)
            with os.fdopen(handle, "wb") as file:
                if isinstance(text, bytes):
                    file.write(text)
                else:
                    file.writelines(part.encode("utf-8") for part in ((text,) if isinstance(text, str) else text))
            Path(name).chmod(0o666 & ~_umask())
        for target, part in staged.items():
            part.replace(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be written: {reason}", source=str(target), solution=advice) from None
    finally:
        for part in staged.values():
            part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
