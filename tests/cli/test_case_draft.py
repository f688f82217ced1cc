import json

import pytest

from breakapart.cli.main import main

TEXT = """A 9-year-old girl had a mass of the left thigh. The mass was resected.
Four months after the surgery, the tumour recurred.
The tumour was positive for ALK and negative for S100. RNA sequencing revealed an EML4::ALK fusion."""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "girl.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_three_files_are_written_for_a_case(report, tmp_path, capsys):
    assert main(["case", "draft", str(report), "-o", str(tmp_path / "out")]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "girl.draft.html",
        "girl.draft.yaml",
        "girl.provenance.json",
    ]
    told = json.loads((tmp_path / "out" / "girl.provenance.json").read_text(encoding="utf-8"))
    for fact in told["facts"]:
        assert fact["rule"]
        assert all(told["text"][start:end] for start, end in fact["spans"])
    assert "confirm" in capsys.readouterr().out


def test_a_draft_is_not_taken_for_a_case(report, capsys):
    main(["case", "draft", str(report)])
    assert main(["assess", str(report.with_name("girl.draft.yaml"))]) == 2
    assert "breakapart_case" in capsys.readouterr().err


def test_scores_against_the_truth(report, tmp_path, capsys):
    main(["case", "draft", str(report)])
    main(["case", "confirm", str(tmp_path / "girl.draft.yaml"), "--accept-inferred"])
    capsys.readouterr()
    assert main(["case", "draft", str(report), "--score", str(tmp_path / "girl.yaml"), "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["scores"]
    total = one["kinds"][-1]
    assert (total["kind"], total["precision"], total["recall"]) == ("all", 1.0, 1.0)


def test_a_truth_for_each_case(report, capsys):
    assert main(["case", "draft", str(report), "--score", "a.yaml", "--score", "b.yaml"]) == 2
    assert "holds 1 case" in capsys.readouterr().err


def test_a_text_without_a_case(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("The harbour was quiet.", encoding="utf-8")
    assert main(["case", "draft", str(path)]) == 2
    assert "no case" in capsys.readouterr().err
