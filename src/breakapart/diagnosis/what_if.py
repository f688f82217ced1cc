"""What if a finding were otherwise: `ihc.ALK=absent` put in the place of what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from breakapart.errors import InputError, Problem
from breakapart.knowledge.markers import Markers
from breakapart.knowledge.vocabulary import Vocabulary
from breakapart.model.finding import Finding
from breakapart.model.outcome import Extent, Intensity, Outcome

KINDS = ("ihc", "morph", "mol")
RESULTS = ("present", "absent", "diffuse", "focal", "weak", "equivocal", "not_evaluable", "not_done")
ASSUMED = "assumed"
"""Assay of a finding that was not made but assumed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One finding as it might have been."""

    event: str
    result: str
    """One of `RESULTS`; `not_done` takes the finding away."""

    def __str__(self) -> str:
        return f"{self.event.partition(':')[2]} {self.result.replace('_', ' ')}"


def parse_changes(texts: Iterable[str], markers: Markers, morphology: Vocabulary) -> tuple[Change, ...]:
    """
    Changes such as `ihc.ALK=absent`, `morph.storiform=present` or `mol.STRN::ALK=present`.

    Raises InputError, with every problem at once, for what cannot be read or is not known.
    """
    changes: list[Change] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            changes.append(_parse(text, markers, morphology))
        except InputError as error:
            problems.extend(error.problems)
    twice = sorted({c.event for c in changes if sum(other.event == c.event for other in changes) > 1})
    problems += [Problem(f"{event} is set twice", "option --set") for event in twice]
    if problems:
        raise InputError.of(problems)
    return tuple(changes)


def _parse(text: str, markers: Markers, morphology: Vocabulary) -> Change:
    source = "option --set"
    left, sign, result = text.partition("=")
    kind, dot, what = left.strip().partition(".")
    if not sign or not dot or kind not in KINDS or not what:
        raise InputError(
            f"{text!r} is not of the form KIND.WHAT=RESULT",
            source=source,
            solution="Write for example ihc.ALK=absent, morph.storiform=present or mol.STRN::ALK=present.",
        )
    word = result.strip().lower().replace(" ", "_").replace("-", "_")
    word = {
        "positive": "present",
        "pos": "present",
        "negative": "absent",
        "neg": "absent",
        "not_tested": "not_done",
    }.get(word, word)
    if word not in RESULTS:
        raise InputError(f"result {result!r} is not known, expected one of {', '.join(RESULTS)}", source=source)
    if kind == "mol":
        if word in ("diffuse", "focal", "weak"):
            raise InputError(f"{what} is a molecular event and cannot be {word}", source=source)
        name = what if "::" in what or "_" in what else f"{what}_rearranged"
        return Change(f"mol:{name}", word)
    vocabulary: Vocabulary = markers if kind == "ihc" else morphology
    id_ = vocabulary.resolve(what)
    if id_ is None:
        near = vocabulary.suggest(what)
        raise InputError(
            f"{vocabulary.kind} {what!r} is not known",
            source=source,
            solution=f"Did you mean {' or '.join(near)}?" if near else "See 'breakapart knowledge list'.",
        )
    return Change(f"{kind}:{id_}", word)


def apply_changes(
    findings: Sequence[Finding], changes: Iterable[Change], specimen: str, component: str
) -> tuple[Finding, ...]:
    """The findings of one component with `changes` in the place of what was found; others stay as they are."""
    changed = {change.event: change for change in changes}
    kept = [
        one
        for one in findings
        if (one.specimen, one.component) != (specimen, component) or not _is_replaced(one, changed)
    ]
    assumed = [_assumed(change, specimen, component) for change in changed.values() if change.result != "not_done"]
    return (*kept, *assumed)


def without(findings: Iterable[Finding], kinds: Iterable[str]) -> tuple[Finding, ...]:
    """Findings without those of an assay: `ihc`, `fish`, `sequencing`, `molecular` (both) or `morph`."""
    dropped = set(kinds)

    def is_dropped(one: Finding) -> bool:
        kind = one.event.partition(":")[0]
        if kind != "mol":
            return kind in dropped
        assay = "fish" if one.assay.upper().startswith("FISH") else "sequencing"
        return bool({"molecular", assay} & dropped)

    return tuple(one for one in findings if not is_dropped(one))


def _is_replaced(one: Finding, changed: dict[str, Change]) -> bool:
    if one.event in changed:
        return True
    # A stain that is set otherwise takes its own readings with it (the nuclear-membrane pattern of ALK).
    return any(event.startswith("ihc:") and one.event.startswith(f"{event}_") for event in changed)


def _assumed(change: Change, specimen: str, component: str) -> Finding:
    outcome = Outcome(change.result) if change.result in tuple(Outcome) else Outcome.PRESENT
    extent = {"diffuse": Extent.DIFFUSE, "focal": Extent.FOCAL}.get(change.result)
    assay = ASSUMED
    if change.event.startswith("mol:") and change.event.endswith("_rearranged"):
        assay = f"FISH {ASSUMED}"
    return Finding(
        event=change.event,
        outcome=outcome,
        assay=assay,
        specimen=specimen,
        component=component,
        because=f"{change} (assumed)",
        extent=extent,
        intensity=Intensity.WEAK if change.result == "weak" else None,
    )
