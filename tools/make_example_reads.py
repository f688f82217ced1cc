"""
Simulate the reads of the two example cases: `python tools/make_example_reads.py [FOLDER]`.

They are drawn from the bundled panel with synthetic nucleotides, from fixed seeds: the same reference gives the same
reads. Nothing in them is of a patient. Every read name begins with SIMULATED, and so does the comment in each gzip
header. Without FOLDER the files in the package are written.

Case 1 is a single-end amplicon library as an Ion sequencer reads it: every read of an amplicon begins and ends at its
primers, in either direction, with insertions and deletions in homopolymers (0.7 for 100 bases) and few substitutions.
Case 2 is a pair of captured libraries, primary and metastasis, read 2 x 100 bases by an Illumina sequencer.
"""

import binascii
import random
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from breakapart.model.transcript import Transcript
from breakapart.reference import Reference
from breakapart.reference.synthetic import BANNER, reverse_complement

FOLDER = Path(__file__).parents[1] / "src" / "breakapart" / "formats" / "examples" / "reads"

CONTROLS = ("HMBS", "ITGB7", "LRP1", "MYC", "TBP", "CHMP2A", "GPI", "RAB7A", "VCP", "GUSB")
"""Ten expression controls. The first five are widely reported for AmpliSeq RNA fusion panels, the next four for
FusionPlex; GUSB was added. Which ten the laboratory of the report used is not known."""

FUSIONS = (
    ("STRN", 3, "ALK", 20), ("EML4", 6, "ALK", 20), ("EML4", 13, "ALK", 20), ("EML4", 18, "ALK", 20),
    ("EML4", 20, "ALK", 20), ("TPM3", 8, "ALK", 20), ("TPM4", 7, "ALK", 20), ("CLTC", 31, "ALK", 20),
    ("NPM1", 4, "ALK", 20), ("RANBP2", 18, "ALK", 20), ("KIF5B", 24, "ALK", 20), ("PLEKHH2", 6, "ALK", 20),
    ("TPM3", 8, "NTRK1", 10), ("LMNA", 2, "NTRK1", 11), ("ETV6", 5, "NTRK3", 15), ("CD74", 6, "ROS1", 35),
    ("CCDC6", 1, "RET", 12), ("KIF5B", 15, "RET", 12), ("NCOA4", 7, "RET", 12), ("EWSR1", 7, "FLI1", 6),
)  # fmt: skip
"""Fusion amplicons of the example design, by MANE Select exons; the panel of the report covers 64 pairs."""

BALANCE = {"ALK": (4, 23), "ROS1": (7, 38), "RET": (4, 14)}
"""Exons at whose end the 5' and the 3' assay of a kinase lie: the first is lost in every known fusion, the second lies
in the kinase domain."""

READS_1 = {"STRN_e3-ALK_e20": 2_400, "ALK_3p": 2_100, "ALK_5p": 9, "ROS1_5p": 62, "ROS1_3p": 58, "RET_5p": 23,
           "RET_3p": 25}  # fmt: skip
"""Reads of amplicons in case 1: a tumour with the fusion, in which ALK is hardly expressed otherwise."""

CONTROL_READS = (2_900, 380, 1_450, 610, 930, 2_600, 2_750, 3_100, 2_300, 890)
"""Reads of the controls in case 1, in their order: as unequal as expression is."""

UNKNOWN_READS_1 = 700
"""Reads of no target: primer dimers that were filled up, and RNA of other genes."""

CAPTURED = ("STRN", "EML4", "TPM3", "ETV6", "NTRK1", "NTRK3", "ROS1", "RET", "EWSR1", "FUS", "FLI1", "COL1A1")
"""Other genes of the captured panel that are expressed in case 2, at random levels."""

CAPTURED_LEVEL, CONTROL_LEVEL = 0.06, 0.5
"""Medians of their expression and of that of the controls, relative to the fusion transcript. Few genes, so that files
of less than 400 kB are deep enough to find a fusion in a tenth of a gene's transcripts."""

PAIRS_2 = 10_900
"""Read pairs of each library of case 2."""

OFF_TARGET_2 = 0.03
"""Share of pairs that are of no target."""

FUSION_SHARE_2 = {"primary": 0.597, "metastasis": 0.425}
"""Share of fusion transcripts among those of the fusion and of both partners: what the report states, 59.74 and
42.47 percent."""


@dataclass(frozen=True)
class Amplicon:
    """A row of the design and the bases between and with its primers."""

    name: str
    kind: str
    gene: str
    bases: str
    primer_5p: int
    primer_3p: int
    gene_3p: str = ""
    exon_5p: int | None = None
    exon_3p: int | None = None
    start: int | None = None
    """Interbase, on the cDNA of the main transcript."""
    end: int | None = None


