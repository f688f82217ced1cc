"""Files are written whole, all together, or not at all."""

import os
import stat

import pytest

from breakapart.cli import files
from breakapart.cli.files import write_whole
from breakapart.errors import InputError


def test_writes_every_text_and_makes_the_folder(tmp_path):
    write_whole({tmp_path / "a" / "x.html": "é\n", tmp_path / "a" / "y.json": "{}"})
    assert (tmp_path / "a" / "x.html").read_bytes() == "é\n".encode()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["x.html", "y.json"]


def test_leaves_everything_as_it_was_when_one_cannot_be_written(tmp_path):
    (tmp_path / "old.json").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="folder: is a folder, expected the name of a file"):
        write_whole({tmp_path / "old.json": "new", tmp_path / "folder": "x"})
    assert (tmp_path / "old.json").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "old.json"]


def test_a_text_that_cannot_be_encoded_leaves_no_part_behind(tmp_path):
    (tmp_path / "page.html").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole({tmp_path / "page.html": "half \ud800"})
    assert (tmp_path / "page.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_folder_that_cannot_be_made_is_bad_input(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be written: .*Choose another"):
        write_whole({tmp_path / "file" / "x.html": ""})


def test_files_have_the_mode_that_any_new_file_has(tmp_path):
    write_whole({tmp_path / "x": ""})
    (tmp_path / "plain").write_text("")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    before = os.umask(0o022)
    os.umask(before)
    assert files._umask() == before
