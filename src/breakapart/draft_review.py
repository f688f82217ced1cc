"""
A draft held against itself by the checks that a case file gets, before a person confirms it.

The draft is taken as it would be when what was read or inferred is confirmed. What the checks find may be a
contradiction of the text or a mistake of the reading; either way a person should look at the words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from breakapart.diagnosis.audit import RECORD
from breakapart.drafting.confirm import case_of, confirmed_fields, path_after
from breakapart.errors import InputError
from breakapart.formats.case_consistency import contradictions
from breakapart.formats.case_words import path_in_words
from breakapart.knowledge import Knowledge
from breakapart.model.agreement import Conflict, GeneAgreement
from breakapart.model.case import Case
from breakapart.model.draft import DraftCase, DraftFlag, Span, Sureness
from breakapart.model.finding import Finding
from breakapart.model.result import CaseResult
from breakapart.reference import Reference
from breakapart.workup import assess

TEXT = "the text"


def review_draft(draft: DraftCase, *, reference: Reference, knowledge: Knowledge) -> DraftCase:
    """
    `draft` with its flags: what the text says twice and differently, and what the checks of case files say of it.

    Where the draft makes no case that can be assessed, the flags say why.
    """
    unsure = [fact.path for fact in draft.facts if fact.path and fact.sureness is Sureness.UNSURE]
    places = _Places(draft, unsure)
    flags = [
        DraftFlag(
            "contradiction",
            _capital(note.why.removeprefix("contradiction in the text: ")) + ".",
            "The text says both; the first is used.",
            "Look at the slide again, and correct the text.",
            TEXT,
            (),
            tuple(sorted({note.span, *note.contradicts})),
        )
        for note in draft.not_understood
        if note.contradicts
    ]
    fields = confirmed_fields(draft, unsure)
    flags += _of_the_record(fields, places)
    try:
        result = assess(case_of(fields), reference=reference, knowledge=knowledge, rank=False)
    except InputError as error:
        if not any(flag.kind == "record" for flag in flags):
            flags += [
                DraftFlag("record", problem.message + ".", "", problem.solution or "", RECORD, (), ())
                for problem in error.problems
            ]
    else:
        flags += _of_the_assessment(result, places, _doi(draft))
    understood = tuple(note for note in draft.not_understood if not note.contradicts)
    return replace(draft, not_understood=understood, flags=tuple(flags))


class _Places:
    """From fields of the confirmed case back to the facts of the draft, and to their words."""

    def __init__(self, draft: DraftCase, rejected: list[str]) -> None:
        gone = set(rejected)
        self._facts = [
            (path_after(fact.path, rejected) + ".", fact) for fact in draft.facts if fact.path and fact.path not in gone
        ]

    def of(self, entries: Iterable[str]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        """Fields of the draft at, in or around `entries` of the case, and the words they come from."""
        wanted = tuple(entry + "." for entry in entries)
        around = {entry[: i + 1] for entry in wanted for i, sign in enumerate(entry) if sign == "."}
        found = [fact for path, fact in self._facts if path in around or path.startswith(wanted)]
        spans = {span for fact in found for span in fact.spans if span.end > span.start}
        return tuple(dict.fromkeys(fact.path for fact in found)), tuple(sorted(spans))


def _of_the_record(fields: Mapping[str, Any], places: _Places) -> list[DraftFlag]:
    flags = []
    for trouble in contradictions(fields):
        statement = f"{_capital(path_in_words(trouble.path, fields))}: {trouble.message}."
        where = places.of([".".join(map(str, trouble.path))])
        flags.append(DraftFlag("record", statement, "", trouble.solution or "", RECORD, *where))
    return flags


def _of_the_assessment(result: CaseResult, places: _Places, doi: str) -> Iterator[DraftFlag]:
    findings = {finding.id: finding for finding in result.findings}
    for agreement in result.agreements:
        for conflict in agreement.conflicts:
            entries = [
                entry
                for row in agreement.rows
                for cell in row.cells
                for id_ in cell.finding_ids
                if id_ in findings
                for entry in _entries(findings[id_], agreement, result.case)
            ]
            yield DraftFlag(
                "conflict",
                conflict.statement,
                "Two assays disagree: biology, a failed test, or a word that was misread.",
                _first_step(conflict),
                RECORD,
                *places.of(entries),
            )
    for flag in result.audit:
        if flag.kind == "literature" and not (doi and doi in flag.source):
            continue  # of another publication than the text
        yield DraftFlag(
            flag.kind, flag.statement, flag.because, flag.how_to_resolve, flag.source, *places.of(flag.about)
        )


def _entries(finding: Finding, agreement: GeneAgreement, case: Case) -> Iterator[str]:
    """The entries of the case file that a finding on one gene was stated from."""
    for at, specimen in enumerate(case.specimens):
        for part, component in enumerate(specimen.components):
            if (specimen.id, component.id) != (finding.specimen, finding.component):
                continue
            base = f"specimens.{at}.components.{part}"
            if finding.event.startswith("ihc:"):
                marker = finding.event.removeprefix("ihc:")
                yield from (f"{base}.ihc.{i}" for i, stain in enumerate(component.ihc) if stain.marker == marker)
            elif finding.assay.startswith("FISH"):
                yield from (f"{base}.fish.{i}" for i, fish in enumerate(component.fish) if fish.gene == agreement.gene)
            else:
                yield from (
                    f"{base}.sequencing.{i}.fusions.{j}"
                    for i, run in enumerate(component.sequencing)
                    for j, call in enumerate(run.fusions)
                    if agreement.gene in call.call
                )


def _first_step(conflict: Conflict) -> str:
    return conflict.next_steps[0] if conflict.next_steps else "Look at both results again."


def _doi(draft: DraftCase) -> str:
    source = draft.fields.get("source")
    return str(source.get("doi", "")) if isinstance(source, dict) else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
