import shlex
import subprocess
import sys
import time

import pytest

from breakapart.cli.plug_in import program_of, run_plug_in
from breakapart.errors import InputError


def python(code):
    return [sys.executable, "-c", code]


def test_utf_8_both_ways():
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    assert run_plug_in(python(code), "5 µm, naïve ☃", seconds=30) == "5 µm, naïve ☃"


def test_a_program_need_not_read_its_input():
    assert run_plug_in(python("print('[]')"), "x" * 5_000_000, seconds=30).strip() == "[]"


def test_a_failure_is_told_with_its_last_words():
    with pytest.raises(InputError, match="exit code 3: no model"):
        run_plug_in(python("import sys; print('no model', file=sys.stderr); sys.exit(3)"), "", seconds=30)


def test_too_slow_is_ended_with_all_it_started(tmp_path):
    mark = tmp_path / "pid"
    code = (
        "import subprocess, sys, time; child = subprocess.Popen(['sleep', '60']); "
        f"open({str(mark)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    with pytest.raises(InputError, match="longer than 1 seconds"):
        run_plug_in(python(code), "", seconds=1)
    if mark.exists():
        for _ in range(50):
            state = subprocess.run(
                ["ps", "-o", "stat=", "-p", mark.read_text()], capture_output=True, text=True, check=False
            ).stdout.strip()
            if not state or state.startswith("Z"):
                break
            time.sleep(0.1)
        assert not state or state.startswith("Z")


def test_output_that_is_no_text_is_refused():
    with pytest.raises(InputError, match="not UTF-8"):
        run_plug_in(python(r"import sys; sys.stdout.buffer.write(b'\xff\xfe')"), "", seconds=30)


def test_what_cannot_be_run_is_told(tmp_path):
    script = tmp_path / "tool"
    script.write_text("no program", encoding="utf-8")
    script.chmod(0o755)
    with pytest.raises(InputError, match="cannot be run"):
        run_plug_in([str(script)], "", seconds=5)


def test_words_of_a_command():
    command = f"{shlex.quote(sys.executable)} -c 'print(1)'"
    assert program_of(command) == [sys.executable, "-c", "print(1)"]


@pytest.mark.parametrize(
    ("command", "told"), [("", "no program"), ("'x", "cannot be read"), ("no-such-tool x", "no such")]
)
def test_a_command_that_names_no_program(command, told):
    with pytest.raises(InputError, match=told):
        program_of(command)


def test_no_shell_expands_the_command():
    assert program_of(f"{sys.executable} $HOME ; ls")[1:] == ["$HOME", ";", "ls"]
