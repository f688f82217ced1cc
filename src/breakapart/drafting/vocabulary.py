"""The words that drafting knows, taken from the knowledge base and the gene models that it is given."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from breakapart.knowledge.base import Knowledge
from breakapart.knowledge.vocabulary import fold
from breakapart.knowledge.words import Mention, PhraseIndex, SiteIndex, lengths_by_first_word, spell
from breakapart.model.case import Depth, Region

_TOKEN = re.compile(r"[A-Za-z0-9\u0370-\u03ff]+|\S")
_JOINERS = frozenset("-/.+():")
_SHORT = 4
"""Names of so few letters and no digit are taken only when written in capitals ("MET", not "met")."""
_MAX_TOKENS = 12
_MAX_ENTITY_WORDS = 9
_EVERYDAY = frozenset({"syn", "clu", "nes", "mb", "tg", "fap", "spn", "e29", "14", "124", "fh", "cr1", "cr2", "trk"})
"""Spellings that mean something else in running text unless they stand in capitals."""
_CUT_SHORT = frozenset({"vim", "des", "syn", "cga", "act"})
_NO_CLONES = ("baf47",)
"""Names of a protein that are those of an antibody too: the word alone tells no clone."""
_SIGN = re.compile(r"\s?\((?:\w+ )?[-+]")
"""Before a sign in brackets they are stains whatever their case: "Vim(+), Des(-)"."""


@dataclass(frozen=True, slots=True)
class MarkerMention:
    """A stain named in a sentence."""

    marker: str
    clone: str | None
    start: int
    end: int


@dataclass(frozen=True)
class DraftVocabulary:
    """Vocabularies that the rules read with. Built once; holds no state of any text."""

    knowledge: Knowledge
    phrases: PhraseIndex
    sites: SiteIndex
    site_words: frozenset[str]
    """Words that name a place of the body."""
    is_gene: Callable[[str], bool]
    fusion_trouble: Callable[[str], str | None]
    """What is wrong with a written fusion; None when it can be read."""
    _markers: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    _prefixes: frozenset[str] = frozenset()
    _entities: dict[str, str] = field(default_factory=dict)
    _entity_lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """How many words the names of entities have that begin with a word, the longest first."""
    _nuclear: dict[str, str] = field(default_factory=dict)
    """Readings of stains by their nuclear part."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """Findings (`morph:fascicular`) that express one property of a tumour, and the property's name."""

    @classmethod
    def of(
        cls,
        knowledge: Knowledge,
        phrases: PhraseIndex,
        sites: SiteIndex,
        *,
        site_words: Iterable[str],
        is_gene: Callable[[str], bool],
        fusion_trouble: Callable[[str], str | None],
    ) -> "DraftVocabulary":
        """The vocabulary of `knowledge`, with the places, genes and fusion syntax of the rooms beside it."""
        markers = _marker_names(knowledge)
        prefixes = {name[:length] for name in markers for length in range(1, len(name) + 1)}
        entities: dict[str, str] = {}
        for id_ in knowledge.entities:
            for spelling in knowledge.entities.term(id_).spellings:
                key = " ".join(_words(spelling))
                if len(key) > 2:
                    entities.setdefault(key, id_)
        return cls(
            knowledge,
            phrases,
            sites,
            frozenset(site_words),
            is_gene,
            fusion_trouble,
            markers,
            frozenset(prefixes),
            entities,
            lengths_by_first_word(tuple(name.split()) for name in entities),
            {
                str(record.reading_of): id_
                for id_ in knowledge.markers
                if (record := knowledge.markers.record(id_)).reading == "compartment=nuclear"
            },
        )

    def markers_in(self, text: str) -> list[MarkerMention]:
        """Stains named in `text`, the longest names first, in order."""
        prefixes, names = self._prefixes, self._markers
        folded = list(map(_folded_word, _TOKEN.findall(text)))
        begins = [i for i, name in enumerate(folded) if name in prefixes]
        if not begins:
            return []
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        found = []
        until = 0
        for i in begins:
            if i < until:
                continue
            best: tuple[int, str] | None = None
            key = ""
            for j in range(i, min(len(tokens), i + _MAX_TOKENS)):
                token = tokens[j][0]
                if folded[j]:
                    key += folded[j]
                    if key not in prefixes:
                        break
                    if key in names and (
                        self._is_name(key, text[tokens[i][1] : tokens[j][2]])
                        or (key in _CUT_SHORT and _SIGN.match(text, tokens[j][2]))
                    ):
                        best = j, key
                elif token not in _JOINERS:
                    break
            if best is None:
                continue
            marker, clone = names[best[1]]
            end = tokens[best[0]][2]
            if text.startswith(")", end) and text.count("(", tokens[i][1], end) > text.count(")", tokens[i][1], end):
                end += 1
            found.append(MarkerMention(marker, clone, tokens[i][1], end))
            until = best[0] + 1
        return found

    def may_begin_with_marker(self, text: str) -> bool:
        """Whether the first word of `text` is one with which the name of a stain begins."""
        first = _TOKEN.match(text)
        return first is not None and _folded(first.group()) in self._prefixes

    @staticmethod
    def _is_name(key: str, surface: str) -> bool:
        if key in _EVERYDAY or (len(key) <= _SHORT and not any(sign.isdigit() for sign in key)):
            return sum(sign.isupper() for sign in surface) >= 2 or surface == "Rb"
        return True

    def nuclear_reading(self, marker: str) -> str | None:
        """The reading by which staining of the nucleus alone is told of `marker` ("bcatenin_nuclear"), or None."""
        return self._nuclear.get(marker)

    def entities_in(self, text: str) -> list[tuple[str, int, int]]:
        """Entities named in `text` as (id, start, end), the longest names first, in order."""
        words = _words(text)
        lengths = self._entity_lengths
        begins = [i for i, word in enumerate(words) if word in lengths]
        if not begins:
            return []
        spans = [match.span() for match in _WORD.finditer(text)]
        found, until = [], 0
        for i in begins:
            if i < until:
                continue
            for length in lengths[words[i]]:
                if length > min(_MAX_ENTITY_WORDS, len(words) - i):
                    continue
                key = " ".join(words[i : i + length])
                id_ = self._entities.get(key)
                if id_ is None:
                    continue
                start, end = spans[i][0], spans[i + length - 1][1]
                if len(key) > 4 or sum(sign.isupper() for sign in text[start:end]) >= 2:
                    found.append((id_, start, end))
                    until = i + length
                    break
        return found

    def entity(self, text: str) -> str | None:
        """The entity that `text` as a whole names, or None."""
        found = self.knowledge.entities.resolve(text)
        if found is None:
            bare = re.sub(r"^(?:an?|the|possible|probable|likely) ", "", text.strip(), flags=re.IGNORECASE)
            found = self._entities.get(" ".join(_words(bare)))
        return found

    def morphology_in(self, text: str) -> tuple[Mention, ...]:
        """Morphological features named in `text`."""
        return self.phrases.find(text)

    def site(self, text: str) -> tuple[Region | None, tuple[Depth, ...]]:
        """Region and tissue layers that `text` names."""
        return self.sites.read(text)


