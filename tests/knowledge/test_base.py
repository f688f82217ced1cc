import re
import shutil

from breakapart.knowledge import Knowledge
from breakapart.knowledge.base import RELEASE

from .conftest import DATA


def test_the_bundled_tables_are_all_usable(knowledge):
    knowledge.check()


def test_the_version_is_the_release_and_the_content(knowledge, tmp_path):
    assert re.fullmatch(rf"{re.escape(RELEASE)}\+[0-9a-f]{{12}}", knowledge.version)
    shutil.copytree(DATA, tmp_path / "data")
    assert Knowledge(tmp_path / "data").version == knowledge.version
    with (tmp_path / "data" / "fusions.tsv").open("a", encoding="utf-8") as table:
        table.write("\n")
    assert Knowledge(tmp_path / "data").version != knowledge.version


def test_the_bundle_is_made_once():
    assert Knowledge.bundled() is Knowledge.bundled()


def test_tables_are_read_only_when_asked_for(tmp_path):
    knowledge = Knowledge(tmp_path)  # an empty folder: nothing is read yet, so nothing is missing yet
    assert isinstance(knowledge, Knowledge)
