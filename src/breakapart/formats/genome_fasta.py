"""A genome in FASTA: plain, gzip or bgzip, streamed contig by contig."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from breakapart.errors import InputError
from breakapart.formats.byte_stream import ByteStream

_LETTERS = b"ACGTUNRYSWKMBDHV"
_UPPER = bytes(range(256)).upper().translate(bytes.maketrans(b"U", b"T"))
_ENDS = b"\r\n \t"


@dataclass(frozen=True, slots=True)
class Contig:
    """One record of a FASTA file."""

    name: str
    """The header's first word."""
    nucleotides: bytes
    """Upper case; U read as T."""


def read_contigs(stream: ByteStream, is_wanted: Callable[[str], bool]) -> Iterator[Contig]:
    """
    The contigs of a genome that are wanted, in the order of the file; the others are passed over without being kept.

    One contig is in memory at a time. Raises InputError for what is no FASTA, for a name that comes twice, a contig
    without bases and for letters that are no nucleotides.
    """
    reader = _Reader(stream.path.name, is_wanted)
    for block in stream.blocks():
        yield from reader.take(block)
    yield from reader.end()


class _Reader:
    def __init__(self, source: str, is_wanted: Callable[[str], bool]) -> None:
        self._source = source
        self._is_wanted = is_wanted
        self._name: str | None = None
        self._keeps = False
        self._has_bases = False
        self._parts: list[bytes] = []
        self._seen: set[str] = set()
        self._header = bytearray()
        self._in_header = False
        self._at_line_start = True

    def take(self, block: bytes) -> Iterator[Contig]:
        """Go on with the next bytes of the file; yields the contigs that end in them."""
        if self._name is None and not self._in_header and not self._seen:
            block = block.lstrip(b"\r\n\xef\xbb\xbf")
            if block and not block.startswith(b">"):
                raise self._no_fasta(block)
        position = 0
        while position < len(block):
            if self._in_header:
                end = block.find(b"\n", position)
                if end < 0:
                    self._header += block[position:]
                    return
                self._header += block[position:end]
                position = end + 1
                self._begin()
                continue
            start = block.find(b">", position)
            if start < 0:
                self._keep(block[position:])
                return
            self._keep(block[position:start])
            if not self._at_line_start:
                raise InputError(f"'>' stands inside a line of contig {self._name}", source=self._source)
            yield from self._finish()
            self._in_header = True
            self._header.clear()
            position = start + 1

    def end(self) -> Iterator[Contig]:
        """The file is over: its last contig."""
        if self._in_header:
            self._begin()
        if self._name is None:
            raise InputError("is empty, expected a genome in FASTA", source=self._source)
        yield from self._finish()

    def _begin(self) -> None:
        self._in_header = False
        self._at_line_start = True
        words = self._header.decode("utf-8", "replace").split()
        if not words:
            raise InputError(
                f"a contig has no name (record {len(self._seen) + 1})", source=self._source, solution="Write >NAME."
            )
        name = words[0]
        if name in self._seen:
            raise InputError(
                f"contig {name!r} comes twice",
                source=self._source,
                solution="Were two genomes joined? Give each contig once.",
            )
        self._seen.add(name)
        self._name, self._keeps, self._has_bases = name, self._is_wanted(name), False

    def _keep(self, piece: bytes) -> None:
        if not piece:
            return
        self._at_line_start = piece.endswith((b"\n", b"\r"))
        if self._name is None:
            return
        bases = piece.translate(_UPPER, _ENDS)
        if not bases:
            return
        wrong = bases.translate(None, _LETTERS)
        if wrong.strip(b"-*"):
            found = repr(wrong.strip(b"-*")[:1].decode("latin-1"))
            raise InputError(
                f"found {found} in contig {self._name}, expected nucleotides",
                source=self._source,
                solution="Is this a FASTA file of a genome, whole and not changed by an editor?",
            )
        self._has_bases = True
        if self._keeps:
            self._parts.append(bases)

    def _finish(self) -> Iterator[Contig]:
        if self._name is None:
            return
        if not self._has_bases:
            raise InputError(f"contig {self._name} has no bases", source=self._source)
        if self._keeps:
            nucleotides = b"".join(self._parts)
            self._parts = []
            yield Contig(self._name, nucleotides)

    def _no_fasta(self, block: bytes) -> InputError:
        what = "not a FASTA file"
        if block.startswith(b"@"):
            what = "FASTQ or SAM, not FASTA"
        elif b"\0" in block[:4096]:
            what = "a binary file, not FASTA"
        elif block.startswith(b"#") or block.count(b"\t", 0, 4096) > 7:
            what = "a table (is it the annotation?), not FASTA"
        return InputError(
            f"is {what}: the first line must begin with '>'",
            source=self._source,
            solution="Give the genome with --genome and the genes with --annotation.",
        )
