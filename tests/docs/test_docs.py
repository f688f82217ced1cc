"""
The commands in README and docs/ run, in order, page by page, in an empty folder.

Comments in a page steer its next console block: `<!-- exit: 2 -->` (the exit code to expect), `<!-- skip: why -->`, and
`<!-- run: command -->` prepares the folder with a command that the reader does by hand. Lines of output that a page
shows must come out; `...` stands for any text.
"""

import fnmatch
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
INSTALLING = ("make ", "pip ", "git ", "python3 -m venv", "pipx ", ".ci/")
"""Commands that set a machine up: CI runs these themselves, on a fresh clone."""

_STEER = re.compile(r"<!--\s*(exit|skip|run):\s*(.*?)\s*-->", re.DOTALL)
_TOKEN = re.compile(r"<!--\s*(?:exit|skip|run):.*?-->|```console\n.*?```", re.DOTALL)


@dataclass
class Step:
    command: str
    exit_code: int = 0
    shown: list[str] = field(default_factory=list)
    line: int = 0


def steps_of(page: Path) -> list[Step]:
    text = page.read_text(encoding="utf-8")
    steps: list[Step] = []
    exit_code, skip = 0, False
    for token in _TOKEN.finditer(text):
        line = text.count("\n", 0, token.start()) + 1
        steer = _STEER.fullmatch(token.group())
        if steer and steer[1] == "run":
            steps.append(Step(steer[2], line=line))
        elif steer and steer[1] == "exit":
            exit_code = int(steer[2])
        elif steer:
            skip = True
        else:
            if not skip:
                steps += block_steps(token.group(), exit_code, line)
            exit_code, skip = 0, False
    return steps


def block_steps(block: str, exit_code: int, line: int) -> list[Step]:
    steps: list[Step] = []
    continues = False
    for offset, content in enumerate(block.splitlines()[1:-1], start=1):
        if continues:
            steps[-1].command += "\n" + content
        elif content.startswith("$ "):
            steps.append(Step(content[2:], line=line + offset))
        elif steps and content.strip():
            steps[-1].shown.append(content.rstrip())
        continues = content.endswith("\\")
    if steps:
        steps[-1].exit_code = exit_code
    return steps


def run(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", step.command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(page, tmp_path):
    for step in steps_of(page):
        if step.command.startswith(INSTALLING):
            continue
        done = run(step, tmp_path)
        place = f"{page.relative_to(ROOT)}, line {step.line}: {step.command}"
        assert done.returncode == step.exit_code, f"{place}\n{done.stdout}{done.stderr}"
        lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
        for shown in step.shown:
            pattern = shown.replace("[", "[[]").replace("...", "*")
            assert fnmatch.filter(lines, pattern), f"{place}\ndoes not print: {shown}\n{done.stdout}{done.stderr}"


def test_every_command_has_a_place_in_the_docs():
    from breakapart.cli.main import COMMANDS

    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for name in COMMANDS if f"breakapart {name}" not in pages]
    assert not missing, f"no page shows: {missing}"
