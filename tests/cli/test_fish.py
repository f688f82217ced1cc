import json

import pytest

from breakapart.cli.main import main

WORKSHEET = "fused=19,split=22,isolated_3p=5,isolated_5p=4"


@pytest.fixture
def run(capsys):
    """`run("--probe", ...)` gives exit code, output and errors of `breakapart fish`."""

    def run(*arguments):
        code = main(["fish", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_worksheet_of_the_atlas_as_json(run):
    code, out, _ = run("--probe", "ALK-vysis", "--counts", WORKSHEET, "--json")
    result = json.loads(out)
    assert code == 0
    assert result["cells_scored"] == 50
    assert result["counts"] == {
        "fused": 19, "split": 22, "isolated_3p": 5, "isolated_5p": 4, "ambiguous": 0, "not_informative": 0,
    }  # fmt: skip
    assert (result["percent_positive"], result["percent_low"], result["percent_high"]) == (54.0, 54.0, 54.0)
    assert result["interval"] == pytest.approx([40.4, 67.0], abs=0.05)
    assert (result["call"], result["outcome"], result["probe"]) == ("positive", "present", "ALK-vysis")
    assert result["probability_above_cutoff"] > 0.999
    assert result["warnings"] == [
        "4 of 50 nuclei show an isolated 5' signal: atypical, not counted as rearranged",
    ]


def test_the_worksheet_in_words(run):
    code, out, _ = run("--probe", "alk vysis", "--counts", WORKSHEET)
    assert code == 0
    assert "positive: 27 of 50 nuclei rearranged, 54.0 % (95 % interval 40.4 to 67.0 %, cut-off >= 15 %)" in out
    assert "probability that the true share reaches 15 %: over 99.9 %" in out
    assert "Source: IASLC Atlas of ALK Testing 2013" in out


def test_ambiguous_nuclei_are_bounds(run):
    _, out, _ = run("--gene", "ALK", "--counts", "fused=60,split=30,ambiguous=10", "--json")
    result = json.loads(out)
    assert (result["percent_low"], result["percent_high"]) == (30.0, 40.0)
    _, out, _ = run("--gene", "ALK", "--counts", "fused=60,split=30,ambiguous=10")
    assert "between 30.0 and 40.0 % if all ambiguous nuclei are fused or split" in out


def test_too_few_nuclei_are_not_evaluable(run):
    _, out, _ = run("--gene", "ALK", "--counts", "fused=20", "--json")
    assert (json.loads(out)["call"], json.loads(out)["outcome"]) == ("not_evaluable", "not_evaluable")
    _, out, _ = run("--gene", "ALK", "--counts", "not_informative=20", "--json")
    result = json.loads(out)
    assert (result["percent_positive"], result["interval"]) == (None, None)


def test_a_cut_off_of_the_laboratory(run):
    _, out, _ = run("--gene", "ALK", "--counts", "fused=85,split=15", "--cutoff", "15", "--operator", ">", "--json")
    result = json.loads(out)
    assert (result["call"], result["cutoff_operator"], result["cutoff_percent"]) == ("negative", ">", 15)


def test_signals_of_each_nucleus_from_a_table(run, tmp_path):
    table = tmp_path / "nuclei.tsv"
    rows = ["2\t0\t0"] * 40 + ["1\t1\t1"] * 60
    table.write_text("fused\tfive_prime\tthree_prime\n" + "\n".join(rows), encoding="utf-8")
    _, out, _ = run("--probe", "ALK-vysis", "--cells", str(table), "--json")
    result = json.loads(out)
    assert (result["basis"], result["percent_positive"], result["counts"]["split"]) == ("cells", 60.0, 60)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--counts", WORKSHEET), "breakapart: no probe is named. Give --probe (see --list-probes) or --gene."),
        (
            ("--gene", "ALK"),
            "breakapart: give either --counts or --cells, found neither. See 'breakapart fish --help'.",
        ),
        (
            ("--gene", "ALK", "--counts", WORKSHEET, "--cells", "x.tsv"),
            "breakapart: give either --counts or --cells, found both. See 'breakapart fish --help'.",
        ),
        (
            ("--probe", "ALK-visys", "--counts", WORKSHEET),
            "breakapart: probe 'ALK-visys' is not known. Did you mean ALK-vysis",
        ),
        (
            ("--gene", "TP53", "--counts", WORKSHEET),
            "breakapart: no probe profile for gene 'TP53' is known. Known are ALK",
        ),
        (
            ("--probe", "ALK-vysis", "--gene", "RET", "--counts", WORKSHEET),
            "breakapart: probe ALK-vysis is for ALK, option --gene says RET",
        ),
        (
            ("--gene", "ALK", "--counts", "fused=19,splitt=3"),
            "breakapart: option --counts: class 'splitt' is not known. Did you mean split?",
        ),
        (
            ("--gene", "ALK", "--counts", "red=3"),
            "breakapart: option --counts: class 'red' is not known. Classes are fused, split, isolated_3p, isolated_5p",
        ),
        (
            ("--gene", "ALK", "--counts", "fused"),
            "breakapart: option --counts: 'fused' is not of the form class=number",
        ),
        (
            ("--gene", "ALK", "--counts", "fused=1,fused=2"),
            "breakapart: option --counts: class 'fused' is given twice",
        ),
        (
            ("--gene", "ALK", "--counts", "fused=-1"),
            "breakapart: option --counts: fused is '-1', expected a whole number of nuclei",
        ),
        (("--gene", "ALK", "--counts", "fused=0"), "breakapart: option --counts: 'counts' holds no nucleus"),
        (
            ("--gene", "ALK", "--counts", WORKSHEET, "--cutoff", "0"),
            "breakapart: --cutoff: 0 is not a cut-off in percent, expected above 0 up to 100",
        ),
        (("--gene", "ALK", "--cells", "nowhere.tsv"), "nowhere.tsv: cannot be read: No such file or directory"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_all_bad_classes_are_told_at_once(run):
    _, _, err = run("--gene", "ALK", "--counts", "a=1,split=x")
    assert "class 'a' is not known" in err
    assert "split is 'x'" in err
    assert "breakapart: 2 problems" in err


def test_probes_are_listed(run):
    code, out, _ = run("--list-probes")
    assert code == 0
    assert "ALK-vysis       keeps 3', >= 15 % of at least 50 nuclei, two steps\n" in out
    assert "EWSR1-generic   keeps 5', >= 15 % of at least 50 nuclei; verify locally\n" in out
    _, out, _ = run("--list-probes", "--json")
    probes = {probe["id"]: probe for probe in json.loads(out)}
    assert probes["ALK-vysis"]["three_prime_colour"] == "orange"
    assert probes["ALK-vysis"]["source"]


def test_help_names_the_classes(run):
    code, out, _ = run("--help")
    assert code == 0
    for word in ("--probe", "--counts", "isolated_3p", "--cells", "--json", "not evaluable"):
        assert word in out
