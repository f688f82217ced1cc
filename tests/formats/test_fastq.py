"""FASTQ in every dress, and every way in which it can be wrong."""

import bz2
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats import fastq

TEXT = "".join(f"@r{i} more\nACGTN\n+\nIIIII\n" for i in range(5))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(paths: list[Path], interleaved: bool | None = None) -> list[str]:
    return [batch.reads.name(i) for batch in fastq.batches(paths, interleaved=interleaved) for i in range(len(batch))]


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.rstrip("\n"),
        TEXT + "\n\n",
        gzip.compress(TEXT.encode()),
        bz2.compress(TEXT.encode()),
    ],
    ids=["plain", "windows", "no last line end", "blank lines behind", "gzip", "bzip2"],
)  # fmt: skip
def test_every_dress(tmp_path, content):
    path = write(tmp_path, "reads", content)
    assert names([path]) == ["r0", "r1", "r2", "r3", "r4"]
    *_, last = fastq.batches([path], interleaved=None)
    assert last.reads.sequence(len(last) - 1) == b"ACGTN"


def test_two_gzip_members_are_one_file(tmp_path):
    path = write(tmp_path, "a.gz", gzip.compress(TEXT.encode()) + gzip.compress(b"@x\nA\n+\nI\n"))
    assert names([path])[-1] == "x"


def test_pairs_and_interleaved_give_the_same(tmp_path):
    one = write(tmp_path, "1.fq", "".join(f"@p{i}/1\nAC\n+\nII\n" for i in range(7)))
    two = write(tmp_path, "2.fq", "".join(f"@p{i}/2\nGT\n+\nII\n" for i in range(7)))
    both = write(tmp_path, "i.fq", "".join(f"@p{i}/1\nAC\n+\nII\n@p{i}/2\nGT\n+\nII\n" for i in range(7)))
    (pairs,) = fastq.batches([one, two], interleaved=None)
    (woven,) = fastq.batches([both], interleaved=None)
    for batch in (pairs, woven):
        assert batch.mates is not None
        assert len(batch) == 7
        assert (batch.reads.sequence(6), batch.mates.sequence(6)) == (b"AC", b"GT")
    (singles,) = fastq.batches([both], interleaved=False)
    assert singles.mates is None
    assert len(singles) == 14


def test_many_batches_number_their_reads_on(tmp_path, monkeypatch):
    monkeypatch.setattr(fastq, "BLOCK", 400)
    monkeypatch.setattr(fastq, "ROOM", 16)
    one = write(
        tmp_path, "1.fq", "".join(f"@p{i} 1\n{'A' * (i % 7 + 1)}\n+\n{'I' * (i % 7 + 1)}\n" for i in range(500))
    )
    two = write(
        tmp_path, "2.fq", "".join(f"@p{i} 2\n{'C' * (i % 5 + 30)}\n+\n{'I' * (i % 5 + 30)}\n" for i in range(500))
    )
    seen = 0
    for batch in fastq.batches([one, two], interleaved=None):
        assert batch.first == seen
        assert batch.mates is not None
        for i in range(len(batch)):
            assert batch.reads.name(i) == batch.mates.name(i) == f"p{seen + i}"
        seen += len(batch)
    assert seen == 500


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no reads"),
        ("\n\n", "holds no reads"),
        (gzip.compress(TEXT.encode() * 500)[:-20], "compressed file ends early"),
        (bz2.compress(TEXT.encode() * 500)[:-20], "compressed file ends early"),
        (TEXT.replace("\n", "\r\n", 8), "line 9: line ends differ"),
        (TEXT.replace("IIIII", "IIII", 1), "line 4: 4 qualities for 5 bases"),
        (TEXT.replace("+", "-", 1), r"line 3: expected '\+'"),
        (TEXT.replace("@r2", "r2"), "line 9: expected a record that begins with '@', found 'r2 more'"),
        (TEXT[:-8], "ends in the middle of a record"),
        (b"PK\x03\x04 zipped", "is a ZIP archive"),
        (b"\x00\x01\x02 rubbish \xff" * 50, "expected a record that begins with '@'"),
        (">fasta\nACGT\n", "expected a record that begins with '@'|ends in the middle"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, content, words):
    path = write(tmp_path, "bad.fastq", content)
    with pytest.raises(InputError, match=words):
        names([path], interleaved=False)


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (TEXT[: len(TEXT) // 5 * 3], "two.fq: ends after 3 reads, but one.fq goes on"),
        (TEXT.replace("@r0", "@other"), "read 'r0' has the mate 'other' in two.fq"),
    ],
)
def test_pairs_that_do_not_fit(tmp_path, second, words):
    with pytest.raises(InputError, match=words):
        names([write(tmp_path, "one.fq", TEXT), write(tmp_path, "two.fq", second)])


def test_a_file_is_no_pair_of_itself(tmp_path):
    path = write(tmp_path, "one.fq", TEXT)
    with pytest.raises(InputError, match="same file"):
        names([path, path])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("abc:_", min_size=1, max_size=8), st.text("ACGTN", max_size=30)), min_size=1, max_size=20
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_what_is_written_is_read(tmp_path_factory, records, end, is_gzip):
    text = "".join(f"@{name}{end}{bases}{end}+{end}{'#' * len(bases)}{end}" for name, bases in records).encode()
    path = tmp_path_factory.mktemp("fastq") / "reads"
    path.write_bytes(gzip.compress(text) if is_gzip else text)
    found = [
        (batch.reads.name(i), batch.reads.sequence(i).decode())
        for batch in fastq.batches([path], interleaved=False)
        for i in range(len(batch))
    ]
    assert found == records
