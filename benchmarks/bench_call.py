"""
Calling measured against its floor and against STAR + Arriba, on the same reads, two cores.

    python benchmarks/bench_call.py panel [--reads 10000000]
    python benchmarks/bench_call.py peers --genome FA --annotation GTF --reads R1 R2 --star STAR [--arriba ARRIBA]

`panel` simulates single reads of a panel, 99 % wild type, and compares `breakapart call` with what only decompressing
and parsing the file takes (dnaio with isal, with and without a decompression thread; the faster one counts). `peers`
runs both from FASTQ to a table, the STAR index built beforehand and not counted, ours with the time to load its own.
Peak memory is that of the process. Runs alternate, so that a busy machine hits both; the best of each is compared.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

LENGTH = 125
FUSED_SHARE = 0.01
FLOOR = """
import sys, dnaio
with dnaio.open(sys.argv[1], open_threads=int(sys.argv[2])) as file:
    print(sum(1 for _ in file))
"""
STAR_OPTIONS = (
    "--outSAMtype BAM Unsorted --outSAMunmapped Within --outFilterMultimapNmax 50 --peOverlapNbasesMin 10 "
    "--alignSplicedMateMapLminOverLmate 0.5 --alignSJstitchMismatchNmax 5 -1 5 5 --chimSegmentMin 10 "
    "--chimOutType WithinBAM HardClip --chimJunctionOverhangMin 10 --chimScoreDropMax 30 --chimScoreJunctionNonGTAG 0 "
    "--chimScoreSeparation 1 --chimSegmentReadGapMax 3 --chimMultimapNmax 50 --runThreadN 2"
)
"""Arriba's documented options for STAR."""


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak MB of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    return wall, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def write_panel_reads(path: Path, count: int) -> None:
    """Reads of the synthetic panel: wild type from anywhere, and 1 % over the junctions of STRN::ALK and EML4::ALK."""
    from isal import igzip

    from breakapart.reference import Reference

    reference = Reference.synthetic()
    rng = np.random.default_rng(5)
    targets = [t.main.nucleotides for t in reference.targets() if len(t.main.nucleotides or "") > LENGTH]
    wild = [np.frombuffer(sequence.encode(), np.uint8) for sequence in targets]
    alk = reference.gene("ALK").mane
    fused = []
    for partner, exon in (("STRN", 3), ("EML4", 13)):
        five = reference.gene(partner).mane
        cut = five.exon(exon).cdna_end
        sequence = five.nucleotides[:cut] + alk.nucleotides[alk.exon(20).cdna_start :]
        fused.append((np.frombuffer(sequence.encode(), np.uint8), cut))
    complement = np.zeros(256, np.uint8)
    complement[list(b"ACGTN")] = list(b"TGCAN")
    bases = np.frombuffer(b"ACGT", np.uint8)
    with igzip.open(path, "wb", compresslevel=1) as file:
        for first in range(0, count, 50_000):
            size = min(50_000, count - first)
            rows = np.empty((size, LENGTH), np.uint8)
            for i in range(size):
                if rng.random() < FUSED_SHARE:
                    sequence, cut = fused[rng.integers(len(fused))]
                    start = rng.integers(max(0, cut - LENGTH + 10), min(cut - 10, len(sequence) - LENGTH) + 1)
                else:
                    sequence = wild[rng.integers(len(wild))]
                    start = rng.integers(len(sequence) - LENGTH + 1)
                read = sequence[start : start + LENGTH]
                rows[i] = complement[read[::-1]] if rng.random() < 0.5 else read
            wrong = rng.random((size, LENGTH)) < 0.003
            rows[wrong] = bases[rng.integers(0, 4, int(wrong.sum()))]
            quality = np.where(rng.random((size, LENGTH)) < 0.85, 73, rng.integers(60, 73, (size, LENGTH))).astype(
                np.uint8
            )
            parts = []
            for i in range(size):
                parts += (f"@A00123:45:HXXXX:1:1101:{first + i}:{i}\n".encode(), rows[i].tobytes(), b"\n+\n")
                parts += (quality[i].tobytes(), b"\n")
            file.write(b"".join(parts))


