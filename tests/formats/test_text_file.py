"""Reading text files that people hand in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.text_file import decode, read_bytes


def test_a_mark_of_utf8_is_left_out():
    assert decode(b"\xef\xbb\xbfid: a", source="f") == "id: a"


@given(st.binary(max_size=200))
def test_decoding_gives_text_or_an_input_error(data):
    try:
        text = decode(data, source="f")
    except InputError as error:
        assert error.problems[0].source == "f"
    else:
        assert text.encode("utf-8") == data.removeprefix(b"\xef\xbb\xbf")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn")), max_size=40), st.integers(0, 40))
def test_the_place_of_a_bad_byte_is_counted_in_characters(text, at):
    at = min(at, len(text))
    data = b"-" + text[:at].encode("utf-8") + b"\xff" + text[at:].encode("utf-8")
    with pytest.raises(InputError) as caught:
        decode(data, source="f")
    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == (1, at + 2)
    assert problem.message == "byte 0xFF is not UTF-8 text"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\xd0\xcf\x11\xe0\xa1", "an old Word or Excel document"),
    ],
)
def test_what_was_handed_in_by_mistake_is_named(data, what):
    with pytest.raises(InputError, match=f"f: is {what}, expected plain text"):
        decode(data, source="f")


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path):
    (tmp_path / "f").write_bytes(b"x" * 10)
    assert read_bytes(tmp_path / "f", max_bytes=10) == b"x" * 10
    with pytest.raises(InputError, match="is 10 bytes large, expected at most 9"):
        read_bytes(tmp_path / "f", max_bytes=9)


def test_a_file_one_may_not_read(tmp_path, monkeypatch):
    (tmp_path / "f").touch()

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="you are not allowed to read this file"):
        read_bytes(tmp_path / "f")


def test_a_disk_that_fails_is_told_in_its_own_words(tmp_path, monkeypatch):
    (tmp_path / "f").touch()

    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(InputError, match="cannot be read: Input/output error"):
        read_bytes(tmp_path / "f")
