"""`breakapart case`: write, check and describe case files."""

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.cli.case_confirm import confirm
from breakapart.cli.case_draft import draft
from breakapart.errors import InputError, Problem

if TYPE_CHECKING:
    from breakapart.model.case import Case

TEMPLATE = "template"
"""Name of the empty case that `new` writes unless another is asked for."""


@click.group("case")
def command() -> None:
    """
    Write, check and describe case files.

    A case file is one YAML file: patient, timeline, specimens and what every assay found in them.

    \b
    breakapart case new mine.yaml      a commented case to fill in
    breakapart case check mine.yaml    every problem, with line and column
    breakapart report mine.yaml        the assessment
    breakapart case draft report.txt   a draft, read from a text
    """  # noqa: D301 - click wants the sign itself


command.add_command(draft)
command.add_command(confirm)


@command.command("new")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    type=click.Choice([TEMPLATE, "case-1", "case-2"]),
    default=TEMPLATE,
    show_default=True,
    help="What to begin with: a commented template, or a case of the published report.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE when it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def new(file: Path, source: str, force: bool, as_json: bool) -> None:
    """Write a case to fill in to FILE (`*.yaml`)."""
    from breakapart.cli.files import write_whole

    if file.exists() and not force:
        raise InputError("exists already", source=str(file), solution="Add --force to overwrite it")
    beside = _files_beside(source, file)
    write_whole({file: _first_text(source, file), **beside}, advice="Choose another file.")
    if as_json:
        _print_json({"file": str(file), "from": source})
    else:
        click.echo(f"Written: {file}\nFill it in, then: breakapart case check {shlex.quote(str(file))}")


def _files_beside(source: str, file: Path) -> dict[Path, bytes]:
    """Images that an example names, for the folder of the copy; those that are there already stay as they are."""
    from breakapart.formats.examples import beside, example_cases

    if source == TEMPLATE:
        return {}
    example = example_cases()[int(source.removeprefix("case-")) - 1]
    places = {file.parent / image.name: image for image in beside(example)}
    return {place: image.read_bytes() for place, image in places.items() if not place.exists()}


def _first_text(source: str, file: Path) -> str:
    from breakapart.formats.examples import TEMPLATE as TEMPLATE_FILE
    from breakapart.formats.examples import TEMPLATE_ID, example_cases

    if source != TEMPLATE:
        return example_cases()[int(source.removeprefix("case-")) - 1].read_text(encoding="utf-8")
    id_ = re.sub(r"[^A-Za-z0-9_.-]+", "-", file.stem).strip("-_.")[:80] or TEMPLATE_ID
    return TEMPLATE_FILE.read_text(encoding="utf-8").replace(f"id: {TEMPLATE_ID}\n", f"id: '{id_}'\n", 1)


@command.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print contents and problems as JSON.")
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """
    Say what each FILE holds, or everything that is wrong with it.

    Exit code 0 when every file is sound, 2 otherwise.
    """
    problems: list[Problem] = []
    told: list[dict[str, Any]] = []
    for file in files:
        try:
            case, missing = _read(file)
        except InputError as error:
            problems += error.problems
            told.append({"file": str(file), "ok": False, "problems": [_as_json(found) for found in error.problems]})
            continue
        holds = contents(case)
        told.append({"file": str(file), "ok": True, "id": case.id, "holds": holds, "files_missing": missing})
        if not as_json:
            click.echo(f"{file}: ok: {in_words(holds)}")
            for name in missing:
                click.echo(f"{file}: names the file {name!r}, which is not there yet")
    if as_json:
        _print_json({"files": told})
        return 2 if problems else 0
    if problems:
        raise InputError.of(problems)
    return 0


@command.command("show")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(file: Path, as_json: bool) -> None:
    """Print FILE as breakapart understood it: canonical terms, nothing that stands for itself."""
    from breakapart.formats.case_yaml import write_case

    case, _ = _read(file)
    if as_json:
        _print_json(case.model_dump(mode="json"))
    else:
        click.echo(write_case(case), nl=False)


@command.command("schema")
@click.option("--json", "as_json", is_flag=True, help="Accepted for uniformity: the schema is always JSON.")
def schema(as_json: bool) -> None:  # noqa: ARG001 - every command has --json
    """Print the JSON Schema of case files, for editors that check and complete while one types."""
    from breakapart.formats.case_yaml import case_schema

    _print_json(case_schema())


def contents(case: "Case") -> dict[str, int]:
    """How many of everything a case holds."""
    components = [component for _, component in case.components]
    results = [result for component in components for result in component.sequencing]
    return {
        "specimens": len(case.specimens),
        "components": len(components),
        "morphology": sum(len(component.morphology) for component in components),
        "stains": sum(len(component.ihc) for component in components),
        "fish": sum(len(component.fish) for component in components),
        "sequencing": len(results),
        "fusions": sum(len(result.fusions) for result in results),
        "events": len(case.timeline),
    }


_COUNTED = {
    "specimens": ("specimen", "specimens"),
    "components": ("component", "components"),
    "morphology": ("morphology finding", "morphology findings"),
    "stains": ("stain", "stains"),
    "fish": ("FISH", "FISH"),
    "sequencing": ("sequencing result", "sequencing results"),
    "fusions": ("fusion", "fusions"),
    "events": ("event", "events"),
}


def in_words(holds: dict[str, int]) -> str:
    """
    What a case holds; what it does not hold is not named.

    >>> in_words({"specimens": 1, "components": 2, "stains": 23, "fish": 0})
    '1 specimen, 2 components, 23 stains'
    """
    return ", ".join(f"{count} {_COUNTED[name][count != 1]}" for name, count in holds.items() if count)


def _read(file: Path) -> tuple["Case", list[str]]:
    """The case, and the files it names that are not there (yet)."""
    from breakapart.formats.case_yaml import named_files, read_case
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference
    from breakapart.workup_fusions import fusion_trouble

    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    case = read_case(file, knowledge, reference, check_fusion=lambda text: fusion_trouble(reference, knowledge, text))
    return case, [name for name in named_files(case) if not (file.parent / name).is_file()]


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "line": problem.line,
        "column": problem.column,
        "solution": problem.solution,
    }


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
