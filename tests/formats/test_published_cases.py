"""Tables of published cases: columns by name, unknown ones left alone, problems all at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.published_cases import read_published_cases
from breakapart.model.published_case import WrittenStain


@pytest.fixture
def table(tmp_path):
    def write(text, name="cases.tsv"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


ROW = (
    "case_id\tdiagnosis\tage_years\tsex\tsite\tmorphology\tihc\tacceptable_alternatives\n"
    "H1\tIMT\t9\tM\tlung\tspindle cells;myxoid\tALK=pos; SMA = focal weak\tEIMS;ROS1_SCN\n"
)


def test_reads_a_row(table):
    (case,) = read_published_cases(table(ROW))
    assert (case.id, case.diagnosis, case.age_years, case.sex, case.site) == ("H1", "IMT", 9, "M", "lung")
    assert case.morphology == ("spindle cells", "myxoid")
    assert case.stains == (WrittenStain("ALK", "pos"), WrittenStain("SMA", "focal weak"))
    assert case.alternatives == ("EIMS", "ROS1_SCN")
    assert case.line == 2


def test_columns_may_stand_in_any_order_and_unknown_ones_are_left_alone(table):
    (case,) = read_published_cases(table("weather\tdiagnosis\tcase_id\nfine\tSFT\tx1\n"))
    assert (case.id, case.diagnosis, case.age_years, case.stains) == ("x1", "SFT", None, ())


def test_an_age_may_be_a_length_of_time_and_a_stain_may_lack_its_result(table):
    (case,) = read_published_cases(table("case_id\tdiagnosis\tage_years\tihc\n1\tSS\t6 months\tS100;ALK=pos\n"))
    assert case.age_years == 0.5
    assert case.stains == (WrittenStain("S100", ""), WrittenStain("ALK", "pos"))


def test_windows_line_ends_a_mark_at_the_start_and_empty_lines(table):
    (case,) = read_published_cases(table(b"\xef\xbb\xbf" + ROW.replace("\n", "\r\n").encode() + b"\r\n\r\n"))
    assert case.id == "H1"


def test_the_development_cases_are_read(shared):
    cases = read_published_cases(shared / "data" / "cases" / "published_cases_dev.tsv")
    assert len(cases) == 15
    assert cases[0].stains[0] == WrittenStain("CD34", "pos")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cases.tsv: this table is empty"),
        ("case_id\tihc\n1\tS100=pos\n", "cases.tsv, line 1: column 'diagnosis' is missing, found case_id, ihc"),
        ("case_id\tdiagnosis\n", "cases.tsv: this table has a header but no cases"),
        ("case_id\tdiagnosis\n1\t\n", "cases.tsv, line 2: column 'diagnosis' is empty"),
        ("case_id\tdiagnosis\n1\tSS\n1\tSS\n", "cases.tsv, line 3: case '1' already stands in line 2"),
        ("case_id\tdiagnosis\n1\tSS\tmore\n", "cases.tsv, line 2: expected 2 columns, found 3"),
        ("case_id\tdiagnosis\tage_years\n1\tSS\told\n", "line 2: age_years holds 'old', expected a number of years or"),
        ("case_id\tdiagnosis\tage_years\n1\tSS\t400\n", "line 2: age_years is 400, expected 0 to 120"),
        (b"\xff\xfe\x00", "cases.tsv: byte 0 is not UTF-8 text"),
        (b"case_id\x00\tdiagnosis\n", "cases.tsv: this is a binary file, expected a tab-separated table"),
    ],
)
def test_bad_tables_are_refused(table, text, message):
    with pytest.raises(InputError) as caught:
        read_published_cases(table(text))
    assert message in str(caught.value)


def test_all_problems_come_at_once(table):
    with pytest.raises(InputError) as caught:
        read_published_cases(table("case_id\tdiagnosis\tage_years\n1\tSS\told\n2\t\t3\n"))
    assert len(caught.value.problems) == 2


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_published_cases(tmp_path / "nowhere.tsv")
    with pytest.raises(InputError, match="this is a folder, expected a table"):
        read_published_cases(tmp_path)


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_give_cases_or_one_error(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "cases.tsv"
    file.write_bytes(b"case_id\tdiagnosis\tihc\n" + content)
    try:
        cases = read_published_cases(file)
    except InputError:
        return
    assert all(case.id and case.diagnosis for case in cases)
