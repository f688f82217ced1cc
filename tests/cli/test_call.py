"""`breakapart call` from files to files: all outputs or none, one message for what is wrong."""

import gzip
import json
import random
from pathlib import Path

import pytest

import simulate_reads as sim
from breakapart.cli.main import main
from breakapart.reference import Reference

OUTPUTS = {
    "fusions.tsv", "discarded.tsv", "run.json", "fusions.vcf", "transcripts.fasta", "proteins.fasta", "junctions.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def reads() -> list[str]:
    """Amplicons of STRN::ALK and of wild type, on the synthetic panel."""
    reference = Reference.synthetic()
    rng = random.Random(1)
    five, three = reference.gene("STRN").mane, reference.gene("ALK").mane
    molecule = sim.fuse(five, five.exon(3).cdna_end, three, three.exon(20).cdna_start)
    found = list(sim.amplicon_reads(molecule, 60, rng, sim.ION[0.7]))
    for symbol in ("TPM3", "EML4", "ALK", "RET"):
        whole = sim.Molecule(symbol, reference.gene(symbol).mane.nucleotides)
        found += sim.amplicon_reads(whole, 60, rng, sim.ION[0.7])
    return found


@pytest.fixture
def fastq(tmp_path: Path, reads: list[str]) -> Path:
    path = tmp_path / "case.fastq.gz"
    path.write_bytes(gzip.compress(sim.fastq(reads).encode()))
    return path


def call(fastq: Path, output: Path, *more: str) -> int:
    return main(["call", "--reference", "synthetic", "--design", "amplicon", str(fastq), "-o", str(output), *more])


def test_reads_become_a_table_a_verdict_and_a_page(fastq, tmp_path, capsys):
    output = tmp_path / "out"
    assert call(fastq, output) == 0
    assert {path.name for path in output.iterdir()} == OUTPUTS
    shown = capsys.readouterr()
    assert "STRN(e3)::ALK(e20)  in-frame, 60 junction reads" in shown.out
    assert "Synthetic reference" in shown.out
    header, row = (output / "fusions.tsv").read_text(encoding="utf-8").splitlines()
    assert header.startswith(
        "gene_5p\tgene_3p\tbreakpoint_5p\tbreakpoint_3p\texon_5p\texon_3p\tframe\tjunction_reads\tspanning_pairs\t"
        "unique_molecules\tallele_fraction\tconfidence"
    )
    # ALK exon 20 begins at chr2:29223528 (GRCh38), as in every EML4::ALK; both genes lie on the reverse strand.
    last = Reference.bundled().gene("STRN").mane.exon(3).start + 1
    assert row.startswith(f"STRN\tALK\tchr2:{last}:-\tchr2:29223528:-\t3\t20\tin-frame\t60\t0\t.\t")
    run = json.loads((output / "run.json").read_text(encoding="utf-8"))
    assert run["verdict"] == "not_evaluable"
    assert run["reference"]["is_synthetic"] is True
    assert run["inputs"][0]["file"] == "case.fastq.gz"


def test_the_same_reads_give_the_same_bytes_whatever_the_threads(fastq, tmp_path):
    for name, threads in (("a", "1"), ("b", "4")):
        assert call(fastq, tmp_path / name, "--threads", threads, "--quiet") == 0
    for name in OUTPUTS:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_results_are_not_overwritten_unasked(fastq, tmp_path, capsys):
    output = tmp_path / "out"
    assert call(fastq, output, "--quiet") == 0
    assert call(fastq, output) == 2
    assert "Add --force" in capsys.readouterr().err
    assert call(fastq, output, "--quiet", "--force") == 0


def test_json_goes_to_standard_output(fastq, tmp_path, capsys):
    assert call(fastq, tmp_path / "out", "--json", "--controls", "TPM3,EML4") == 0
    run = json.loads(capsys.readouterr().out)
    assert [control["gene"] for control in run["controls"]] == ["TPM3", "EML4"]


def test_bam_gives_what_fastq_gives(fastq, reads, tmp_path):
    pysam = pytest.importorskip("pysam")
    bam = tmp_path / "case.bam"
    with pysam.AlignmentFile(str(bam), "wb", header={"HD": {"VN": "1.6"}}) as file:
        for i, bases in enumerate(reads):
            read = pysam.AlignedSegment(file.header)
            read.query_name, read.query_sequence, read.flag = f"r{i}", bases, 4
            file.write(read)
    assert call(fastq, tmp_path / "a", "--quiet") == 0
    assert call(bam, tmp_path / "b", "--quiet") == 0
    assert (tmp_path / "a/fusions.tsv").read_bytes() == (tmp_path / "b/fusions.tsv").read_bytes()


def refused(capsys: pytest.CaptureFixture[str], output: Path) -> str:
    """The one message, when nothing was left behind."""
    shown = capsys.readouterr()
    lines = [line for line in shown.err.splitlines() if line.strip()]
    assert len(lines) == 1, shown.err
    assert "Traceback" not in shown.err
    assert not output.exists()
    return lines[0]


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("a.fastq.gz", lambda data: data[: len(data) // 2], "the compressed file ends early"),
        ("a.fastq", lambda data: gzip.decompress(data).replace(b"\n", b"\r\n", 7), "line ends differ"),
        ("a.fastq", lambda _: b"", "is empty"),
        ("a.fastq", lambda data: gzip.decompress(data).replace(b"IIII\n", b"III\n", 1), "qualities for"),
        ("a.bam", lambda data: gzip.decompress(data), "is named .bam but holds FASTQ text"),
        ("a.fastq", lambda _: bytes(range(256)) * 40, "expected a record that begins with '@'"),
        ("a.fastq", lambda data: gzip.decompress(data).replace(b"ACG", b"A:G"), "letters that are no bases"),
    ],
)
def test_bad_reads_are_one_message_and_leave_nothing(fastq, tmp_path, capsys, name, spoil, words):
    bad = tmp_path / "bad" / name
    bad.parent.mkdir()
    bad.write_bytes(spoil(fastq.read_bytes()))
    output = tmp_path / "out"
    assert call(bad, output) == 2
    assert words in refused(capsys, output)


def test_a_wrong_reference_is_said(fastq, tmp_path, capsys):
    output = tmp_path / "out"
    assert main(["call", "--reference", str(fastq), str(fastq), "-o", str(output)]) == 2
    assert "not a breakapart reference" in refused(capsys, output)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["call", "--reference", str(empty), str(fastq), "-o", str(output)]) == 2
    assert "holds 0 files *.sqlite" in refused(capsys, output)
    from breakapart.reference.store import BUNDLED

    assert main(["call", "--reference", str(BUNDLED), str(fastq), "-o", str(output)]) == 2
    assert "has no nucleotides" in refused(capsys, output)


