"""`breakapart knowledge`: list, search, validate, source, coverage."""

import json
import shutil
from pathlib import Path

import pytest

import breakapart.knowledge
from breakapart.cli.main import main

DATA = Path(breakapart.knowledge.__file__).parent / "data"


def run(capsys, *argv):
    code = main(["knowledge", *[str(part) for part in argv]])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("kind", ["entities", "markers", "morphology", "parents", "drivers", "tests"])
def test_lists(capsys, kind):
    code, out, err = run(capsys, "list", kind, "--json")
    assert (code, err) == (0, "")
    assert all(row["id"] and row["label"] for row in json.loads(out))


def test_search_finds_names_and_what_is_written(capsys):
    _, out, _ = run(capsys, "search", "MART-1", "--json")
    assert json.loads(out)[0]["id"] == "MelanA"
    _, out, _ = run(capsys, "search", "Touton", "giant", "cells")
    assert "touton" in out
    _, out, _ = run(capsys, "search", "qqqq")
    assert out == "Nothing is known of 'qqqq'.\n"


def test_source_shows_every_count(capsys):
    code, out, _ = run(capsys, "source", "IMT", "ALK")
    assert code == 0
    assert "33 of 59" in out and "PMID 17414097 (Coffin 2007); verified-abstract" in out
    _, out, _ = run(capsys, "source", "IMT", "ihc:ALK", "--json")
    record = json.loads(out)
    assert 0.5 < record["rates"]["ihc:ALK"] < 0.8


def test_source_of_an_unknown_entity(capsys):
    code, out, err = run(capsys, "source", "IMTT")
    assert (code, out) == (2, "")
    assert "entity 'IMTT' is not known. Did you mean IMT" in err


def test_coverage_adds_up(capsys):
    _, out, _ = run(capsys, "coverage", "--json")
    rows = json.loads(out)
    assert len(rows) == 46
    assert all(0 <= row["cells_sourced"] <= row["cells"] for row in rows)


def test_validate_the_bundled_tables(capsys):
    code, out, err = run(capsys, "validate")
    assert (code, err) == (0, "")
    assert "every table can be used" in out


def test_validate_tells_file_and_line_of_a_bad_row(capsys, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    file = folder / "findings.tsv"
    lines = file.read_text(encoding="utf-8").split("\n")
    cells = lines[4].split("\t")
    cells[2], cells[4] = "9999", cells[4]
    lines[4] = "\t".join(cells)
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, err = run(capsys, "validate", "--folder", folder)
    assert (code, out) == (2, "")
    assert "findings.tsv, line 5" in err and "is more than all of them" in err


def test_validate_a_folder_that_is_not_there(capsys, tmp_path):
    code, _, err = run(capsys, "validate", "--folder", tmp_path / "none")
    assert code == 2 and "there is no such folder" in err
