"""
How long `breakapart reference build` takes for a whole GENCODE, and in how much memory.

Run `python benchmarks/bench_reference_build.py [FOLDER]`. Requirement: under 10 minutes and 4 GB on two cores.

No genome can be shipped, so one of the same size is made up: contigs as long as those of GRCh38 (3.1 Gb) of random
bases in bgzip-like gzip members, and a GTF of 250,000 transcripts with the real exons of the bundled reference (13
transcripts a gene: one with all exons, twelve that each skip one), with the columns and attributes of GENCODE. The
floor beside it is only reading: decompress both files, split the GTF into columns, drop the FASTA's line ends.
"""

import gzip
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from breakapart.model.transcript import Transcript
from breakapart.reference import Reference

GRCH38_MB = {
    "chr1": 248.96, "chr2": 242.19, "chr3": 198.30, "chr4": 190.21, "chr5": 181.54, "chr6": 170.81, "chr7": 159.35,
    "chr8": 145.14, "chr9": 138.39, "chr10": 133.80, "chr11": 135.09, "chr12": 133.28, "chr13": 114.36, "chr14": 107.04,
    "chr15": 101.99, "chr16": 90.34, "chr17": 83.26, "chr18": 80.37, "chr19": 58.62, "chr20": 64.44, "chr21": 46.71,
    "chr22": 50.82, "chrX": 156.04, "chrY": 57.23,
}  # fmt: skip
"""Contig lengths of GRCh38 in megabases (Genome Reference Consortium), rounded up."""

MAX_SECONDS, MAX_MEGABYTES = 600, 4_000
TRANSCRIPTS_PER_GENE = 13
LINES_PER_MEMBER = 1024

READ_ONLY = """
import sys
from pathlib import Path
from breakapart.formats.byte_stream import ByteStream
rows = 0
for lines in ByteStream(Path(sys.argv[1])).lines():
    for line in lines:
        rows += len(line.split(b"\\t")) == 9
bases = sum(len(block.translate(None, b"\\n")) for block in ByteStream(Path(sys.argv[2])).blocks())
print(rows, bases)
"""


def main(arguments: list[str]) -> int:
    """Make the files where they are not there yet, and print one line a measurement; 1 when the bar is missed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments[0]) if arguments else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        genome, annotation = folder / "genome.fa.gz", folder / "annotation.gtf.gz"
        if not genome.exists():
            write_genome(genome)
        if not annotation.exists():
            print(f"annotation: {write_annotation(annotation):,} transcripts")
        for path in (genome, annotation):
            print(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB")
        timed("floor: read both files", [sys.executable, "-c", READ_ONLY, str(annotation), str(genome)])
        build = [sys.executable, "-m", "breakapart", "reference", "build", "--genome", str(genome)]
        build += ["--annotation", str(annotation)]
        timed("build the panel", [*build, "--panel", "-o", str(folder / "panel")])
        seconds, megabytes = timed("build every gene and transcript", [*build, "-o", str(folder / "whole")])
        for name in ("panel", "whole"):
            print(f"{name}: {(folder / name / 'reference.sqlite').stat().st_size / 1e6:,.0f} MB")
        return int(seconds > MAX_SECONDS or megabytes > MAX_MEGABYTES)


def timed(what: str, command: list[str]) -> tuple[float, float]:
    """Run a command; its wall time, and the most memory in MB that any child had so far."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(done.stderr)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{what}: {seconds:.0f} s, peak memory so far {peak:,.0f} MB | {done.stdout.strip()}", flush=True)
    return seconds, peak


def write_genome(path: Path) -> None:
    """Random bases; members are drawn from a pool, so that making the file takes seconds."""
    rng = random.Random(1)
    pool = [gzip_member(random_lines(rng, LINES_PER_MEMBER)) for _ in range(128)]
    with path.open("wb") as file:
        for contig, megabases in GRCH38_MB.items():
            file.write(gzip_member(f">{contig}\n".encode()))
            for _ in range(-(-int(megabases * 1e6) // (60 * LINES_PER_MEMBER))):
                file.write(rng.choice(pool))


def random_lines(rng: random.Random, lines: int) -> bytes:
    """Lines of 60 bases, a third of them soft-masked."""
    return b"".join(
        bytes(rng.choices(b"acgt" if rng.random() < 1 / 3 else b"ACGT", k=60)) + b"\n" for _ in range(lines)
    )


def gzip_member(data: bytes) -> bytes:
    """One gzip member, as bgzip writes a block."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    return compressor.compress(data) + compressor.flush()


def write_annotation(path: Path) -> int:
    """A GTF in the style of GENCODE; returns the number of transcripts."""
    rng = random.Random(2)
    written = 0
    with gzip.open(path, "wt", compresslevel=4) as file:
        for gene in Reference.bundled():
            shared = f'gene_id "{gene.ensembl}"; gene_type "protein_coding"; gene_name "{gene.symbol}"; level 2;'
            file.write(f"{gene.chrom}\tHAVANA\tgene\t{gene.start + 1}\t{gene.end}\t.\t{gene.strand}\t.\t{shared}\n")
            for number in range(TRANSCRIPTS_PER_GENE):
                written += 1
                file.writelines(rows_of(gene.mane, number, shared, rng))
    return written


def rows_of(mane: Transcript, number: int, shared: str, rng: random.Random) -> list[str]:
    """Transcript, exon, CDS and codon rows; the first transcript of a gene is MANE Select as it is."""
    name = mane.accession if number == 0 else f"ENST9{mane.accession[5:].split('.')[0][-8:]}{number:02d}.1"
    tags = ' tag "basic"; tag "MANE_Select"; tag "Ensembl_canonical";' if number == 0 else ' tag "basic";'
    attributes = (
        f'{shared} transcript_id "{name}"; transcript_type "protein_coding"; '
        f'transcript_name "{mane.gene}-{number:03d}"; transcript_support_level "1"; protein_id "ENSP{name[4:]}"; '
        f'havana_gene "OTTHUMG00000.1";{tags}'
    )
    exons = list(mane.exons)
    if number and len(exons) > 3:
        del exons[rng.randrange(1, len(exons) - 1)]
    rows = []

    def row(feature: str, start: int, end: int, frame: str, extra: str = "") -> None:
        rows.append(
            f"{mane.chrom}\tHAVANA\t{feature}\t{start + 1}\t{end}\t.\t{mane.strand}\t{frame}\t{attributes}{extra}\n"
        )

    row("transcript", min(exon.start for exon in exons), max(exon.end for exon in exons), ".")
    for exon in exons:
        extra = f' exon_number {exon.number}; exon_id "ENSE{exon.start:011d}.1";'
        row("exon", exon.start, exon.end, ".", extra)
        if exon.cds_start is not None and exon.cds_end is not None:
            skipped = max(0, mane.cds_start_in_cdna - exon.cdna_start)
            length = exon.cds_end - exon.cds_start
            start = exon.start + skipped if mane.strand == "+" else exon.end - skipped - length
            row("CDS", start, start + length, str(-exon.cds_start % 3), extra)
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
