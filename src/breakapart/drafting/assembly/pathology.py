"""What was seen of each tissue without stains: its size, morphology, mitoses, necrosis and grade."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.tissues import Tissue, Tissues
from breakapart.drafting.assembly.wording import pathology_shown
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sureness

_IN_BOTH = re.compile(r"[^.;\n]{0,80}?\b(?:throughout|in both (?:components|areas|parts|elements|populations))\b", re.I)
_OF_BOTH = re.compile(r"\bboth (?:components|areas|parts|elements|populations)\b[^.;\n]*$", re.I)
_SIZE_BY = (None, "piece", "image")
"""What a size is measured on, the best first: the tumour, a piece of tissue, an image."""
_OF_THE_SURFACE = frozenset({"ulceration", "epidermal_hyperplasia", "epidermal_collarette", "junctional_component"})
"""Of the epidermis, never of what lies deep to it."""
_SAYS_NO_MORE = {"fascicular": "long_fascicles"}
"""A word that a more telling one of the case's own description includes."""
_OF_SEVERAL = (SectionKind.ABSTRACT, SectionKind.DISCUSSION)
"""Where a text speaks of all its cases at once."""


def in_each_component(one: Observation, tissues: Tissues, text: str) -> list[Observation]:
    """What is told of both components, or of the tumour throughout, as a finding of each."""
    if one.scope.component is not None or one.section is not SectionKind.CASE:
        return [one]
    two = [tissue for tissue in tissues.of(one) if len(tissue.components) > 1]
    if not two or not (
        _IN_BOTH.match(text, one.end, one.end + 120) or _OF_BOTH.search(text, max(0, one.start - 80), one.start)
    ):
        return [one]
    return [replace(one, scope=replace(one.scope, component=id_)) for id_ in two[0].components]


def at_the_surface(one: Observation, tissues: Tissues) -> Observation:
    """What is told of the skin's surface and of no component, as a finding of the superficial one if there is one."""
    if one.scope.component is not None or one.values["term"] not in _OF_THE_SURFACE:
        return one
    if any("superficial" in tissue.components for tissue in tissues.of(one)):
        return replace(one, scope=replace(one.scope, component="superficial"))
    return one


_TWICE = 2.0
"""Times by which the largest of two diameters on the bench is the other: less is another cut of the same tumour."""


def _is_another_size(one: Observation, known: Observation) -> bool:
    """Whether two sizes, both of the tumour on the bench and in as many diameters, cannot be those of one tumour."""
    if one.values.get("by") or known.values.get("by"):
        return False
    first, second = one.values["size_cm"], known.values["size_cm"]
    large, small = max(max(first), max(second)), min(max(first), max(second))
    return len(first) == len(second) and large > _TWICE * small


