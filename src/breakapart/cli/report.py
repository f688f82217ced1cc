"""`breakapart report`: one case file in, one page, one JSON record and a summary out."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from breakapart.knowledge import Knowledge
    from breakapart.model.case import Case
    from breakapart.model.result import CaseResult, InputFile
    from breakapart.reference import Reference

WIDEST = 100
"""Columns beyond which lines of a summary are hard to read."""


@click.command("report")
@click.argument("case_file", metavar="CASE.yaml", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for <case id>.html and <case id>.json; made when missing.  [default: here]",
)
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Write the page to FILE instead.")
@click.option(
    "--reference",
    "reference_path",
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    help="A reference of 'breakapart reference build', to call the reads that the case names.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the JSON record instead of the summary.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--no-colour", "--no-color", is_flag=True, help="No colours, as with the variable NO_COLOR.")
def command(
    case_file: Path,
    output: Path,
    html: Path | None,
    reference_path: Path | None,
    as_json: bool,
    quiet: bool,
    no_colour: bool,
) -> None:
    """
    Assess a case file and write its report.

    Writes a self-contained page and a JSON record, and prints a summary. Both are written whole or not at all. The
    same case file gives the same bytes. Reads named in the case are called with the reference given.

    \b
    breakapart report case.yaml
    breakapart report case.yaml -o reports --json | jq .result.answer
    """  # noqa: D301 - click wants the sign itself
    from breakapart.cli.files import write_whole
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference
    from breakapart.reports import json_report

    own = None if reference_path is None else Reference.open(reference_path)
    result = assess_file(case_file, Reference.bundled(), Knowledge.bundled(), reads_reference=own)
    files = report_files(result, output, html)
    write_whole(files)
    if as_json:
        click.echo(json_report.render(result), nl=False)
    elif not quiet:
        click.echo(summary(result, no_colour=no_colour), nl=False)
        click.echo(f"Written: {', '.join(str(path) for path in files)}")


def assess_file(
    case_file: Path, reference: "Reference", knowledge: "Knowledge", *, reads_reference: "Reference | None" = None
) -> "CaseResult":
    """
    The assessed case of a case file, its reads called with `reads_reference`, simulated ones with the synthetic panel.

    Without `reads_reference` the reads of a patient stay uncalled, and the audit says so. Raises InputError with every
    problem of the file.
    """
    from breakapart.formats.case_yaml import read_case
    from breakapart.workup import assess
    from breakapart.workup_fusions import fusion_trouble

    case = read_case(
        case_file, knowledge, reference, check_fusion=lambda text: fusion_trouble(reference, knowledge, text)
    )
    inputs = tuple(_inputs(case_file, case))
    called = None
    if any(run.awaits_calling for _, component in case.components for run in component.sequencing):
        from breakapart.case_reads import call_reads

        called = call_reads(case, case_file.parent, reference=reads_reference, knowledge=knowledge)
        case = called.case
    return assess(case, reference=reference, knowledge=knowledge, inputs=inputs, called=called, folder=case_file.parent)


def report_files(result: "CaseResult", output: Path, html: Path | None = None) -> dict[Path, str]:
    """The files of a report and their content."""
    from breakapart.reports import html as page
    from breakapart.reports import json_report

    return {
        html or output / f"{result.case.id}.html": page.render(result),
        output / f"{result.case.id}.json": json_report.render(result),
    }


def summary(result: "CaseResult", *, no_colour: bool = False) -> str:
    """The summary for the terminal at hand."""
    from breakapart.reports import terminal

    colour = sys.stdout.isatty() and not no_colour and not os.environ.get("NO_COLOR")
    return terminal.render(result, colour=colour, width=min(shutil.get_terminal_size().columns, WIDEST))


def _inputs(case_file: Path, case: "Case") -> "Iterator[InputFile]":
    """The case file and the files it names that are there, each with its checksum."""
    from breakapart.formats.case_yaml import named_files
    from breakapart.model.result import InputFile

    yield InputFile(case_file.name, _sha256(case_file))
    for name in named_files(case):
        path = case_file.parent / name
        if path.is_file():
            yield InputFile(name, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
