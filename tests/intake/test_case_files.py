"""Tables and VCF files that a case names become results of the case."""

import pytest
from tests import builders_tables as tables

from breakapart.cli.report import assess_file
from breakapart.errors import InputError
from breakapart.formats.case_yaml import named_files, read_case
from breakapart.intake.case_files import resolve_files
from breakapart.knowledge import Knowledge
from breakapart.model.outcome import Outcome
from breakapart.reference import Reference

REFERENCE, KNOWLEDGE = Reference.bundled(), Knowledge.bundled()
CASE = """\
breakapart_case: 1
id: minimal
title: A minimal case
patient: {sex: female, age: 9 years}
timeline:
  - {id: operation, kind: procedure, what: Excision, specimens: [finger], when: {date: 2019-05}}
assays:
  - {id: rna, name: RNA panel, design: capture, molecule: RNA, detects: [fusion]}
  - {id: dna, name: DNA panel, design: capture, molecule: DNA, size_mb: 1.7, detects: [substitution]}
specimens:
  - id: finger
    name: Finger
    site: left index finger
    components:
      - id: tumour
        name: Tumour
        sequencing:
          - {assay: rna, table: calls/fusions.tsv}
          - {assay: dna, vcf: calls/panel.vcf}
"""
VCF = (
    "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n"
    "chr7\t140753336\t.\tA\tT\t.\tPASS\t.\tGT:AD:DP\t0/1:60,40:100\n"
    "chr7\t140753337\t.\tC\tT\t.\tartefact\t.\tGT:AD:DP\t0/1:99,1:100\n"
)


@pytest.fixture
def case_file(tmp_path):
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "fusions.tsv").write_text(tables.arriba())
    (tmp_path / "calls" / "panel.vcf").write_text(VCF)
    (tmp_path / "case.yaml").write_text(CASE)
    return tmp_path / "case.yaml"


def resolved(case_file):
    case = read_case(case_file, KNOWLEDGE, REFERENCE)
    return resolve_files(case, case_file.parent, REFERENCE, KNOWLEDGE).specimens[0].components[0].sequencing


def test_calls_of_the_table_are_fusions_with_the_caller_named(case_file):
    rna, _ = resolved(case_file)
    assert len(rna.fusions) == 3
    alk = next(fusion for fusion in rna.fusions if "ALK" in fusion.call)
    assert (alk.outcome, alk.junction_reads, alk.spanning_pairs) == (Outcome.PRESENT, 91, 80)
    assert alk.stated_in == ("calls/fusions.tsv, line 3",)
    assert alk.note == "called by Arriba; high"
    assert "calls/fusions.tsv: read as Arriba, 3 rows" in rna.note


def test_variants_of_the_vcf_and_the_burden(case_file):
    _, dna = resolved(case_file)
    (braf,) = dna.variants
    assert (braf.gene, braf.allele_fraction_percent) == ("BRAF", 40.0)
    assert dna.tmb_per_mb == round(1 / 1.7, 2)
    assert "2 records, 1 not taken" in dna.note
    assert "burden 1 in 1.7 Mb" in dna.note


def test_the_report_of_the_case_has_them(case_file):
    result = assess_file(case_file, REFERENCE, KNOWLEDGE)
    assert {seen.annotation.names.exons for seen in result.fusions} == tables.EXONS
    assert [file.name for file in result.provenance.inputs] == ["calls/fusions.tsv", "calls/panel.vcf", "case.yaml"]
    assert not [flag for flag in result.audit if flag.kind == "unread"]


def test_what_is_listed_already_is_not_listed_twice(case_file):
    text = "EML4:chr2:42295516:+::ALK:chr2:29223528:-"
    case_file.write_text(
        CASE.replace("table: calls/fusions.tsv", f'table: calls/fusions.tsv, fusions: [{{call: "{text}"}}]')
    )
    rna, _ = resolved(case_file)
    assert len(rna.fusions) == 3


def test_calls_the_caller_rejected_are_equivocal(case_file):
    text = tables.tso500().replace("True,91", "False,91")
    (case_file.parent / "calls" / "fusions.tsv").write_text(text)
    rna, _ = resolved(case_file)
    assert [fusion.outcome for fusion in rna.fusions if "ALK" in fusion.call] == [Outcome.EQUIVOCAL]


def test_a_table_without_usable_calls_is_no_negative(case_file):
    text = tables.arriba().replace("EML4", "LINC1").replace("ETV6", "LINC2").replace("CD74", "LINC3")
    text = text.replace("ENSG00000143924", ".").replace("ENSG00000139083", ".").replace("ENSG00000019582", ".")
    (case_file.parent / "calls" / "fusions.tsv").write_text(text)
    rna, _ = resolved(case_file)
    assert (rna.fusions, rna.outcome, rna.table) == ((), None, None)
    assert "not assessed: LINC2::NTRK3 (LINC2 is not a protein-coding gene of the reference)" in rna.note


def test_a_file_that_is_not_there_yet_is_said_not_to_be_analysed(case_file):
    (case_file.parent / "calls" / "fusions.tsv").unlink()
    (case_file.parent / "calls" / "panel.vcf").unlink()
    result = assess_file(case_file, REFERENCE, KNOWLEDGE)
    (flag,) = [flag for flag in result.audit if flag.kind == "unread"]
    assert "calls/fusions.tsv and calls/panel.vcf" in flag.statement


def test_a_file_that_cannot_be_read_is_one_clear_error(case_file):
    (case_file.parent / "calls" / "fusions.tsv").write_text("a\tb\n1\t2\n")
    with pytest.raises(InputError, match=r"calls/fusions\.tsv, line 1: is no table of fusions known here"):
        assess_file(case_file, REFERENCE, KNOWLEDGE)


def test_named_files_are_listed(case_file):
    assert named_files(read_case(case_file, KNOWLEDGE, REFERENCE)) == ("calls/fusions.tsv", "calls/panel.vcf")


def test_a_case_without_files_is_itself(case_file):
    case_file.write_text(CASE.replace(", table: calls/fusions.tsv", "").replace(", vcf: calls/panel.vcf", ""))
    case = read_case(case_file, KNOWLEDGE, REFERENCE)
    assert resolve_files(case, case_file.parent, REFERENCE, KNOWLEDGE) is case
