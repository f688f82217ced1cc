"""
How long it takes to load what one fusion needs, and in how much memory; and lookups after loading.

Run `python benchmarks/bench_reference.py`. Requirement: under 150 ms and 150 MB in a fresh process. Each figure is the
median of nine processes with the lowest and highest; memory is the highest the process had resident.
"""

import statistics
import subprocess
import sys
import time

from breakapart.reference import Reference
from breakapart.reference.store import BUNDLED
from breakapart.sequence.coiled_coils import coiled_coils

FRESH = """
import time; start = time.perf_counter()
from breakapart.reference import Reference
reference = Reference.bundled()
five, three = reference.gene("{five}"), reference.gene("{three}")
print(time.perf_counter() - start)
import resource
try:
    lines = open("/proc/self/status").read().splitlines()
    print(next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")))
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if "{platform}" == "darwin" else 1024))
"""
BARE = (
    "import time; start = time.perf_counter()\nimport sqlite3, json, zlib\nprint(time.perf_counter() - start)\nprint(0)"
)


def main() -> None:
    """Print one line a measurement."""
    print(f"reference file: {BUNDLED.stat().st_size / 1e6:.1f} MB")
    for name, program in (
        ("floor: import sqlite3, json, zlib", BARE),
        ("STRN and ALK in a fresh process", FRESH.format(five="STRN", three="ALK", platform=sys.platform)),
        ("an alias and an accession in a fresh process", FRESH.format(five="CARS", three="NM_004304.5", platform="")),
    ):
        runs = [fresh(program) for _ in range(9)]
        seconds = sorted(run[0] for run in runs)
        memory = max(run[1] for run in runs)
        print(
            f"{name}: {1000 * statistics.median(seconds):.0f} ms ({1000 * seconds[0]:.0f} to {1000 * seconds[-1]:.0f})"
            + (f", {memory:.0f} MB" if memory else "")
        )
    reference = Reference.bundled()
    symbols = reference.symbols()
    per_second("genes read for the first time", len(symbols), lambda: [reference.gene(symbol) for symbol in symbols])
    panel = reference.panel_symbols()
    rounds = 20
    per_second("panel genes asked for again", len(panel) * rounds, lambda: find_all(reference, panel * rounds))
    places = [(gene.chrom, gene.start + 5) for gene in map(reference.gene, panel)]
    per_second("places", len(places), lambda: [reference.genes_at(chrom, position) for chrom, position in places])
    per_second("typing errors with suggestions", 344, lambda: [reference.suggest(symbol + "Q") for symbol in panel])
    per_second("legacy numberings", 344, lambda: [reference.legacy_numbering(symbol) for symbol in panel])
    proteins = [reference.gene(symbol).mane.protein for symbol in panel]
    residues = sum(map(len, proteins))
    per_second("residues through COILS, window 28, both runs", residues, lambda: list(map(coiled_coils, proteins)))


def find_all(reference: Reference, symbols: tuple[str, ...]) -> None:
    """Look every symbol up."""
    for symbol in symbols:
        reference.gene(symbol)


def fresh(program: str) -> tuple[float, float]:
    """Seconds and megabytes a fresh process reports."""
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    seconds, memory = output.split()
    return float(seconds), float(memory)


def per_second(name: str, count: int, work) -> None:
    """Print how many of `count` things `work` does in a second."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{name}: {count / seconds:,.0f} a second ({count:,} in {1000 * seconds:,.0f} ms)")


if __name__ == "__main__":
    main()