_WORD = re.compile(r"[A-Za-z0-9]+")
_folded = lru_cache(maxsize=50_000)(fold)


@lru_cache(maxsize=50_000)
def _folded_word(token: str) -> str:
    """The word as names of stains are compared; empty for a sign between words."""
    return fold(token) if token[0].isalnum() else ""


def _words(text: str) -> list[str]:
    return list(map(spell, map(str.lower, _WORD.findall(text))))


def _marker_names(knowledge: Knowledge) -> dict[str, tuple[str, str | None]]:
    names: dict[str, tuple[str, str | None]] = {}
    markers = knowledge.markers
    for id_ in markers:
        record = markers.record(id_)
        if record.reading_of is not None and not (record.reading or "").startswith("clone="):
            # "Loss of INI1" and "nuclear beta-catenin" are read from stain and result, not as names of their own.
            continue
        spellings = [spelling for spelling in markers.term(id_).spellings if "_" not in spelling]
        for spelling in spellings:
            read = markers.read_name(spelling)
            if read is not None:
                names.setdefault(fold(spelling), read)
        for clone in record.clones:
            for spelling in spellings:
                names.setdefault(fold(spelling) + fold(clone), (id_, clone))
                names.setdefault(fold(spelling) + "clone" + fold(clone), (id_, clone))
            read = markers.read_name(clone)
            if len(fold(clone)) >= 4 and not fold(clone).isdigit() and read is not None:
                names.setdefault(fold(clone), read)
    for name in [name for name in names if "keratin" in name]:
        names.setdefault(name.replace("keratin", "keratins"), names[name])
    for name, (marker, _) in list(names.items()):
        if name.endswith(_NO_CLONES):
            names[name] = (marker, None)
    for name in [name for name in names if re.fullmatch(r"cd\d{2,3}[a-z]?", name)]:
        names.setdefault("co" + name[2:], names[name])  # so it is read from print
    for name in [name for name in names if "tumour" in name]:
        names.setdefault(name.replace("tumour", "tumor"), names[name])
    # "BAP1 retained" is a stain and its result.
    names = {name: found for name, found in names.items() if not name.endswith("retained")}
    # A word that ends a list of stains or names an assay is no stain.
    for name in ("alkihc", "proliferationindex", "melanosome", "ki67index", "ki67li", "124", "14"):
        names.pop(name, None)
    return names
