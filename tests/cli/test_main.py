"""The door itself: help, exit codes, and errors without a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from breakapart.cli import main as door
from breakapart.errors import InputError, Problem


def test_every_command_has_a_module_help_and_json():
    for name in door.COMMANDS:
        command = door.cli.get_command(click.Context(door.cli), name)
        assert command is not None
        assert command.help, f"{name} has no help"


def test_help_lists_every_command_without_loading_one():
    script = (
        "import sys\nfrom breakapart.cli.main import main\nmain(['--help'])\n"
        "heavy = {'numpy', 'pydantic', 'ruamel', 'jinja2'} & set(sys.modules)\nassert not heavy, heavy\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for name in door.COMMANDS:
        assert f"  {name}" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["case", "check", "CASE"], {"numpy", "jinja2", "breakapart.diagnosis", "breakapart.drafting"}),
        (["report", "CASE", "--quiet"], {"breakapart.calling", "breakapart.drafting", "scipy", "skimage"}),
    ],
)
def test_a_command_loads_what_it_needs(tmp_path, arguments, unneeded):
    """Time to the first answer is mostly time to load."""
    case = tmp_path / "case.yaml"
    assert door.main(["case", "new", str(case)]) == 0
    words = [str(case) if word == "CASE" else word for word in arguments]
    script = (
        f"import sys\nfrom breakapart.cli.main import main\nassert main({words!r}) == 0\n"
        f"found = {unneeded!r} & set(sys.modules)\nassert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)


def test_bad_input_is_one_line_a_problem_and_exit_code_2(monkeypatch, capsys):
    @click.command()
    def broken():
        raise InputError.of([Problem("first", source="a.yaml", line=1), Problem("second", source="a.yaml", line=2)])

    monkeypatch.setattr(door.cli, "get_command", lambda _ctx, _name: broken)
    assert door.main(["broken"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "breakapart: a.yaml, line 1: first",
        "breakapart: a.yaml, line 2: second",
        "breakapart: 2 problems",
    ]


@pytest.mark.parametrize("argv", [["no-such-command"], ["--no-such-option"]])
def test_wrong_usage_is_exit_code_2(argv, capsys):
    assert door.main(argv) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_examples_of_every_help_stand_on_lines_of_their_own(capsys):
    for name in door.COMMANDS:
        door.main([name, "--help"])
        out = capsys.readouterr().out
        assert "\\b" not in out, name
        for line in out.splitlines():
            assert line.count(f"breakapart {name}") <= 1, line


def test_a_path_that_may_not_even_be_asked_for_is_one_line(monkeypatch, capsys):
    @click.command()
    def asks():
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "share/case.yaml")

    monkeypatch.setattr(door.cli, "get_command", lambda _ctx, _name: asks)
    assert door.main(["asks"]) == 2
    assert capsys.readouterr().err == "breakapart: share/case.yaml: cannot be used: permission denied\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full, a disk that is always full, is of Linux")
def test_a_full_disk_is_one_line():
    command = [sys.executable, "-m", "breakapart", "annotate", "STRN(e3)::ALK(e20)"]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 1
    assert run.stderr == "breakapart: cannot go on: no space left on device\n"
