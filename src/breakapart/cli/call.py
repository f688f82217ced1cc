"""`breakapart call`: reads to fusion calls, with a verdict on the run."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.model.calling import CalledFusion, CallingResult
    from breakapart.model.target import GeneTarget
    from breakapart.reference import Reference

MAX_GENES = 3_000
"""Genes of a reference that are all taken as targets; of a larger one (a whole annotation) only those of the panel, so
that memory stays below 600 MB. `--genes` asks for others."""

PROGRESS_EVERY_S = 0.2


@click.command("call")
@click.option("--reference", "reference_path", required=True, metavar="DIR|FILE",
              help="What 'breakapart reference build' wrote, or 'synthetic' for the bundled illustration.")  # fmt: skip
@click.option("-o", "--output", required=True, metavar="DIR", type=click.Path(path_type=Path),
              help="Folder for the results.")  # fmt: skip
@click.option("--design", type=click.Choice(["amplicon", "capture", "long"]), default="capture", show_default=True,
              help="How the library was made.")  # fmt: skip
@click.option("--controls", metavar="GENES|FILE", help="Expression control genes: a list with commas, or a file.")
@click.option("--amplicons", "amplicon_path", metavar="FILE", type=click.Path(path_type=Path),
              help="Amplicons of the design, as a table or BED.")  # fmt: skip
@click.option("--genes", "genes_path", metavar="GENES|FILE",
              help="Take only these genes of the reference: a list with commas, or a file.")  # fmt: skip
@click.option("--exclude", "exclude_path", metavar="FILE", type=click.Path(path_type=Path),
              help="Junctions of normal samples or artefacts, to be discarded.")  # fmt: skip
@click.option(
    "--interleaved/--single", default=None, help="A single file holds pairs, or single reads [default: by names]."
)
@click.option("--deduplicate/--keep-duplicates", default=None,
              help="Count reads with equal ends as one molecule [default: for capture].")  # fmt: skip
@click.option(
    "--genome", "genome_path", metavar="FASTA", type=click.Path(path_type=Path), help="Genome, for CRAM files."
)
@click.option("--sample", metavar="NAME", help="Name of the sample in the VCF [default: from the file].")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Worker threads.")
@click.option("--force", is_flag=True, help="Overwrite results in the output folder.")
@click.option("--json", "as_json", is_flag=True, help="Print run.json instead of the summary.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.argument("reads", nargs=-1, required=True, metavar="R1 [R2]", type=click.Path(path_type=Path))
def command(
    reference_path: str,
    output: Path,
    design: str,
    controls: str | None,
    amplicon_path: Path | None,
    genes_path: str | None,
    exclude_path: Path | None,
    interleaved: bool | None,
    deduplicate: bool | None,
    genome_path: Path | None,
    sample: str | None,
    threads: int,
    force: bool,
    as_json: bool,
    quiet: bool,
    reads: tuple[Path, ...],
) -> None:
    """
    Call fusions from reads: FASTQ (plain, gzip, bzip2), BAM or CRAM.

    \b
    breakapart call --reference panel --design amplicon sample.fastq.gz -o calls
    breakapart call --reference panel R1.fastq.gz R2.fastq.gz --controls LMNA,TBP,HPRT1 -o calls

    Writes fusions.tsv, discarded.tsv (with the filter that discarded each), run.json (verdict,
    limit of detection), fusions.vcf, transcripts.fasta, proteins.fasta and junctions.html. All appear
    together at the end or not at all: an interrupted run is started again. A run that is not
    evaluable never counts as negative.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.calling.call import CallInputs
    from breakapart.calling.settings import CallSettings, LibraryDesign
    from breakapart.errors import InputError
    from breakapart.formats.amplicon_table import read_amplicons
    from breakapart.formats.junction_list import read_junction_list
    from breakapart.knowledge import Knowledge
    from breakapart.sequencing_run import ReadFiles, call_files

    if len(reads) > 2:
        raise InputError(f"{len(reads)} files of reads are given, expected one or two (the files of a pair)")
    _check_output(output, force=force)
    knowledge = Knowledge.bundled()
    reference = _open_reference(reference_path)
    targets = _targets(reference, genes_path)
    inputs = CallInputs(
        settings=CallSettings(design=LibraryDesign(design), deduplicate=deduplicate),
        controls=_names(controls, "--controls"),
        amplicons=read_amplicons(amplicon_path) if amplicon_path else (),
        listed=read_junction_list(exclude_path) if exclude_path else (),
        bounds=knowledge.imbalance,
        is_known=knowledge.is_known_fusion,
    )
    files = ReadFiles(tuple(reads), interleaved, genome_path)
    progress = _Progress(files.size, quiet=quiet)
    result = call_files(files, targets, inputs, workers=threads, on_progress=progress)
    progress.finish()
    name = sample or reads[0].name.split(".")[0]
    texts = _documents(result, files.checksums(), reference, inputs, name, knowledge.version)
    from breakapart.cli.files import write_whole

    write_whole({output / file: text for file, text in texts.items()})
    if as_json:
        click.echo(texts["run.json"], nl=False)
    elif not quiet:
        click.echo(_summary(result, reference, output))


