"""Run every benchmark of this folder that needs no argument. `python benchmarks/run.py [name part ...]`."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Exit code 1 when one missed its bar."""
    missed = []
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if sys.argv[1:] and not any(part in path.name for part in sys.argv[1:]):
            continue
        print(f"\n== {path.stem}", flush=True)
        if subprocess.run([sys.executable, str(path)], check=False).returncode:
            missed.append(path.stem)
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nevery bar met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
