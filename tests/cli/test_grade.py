import json

import pytest

from breakapart.cli.grade import parse_range
from breakapart.cli.main import main


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main(["grade", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_case_1_of_the_report_in_words(run):
    code, out, _ = run("--differentiation", "2", "--mitoses", "3-8", "--fields", "10", "--necrosis", "none")
    assert code == 0
    assert out.startswith("FNCLCC 2 + 1 + 0 = 3, grade 1\n  mitoses per mm2: 1.73 to 4.61\n")
    assert "differentiation 2, given by the observer" in out
    assert "Source: FNCLCC (Trojani 1984; Guillou 1997)" in out


def test_case_1_of_the_report_as_json(run):
    _, out, _ = run("--differentiation", "2", "--mitoses", "3–8", "--fields", "10", "--necrosis", "none", "--json")
    grade = json.loads(out)
    assert {name: grade[name] for name in ("differentiation", "mitoses", "necrosis", "total", "grade")} == {
        "differentiation": 2, "mitoses": 1, "necrosis": 0, "total": 3, "grade": 1,
    }  # fmt: skip
    assert (grade["applicable"], grade["grade_low"], grade["grade_high"]) == (True, 1, 1)
    assert grade["mitoses_per_10_hpf"] == pytest.approx([3, 8])


def test_the_field_of_the_microscope_counts(run):
    arguments = ("--histotype", "leiomyosarcoma", "--mitoses", "13", "--fields", "10", "--necrosis", "20%", "--json")
    _, out, _ = run(*arguments, "--field-number", "22", "--objective", "40")
    assert (json.loads(out)["mitoses"], json.loads(out)["total"]) == (1, 4)
    _, out, _ = run(*arguments, "--field-number", "22", "--objective", "40", "--tube-factor", "1.25")
    assert json.loads(out)["mitoses"] == 2


def test_an_area_in_place_of_fields(run):
    _, out, _ = run("--differentiation", "2", "--mitoses", "12", "--area-mm2", "2", "--necrosis", "60", "--json")
    grade = json.loads(out)
    assert grade["mitoses_per_mm2"] == [6.0, 6.0]
    assert (grade["mitoses"], grade["necrosis"], grade["grade"]) == (2, 2, 3)


def test_what_is_left_open_is_a_range(run):
    _, out, _ = run("--differentiation", "2", "--necrosis", "none")
    assert out.startswith("FNCLCC grade open: what is given allows grades 1 to 2\n")
    _, out, _ = run("--differentiation", "3", "--mitoses", "22", "--area-mm2", "1.734")
    assert out.startswith("FNCLCC grade 3, whatever the open scores are\n")


def test_what_is_not_graded(run):
    _, out, _ = run("--histotype", "IMT", "--mitoses", "3", "--fields", "10", "--necrosis", "none")
    assert out.startswith("FNCLCC grade: not applicable\n")
    assert "none is guessed" in out
    _, out, _ = run("--differentiation", "2", "--mitoses", "3", "--fields", "10", "--after-treatment", "--json")
    assert json.loads(out)["applicable"] is False


def test_flags_that_need_care(run):
    given = ("--differentiation", "2", "--mitoses", "3", "--fields", "10", "--necrosis", "none")
    _, out, _ = run(*given, "--biopsy", "--kinase-fusion")
    assert "  a minimum: the specimen is a biopsy\n" in out
    assert "grade did not predict outcome in kinase-fusion tumours of children" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "breakapart: nothing to grade is given. See 'breakapart grade --help'."),
        (
            ("--mitoses", "many", "--fields", "10"),
            "breakapart: option --mitoses: 'many' is not a count or a range such as 3-8",
        ),
        (("--mitoses", "8-3", "--fields", "10"), "breakapart: option --mitoses: the range 8 to 3 runs backwards"),
        (
            ("--mitoses", "3"),
            "breakapart: option --mitoses and its area: give --fields (for example 10) or --area-mm2: a count without",
        ),
        (
            ("--mitoses", "3", "--fields", "10", "--field-number", "22"),
            "breakapart: option --mitoses and its area: --field-number and --objective belong together",
        ),
        (
            ("--mitoses", "3", "--fields", "0"),
            "breakapart: option --mitoses and its area: --fields is 0.0, expected a number above 0",
        ),
        (
            ("--necrosis", "lots"),
            "breakapart: option --necrosis: 'lots' is not known, expected none, under_half, half_or_more or",
        ),
        (("--necrosis", "120"), "breakapart: option --necrosis: '120' is not known"),
        (
            ("--histotype", "leiomyosarcom"),
            "breakapart: option --histotype: histotype 'leiomyosarcom' is not in the differentiation table. "
            "Did you mean leiomyosarcoma",
        ),
        (("--histotype", "qqqq"), "See 'breakapart grade --list-histotypes'."),
        (("--differentiation", "4"), "4 is not in the range 1<=x<=3"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "counts"), [("12", (12, None)), ("3-8", (3, 8)), ("3 – 8", (3, 8)), ("5 to 6", (5, 6)), (" 0 ", (0, None))]
)
def test_ranges_as_people_write_them(text, counts):
    assert parse_range(text) == counts


@pytest.mark.parametrize(
    ("text", "score"), [("none", 0), ("under-half", 1), ("half or more", 2), ("0", 0), ("50 %", 2)]
)
def test_necrosis_as_people_write_it(run, text, score):
    _, out, _ = run("--differentiation", "2", "--mitoses", "3", "--fields", "10", "--necrosis", text, "--json")
    assert json.loads(out)["necrosis"] == score


def test_histotypes_are_listed(run):
    _, out, _ = run("--list-histotypes")
    assert "2  Conventional leiomyosarcoma (graded)\n" in out
    assert "-  Inflammatory myofibroblastic tumour (no score)\n" in out
    _, out, _ = run("--list-histotypes", "--json")
    assert all(row["source"] for row in json.loads(out))


def test_help_reads_well(run):
    code, out, _ = run("--help")
    assert code == 0
    for word in ("--differentiation", "--mitoses", "--field-number", "--necrosis", "--json", "1.734 mm2"):
        assert word in out
