"""
Downloads of genomes and annotations: resumed where they stopped, checked, and in place only when they are whole.

A file grows beside its place as `NAME.part`; `NAME.part.json` remembers which version of it the server was sending, so
that bytes of two versions are never joined.
"""

import hashlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from breakapart import __version__
from breakapart.errors import InputError

GENCODE = "https://ftp.ebi.ac.uk/pub/databases/gencode/Gencode_human/release_{release}/"
"""Folder of a human GENCODE release at EMBL-EBI (https://www.gencodegenes.org/human/releases.html)."""

DEFAULT_RELEASE = 47
"""The first release with MANE Select 1.4 tags; any other can be asked for."""

TIMEOUT_SECONDS = 30.0
"""How long to wait for the next bytes: servers of large files pause for seconds under load, not for half a minute."""

ATTEMPTS = 3
"""Connections in a row that may break without a single new byte before we give up."""

CHUNK = 1 << 18

Progress = Callable[[int, int | None], None]
"""Told bytes there so far and bytes in all, where the server says so."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file must be."""

    algorithm: str
    """`sha256` or `md5`."""
    hexadecimal: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is there and whole."""

    url: str
    path: Path
    sha256: str
    was_there: bool
    """Nothing was downloaded: the file was there before."""
    checked_against: str
    """Which checksum it agrees with; empty when none was given."""


def gencode_urls(release: int) -> tuple[str, str, str]:
    """Genome, annotation and checksums of a GENCODE release."""
    folder = GENCODE.format(release=release)
    return (
        folder + "GRCh38.primary_assembly.genome.fa.gz",
        folder + f"gencode.v{release}.annotation.gtf.gz",
        folder + "MD5SUMS",
    )


def fetch(url: str, folder: Path, checksum: Checksum | None = None, progress: Progress = lambda *_: None) -> Fetched:
    """
    Download `url` into `folder` under its own name.

    A file that is there already is kept if it agrees with `checksum` (or none is given). Raises InputError when the
    server refuses, the connection breaks again and again, or the file is not what the checksum says; only in the last
    case nothing is kept for another attempt.
    """
    name = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path)).name
    if urllib.parse.urlsplit(url).scheme not in ("http", "https") or not name:
        raise InputError(f"{url!r} is not the http or https address of a file")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    was_there = target.exists()
    if was_there and checksum is not None and digest_of(target, checksum.algorithm) != checksum.hexadecimal:
        raise InputError(
            f"is there already, but its {checksum.algorithm} is not the one expected",
            source=str(target),
            solution="Remove it to fetch it again.",
        )
    if not was_there:
        part = _Part(url, target)
        part.complete(progress)
        if checksum is not None:
            found = digest_of(part.path, checksum.algorithm)
            if found != checksum.hexadecimal:
                part.discard()
                raise InputError(
                    f"has the {checksum.algorithm} {found}, expected {checksum.hexadecimal}",
                    source=url,
                    solution="Nothing was kept. Fetch it again; if it stays wrong, the checksum is of another version.",
                )
        part.put_in_place()
    said = f"{checksum.algorithm} {checksum.hexadecimal}" if checksum else ""
    return Fetched(url, target, digest_of(target, "sha256"), was_there, said)


def read_checksums(text: str) -> dict[str, Checksum]:
    """
    Checksums by file name from lines as `md5sum` and `sha256sum` write them, or as `SHA256 (NAME) = ...`.

    >>> read_checksums("d41d8cd98f00b204e9800998ecf8427e  ./genome.fa.gz")["genome.fa.gz"].algorithm
    'md5'

    Raises InputError when no line is one.
    """
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 4 and words[2] == "=":
            words = [words[3], words[1].strip("()")]
        if len(words) == 2:
            algorithm = {32: "md5", 64: "sha256"}.get(len(words[0]))
            if algorithm and not words[0].lower().strip("0123456789abcdef"):
                found[Path(words[1].lstrip("*")).name] = Checksum(algorithm, words[0].lower())
    if not found:
        raise InputError("holds no checksum, expected lines of an md5 or sha256 and a file name")
    return found


def fetch_text(url: str) -> str:
    """A small text file, such as a list of checksums."""
    with _opened(url, {}) as answer:
        return answer.read(1_000_000).decode("utf-8", "replace")  # type: ignore[no-any-return]


def digest_of(path: Path, algorithm: str) -> str:
    """Checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


class _Part:
    """A file on its way."""

    def __init__(self, url: str, target: Path) -> None:
        self.url = url
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")

    def complete(self, progress: Progress) -> None:
        """Fetch what is missing."""
        failures = 0
        while True:
            before = self._size()
            reason = self._go_on(progress)
            if reason is None:
                return
            failures = 0 if self._size() > before else failures + 1
            if failures >= ATTEMPTS:
                raise InputError(
                    f"the connection broke after {self._size():,} bytes ({reason})",
                    source=self.url,
                    solution="Give the same command again to go on from there.",
                )

    def put_in_place(self) -> None:
        """The file is whole: give it its name."""
        self.path.replace(self.target)
        self._notes.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget what is there."""
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def _go_on(self, progress: Progress) -> str | None:
        """One connection; None when the file is whole after it, else why it ended."""
        size, version = self._size(), self._version()
        headers = {}
        if size and version:
            headers = {"Range": f"bytes={size}-", "If-Range": version}
        elif size:
            # Without a version the server cannot say whether the file is still the same: begin anew.
            self.discard()
            size = 0
        try:
            with _opened(self.url, headers) as answer:
                resumed = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {size}-")
                if not resumed:
                    self.discard()
                    size = 0
                    self._remember(answer.headers)
                length = answer.headers.get("Content-Length")
                total = size + int(length) if length and length.isdigit() else None
                with self.path.open("ab") as file:
                    size = _copy(answer, file, size, total, progress)
            return None if total is None or size >= total else f"{size:,} of {total:,} bytes came"
        except _RangeNotMet:
            self.discard()
            return "the server has less than was fetched before"
        except (http.client.HTTPException, OSError) as error:
            return str(error) or type(error).__name__

    def _version(self) -> str | None:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return notes.get("version") if notes.get("url") == self.url else None

    def _remember(self, headers: Any) -> None:
        etag = headers.get("ETag")
        # A weak ETag does not promise the same bytes.
        version = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified")
        self._notes.write_text(json.dumps({"url": self.url, "version": version}), encoding="utf-8")


def _copy(answer: Any, file: IO[bytes], size: int, total: int | None, progress: Progress) -> int:
    while chunk := answer.read(CHUNK):
        file.write(chunk)
        size += len(chunk)
        progress(size, total)
    return size


class _RangeNotMet(Exception):  # noqa: N818 - not an error of the user
    """The server has no bytes behind those that are there."""


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to http."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise InputError(f"redirects to {newurl}, which is not encrypted", source=req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opened(url: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(  # noqa: S310 - only http and https come here
        url, headers={"User-Agent": f"breakapart/{__version__}", "Accept-Encoding": "identity", **headers}
    )
    try:
        return urllib.request.build_opener(_NoDowngrade).open(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise _RangeNotMet from None
        if error.code >= 500:
            raise OSError(f"the server answered {error.code} {error.reason}") from None
        raise InputError(
            f"the server answered {error.code} {error.reason}",
            source=url,
            solution="Check the address, or give another with --genome-url or --annotation-url.",
        ) from None
    except urllib.error.URLError as error:
        raise OSError(f"no connection: {error.reason}") from None
