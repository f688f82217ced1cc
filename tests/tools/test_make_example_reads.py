"""The example reads are what the script makes, say what they are, and hold what they were made with."""

import gzip
import importlib.util
import random
from collections import Counter
from pathlib import Path

import pytest

from breakapart.formats.amplicon_table import read_amplicons
from breakapart.formats.examples import example_cases_from_reads
from breakapart.model.expression import AmpliconKind
from breakapart.reference import Reference

FOLDER = example_cases_from_reads()[0].parent / "reads"
FILES = sorted(FOLDER.glob("*.fastq.gz"))
TOOL = Path(__file__).parents[2] / "tools" / "make_example_reads.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("make_example_reads", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_script_makes_the_files_again(tool, tmp_path):
    assert tool.main([str(tmp_path)]) == 0
    for path in FILES:
        assert gzip.decompress((tmp_path / path.name).read_bytes()) == gzip.decompress(path.read_bytes())
    design = "case-1-amplicons.tsv"
    assert (tmp_path / design).read_text() == (FOLDER / design).read_text()


def test_every_file_is_small_and_says_what_it_is():
    assert len(FILES) == 5
    for path in FILES:
        data = path.read_bytes()
        assert len(data) < 400_000
        assert b"SIMULATED reads" in data[:80] and b"illustration only" in data[:120]
        lines = gzip.decompress(data).decode().splitlines()
        assert all(line.startswith("@SIMULATED:") for line in lines[::4])
        assert all(len(bases) == len(quality) for bases, quality in zip(lines[1::4], lines[3::4], strict=True))


def test_the_design_is_read_as_any_laboratory_design(tool):
    amplicons = read_amplicons(FOLDER / "case-1-amplicons.tsv")
    kinds = Counter(amplicon.kind for amplicon in amplicons)
    assert kinds == {
        AmpliconKind.FUSION: 20, AmpliconKind.CONTROL: 10, AmpliconKind.IMBALANCE_5P: 3, AmpliconKind.IMBALANCE_3P: 3,
    }  # fmt: skip
    reference = Reference.synthetic()
    for amplicon in amplicons:
        mane = reference.gene(amplicon.gene).mane
        if amplicon.kind is AmpliconKind.FUSION:
            five, three = mane.exon(amplicon.exon_5p), reference.gene(amplicon.gene_3p).mane.exon(amplicon.exon_3p)
            if five.phase_out is not None and three.phase_in is not None:
                assert five.phase_out == three.phase_in, amplicon.name
        else:
            assert 60 <= amplicon.end - amplicon.start <= 125
            assert any(amplicon.start < exon.cdna_end < amplicon.end for exon in mane.exons[:-1]), amplicon.name
    controls = {amplicon.gene for amplicon in amplicons if amplicon.kind is AmpliconKind.CONTROL}
    assert controls == set(tool.CONTROLS)


def test_ion_errors_are_as_frequent_as_asked_for_and_in_homopolymers(tool):
    rng = random.Random(5)
    bases = "".join(rng.choices("ACGT", k=110))
    runs = tool.homopolymers(bases)
    expected = {True: runs, False: tool.homopolymers(tool.reverse_complement(bases))}
    indels = 0
    for _ in range(4000):
        found = tool.homopolymers(tool.ion_read(bases, rng, indels=0.007, substitutions=0.0))
        order = [run[0] for run in found] == [run[0] for run in runs]
        wrong = [abs(len(a) - len(b)) for a, b in zip(found, expected[order], strict=True)]
        assert all(len(run) > 1 for run, off in zip(expected[order], wrong, strict=True) if off)
        indels += sum(wrong)
    assert 0.9 < indels / 4000 / (0.007 * 110) < 1.1
    alternating = "ACGT" * 25
    assert {len(tool.ion_read(alternating, rng)) for _ in range(200)} == {100}  # no runs, no indels


def test_illumina_reads_have_substitutions_only(tool):
    rng = random.Random(6)
    bases = "".join(rng.choices("ACGT", k=100))
    wrong = 0
    for _ in range(3000):
        read, quality = tool.illumina_read(bases, rng)
        assert len(read) == len(quality) == 100
        wrong += sum(a != b for a, b in zip(read, bases, strict=True))
    assert 0.0017 < wrong / 300_000 < 0.0023
