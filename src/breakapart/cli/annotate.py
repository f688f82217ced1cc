"""`breakapart annotate`: fusions as people write them to frame, protein, domains, verdict and geometry."""

import json
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from breakapart.errors import InputError
    from breakapart.model.fusion import FusionAnnotation

EXIT_BAD_INPUT = 2
WIDTH = 118
STANDARD_INPUT = "standard input"

Annotate = Callable[["Written"], "tuple[FusionAnnotation, ...]"]


class Written(NamedTuple):
    """A fusion as it came in, and where it stood."""

    text: str
    source: str | None
    line: int | None


@click.command(name="annotate")
@click.argument("fusions", nargs=-1, metavar="FUSION...")
@click.option("--file", "path", help="Read fusions from a file, one a line; '-' is standard input.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: one object, or one a line for several fusions.")
@click.option(
    "--numbering",
    type=click.Choice(["auto", "mane", "legacy"]),
    default="auto",
    show_default=True,
    help="How exon numbers are read: MANE Select, an older transcript known from reports, or what keeps the frame.",
)
@click.option("--all-transcripts", is_flag=True, help="Every pair of transcripts that hold the two breakpoints.")
@click.option("--keep-going", is_flag=True, help="Report fusions that cannot be read and go on with the others.")
@click.option(
    "--reference",
    "reference_path",
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    help="A reference of 'breakapart reference build': with its nucleotides every residue is exact.",
)
@click.option("--probe", help="Break-apart probe to expect signals for, for example ALK-vysis (default: the kinase's).")
def command(
    fusions: tuple[str, ...],
    path: str | None,
    as_json: bool,
    numbering: str,
    all_transcripts: bool,
    keep_going: bool,
    reference_path: Path | None,
    probe: str | None,
) -> int:
    """
    Say what a fusion makes: frame, protein, domains, function, rearrangement and names.

    \b
    breakapart annotate "STRN(e3)::ALK(e20)"
    breakapart annotate "EML4-ALK E13;A20" "CD74(e6)::ROS1(e34)" --json
    breakapart annotate "chr2:36916078:-::chr2:29223528:-"
    breakapart annotate --file fusions.txt --json > annotated.jsonl

    Fusions are read as HGNC, VICC or HGVS names, exon shorthand, or two breakpoints (GRCh38,
    1-based: last base kept, first base kept, with the strand of the transcript). In a file,
    empty lines and lines that begin with '#' are left out.

    Nothing is printed when a fusion cannot be read: all problems are reported at once (exit
    code 2). With --keep-going the others are printed and the exit code is 2 at the end.
    """  # noqa: D301 - click looks for the backspace sign itself, which keeps the lines of the examples
    if not fusions and path is None:
        raise click.UsageError("Give a fusion, or --file with one a line.")
    written = [Written(text, None, None) for text in fusions]
    if path is not None:
        written += _read_lines(path)
    annotated = _annotate_each(written, _annotator(numbering, all_transcripts, probe, reference_path))
    errors = [result for _, result in annotated if not isinstance(result, tuple)]
    if errors and not keep_going:
        raise _all_in_one(errors)
    single = len(written) == 1 and path is None and not all_transcripts
    if as_json:
        _write_json(annotated, single=single)
    else:
        _write_text(annotated, all_transcripts=all_transcripts)
    return EXIT_BAD_INPUT if errors else 0


def _annotator(numbering: str, all_transcripts: bool, probe: str | None, reference_path: Path | None) -> Annotate:
    from breakapart.annotation.annotate import ProbeChoice, annotate, annotate_all_transcripts
    from breakapart.annotation.nomenclature import parse_fusion
    from breakapart.annotation.settings import AnnotationSettings
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference

    knowledge = Knowledge.bundled()
    reference = Reference.bundled() if reference_path is None else Reference.open(reference_path)
    if reference.is_synthetic:
        click.echo(f"breakapart: warning: {reference.meta['banner']}", err=True)
    settings = AnnotationSettings(numbering=numbering)  # type: ignore[arg-type]  # click allows no other value
    chosen: ProbeChoice = knowledge.probe(probe) if probe is not None else knowledge.default_probe

    def annotate_one(written: Written) -> "tuple[FusionAnnotation, ...]":
        parsed = parse_fusion(written.text, source=written.source, line=written.line, is_gene=reference.is_name)
        if all_transcripts:
            return annotate_all_transcripts(parsed, reference, settings=settings, probe=chosen, known=knowledge)
        return (annotate(parsed, reference, settings=settings, probe=chosen, known=knowledge),)

    return annotate_one


