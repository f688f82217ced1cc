"""A copy of the bundled tables that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import breakapart.knowledge
from breakapart.knowledge import Knowledge

DATA = Path(breakapart.knowledge.__file__).parent / "data"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.bundled()


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[..., Knowledge]:
    """`spoiled("fusions.tsv", line=2, column="source", value="")` is the knowledge base with one cell changed."""

    def spoil(
        table: str, *, line: int = 2, column: str | None = None, value: str = "", row: str | None = None
    ) -> Knowledge:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        lines = (folder / table).read_text(encoding="utf-8").split("\n")
        if row is not None:
            lines[line - 1] = row
        if column is not None:
            cells = lines[line - 1].split("\t")
            cells[lines[0].split("\t").index(column)] = value
            lines[line - 1] = "\t".join(cells)
        (folder / table).write_text("\n".join(lines), encoding="utf-8")
        return Knowledge(folder)

    return spoil
