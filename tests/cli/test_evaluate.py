"""`breakapart evaluate`: the record others read, the page, bad tables."""

import json

import pytest

from breakapart.cli.main import main

TABLE = (
    "diagnosis\tcase_id\tage_years\tsex\tsite\tmorphology\tihc\tmolecular_withheld\tfish_withheld\t"
    "acceptable_alternatives\ttier\n"
    "SFT\ta\t60\tF\tpleura\tpatternless;staghorn vessels\tSTAT6=pos;CD34=pos;NOSUCHMARKER=pos\tNAB2::STAT6\t\t\tA\n"
    "LPFNT\tb\t8\tM\tback skin\tspindle cells;infiltrates fat\tpanTRK=pos;S100=pos;CD34=pos\t\t\tNTRK_SCN\tA\n"
    "OOD_carcinoma\tc\t70\tM\tlung\tsheets;nests\tAE1/AE3=pos;EMA=pos;CK7=pos;p63=pos\t\t\tabstain\tB\n"
)


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "cases.tsv"
    file.write_text(TABLE)
    return file


def run(capsys, *argv):
    code = main([str(part) for part in argv])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_json_has_the_names_others_script_against(capsys, table):
    code, out, err = run(capsys, "evaluate", table, "--json")
    assert (code, err) == (0, "")
    record = json.loads(out)
    for key in (
        "n",
        "top1_strict",
        "top3_strict",
        "top1_accepted",
        "top3_accepted",
        "ece",
        "log_loss",
        "abstained_out_of_scope",
        "false_abstention",
    ):
        assert isinstance(record[key], int | float), key
    assert record["n"] == 2 and record["n_out_of_scope"] == 1
    assert record["unknown_stains"] == 1
    first = record["cases"][0]
    assert first["id"] == "a" and first["ranked"][0]["id"] == "SFT"
    assert 0.5 < first["ranked"][0]["posterior"] <= 1
    assert {one["name"] for one in record["baselines"]} == {"naive_bayes", "prior_only"}
    assert record["with_molecular"]["log_loss"] <= record["without_molecular"]["log_loss"] + 0.2


def test_molecular_results_lead_when_asked_for(capsys, table):
    _, out, _ = run(capsys, "evaluate", table, "--json", "--with-molecular")
    record = json.loads(out)
    assert record["condition"] == "with_molecular"
    assert record["log_loss"] == record["with_molecular"]["log_loss"]


def test_text_and_page(capsys, table, tmp_path):
    page = tmp_path / "evaluation.html"
    code, out, err = run(capsys, "evaluate", table, "--html", page)
    assert (code, err) == (0, "")
    assert "2 cases in scope (core), 1 out of scope" in out
    assert "naive bayes" in out
    text = page.read_text()
    assert text.startswith("<!doctype html>") and text.count("<svg") == 2
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")


def test_nothing_in_scope_is_not_a_perfect_score(capsys, tmp_path):
    """Without a case in scope there is no log loss; 0.0 would be the best one there is."""
    lines = TABLE.splitlines(keepends=True)
    outside, page = tmp_path / "outside.tsv", tmp_path / "outside.html"
    outside.write_text(lines[0] + lines[3])
    code, out, err = run(capsys, "evaluate", outside, "--json")
    assert (code, err) == (0, "")
    record = json.loads(out)
    assert (record["n"], record["n_out_of_scope"]) == (0, 1)
    for one in (record, record["without_molecular"], record["with_molecular"]):
        for key in ("log_loss", "brier", "ece", "ece_strict", "top1_strict", "top3_accepted", "false_abstention"):
            assert one[key] is None, key
        assert one["ece_interval"] == [None, None]
        assert one["abstained_out_of_scope"] is not None
    for baseline in record["baselines"]:
        assert {value for key, value in baseline.items() if key != "name"} == {None}
    code, out, err = run(capsys, "evaluate", outside, "--html", page)
    assert (code, err) == (0, "")
    assert "log loss" in out and "not computable" in out
    assert not any("0.000" in line or "nan" in line for line in out.splitlines())
    assert page.read_text().count("not computable") >= 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("case_id\tihc\n1\tS100=pos\n", "cases.tsv, line 1: column 'diagnosis' is missing"),
        ("", "cases.tsv: this table is empty"),
    ],
)
def test_bad_tables(capsys, tmp_path, text, message):
    file = tmp_path / "cases.tsv"
    file.write_text(text)
    code, out, err = run(capsys, "evaluate", file)
    assert (code, out) == (2, "")
    assert message in err and "Traceback" not in err
