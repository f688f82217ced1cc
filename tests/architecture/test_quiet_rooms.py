"""The nouns and verbs touch no file, process, network or clock (import-linter holds the direction of imports)."""

import ast
from pathlib import Path

import pytest

import breakapart

SOURCE = Path(breakapart.__file__).parent
QUIET_ROOMS = ("model", "sequence", "annotation", "scoring", "diagnosis", "drafting", "calling")
FORBIDDEN_CALLS = {"open", "print", "input", "exec", "eval"}
FORBIDDEN_MODULES = {
    "glob",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "time",
    "urllib",
}
QUIET_FILES = sorted(path for room in QUIET_ROOMS for path in (SOURCE / room).rglob("*.py"))


def test_there_is_something_to_check():
    assert len(QUIET_FILES) > 10


@pytest.mark.parametrize("path", QUIET_FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_touches_nothing_outside(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno} calls {node.func.id}()"
        if isinstance(node, ast.Import):
            found = {alias.name.split(".")[0] for alias in node.names} & FORBIDDEN_MODULES
            assert not found, f"{path.name}:{node.lineno} imports {found}"
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.module.split(".")[0] not in FORBIDDEN_MODULES, f"{path.name}:{node.lineno} {node.module}"
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            raise AssertionError(f"{path.name}:{node.lineno} reads the clock")


def test_no_drawer_for_odds_and_ends():
    names = {path.stem for path in SOURCE.rglob("*.py")} | {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    assert not names & {"utils", "util", "common", "helpers", "misc"}
