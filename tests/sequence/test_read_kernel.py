"""The compiled kernel and the one in Python are held to the same answers, and to answers known beforehand."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakapart.sequence import read_kernel as kernel
from breakapart.sequence import read_kernel_python as python_kernel

compiled = pytest.mark.skipif(not kernel.IS_COMPILED, reason="the C kernel is not built here")
RNG = random.Random(11)


def made_up(length: int) -> str:
    return "".join(RNG.choice("ACGT") for _ in range(length))


A, B, C = made_up(400), made_up(400), made_up(300)
PAD = bytes([4]) * 64
CODES = PAD + PAD.join(kernel.encode(part.encode()) for part in (A, B, C)) + PAD
STARTS = np.array([64, 64 + 400 + 64, 64 + 2 * 464], dtype=np.int64)
ENDS = STARTS + np.array([400, 400, 300])
GENES = np.array([0, 1, 2], dtype=np.int32)
NOVEL = np.zeros(3, dtype=np.uint8)
NO_EDGES = bytes(len(CODES) + 1)


@pytest.fixture(scope="module")
def index() -> kernel.KmerIndex:
    return kernel.build_index(CODES, STARTS, ENDS, GENES, NOVEL)


def screen_one(index: kernel.KmerIndex, read: str) -> list[int]:
    text = read.encode()
    return kernel.screen(text, np.array([0]), np.array([len(text)]), index, slack=7, min_other=12)[0].tolist()


def test_a_read_of_one_target_is_explained_on_either_strand(index):
    row = screen_one(index, A[100:200])
    assert row[:6] == [kernel.EXPLAINED, 0, 0, 100, 64 + 100, 64 + 200]
    reverse = A[100:200].translate(str.maketrans("ACGT", "TGCA"))[::-1]
    assert screen_one(index, reverse)[:6] == [kernel.EXPLAINED, 1, 0, 100, 64 + 100, 64 + 200]


def test_mismatches_and_short_indels_do_not_break_a_path(index):
    read = A[100:140] + ("C" if A[140] != "C" else "G") + A[141:170] + A[172:220]
    row = screen_one(index, read)
    assert row[kernel.CLASS] == kernel.EXPLAINED
    assert (row[kernel.MISMATCHES], row[kernel.INDELS]) == (1, 1)


def test_a_read_of_two_targets_is_split(index):
    row = screen_one(index, A[100:160] + B[200:260])
    assert row[kernel.CLASS] == kernel.SPLIT
    genes = {int(np.searchsorted(STARTS, place, side="right")) - 1 for place in (row[4], row[4 + kernel.OTHER])}
    assert genes == {0, 1}


def test_a_read_that_leaves_for_nowhere_is_clipped_and_a_stranger_is_nothing(index):
    row = screen_one(index, A[100:160] + made_up(40))
    assert row[kernel.CLASS] == kernel.CLIPPED
    assert abs(row[kernel.READ_END] - 60) <= 4
    assert screen_one(index, made_up(100))[kernel.CLASS] == kernel.NOTHING


@pytest.mark.parametrize(
    ("read", "expected"), [("ACGT" * 2000, kernel.TOO_LONG), ("ACG!" * 25, kernel.NOT_BASES), ("ACG", kernel.NOTHING)]
)
def test_what_is_no_short_read(index, read, expected):
    assert screen_one(index, read)[kernel.CLASS] == expected


def test_the_junction_is_found_to_the_base():
    read = kernel.encode((A[100:150] + B[200:250]).encode())
    found = kernel.split(read, CODES, NO_EDGES, NO_EDGES, (0, 64 + 100), (100, 528 + 250), 20)
    slide = found.cut_5p - (64 + 150)
    assert slide == found.cut_3p - (528 + 200) == found.read_cut - 50
    assert A[150 : 150 + max(slide, 0)] == B[200 : 200 + max(slide, 0)]
    assert found.score_5p + found.score_3p == 200
    assert found.gain > 50


def test_inserted_bases_between_exon_edges_are_told_from_both_partners():
    read = kernel.encode((A[100:150] + "ACGTGTCA" + B[200:250]).encode())
    edges = bytearray(NO_EDGES)
    edges[64 + 150] = edges[528 + 200] = 1
    found = kernel.split(read, CODES, bytes(edges), bytes(edges), (0, 64 + 100), (108, 528 + 250), 20)
    assert (found.cut_5p, found.cut_3p, found.inserted, found.edges) == (64 + 150, 528 + 200, 8, 2)


def test_exon_edges_decide_within_microhomology_and_next_to_an_error():
    five, three = A[100:150] + "GAG", "GAG" + B[203:253]  # three bases either may give
    codes = (
        PAD
        + kernel.encode((A[:150] + "GAG" + A[153:]).encode())
        + PAD
        + kernel.encode((B[:200] + "GAG" + B[203:]).encode())
        + PAD
    )
    for cut in range(4):
        ends, starts = bytearray(len(codes) + 1), bytearray(len(codes) + 1)
        ends[64 + 150 + cut] = starts[528 + 200 + cut] = 1
        read = kernel.encode((five + three[3:]).encode())
        found = kernel.split(read, codes, bytes(ends), bytes(starts), (0, 64 + 100), (len(read), 528 + 253), 20)
        assert (found.cut_5p, found.cut_3p, found.edges) == (64 + 150 + cut, 528 + 200 + cut, 2)


def test_without_edges_the_most_3_prime_place_is_taken():
    codes = (
        PAD
        + kernel.encode((A[:150] + "GAG" + A[153:]).encode())
        + PAD
        + kernel.encode((B[:200] + "GAG" + B[203:]).encode())
        + PAD
    )
    read = kernel.encode((A[100:150] + "GAG" + B[203:253]).encode())
    found = kernel.split(read, codes, NO_EDGES, NO_EDGES, (0, 64 + 100), (len(read), 528 + 253), 20)
    assert found.cut_5p >= 64 + 153


FASTQ = b"@a x\nACGT\n+\nIIII\n@b\nAC\n+b\nII\n"


def test_records_are_found_with_their_places():
    found = kernel.find_records(FASTQ, 10)
    assert (len(found.places), found.used, found.problem) == (2, len(FASTQ), 0)
    name, end, start, length = found.places[0]
    assert (FASTQ[name:end], FASTQ[start : start + length]) == (b"a x", b"ACGT")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"a\nACGT\n+\nIIII\n", 1),
        (b"@a\nACGT\n-\nIIII\n", 2),
        (b"@a\nACGT\n+\nIII\n", 3),
        (b"@a\r\nACGT\n+\nIIII\n", 4),
        (b"\n\n\n\n", 1),
    ],
)
def test_records_say_what_is_wrong(text, problem):
    assert kernel.find_records(text, 10).problem == problem


@compiled
@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"@a", b"ACGT", b"+", b"IIII", b"", b"\r"]), max_size=24).map(b"\n".join),
    st.booleans(),
)
def test_both_kernels_find_the_same_records(text, is_last):
    compiled_places, python_places = np.zeros((8, 4), np.int64), np.zeros((8, 4), np.int64)
    from breakapart.sequence import _reads

    one = _reads.records(text, compiled_places, -1, is_last)
    two = python_kernel.records(text, python_places, -1, is_last)
    assert one == two
    assert (compiled_places == python_places).all()


@compiled
def test_both_kernels_build_the_same_index_and_screen_alike(index):
    table = np.zeros_like(index.table)
    stored = python_kernel.fill_index(CODES, STARTS, ENDS, GENES, NOVEL, table, index.k, index.bits, 4)
    assert stored == np.count_nonzero(index.table)
    assert (table == index.table).all()
    rng = random.Random(3)
    reads = []
    for _ in range(300):
        first, second = rng.sample((A, B, C), 2)
        start, other, cut = rng.randint(0, 200), rng.randint(0, 200), rng.randint(0, 100)
        read = list(first[start : start + cut] + second[other : other + 100 - cut])
        for _ in range(rng.choice((0, 0, 1, 3, 8))):
            at = rng.randrange(len(read))
            read[at : at + 1] = rng.choice(("", "A", "CC", "N"))
        reads.append("".join(read))
    text = "".join(reads).encode()
    lengths = np.array([len(read) for read in reads])
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    one = kernel.screen(text, offsets, lengths, index, slack=7, min_other=12)
    two = np.zeros_like(one)
    python_kernel.screen(text, offsets, lengths, CODES, STARTS, GENES, index.table, two, index.k, index.bits, 7, 12)
    assert (one == two).all()
    assert set(one[:, 0]) >= {kernel.EXPLAINED, kernel.SPLIT, kernel.CLIPPED}


@compiled
def test_both_kernels_split_alike():
    from breakapart.sequence import _reads

    rng = random.Random(4)
    for _ in range(80):
        cut, inserted = rng.randint(10, 90), made_up(rng.choice((0, 0, 3)))
        read = list(A[100 : 100 + cut] + inserted + B[200 : 300 - cut])
        for _ in range(rng.choice((0, 1, 4))):
            at = rng.randrange(len(read))
            read[at : at + 1] = rng.choice(("", "A", "CC"))
        codes = kernel.encode("".join(read).encode())
        edges = bytearray(len(CODES) + 1)
        edges[64 + 100 + cut] = edges[528 + 200] = rng.randint(0, 1)
        where = (0, 64 + 100, len(codes), 528 + 300 - cut, 20)
        arguments = (codes, CODES, bytes(edges), bytes(edges), *where)
        assert _reads.split(*arguments) == python_kernel.split(*arguments)


def test_positions_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        kernel.split(b"\0" * 10, CODES, NO_EDGES, NO_EDGES, (0, 64), (20, 100), 20)
    index = kernel.build_index(CODES, STARTS, ENDS, GENES, NOVEL)
    with pytest.raises(ValueError, match="do not fit"):
        kernel.screen(b"ACGT", np.array([0]), np.array([5]), index, slack=7, min_other=12)
