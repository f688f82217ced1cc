"""`breakapart report`: files whole or not at all, a summary that fits, bad input in one line a problem."""

import hashlib
import json
import re
import subprocess
import sys

import pytest

from breakapart.cli.main import main
from breakapart.formats.examples import beside, example_cases
from breakapart.reports import html as page

CASE_1, CASE_2 = example_cases()


def run(capsys, *argv):
    code = main([str(part) for part in argv])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_writes_page_and_record_and_prints_a_summary(tmp_path, capsys):
    code, out, err = run(capsys, "report", CASE_2, "-o", tmp_path / "new")
    assert (code, err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "ouyang2025-case-2.html",
        "ouyang2025-case-2.json",
    ]
    assert "PLEKHH2(e6)::ALK(e20)" in out
    *summary, written = out.splitlines()
    assert written.startswith("Written: ") and "ouyang2025-case-2.html" in written
    assert len(summary) <= 25
    assert max(map(len, summary)) <= 100
    assert "\x1b[" not in out


def test_the_record_names_its_input_by_checksum(tmp_path, capsys):
    run(capsys, "report", CASE_1, "-o", tmp_path, "--quiet")
    record = json.loads((tmp_path / "ouyang2025-case-1.json").read_text(encoding="utf-8"))
    files = sorted((CASE_1, *beside(CASE_1)), key=lambda path: path.name)
    assert len(files) == 2
    assert record["result"]["provenance"]["inputs"] == [
        {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in files
    ]


def test_files_that_the_case_names_are_among_the_inputs(tmp_path, capsys):
    (tmp_path / "calls.tsv").write_text("gene1\tgene2\nEML4\tALK\n")
    (tmp_path / "mine.yaml").write_text(
        "breakapart_case: 1\nid: mine\ntitle: Mine\n"
        "assays: [{id: p, name: Panel, design: capture, molecule: RNA, detects: [fusion]}]\n"
        "specimens:\n"
        "  - {id: s, name: Block, site: back, components: [{id: c, name: Tumour,\n"
        "     sequencing: [{assay: p, table: calls.tsv}]}]}\n"
    )
    code, out, err = run(capsys, "report", tmp_path / "mine.yaml", "-o", tmp_path, "--json")
    assert (code, err) == (0, "")
    inputs = json.loads(out)["result"]["provenance"]["inputs"]
    assert [file["name"] for file in inputs] == ["calls.tsv", "mine.yaml"]


def test_json_is_what_is_written(tmp_path, capsys):
    code, out, _ = run(capsys, "report", CASE_1, "-o", tmp_path, "--json")
    assert code == 0
    assert out == (tmp_path / "ouyang2025-case-1.json").read_text(encoding="utf-8")


def test_quiet_prints_nothing_and_html_goes_where_it_is_told(tmp_path, capsys):
    code, out, err = run(capsys, "report", CASE_1, "-o", tmp_path, "--html", tmp_path / "page.html", "--quiet")
    assert (code, out, err) == (0, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ouyang2025-case-1.json", "page.html"]


def test_the_same_case_gives_the_same_bytes_in_two_processes(tmp_path):
    script = "from breakapart.cli.main import run\nrun()"
    surroundings = [{"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "COLUMNS": "60"}]
    runs = []
    for number, around in enumerate(surroundings):
        argv = [sys.executable, "-c", script, "report", str(CASE_2), "-o", str(tmp_path / str(number)), "--quiet"]
        runs.append(subprocess.Popen(argv, env={"PATH": "", **around}))
    assert [one.wait() for one in runs] == [0, 0]
    for name in ("ouyang2025-case-2.html", "ouyang2025-case-2.json"):
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()


def test_a_report_that_fails_leaves_the_old_files(tmp_path, capsys, monkeypatch):
    run(capsys, "report", CASE_1, "-o", tmp_path, "--quiet")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def broken(_result):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(page, "render", broken)
    assert main(["report", str(CASE_1), "-o", str(tmp_path), "--quiet"]) == 1
    assert capsys.readouterr().err == "breakapart: cannot go on: no space left on device\n"
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("STRN(e3)::ALK(e20)", "STRN(e3)::ALKK(e20)"), r"case\.yaml, line \d+, column \d+: .*ALKK"),
        (("STRN(e3)::ALK(e20)", "STRN(e99)::ALK(e20)"), r"case\.yaml, line \d+, column \d+: .*99"),
        (("marker: SOX10", "marker: SOX-1O"), r"case\.yaml, line \d+, column \d+: .*Did you mean SOX10\?"),
    ],
)
def test_bad_input_is_told_with_its_place_and_writes_nothing(tmp_path, capsys, change, words):
    text = CASE_1.read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "case.yaml").write_text(text.replace(*change), encoding="utf-8")
    code, out, err = run(capsys, "report", tmp_path / "case.yaml", "-o", tmp_path / "out")
    assert (code, out) == (2, "")
    assert re.search(words, err), err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_folder_that_cannot_be_made(tmp_path, capsys):
    code, _, err = run(capsys, "report", tmp_path / "none.yaml")
    assert code == 2 and "none.yaml" in err
    (tmp_path / "file").write_text("")
    code, _, err = run(capsys, "report", CASE_1, "-o", tmp_path / "file" / "below")
    assert code == 2 and "cannot be written" in err
