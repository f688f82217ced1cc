from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.fish_cells import MAX_BYTES, read_cells
from breakapart.model.fish import CellSignals


def table(folder: Path, text: str, name: str = "nuclei.tsv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "fused\tfive_prime\tthree_prime\n2\t0\t1\n1\t1\t0\n",
        "nucleus,fused,5p,3p,note\n1,2,0,1,good\n2,1,1,0,\n",
        "fused_pairs;5';3'\n2;0;1\n1;1;0\n",
        "\ufeffThree_Prime,FUSED,Five_Prime\r\n1,2,0\r\n\r\n0,1,1\r\n",
    ],
)
def test_tables_as_laboratories_keep_them(tmp_path, text):
    assert read_cells(table(tmp_path, text)) == (
        CellSignals(fused=2, five_prime=0, three_prime=1),
        CellSignals(fused=1, five_prime=1, three_prime=0),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nuclei.tsv: the table is empty"),
        (
            "fused,green,red\n2,0,1\n",
            "nuclei.tsv, line 1: expected a column five_prime and a column three_prime, found fused, green, red. "
            "Name the columns fused, five_prime and three_prime; colours depend on the probe.",
        ),
        ("fused,5p,five_prime,3p\n2,0,0,1\n", "nuclei.tsv, line 1: two columns both mean five_prime"),
        ("fused,5p,3p\n", "nuclei.tsv: the table has a header but no nuclei"),
        ("fused,5p,3p\n2,,1\n", "nuclei.tsv, line 2: five_prime is '', expected a whole number"),
        ("fused,5p,3p\n2,-1,1\n", "nuclei.tsv, line 2: five_prime is '-1', expected a whole number"),
        ("fused,5p,3p\n2,1.5,1\n", "nuclei.tsv, line 2: five_prime is '1.5', expected a whole number"),
        ("fused,5p,3p\n2,1\n", "nuclei.tsv, line 2: expected 3 columns, found 2"),
        (
            "fused,5p,3p\n2,500,1\n",
            "nuclei.tsv, line 2: five_prime is 500, expected at most 100 signals in one nucleus",
        ),
    ],
)
def test_a_bad_table_is_refused_at_its_line(tmp_path, text, message):
    with pytest.raises(InputError) as caught:
        read_cells(table(tmp_path, text))
    assert str(caught.value) == message


def test_all_bad_rows_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        read_cells(table(tmp_path, "fused,5p,3p\nx,0,0\n2,0,1\n1,y,0\n"))
    assert [problem.line for problem in caught.value.problems] == [2, 4]


def test_files_that_are_no_table(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.tsv: cannot be read: No such file or directory$"):
        read_cells(tmp_path / "nowhere.tsv")
    (tmp_path / "picture.tsv").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(
        InputError, match=r"^picture\.tsv: is not a text file\. Save the table as tab- or comma-separated"
    ):
        read_cells(tmp_path / "picture.tsv")
    with pytest.raises(InputError, match=r"^big\.tsv: has 5,000,002 bytes, expected at most 5,000,000$"):
        read_cells(table(tmp_path, "x" * (MAX_BYTES + 2), "big.tsv"))


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=40))
def test_what_is_written_is_read(tmp_path_factory, cells):
    lines = ["fused\tfive_prime\tthree_prime", *("\t".join(map(str, cell)) for cell in cells)]
    read = read_cells(table(tmp_path_factory.mktemp("cells"), "\n".join(lines)))
    assert [(cell.fused, cell.five_prime, cell.three_prime) for cell in read] == cells


@given(st.binary(max_size=200))
def test_any_file_gives_cells_or_one_clear_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("cells") / "nuclei.tsv"
    path.write_bytes(content)
    try:
        assert read_cells(path)
    except InputError as error:
        assert str(error).startswith("nuclei.tsv")
