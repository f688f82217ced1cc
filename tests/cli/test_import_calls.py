"""`breakapart import` from the outside."""

import json

import pytest
from tests import builders_tables as tables

from breakapart.cli.main import main


@pytest.fixture
def run(capsys):
    def run_(*argv):
        code = main(["import", *map(str, argv)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_


@pytest.fixture
def files(tmp_path):
    def files_(**texts):
        paths = []
        for name, text in texts.items():
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths

    return files_


def test_one_table_in_words(run, files):
    (path,) = files(fusions=tables.arriba())
    code, out, err = run(path)
    assert (code, err) == (0, "")
    assert f"{path}: read as Arriba (version 2), because line 1 has the columns #gene1, gene2, " in out
    assert "3 rows, 3 calls, 0 that could not be read; positions are 1-based" in out
    assert "6 of 6 breakpoints with a gene name lie in that gene on GRCh38" in out
    lines = out.splitlines()
    (alk,) = [line for line in lines if line.startswith("EML4::ALK")]
    assert alk.split("  ")[-1].strip() == "91 + 80 pairs"
    assert "EML4(e13)::ALK(e20)" in alk
    assert "likely to activate ALK" in alk


def test_several_tables_are_one_sample(run, files):
    code, out, _ = run(*files(a=tables.arriba(), s=tables.star_fusion(), v=tables.sv_vcf()))
    assert code == 0
    (alk,) = [line for line in out.splitlines() if line.startswith("EML4::ALK")]
    assert "Arriba (91), Manta (91), STAR-Fusion (91)" in alk


def test_json_has_the_tables_the_calls_their_rows_and_the_consensus(run, files):
    code, out, _ = run(*files(a=tables.arriba(), s=tables.star_fusion()), "--json")
    assert code == 0
    told = json.loads(out)
    assert [table["format"] for table in told["tables"]] == ["arriba", "star-fusion"]
    assert len(told["calls"]) == 6
    call = next(call for call in told["calls"] if call["name"] == "EML4::ALK")
    assert call["annotation"]["exons"] == "EML4(e13)::ALK(e20)"
    assert call["annotation"]["frame"] == "in_frame"
    assert call["annotation"]["protein"].endswith(call["annotation"]["protein"][-10:])
    assert call["annotation"]["protein_length"] == len(call["annotation"]["protein"])
    assert call["raw"][0]["cells"]["#gene1"] == "EML4"
    assert call["five_prime"]["position"] == 42295516
    assert {one["name"] for one in told["consensus"]} == tables.NAMES
    assert all(one["callers"] == ["Arriba", "STAR-Fusion"] for one in told["consensus"])


def test_rows_that_cannot_be_read_are_told_and_kept(run, files):
    text = tables.arriba().replace("12:11869969", "12-Nov-69")
    (path,) = files(fusions=text)
    code, out, err = run(path, "--json")
    assert code == 2
    assert f"breakapart: {path}, line 2: breakpoint1 is '12-Nov-69', expected a position as chr2:29223528:-" in err
    told = json.loads(out)
    assert told["tables"][0]["unreadable"] == 1
    bad = next(call for call in told["calls"] if call["problems"])
    assert bad["raw"][0]["cells"]["breakpoint1"] == "12-Nov-69"


def test_tsv_by_call_and_by_junction(run, files):
    paths = files(a=tables.arriba(), s=tables.star_fusion())
    _, out, _ = run(*paths, "--tsv", "--by", "call")
    rows = [line.split("\t") for line in out.splitlines()]
    assert len(rows) == 7
    assert len({len(row) for row in rows}) == 1
    _, out, _ = run(*paths, "--tsv")
    rows = [line.split("\t") for line in out.splitlines()]
    assert rows[0][-2:] == [f"reads: {paths[0]}", f"reads: {paths[1]}"]
    assert len(rows) == 4


def test_what_a_spreadsheet_takes_for_a_formula_is_quoted(run, files):
    (path,) = files(fusions=tables.customary().replace("S1", "=cmd()", 1))
    _, out, _ = run(path, "--tsv")
    assert "\t'=cmd()\t" in out


def test_output_is_written_whole(run, files, tmp_path):
    (path,) = files(fusions=tables.arriba())
    code, out, _ = run(path, "--json", "-o", tmp_path / "calls.json")
    assert (code, out) == (0, "")
    assert len(json.loads((tmp_path / "calls.json").read_text())["calls"]) == 3
    code, _, err = run(tmp_path / "missing.tsv", "--json", "-o", tmp_path / "other.json")
    assert code == 2
    assert "there is no such file" in err
    assert not (tmp_path / "other.json").exists()


def test_every_bad_file_is_told_at_once(run, files):
    code, out, err = run(*files(a="", b="hello\n", c=tables.arriba()))
    assert (code, out) == (2, "")
    assert "is empty" in err
    assert "is no table of fusions known here" in err


def test_positions_of_grch37_are_noticed_and_not_annotated(run, files):
    text = tables.arriba()
    for here, there in (("2:42295516", "2:42522656"), ("2:29223528", "2:29446394"), ("5:150404680", "5:149784243"),
                        ("6:117324415", "6:117645578"), ("12:11869969", "12:12022903"), ("15:87940753",
                        "15:88483984")):  # fmt: skip
        text = text.replace(here, there)
    _, out, _ = run(*files(fusions=text))
    assert "lie in that gene on GRCh37 (hg19) and not on GRCh38" in out
    assert "is a position of GRCh37, and only GRCh38 is annotated" in out


def test_ion_reporter_on_hg19_is_annotated_by_its_exons(run, files):
    text = tables.ion_table()
    for here, there in (("42295516", "42522656"), ("29223528", "29446394"), ("150404680", "149784243"),
                        ("117324415", "117645578"), ("11869969", "12022903"), ("87940753", "88483984")):  # fmt: skip
        text = text.replace(here, there)
    _, out, _ = run(*files(fusions=text), "--json")
    calls = json.loads(out)["calls"]
    assert {call["annotation"]["exons"] for call in calls if call["annotation"]} == tables.EXONS
    assert any("is the caller's own number" in note for call in calls for note in call["notes"])


def test_a_map_on_the_command_line_and_in_a_file(run, files, tmp_path):
    (path,) = files(fusions="a\tb\tn\nEML4\tALK\t9\n")
    code, out, _ = run(path, "--map", "gene_5p=a,gene_3p=b,junction_reads=n")
    assert code == 0
    assert "EML4::ALK" in out
    for name, text in (
        ("map.yaml", "caller: Ours\ncolumns: {gene_5p: a, gene_3p: b, junction_reads: n}\n"),
        ("map.toml", 'caller = "Ours"\n[columns]\ngene_5p = "a"\ngene_3p = "b"\njunction_reads = "n"\n'),
    ):
        (tmp_path / name).write_text(text)
        code, out, _ = run(path, "--map", tmp_path / name, "--json")
        assert code == 0
        assert json.loads(out)["calls"][0]["caller"] == "Ours"


def test_a_long_list_says_how_much_is_not_shown(run, files):
    text = tables.customary()
    lines = text.splitlines(keepends=True)
    (path,) = files(fusions=text + lines[1] * 60)
    _, out, _ = run(path)
    assert "... and 23 more (--all, --tsv or --json shows them)" in out
    _, out, _ = run(path, "--all")
    assert "more (--all" not in out


def test_without_annotation(run, files):
    (path,) = files(fusions=tables.arriba())
    code, out, _ = run(path, "--no-annotate", "--json")
    assert code == 0
    calls = json.loads(out)["calls"]
    assert all(call["annotation"] is None for call in calls)
    assert all(call["call"] for call in calls)


def test_json_and_tsv_exclude_each_other(run, files):
    assert run(*files(fusions=tables.arriba()), "--json", "--tsv")[0] == 2
