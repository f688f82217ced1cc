import json
import shlex
import sys
import zipfile

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


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def draft(*words):
    return main(["case", "draft", *map(str, words)])


def test_what_does_not_go_together_is_listed_with_its_words(report, capsys):
    report.write_text(TEXT + " S100 was positive in the tumour cells.", encoding="utf-8")
    assert draft(report) == 0
    out = capsys.readouterr().out
    assert '  contradiction: S100 is called absent and present. ("negative for S100", "S100 was positive")' in out
    told = json.loads(report.with_name("girl.provenance.json").read_text(encoding="utf-8"))
    (flag,) = told["flags"]
    assert [told["text"][start:end] for start, end in flag["spans"]] == ["negative for S100", "S100 was positive"]
    assert "S100 is called absent and present" in report.with_name("girl.draft.html").read_text(encoding="utf-8")
    assert draft(report, "--force", "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)["drafts"]
    assert one["flags"][0]["words"] == ["negative for S100", "S100 was positive"]


def test_nothing_is_overwritten_unasked(report, tmp_path, capsys):
    assert draft(report) == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    report.write_text(TEXT.replace("9-year-old", "8-year-old"), encoding="utf-8")
    before[report] = report.read_bytes()
    assert draft(report) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    for name in ("girl.draft.yaml", "girl.provenance.json", "girl.draft.html", "--force"):
        assert name in err
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert draft(report, "--force") == 0
    assert "8 years" in (tmp_path / "girl.draft.yaml").read_text(encoding="utf-8")


def test_one_file_that_is_there_is_enough(report, tmp_path, capsys):
    (tmp_path / "girl.draft.html").write_text("mine", encoding="utf-8")
    assert draft(report) == 2
    assert "girl.draft.html exists already" in capsys.readouterr().err
    assert names(tmp_path) == ["girl.draft.html", "girl.txt"]


def test_a_confirmed_draft_is_named_as_such(report, tmp_path, capsys):
    draft(report)
    main(["case", "confirm", str(tmp_path / "girl.draft.yaml"), "--accept-inferred"])
    case = (tmp_path / "girl.yaml").read_bytes()
    capsys.readouterr()
    assert draft(report) == 2
    assert "keeps what a person confirmed" in capsys.readouterr().err
    assert draft(report, "--force") == 0
    assert (tmp_path / "girl.yaml").read_bytes() == case


def test_nothing_is_left_when_one_file_cannot_be_written(report, tmp_path, capsys):
    (tmp_path / "out" / "girl.draft.html").mkdir(parents=True)
    assert draft(report, "-o", tmp_path / "out", "--force") == 2
    assert names(tmp_path / "out") == ["girl.draft.html"]
    assert "Traceback" not in capsys.readouterr().err


@pytest.fixture
def texts(tmp_path):
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    for path in paths:
        path.write_text(TEXT, encoding="utf-8")
    return paths


def test_many_texts_and_one_that_is_refused(texts, tmp_path, capsys):
    texts[1].write_text("The harbour was quiet.", encoding="utf-8")
    assert draft(*texts, "-o", tmp_path / "out") == 2
    told = capsys.readouterr()
    assert "2 drafts written, 0 texts skipped (drafted before), 1 refused" in told.out
    assert "b.txt: tells of no case" in told.err
    assert len(names(tmp_path / "out")) == 6


def test_many_texts_as_json(texts, tmp_path, capsys):
    texts[1].write_text("The harbour was quiet.", encoding="utf-8")
    assert draft(*texts, "-o", tmp_path / "out", "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert len(told["drafts"]) == 2
    assert [one["file"] for one in told["refused"]] == [str(texts[1])]


def test_a_run_is_taken_up_again(texts, tmp_path, capsys):
    out = tmp_path / "out"
    assert draft(*texts[:2], "-o", out) == 0
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    capsys.readouterr()
    assert draft(*texts, "-o", out, "--resume") == 0
    assert "1 drafts written, 2 texts skipped (drafted before), 0 refused" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(names(out)) == 9


def test_a_draft_that_was_interrupted_is_drafted_anew(texts, tmp_path, capsys):
    draft(texts[0])
    (tmp_path / "a.draft.html").unlink()
    capsys.readouterr()
    assert draft(texts[0], "--resume") == 0
    assert (tmp_path / "a.draft.html").exists()


def test_several_cases_of_one_text_are_taken_up_together(tmp_path, capsys):
    path = tmp_path / "two.txt"
    path.write_text(
        "Case 1 was a 5-year-old boy with a mass of the left thigh. The tumour cells were positive for ALK.\n\n"
        "Case 2 was a 30-year-old woman with a mass of the neck. The tumour cells were positive for S100.\n",
        encoding="utf-8",
    )
    assert draft(path) == 0
    assert draft(path, "--resume") == 0
    assert "skipped" in capsys.readouterr().out
    (tmp_path / "two-case-2.draft.yaml").unlink()
    assert draft(path, "--resume") == 0
    assert (tmp_path / "two-case-2.draft.yaml").exists()


def test_a_text_that_has_changed_is_not_skipped_silently(texts, capsys):
    draft(texts[0])
    texts[0].write_text(TEXT + " It was firm.", encoding="utf-8")
    assert draft(texts[0], "--resume") == 2
    assert "has changed since it was drafted" in capsys.readouterr().err


def test_two_texts_of_one_name(tmp_path, capsys):
    for name in ("girl.txt", "girl.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert draft(tmp_path / "girl.txt", tmp_path / "girl.md", "--force") == 2
    assert "girl.md: would be drafted into girl.provenance.json" in capsys.readouterr().err
    told = json.loads((tmp_path / "girl.provenance.json").read_text(encoding="utf-8"))
    assert told["source"] == "girl.txt"
    assert draft(tmp_path / "girl.txt", tmp_path / "girl.md", "--resume") == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--force", "--resume"], "give one of them"), (["--score", "a.yaml", "--force"], "writes nothing")],
)
def test_options_that_do_not_go_together(report, capsys, words, told):
    assert draft(report, *words) == 2
    assert told in capsys.readouterr().err


MODEL = """import json, sys
text = sys.stdin.read()
for value in ("resected", "frozen"):
    start = text.index("resected")
    print(json.dumps({"what": "procedure", "value": value, "start": start, "end": start + 8}))
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.py"

    def command(code):
        path.write_text(code, encoding="utf-8")
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(path))}"

    return command


def test_a_program_may_propose_what_the_text_says(report, model, tmp_path, capsys):
    assert draft(report, "--propose", model(MODEL)) == 0
    assert "1 proposed, shown apart; 1 dropped" in capsys.readouterr().out
    told = json.loads((tmp_path / "girl.provenance.json").read_text(encoding="utf-8"))
    (fact,) = (fact for fact in told["facts"] if "proposed_by" in fact)
    assert (fact["value"], fact["sureness"], fact["path"]) == ("resected", "unsure", "")
    fields = (tmp_path / "girl.draft.yaml").read_bytes()
    assert draft(report, "--force") == 0
    assert (tmp_path / "girl.draft.yaml").read_bytes() == fields  # a proposal is no part of the draft


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import sys; sys.exit('out of memory')", "out of memory"),
        ("print('Here are the facts:')", "is no JSON"),
        ('print(\'[{"what": "a", "value": "b", "start": 0, "end": 99999}]\')', "no part of the text"),
        ("import time; time.sleep(60)", "longer than 0.5 seconds"),
    ],
)
def test_a_program_that_fails_leaves_nothing(report, model, tmp_path, capsys, code, told):
    command = model(code)
    assert draft(report, "-o", tmp_path / "out", "--propose", command, "--propose-seconds", "0.5") == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def _scan(path):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.add_blank_page(600, 800)
    writer.write(str(path))


def _encrypted(path):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(600, 800)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(str(path))


def _broken(path):
    pytest.importorskip("pypdf")
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog")


def _bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)


def _large(path):
    with path.open("wb") as file:
        file.truncate(200_000_000)


@pytest.mark.parametrize(
    ("name", "write", "told"),
    [
        ("scan.pdf", _scan, "scanned PDF"),
        ("locked.pdf", _encrypted, "encrypted PDF"),
        ("broken.pdf", _broken, "cannot be read"),
        ("bomb.docx", _bomb, "would unpack"),
        ("large.txt", _large, "Cut out the report"),
        ("latin.txt", lambda path: path.write_bytes("A girl, F\u00e9d\u00e9ration".encode("latin-1")), "not UTF-8"),
        ("wide.txt", lambda path: path.write_bytes("A girl".encode("utf-16")), "UTF-16"),
        ("quiet.txt", lambda path: path.write_text("The harbour was quiet.", encoding="utf-8"), "no case"),
        (
            "hebrew.txt",
            lambda path: path.write_text("\u05d4\u05d2\u05d9\u05d3 S100", encoding="utf-8"),
            "right to left",
        ),
        ("empty.txt", lambda path: path.write_bytes(b""), "no text"),
    ],
)
def test_what_cannot_be_read_gives_one_message_and_no_file(tmp_path, capsys, name, write, told):
    write(tmp_path / name)
    assert draft(tmp_path / name, "-o", tmp_path / "out") == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert names(tmp_path) == [name]
