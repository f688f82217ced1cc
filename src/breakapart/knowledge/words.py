"""
Terms inside running words: "bland spindle cells in long fascicles, no necrosis" as the terms it holds.

Case files use controlled terms. Published cases, and people, write phrases; here the longest known words are found in
them, with what is said to be absent. What is not known is left alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from breakapart.knowledge.base import Knowledge
from breakapart.knowledge.table import Row, parse_rows, read_rows, refuse_duplicates
from breakapart.knowledge.vocabulary import Vocabulary
from breakapart.model.case import Depth, Region

TERM_COLUMNS = ("words", "term", "source", "evidence")
SITE_COLUMNS = ("words", "region", "depth", "source", "evidence")

NEGATIONS = frozenset({"no", "without", "lack", "lacking", "lacked", "absent", "absence", "not", "non", "negative"})
NEGATION_REACH = 4
"""Words after a negation that it can still speak of."""
_ENDS = frozenset({"but", "with", "although", "however", "except"})
_WORD = re.compile(r"[a-z0-9]+|[,;.:()]")

_BRITISH = (
    (re.compile(r"ae(?=[mrt])|ae(?=v)"), "e"),  # haemangioma, haematoma, naevus
    (re.compile(r"oe(?=[dst])"), "e"),
    (re.compile(r"is(?=ed$|ing$|ation$|e$)"), "iz"),
    (re.compile(r"our(?=$|s$)"), "or"),
)


@lru_cache(maxsize=50_000)
def spell(word: str) -> str:
    """
    A word as it is compared: American spelling, without the plural.

    >>> spell("haemangiomas"), spell("hyalinised"), spell("mitoses"), spell("mitosis")
    ('hemangioma', 'hyalinized', 'mitosi', 'mitosi')
    """
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    if word.endswith("oses"):
        return word[:-4] + "osi"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def tokens(text: str) -> list[str]:
    """Words and signs of a phrase, ready to compare."""
    return list(map(spell, _WORD.findall(text.lower().replace("'", ""))))


def lengths_by_first_word(keys: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """
    How many words the keys have that begin with a word, the longest first: the only lengths worth trying from there.

    >>> lengths_by_first_word([("cell",), ("spindle", "cell"), ("spindle",)])
    {'cell': (1,), 'spindle': (2, 1)}
    """
    lengths: dict[str, set[int]] = {}
    for key in keys:
        lengths.setdefault(key[0], set()).add(len(key))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A term in a phrase."""

    term: str
    is_absent: bool
    """The phrase says that it is not there."""
    words: str


