"""`breakapart convert`."""

import json

import pytest

from breakapart.cli.main import COMMANDS, main
from breakapart.formats.examples import example_cases


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.yaml"
    lines = example_cases()[1].read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.strip().startswith("image:")), encoding="utf-8")
    return path


def run(*arguments):
    return main(["convert", *map(str, arguments)])


def test_is_listed():
    assert "convert" in COMMANDS


def test_there_and_back(case, tmp_path, capsys):
    packet, again = tmp_path / "packet.json", tmp_path / "again.yaml"
    assert run(case, "--to", "phenopacket", "--include", "all", "-o", packet) == 0
    told = capsys.readouterr()
    assert told.out == f"Written: {packet}\n"
    assert told.err == "De-identification: nothing was removed\n"
    assert run(packet, "--include", "all", "-o", again) == 0
    from breakapart.formats.case_yaml import read_case
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference

    both = [read_case(path, Knowledge.bundled(), Reference.bundled()) for path in (case, again)]
    assert both[0] == both[1]


def test_what_was_removed_is_said(case, tmp_path, capsys):
    assert run(case, "--to", "tsv", "-o", tmp_path / "case.tsv", "--id", "K7") == 0
    told = capsys.readouterr().err
    assert "removed: free text and file names (" in told and "--include text,source" in told
    text = (tmp_path / "case.tsv").read_text(encoding="utf-8")
    assert "millet" not in text and "Ouyang" not in text and "ouyang" not in text and text.count("K7") > 10


def test_standard_output(case, capsys):
    assert run(case, "--to", "vcf") == 0
    assert capsys.readouterr().out.startswith("##fileformat=VCFv4.4\n")


def test_a_study_is_a_folder(case, tmp_path):
    assert run(case, "--to", "cbioportal", "-o", tmp_path / "study") == 0
    assert (tmp_path / "study" / "case_lists" / "cases_sv.txt").is_file()
    assert run(case, "--to", "cbioportal") == 2


def test_json(case, tmp_path, capsys):
    assert run(case, "-o", tmp_path / "out.vcf", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["to"] == "vcf" and told["written"] == [str(tmp_path / "out.vcf")]
    assert told["removed"]["text"] > 0 and told["is_exact"] is True and told["notes"] == []


def test_notes_of_a_foreign_packet_are_told(tmp_path, capsys):
    packet = tmp_path / "other.json"
    packet.write_text('{"id": "a", "subject": {"sex": "MALE", "karyotypicSex": "XY"}}', encoding="utf-8")
    assert run(packet, "-o", tmp_path / "other.yaml") == 0
    assert "not understood: subject.karyotypicSex" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "out.json"], "which format to write is not said. Add --to with one of phenopacket"),
        (["--to", "tsv", "--include", "names"], "'--include' names 'names', expected text, dates, source or all"),
        (["--to", "tsv", "--id", "a b"], "'--id' is 'a b'"),
        (["--to", "tsv", "--embed", "report.pdf"], "'--embed' belongs to '--to oru'"),
        (["--to", "tsv", "--json"], "Name the file to write"),
    ],
)
def test_wrong_options(case, tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert run(case, *arguments) == 2
    assert words in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.yaml"]


def test_an_existing_file_is_kept(case, tmp_path, capsys):
    out = tmp_path / "out.tsv"
    out.write_text("mine", encoding="utf-8")
    assert run(case, "-o", out) == 2
    assert "exists already. Add --force" in capsys.readouterr().err and out.read_text(encoding="utf-8") == "mine"
    assert run(case, "-o", out, "--force") == 0
    assert run(case, "-o", case, "--force") == 2
    assert "would be overwritten" in capsys.readouterr().err


def test_bad_input_writes_nothing(tmp_path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text('{"id": "a", "subject": {', encoding="utf-8")
    assert run(bad, "--to", "fhir", "-o", tmp_path / "out.json") == 2
    assert f"{bad}, line 1, column 25: the JSON ends early" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_an_embedded_report(case, tmp_path):
    report = tmp_path / "report.html"
    report.write_text("<p>hello</p>", encoding="utf-8")
    out = tmp_path / "message.hl7"
    assert run(case, "-o", out, "--embed", report) == 0
    data = out.read_bytes()
    assert data.startswith(b"MSH|") and b"^text^HTML^Base64^" in data and b"\n" not in data
