"""
Texts that a laboratory has: plain text, Markdown, HTML, PDF with a text layer, DOCX.

Each reader gives plain text with a blank line between paragraphs. PDF and DOCX need the extra `documents`.
"""

import logging
import re
import string
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from breakapart.errors import InputError
from breakapart.formats.text_file import decode, read_bytes

MAX_BYTES = 50_000_000
"""A report is kilobytes, a publication with its figures a few megabytes."""
MAX_CHARACTERS = 2_000_000
"""So many characters are read, about 600 pages."""
MAX_UNPACKED = 200_000_000
"""A DOCX that unpacks to more is refused before it is unpacked."""
MAX_RATIO = 200
"""A member of a DOCX that unpacks to more than this many times its size is no text a person wrote."""
MAX_PAGES = 1_000
LEAST_LETTERS_A_PAGE = 15
"""A PDF with fewer letters a page has no text layer worth the name: it is a scan."""

_EXTRA = "Install it with: pip install 'breakapart[documents]'"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = string.ascii_letters.encode("ascii")
_ASCII = re.compile(r"[\x00-\x7f]+")


def read_document(path: Path) -> str:
    """
    The text of the file at `path`.

    Raises InputError for what holds no text that can be read: a scan, an encrypted file, another encoding, an archive
    that unpacks beyond measure, a text in another script than Latin.
    """
    data = read_bytes(path, max_bytes=MAX_BYTES, if_larger="Cut out the report or the case")
    source = str(path)
    suffix = path.suffix.lower()
    reader = _reader(data, suffix)
    text = reader(data, source).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"holds {len(text):,} characters, expected at most {MAX_CHARACTERS:,}",
            source=source,
            solution="Cut out the report or the case",
        )
    plain = text.encode("ascii", "ignore")
    latin = len(plain) - len(plain.translate(None, _LATIN))
    others = _ASCII.sub("", text)
    letters = latin + sum(map(len, _LETTERS.findall(others)))
    if not letters:
        raise InputError(
            "holds no text", source=source, solution="Give a report as text, HTML, PDF with a text layer, or DOCX"
        )
    if len(_RIGHT_TO_LEFT.findall(others)) > letters / 5:
        raise InputError(
            "is written from right to left, expected English", source=source, solution="Give an English translation"
        )
    if latin < letters / 2:
        raise InputError(
            "is not written in Latin letters, expected English", source=source, solution="Give an English translation"
        )
    return text


def _reader(data: bytes, suffix: str) -> Callable[[bytes, str], str]:
    if data.startswith(b"%PDF"):
        return _pdf
    if data.startswith(b"PK\x03\x04"):
        return _docx
    head = data[:1000].lstrip().lower()
    if suffix in (".html", ".htm", ".xhtml") or head.startswith((b"<!doctype html", b"<html")):
        return _html
    if suffix in (".md", ".markdown"):
        return _markdown
    return _plain


def _plain(data: bytes, source: str) -> str:
    return decode(data.replace(b"\x0c", b"\n"), source=source)


def _markdown(data: bytes, source: str) -> str:
    text = _plain(data, source)
    text = re.sub(r"\[([^\]\n]{1,300})\]\([^)\n]{1,500}\)", r"\1", text)
    text = re.sub(r"^#{1,6} +", "\n", text, flags=re.MULTILINE)
    return re.sub(r"(\*\*|__|`)", "", text)


_BLOCKS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "br",
        "figure",
        "figcaption",
        "header",
        "footer",
        "blockquote",
        "dd",
        "dt",
    )
)
_SILENT = frozenset(("script", "style", "head", "template", "svg", "noscript"))


class _TextOfHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n" if tag in ("br", "tr", "li") else "\n\n")
        elif tag in ("td", "th"):
            self.pieces.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self.pieces.append("\n\n" if tag not in ("tr", "li") else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _html(data: bytes, source: str) -> str:
    parser = _TextOfHtml()
    parser.feed(decode(data, source=source))
    parser.close()
    text = re.sub(r" *\n *", "\n", "".join(parser.pieces))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _pdf(data: bytes, source: str) -> str:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError:
        raise InputError("is a PDF, which needs the package pypdf", source=source, solution=_EXTRA) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is no matter, what it cannot is told below
    try:
        reader = pypdf.PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("is an encrypted PDF", source=source, solution="Save it without a password")
        pages = len(reader.pages)
        if pages > MAX_PAGES:
            raise InputError(
                f"has {pages:,} pages, expected at most {MAX_PAGES:,}", source=source, solution="Cut out the report"
            )
        texts: list[str] = []
        length = 0
        for page in reader.pages:
            texts.append(page.extract_text())
            length += len(texts[-1])
            if length > MAX_CHARACTERS:
                break
    except InputError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        NotImplementedError,
        OSError,
    ) as error:
        # pypdf meets broken files with whatever its inside stumbles over.
        raise InputError(
            f"is a PDF that cannot be read: {error}", source=source, solution="Print it to a new PDF, or give its text"
        ) from None
    except Exception as error:
        if type(error).__name__ == "DependencyError":
            raise InputError("is an encrypted PDF", source=source, solution="Save it without a password") from None
        raise
    text = _pages_in_one(texts)
    if sum(map(len, _LETTERS.findall(text))) < LEAST_LETTERS_A_PAGE * max(1, pages):
        raise InputError(
            "is a scanned PDF without a text layer", source=source, solution="Run text recognition (OCR) on it first"
        )
    return text


def _line_of(row: Any) -> str:
    """A row of a table: "S100: positive" of two cells, "S100 | 4C4.9 | positive" of more; a merged cell stands once."""
    cells = [cell for n, cell in enumerate(row.cells) if n == 0 or cell._tc is not row.cells[n - 1]._tc]
    return (": " if len(cells) == 2 else " | ").join(cell.text.strip() for cell in cells)


def _pages_in_one(pages: list[str]) -> str:
    """The text of all pages; a sentence that goes on overleaf stays one."""
    text = ""
    for page in pages:
        goes_on = text.rstrip()[-1:] not in ("", ".", "!", "?", ":")
        text = f"{text.rstrip()}\n{page.lstrip()}" if goes_on else f"{text}\n\n{page}"
    return text.removeprefix("\n\n")


def _docx(data: bytes, source: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise InputError("is a broken ZIP container", source=source) from None
    if not any(member.filename == "word/document.xml" for member in members):
        raise InputError(
            "is a ZIP container, but no Word document (DOCX)", source=source, solution="Give text, HTML, PDF or DOCX"
        )
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    if unpacked > MAX_UNPACKED or swollen:
        raise InputError(
            f"would unpack to {unpacked:,} bytes, which no report does",
            source=source,
            solution="Save it anew from Word",
        )
    if any(member.flag_bits & 1 for member in members):
        raise InputError("is an encrypted DOCX", source=source, solution="Save it without a password")
    try:
        import docx
        from docx.opc.exceptions import OpcError
    except ImportError:
        raise InputError("is a DOCX, which needs the package python-docx", source=source, solution=_EXTRA) from None
    try:
        document = docx.Document(BytesIO(data))
        lines = [paragraph.text for paragraph in document.paragraphs]
        for table in document.tables:
            lines += [_line_of(row) for row in table.rows]
    except (OpcError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise InputError(
            f"is a DOCX that cannot be read: {error}", source=source, solution="Save it anew from Word"
        ) from None
    return "\n\n".join(lines)
