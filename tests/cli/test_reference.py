"""`breakapart reference` as a user meets it: files in, one file out, and one clear message for what cannot be used."""

import csv
import gzip
import json
import re

import pytest
from tests.builders_genome import PROTEINS, fasta, gff3, gtf, made_up, write

from breakapart.cli.main import main
from breakapart.reference import Reference

GENOME, GENES = made_up()


@pytest.fixture
def inputs(tmp_path):
    genome = write(tmp_path / "genome.fa.gz", fasta(GENOME), "bgzip")
    annotation = write(tmp_path / "genes.gtf.gz", gtf(GENES), "gzip")
    return ["--genome", str(genome), "--annotation", str(annotation)]


def build(*arguments):
    return main(["reference", "build", *map(str, arguments)])


@pytest.mark.parametrize("compression", ["plain", "gzip", "bgzip"])
def test_a_folder_or_a_file_is_written(tmp_path, inputs, compression, capsys):
    genome = write(tmp_path / "other.fa", fasta(GENOME), compression)
    assert build("--genome", genome, *inputs[2:], "-o", tmp_path / "folder") == 0
    assert build("--genome", genome, *inputs[2:], "-o", tmp_path / "own.sqlite", "--quiet") == 0
    folder, own = Reference.open(tmp_path / "folder"), Reference.open(tmp_path / "own.sqlite")
    assert folder.gene("BBB2").mane.protein == own.gene("BBB2").mane.protein == PROTEINS["BBB2"]
    assert (tmp_path / "folder" / "reference.sqlite").read_bytes() == (tmp_path / "own.sqlite").read_bytes()


