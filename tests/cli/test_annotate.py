"""`breakapart annotate` from the outside: words, JSON, files, errors and exit codes."""

import io
import json

import pytest

from breakapart.annotation.record import STABLE
from breakapart.cli.main import main


@pytest.fixture
def run(capsys, monkeypatch):
    def run_(*argv, stdin=None):
        if stdin is not None:
            data = stdin if isinstance(stdin, bytes) else stdin.encode()
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main(["annotate", *argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_


def test_one_fusion_in_words(run):
    code, out, err = run("STRN(e3)::ALK(e20)")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("STRN(e3)::ALK(e20)")
    assert lines[1] == "  Likely to activate ALK."
    assert "In frame: STRN exon 3 ends in phase 1 and ALK exon 20 enters in phase 1" in out
    assert "700 residues: STRN 1-137, V at the junction, ALK 1059-1620" in out
    assert "deletion, 7.69 Mb; ALK break-apart FISH: expect isolated 3' signals" in out
    assert "doi:10.1073/pnas.1321937111" in out


@pytest.mark.parametrize(
    "fusion",
    ["STRN(e3)::ALK(e20)", "CD74(e6)::ROS1(e34)", "TMPRSS2(e1)::ERG(e4)", "EML4(e14)::ALK(e20)", "STRN::ALK",
     "ETV6(e5)::NTRK3(e13)", "2:42301394:+::2:29223584:-", "EML4-ALK E6a/b;A20", "MYH9(e1)::MET(e2)"],
)  # fmt: skip
def test_a_block_has_at_most_25_lines_of_readable_width(run, fusion):
    code, out, _ = run(fusion)
    lines = out.splitlines()
    assert code == 0
    assert 5 < len(lines) <= 25
    assert max(map(len, lines)) <= 120


def test_one_fusion_as_json(run):
    code, out, _ = run("EML4-ALK E13;A20", "--json")
    record = json.loads(out)
    assert code == 0
    assert set(STABLE) <= set(record)
    assert (record["exons"], record["protein_length"], record["rearrangement"]) == (
        "EML4(e13)::ALK(e20)",
        1059,
        "inversion",
    )
    assert record["expected_fish"]["probe_gene"] == "ALK"


def test_several_fusions_are_json_lines(run):
    code, out, _ = run("STRN(e3)::ALK(e20)", "NPM1(e5)::ALK(e20)", "--json")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [record["numbering"] for record in records] == ["mane", "legacy"]


def test_a_file_is_read_line_by_line(run, tmp_path):
    path = tmp_path / "fusions.txt"
    path.write_text("\ufeff# two fusions\n\nSTRN(e3)::ALK(e20)\r\n  PLEKHH2 ex6-ALK ex20  \n", encoding="utf-8")
    code, out, _ = run("--file", str(path), "--json")
    assert code == 0
    assert [json.loads(line)["name"] for line in out.splitlines()] == ["STRN::ALK", "PLEKHH2::ALK"]


def test_standard_input_is_a_file(run):
    code, out, _ = run("--file", "-", "--json", stdin="STRN(e3)::ALK(e20)\n")
    assert code == 0
    assert len(out.splitlines()) == 1  # JSON Lines even for one
    assert json.loads(out)["name"] == "STRN::ALK"


def test_every_bad_line_is_reported_before_anything_is_printed(run, tmp_path):
    path = tmp_path / "fusions.txt"
    path.write_text("STRN(e3)::ALK(e20)\nSTRN(e99)::ALK(e20)\nnonsense\nSTRM::ALQ\n", encoding="utf-8")
    code, out, err = run("--file", str(path))
    assert (code, out) == (2, "")
    assert f"breakapart: {path}, line 2: STRN(e99)::ALK(e20): STRN has no exon 99" in err
    assert f"breakapart: {path}, line 3: cannot read 'nonsense' as a fusion" in err
    assert f"breakapart: {path}, line 4: STRM::ALQ: 'STRM' is not a gene" in err
    assert err.splitlines()[-1] == "breakapart: 4 problems"


def test_going_on_writes_errors_as_objects_and_still_ends_with_2(run):
    text = "STRN(e3)::ALK(e20)\nnonsense\nPLEKHH2(e6)::ALK(e20)\n"
    code, out, err = run("--file", "-", "--json", "--keep-going", stdin=text)
    first, bad, last = (json.loads(line) for line in out.splitlines())
    assert (code, err) == (2, "")
    assert (first["name"], last["name"]) == ("STRN::ALK", "PLEKHH2::ALK")
    assert (bad["input"], bad["line"]) == ("nonsense", 2)
    assert bad["error"].startswith("standard input, line 2: cannot read 'nonsense'")
    assert "name" not in bad


def test_going_on_in_words_puts_errors_beside(run):
    code, out, err = run("nonsense", "STRN(e3)::ALK(e20)", "--keep-going")
    assert code == 2
    assert out.startswith("STRN(e3)::ALK(e20)")
    assert err.startswith("breakapart: cannot read 'nonsense'")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"STRN::ALK\n\xff\xfe\n", "standard input, line 2: byte 11 is not UTF-8 text. Save the list as UTF-8 text."),
        (b"\n# nothing\n", "standard input: holds no fusion, expected one a line"),
        (b"\x00\x01\x02PNG", "standard input, line 1: cannot read"),
    ],
)
def test_bad_files(run, data, message):
    code, out, err = run("--file", "-", stdin=data)
    assert (code, out) == (2, "")
    assert message in err


