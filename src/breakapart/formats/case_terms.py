"""
Terms of a case file against the vocabularies: synonyms become the canonical term, unknown terms a problem.

An entry that begins with `other:` is kept as it is: it names something the vocabulary does not hold, and moves nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from breakapart.errors import InputError, Problem
from breakapart.formats.case_words import path_in_words
from breakapart.formats.yaml_tree import Path, YamlTree
from breakapart.model.fish import ProbeProfile
from breakapart.model.transcript import Gene

OTHER = "other:"
"""Begins a term that the vocabulary does not hold."""


class Terms(Protocol):
    """A controlled vocabulary."""

    def resolve(self, text: str) -> str | None:
        """The id that `text` means, or None."""
        ...

    def suggest(self, text: str) -> tuple[str, ...]:
        """Near ids, the nearest first."""
        ...


class CaseKnowledge(Protocol):
    """What reading a case asks of the knowledge base."""

    @property
    def markers(self) -> Terms:
        """Stains."""
        ...

    @property
    def morphology(self) -> Terms:
        """Morphological features."""
        ...

    @property
    def entities(self) -> Terms:
        """Tumour entities."""
        ...

    @property
    def histotypes(self) -> Terms:
        """Histotypes of the FNCLCC differentiation table."""
        ...

    def probe(self, id_: str, /) -> ProbeProfile:
        """A FISH probe profile; InputError when there is none."""
        ...


class CaseReference(Protocol):
    """What reading a case asks of the gene models."""

    def find(self, name: str, /) -> Gene | None:
        """The gene of a symbol, alias or previous symbol."""
        ...

    def suggest(self, name: str, /) -> tuple[str, ...]:
        """Near symbols."""
        ...


CheckFusion = Callable[[str], str | None]
"""Says what is wrong with a written fusion, or None."""

_COMPONENT: tuple[str, ...] = ("specimens", "*", "components", "*")


def settle_terms(
    tree: YamlTree, knowledge: CaseKnowledge, reference: CaseReference, *, check_fusion: CheckFusion | None = None
) -> list[Problem]:
    """
    Replace every term in `tree` by its canonical form; the problems are the terms that have none.

    Whatever is not text is left alone: that it should be text is said elsewhere.
    """
    settler = _Settler(tree, knowledge, reference, check_fusion)
    rules: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
        ((*_COMPONENT, "ihc", "*", "marker"), settler.marker),
        ((*_COMPONENT, "morphology", "*"), settler.feature),
        ((*_COMPONENT, "morphology", "*", "term"), settler.feature),
        ((*_COMPONENT, "resembles", "*"), settler.entity_or_other),
        ((*_COMPONENT, "histotype"), settler.histotype),
        ((*_COMPONENT, "fish", "*", "gene"), settler.gene),
        ((*_COMPONENT, "fish", "*", "probe"), settler.probe),
        ((*_COMPONENT, "sequencing", "*", "fusions", "*", "call"), settler.fusion),
        ((*_COMPONENT, "sequencing", "*", "variants", "*", "gene"), settler.gene),
        ((*_COMPONENT, "sequencing", "*", "negatives", "*", "genes", "*"), settler.gene),
        (("assays", "*", "genes", "*"), settler.gene),
        (("assays", "*", "control_genes", "*"), settler.gene),
        (("assays", "*", "fusion_pairs", "*"), settler.fusion_pair),
        (("timeline", "*", "entity"), settler.entity),
        (("considered", "*", "entity"), settler.entity),
        (("signed", "entity"), settler.entity),
    )
    problems: list[Problem] = []
    for pattern, settle in rules:
        for path, parent, key, text in _texts_at(tree.value, pattern):
            try:
                parent[key] = settle(text)
            except _UnknownTermError as trouble:
                where = path_in_words(path, tree.value)
                problems.append(
                    tree.problem(tree.place_of_value(path), f"{where}: {trouble.message}", trouble.solution)
                )
    return problems


class _UnknownTermError(Exception):
    def __init__(self, message: str, solution: str | None) -> None:
        super().__init__(message)
        self.message = message
        self.solution = solution


class _Settler:
    """Each method returns the canonical form of a text, or raises `_UnknownTermError`."""

    def __init__(
        self,
        tree: YamlTree,
        knowledge: CaseKnowledge,
        reference: CaseReference,
        check_fusion: CheckFusion | None,
    ) -> None:
        self._tree = tree
        self._knowledge = knowledge
        self._reference = reference
        self._check_fusion = check_fusion

    def marker(self, text: str) -> str:
        return self._term("marker", text, self._knowledge.markers)

    def feature(self, text: str) -> str:
        return self._term("morphology term", text, self._knowledge.morphology)

    def entity_or_other(self, text: str) -> str:
        return self._term("entity", text, self._knowledge.entities)

    def entity(self, text: str) -> str:
        return self._resolve("entity", text, self._knowledge.entities, "leave it out: the words beside it are enough")

    def histotype(self, text: str) -> str:
        return self._resolve(
            "histotype", text, self._knowledge.histotypes, "leave it out and give 'differentiation_score'"
        )

    def gene(self, text: str) -> str:
        if text.startswith(OTHER):
            return self._other("gene", text, self._find)
        found = self._find(text)
        if found is None:
            raise _UnknownTermError(
                f"gene {text!r} is not known",
                _did_you_mean(
                    self._reference.suggest(text), f"write '{OTHER}{text}' to keep a gene that codes for no protein"
                ),
            )
        return found

    def fusion_pair(self, text: str) -> str:
        genes = text.split("::")
        if len(genes) != 2 or not all(gene.strip() for gene in genes):
            raise _UnknownTermError(f"{text!r} is not a pair of genes, expected 'GENE1::GENE2'", None)
        return "::".join(self.gene(gene.strip()) for gene in genes)

    def probe(self, text: str) -> str:
        try:
            return self._knowledge.probe(text).id
        except InputError as error:
            raise _UnknownTermError(error.problems[0].message, error.problems[0].solution) from None

    def fusion(self, text: str) -> str:
        trouble = self._check_fusion(text) if self._check_fusion is not None else None
        if trouble is not None:
            raise _UnknownTermError(trouble, None)
        return text

    def _find(self, text: str) -> str | None:
        gene = self._reference.find(text)
        return None if gene is None else gene.symbol

    def _term(self, kind: str, text: str, terms: Terms) -> str:
        if text.startswith(OTHER):
            return self._other(kind, text, terms.resolve)
        return self._resolve(
            kind, text, terms, f"write '{OTHER}{text}' to keep one that breakapart does not know; it then moves nothing"
        )

    def _other(self, kind: str, text: str, resolve: Callable[[str], str | None]) -> str:
        name = text.removeprefix(OTHER).strip()
        if not name:
            raise _UnknownTermError(f"after '{OTHER}' stands nothing, expected the name of a {kind}", None)
        known = resolve(name)
        if known is not None:
            raise _UnknownTermError(f"{text!r} is a known {kind}", f"Write '{known}'")
        return OTHER + name

    @staticmethod
    def _resolve(kind: str, text: str, terms: Terms, otherwise: str) -> str:
        found = terms.resolve(text)
        if found is None:
            raise _UnknownTermError(f"{kind} {text!r} is not known", _did_you_mean(terms.suggest(text), otherwise))
        return found


def _did_you_mean(near: tuple[str, ...], otherwise: str) -> str:
    if not near:
        return otherwise[0].upper() + otherwise[1:]
    return f"Did you mean {' or '.join(near)}? If not, {otherwise}"


def _texts_at(value: Any, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any, Any, str]]:
    """Path, container, key and text of every text at `pattern`, in which `*` is any item of a list."""
    step, rest = pattern[0], pattern[1:]
    steps: list[tuple[str | int, Any]]
    if step == "*":
        steps = list(enumerate(value)) if isinstance(value, list) else []
    else:
        steps = [(step, value[step])] if isinstance(value, dict) and step in value else []
    for key, child in steps:
        if rest:
            yield from _texts_at(child, rest, (*path, key))
        elif isinstance(child, str) and child.strip():
            yield (*path, key), value, key, child.strip()
