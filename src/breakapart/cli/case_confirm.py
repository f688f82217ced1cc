"""`breakapart case confirm`: a person goes through what a draft inferred or is unsure of."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.errors import InputError

if TYPE_CHECKING:
    from breakapart.model.draft import DraftCase, DraftFact, Span

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
    from breakapart.drafting.confirm import confirmed_fields, path_after, to_ask
    from breakapart.formats.case_yaml import parse_case, write_fields
    from breakapart.formats.draft_files import DRAFT_SUFFIX, PROVENANCE_SUFFIX, provenance_path, read_draft
    from breakapart.knowledge import Knowledge
    from breakapart.model.draft import Sureness
    from breakapart.reference import Reference
    from breakapart.workup_fusions import fusion_trouble

    draft, text = read_draft(file)
    proposed = [fact for fact in draft.facts if fact.proposed_by]
    target = output or file.with_name(file.name.removesuffix(DRAFT_SUFFIX).removesuffix(".yaml") + ".yaml")
    beside, kept = provenance_path(file), target.with_suffix(PROVENANCE_SUFFIX)
    there = [path for path in (target, kept) if path.exists() and path != beside]
    if target == file or (there and not force):
        raise InputError(
            "exists already",
            source=str(there[0] if there else target),
            solution="Add --force to overwrite it, or choose another with --output",
        )
    rejected: list[str] = []
    edited: dict[str, Any] = {}
    answers: dict[str, str] = {}
    accept_rest = accept_inferred
    asked = to_ask(draft)
    if not (accept_inferred or as_json):
        _show(draft, proposed, text)
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
    told = json.loads(beside.read_text(encoding="utf-8"))
    for one in told["facts"]:
        if one.get("proposed_by"):
            one["confirmed"] = "shown, no part of the case"
            continue
        one["confirmed"] = answers.get(one["path"], "read")
        if not one["confirmed"].startswith("left out"):
            one["path_in_case"] = path_after(one["path"], rejected)
    told["confirmed"] = True
    write_whole(
        {target: body, kept: json.dumps(told, ensure_ascii=False, indent=1)},
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


def _show(draft: "DraftCase", proposed: list["DraftFact"], text: str) -> None:
    """What a person should know before the questions: what does not go together, what a plug-in proposed."""
    if draft.flags:
        click.echo("Does not go together, or should be looked at again:")
        for flag in draft.flags:
            click.echo(f"- {flag.kind}: {flag.statement}")
            for span in flag.spans[:4]:
                click.echo(f"    {_words(span, text)}")
    if proposed:
        click.echo("Proposed by a program, no part of the draft; enter what is right into the case file yourself:")
        for fact in proposed:
            click.echo(f"- {fact.label}: {fact.value} (by {fact.proposed_by})")
            for span in fact.spans:
                click.echo(f"    {_words(span, text)}")


def _words(span: "Span", text: str) -> str:
    said = " ".join(text[span.start : span.end].split())
    return f'"{said if len(said) <= QUOTED else said[: QUOTED - 3] + "..."}" ({span.start} to {span.end})'


def _ask(fact: "DraftFact", text: str, place: str) -> str:
    click.echo(f"\n[{place}] {fact.label}: {fact.value}")
    click.echo(f"  {fact.sureness.value}, {fact.rule}")
    for span in fact.spans:
        click.echo(f"  {_words(span, text)}")
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