def _check_output(output: Path, *, force: bool) -> None:
    from breakapart.errors import InputError

    if output.exists() and not output.is_dir():
        raise InputError("is a file, expected a folder", source=str(output))
    if (output / "run.json").exists() and not force:
        raise InputError(
            "holds the results of another run", source=str(output), solution="Add --force to overwrite them."
        )


def _open_reference(path: str) -> "Reference":
    from breakapart.errors import InputError
    from breakapart.reference import Reference

    if path == "synthetic":
        return Reference.synthetic()
    place = Path(path)
    if place.is_dir():
        found = sorted(place.glob("*.sqlite"))
        if len(found) != 1:
            raise InputError(
                f"holds {len(found)} files *.sqlite, expected one", source=path,
                solution="Give the folder that 'breakapart reference build -o' was given.",
            )  # fmt: skip
        place = found[0]
    reference = Reference.open(place)
    if not reference.has_nucleotides:
        raise InputError(
            "has no nucleotides, so no reads can be compared with it", source=path,
            solution="Build one with 'breakapart reference build --genome FASTA --annotation GTF'.",
        )  # fmt: skip
    return reference


def _targets(reference: "Reference", genes: str | None) -> "tuple[GeneTarget, ...]":
    from dataclasses import replace

    if genes is not None:
        chosen = reference.targets(_names(genes, "--genes"))
    elif len(reference) <= MAX_GENES:
        chosen = reference.targets(reference.symbols())
    else:
        return reference.targets()
    # The genes a user built or asked for are all of interest.
    return tuple(replace(target, is_panel=True) for target in chosen)


def _names(text: str | None, option: str) -> tuple[str, ...]:
    from breakapart.errors import InputError
    from breakapart.formats.delimited import text_lines

    if text is None:
        return ()
    if Path(text).is_file():
        lines = [line.split("#")[0].strip() for line in text_lines(Path(text))]
        found = tuple(line.split()[0] for line in lines if line)
    else:
        found = tuple(name.strip() for name in text.split(",") if name.strip())
    if not found:
        raise InputError("names no gene", source=f"option {option}")
    return found


