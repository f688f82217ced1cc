"""Where each field of a draft comes from, and what the text says twice in different ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from breakapart.drafting.assembly.wording import shown
from breakapart.drafting.clean import CleanText
from breakapart.model.draft import DraftFact, NotUnderstood, Observation, SectionKind, Span, Sureness

SECTION_ORDER = {
    SectionKind.CASE: 0,
    SectionKind.METHODS: 0,
    SectionKind.LEGEND: 1,
    SectionKind.DISCUSSION: 2,
    SectionKind.ABSTRACT: 3,
}
"""Whose word counts first."""
RANK = {Sureness.READ: 0, Sureness.INFERRED: 1, Sureness.UNSURE: 2}


@dataclass(slots=True)
class Origin:
    """Where the value of one field or list entry comes from."""

    container: Any
    key: Any
    label: str
    value: str
    spans: list[Span]
    section: str
    rule: str
    sureness: Sureness


class Ledger:
    """Writes fields into the containers of a draft and keeps the origin of each."""

    def __init__(self, text: CleanText) -> None:
        self.text = text
        self.contradictions: list[NotUnderstood] = []
        self._origins: list[Origin] = []
        self._of_entry: dict[int, Origin] = {}

    def put(
        self,
        container: dict[str, Any],
        key: str,
        value: Any,
        label: str,
        *sources: Observation,
        sureness: Sureness | None = None,
        rule: str = "",
    ) -> None:
        """Set `container[key]` to `value`, as `sources` say."""
        container[key] = value
        self.note(container, key, label, value, *sources, sureness=sureness, rule=rule)

    def note(
        self,
        container: Any,
        key: Any,
        label: str,
        value: Any,
        *sources: Observation,
        sureness: Sureness | None = None,
        rule: str = "",
    ) -> None:
        """Keep the origin of a value that `container` holds already; unless told it is as sure as its least source."""
        first = sources[0]
        origin = Origin(
            container,
            key,
            label,
            shown(value),
            [self.text.span(one.start, one.end) for one in sources],
            first.section.value,
            rule or first.rule,
            sureness or max((one.sureness for one in sources), key=RANK.__getitem__),
        )
        self._origins.append(origin)
        if isinstance(container, list) and isinstance(container[key], dict):
            self._of_entry.setdefault(id(container[key]), origin)

    def make_room(self, container: list[Any], place: int) -> None:
        """An entry is put into `container` at `place`: those behind it move on by one."""
        for origin in self._origins:
            if origin.container is container and origin.key >= place:
                origin.key += 1

    def disagree(self, one: Observation, why: str, known: dict[str, Any]) -> None:
        """Note that `one` contradicts the entry `known`, which stays."""
        origin = self._of_entry.get(id(known))
        self.contradictions.append(
            NotUnderstood(
                self.text.span(one.start, one.end),
                self.text.text[one.start : one.end],
                f"contradiction in the text: {why}",
                tuple(origin.spans) if origin else (),
            )
        )

    def contradict(self, one: Observation, other: Observation, why: str) -> None:
        """Note that `one` says otherwise than `other`, which stays."""
        self.contradictions.append(
            NotUnderstood(
                self.text.span(one.start, one.end),
                self.text.text[one.start : one.end],
                f"contradiction in the text: {why}",
                (self.text.span(other.start, other.end),),
            )
        )

    def also_stated(self, known: dict[str, Any], key: str, value: Any, name: str, one: Observation) -> None:
        """The same result told in another way: both are kept, each with its place."""
        if known.get(key) in (None, value):
            return
        told = f"{value:g} %" if isinstance(value, float | int) else str(value)
        others = known.setdefault("also_stated", [])
        if any(other["value"] == told for other in others):
            return
        origin = self._of_entry.get(id(known))
        if origin is not None and origin.section == SectionKind.CASE.value:
            known.setdefault("stated_in", ["text"])
        where = "text" if one.section is SectionKind.CASE else one.section.value
        others.append({"value": told, "where": f"legend of {one.figure}" if one.figure else where})
        self.note(others, len(others) - 1, f"{name}, told otherwise", told, one)

    def facts(self, fields: Mapping[str, Any], case: Mapping[str, Any]) -> tuple[DraftFact, ...]:
        """The origin of everything in `fields`, by its path; what was put into `case` itself has no path before it."""
        where: dict[int, str] = {}
        _walk(fields, "", where)
        where[id(case)] = ""
        return tuple(
            DraftFact(
                f"{where[id(origin.container)]}.{origin.key}".lstrip("."),
                origin.label,
                origin.value,
                tuple(dict.fromkeys(origin.spans)),
                origin.section,
                origin.rule,
                origin.sureness,
            )
            for origin in self._origins
            if id(origin.container) in where
        )


def _walk(value: Mapping[str, Any] | list[Any], path: str, where: dict[int, str]) -> None:
    where[id(value)] = path
    for key, child in value.items() if isinstance(value, Mapping) else enumerate(value):
        if isinstance(child, dict | list):
            _walk(child, f"{path}.{key}" if path else str(key), where)