class PhraseIndex:
    """
    Finds terms in phrases, the longest words first.

    >>> index = PhraseIndex({"spindle cells": "spindle_cells", "necrosis": "necrosis"})
    >>> [(m.term, m.is_absent) for m in index.find("bland spindle cells, no necrosis")]
    [('spindle_cells', False), ('necrosis', True)]
    """

    def __init__(self, words: Mapping[str, str], kinds: Mapping[str, str] | None = None) -> None:
        """
        `words`: what people write -> term. Later spellings do not displace earlier ones.

        `kinds`: term -> what kind of thing it is. Cells named inside the words of another kind are found as well
        ("bland spindle cells" tells atypia and cells), and so is the atypia of cells ("atypical spindle cells").
        """
        self._kinds = dict(kinds or {})
        self._terms: dict[tuple[str, ...], str] = {}
        for text, term in words.items():
            key = tuple(tokens(text))
            if key:
                self._terms.setdefault(key, term)
        self._lengths = lengths_by_first_word(self._terms)

    @classmethod
    def of(
        cls, vocabulary: Vocabulary, extra: Iterable[tuple[str, str]] = (), kinds: Mapping[str, str] | None = None
    ) -> "PhraseIndex":
        """All spellings of a vocabulary, then `extra` words with their terms."""
        words = {spelling: id_ for id_ in vocabulary for spelling in vocabulary.term(id_).spellings}
        for text, term in extra:
            words.setdefault(text, term)
        return cls({text.replace("_", " "): term for text, term in words.items()}, kinds)

    def find(self, phrase: str) -> tuple[Mention, ...]:
        """The terms of a phrase in the order in which they stand; each part of the phrase is used once."""
        words = tokens(phrase)
        lengths = self._lengths
        if lengths.keys().isdisjoint(words):
            return ()
        found, i, negated_until = [], 0, -1
        while i < len(words):
            word = words[i]
            match = self._match(words, i) if word in lengths else None
            if word in NEGATIONS:
                if match is None:
                    negated_until = i + NEGATION_REACH
                    i += 1
                    continue
            elif word in _ENDS or not word[0].isalnum():
                negated_until = -1
            if match is None:
                i += 1
                continue
            length, term = match
            is_absent = i <= negated_until
            found.append(Mention(term, is_absent, " ".join(words[i : i + length])))
            found += self._within(words[i : i + length], term, is_absent=is_absent)
            if i <= negated_until:
                negated_until = i + length - 1 + NEGATION_REACH
            i += length
        return tuple(found)

    def _tells_more(self, inner: str, term: str) -> bool:
        kind, outer = self._kinds.get(inner), self._kinds.get(term)
        return (kind == "cells" and outer != "cells") or (kind == "atypia" and outer == "cells")

    def _within(self, words: list[str], term: str, *, is_absent: bool) -> list[Mention]:
        found: list[Mention] = []
        i = 0
        while i < len(words):
            for length in range(min(len(words) - 1, len(words) - i), 0, -1):
                inner = self._terms.get(tuple(words[i : i + length]))
                if inner is not None and self._tells_more(inner, term):
                    found.append(Mention(inner, is_absent, " ".join(words[i : i + length])))
                    i += length
                    break
            else:
                i += 1
        return found

    def _match(self, words: list[str], start: int) -> tuple[int, str] | None:
        for length in self._lengths[words[start]]:
            if start + length > len(words):
                continue
            term = self._terms.get(tuple(words[start : start + length]))
            if term is not None:
                return length, term
        return None


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Words for a place: a region, a tissue layer, or both."""

    words: str
    region: Region | None
    depth: Depth | None


def parse_term_words(rows: list[Row], vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """(words, term) of `morphology_words.tsv`; InputError for a term nobody knows."""
    refuse_duplicates(rows, "words")

    def parse(row: Row) -> tuple[str, str]:
        term = row.needed("term")
        if term not in vocabulary:
            raise row.refuse(f"{vocabulary.kind} {term!r} is not in the vocabulary")
        row.needed("source")
        row.evidence()
        return row.needed("words"), term

    return tuple(parse_rows(rows, parse))


def parse_site_words(rows: list[Row]) -> tuple[SiteWords, ...]:
    """The rows of `site_words.tsv`; InputError for a region or a depth that is not known."""
    refuse_duplicates(rows, "words")

    def parse(row: Row) -> SiteWords:
        row.needed("source")
        row.evidence()
        try:
            region = Region(row["region"]) if row["region"] else None
            depth = Depth(row["depth"]) if row["depth"] else None
        except ValueError as error:
            raise row.refuse(str(error)) from None
        if region is None and depth is None:
            raise row.refuse("neither a region nor a depth is given")
        return SiteWords(row.needed("words"), region, depth)

    return tuple(parse_rows(rows, parse))


class SiteIndex:
    """From words for a place to region and tissue layers."""

    def __init__(self, rows: Iterable[SiteWords]) -> None:
        self._rows = {row.words: row for row in rows}
        self._index = PhraseIndex({words: words for words in self._rows})

    def read(self, text: str) -> tuple[Region | None, tuple[Depth, ...]]:
        """
        Region and depths that `text` names; the first region counts, as it is where the case began.

        A region that is only the neighbourhood of a place ("chest wall skin") is read by its longest words.
        """
        region, depths = None, []
        for mention in self._index.find(text):
            row = self._rows[mention.term]
            region = region or row.region
            if row.depth is not None:
                depths.append(row.depth)
        return region, tuple(dict.fromkeys(depths))


@cache
def bundled_phrases() -> PhraseIndex:
    """The morphology vocabulary with the words of published descriptions."""
    morphology = Knowledge.bundled().morphology
    rows = read_rows(files("breakapart.knowledge") / "data" / "morphology_words.tsv", TERM_COLUMNS)
    kinds = {term: morphology.record(term).category for term in morphology}
    return PhraseIndex.of(morphology, parse_term_words(rows, morphology), kinds)


@cache
def bundled_site_words() -> frozenset[str]:
    """The single words that name a place of the body, without those that only say where in it."""
    rows = parse_site_words(read_rows(files("breakapart.knowledge") / "data" / "site_words.tsv", SITE_COLUMNS))
    return frozenset(word for row in rows if row.region is not None for word in row.words.lower().split()) - _NO_PLACES


_NO_PLACES = frozenset(
    {
        *("and", "upper", "lower", "small", "urinary", "wall", "nodal", "iliac", "body", "cord", "cervical"),
        *(
            "great",
            "big",
            "ring",
            "middle",
            "little",
            "bed",
            "lobe",
            "space",
            "cavity",
            "fossa",
            "tube",
            "region",
            "anterior",
        ),
        *("proximal", "rectus"),
    }
)


@cache
def bundled_sites() -> SiteIndex:
    """The words for places that come with breakapart."""
    return SiteIndex(
        parse_site_words(read_rows(files("breakapart.knowledge") / "data" / "site_words.tsv", SITE_COLUMNS))
    )
