"""`breakapart case draft`: from a text to draft cases with their provenance."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.errors import InputError

if TYPE_CHECKING:
    from breakapart.drafting.score import KindScore
    from breakapart.model.draft import DraftCase


@click.command("draft")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the drafts, else beside FILE.",
)
@click.option(
    "--score",
    "truths",
    metavar="TRUTH",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Case file that holds the truth: print precision and recall, write nothing. One per case, in order.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the drafts (or the score) as JSON.")
def draft(file: Path, output: Path | None, truths: tuple[Path, ...], as_json: bool) -> None:
    """
    Read FILE (text, Markdown, HTML, PDF or DOCX) and draft a case for every patient in it.

    Writes for each case NAME.draft.yaml, NAME.provenance.json (where every field stands) and NAME.draft.html (text and
    draft side by side). Nothing takes a draft for a case before `breakapart case confirm`.
    """
    from breakapart.cli.files import write_whole
    from breakapart.formats.documents import read_document
    from breakapart.formats.draft_files import DRAFT_SUFFIX, PROVENANCE_SUFFIX, draft_yaml, provenance_json
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference
    from breakapart.reports.draft_page import render
    from breakapart.workup import draft_text, draft_vocabulary

    text = read_document(file)
    vocabulary = draft_vocabulary(Reference.bundled(), Knowledge.bundled())
    drafts = draft_text(text, vocabulary, source=str(file), name=file.stem)
    if truths:
        _score(drafts, truths, as_json)
        return
    folder = output if output is not None else file.parent
    written: dict[Path, str] = {}
    for one in drafts:
        stem = str(one.fields["id"])
        written[folder / (stem + DRAFT_SUFFIX)] = draft_yaml(one)
        written[folder / (stem + PROVENANCE_SUFFIX)] = provenance_json(one, text, file.name)
        written[folder / (stem + ".draft.html")] = render(one, text, file.name)
    write_whole(written)
    if as_json:
        click.echo(json.dumps({"drafts": [_told(one, folder) for one in drafts]}, ensure_ascii=False, indent=2))
        return
    for one in drafts:
        told = _told(one, folder)
        click.echo(
            f"{told['file']}: {told['read']} read, {told['inferred']} inferred, {told['unsure']} unsure; "
            f"{told['not_understood']} sentences not understood"
        )
        for missed in one.not_understood:
            if missed.why.startswith("contradiction"):
                click.echo(f"  {missed.why}")
    click.echo(f"Next: breakapart case confirm {folder / (str(drafts[0].fields['id']) + DRAFT_SUFFIX)}")


def _told(one: "DraftCase", folder: Path) -> dict[str, Any]:
    counts = {name: sum(fact.sureness == name for fact in one.facts) for name in ("read", "inferred", "unsure")}
    return {
        "case": one.label,
        "file": str(folder / (str(one.fields["id"]) + ".draft.yaml")),
        **counts,
        "not_understood": len(one.not_understood),
    }


def _score(drafts: tuple["DraftCase", ...], truths: tuple[Path, ...], as_json: bool) -> None:
    from breakapart.drafting.confirm import as_case
    from breakapart.drafting.score import score, score_as_counted
    from breakapart.formats.case_yaml import read_case
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference

    if len(truths) != len(drafts):
        raise InputError(
            f"the text holds {len(drafts)} cases, but '--score' is given {len(truths)} times",
            solution="Give one TRUTH per case, in their order",
        )
    told = []
    for one, path in zip(drafts, truths, strict=True):
        case, truth = as_case(one), read_case(path, Knowledge.bundled(), Reference.bundled())
        scores, counted = score(case, truth), score_as_counted(case, truth)
        kinds = [_score_json(kind) for kind in scores]
        told.append({"case": one.label, "truth": str(path), "kinds": kinds, "as_counted": _score_json(counted)})
        if as_json:
            continue
        click.echo(f"Case {one.label} against {path}")
        click.echo(f"  {'kind':<12} {'right':>5} {'wrong':>5} {'missed':>6}  precision  recall")
        for kind in (*scores, counted):
            click.echo(
                f"  {kind.kind:<12} {kind.right:>5} {len(kind.wrong):>5} {len(kind.missed):>6}"
                f"  {_share(kind.precision):>9} {_share(kind.recall):>7}"
            )
        for word, facts in (("wrong", scores[-1].wrong), ("missed", scores[-1].missed)):
            for fact in facts:
                click.echo(f"  {word}: {fact}")
    if as_json:
        click.echo(json.dumps({"scores": told}, ensure_ascii=False, indent=2))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _score_json(kind: "KindScore") -> dict[str, Any]:
    return {
        "kind": kind.kind,
        "right": kind.right,
        "wrong": [str(fact) for fact in kind.wrong],
        "missed": [str(fact) for fact in kind.missed],
        "precision": kind.precision,
        "recall": kind.recall,
    }
