"""Reads that a case names become its results: a fusion, a negative where the run allows it, or not evaluable."""

import gzip
import importlib.util
import random
import shutil
from pathlib import Path

import pytest

from breakapart.case_reads import call_reads
from breakapart.cli.main import main
from breakapart.cli.report import assess_file
from breakapart.errors import InputError
from breakapart.formats.case_yaml import read_case
from breakapart.formats.examples import example_cases_from_reads
from breakapart.knowledge import Knowledge
from breakapart.model.outcome import Outcome
from breakapart.reference import Reference

KNOWLEDGE, BUNDLED = Knowledge.bundled(), Reference.bundled()
CASE_1, CASE_2 = example_cases_from_reads()
READS = CASE_1.parent / "reads"


def case_at(tmp_path, *, simulated=True, reads=None):
    """A copy of case 1 beside its amplicons, with these reads (FASTQ text) in place of its own."""
    (tmp_path / "reads").mkdir(exist_ok=True)
    shutil.copy(READS / "case-1-amplicons.tsv", tmp_path / "reads")
    if reads is None:
        shutil.copy(READS / "case-1.fastq.gz", tmp_path / "reads")
    else:
        (tmp_path / "reads" / "case-1.fastq.gz").write_bytes(gzip.compress(reads.encode(), 1))
    text = CASE_1.read_text()
    path = tmp_path / "case.yaml"
    path.write_text(text if simulated else text.replace("            simulated: true\n", ""))
    return path


def called(path, reference=None):
    case = read_case(path, KNOWLEDGE, BUNDLED)
    return call_reads(case, path.parent, reference=reference, knowledge=KNOWLEDGE)


def result_of(done):
    (component,) = done.case.specimens[0].components
    (result,) = component.sequencing
    return result