def panel(reads: int, rounds: int) -> None:
    """Against the floor."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reads.fastq.gz"
        write_panel_reads(path, reads)
        print(
            f"{reads:,} reads of {LENGTH} bases, {path.stat().st_size / 1e6:.0f} MB, {FUSED_SHARE:.0%} over a junction"
        )
        floors, ours, peak = [], [], 0.0
        for _ in range(rounds):
            floors.append(min(timed([sys.executable, "-c", FLOOR, str(path), threads])[0] for threads in ("0", "1")))
            wall, peak = timed(
                [sys.executable, "-m", "breakapart", "call", "--reference", "synthetic", "--quiet", "--force",
                 str(path), "-o", str(Path(folder) / "out")]
            )  # fmt: skip
            ours.append(wall)
        print(f"decompress and parse: {min(floors):.2f} s   breakapart call: {min(ours):.2f} s, peak {peak:.0f} MB")
        print(f"ratio {min(ours) / min(floors):.2f} (bar: at most 4), memory bar 600 MB")


def peers(options: argparse.Namespace, rounds: int) -> None:
    """Against STAR and Arriba."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = {}
        for what in ("genome", "annotation"):
            source = getattr(options, what)
            plain[what] = folder / source.name.removesuffix(".gz")
            data = subprocess.run(["gzip", "-dcf", str(source)], check=True, capture_output=True).stdout
            plain[what].write_bytes(data)
        index = folder / "star"
        index.mkdir()
        subprocess.run(
            [options.star, "--runMode", "genomeGenerate", "--genomeDir", str(index), "--genomeFastaFiles",
             str(plain["genome"]), "--sjdbGTFfile", str(plain["annotation"]), "--genomeSAindexNbases", "9",
             "--sjdbOverhang", "100", "--runThreadN", "2", "--outFileNamePrefix", f"{folder}/index_"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        reference = folder / "reference"
        subprocess.run(
            [sys.executable, "-m", "breakapart", "reference", "build", "--quiet", "--genome", str(options.genome),
             "--annotation", str(options.annotation), "-o", str(reference)],
            check=True,
        )  # fmt: skip
        theirs, ours = [], []
        for _ in range(rounds):
            star = [options.star, "--genomeDir", str(index), "--readFilesIn", *map(str, options.reads)]
            star += ["--readFilesCommand", "zcat", "--outFileNamePrefix", f"{folder}/run_", *STAR_OPTIONS.split()]
            wall, _ = timed(star)
            if options.arriba:
                more, _ = timed(
                    [options.arriba, "-x", f"{folder}/run_Aligned.out.bam", "-o", f"{folder}/fusions.tsv", "-a",
                     str(plain["genome"]), "-g", str(plain["annotation"]), "-f", "blacklist"]
                )  # fmt: skip
                wall += more
            theirs.append(wall)
            ours.append(
                timed([sys.executable, "-m", "breakapart", "call", "--reference", str(reference), "--quiet", "--force",
                       *map(str, options.reads), "-o", str(folder / "out")])[0]
            )  # fmt: skip
        who = "STAR + Arriba" if options.arriba else "STAR alone"
        print(f"{who}: {min(theirs):.2f} s   breakapart call: {min(ours):.2f} s   {min(theirs) / min(ours):.1f} times")
        print("bar: 20 times the speed of STAR + Arriba")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    one = commands.add_parser("panel")
    one.add_argument("--reads", type=int, default=10_000_000)
    two = commands.add_parser("peers")
    two.add_argument("--genome", type=Path, required=True)
    two.add_argument("--annotation", type=Path, required=True)
    two.add_argument("--reads", type=Path, nargs="+", required=True)
    two.add_argument("--star", required=True)
    two.add_argument("--arriba")
    for each in (one, two):
        each.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.what == "panel":
        panel(options.reads, options.rounds)
    else:
        peers(options, options.rounds)


if __name__ == "__main__":
    main()