def main(arguments: list[str]) -> int:
    """Write all files and say how large they became."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    reference = Reference.synthetic()
    design = design_1(reference)
    write_design(folder / "case-1-amplicons.tsv", design)
    write_reads(folder / "case-1.fastq.gz", "case1", case_1(design, random.Random("example reads, case 1")))
    for sample, share in FUSION_SHARE_2.items():
        pairs = list(case_2(reference, share, random.Random(f"example reads, case 2, {sample}")))
        for mate in (0, 1):
            write_reads(folder / f"case-2-{sample}_{mate + 1}.fastq.gz", f"case2{sample[0]}", (p[mate] for p in pairs))
    for path in sorted(folder.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")
    return 0


# Case 1: amplicons


def design_1(reference: Reference) -> list[Amplicon]:
    """The example design: fusion amplicons, controls, and two ends of three kinases."""
    rng = random.Random("example design")
    rows = []
    for five, exon_5p, three, exon_3p in FUSIONS:
        mane_5p, mane_3p = reference.gene(five).mane, reference.gene(three).mane
        cut_5p, cut_3p = mane_5p.exon(exon_5p).cdna_end, mane_3p.exon(exon_3p).cdna_start
        left, right = rng.randint(48, 62), rng.randint(48, 62)
        bases = nucleotides(mane_5p)[max(0, cut_5p - left) : cut_5p] + nucleotides(mane_3p)[cut_3p : cut_3p + right]
        rows.append(
            Amplicon(
                f"{five}_e{exon_5p}-{three}_e{exon_3p}", "fusion", five, bases, rng.randint(19, 25),
                rng.randint(19, 25), three, exon_5p, exon_3p,
            )
        )  # fmt: skip
    for gene in CONTROLS:
        # Over an exon junction in the middle of the transcript, so that genomic DNA is not amplified.
        mane = reference.gene(gene).mane
        rows.append(over_junction(f"{gene}_control", "control", mane, max(1, len(mane.exons) // 2), rng))
    for gene, (exon_5p, exon_3p) in BALANCE.items():
        mane = reference.gene(gene).mane
        rows.append(over_junction(f"{gene}_5p", "imbalance_5p", mane, exon_5p, rng))
        rows.append(over_junction(f"{gene}_3p", "imbalance_3p", mane, exon_3p, rng))
    return rows


def over_junction(name: str, kind: str, mane: Transcript, exon: int, rng: random.Random) -> Amplicon:
    """An amplicon around the end of an exon."""
    junction = mane.exon(exon).cdna_end
    start, end = junction - rng.randint(45, 60), junction + rng.randint(45, 60)
    bases = nucleotides(mane)
    start, end = max(0, start), min(len(bases), end)
    primers = rng.randint(19, 25), rng.randint(19, 25)
    return Amplicon(name, kind, mane.gene, bases[start:end], *primers, start=start, end=end)


def case_1(
    design: list[Amplicon], rng: random.Random, counts: Mapping[str, int] = READS_1, others: int = UNKNOWN_READS_1
) -> list[tuple[str, str]]:
    """Reads with their qualities, in random order; the controls have `CONTROL_READS` beside `counts`."""
    counts = dict(counts) | {f"{gene}_control": n for gene, n in zip(CONTROLS, CONTROL_READS, strict=True)}
    reads = []
    for amplicon in design:
        for _ in range(counts.get(amplicon.name, 0)):
            bases = ion_read(amplicon.bases, rng)
            if rng.random() < 0.06:
                bases = bases[: rng.randint(50, len(bases))]  # reads whose end was cut off for its quality
            reads.append(bases)
    reads += ["".join(rng.choices("ACGT", k=rng.randint(40, 110))) for _ in range(others)]
    rng.shuffle(reads)
    return [(bases, ion_quality(bases)) for bases in reads]


def ion_read(bases: str, rng: random.Random, *, indels: float = 0.007, substitutions: float = 0.003) -> str:
    """
    One read in either direction, with flow errors: the length of a homopolymer is read one too short or too long.

    The longer the run, the likelier: each base after the first adds its part, so that `indels` errors come on a base in
    the mean. Rates of an Ion PGM are 0.5 to 2.8 indels and 0.1 to 0.3 substitutions for 100 bases (Bragg 2013, PLoS
    Comput Biol 9:e1003031, doi 10.1371/journal.pcbi.1003031; Quail 2012, doi 10.1186/1471-2164-13-341).
    """
    if rng.random() < 0.5:
        bases = reverse_complement(bases)
    runs = homopolymers(bases)
    excess = sum(len(run) - 1 for run in runs)
    read = []
    for run in runs:
        length = len(run)
        if excess and rng.random() < indels * len(bases) * (length - 1) / excess:
            length += rng.choice((-1, 1))
        elif rng.random() < substitutions * length:
            run = rng.choice("ACGT")
        read.append(run[0] * length)
    return "".join(read)


def homopolymers(bases: str) -> list[str]:
    """
    Runs of one base.

    >>> homopolymers("AACGG")
    ['AA', 'C', 'GG']
    """
    runs: list[str] = []
    for base in bases:
        if runs and runs[-1][0] == base:
            runs[-1] += base
        else:
            runs.append(base)
    return runs


def ion_quality(bases: str) -> str:
    """Phred 27 as an Ion read has it on average, 17 in longer homopolymers."""
    return "".join(("2" if len(run) > 3 else "<") * len(run) for run in homopolymers(bases))


# Case 2: captured pairs


def case_2(reference: Reference, share: float, rng: random.Random) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """
    Pairs of reads with their qualities, in random order.

    So small a library would miss its share by ten percent by chance alone: the fragments of a transcript are as many as
    its level says, and begin at random in equal parts of it.
    """
    plekhh2, alk = reference.gene("PLEKHH2").mane, reference.gene("ALK").mane
    fused = nucleotides(plekhh2)[: plekhh2.exon(6).cdna_end] + nucleotides(alk)[alk.exon(20).cdna_start :]
    # Of n transcripts a base, the fusion has `share`; the wild types of its partners the rest, most of it PLEKHH2's.
    wild = 2 * (1 - share) / share
    molecules = [(fused, 1.0), (nucleotides(plekhh2), 0.93 * wild), (nucleotides(alk), 0.07 * wild)]
    expression = {gene: CAPTURED_LEVEL * rng.lognormvariate(0, 0.7) for gene in CAPTURED}
    expression |= {gene: CONTROL_LEVEL * rng.lognormvariate(0, 0.4) for gene in CONTROLS if gene != "LRP1"}
    expression["LRP1"] = CONTROL_LEVEL / 5  # 15 kb long, it would take half of the reads
    molecules += [(nucleotides(reference.gene(gene).mane), level) for gene, level in expression.items()]
    whole = sum(len(bases) * level for bases, level in molecules)
    fragments = ["".join(rng.choices("ACGT", k=rng.randint(110, 260))) for _ in range(round(OFF_TARGET_2 * PAIRS_2))]
    for bases, level in molecules:
        number = round((1 - OFF_TARGET_2) * PAIRS_2 * len(bases) * level / whole)
        for i in range(number):
            size = min(len(bases), max(102, round(rng.gauss(175, 38))))
            start = int((i + rng.random()) / number * (len(bases) - size + 1))
            fragments.append(bases[start : start + size])
    rng.shuffle(fragments)
    for fragment in fragments:
        if rng.random() < 0.5:
            fragment = reverse_complement(fragment)
        yield illumina_read(fragment[:100], rng), illumina_read(reverse_complement(fragment)[:100], rng)


def illumina_read(bases: str, rng: random.Random) -> tuple[str, str]:
    """
    Substitutions only, the more the later in the read: 0.2 % in the mean (Stoler 2021, NAR Genom Bioinform 3:lqab019,
    doi 10.1093/nargab/lqab019). A wrong base has a low quality in two of three cases.
    """
    read, quality = list(bases), ["F"] * len(bases)
    for i, base in enumerate(bases):
        if rng.random() < 0.001 + 0.002 * i / len(bases):
            read[i] = rng.choice([other for other in "ACGT" if other != base])
            if rng.random() < 2 / 3:
                quality[i] = ","
    return "".join(read), "".join(quality)


# Files


def nucleotides(transcript: Transcript) -> str:
    """Its spliced sequence."""
    assert transcript.nucleotides is not None
    return transcript.nucleotides


def write_design(path: Path, design: list[Amplicon]) -> None:
    """The design as a table with 1-based positions."""
    columns = ["name", "kind", "gene", "gene_3p", "exon_5p", "exon_3p", "start", "end", "primer_5p", "primer_3p"]
    lines = [
        f"## EXAMPLE design, {BANNER}. Not the design of a vendor; primers are lengths only.",
        "## Positions: 1-based, on the cDNA of the MANE Select transcript. Exons: MANE Select.",
        "\t".join(columns),
    ]
    for one in design:
        cells = [one.name, one.kind, one.gene, one.gene_3p, one.exon_5p, one.exon_3p,
                 None if one.start is None else one.start + 1, one.end, one.primer_5p, one.primer_3p]  # fmt: skip
        lines.append("\t".join("" if cell is None else str(cell) for cell in cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_reads(path: Path, sample: str, reads: Iterable[tuple[str, str]]) -> None:
    """FASTQ in gzip, with a comment in the header that says what it is, and no time of writing."""
    text = "".join(
        f"@SIMULATED:{sample}:{number}\n{bases}\n+\n{quality}\n"
        for number, (bases, quality) in enumerate(reads, start=1)
    ).encode()
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    comment = f"SIMULATED reads of breakapart's examples; {BANNER}".encode("latin-1")
    header = b"\x1f\x8b\x08\x10\0\0\0\0\x02\xff" + comment + b"\0"
    body = compressor.compress(text) + compressor.flush()
    path.write_bytes(header + body + struct.pack("<II", binascii.crc32(text), len(text)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
