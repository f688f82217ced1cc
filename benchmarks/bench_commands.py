"""
Whole commands from a cold start: seconds and peak memory, each in a process of its own.

Every command is run five times after one warm-up; the median is printed beside its budget and beside the floor, a bare
Python that starts and stops. Run: python benchmarks/bench_commands.py
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from breakapart.formats.examples import example_cases

RUNS = 5
BREAKAPART = [sys.executable, "-m", "breakapart"]


def commands(folder: Path) -> list[tuple[str, list[str], float]]:
    """(name, command, budget in seconds)."""
    case = str(example_cases()[1])
    return [
        ("bare Python (the floor)", [sys.executable, "-c", "pass"], 0.3),
        ("--help", [*BREAKAPART, "--help"], 0.3),
        ("annotate one fusion", [*BREAKAPART, "annotate", "--json", "STRN(e3)::ALK(e20)"], 2.0),
        ("case check", [*BREAKAPART, "case", "check", case], 2.0),
        ("assess", [*BREAKAPART, "assess", case, "--json"], 2.0),
        ("report", [*BREAKAPART, "report", case, "-o", str(folder), "--quiet"], 2.0),
        ("demo", [*BREAKAPART, "demo", "--output", str(folder), "--quiet"], 10.0),
        ("demo --check", [*BREAKAPART, "demo", "--check", "--quiet"], 10.0),
    ]


def run_once(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one run."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def main() -> int:
    """Print a line a command; exit code 1 when one is over its budget."""
    over = 0
    print(f"{'command':26s} {'median s':>9s} {'budget s':>9s} {'x floor':>8s} {'peak MB':>8s}")
    floor = None
    with tempfile.TemporaryDirectory() as folder:
        for name, command, budget in commands(Path(folder)):
            run_once(command)
            runs = [run_once(command) for _ in range(RUNS)]
            median = statistics.median(seconds for seconds, _ in runs)
            floor = floor or median
            peak = max(megabytes for _, megabytes in runs)
            over += median > budget
            print(f"{name:26s} {median:9.3f} {budget:9.1f} {median / floor:8.1f} {peak:8.0f}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