@pytest.mark.slow
def test_2000_mutated_files_give_a_result_or_one_message(fastq, tmp_path, capsys, monkeypatch):
    """Bytes flipped, cut out, doubled; plain, gzip and bzip2: never a traceback, never a partial result."""
    import bz2

    from breakapart.cli import call as command_module

    molecule = sim.Molecule("x", "ACGTTGCA" * 40)
    small = sim.fastq([read[:60] for read in sim.amplicon_reads(molecule, 12, random.Random(1), sim.ILLUMINA)])
    reference = Reference.synthetic()
    targets = reference.targets(("ALK", "STRN"))
    monkeypatch.setattr(command_module, "_targets", lambda *_: targets)
    from breakapart.calling.target_index import TargetIndex

    index = TargetIndex(targets)
    monkeypatch.setattr("breakapart.sequencing_run.TargetIndex", lambda _: index)
    rng = random.Random(7)
    kinds = {"plain": small.encode(), "gz": gzip.compress(small.encode()), "bz2": bz2.compress(small.encode())}
    refusals = 0
    for number in range(2_000):
        data = bytearray(kinds[rng.choice(list(kinds))])
        for _ in range(rng.choice((1, 1, 2, 5, 20))):
            at = rng.randrange(len(data))
            kind = rng.randrange(4)
            if kind == 0:
                data[at] = rng.randrange(256)
            elif kind == 1:
                del data[at : at + rng.randint(1, 40)]
            elif kind == 2:
                data[at:at] = data[at : at + rng.randint(1, 40)]
            else:
                data[at:at] = rng.randbytes(rng.randint(1, 8))
            data = data or bytearray(b"@")
        path = tmp_path / f"m{number}.fastq"
        path.write_bytes(bytes(data))
        output = tmp_path / f"o{number}"
        code = call(path, output, "--quiet")
        if code:
            assert code == 2
            refused(capsys, output)
            refusals += 1
        else:
            assert {entry.name for entry in output.iterdir()} == OUTPUTS
            capsys.readouterr()
        path.unlink()
    assert refusals > 1_000