class Pathology:
    """Puts what was seen into the components of the tissues it was seen in."""

    def __init__(self, tissues: Tissues, ledger: Ledger, vocabulary: DraftVocabulary) -> None:
        self._tissues, self._ledger, self._vocabulary = tissues, ledger, vocabulary
        self._sizes: dict[int, Observation] = {}
        """Of each tissue, where its size is told."""

    def tell(self, by_kind: Mapping[str, Sequence[Observation]]) -> None:
        """All kinds in their order."""
        for one in sorted(by_kind.get("size", ()), key=lambda one: _SIZE_BY.index(one.values.get("by") or None)):
            self._size(one)
        for one in by_kind.get("morphology", ()):
            if one.section is not SectionKind.LEGEND or one.cases:
                self._morphology(one)
        for one in by_kind.get("resembles", ()):
            if one.section is SectionKind.CASE:
                self._likeness(one)
        for kind in ("mitoses", "necrosis", "grade"):
            for one in by_kind.get(kind, ()):
                self._count(kind, one)

    def _size(self, one: Observation) -> None:
        if one.section not in (SectionKind.CASE, SectionKind.METHODS):
            return
        is_placed = one.scope.specimens or one.scope.tissue in self._tissues.named
        for tissue in self._tissues.of(one) if is_placed else [self._sized(one)]:
            known = self._sizes.get(id(tissue))
            if "size_cm" not in tissue.fields:
                label = f"{tissue.fields['id']}: size in cm"
                self._ledger.put(tissue.fields, "size_cm", list(one.values["size_cm"]), label, one)
                self._sizes[id(tissue)] = one
            elif known is not None and not is_placed and _is_another_size(one, known):
                told = " x ".join(f"{n:g}" for n in one.values["size_cm"])
                self._ledger.contradict(one, known, f"the size is {told} cm here")

    def _sized(self, one: Observation) -> Tissue:
        """The tissue a size that names none is of: the last one taken before where it was cut up, else the next."""
        following = self._tissues.next_taken(one)
        if one.values.get("cut_up") and following.start > one.start:
            before = [tissue for tissue in self._tissues.all if -1 < tissue.start < one.start]
            return before[-1] if before else following
        return following

    def _morphology(self, one: Observation) -> None:
        for tissue in self._tissues.of(one):
            component = tissue.component(one.scope)
            terms = component.setdefault("morphology", [])
            known = next((term for term in terms if term["term"] == one.values["term"]), None)
            if known is not None:
                self._told_again(known, one)
                continue
            item = {"term": one.values["term"]}
            if one.values["outcome"] != "present":
                item["outcome"] = one.values["outcome"]
            else:
                item |= {key: one.values[key] for key in ("extent", "degree") if one.values.get(key)}
            if one.section in _OF_SEVERAL:
                item["stated_in"] = [one.section.value.capitalize()]
            said_of_all = one.section in _OF_SEVERAL and len(one.cases) != 1
            in_other_words = said_of_all and self._describes(terms, item)
            if in_other_words and any(term["term"] == _SAYS_NO_MORE.get(item["term"]) for term in terms):
                continue
            terms.append(item)
            self._ledger.note(
                terms,
                len(terms) - 1,
                f"{component['id']}: {one.values['term']}",
                one.values["outcome"],
                one,
                sureness=Sureness.UNSURE if in_other_words else None,
                rule="said of several cases; this one's own description has other words for it"
                if in_other_words
                else "",
            )

    def _told_again(self, known: dict[str, Any], one: Observation) -> None:
        """A term that the component has already: told to be there and not to be there, or to another extent."""
        if known.get("outcome", "present") != one.values["outcome"]:
            if one.section is SectionKind.CASE:
                self._ledger.disagree(one, f"{one.values['term']} is called present and absent", known)
            return
        for key in ("extent", "degree"):
            if one.values.get(key) and key not in known and known.get("outcome") != "absent":
                known[key] = one.values[key]
        if one.values.get("extent"):
            self._ledger.also_stated(known, "extent", one.values["extent"], known["term"], one)

    def _describes(self, terms: list[dict[str, Any]], item: dict[str, Any]) -> bool:
        """
        Whether `terms`, from the description of this case, already tell the arrangement that `item` tells.

        Fascicles and long fascicles are one arrangement in two words; borders, cells and vessels add up.
        """
        properties = self._vocabulary.properties
        told = properties.get(f"morph:{item['term']}")
        is_arrangement = self._vocabulary.knowledge.morphology.record(item["term"]).category == "pattern"
        return is_arrangement and any(
            "stated_in" not in term
            and term.get("outcome", "present") == item.get("outcome", "present")
            and properties.get(f"morph:{term['term']}", term["term"]) == told
            for term in terms
        )

    def _likeness(self, one: Observation) -> None:
        """A tumour that it looks like."""
        for tissue in self._tissues.of(one):
            component = tissue.component(one.scope)
            likes = component.setdefault("resembles", [])
            if one.values["entity"] not in likes:
                likes.append(one.values["entity"])
                label = f"{component['id']}: looks like"
                self._ledger.note(likes, len(likes) - 1, label, one.values["text"], one)

    def _count(self, kind: str, one: Observation) -> None:
        """Mitoses, necrosis or grade: the first that is told; a part of it that is told later is added."""
        key = "reported_grade" if kind == "grade" else kind
        for tissue in self._tissues.of(one):
            component = tissue.component(one.scope)
            value: Any = {k: v for k, v in one.values.items() if v is not None}
            if kind == "necrosis" and list(value) == ["extent"]:
                value = value["extent"]
            if key in component:
                if kind == "grade":
                    component[key] = {**value, **component[key]}
                elif kind == "necrosis" and isinstance(component[key], dict) and isinstance(value, str):
                    component[key].setdefault("extent", value)
                continue
            if one.section in _OF_SEVERAL:
                continue
            component[key] = value
            self._ledger.note(component, key, f"{component['id']}: {kind}", pathology_shown(kind, value), one)
            if kind == "grade" and "differentiation" in one.values:
                label = f"{component['id']}: differentiation score"
                self._ledger.put(component, "differentiation_score", one.values["differentiation"], label, one)