class _Progress:
    """A line on the terminal with rate and remaining time; elsewhere a line every few million reads."""

    def __init__(self, total_bytes: int, *, quiet: bool) -> None:
        self._total = max(total_bytes, 1)
        self._quiet = quiet
        self._on_terminal = sys.stderr.isatty()
        self._start = self._shown = time.monotonic()
        self._step = 0
        self._reads = 0

    def __call__(self, done_bytes: int, reads: int) -> None:
        self._reads = reads
        if self._quiet:
            return
        now = time.monotonic()
        if self._on_terminal:
            if now - self._shown >= PROGRESS_EVERY_S:
                self._shown = now
                sys.stderr.write("\r" + self._line(done_bytes, now).ljust(78))
                sys.stderr.flush()
        elif reads // 2_000_000 > self._step:
            self._step = reads // 2_000_000
            click.echo(self._line(done_bytes, now), err=True)

    def _line(self, done_bytes: int, now: float) -> str:
        elapsed = max(now - self._start, 1e-6)
        share = min(1.0, done_bytes / self._total)
        left = elapsed / share - elapsed if share > 0.005 else float("nan")
        rest = f", {left:.0f} s left" if left == left else ""
        return f"{share:4.0%}  {self._reads:,} reads, {self._reads / elapsed / 1e6:.2f} million a second{rest}"

    def finish(self) -> None:
        if self._on_terminal and not self._quiet:
            sys.stderr.write("\r" + " " * 78 + "\r")
            sys.stderr.flush()


def _documents(
    result: "CallingResult", checksums: dict[str, str], reference: "Reference", inputs: Any, sample: str, knowledge: str
) -> dict[str, str]:
    from dataclasses import asdict

    from breakapart import __version__
    from breakapart.formats.chimera_fasta import proteins_fasta, transcripts_fasta
    from breakapart.formats.fusion_table import discarded_tsv, fusions_tsv, run_json
    from breakapart.formats.vcf_breakends import vcf_text
    from breakapart.reports.junctions_page import junctions_page

    warning = "synthetic reference: an illustration, not for patients" if reference.is_synthetic else ""
    provenance = {
        "sample": sample,
        "inputs": [{"file": name, "sha256": digest} for name, digest in checksums.items()],
        "reference": {"version": reference.version, "is_synthetic": reference.is_synthetic, "warning": warning},
        "knowledge": knowledge,
        "breakapart": __version__,
        "settings": {"calling": asdict(inputs.settings), "gate": asdict(inputs.gate)},
    }
    return {
        "fusions.tsv": fusions_tsv(result.calls),
        "discarded.tsv": discarded_tsv(result.discarded),
        "run.json": run_json(result, provenance=provenance),
        "fusions.vcf": vcf_text(
            result.calls, sample=sample, source=f"breakapart {__version__}", genome=reference.meta.get("genome", "")
        ),
        "transcripts.fasta": transcripts_fasta(result.calls),
        "proteins.fasta": proteins_fasta(result.calls),
        "junctions.html": junctions_page(result, sample=sample, reference=reference.version, warning=warning),
    }


def _summary(result: "CallingResult", reference: "Reference", output: Path) -> str:
    from breakapart.formats.fusion_table import statement

    lines = []
    if reference.is_synthetic:
        lines.append("Synthetic reference: an illustration, not for patients.")
    lines.append(f"{result.total_reads:,} reads, {result.on_target_reads:,} on target")
    lines += [_one_line(call) for call in result.calls]
    lines.append(statement(result))
    lines.append(f"Run: {str(result.quality.verdict).replace('_', ' ')}")
    lines += [f"  {reason}" for reason in result.quality.reasons]
    for balance in result.balances:
        if balance.source:
            lines.append(f"3'/5' imbalance of {balance.gene}: {balance.verdict} - {balance.reason}")
    lines.append(f"{len(result.discarded):,} candidates discarded; all files are in {output}")
    return "\n".join(lines)


def _one_line(call: "CalledFusion") -> str:
    share = "" if call.allele_fraction is None else f", {call.allele_fraction:.1%} of transcripts"
    frame = call.frame if call.frame != "." else "frame undetermined"
    return (
        f"  {call.name}  {frame}, {call.junction_reads} junction reads, "
        f"{call.spanning_pairs} spanning pairs{share}, confidence {call.confidence:.3f}"
    )
