"""
Cues: the words without which a rule cannot speak, so that a sentence is read only by the rules it could mean.

A rule is a pattern. Of every pattern some letters must stand in whatever it matches: "recurr" or "relaps" in all that
tells of a recurrence. They are worked out from the pattern itself, so that a rule that is written or changed has the
right cues without anyone keeping a list of them. A sentence is looked through once, on the first question; after that
nearly every rule that it gives no cue to is answered by looking at one bit of a number instead of a search.

Cues never change what is found: a text without one of them cannot match. A rule of which none is known is always run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from itertools import count
from operator import or_
from typing import Self

from breakapart.drafting.beginnings import beginning_of
from breakapart.drafting.needs import SHORTEST, as_compared, needs_of, plain_words_of

_WORDS_KEPT = 50_000
"""Words whose cues are remembered: several times what a language of reports holds, some 10 MB."""
_NO_LIMIT = 2**31 - 1
"""Above any place in a text."""
_TEXTS_BEFORE = 1_000
"""
Sentences that are read with every rule before the cues of the rules are worked out: that takes as long as some thousand
sentences are then read faster by. Who drafts one report does not wait for it.
"""
_RUNS_BEFORE = 50
"""Runs of a rule after which it is worth working out where it can begin: that takes about as long as they do."""
_ASCII = re.compile(r"[\x00-\x7f]+")
_LOOK_ALIKE = str.maketrans({"\u017f": "s", "\u0131": "i", "\u0130": "i"})
"""Letters outside ASCII that a pattern without regard to case takes for s and i; `str.lower` does not."""


class CuedText(str):
    """A sentence, or a part of one, that knows which cues it gives. In everything else it is its text."""

    __slots__ = ("_lowered", "_missing", "_plain", "_sure")
    _missing: int | None
    _sure: int
    _plain: str | None
    _lowered: "CuedText | None"

    def __new__(cls, text: str) -> Self:
        """The text, not yet looked through."""
        self = super().__new__(cls, text)
        self._missing = None
        self._lowered = None
        return self

    def look_through(self) -> int:
        """
        What the text does not give of all that rules need, as the bits of a number; kept once looked for.

        Rules without cues, and those made after the text was looked through, need nothing that is asked for here.
        """
        if self._missing is None and next(_LOOKED) < _TEXTS_BEFORE:
            self._missing = self._sure = 0
            self._plain = None
        elif self._missing is None:
            lower = self.lower()
            is_ascii = self.isascii()
            cues = _cues()
            words = (lower if is_ascii else self.translate(_LOOK_ALIKE).lower()).split()
            given = reduce(or_, map(cues.by_word.__getitem__, words), 0)
            self._missing = cues.needed & ~given
            self._sure = given if is_ascii else 0
            self._plain = lower if is_ascii or _is_caseless(self) else None
        return self._missing

    @property
    def lowered(self) -> "CuedText":
        """The text in lower case, with the same cues."""
        lowered = self._lowered
        if lowered is None:
            self._lowered = lowered = CuedText(self.lower())
            lowered._missing = self.look_through()
            lowered._sure, lowered._plain = self._sure, self._plain
        return lowered


def _is_caseless(text: str) -> bool:
    """Whether no letter outside ASCII has a case, so that case is a matter of 26 letters."""
    others = _ASCII.sub("", text)
    return others.lower() == others == others.upper()


class Rule:
    r"""
    A pattern that is searched only where the text gives a cue for it; elsewhere as `re.Pattern`.

    >>> rule = Rule(r"recurr(?:ed|ence)|relapse[sd]", re.IGNORECASE)
    >>> sorted(rule.cues)
    ['recurred', 'recurrence', 'relapsed', 'relapses']
    >>> rule.search(CuedText("It Relapsed.")), rule.search(CuedText("It healed."))
    (<re.Match object; span=(3, 11), match='Relapsed'>, None)
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        compiled = re.compile(pattern, flags)
        self._search, self._finditer = compiled.search, compiled.finditer
        self.match, self.fullmatch = compiled.match, compiled.fullmatch
        self.sub, self.split, self.findall = compiled.sub, compiled.split, compiled.findall
        self.pattern, self.flags = compiled.pattern, int(compiled.flags)
        self._is_caseless = bool(compiled.flags & re.IGNORECASE)
        self._need = self._sure_bit = 0
        self._runs = 0
        self._begins: Callable[[str, int, int], re.Match[str] | None] | None = None
        _RULES.append(self)
        _cues.cache_clear()

    @cached_property
    def needs(self) -> tuple[Set[str], ...]:
        """
        Of each of these at least one word stands, in lower case, in every text that the rule matches.

        They are worked out when they are first asked for: a command that reads no text does not wait for them.
        """
        return needs_of(self.pattern, self.flags)

    @property
    def cues(self) -> Set[str]:
        """The first of its needs, which the fewest texts give; empty: none is known."""
        return self.needs[0] if self.needs else frozenset()

    @cached_property
    def sure(self) -> Set[str]:
        """Those of the cues that are all the rule asks for, in a text without letters that only look like others."""
        return self.cues & frozenset(plain_words_of(self.pattern, self.flags))

    def search(self, text: str, start: int = 0, end: int = _NO_LIMIT) -> re.Match[str] | None:
        """The first match from `start` on, as `re.Pattern.search`."""
        if type(text) is CuedText:
            missing = text._missing
            if (text.look_through() if missing is None else missing) & self._need:
                return None
            begins = self._begins or self._soon_begins()
            if begins is not None:
                plain = text._plain if self._is_caseless else text
                if plain is not None:
                    first = begins(plain, start, end)
                    if first is None:
                        return None
                    start = first.start()
        return self._search(text, start, end)

    def is_in(self, text: str) -> bool:
        """Whether the rule matches anywhere: as `search`, but sooner where a plain word of the rule settles it."""
        if type(text) is CuedText:
            missing = text._missing
            if (text.look_through() if missing is None else missing) & self._need:
                return False
            if text._sure & self._sure_bit and (self._is_caseless or text.islower()):
                return True
        return self.search(text) is not None

    def finditer(self, text: str, start: int = 0, end: int = _NO_LIMIT) -> Iterator[re.Match[str]]:
        """All matches from `start` on, as `re.Pattern.finditer`."""
        if type(text) is CuedText:
            missing = text._missing
            if (text.look_through() if missing is None else missing) & self._need:
                return iter(())
            begins = self._begins or self._soon_begins()
            if begins is not None:
                plain = text._plain if self._is_caseless else text
                if plain is not None:
                    return self._each(text, plain, begins, start, end)
        return self._finditer(text, start, end)

    def _each(
        self, text: str, plain: str, begins: Callable[[str, int, int], re.Match[str] | None], start: int, end: int
    ) -> Iterator[re.Match[str]]:
        while (first := begins(plain, start, end)) is not None:
            start = first.start()
            match = self.match(text, start, end)
            if match is None:
                start += 1
            else:
                yield match
                start = match.end()

    def _soon_begins(self) -> Callable[[str, int, int], re.Match[str] | None] | None:
        """What finds where the rule can begin, once it was run so often that working that out is worth it."""
        self._runs += 1
        if self._runs == _RUNS_BEFORE:
            if not _are_worked_out():
                self._runs = 0
                return None
            begins = beginning_of(self.pattern, self.flags & ~re.UNICODE)
            self._begins = None if begins is None else begins.search
        return self._begins

    def is_silent(self, text: CuedText) -> bool:
        """Whether `text` gives no cue for the rule, so that it cannot match."""
        return text.look_through() & self._need != 0