def test_json_says_what_went_in_and_out(tmp_path, inputs, capsys):
    assert build(*inputs, "-o", tmp_path / "out", "--json", "--name", "Made up 1", "--assembly", "MADE1") == 0
    built = json.loads(capsys.readouterr().out)
    assert (built["version"], built["genome"], built["genes"]) == ("Made up 1", "MADE1", 3)
    assert [file["role"] for file in built["inputs"]] == ["annotation", "genome"]
    assert all(re.fullmatch("[0-9a-f]{64}", file["sha256"]) for file in built["inputs"])
    assert main(["reference", "info", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == built


def test_the_assembly_is_taken_from_the_annotation(tmp_path, inputs):
    assert build(*inputs, "-o", tmp_path / "out", "--quiet") == 0
    assert Reference.open(tmp_path / "out").meta["genome"] == "GRCh38"


def test_a_list_of_genes_is_taken_or_refused(tmp_path, inputs, capsys):
    genes = tmp_path / "genes.txt"
    genes.write_text("# mine\nBBB2\tminus strand\nccc3, \n\n")
    assert build(*inputs, "--genes", genes, "-o", tmp_path / "out") == 0
    assert Reference.open(tmp_path / "out").symbols() == ("BBB2", "CCC3")
    genes.write_text("BBB2\nNOPE\n")
    assert build(*inputs, "--genes", genes, "-o", tmp_path / "none") == 2
    assert "gene 'NOPE' has no coding sequence in the annotation" in capsys.readouterr().err
    genes.write_text("# nothing\n")
    assert build(*inputs, "--genes", genes, "-o", tmp_path / "none") == 2
    assert "names no gene" in capsys.readouterr().err
    assert build(*inputs, "--panel", "-o", tmp_path / "none") == 2
    assert "none of the panel's genes is in the annotation" in capsys.readouterr().err
    assert build(*inputs, "--panel", "--genes", genes, "-o", tmp_path / "none") == 2


@pytest.mark.parametrize(
    ("genome", "annotation", "message"),
    [
        (gzip.compress(fasta(GENOME))[:-40], gtf(GENES), "genome.fa: the gzip stream ends early"),
        (fasta(GENOME), gzip.compress(gtf(GENES))[:-40], "genes.gtf: the gzip stream ends early"),
        (b"", gtf(GENES), "genome.fa: is empty"),
        (fasta(GENOME), b"", "genes.gtf: is empty"),
        (gtf(GENES), fasta(GENOME), "This is FASTA"),
        (b"\x1f\x8b", gtf(GENES), "genome.fa: the gzip stream ends early"),
        (fasta(GENOME) + fasta(GENOME), gtf(GENES), "contig 'chr1' comes twice"),
        (fasta({"other": "ACGT" * 99}), gtf(GENES), "2 of 2 contigs of the annotation are not in the genome"),
        (fasta({"chr1": "ACGT", "chr2": "ACGT"}), gtf(GENES), "reach beyond the end of their contig"),
        (fasta(GENOME), gtf(GENES).replace(b"\t-\t", b"\t?\t"), "strand is '?', expected + or -"),
        (fasta(GENOME), gff3(GENES).replace(b"\tCDS\t", b"\tnone\t"), "has no CDS row"),
    ],
)
def test_bad_input_is_one_message_and_no_file(tmp_path, capsys, genome, annotation, message):
    write(tmp_path / "genome.fa", genome)
    write(tmp_path / "genes.gtf", annotation)
    out = tmp_path / "out"
    given = ["--genome", tmp_path / "genome.fa", "--annotation", tmp_path / "genes.gtf"]
    assert build(*given, "-o", out) == 2
    said = capsys.readouterr().err
    assert message in said and "Traceback" not in said
    assert not out.exists() or list(out.iterdir()) == []


def test_a_bad_build_leaves_the_good_reference_alone(tmp_path, inputs):
    assert build(*inputs, "-o", tmp_path / "out", "--quiet") == 0
    before = (tmp_path / "out" / "reference.sqlite").read_bytes()
    bad = write(tmp_path / "bad.fa", b">chr1\n!!\n")
    assert build("--genome", bad, *inputs[2:], "-o", tmp_path / "out", "--quiet") == 2
    assert (tmp_path / "out" / "reference.sqlite").read_bytes() == before


def test_an_output_that_cannot_be_made_is_named(tmp_path, inputs, capsys):
    (tmp_path / "file").write_text("x")
    assert build(*inputs, "-o", tmp_path / "file" / "folder") == 2
    assert "cannot be made" in capsys.readouterr().err


def test_info_describes_the_bundled_and_the_synthetic_reference(capsys):
    assert main(["reference", "info"]) == 0
    text = capsys.readouterr().out
    assert "19,067, 344 of the panel" in text and "nucleotides  none" in text and "MANE GRCh38 v1.5" in text
    assert main(["reference", "info", "--synthetic"]) == 0
    assert "SYNTHETIC: illustration only" in capsys.readouterr().out
    assert main(["reference", "info", "--synthetic", "somewhere"]) == 2


OFFSETS = {
    "CD74": 150401536, "ROS1": 117287252, "ETV1": 13891128, "AKAP9": 91840332, "BRAF": 140448775, "HOOK3": 42896845,
    "RET": 43076963, "FLI1": 128686434, "ATF1": 50763609, "NUTM1": 34343214, "BRD4": 15235418, "EWSR1": 29267908,
}  # fmt: skip
"""GRCh38 position minus position on the minigenome, found by exact matches of junction sequences."""


def test_fusion_proteins_of_easyfuse_come_out_of_a_built_reference(shared, tmp_path, capsys):
    """The oracles that can be run on the minigenome: protein strings of EasyFuse's own test suite (Ensembl 110)."""
    rna = shared / "data" / "rna"
    given = ["--genome", rna / "minigenome.fa.gz", "--annotation", rna / "minigenome.gtf.gz"]
    assert build(*given, "-o", tmp_path / "mini", "--quiet") == 0
    capsys.readouterr()
    with (shared / "oracles" / "fusion_protein.tsv").open() as file:
        oracles = [row for row in csv.DictReader(file, delimiter="\t") if row["offline_reference"].startswith("yes")]
    assert len(oracles) == 10
    for oracle in oracles:
        written = "::".join(moved(oracle, side) for side in "53")
        arguments = ["annotate", "--reference", str(tmp_path / "mini"), "--all-transcripts", "--json", written]
        assert main(arguments) == 0
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        (one,) = [
            annotation
            for annotation in found
            if annotation["five_prime"]["transcript"].split(".")[0] == oracle["transcript5"]
            and annotation["three_prime"]["transcript"].split(".")[0] == oracle["transcript3"]
        ]
        assert one["protein"] == oracle["expected_protein"], oracle["oracle_id"]
        assert (one["frame"] == "in_frame") == (oracle["frame"] == "in-frame")


def moved(oracle, side):
    contig, position, strand = oracle[f"breakpoint{side}"].split(":")
    return f"{oracle[f'gene{side}']} chr{contig}:{int(position) - OFFSETS[oracle[f'gene{side}']]}:{strand}"


def test_fusions_annotated_with_the_synthetic_panel_say_so(capsys):
    assert main(["annotate", "--reference", str(Reference.synthetic().path), "STRN(e3)::ALK(e20)"]) == 0
    captured = capsys.readouterr()
    assert "synthetic nucleotides: illustration only" in captured.err
    assert "V at the junction" in captured.out or "STRN 1-137, V" in captured.out


def test_a_reference_that_is_none_is_named(tmp_path, capsys):
    assert main(["annotate", "--reference", str(tmp_path), "STRN(e3)::ALK(e20)"]) == 2
    assert "there is no such reference file" in capsys.readouterr().err
