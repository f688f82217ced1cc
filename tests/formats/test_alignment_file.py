"""BAM, aligned or not: the same reads as in FASTQ."""

from pathlib import Path

import pytest

from breakapart.errors import InputError
from breakapart.formats import alignment_file

pysam = pytest.importorskip("pysam")


def write_bam(path: Path, *, aligned: bool) -> Path:
    header = {"HD": {"VN": "1.6"}, "SQ": [{"SN": "c", "LN": 1000}]}
    with pysam.AlignmentFile(str(path), "wb", header=header) as file:
        for i in range(4):
            for mate in (0, 1):
                read = pysam.AlignedSegment(file.header)
                read.query_name = f"p{i}"
                read.query_sequence = "AACC" if mate == 0 else "GTTT"
                read.query_qualities = pysam.qualitystring_to_array("IIII")
                read.flag = 1 | (64 if mate == 0 else 128) | (0 if aligned else 4)
                if aligned:
                    read.flag |= 16 if mate else 0
                    read.reference_id, read.reference_start, read.cigarstring = 0, 10 * i, "4M"
                file.write(read)
        lone = pysam.AlignedSegment(file.header)
        lone.query_name, lone.query_sequence, lone.flag = "single", "ACGT", 4
        file.write(lone)
        extra = pysam.AlignedSegment(file.header)
        extra.query_name, extra.query_sequence, extra.flag = "p0", "AA", 4 | 2048
        file.write(extra)
    return path


@pytest.mark.parametrize("aligned", [True, False])
def test_pairs_are_put_together_and_turned_back(tmp_path, aligned):
    pairs, singles = alignment_file.batches(write_bam(tmp_path / "a.bam", aligned=aligned))
    assert pairs.mates is not None
    assert [pairs.reads.name(i) for i in range(4)] == ["p0", "p1", "p2", "p3"]
    assert pairs.reads.sequence(2) == b"AACC"
    assert pairs.mates.sequence(2) == (b"AAAC" if aligned else b"GTTT")
    assert (singles.first, singles.reads.name(0), singles.reads.sequence(0)) == (4, "single", b"ACGT")


def test_a_cut_or_empty_file_is_refused(tmp_path):
    whole = write_bam(tmp_path / "a.bam", aligned=True).read_bytes()
    cut = tmp_path / "cut.bam"
    cut.write_bytes(whole[:-40])
    with pytest.raises(InputError, match=r"cut\.bam"):
        list(alignment_file.batches(cut))
    empty = tmp_path / "none.bam"
    with pysam.AlignmentFile(str(empty), "wb", header={"HD": {"VN": "1.6"}}):
        pass
    with pytest.raises(InputError, match="holds no reads"):
        list(alignment_file.batches(empty))
