"""`breakapart case draft`: from texts to draft cases with their provenance."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.errors import InputError, Problem

if TYPE_CHECKING:
    from breakapart.drafting.score import KindScore
    from breakapart.drafting.vocabulary import DraftVocabulary
    from breakapart.model.draft import DraftCase

LISTED_FLAGS = 8
"""So many flags of a draft are shown in the terminal; the page has all."""
LISTED_WORDS = 3
"""So many places of the text are quoted for each."""
QUOTED = 60
"""Characters of a place that are quoted."""


@click.command("draft")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the drafts, else beside each FILE.",
)
@click.option(
    "--score",
    "truths",
    metavar="TRUTH",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Case file that holds the truth: print precision and recall, write nothing. One per case, in order.",
)
@click.option(
    "--propose",
    metavar="PROGRAM",
    help="A program of your own (a language model): gets the text, writes proposals as JSON. They stand apart.",
)
@click.option(
    "--propose-seconds",
    metavar="SECONDS",
    type=click.FloatRange(0, min_open=True),
    default=120,
    show_default=True,
    help="How long PROGRAM may take for one text.",
)
@click.option("--force", is_flag=True, help="Overwrite drafts that exist.")
@click.option("--resume", is_flag=True, help="Skip each FILE whose drafts are there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the drafts (or the score) as JSON.")
def draft(
    files: tuple[Path, ...],
    output: Path | None,
    truths: tuple[Path, ...],
    propose: str | None,
    propose_seconds: float,
    force: bool,
    resume: bool,
    as_json: bool,
) -> int:
    """
    Read each FILE (text, Markdown, HTML, PDF or DOCX) and draft a case for every patient in it.

    Writes for each case NAME.draft.yaml, NAME.provenance.json (where every field stands) and NAME.draft.html (text and
    draft side by side). What does not go together in a draft is listed. Nothing takes a draft for a case before
    `breakapart case confirm`.
    """
    from breakapart.cli.plug_in import program_of

    if truths and (len(files) > 1 or force or resume):
        raise InputError("'--score' takes one FILE and writes nothing", solution="Leave the other options out")
    if force and resume:
        raise InputError("'--force' drafts anew, '--resume' does not: give one of them")
    program = None if propose is None else program_of(propose)
    drafter = _Drafter(output, program, propose_seconds, force=force, resume=resume)
    if truths:
        drafts, _, _ = drafter.read(files[0])
        _score(drafts, truths, as_json)
        return 0
    one_only = len(files) == 1
    batch = _Batch()
    with _progress(len(files), hidden=one_only or as_json) as step:
        for file in files:
            try:
                batch.add(file, drafter.draft(file))
            except InputError as error:
                if one_only:
                    raise
                batch.problems += error.problems
                batch.refused.append({"file": str(file), "problems": [str(problem) for problem in error.problems]})
            step()
    if as_json:
        click.echo(json.dumps(batch.told(), ensure_ascii=False, indent=2))
        return 2 if batch.problems else 0
    _print(batch, one_only=one_only)
    if batch.problems:
        raise InputError.of(batch.problems)
    return 0


@dataclass(slots=True)
class _Batch:
    """What became of each text."""

    drafts: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: Path, drafts: list[dict[str, Any]] | None) -> None:
        if drafts is None:
            self.skipped.append(str(file))
        else:
            self.drafts += drafts

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = {"drafts": self.drafts}
        if self.skipped:
            told["skipped"] = self.skipped
        if self.refused:
            told["refused"] = self.refused
        return told


class _Drafter:
    """Drafts texts one after the other, with the vocabulary loaded once."""

    def __init__(
        self, output: Path | None, program: list[str] | None, seconds: float, *, force: bool, resume: bool
    ) -> None:
        from breakapart.knowledge import Knowledge
        from breakapart.reference import Reference

        self._output, self._program, self._seconds = output, program, seconds
        self._force, self._resume = force, resume
        self._knowledge, self._reference = Knowledge.bundled(), Reference.bundled()
        self._vocabulary: DraftVocabulary | None = None
        self._written: dict[Path, Path] = {}
        """Every file written by this command, and the text it was written for."""
        self._there: dict[Path, dict[str, list[str]]] = {}
        self._interrupted: set[Path] = set()
        """Texts of which an earlier command wrote some of the drafts only."""

    def draft(self, file: Path) -> list[dict[str, Any]] | None:
        """Drafts of `file`, written and told; None when they were there already. InputError when nothing is written."""
        from breakapart.cli.files import write_whole
        from breakapart.formats.draft_files import (
            DRAFT_SUFFIX,
            PAGE_SUFFIX,
            PROVENANCE_SUFFIX,
            draft_yaml,
            provenance_json,
        )
        from breakapart.reports.draft_page import render

        folder = self._output if self._output is not None else file.parent
        if self._resume and self._is_drafted(file, folder):
            return None
        drafts, text, dropped = self.read(file)
        ids = [str(one.fields["id"]) for one in drafts]
        digest = _digest(file)
        # Provenance first: what was interrupted can be told from what somebody else wrote.
        written: dict[Path, str] = {
            folder / (stem + PROVENANCE_SUFFIX): provenance_json(one, text, file.name, sha256=digest, drafts=ids)
            for one, stem in zip(drafts, ids, strict=True)
        }
        for one, stem in zip(drafts, ids, strict=True):
            written[folder / (stem + DRAFT_SUFFIX)] = draft_yaml(one)
            written[folder / (stem + PAGE_SUFFIX)] = render(one, text, file.name)
        self._refuse_to_overwrite(file, list(written))
        write_whole(written)
        self._written |= dict.fromkeys(written, file)
        return [_told(one, text, folder, dropped if self._program else None) for one in drafts]

    def read(self, file: Path) -> tuple[tuple["DraftCase", ...], str, int]:
        """The reviewed drafts of `file`, its text, and how many proposals the text did not bear out."""
        from breakapart.cli.plug_in import run_plug_in
        from breakapart.draft_review import review_draft
        from breakapart.formats.documents import read_document
        from breakapart.formats.proposals import parse_proposals
        from breakapart.workup import draft_text, draft_vocabulary

        text = read_document(file)
        if self._vocabulary is None:
            self._vocabulary = draft_vocabulary(self._reference, self._knowledge)
        proposals: tuple[tuple[str, str, int, int], ...] = ()
        by = "plug-in"
        if self._program is not None:
            by = Path(self._program[0]).name
            output = run_plug_in(self._program, text, seconds=self._seconds)
            proposals = parse_proposals(output, text, source=f"output of {by} for {file.name}")
        drafts = draft_text(
            text, self._vocabulary, source=str(file), name=file.stem, propose=lambda _: proposals, proposed_by=by
        )
        kept = {(fact.label, fact.value, fact.spans) for one in drafts for fact in one.facts if fact.proposed_by}
        reviewed = tuple(review_draft(one, reference=self._reference, knowledge=self._knowledge) for one in drafts)
        return reviewed, text, len(set(proposals)) - len(kept)

    def _refuse_to_overwrite(self, file: Path, targets: list[Path]) -> None:
        for target in targets:
            other = self._written.get(target)
            if other is not None:
                raise InputError(
                    f"would be drafted into {target.name}, as {other} was",
                    source=str(file),
                    solution="Rename one of the two, or draft them into different folders with --output",
                )
        there = [target for target in targets if target.exists()]
        if there and not self._force and file not in self._interrupted:
            names = _listed([str(target) for target in there])
            raise InputError(
                f"{names} {'exists' if len(there) == 1 else 'exist'} already{_kept_in(there)}",
                source=str(file),
                solution="Add --force to overwrite, --resume to skip such texts, or choose a folder with --output",
            )

    def _is_drafted(self, file: Path, folder: Path) -> bool:
        """
        Whether every draft of `file` is there.

        Raises InputError when the text has changed since: a person decides whether its drafts are drafted anew.
        """
        from breakapart.drafting.draft import draft_name
        from breakapart.formats.draft_files import DRAFT_SUFFIX, PAGE_SUFFIX, PROVENANCE_SUFFIX, read_origin

        if folder not in self._there:
            self._there[folder] = _provenances(folder)
        for name in self._there[folder].get(draft_name(file.stem), []):
            origin = read_origin(folder / name)
            if origin is None or origin.source != file.name:
                continue
            if origin.sha256 and origin.sha256 != _digest(file):
                raise InputError(
                    f"has changed since it was drafted ({name})",
                    source=str(file),
                    solution="Draft it alone with --force, or move its drafts away",
                )
            suffixes = (DRAFT_SUFFIX, PAGE_SUFFIX, PROVENANCE_SUFFIX)
            if all((folder / (stem + suffix)).exists() for stem in origin.drafts for suffix in suffixes):
                return True
            if not origin.confirmed:
                self._interrupted.add(file)
        return False


def _provenances(folder: Path) -> dict[str, list[str]]:
    """Names of the provenance files in `folder` by the name of the text they may belong to."""
    from breakapart.formats.draft_files import PROVENANCE_SUFFIX

    found: dict[str, list[str]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.endswith(PROVENANCE_SUFFIX):
            stem = path.name.removesuffix(PROVENANCE_SUFFIX)
            for name in {stem, stem.rpartition("-case-")[0]}:
                found.setdefault(name, []).append(path.name)
    return found


def _kept_in(there: list[Path]) -> str:
    from breakapart.formats.draft_files import PROVENANCE_SUFFIX, read_origin

    for path in there:
        if path.name.endswith(PROVENANCE_SUFFIX):
            origin = read_origin(path)
            if origin is not None and origin.confirmed:
                return f", and {path.name} keeps what a person confirmed"
    return ""


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _progress(length: int, *, hidden: bool) -> Iterator[Callable[[], object]]:
    """A bar with the remaining time on a terminal, nothing elsewhere; yields what moves it on."""
    with click.progressbar(
        length=length, label="Drafting", file=sys.stderr, hidden=hidden or not sys.stderr.isatty(), width=30
    ) as bar:
        yield lambda: bar.update(1)


def _print(batch: _Batch, *, one_only: bool) -> None:
    for told in batch.drafts:
        flags = told["flags"]
        points = f"; {len(flags)} {'point' if len(flags) == 1 else 'points'} to look at" if flags else ""
        click.echo(
            f"{told['file']}: {told['read']} read, {told['inferred']} inferred, {told['unsure']} unsure; "
            f"{told['not_understood']} sentences not understood{points}"
        )
        if "proposals" in told:
            kept, dropped = told["proposals"]["kept"], told["proposals"]["dropped"]
            click.echo(f"  {kept} proposed, shown apart; {dropped} dropped, as the text does not say them there")
        for flag in flags[:LISTED_FLAGS] if one_only else ():
            click.echo(f"  {flag['kind']}: {flag['statement']}{_quoted(flag['words'])}")
        if one_only and len(flags) > LISTED_FLAGS:
            click.echo(f"  {len(flags) - LISTED_FLAGS} more in {told['page']}")
    if not one_only:
        click.echo(
            f"{len(batch.drafts)} drafts written, {len(batch.skipped)} texts skipped (drafted before), "
            f"{len(batch.refused)} refused"
        )
    elif batch.skipped:
        click.echo(f"{batch.skipped[0]}: skipped, drafted before")
    if batch.drafts:
        click.echo(f"Next: breakapart case confirm {batch.drafts[0]['file']}")


def _quoted(words: list[str]) -> str:
    if not words:
        return ""
    more = f" and {len(words) - LISTED_WORDS} more" if len(words) > LISTED_WORDS else ""
    return " (" + ", ".join(f'"{said}"' for said in words[:LISTED_WORDS]) + f"{more})"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _said(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= QUOTED else plain[: QUOTED - 3] + "..."


def _told(one: "DraftCase", text: str, folder: Path, dropped: int | None) -> dict[str, Any]:
    from breakapart.formats.draft_files import DRAFT_SUFFIX, PAGE_SUFFIX, flag_fields

    counts = {
        name: sum(fact.sureness == name and not fact.proposed_by for fact in one.facts)
        for name in ("read", "inferred", "unsure")
    }
    told: dict[str, Any] = {
        "case": one.label,
        "file": str(folder / (str(one.fields["id"]) + DRAFT_SUFFIX)),
        "page": str(folder / (str(one.fields["id"]) + PAGE_SUFFIX)),
        **counts,
        "not_understood": len(one.not_understood),
        "flags": [
            {**flag_fields(flag), "words": [_said(text[span.start : span.end]) for span in flag.spans]}
            for flag in one.flags
        ],
    }
    if dropped is not None:
        told["proposals"] = {"kept": sum(bool(fact.proposed_by) for fact in one.facts), "dropped": dropped}
    return told


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
