"""
A case walked through in time: at each pathology read, what was known, what it meant, and which test was due.

What was known when, as far as the notes say it:

- microscopy of a specimen is known from its first read;
- a stain, FISH or sequencing result is known from the event its `known_at` names, else from the last read of its
  specimen: assays come after the slide, and results found later are often filed with the specimen they were done on;
- a specimen of which nothing of its own is recorded is the same tumour as the last one read in its region.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from breakapart.diagnosis.differential import context_of, findings_of, rank_entities
from breakapart.diagnosis.evidence import EvidenceModel
from breakapart.diagnosis.next_test import Adviser
from breakapart.diagnosis.timeline import place_events
from breakapart.model.case import Case, Component, Event, EventKind, Specimen
from breakapart.model.differential import ComponentDifferential, Replay, ReplayStep
from breakapart.model.finding import Finding

RULE = (
    "Microscopy counts as known from the first read of its specimen; an assay from the event it names, else from the "
    "last read of its specimen; a specimen without findings of its own is taken for the tumour last read in its region."
)
ASSAYS = ("ihc", "mol")
"""Kinds of findings that come after the slide."""


def replay(
    case: Case,
    findings: Sequence[Finding],
    model: EvidenceModel,
    adviser: Adviser,
    *,
    final: Sequence[ComponentDifferential] = (),
) -> Replay:
    """
    The differential at every pathology read of the timeline, from what was known by then.

    `final` are the differentials from all findings, where they are at hand: a read at which everything was known shows
    them, and they need not be computed again.

    Reads of specimens of which nothing is recorded, by then or before, give no step.
    """
    order = {event.id: i for i, event in enumerate(case.timeline)}
    when = {placed.event.id: placed.words for placed in place_events(case)}
    steps: list[ReplayStep] = []
    ranked = {(findings_of(findings, one.specimen, one.component), one.specimen, one.component): one for one in final}
    before: dict[tuple[str, str], set[str]] = {}
    for event in case.timeline:
        if event.kind is not EventKind.PATHOLOGY_READ:
            continue
        for specimen, component in _looked_at(case, event, order):
            known = _known(case, findings, specimen, component, order, order[event.id])
            told = tuple(one for one in known if one.event.partition(":")[0] in ("morph", *ASSAYS))
            if not told:
                continue
            key = specimen.id, component.id
            new = [one for one in told if one.id not in before.get(key, set())]
            before[key] = {one.id for one in known}
            same = (known, specimen.id, component.id)
            if same not in ranked:
                ranked[same] = rank_entities(
                    known,
                    context_of(case, specimen, component),
                    model,
                    adviser=adviser,
                    specimen=specimen.id,
                    component=component.id,
                )
            steps.append(
                ReplayStep(
                    event=event.id,
                    what=event.what,
                    when=when[event.id],
                    specimen=specimen.id,
                    component=component.id,
                    said_then=event.diagnosis,
                    known=tuple(one.because for one in told),
                    newly_known=tuple(one.because for one in new),
                    differential=_short(ranked[same]),
                )
            )
    return Replay(tuple(steps), RULE)


SHOWN_ENTITIES, SHOWN_TESTS = 10, 10
"""A step keeps the leading entities and tests; the full ranking of what is known today stands elsewhere."""


def _short(differential: ComponentDifferential) -> ComponentDifferential:
    entities = tuple(replace(one, evidence=()) for one in differential.entities[:SHOWN_ENTITIES])
    return replace(differential, entities=entities, next_tests=differential.next_tests[:SHOWN_TESTS])


def _looked_at(case: Case, event: Event, order: dict[str, int]) -> Iterator[tuple[Specimen, Component]]:
    """The components a read could judge; of a specimen without its own, those of the tumour read before there."""
    for id_ in event.specimens:
        specimen = case.specimen(id_)
        if any(_has_findings(component) for component in specimen.components):
            for component in specimen.components:
                if _has_findings(component):
                    yield specimen, component
            continue
        earlier = _same_tumour_before(case, specimen, order[event.id])
        if earlier is not None:
            yield from ((earlier, component) for component in earlier.components if _has_findings(component))


def _has_findings(component: Component) -> bool:
    return bool(component.morphology or component.ihc or component.fish or component.sequencing)


def _same_tumour_before(case: Case, specimen: Specimen, now: int) -> Specimen | None:
    for event in reversed(case.timeline[:now]):
        if event.kind is not EventKind.PATHOLOGY_READ:
            continue
        for id_ in event.specimens:
            other = case.specimen(id_)
            same_place = other.site.region is not None and other.site.region is specimen.site.region
            if same_place and any(_has_findings(component) for component in other.components):
                return other
    return None


def _known(
    case: Case, findings: Sequence[Finding], specimen: Specimen, component: Component, order: dict[str, int], now: int
) -> tuple[Finding, ...]:
    reads = [order[e.id] for e in case.timeline if e.kind is EventKind.PATHOLOGY_READ and specimen.id in e.specimens]
    first, last = (reads[0], reads[-1]) if reads else (0, len(order))
    named = _named_times(component)
    known = []
    for one in findings_of(findings, specimen.id, component.id):
        kind = one.event.partition(":")[0]
        if kind in ASSAYS:
            at = next((order[event] for key, event in named if _is_of(one, key) and event in order), last)
        else:
            at = first
        if at <= now or one.event == "sex:male":
            known.append(one)
    return tuple(known)


def _named_times(component: Component) -> list[tuple[str, str]]:
    """(what a finding's assay or event must hold, event at which it became known) for results that say so."""
    named = [(f"ihc:{stain.marker}|{stain.clone or ''}", stain.known_at) for stain in component.ihc]
    named += [(f"fish:{assay.gene}", assay.known_at) for assay in component.fish]
    named += [(f"sequencing:{result.assay}", result.known_at) for result in component.sequencing]
    return [(key, at) for key, at in named if at is not None]


def _is_of(finding: Finding, key: str) -> bool:
    kind, _, what = key.partition(":")
    if kind == "ihc":
        marker, _, clone = what.partition("|")
        return finding.event.startswith(f"ihc:{marker}") and (finding.clone or "") == clone
    if kind == "fish":
        return finding.assay.startswith("FISH") and finding.event == f"mol:{what}_rearranged"
    return finding.assay.endswith(f" {what}") and not finding.assay.startswith("FISH")
