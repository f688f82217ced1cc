"""Runs a program of the laboratory's own: the text on its standard input, proposals on its standard output."""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile

from breakapart.errors import InputError

MAX_OUTPUT = 10_000_000
"""Bytes of output that are read."""


def program_of(command: str) -> list[str]:
    """The words of `command`, which no shell expands; InputError when it names no program."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise InputError(f"{command!r} cannot be read: {error}", source="option --propose") from None
    if not words:
        raise InputError("names no program", source="option --propose")
    if shutil.which(words[0]) is None:
        raise InputError("there is no such program", source=words[0], solution="Give its path")
    return words


def run_plug_in(program: list[str], text: str, *, seconds: float) -> str:
    """
    What `program` writes when it is given `text`, both in UTF-8.

    Raises InputError when it cannot be started, fails, takes longer than `seconds` or writes something else than text.
    """
    source = program[0]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own program, without a shell
                program, stdin=subprocess.PIPE, stdout=output, stderr=errors, start_new_session=True
            )
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(f"cannot be run: {reason}", source=source) from None
        try:
            process.communicate(text.encode("utf-8"), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise InputError(
                f"took longer than {seconds:g} seconds", source=source, solution="Give it more with --propose-seconds"
            ) from None
        finally:
            _end(process)
        if process.returncode != 0:
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
            told = errors.read().decode("utf-8", "replace").strip().splitlines()
            last = f": {told[-1].strip()[:300]}" if told else ""
            raise InputError(f"ended with exit code {process.returncode}{last}", source=source)
        if output.seek(0, os.SEEK_END) > MAX_OUTPUT:
            raise InputError(f"wrote more than {MAX_OUTPUT:,} bytes", source=source)
        output.seek(0)
        try:
            return output.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("wrote something that is not UTF-8 text", source=source) from None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends what is still running of the program, with whatever it started itself."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (OSError, AttributeError):  # gone already, or no POSIX
            process.kill()
        process.wait()