class NamedRules:
    """Rules, each with what it tells, of which only those are handed out that a text gives a cue to."""

    def __init__(self, *rules: tuple[str, Rule]) -> None:
        self._rules = rules

    def told_in(self, text: str) -> tuple[tuple[str, Rule], ...]:
        """The rules that may match `text`, in their order."""
        if type(text) is not CuedText:
            return self._rules
        missing = text.look_through()
        return tuple(named for named in self._rules if not missing & named[1]._need)


class Words:
    """Some words, or parts of words, of which a text may hold one."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self._rule = Rule("|".join(map(re.escape, words)))

    def are_in(self, text: str) -> bool:
        """Whether one of them stands in `text`, which is in lower case."""
        if type(text) is CuedText:
            if self._rule.is_silent(text):
                return False
            if text._sure & self._rule._sure_bit:
                return True
        return any(word in text for word in self._words)


_RULES: list[Rule] = []
_LOOKED = count()
"""Counts the sentences that were to be looked through."""
_BITS = count()
"""Bits that stand for needs; none is given twice, so that what is remembered of a text never speaks of another rule."""


def _are_worked_out() -> bool:
    return _cues.cache_info().currsize > 0


@dataclass(frozen=True, slots=True)
class _Cues:
    """The cues of all rules."""

    by_word: "_BitsByWord"
    """The bits of the needs that a word meets, and of the rules it settles."""
    needed: int
    """The bits of all needs."""


@cache
def _cues() -> _Cues:
    """The cues of the rules there are, each need of which is given a bit."""
    given: dict[str, int] = {}
    needed = 0
    for rule in _RULES:
        if not rule._need:
            rule._need = sum(1 << next(_BITS) for _ in rule.needs)
            rule._sure_bit = 1 << next(_BITS) if rule.sure else 0
        needed |= rule._need
        bits = rule._need
        for cues in rule.needs:
            bit = bits & -bits  # the lowest
            bits ^= bit
            for cue in cues:
                given[cue] = given.get(cue, 0) | bit
        for cue in rule.sure:
            given[cue] |= rule._sure_bit
    by_begin: dict[str, tuple[tuple[str, int], ...]] = {}
    for cue in sorted(given):
        begin = cue[:SHORTEST]
        by_begin[begin] = (*by_begin.get(begin, ()), (cue, given[cue]))

    return _Cues(_BitsByWord(by_begin), needed)


class _BitsByWord(dict[str, int]):
    """By each word that was asked for the bits it gives; what is not there yet is looked for once."""

    def __init__(self, by_begin: Mapping[str, tuple[tuple[str, int], ...]]) -> None:
        """`by_begin`: cues and their bits, by the signs with which they begin."""
        super().__init__()
        self._by_begin = by_begin

    def __missing__(self, word: str) -> int:
        edged = as_compared(word)
        found = 0
        for i in range(len(edged)):
            for length in range(1, SHORTEST + 1):
                for cue, bits in self._by_begin.get(edged[i : i + length], ()):
                    if edged.startswith(cue, i):
                        found |= bits
        if len(self) >= _WORDS_KEPT:
            self.clear()
        self[word] = found
        return found