def _read_lines(path: str) -> list[Written]:
    from breakapart.errors import InputError

    source = STANDARD_INPUT if path == "-" else path
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be read: {reason}", source=source) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"byte {error.start + 1} is not UTF-8 text",
            source=source,
            line=line,
            solution="Save the list as UTF-8 text.",
        ) from None
    lines = [
        Written(line.strip(), source, number)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise InputError("holds no fusion, expected one a line", source=source)
    return lines


def _annotate_each(written: Iterable[Written], annotate: Annotate) -> "list[tuple[Written, Any]]":
    from breakapart.errors import InputError

    results: list[tuple[Written, Any]] = []
    for one in written:
        try:
            results.append((one, annotate(one)))
        except InputError as error:
            results.append((one, _placed(error, one)))
    return results


def _placed(error: "InputError", written: Written) -> "InputError":
    """The error with the place of the fusion in it, where the engine did not know it."""
    from breakapart.errors import InputError, Problem

    return InputError.of(
        [
            Problem(p.message, p.source or written.source, p.line or written.line, p.column, p.solution)
            for p in error.problems
        ]
    )


def _all_in_one(errors: "list[InputError]") -> "InputError":
    from breakapart.errors import InputError

    return InputError.of([problem for error in errors for problem in error.problems])


def _write_json(annotated: "list[tuple[Written, Any]]", *, single: bool) -> None:
    from breakapart.annotation.record import as_record

    for written, result in annotated:
        if not isinstance(result, tuple):
            click.echo(json.dumps(_error_record(written, result), ensure_ascii=False, indent=2 if single else None))
            continue
        for annotation in result:
            click.echo(json.dumps(as_record(annotation), ensure_ascii=False, indent=2 if single else None))


def _error_record(written: Written, error: "InputError") -> dict[str, Any]:
    return {"input": written.text, "line": written.line, "error": str(error)}


def _write_text(annotated: "list[tuple[Written, Any]]", *, all_transcripts: bool) -> None:
    is_first = True
    for _, result in annotated:
        if not isinstance(result, tuple):
            for problem in result.problems:
                click.echo(f"breakapart: {problem}", err=True)
            continue
        if not is_first:
            click.echo()
        is_first = False
        click.echo(as_table(result) if all_transcripts else as_text(result[0]))


# --- in words ------------------------------------------------------------------------------------------------------

_FRAME = {"in_frame": "In frame", "out_of_frame": "Out of frame", "undetermined": "Frame undetermined"}
_KINASE = {"complete": "complete", "partial": "cut", "lost": "lost", "none": "none"}
_PATTERN = {
    "split": "split signals",
    "isolated_3p": "isolated 3' signals",
    "isolated_5p": "isolated 5' signals",
    "too_close": "signals too close to tell apart",
    "fused_extra": "a fused and an additional signal",
}


def as_text(annotation: "FusionAnnotation") -> str:
    """One fusion in at most 25 lines, words first."""
    geometry = annotation.geometry
    names = dict.fromkeys((annotation.names.exons, annotation.names.hgnc))
    lines = ["   ".join(names), f"  {_verdict(annotation)}"]
    lines += _field("Frame", f"{_FRAME[annotation.frame.value]}: {annotation.frame_reason}.")
    lines += _field("Protein", _protein(annotation))
    if annotation.numbering_note:
        lines += _field("Numbering", f"{annotation.numbering_note}.")
    shown = [reason for reason in annotation.function_reasons if annotation.frame_reason not in reason.text]
    for index, reason in enumerate(shown):
        mark = {True: "+", False: "-", None: "·"}[reason.supports]
        lines += _field("" if index else "Because", f"{mark} {reason.text}")
    distance = f", {_distance(geometry.distance_mb)}" if geometry.distance_mb is not None else ""
    fish = ""
    if geometry.expected_pattern is not None:
        fish = f"; {geometry.probe_gene} break-apart FISH: expect {_PATTERN[geometry.expected_pattern]}"
    lines += _field("Made by", f"{geometry.rearrangement.value.replace('_', ' ')}{distance}{fish}")
    lines += _field("HGVS", annotation.names.hgvs)
    lines += _field("VICC", annotation.names.vicc)
    warnings = [line for warning in annotation.warnings for line in _field("Warning", f"{warning}.")]
    cited = (part for reason in annotation.function_reasons for part in reason.source.split("; "))
    sources = _field("Sources", "; ".join(dict.fromkeys(cited)))
    return "\n".join(_within(lines, warnings, sources))


MAX_LINES = 25


def _within(lines: list[str], warnings: list[str], sources: list[str]) -> list[str]:
    """Sources, then warnings, give way when the block grows too long; `--json` has them all."""
    room = MAX_LINES - len(lines)
    if len(warnings) + len(sources) <= room:
        return lines + warnings + sources
    if len(warnings) + 1 <= room:
        return [*lines, *warnings, "  Sources    see --json"]
    kept = max(0, room - 1)
    return [*lines[: MAX_LINES - 1], *warnings[:kept], "  More       see --json"]


def _distance(mb: float) -> str:
    return f"{mb:.3g} Mb" if mb >= 1 else f"{1000 * mb:.0f} kb"


def _verdict(annotation: "FusionAnnotation") -> str:
    kinase = annotation.kinase_gene
    if kinase is None:
        known = annotation.fusion_class
        if known is None:
            return "No kinase in either gene, as far as is known: the verdict on kinase fusions does not apply."
        return f"{known.kind[0].upper()}{known.kind[1:]}: the verdict on kinase fusions does not apply."
    return {
        "activating_likely": f"Likely to activate {kinase}.",
        "uncertain": f"Uncertain whether {kinase} is activated.",
        "unlikely": f"Unlikely to activate {kinase}.",
    }[annotation.function.value]


def _protein(annotation: "FusionAnnotation") -> str:
    protein = annotation.protein
    if protein is None:
        return "not to be told"
    five, three = annotation.five_prime.transcript, annotation.three_prime.transcript
    parts = []
    if protein.five_prime_residues:
        parts.append(f"{five.gene} 1-{protein.five_prime_residues}")
    if protein.junction_residues:
        parts.append("/".join(protein.junction_residues) + " at the junction")
    if protein.tail:
        parts.append(f"{len(protein.tail)} foreign residues")
    if protein.three_prime_start is not None:
        parts.append(f"{three.gene} {protein.three_prime_start + 1}-{len(three.protein)}")
    end = "; what follows the junction needs the nucleotides" if protein.truncated_at_junction else ""
    return f"{protein.length} residues: {', '.join(parts)}{end}"


def _field(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"  {label:<10} ", subsequent_indent=" " * 13, break_long_words=False
    )


def as_table(annotations: "tuple[FusionAnnotation, ...]") -> str:
    """Every pair of transcripts of one fusion, a line each."""
    first = annotations[0]
    lines = [f"{first.names.exons}   {len(annotations)} pairs of transcripts"]
    rows = [
        (
            f"{one.five_prime.transcript.accession} e{one.five_prime.exon}",
            f"{one.three_prime.transcript.accession} e{one.three_prime.exon}",
            _FRAME[one.frame.value].lower(),
            f"{one.protein.length} aa" if one.protein else "-",
            f"kinase {_KINASE[one.kinase_domain.value]}",
            f"oligomerisation {one.oligomerisation.value}",
            one.function.value.replace("_", " "),
        )
        for one in annotations
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines += [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join(lines)
