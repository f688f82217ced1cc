"""`breakapart variants` from the outside."""

import json

import pytest

from breakapart.cli.main import main

HEAD = (
    "##fileformat=VCFv4.2\n"
    '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\n"
)
ALK = "ANN=T|missense_variant|MODERATE|ALK|ALK|transcript|NM_004304.5|protein_coding|23/29|c.3604G>A|p.Gly1202Arg"
PRIMARY = (
    f"chr2\t29220747\t.\tC\tT\t.\tPASS\t{ALK}\tGT:AD:DP\t0/1:70,30:100\n"
    "chr7\t140753336\t.\tA\tT\t.\tPASS\t.\tGT:AD:DP\t0/1:200,12:212\n"
    "chr17\t7674220\t.\tC\tT\t.\tlow_depth\t.\tGT:AD:DP\t0/1:9,3:12\n"
)
METASTASIS = f"chr2\t29220747\t.\tC\tT\t.\tPASS\t{ALK}\tGT:AD:DP\t0/1:180,20:200\n"
PANEL = """\
id: solid-506
name: Solid tumour panel
design: capture
molecule: DNA
size_mb: 1.7
genes: [ALK, TP53]
detects: [substitution, short_indel, copy_number]
cannot_detect: [expression, promoter]
"""


@pytest.fixture
def run(capsys):
    def run_(*argv):
        code = main(["variants", *map(str, argv)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_


@pytest.fixture
def files(tmp_path):
    for name, text in (("primary.vcf", HEAD + PRIMARY), ("metastasis.vcf", HEAD + METASTASIS), ("panel.yaml", PANEL)):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_in_words(run, files):
    code, out, err = run(files / "primary.vcf", "--panel", files / "panel.yaml")
    assert (code, err) == (0, "")
    assert "ALK p.Gly1202Arg, substitution, missense variant, 30.00 % (21.9 to 39.6; 30 of 100)" in out
    assert "burden 1.2 per Mb (95 % interval 0.1 to 4.2): 2 in 1.7 Mb" in out
    assert "! ALK p.Gly1202Arg: residue 1202 is G1202R; named in the resistance notes of" in out
    assert "genes that the panel does not list: BRAF" in out
    assert "The panel cannot detect: expression, promoter." in out
    assert "and 1 more, or rejected or not found" in out


def test_json(run, files):
    code, out, _ = run(files / "primary.vcf", "--panel", files / "panel.yaml", "--json")
    assert code == 0
    (sample,) = json.loads(out)["samples"]
    assert sample["rows"] == 3
    assert [variant["gene"] for variant in sample["variants"]] == ["ALK", "BRAF", "TP53"]
    assert sample["variants"][0]["allele_fraction"]["alt_reads"] == 30
    assert sample["variants"][2]["raw"]["FILTER"] == "low_depth"
    assert sample["burden"]["size_mb"] == 1.7
    assert all(hotspot["source"] for hotspot in sample["hotspots"])


def test_two_samples(run, files):
    code, out, _ = run(
        files / "primary.vcf", "--compare", files / "metastasis.vcf", "--purity", "0.6", "--purity2", "0.5"
    )
    assert code == 0
    assert "1 variants are shared, 1 were called in the first sample only and 0 in the second only." in out
    assert "both: ALK p.Gly1202Arg; first 30.00 % (21.9 to 39.6; 30 of 100), clonal; second 10.00 %" in out
    assert "subclonal; change -20.0 points, P 2.7e-05" in out
    code, out, _ = run(files / "primary.vcf", "--compare", files / "metastasis.vcf", "--json")
    assert json.loads(out)["comparison"]["shared"] == 1


def test_without_a_panel_there_is_no_burden(run, files):
    _, out, _ = run(files / "primary.vcf")
    assert "no panel is described: no burden" in out
    assert "per Mb" not in out


def test_a_bad_record_is_told_and_the_others_are_shown(run, files):
    (files / "primary.vcf").write_text(HEAD + PRIMARY + "chr1\tx\t.\tA\tT\t.\tPASS\t.\tGT\t0/1\n")
    code, out, err = run(files / "primary.vcf")
    assert code == 2
    assert "primary.vcf, line 7: POS is 'x', expected a whole number" in err
    assert "ALK p.Gly1202Arg" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["missing.vcf"], "there is no such file"),
        (["panel.yaml"], "expected"),
        (["primary.vcf", "--sample", "X"], "has no sample 'X'. Samples: TUMOR."),
        (["primary.vcf", "--panel", "primary.vcf"], "primary.vcf"),
        (["primary.vcf", "--purity", "1.5"], "1.5"),
    ],
)
def test_bad_input(run, files, argv, message):
    code, _, err = run(*[files / word if word.endswith((".vcf", ".yaml")) else word for word in argv])
    assert code == 2
    assert message in err


def test_another_kind_of_file_is_refused_before_anything_is_printed(run, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("A report of a patient.\n")
    code, out, err = run(report)
    assert (code, out) == (2, "")
    assert err == (
        f"breakapart: {report}, line 1: no record can be read: expected 8 columns, found 1. "
        "Is this a VCF of small variants?\n"
    )
