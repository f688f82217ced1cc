"""`breakapart case confirm`: a person goes through what a draft inferred or is unsure of."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.errors import InputError

if TYPE_CHECKING:
    from breakapart.model.draft import DraftFact

QUOTED = 160
"""Characters of a span that are shown."""


@click.command("confirm")
@click.argument("file", metavar="DRAFT", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The case file to write; without it NAME.yaml beside the draft.",
)
@click.option(
    "--accept-inferred",
    is_flag=True,
    help="For scripts: ask nothing, accept what was inferred and leave out what is unsure.",
)
@click.option("--force", is_flag=True, help="Overwrite the case file when it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def confirm(file: Path, output: Path | None, accept_inferred: bool, force: bool, as_json: bool) -> None:
    """
    Turn DRAFT (`*.draft.yaml`) into a case file: asks about every inferred and every unsure field.

    Answers: y accept, n leave out, e another value, a accept all the rest that is inferred, q stop and write nothing.
    """
    from breakapart.cli.files import write_whole
    from breakapart.drafting.confirm import confirmed_fields, to_ask
    from breakapart.formats.case_yaml import parse_case, write_fields
    from breakapart.formats.draft_files import DRAFT_SUFFIX, provenance_path, read_draft
    from breakapart.knowledge import Knowledge
    from breakapart.model.draft import Sureness
    from breakapart.reference import Reference
    from breakapart.workup_fusions import fusion_trouble

    draft, text = read_draft(file)
    target = output or file.with_name(file.name.removesuffix(DRAFT_SUFFIX).removesuffix(".yaml") + ".yaml")
    if target == file or (target.exists() and not force):
        raise InputError(
            "exists already",
            source=str(target),
            solution="Add --force to overwrite it, or choose another with --output",
        )
    rejected: list[str] = []
    edited: dict[str, Any] = {}
    answers: dict[str, str] = {}
    accept_rest = accept_inferred
    asked = to_ask(draft)
    for number, fact in enumerate(asked, start=1):
        is_unsure = fact.sureness is Sureness.UNSURE
        if accept_rest and not is_unsure:
            answers[fact.path] = "accepted unseen"
            continue
        if accept_inferred:
            rejected.append(fact.path)
            answers[fact.path] = "left out unseen"
            continue
        answer = _ask(fact, text, f"{number} of {len(asked)}")
        if answer == "q":
            raise click.Abort
        if answer == "a":
            accept_rest, answer = True, "n" if is_unsure else "y"
        if answer == "e" and fact.path:
            edited[fact.path] = _typed(click.prompt("Value", type=str), draft.fields, fact.path)
            answers[fact.path] = "changed"
        elif answer == "y":
            answers[fact.path] = "accepted"
        else:
            rejected.append(fact.path)
            answers[fact.path] = "left out"
    body = write_fields(confirmed_fields(draft, rejected, edited))
    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    parse_case(
        body.encode(),
        knowledge,
        reference,
        source=str(target),
        check_fusion=lambda call: fusion_trouble(reference, knowledge, call),
    )
    beside = provenance_path(file)
    told = json.loads(beside.read_text(encoding="utf-8"))
    for one in told["facts"]:
        one["confirmed"] = answers.get(one["path"], "read")
    told["confirmed"] = True
    write_whole(
        {target: body, target.with_suffix(".provenance.json"): json.dumps(told, ensure_ascii=False, indent=1)},
        advice="Choose another file with '--output'.",
    )
    if as_json:
        click.echo(
            json.dumps(
                {"file": str(target), "asked": len(asked), "left_out": len(rejected), "changed": len(edited)}, indent=2
            )
        )
    else:
        click.echo(
            f"Written: {target} ({len(asked)} fields looked at, {len(rejected)} left out, {len(edited)} changed)"
        )


def _ask(fact: "DraftFact", text: str, place: str) -> str:
    click.echo(f"\n[{place}] {fact.label}: {fact.value}")
    click.echo(
        f"  {fact.sureness.value}, {fact.rule}" + (f", proposed by {fact.proposed_by}" if fact.proposed_by else "")
    )
    for span in fact.spans:
        said = " ".join(text[max(0, span.start) : span.end].split())
        click.echo(f'  "{said if len(said) <= QUOTED else said[: QUOTED - 3] + "..."}" ({span.start} to {span.end})')
    answer: str = click.prompt(
        "  y/n/e/a/q",
        type=click.Choice(["y", "n", "e", "a", "q"]),
        default="n" if fact.sureness == "unsure" else "y",
        show_choices=False,
    )
    return answer


def _typed(value: str, fields: Any, path: str) -> Any:
    """The answer in the type that the field has; a result with an outcome gets another outcome."""
    current = fields
    for step in path.split("."):
        current = current[int(step) if step.isdigit() else step]
    if isinstance(current, dict) and "outcome" in current:
        return {**{key: item for key, item in current.items() if key not in ("extent", "intensity")}, "outcome": value}
    if isinstance(current, bool) or not isinstance(current, int | float):
        return value
    try:
        return type(current)(value)
    except ValueError:
        raise InputError(f"{value!r} is not a number", solution="Start again and give a number") from None
