import json

import pytest
from click.testing import CliRunner

from breakapart.cli.case import command
from breakapart.cli.main import main
from breakapart.formats.yaml_tree import read_tree

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


def test_a_person_sees_what_does_not_go_together_and_what_a_program_proposed(draft):
    beside = draft.with_name("girl.provenance.json")
    told = json.loads(beside.read_text(encoding="utf-8"))
    told["flags"] = [
        {"kind": "scope", "statement": "Too wide.", "because": "", "how_to_resolve": "", "source": "", "fields": [],
         "spans": [[0, 16]]}
    ]  # fmt: skip
    told["facts"].append(
        {"path": "", "label": "margin", "value": "resected", "sureness": "unsure", "rule": "proposed", "section": "",
         "spans": [[60, 68]], "proposed_by": "model.py"}
    )  # fmt: skip
    beside.write_text(json.dumps(told), encoding="utf-8")
    result = CliRunner().invoke(command, ["confirm", str(draft)], input="y\n" * 30)
    assert result.exit_code == 0, result.output
    assert 'scope: Too wide.\n    "A 9-year-old gir" (0 to 16)' in result.output
    assert "- margin: resected (by model.py)" in result.output
    assert "resected" not in draft.with_name("girl.yaml").read_text(encoding="utf-8").lower().replace("resection", "")
    kept = json.loads(beside.read_text(encoding="utf-8"))
    assert kept["facts"][-1]["confirmed"] == "shown, no part of the case"


def test_every_confirmed_field_keeps_its_place_in_the_case(draft):
    text = draft.with_name("girl.txt")
    text.write_text(TEXT + " At follow-up of 12 months there was no evidence of disease.", encoding="utf-8")
    assert main(["case", "draft", str(text), "--force"]) == 0
    result = CliRunner().invoke(command, ["confirm", str(draft)], input="n\n" + "y\n" * 30)
    assert result.exit_code == 0, result.output
    told = json.loads(draft.with_name("girl.provenance.json").read_text(encoding="utf-8"))
    case = read_tree(draft.with_name("girl.yaml").read_text(encoding="utf-8"), source="girl.yaml").value
    kept = [fact for fact in told["facts"] if fact["confirmed"] in ("read", "accepted")]
    assert any(fact["path"] != fact["path_in_case"] for fact in kept)
    for fact in kept:
        found = case
        for step in fact["path_in_case"].split("."):
            found = found[int(step) if step.isdigit() else step]
        if fact["label"].endswith(("ALK", "S100")):
            assert found["marker"] in fact["label"]
        if fact["label"] == "Follow-up":
            assert found["kind"] == "follow_up"


def test_the_provenance_of_another_case_is_not_overwritten(draft, tmp_path, capsys):
    other = tmp_path / "other.provenance.json"
    other.write_text("{}", encoding="utf-8")
    assert main(["case", "confirm", str(draft), "--accept-inferred", "-o", str(tmp_path / "other.yaml")]) == 2
    assert "other.provenance.json: exists already" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "{}"
