"""`breakapart case`."""

import json
import re
import stat

import pytest
from tests.builders import SOUND_CASE

from breakapart.cli.case import contents
from breakapart.cli.main import main
from breakapart.formats.case_yaml import read_case, write_case
from breakapart.formats.examples import TEMPLATE, example_cases
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys):
    """Run the command line: exit code, what it printed, and its complaints."""

    def run(*argv):
        code = main(["case", *argv])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_new_case_is_sound_and_has_the_name_of_its_file(run, tmp_path):
    assert run("new", "my first case.yaml") == (
        0,
        "Written: my first case.yaml\nFill it in, then: breakapart case check 'my first case.yaml'\n",
        "",
    )
    assert "\nid: 'my-first-case'\n" in (tmp_path / "my first case.yaml").read_text(encoding="utf-8")
    assert run("check", "my first case.yaml") == (0, "my first case.yaml: ok: 1 specimen, 1 component\n", "")


@pytest.mark.parametrize("name", ["007.yaml", "_.yaml", "Fälle.yaml", "no.yaml", "x" * 120 + ".yaml"])
def test_any_file_name_makes_a_sound_case(name, run):
    assert run("new", name)[0] == 0
    assert run("check", name)[0] == 0


def test_every_line_of_the_template_can_be_used(run, tmp_path):
    text = TEMPLATE.read_text(encoding="utf-8")
    used = re.sub(r"^# ", "", text, flags=re.MULTILINE)
    assert used.count("\n#") > 5, "explanations stay comments"
    (tmp_path / "full.yaml").write_text(used, encoding="utf-8")
    code, out, err = run("check", "full.yaml")
    assert (code, err) == (0, "")
    assert out == (
        "full.yaml: ok: 1 specimen, 1 component, 3 morphology findings, 3 stains, 1 FISH, 1 sequencing result, "
        "1 fusion, 4 events\n"
    )


@pytest.mark.parametrize("number", [1, 2])
def test_a_new_case_may_begin_with_one_of_the_report(number, run, tmp_path):
    assert run("new", "mine.yaml", "--from", f"case-{number}")[0] == 0
    assert (tmp_path / "mine.yaml").read_bytes() == example_cases()[number - 1].read_bytes()


def test_nothing_is_overwritten_unasked(run, tmp_path):
    (tmp_path / "mine.yaml").write_text("precious", encoding="utf-8")
    assert run("new", "mine.yaml") == (
        2,
        "",
        "breakapart: mine.yaml: exists already. Add --force to overwrite it\n",
    )
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "precious"
    assert run("new", "mine.yaml", "--force")[0] == 0
    assert "precious" not in (tmp_path / "mine.yaml").read_text(encoding="utf-8")


def test_a_failed_write_leaves_nothing_behind(run, tmp_path):
    (tmp_path / "file").touch()
    code, _, err = run("new", "file/mine.yaml")
    assert code == 2
    assert err.startswith("breakapart: file/mine.yaml: ")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_new_case_is_an_ordinary_file(run, tmp_path):
    (tmp_path / "other").touch()
    run("new", "mine.yaml")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("other", "mine.yaml")}
    assert len(modes) == 1


def test_new_in_json(run):
    code, out, _ = run("new", "mine.yaml", "--json")
    assert (code, json.loads(out)) == (0, {"file": "mine.yaml", "from": "template"})


def test_checking_the_cases_of_the_report(run):
    for number in (1, 2):
        run("new", f"{number}.yaml", "--from", f"case-{number}")
    code, out, err = run("check", "1.yaml", "2.yaml")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "1.yaml: ok: 1 specimen, 2 components, 23 morphology findings, 23 stains, 1 FISH, 1 sequencing result, "
        "1 fusion, 9 events",
        "2.yaml: ok: 5 specimens, 3 components, 20 morphology findings, 18 stains, 1 FISH, 2 sequencing results, "
        "2 fusions, 17 events",
    ]


def test_all_problems_of_all_files_are_told(run, tmp_path):
    (tmp_path / "a.yaml").write_text(SOUND_CASE.replace("outcome: absent", "outcome: neg"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SOUND_CASE, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(SOUND_CASE.replace("STRN(e3)::ALK(e20)", "STRN"), encoding="utf-8")
    code, out, err = run("check", "a.yaml", "b.yaml", "c.yaml", "d.yaml")
    assert code == 2
    assert out.startswith("b.yaml: ok: ")
    first, second, third, count = err.splitlines()
    assert first == (
        "breakapart: a.yaml, line 22, column 37: specimen 'finger' > component 'tumour' > stain 'S100' > outcome: "
        "'neg' is not known, expected present, absent, equivocal or not_evaluable. Did you mean absent?"
    )
    assert second.startswith("breakapart: c.yaml, line 26, column 45: ")
    assert third == "breakapart: d.yaml: there is no such file. Did you mean 'c.yaml'?"
    assert count == "breakapart: 3 problems"


def test_check_in_json(run, tmp_path):
    (tmp_path / "a.yaml").write_text(SOUND_CASE.replace("outcome: absent", "outcome: neg"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        SOUND_CASE.replace("outcome: absent", "outcome: absent, image: s100.tif"), encoding="utf-8"
    )
    code, out, err = run("check", "a.yaml", "b.yaml", "--json")
    assert (code, err) == (2, "")
    first, second = json.loads(out)["files"]
    assert (first["file"], first["ok"]) == ("a.yaml", False)
    assert [(problem["line"], problem["column"]) for problem in first["problems"]] == [(22, 37)]
    assert first["problems"][0]["solution"] == "Did you mean absent?"
    assert (second["ok"], second["id"], second["holds"]["stains"]) == (True, "minimal", 2)
    assert second["files_missing"] == ["s100.tif"]


def test_a_file_that_is_not_there_yet_is_named(run, tmp_path):
    (tmp_path / "a.yaml").write_text(
        SOUND_CASE.replace("outcome: absent", "outcome: absent, image: s100.tif"), encoding="utf-8"
    )
    code, out, _ = run("check", "a.yaml")
    assert code == 0
    assert out.splitlines()[1] == "a.yaml: names the file 's100.tif', which is not there yet"
    (tmp_path / "s100.tif").touch()
    assert len(run("check", "a.yaml")[1].splitlines()) == 1


def test_show_prints_canonical_terms(run, tmp_path):
    (tmp_path / "a.yaml").write_text(SOUND_CASE.replace("marker: S100", "marker: AE1/AE3"), encoding="utf-8")
    code, out, _ = run("show", "a.yaml")
    case = read_case(tmp_path / "a.yaml", Knowledge.bundled(), Reference.bundled())
    assert (code, out) == (0, write_case(case))
    assert "marker: CK_AE1AE3" in out
    assert json.loads(run("show", "a.yaml", "--json")[1])["id"] == "minimal"


def test_the_schema_is_printed(run):
    code, out, _ = run("schema")
    schema = json.loads(out)
    assert (code, schema["$id"], schema["title"]) == (0, "urn:breakapart:case:1", "breakapart case file")
    assert run("schema", "--json")[1] == out


@pytest.mark.parametrize("words", [[], ["new"], ["check"], ["show"], ["schema"]])
def test_help(words, run):
    code, out, err = run(*words, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: breakapart case")
    assert not words or "--json" in out


def test_counting():
    case = read_case(example_cases()[1], Knowledge.bundled(), Reference.bundled())
    assert contents(case)["specimens"] == len(case.specimens) == 5
