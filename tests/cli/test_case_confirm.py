import json

import pytest
from click.testing import CliRunner

from breakapart.cli.case import command
from breakapart.cli.main import main

TEXT = """A 9-year-old girl had a mass of the left thigh. The mass was resected.
Four months after the surgery, the tumour recurred.
The tumour was positive for ALK and negative for S100. RNA sequencing revealed an EML4::ALK fusion."""


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "girl.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["case", "draft", str(path)]) == 0
    return tmp_path / "girl.draft.yaml"


def test_what_was_inferred_can_be_accepted_by_a_script(draft, capsys):
    assert main(["case", "confirm", str(draft), "--accept-inferred"]) == 0
    case = draft.with_name("girl.yaml")
    capsys.readouterr()
    assert main(["case", "check", str(case)]) == 0
    told = json.loads(draft.with_name("girl.provenance.json").read_text(encoding="utf-8"))
    assert told["confirmed"] is True
    assert {fact["confirmed"] for fact in told["facts"]} == {"read", "accepted unseen"}
    assert all(fact["spans"] for fact in told["facts"])


def test_a_person_is_shown_the_words_and_decides(draft):
    result = CliRunner().invoke(command, ["confirm", str(draft)], input="n\n" * 30)
    assert result.exit_code == 0, result.output
    assert "Four months after the surgery" in TEXT
    assert "recurred" in result.output
    assert "kind: recurrence" not in draft.with_name("girl.yaml").read_text(encoding="utf-8")


def test_stopping_writes_nothing(draft):
    result = CliRunner().invoke(command, ["confirm", str(draft)], input="q\n")
    assert result.exit_code != 0
    assert not draft.with_name("girl.yaml").exists()


def test_nothing_is_overwritten_unasked(draft, capsys):
    main(["case", "confirm", str(draft), "--accept-inferred"])
    assert main(["case", "confirm", str(draft), "--accept-inferred"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["case", "confirm", str(draft), "--accept-inferred", "--force"]) == 0


def test_a_case_file_is_no_draft(draft, capsys):
    main(["case", "confirm", str(draft), "--accept-inferred"])
    assert main(["case", "confirm", str(draft.with_name("girl.yaml")), "-o", str(draft.with_name("other.yaml"))]) == 2
    assert "no draft" in capsys.readouterr().err


def test_provenance_must_be_there_and_whole(draft, capsys):
    beside = draft.with_name("girl.provenance.json")
    beside.write_text("{}", encoding="utf-8")
    assert main(["case", "confirm", str(draft), "--accept-inferred"]) == 2
    beside.unlink()
    assert main(["case", "confirm", str(draft), "--accept-inferred"]) == 2
    assert "no such file" in capsys.readouterr().err
