import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.knowledge.table import MAX_PROBLEMS, Row, parse_rows, read_rows, refuse_duplicates

COLUMNS = ("name", "n", "source", "evidence")


def write(folder: Path, text: str) -> Path:
    path = folder / "facts.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def row(**cells: str) -> Row:
    return Row("facts.tsv", 7, {"name": "ALK", "n": "3", "source": "PMID 1", "evidence": "verified", **cells})


def test_rows_keep_their_line_and_cells(tmp_path):
    path = write(tmp_path, "name\tn\tsource\tevidence\nALK\t3\tPMID 1\tverified\n\nRET\t \tPMID 2\tseed\n")
    rows = read_rows(path, COLUMNS)
    assert [(r.line, r["name"], r["n"]) for r in rows] == [(2, "ALK", "3"), (4, "RET", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name\tn\tsource\nALK\t3\tPMID 1\n",
            "facts.tsv, line 1: expected the columns name, n, source, evidence, found name, n, source. "
            "Was this table saved by a spreadsheet?",
        ),
        (
            "name\tn\tsource\tevidence\nALK\t3\tPMID 1\n",
            "facts.tsv, line 2: 'ALK 3': expected 4 columns, found 3. Was this table saved by a spreadsheet?",
        ),
        (
            'name\tn\tsource\tevidence\n"ALK\t3\tPMID 1"\tverified\tmore\n',
            "facts.tsv, line 2: '\"ALK 3': expected 4 columns, found 5. Was this table saved by a spreadsheet?",
        ),
    ],
)
def test_a_table_of_another_shape_is_refused(tmp_path, text, message):
    with pytest.raises(InputError) as caught:
        read_rows(write(tmp_path, text), COLUMNS)
    assert str(caught.value) == message


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(InputError, match=r"^facts\.tsv: this table is missing\. Is the installation complete\?$"):
        read_rows(tmp_path / "facts.tsv", COLUMNS)


def test_text_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "facts.tsv"
    path.write_bytes("name\tn\tsource\tevidence\nnaïve".encode("latin-1"))
    with pytest.raises(InputError, match=r"^facts\.tsv: byte 26 is not UTF-8 text$"):
        read_rows(path, COLUMNS)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: row(source="").needed("source"), "column 'source' is empty, expected a value"),
        (lambda: row(n="many").number("n"), "column 'n' holds 'many', expected a number"),
        (lambda: row(n="-1").number("n"), "column 'n' is -1, expected a number of at least 0"),
        (lambda: row(n="nan").number("n"), "column 'n' is nan, expected a number of at least 0"),
        (lambda: row(n="inf").number("n"), "column 'n' is inf, expected a number of at least 0"),
        (lambda: row(n="2.5").whole("n"), "column 'n' is 2.5, expected a whole number"),
        (lambda: row(n="perhaps").flag("n"), "column 'n' holds 'perhaps', expected yes or no"),
        (lambda: row(evidence="read").evidence(), "evidence class 'read' is not known, expected one of verified,"),
        (lambda: row(evidence="").evidence(), "column 'evidence' is empty, expected a value"),
    ],
)
def test_a_cell_that_cannot_be_used_names_file_line_and_record(ask, message):
    with pytest.raises(InputError, match=re.escape("facts.tsv, line 7: 'ALK ")) as caught:
        ask()
    assert message in str(caught.value)


def test_cells_are_read():
    assert row(n="2").whole("n") == 2
    assert row(n="2.5").number("n") == 2.5
    assert row(n="yes").flag("n") is True
    assert row(n="a; b ;;c").words("n") == ("a", "b", "c")
    assert row().evidence() == "verified"


def test_all_bad_rows_are_reported_at_once_and_many_are_counted():
    rows = [Row("facts.tsv", line, {"name": f"G{line}", "n": "x"}) for line in range(2, 2 + MAX_PROBLEMS + 5)]
    with pytest.raises(InputError) as caught:
        parse_rows(rows, lambda r: r.number("n"))
    assert len(caught.value.problems) == MAX_PROBLEMS + 1
    assert str(caught.value.problems[0]) == "facts.tsv, line 2: 'G2 x': column 'n' holds 'x', expected a number"
    assert str(caught.value.problems[-1]) == "facts.tsv: 5 more problems of this kind"


def test_a_duplicate_names_both_lines():
    rows = [Row("facts.tsv", line, {"name": "ALK"}) for line in (2, 9)]
    with pytest.raises(InputError, match=r"^facts\.tsv, line 9: 'ALK': this name is already used in line 2$"):
        refuse_duplicates(rows, "name")


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r")), min_size=2, max_size=2)))
def test_what_is_written_is_read(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("t") / "facts.tsv"
    path.write_bytes("\n".join("\t".join(line) for line in [["a", "b"], *cells]).encode())
    stripped = [[cell.strip() for cell in line] for line in cells]
    assert [list(r.cells.values()) for r in read_rows(path, ("a", "b"))] == stripped
