"""
A table of 33,000 fusions imported and annotated on one core: seconds and peak memory.

The table is generated: random pairs of all genes of the reference joined at random exon edges, as STAR-Fusion writes
them (full table, with read names). Each call comes out as JSON with frame, protein and verdict, beside its raw row. The
floor is 30 s and 500 MB. Run: python benchmarks/bench_import.py [rows]
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from breakapart.reference import Reference

ROWS = 33_000
SECONDS = 30.0
MEGABYTES = 500.0
HEADER = (
    "#FusionName JunctionReadCount SpanningFragCount est_J est_S SpliceType LeftGene LeftBreakpoint RightGene "
    "RightBreakpoint JunctionReads SpanningFrags LargeAnchorSupport FFPM LeftBreakDinuc LeftBreakEntropy "
    "RightBreakDinuc RightBreakEntropy annots"
)
"""Columns, separated by blanks here."""


def write_table(path: Path, rows: int, seed: int) -> None:
    """A full STAR-Fusion table of random fusions."""
    rng = random.Random(seed)
    genes = []
    for gene in Reference.bundled():
        plus = gene.strand == "+"
        ends = [exon.end if plus else exon.start + 1 for exon in gene.mane.exons]
        starts = [exon.start + 1 if plus else exon.end for exon in gene.mane.exons]
        genes.append((gene.symbol, gene.ensembl, gene.chrom, gene.strand, ends, starts))
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER.replace(" ", "\t") + "\n")
        for _ in range(rows):
            five, three = rng.sample(genes, 2)
            reads = rng.randint(1, 12)
            names = ",".join(f"A00{rng.randrange(10**9)}:{read}" for read in range(reads))
            file.write(
                f"{five[0]}--{three[0]}\t{reads}\t{rng.randint(0, 9)}\t{reads}.00\t1.00\tONLY_REF_SPLICE\t"
                f"{five[0]}^{five[1]}\t{five[2]}:{rng.choice(five[4])}:{five[3]}\t"
                f"{three[0]}^{three[1]}\t{three[2]}:{rng.choice(three[5])}:{three[3]}\t{names}\t{names}\tYES_LDAS\t"
                f'0.1\tGT\t1.8\tAG\t1.9\t["INTERCHROMOSOMAL[{five[2]}--{three[2]}]"]\n'
            )


def main() -> int:
    """Print seconds and memory; exit code 1 when one misses its floor."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        table, output = Path(folder) / "star-fusion.tsv", Path(folder) / "calls.json"
        write_table(table, rows, seed=1)
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "breakapart", "import", str(table), "--json", "-o", str(output)], check=True
        )
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        written = output.stat().st_size / 1e6
        annotated = output.read_text(encoding="utf-8").count('"protein_length": ')
    print(f"{rows:,} rows, {annotated:,} annotated, {written:.0f} MB of JSON")
    print(f"{seconds:.1f} s ({cpu:.1f} CPU s; floor {SECONDS:.0f} s), {megabytes:.0f} MB (floor {MEGABYTES:.0f} MB)")
    return 0 if seconds < SECONDS and megabytes < MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