@pytest.fixture(scope="module")
def simulator():
    path = Path(__file__).parents[1] / "tools" / "make_example_reads.py"
    spec = importlib.util.spec_from_file_location("make_example_reads", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_fusion_of_the_reads_is_a_fusion_of_the_case():
    done = called(CASE_2)
    fusions = [
        fusion
        for specimen in done.case.specimens
        for component in specimen.components
        for result in component.sequencing
        for fusion in result.fusions
    ]
    assert [fusion.call for fusion in fusions] == ["PLEKHH2(e6)::ALK(e20)"] * 2
    first = fusions[0]
    assert 54 < first.allele_fraction_percent < 73 and first.junction_reads > 40
    assert "called from reads by breakapart" in first.note and "run evaluable" in first.note
    assert [run.at.specimen for run in done.runs] == ["finger-primary", "axilla"]
    assert done.banner.startswith("Simulated reads, synthetic nucleotides: illustration only")
    assert done.uncalled == ()


def test_the_result_says_how_it_came_about():
    result = assess_file(CASE_1, BUNDLED, KNOWLEDGE)
    (seen,) = result.fusions
    assert seen.annotation.frame == "in_frame" and seen.junction_reads > 2000
    names = [file.name for file in result.provenance.inputs]
    assert "reads/case-1.fastq.gz" in names and "reads/case-1-amplicons.tsv" in names
    settings = {name for name, _, _ in result.provenance.settings}
    assert "calling.amplicon.min_anchor" in settings
    assert not any(flag.kind == "unread" for flag in result.audit)
    mol = {finding.event: finding.outcome for finding in result.findings if finding.event.startswith("mol:STRN")}
    assert mol["mol:STRN::ALK"] is Outcome.PRESENT


def test_a_good_run_without_a_fusion_is_a_negative_with_its_limit(tmp_path, simulator):
    design = simulator.design_1(Reference.synthetic())
    counts = {"ALK_5p": 9, "ALK_3p": 10}
    reads = simulator.case_1(design, random.Random("no fusion"), counts, others=700)
    text = "".join(f"@n:{i}\n{bases}\n+\n{quality}\n" for i, (bases, quality) in enumerate(reads))
    done = called(case_at(tmp_path, reads=text))
    result = result_of(done)
    assert result.fusions == () and result.outcome is Outcome.ABSENT
    quality = done.runs[0].called.quality
    assert quality.limits[0].share < 0.01 and all(control.passed for control in quality.controls)
    balances = {one.gene: one.verdict for one in done.runs[0].called.balances}
    assert balances["ALK"] == "none"


def test_a_run_that_says_nothing_is_never_a_negative(tmp_path):
    rng = random.Random(1)
    noise = "".join(f"@n:{i}\n{''.join(rng.choices('ACGT', k=90))}\n+\n{'I' * 90}\n" for i in range(3000))
    done = called(case_at(tmp_path, reads=noise))
    assert result_of(done).outcome is Outcome.NOT_EVALUABLE
    result = assess_file(tmp_path / "case.yaml", BUNDLED, KNOWLEDGE)
    about = [finding for finding in result.findings if finding.assay.startswith("RNA sequencing")]
    assert about and all(finding.outcome is Outcome.NOT_EVALUABLE for finding in about)


def test_reads_of_a_patient_are_not_held_against_the_synthetic_panel(tmp_path):
    path = case_at(tmp_path, simulated=False)
    done = called(path)
    assert done.runs == () and done.uncalled == ("reads/case-1.fastq.gz",) and done.banner == ""
    assert result_of(done).outcome is None
    result = assess_file(path, BUNDLED, KNOWLEDGE)
    (flag,) = [flag for flag in result.audit if flag.kind == "unread"]
    assert "reads/case-1.fastq.gz" in flag.statement
    own = called(path, reference=Reference.synthetic())  # stands for one the user built
    assert [fusion.call for fusion in result_of(own).fusions] == ["STRN(e3)::ALK(e20)"]


def test_a_reported_result_is_not_called_again(tmp_path):
    path = case_at(tmp_path)
    path.write_text(path.read_text().replace("            simulated: true", "            outcome: not_evaluable"))
    done = called(path)
    assert done.runs == () and result_of(done).outcome is Outcome.NOT_EVALUABLE


def test_files_that_cannot_be_used_are_one_message(tmp_path, capsys):
    path = case_at(tmp_path)
    (tmp_path / "reads" / "case-1.fastq.gz").unlink()
    assert main(["report", str(path), "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "case-1.fastq.gz" in said and "Traceback" not in said
    assert not (tmp_path / "out").exists()
    whole = (READS / "case-1.fastq.gz").read_bytes()
    (tmp_path / "reads" / "case-1.fastq.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"case-1\.fastq\.gz"):
        called(path)
    path = case_at(tmp_path)
    (tmp_path / "reads" / "case-1-amplicons.tsv").write_text("name\tkind\n")
    with pytest.raises(InputError, match=r"case-1-amplicons\.tsv"):
        called(path)


@pytest.mark.parametrize("written", ["/abs/design.tsv", "../design.tsv", "https://host.example/design.tsv"])
def test_the_amplicons_lie_beside_the_case(tmp_path, written):
    path = case_at(tmp_path)
    path.write_text(path.read_text().replace("reads/case-1-amplicons.tsv", written))
    with pytest.raises(InputError, match=r"amplicons|design"):
        called(path)


def test_control_genes_are_named_by_their_symbols_of_today(tmp_path):
    path = case_at(tmp_path)
    path.write_text(path.read_text().replace("GUSB]", "NOTAGENE]"))
    with pytest.raises(InputError, match="NOTAGENE"):
        called(path)


def test_the_examples_of_the_checkout_are_those_of_the_package():
    folder = Path(__file__).parents[1] / "examples"
    for path in (CASE_1, CASE_2, READS / "case-1.fastq.gz"):
        link = folder / path.relative_to(CASE_1.parent)
        assert link.resolve() == path.resolve()
