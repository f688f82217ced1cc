"""Files in, a result out: kinds of files told by content, order kept, misfits refused."""

import gzip
import random
import time
from pathlib import Path

import pytest

import simulate_reads as sim
from breakapart.calling.call import CallInputs
from breakapart.calling.settings import CallSettings, LibraryDesign
from breakapart.errors import InputError
from breakapart.sequencing_run import ReadFiles, _in_order, call_files
from builders_rna import made_up_panel

PANEL = made_up_panel(5)
BY = {target.symbol: target for target in PANEL}


def fusion() -> sim.Molecule:
    five, three = BY["P5"].main, BY["K3"].main
    return sim.fuse(five, five.exon(3).cdna_end, three, three.exon(4).cdna_start)


def test_batches_come_back_in_their_order_whatever_each_takes():
    def slow(number: int) -> int:
        time.sleep(0.002 * (number % 3))
        return number

    assert list(_in_order(range(40), slow, 4)) == list(range(40))  # type: ignore[arg-type]


def test_pairs_from_two_files_or_one(tmp_path: Path):
    rng = random.Random(1)
    pairs = list(sim.shotgun_pairs(fusion(), 300, rng, sim.ILLUMINA, insert=(320, 30)))
    one, two, both = tmp_path / "1.fq.gz", tmp_path / "2.fq", tmp_path / "both.fq"
    one.write_bytes(gzip.compress(sim.fastq([a for a, _ in pairs]).encode()))
    two.write_text(sim.fastq([b for _, b in pairs]), encoding="utf-8")
    woven = "".join(f"@r{i}\n{read}\n+\n{'I' * len(read)}\n" for i, pair in enumerate(pairs) for read in pair)
    both.write_text(woven, encoding="utf-8")
    told: list[tuple[int, int]] = []
    split = call_files(ReadFiles((one, two)), PANEL, CallInputs(), on_progress=lambda *now: told.append(now))
    assert split == call_files(ReadFiles((both,)), PANEL, CallInputs())
    (call,) = split.calls
    assert call.name == "P5(e3)::K3(e4)"
    assert call.spanning_pairs > 10
    assert told[-1] == (one.stat().st_size + two.stat().st_size, 600)


def test_long_reads_need_their_design_and_are_called_with_it(tmp_path: Path):
    rng = random.Random(2)
    long = sim.Molecule("x", fusion().sequence * 4)
    path = tmp_path / "long.fq"
    path.write_text(sim.fastq([long.sequence for _ in range(5)]), encoding="utf-8")
    with pytest.raises(InputError, match="Give '--design long'"):
        call_files(ReadFiles((path,)), PANEL, CallInputs())
    pytest.importorskip("mappy")
    path.write_text(sim.fastq(list(sim.long_reads(fusion(), 40, rng))), encoding="utf-8")
    result = call_files(ReadFiles((path,)), PANEL, CallInputs(CallSettings(design=LibraryDesign.LONG)))
    assert [call.name for call in result.calls] == ["P5(e3)::K3(e4)"]


def test_no_targets_is_said(tmp_path: Path):
    with pytest.raises(InputError, match="no gene with nucleotides"):
        call_files(ReadFiles((tmp_path / "x.fq",)), [], CallInputs())
