"""Large files in blocks: plain, gzip and bgzip give the same bytes; what is cut short is never taken for whole."""

import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_genome import bgzipped

from breakapart.errors import InputError
from breakapart.formats import byte_stream
from breakapart.formats.byte_stream import ByteStream

DATA = bytes(range(256)) * 40 + b"ACGT\n" * 3000


def content(path):
    return b"".join(ByteStream(path).blocks())


@pytest.mark.parametrize("packed", [lambda x: x, gzip.compress, bgzipped, lambda x: bgzipped(x) + b"\0" * 900])
@pytest.mark.parametrize("block", [7, 64, 1 << 20])
def test_plain_gzip_and_bgzip_hold_the_same(tmp_path, monkeypatch, packed, block):
    monkeypatch.setattr(byte_stream, "BLOCK", block)
    path = tmp_path / "any.name"
    path.write_bytes(packed(DATA))
    read = []
    stream = ByteStream(path, read.append)
    assert b"".join(stream.blocks()) == DATA
    assert sum(read) == path.stat().st_size
    assert stream.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@given(st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")), max_size=20))
def test_lines_are_those_of_split(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "lines"
    path.write_bytes(b"x" + b"\n".join(lines))
    found = [line for some in ByteStream(path).lines() for line in some]
    expected = (b"x" + b"\n".join(lines)).split(b"\n")
    assert found == (expected[:-1] if expected[-1] == b"" else expected)


@pytest.mark.parametrize("packed", [gzip.compress, bgzipped])
def test_a_gzip_stream_cut_anywhere_is_told(tmp_path, packed):
    whole = packed(DATA)
    member_ends = {len(bgzipped(DATA[:i])) - 20 for i in range(0, len(DATA) + 1, 700)}
    path = tmp_path / "cut.gz"
    for length in range(12, len(whole) - 1, 97):
        path.write_bytes(whole[:length])
        if packed is bgzipped and any(abs(length - end) < 21 for end in member_ends):
            continue  # between two members the file is a whole, shorter one
        with pytest.raises(InputError, match=r"cut\.gz: the gzip stream (ends early|is damaged)"):
            content(path)


def test_damage_inside_is_told(tmp_path):
    data = bytearray(gzip.compress(DATA))
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "bad.gz"
    path.write_bytes(data)
    with pytest.raises(InputError, match="gzip stream is damaged"):
        content(path)


@pytest.mark.parametrize(
    ("first", "what"), [(b"BZh9", "bzip2"), (b"PK\x03\x04", "ZIP"), (b"\x28\xb5\x2f\xfd", "Zstandard")]
)
def test_other_containers_are_named(tmp_path, first, what):
    path = tmp_path / "genome.fa.gz"
    path.write_bytes(first + b"rest")
    with pytest.raises(InputError, match=what):
        content(path)


def test_no_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        ByteStream(tmp_path / "none")
    with pytest.raises(InputError, match="is a folder"):
        ByteStream(tmp_path)
