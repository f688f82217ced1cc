import zipfile
from io import BytesIO

import pytest

from breakapart.errors import InputError
from breakapart.formats.documents import MAX_BYTES, read_document

SENTENCE = "The tumour cells were positive for S100 and negative for desmin."


def refused(path):
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_plain_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    assert read_document(path) == SENTENCE


def test_markdown_loses_its_signs(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# Case\n\nThe cells were **positive** for [S100](http://x).", encoding="utf-8")
    assert read_document(path).split() == ["Case", "The", "cells", "were", "positive", "for", "S100."]


def test_html_gives_its_paragraphs_and_no_script(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>t</title></head><script>x()</script><p>One &amp; two</p>"
        "<table><tr><td>S100</td><td>positive</td></tr></table>",
        encoding="utf-8",
    )
    text = read_document(path)
    assert "One & two" in text
    assert "S100 | positive" in text
    assert "x()" not in text


def test_docx_gives_paragraphs_and_tables(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "S100", "positive"
    path = tmp_path / "a.docx"
    document.save(str(path))
    text = read_document(path)
    assert SENTENCE in text
    assert "S100: positive" in text


def test_docx_keeps_the_columns_of_a_table(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, words in zip(table.rows[0].cells, ("SOX10", "-", "-"), strict=True):
        cell.text = words
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert "SOX10 | - | -" in read_document(path)


def pdf(text, *, pages=1):
    """A PDF with one line a page, written by hand."""
    body = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for _ in range(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
        number = len(body) + 1
        kids.append(number)
        body.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> "
            b"/Contents %d 0 R >>" % (number + 1)
        )
        body.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    body[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(body, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(body) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(body) + 1, start)


def test_pdf_with_a_text_layer(tmp_path):
    pytest.importorskip("pypdf")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(SENTENCE))
    assert SENTENCE in read_document(path)


def test_scanned_pdf(tmp_path):
    pytest.importorskip("pypdf")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("", pages=3))
    assert "without a text layer" in refused(path)


def encrypted_pdf(folder, algorithm, password):
    pypdf = pytest.importorskip("pypdf")
    if algorithm.startswith("AES"):
        pytest.importorskip("cryptography")
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(SENTENCE)))
    writer.encrypt(user_password=password, owner_password="of the hospital", algorithm=algorithm)
    path = folder / "a.pdf"
    writer.write(str(path))
    return path


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_encrypted_pdf(tmp_path, algorithm):
    assert "encrypted" in refused(encrypted_pdf(tmp_path, algorithm, "secret"))


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_pdf_that_opens_without_a_password_though_it_may_not_be_changed(tmp_path, algorithm):
    assert SENTENCE in read_document(encrypted_pdf(tmp_path, algorithm, ""))


@pytest.mark.parametrize("cut", [8, 40, 200])
def test_broken_pdf(tmp_path, cut):
    pytest.importorskip("pypdf")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(SENTENCE)[:cut])
    assert "PDF" in refused(path)


def test_zip_bomb(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    assert "unpack" in refused(path)


def test_zip_that_is_no_document(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", b"hello")
    assert "no Word document" in refused(path)


def test_broken_docx(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04broken")
    assert "broken ZIP" in refused(path)


def test_wrong_encoding(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Fédération".encode("latin-1"))
    assert "UTF-8" in refused(path)


def test_200_megabytes(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert f"{MAX_BYTES:,}" in refused(path)


def test_right_to_left(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "\u05d4\u05d2\u05d9\u05d3\u05d5\u05dc \u05d4\u05d9\u05d4 \u05d7\u05d9\u05d5\u05d1\u05d9 S100", encoding="utf-8"
    )
    assert "right to left" in refused(path)


def test_another_script(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\u80bf\u7624\u7ec6\u80de\u9633\u6027 S100", encoding="utf-8")
    assert "Latin" in refused(path)


def test_empty_and_missing(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("  \n 12 ", encoding="utf-8")
    assert "no text" in refused(path)
    assert "no such file" in refused(tmp_path / "b.txt")
