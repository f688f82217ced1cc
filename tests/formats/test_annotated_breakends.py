"""VCF 4.4 breakends of assessed cases, read by pysam and bcftools."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from tests.builders_standards import assessed

from breakapart.formats.annotated_breakends import render
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


def records(text):
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_case_two_joins_the_last_base_of_exon_6_to_the_first_of_exon_20():
    text = render(assessed(2), REFERENCE)
    assert text.startswith("##fileformat=VCFv4.4\n")
    alk, plekhh2 = records(text)
    # PLEKHH2 exon 6 ends at 43695224 (forward strand), ALK exon 20 begins at 29223528 (reverse strand): GRCh38, MANE.
    assert plekhh2[:5] == ["chr2", "43695224", "fusion1_5p", "N", "N]chr2:29223528]"]
    assert alk[:5] == ["chr2", "29223528", "fusion1_3p", "N", "N]chr2:43695224]"]
    assert "MATEID=fusion1_3p;EVENT=fusion1;EVENTTYPE=FUSION;IMPRECISE;SIDE=5p;GENE=PLEKHH2" in plekhh2[7]
    assert plekhh2[9] == ".:.:.:0.5974"


def test_case_one_has_both_genes_on_the_reverse_strand():
    alk, strn = records(render(assessed(1), REFERENCE))
    assert strn[:5] == ["chr2", "36916078", "fusion1_5p", "N", "]chr2:29223528]N"]
    assert alk[:5] == ["chr2", "29223528", "fusion1_3p", "N", "N[chr2:36916078["]


def test_a_fusion_without_a_place_is_named_in_the_header():
    assert '##breakapart_not_written="PLEKHH2::ALK in axilla.tumour: a place' in render(assessed(2), REFERENCE)


def test_a_case_without_fusions_is_a_vcf_without_records():
    assert records(render(replace(assessed(1), fusions=()), REFERENCE)) == []


def test_the_header_holds_no_second_line_of_a_text():
    text = render(assessed(1), REFERENCE, removed='a "quoted"\nline')
    assert '##breakapart_deidentification="a \\"quoted\\" line"\n' in text


@pytest.mark.parametrize("number", [1, 2])
def test_pysam_reads_them(number, tmp_path):
    pysam = pytest.importorskip("pysam", reason="needs breakapart[standards-test]")
    path = tmp_path / "case.vcf"
    path.write_text(render(assessed(number), REFERENCE), encoding="utf-8")
    found = list(pysam.VariantFile(str(path)))
    assert len(found) == 2
    by_id = {record.id: record for record in found}
    for record in found:
        assert record.info["SVTYPE"] == "BND"
        assert by_id[record.info["MATEID"][0]].info["MATEID"][0] == record.id


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.skipif(shutil.which("bcftools") is None, reason="bcftools is not installed (Debian package bcftools)")
def test_bcftools_reads_them(number, tmp_path):
    path = tmp_path / "case.vcf"
    path.write_text(render(assessed(number), REFERENCE), encoding="utf-8")
    run = subprocess.run(["bcftools", "view", "-H", str(path)], capture_output=True, text=True, check=True)
    assert len(run.stdout.splitlines()) == 2
    assert run.stderr == ""
