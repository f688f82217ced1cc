"""A draft: what was read in a text, where it stands there, by which rule, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sureness(StrEnum):
    """How firm a value of a draft is. Only a person turns any of them into a fact."""

    READ = "read"
    """One rule, one place of the text."""
    INFERRED = "inferred"
    """Follows from two places of the text together."""
    UNSURE = "unsure"
    """Asked: the text may mean it."""


class SectionKind(StrEnum):
    """What part of a report or publication a sentence stands in."""

    FRONT = "front"
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    METHODS = "methods"
    CASE = "case"
    LEGEND = "legend"
    DISCUSSION = "discussion"
    REFERENCES = "references"

    @property
    def is_about_the_case(self) -> bool:
        """Whether a sentence here speaks of the patient unless it says otherwise."""
        return self in (SectionKind.CASE, SectionKind.METHODS, SectionKind.LEGEND)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of the text as it was handed in."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the cleaned text."""

    kind: SectionKind
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the cleaned text; `start` is its first character there."""

    text: str
    start: int
    section: Section
    paragraph: int

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a sentence speaks of, as far as it says: a kind of specimen, a component, a site."""

    specimens: tuple[str, ...] = ()
    """`primary`, `recurrence`, `metastasis`."""
    component: str | None = None
    """`superficial`, `deep`, or the name of another component."""
    site: str | None = None
    """A place of the body by which a specimen may be known."""
    tissue: str | None = None
    """The tissue it was last spoken of: its letter in the report, or "@" and where the text names it."""


NO_SCOPE = Scope()
"""Nothing is said: the main tumour is meant."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing a sentence says, before it is put into a case."""

    kind: str
    """`ihc`, `morphology`, `mitoses`, `fusion` ..."""
    values: Mapping[str, Any]
    start: int
    """Place in the cleaned text."""
    end: int
    rule: str
    scope: Scope = NO_SCOPE
    sureness: Sureness = Sureness.READ
    cases: tuple[str, ...] = ()
    """Labels of the cases it speaks of; empty: of none in particular."""
    section: SectionKind = SectionKind.CASE
    figure: str = ""
    """The figure whose legend says so ("Fig. 1F")."""

    def told(self) -> str:
        """Kind and values as one line, for lists and comparisons."""
        said = " ".join(f"{key}={_told(value)}" for key, value in self.values.items() if value not in (None, (), ""))
        return f"{self.kind} {said}"


def _told(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ",".join(_told(item) for item in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


@dataclass(frozen=True, slots=True)
class DraftFact:
    """One field of a draft case with its origin."""

    path: str
    """Where in the draft file ("specimens.0.components.1.ihc.3")."""
    label: str
    """The same for people ("deep: SOX10")."""
    value: str
    spans: tuple[Span, ...]
    section: str
    rule: str
    sureness: Sureness
    proposed_by: str = ""
    """Who proposed it where it was not a rule: the name of a plug-in."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A sentence that seems to say something of the case which no rule could use."""

    span: Span
    text: str
    why: str
    contradicts: tuple[Span, ...] = ()
    """Places that say otherwise: then it was understood, but not believed."""


@dataclass(frozen=True, slots=True)
class DraftFlag:
    """Something in a draft that does not go together: the text contradicts itself, or the reading went wrong."""

    kind: str
    """`contradiction` (the text says both), `record` (no sound case file), `conflict` (assays disagree), or the kind of
    an audit flag (`scope`, `inconsistent`, `arithmetic`, `timeline`, `vocabulary`, `delay`, `literature`)."""
    statement: str
    because: str
    how_to_resolve: str
    source: str
    paths: tuple[str, ...]
    """Fields of the draft that it rests on, as far as they are known."""
    spans: tuple[Span, ...]
    """The words that these fields come from."""


@dataclass(frozen=True, slots=True)
class DraftCase:
    """A draft of one case: the fields of a case file, and where each comes from."""

    label: str
    """How the text calls the case ("Case 1")."""
    fields: Mapping[str, Any]
    """The case file as plain values; its first key is `breakapart_draft`, so that nothing takes it for a case."""
    facts: tuple[DraftFact, ...]
    not_understood: tuple[NotUnderstood, ...] = ()
    flags: tuple[DraftFlag, ...] = ()
    """What the checks of a case file say of the draft; empty until it was reviewed."""