def test_a_missing_file(run, tmp_path):
    path = tmp_path / "nowhere.txt"
    code, _, err = run("--file", str(path))
    assert code == 2
    assert err == f"breakapart: {path}: cannot be read: no such file or directory\n"


def test_nothing_to_do(run):
    code, _, err = run()
    assert code == 2
    assert "Give a fusion, or --file" in err


def test_numbering_can_be_chosen(run):
    frames = {}
    for numbering in ("auto", "mane", "legacy"):
        _, out, _ = run("CD74(e6)::ROS1(e34)", "--json", "--numbering", numbering)
        record = json.loads(out)
        frames[numbering] = (record["frame"], record["numbering"])
    assert frames == {
        "auto": ("in_frame", "legacy"),
        "mane": ("out_of_frame", "mane"),
        "legacy": ("in_frame", "legacy"),
    }


def test_all_transcripts_are_a_table_or_json_lines(run):
    code, out, _ = run("ETV6(e5)::NTRK3(e15)", "--all-transcripts")
    assert code == 0
    head, *rows = out.splitlines()
    assert head == f"ETV6(e5)::NTRK3(e15)   {len(rows)} pairs of transcripts"
    assert "ENST00000396373.9 e5" in rows[0]
    code, out, _ = run("ETV6(e5)::NTRK3(e15)", "--all-transcripts", "--json")
    assert len(out.splitlines()) == len(rows)
    assert json.loads(out.splitlines()[0])["three_prime"]["is_mane_select"] is True


def test_a_probe_can_be_named(run):
    _, out, _ = run("STRN(e3)::ALK(e20)", "--json", "--probe", "ALK-vysis")
    assert json.loads(out)["expected_fish"]["pattern"] == "isolated_3p"
    code, _, err = run("STRN(e3)::ALK(e20)", "--probe", "ALK-nobody")
    assert code == 2
    assert "ALK-nobody" in err


def test_hyphenated_symbols_are_known_here(run):
    _, out, _ = run("NKX2-1-ALK", "--json")
    assert json.loads(out)["name"] == "NKX2-1::ALK"


def test_help_reads_well(run):
    code, out, _ = run("--help")
    assert code == 0
    assert '\n  breakapart annotate "STRN(e3)::ALK(e20)"\n' in out  # one example a line
    for word in ("STRN(e3)::ALK(e20)", "EML4-ALK E13;A20", "--keep-going", "--all-transcripts", "GRCh38"):
        assert word in out


@pytest.mark.parametrize(
    ("fusion", "verdict", "words"),
    [
        ("SS18(e10)::SSX1(e6)", "Fusion of a chromatin remodelling complex (BAF): the verdict", "synovial sarcoma"),
        ("COL1A1(e29)::PDGFB(e2)", "Growth factor fusion: the verdict on kinase fusions does not apply.", "PDGFRB"),
        ("KAT6B(e3)::KANSL1(e11)", "No kinase in either gene, as far as is known: the verdict", "says nothing of"),
        ("CD74(e6)::ROS1(e34)", "Likely to activate ROS1.", "52 in lung carcinoma"),
    ],
)
def test_the_second_line_is_the_verdict_or_that_there_is_none(run, fusion, verdict, words):
    code, out, _ = run(fusion)
    assert code == 0
    assert out.splitlines()[1].startswith(f"  {verdict}")
    assert words in out


def test_a_name_is_not_repeated_and_short_distances_are_in_kb(run):
    assert run("STRN::ALK")[1].splitlines()[0] == "STRN::ALK"
    assert "inversion, 6 kb" in run("NAB2(e6)::STAT6(e16)")[1]


def test_another_symbol_is_said(run):
    assert "FGFR1OP was read as CEP43, the approved symbol." in run("FGFR1OP(e12)::RET(e12)")[1]
    assert "SSX was read as SSX2" in run("SS18-SSX")[1]
    assert "was read as" not in run("strn-alk")[1]


def test_two_parts_of_one_gene_are_noticed(run):
    assert "both parts are of BRAF" in run("BRAF(e1)::BRAF(e9)")[1]


def test_the_class_of_a_fusion_is_in_the_record(run):
    record = json.loads(run("SS18(e10)::SSX1(e6)", "--json")[1])
    assert record["function"] == "uncertain"
    assert record["fusion_class"]["typical_of"] == "synovial sarcoma"
    assert json.loads(run("STRN(e3)::ALK(e20)", "--json")[1])["fusion_class"] is None


@pytest.mark.parametrize(
    ("fusion", "advice"),
    [
        ("t(2;5)(p23;q35)", "Write the two genes"),
        ("hg19 chr2:37143221:-::chr2:29446394:-", "Lift both breakpoints to GRCh38"),
        ("?(::)ALK", "a case file takes an unknown partner"),
        ("EWS-FLI1 type 1", "E7;F6 (type 1)"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(run, fusion, advice):
    code, out, err = run(fusion)
    assert (code, out) == (2, "")
    assert advice in err
