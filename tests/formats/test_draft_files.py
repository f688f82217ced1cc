import json

import pytest

from breakapart.errors import InputError
from breakapart.formats.draft_files import Origin, draft_yaml, provenance_json, read_draft, read_origin
from breakapart.model.draft import DraftCase, DraftFact, DraftFlag, NotUnderstood, Span, Sureness

DRAFT = DraftCase(
    "1",
    {"breakapart_draft": 1, "id": "girl", "title": "t", "patient": {"sex": "female"}},
    (
        DraftFact("patient.sex", "sex", "female", (Span(0, 4),), "case", "word", Sureness.READ),
        DraftFact("", "margin", "positive", (Span(5, 9),), "", "proposed", Sureness.UNSURE, "model.py"),
    ),
    (NotUnderstood(Span(0, 9), "girl text", "no rule"),),
    (DraftFlag("contradiction", "Both.", "Because.", "Look.", "text", ("patient.sex",), (Span(0, 4), Span(5, 9))),),
)


def written(folder, **told):
    (folder / "girl.draft.yaml").write_text(draft_yaml(DRAFT), encoding="utf-8")
    beside = folder / "girl.provenance.json"
    beside.write_text(provenance_json(DRAFT, "girl text", "girl.txt", **told), encoding="utf-8")
    return beside


def test_a_draft_reads_back_with_its_facts_flags_and_text(tmp_path):
    written(tmp_path)
    assert read_draft(tmp_path / "girl.draft.yaml") == (DRAFT, "girl text")


def test_where_it_was_read_from(tmp_path):
    beside = written(tmp_path, sha256="ab", drafts=["girl", "boy"])
    assert read_origin(beside) == Origin("girl.txt", "ab", ("girl", "boy"), confirmed=False)


def test_a_provenance_file_of_an_earlier_version_has_no_flags(tmp_path):
    beside = written(tmp_path)
    told = json.loads(beside.read_text(encoding="utf-8"))
    for key in ("flags", "drafts", "source_sha256"):
        del told[key]
    beside.write_text(json.dumps(told), encoding="utf-8")
    assert read_draft(tmp_path / "girl.draft.yaml")[0].flags == ()
    assert read_origin(beside) == Origin("girl.txt", "", ("girl",), confirmed=False)


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"source": 3}'])
def test_what_is_no_provenance_file_has_no_origin(tmp_path, content):
    path = tmp_path / "x.provenance.json"
    path.write_text(content, encoding="utf-8")
    assert read_origin(path) is None


@pytest.mark.parametrize(
    ("key", "value"), [("flags", [{}]), ("flags", 3), ("not_understood", [{}]), ("facts", [{}]), ("text", None)]
)
def test_a_broken_provenance_file_is_refused(tmp_path, key, value):
    beside = written(tmp_path)
    told = json.loads(beside.read_text(encoding="utf-8"))
    if value is None:
        del told[key]
    else:
        told[key] = value
    beside.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match="no provenance file"):
        read_draft(tmp_path / "girl.draft.yaml")
