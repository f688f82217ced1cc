"""
Cues: the words without which a rule cannot speak, so that a sentence is read only by the rules it could mean.

A rule is a pattern. Of every pattern some letters must stand in whatever it matches: "recurr" or "relaps" in all that
tells of a recurrence. They are worked out from the pattern itself, so that a rule that is written or changed has the
right cues without anyone keeping a list of them. A sentence is looked through once, on the first question; after that
nearly every rule that it gives no cue to is answered by looking at one bit of a number instead of a search.

Cues never change what is found: a text without one of them cannot match. What the parser of patterns shows that is not
known here (a new kind of node, a reference to a group) gives no cue, and the rule is then always run.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache, reduce
from importlib import import_module
from itertools import count
from operator import or_
from typing import Any, Self

from breakapart.drafting.beginnings import beginning_of

_SHORTEST = 2
"""Letters that a cue has at least: fewer stand in nearly every sentence."""
_LONGEST = 12
"""Letters of a cue that are looked at: few words share so many, and a cue stands for all its endings."""
_MOST = 128
"""Spellings that a stretch of a pattern may have; one with more is not spelled out, but its parts are."""
_DIGIT = "0"
"""Stands in cues for any digit."""
_TIMES = 3
"""Repetitions of a part of a pattern that are spelled out: numbers have up to three digits."""
_EDGE = "\b"
"""Stands in cues and in the words looked through wherever a word begins or ends, so that "he" is not found in "the"."""
_EVERYWHERE = frozenset({"the", "of", "and", "in", "a", "an", "to", "was", "were", "with", "for", "at", "by", "on"})
"""Words that tell nothing; of a phrase that holds another the other is the cue."""
_WORDS_KEPT = 50_000
"""Words whose cues are remembered: several times what a language of reports holds, some 10 MB."""
_NO_LIMIT = 2**31 - 1
"""Above any place in a text."""
_RUNS_BEFORE = 50
"""Runs of a rule after which it is worth working out where it can begin: that takes about as long as they do."""
_ASCII = re.compile(r"[\x00-\x7f]+")
_LOOK_ALIKE = str.maketrans({"\u017f": "s", "\u0131": "i", "\u0130": "i"})
"""Letters outside ASCII that a pattern without regard to case takes for s and i; `str.lower` does not."""


class CuedText(str):
    """A sentence, or a part of one, that knows which cues it gives. In everything else it is its text."""

    __slots__ = ("_given", "_lowered", "_plain", "_sure")
    _given: int | None
    _sure: int
    _plain: str | None
    _lowered: "CuedText | None"

    def __new__(cls, text: str) -> Self:
        """The text, not yet looked through."""
        self = super().__new__(cls, text)
        self._given = None
        self._lowered = None
        return self

    def look_through(self) -> int:
        """
        The numbers of the rules that the text gives a cue to, as the bits of a number; kept once looked for.

        Rules without cues, and those made after the text was looked through, count as given one.
        """
        if self._given is None:
            lower = self.lower()
            is_ascii = self.isascii()
            given, sure = _always_run(), 0
            for word in (lower if is_ascii else self.translate(_LOOK_ALIKE).lower()).split():
                of_word, sure_of_word = _rules_by_word(word)
                given |= of_word
                sure |= sure_of_word
            self._given, self._sure = given, sure if is_ascii else 0
            self._plain = lower if is_ascii or _is_caseless(self) else None
        return self._given

    @property
    def lowered(self) -> "CuedText":
        """The text in lower case, with the same cues."""
        lowered = self._lowered
        if lowered is None:
            self._lowered = lowered = CuedText(self.lower())
            lowered._given = self.look_through()
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
        self._bit = 1 << next(_NUMBERS)
        self._runs = 0
        self._begins: Callable[[str, int, int], re.Match[str] | None] | None = None
        _RULES.append(self)
        _always_run.cache_clear()
        _rules_by_cue.cache_clear()
        _rules_by_word.cache_clear()

    @cached_property
    def cues(self) -> frozenset[str]:
        """
        Of these at least one stands, in lower case, in every text that the rule matches; empty: none is known.

        They are worked out when they are first asked for: a command that reads no text does not wait for them.
        """
        return cues_of(self.pattern, self.flags)

    @cached_property
    def sure(self) -> frozenset[str]:
        """Those of the cues that are all the rule asks for, in a text without letters that only look like others."""
        words = map(_edged, plain_words_of(self.pattern, self.flags))
        return self.cues.intersection(word for word in words if len(word) <= _LONGEST)

    def search(self, text: str, start: int = 0, end: int = _NO_LIMIT) -> re.Match[str] | None:
        """The first match from `start` on, as `re.Pattern.search`."""
        if type(text) is CuedText:
            given = text._given
            if not (text.look_through() if given is None else given) & self._bit:
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
            given = text._given
            if not (text.look_through() if given is None else given) & self._bit:
                return False
            if text._sure & self._bit and (self._is_caseless or text.islower()):
                return True
        return self.search(text) is not None

    def finditer(self, text: str, start: int = 0, end: int = _NO_LIMIT) -> Iterator[re.Match[str]]:
        """All matches from `start` on, as `re.Pattern.finditer`."""
        if type(text) is CuedText:
            given = text._given
            if not (text.look_through() if given is None else given) & self._bit:
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
            begins = beginning_of(self.pattern, self.flags & ~re.UNICODE)
            self._begins = None if begins is None else begins.search
        return self._begins

    def is_silent(self, text: CuedText) -> bool:
        """Whether `text` gives no cue for the rule, so that it cannot match."""
        return not text.look_through() & self._bit


class NamedRules:
    """Rules, each with what it tells, of which only those are handed out that a text gives a cue to."""

    def __init__(self, *rules: tuple[str, Rule]) -> None:
        self._rules = rules
        self._bits = reduce(or_, (rule._bit for _, rule in rules), 0)

    def told_in(self, text: str) -> tuple[tuple[str, Rule], ...]:
        """The rules that may match `text`, in their order."""
        if type(text) is not CuedText:
            return self._rules
        given = text.look_through() & self._bits
        return tuple(named for named in self._rules if given & named[1]._bit) if given else ()


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
            if text._sure & self._rule._bit:
                return True
        return any(word in text for word in self._words)


_RULES: list[Rule] = []
_NUMBERS = count()
"""Numbers of rules; none is given twice, so that what is remembered of a text never speaks of another rule."""


@cache
def _always_run() -> int:
    """The bits of the rules without cues, and of all that are yet to be made."""
    return reduce(or_, (rule._bit for rule in _RULES if not rule.cues), -(_RULES[-1]._bit << 1))


@cache
def _rules_by_cue() -> dict[str, tuple[tuple[str, int, int], ...]]:
    """By their first letters: each cue, the bits of its rules, and of those for which it is all they ask for."""
    given: dict[str, int] = {}
    sure: dict[str, int] = {}
    for rule in _RULES:
        for cue in rule.cues:
            given[cue] = given.get(cue, 0) | rule._bit
        for cue in rule.sure:
            sure[cue] = sure.get(cue, 0) | rule._bit
    found: dict[str, tuple[tuple[str, int, int], ...]] = {}
    for cue in sorted(given):
        begin = cue[:_SHORTEST]
        found[begin] = (*found.get(begin, ()), (cue, given[cue], sure.get(cue, 0)))
    return found


@lru_cache(maxsize=_WORDS_KEPT)
def _rules_by_word(word: str) -> tuple[int, int]:
    """The bits of the rules that a word gives a cue to, and of those it settles."""
    by_cue = _rules_by_cue()
    edged = _WORD_EDGE.sub(_EDGE, _ANY_DIGIT.sub(_DIGIT, word))
    given = sure = 0
    for i in range(len(edged)):
        for length in range(1, _SHORTEST + 1):
            for cue, of_cue, sure_of_cue in by_cue.get(edged[i : i + length], ()):
                if edged.startswith(cue, i):
                    given |= of_cue
                    sure |= sure_of_cue
    return given, sure


def cues_of(pattern: str, flags: int = 0) -> frozenset[str]:
    r"""
    Strings of which at least one stands, in lower case, in every text that `pattern` matches; empty when none is sure.

    >>> sorted(cues_of(r"\b(?:left|right) \w+ metasta(?:sis|ses)"))
    ['\x08metastases', '\x08metastasis']
    >>> cues_of(r"[A-Z]{1,3}|one")
    frozenset()
    """
    parser = import_module("re._parser")
    spelled, needed = _of_sequence(parser.parse(pattern, flags))
    cues = _told(spelled) if spelled is not None else needed
    return frozenset(cue for cue in cues or () if not any(other != cue and other in cue for other in cues or ()))


def plain_words_of(pattern: str, flags: int = 0) -> tuple[str, ...]:
    r"""
    Alternatives of a pattern that are nothing but letters and edges: a text in which one of them stands matches.

    >>> plain_words_of(r"stain|\bihc\b|immuno(?!therapy)|anti-?body", re.IGNORECASE)
    ('stain', '\x08ihc\x08', 'anti-body', 'antibody')
    """
    if not flags & re.IGNORECASE and pattern != pattern.lower():
        return ()  # which case a letter has is not kept below
    sequence = list(import_module("re._parser").parse(pattern, flags))
    is_choice = len(sequence) == 1 and sequence[0][0].name == "BRANCH"
    alternatives = sequence[0][1][1] if is_choice else [sequence]
    found: list[str] = []
    for alternative in alternatives:
        is_plain = all(_is_plain_node(operation.name, argument) for operation, argument in _nodes(alternative))
        spelled, _ = _of_sequence(alternative)
        if spelled is not None and is_plain and all(word.isascii() and _DIGIT not in word for word in spelled):
            found += sorted(spelled)
    return tuple(found)


_PLAIN_NODES = frozenset({"LITERAL", "IN", "BRANCH", "MAX_REPEAT", "MIN_REPEAT"})


def _is_plain_node(name: str, argument: Any) -> bool:
    match name:
        case "AT":
            return bool(argument.name == "AT_BOUNDARY")
        case "SUBPATTERN":
            return not argument[1] and not argument[2]  # flags of its own: case may count in it, or not
    return name in _PLAIN_NODES


def _nodes(sequence: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for operation, argument in sequence:
        yield operation, argument
        match operation.name:
            case "BRANCH":
                for branch in argument[1]:
                    yield from _nodes(branch)
            case "SUBPATTERN" | "MAX_REPEAT" | "MIN_REPEAT":
                yield from _nodes(argument[-1])


_Strings = frozenset[str]
_Found = tuple[_Strings | None, _Strings | None]
"""All strings that a part of a pattern can match, where they are few; else strings of which one is in every match."""
_NOTHING: _Strings = frozenset({""})


def _of_sequence(sequence: Iterable[tuple[Any, Any]]) -> _Found:
    run, best, is_whole = _NOTHING, None, True
    for operation, argument in sequence:
        spelled, needed = _of_node(operation.name, argument)
        longer = None if spelled is None else frozenset(a + b for a in run for b in spelled)
        if longer is not None and len(longer) <= _MOST:
            run = longer
            continue
        best = _better(_better(best, _told(run)), needed if spelled is None else None)
        run, is_whole = (_NOTHING if spelled is None else spelled), False
    return (run, None) if is_whole else (None, _better(best, _told(run)))


def _of_node(name: str, argument: Any) -> _Found:
    match name:
        case "LITERAL":
            letter = _DIGIT if chr(argument).isdecimal() else chr(argument).lower()
            return (frozenset({letter}), None) if _is_plain(letter) else (None, None)
        case "IN" if [(kind.name, str(code)) for kind, code in argument] == [("CATEGORY", "CATEGORY_DIGIT")]:
            return frozenset({_DIGIT}), None
        case "IN":
            signs = [chr(code) for kind, code in argument if kind.name == "LITERAL"]
            letters = [_DIGIT if sign.isdecimal() else sign.lower() for sign in signs]
            is_short = len(signs) == len(argument) <= 4 and all(map(_is_plain, letters))
            return (frozenset(letters), None) if is_short else (None, None)
        case "BRANCH":
            return _of_branches([_of_sequence(branch) for branch in argument[1]])
        case "SUBPATTERN":
            return _of_sequence(argument[-1])
        case "ATOMIC_GROUP":
            return _of_sequence(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, body = argument
            spelled, needed = _of_sequence(body)
            if most <= _TIMES and spelled is not None and len(spelled) ** most <= _MOST:
                times = frozenset().union(*(_times(spelled, count) for count in range(least, most + 1)))
                return times, None
            return None, (None if not least else needed if spelled is None else _told(spelled))
        case "AT" if argument.name == "AT_BOUNDARY":
            return frozenset({_EDGE}), None
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return _NOTHING, None  # of no width: what stands before and behind it touches
    return None, None


def _times(words: _Strings, count: int) -> _Strings:
    return _NOTHING if not count else frozenset(a + b for a in words for b in _times(words, count - 1))


def _of_branches(branches: list[_Found]) -> _Found:
    spelled: set[str] = set()
    needed: set[str] = set()
    for words, cues in branches:
        if words is not None:
            spelled |= words
        told = cues if words is None else _told(words)
        if told is not None:
            needed |= told
    if all(words is not None for words, _ in branches) and len(spelled) <= _MOST:
        return frozenset(spelled), None
    is_sure = all((cues if words is None else _told(words)) is not None for words, cues in branches)
    return None, (frozenset(needed) if is_sure else None)


def _is_plain(letter: str) -> bool:
    """Whether a pattern finds the letter, whatever its case, only where the folded text has it."""
    return letter.isascii() or (len(letter) == 1 and letter.upper() == letter)


def _told(words: _Strings) -> _Strings | None:
    """The longest words of each string as cues; None when one of them stands in any text."""
    cues = frozenset(_cue(string) for string in words)
    return cues if all(_is_telling(cue.replace(_EDGE, "")) for cue in cues) else None


def _cue(string: str) -> str:
    """The word of `string` that tells most, with the edges that every text has where the string stands in it."""
    return max(_edged(string).split() or [""], key=_weight)[:_LONGEST]


def _edged(string: str) -> str:
    bare = string.replace(_EDGE, "")
    inside = _INNER_EDGE.sub(_EDGE, bare)
    return (_EDGE if string.startswith(_EDGE) else "") + inside + (_EDGE if bare and string.endswith(_EDGE) else "")


def _weight(word: str) -> tuple[bool, int]:
    bare = word.replace(_EDGE, "")
    return bare not in _EVERYWHERE, len(bare)


def _is_telling(cue: str) -> bool:
    return cue == _DIGIT or len(cue) >= _SHORTEST or (cue != "" and not cue.isalnum())


_ANY_DIGIT = re.compile(r"\d")
_WORD_EDGE = re.compile(r"\b")
_INNER_EDGE = re.compile(r"(?<=.)\b(?=.)", re.DOTALL)


def _better(one: _Strings | None, other: _Strings | None) -> _Strings | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=_chance)


def _chance(cues: _Strings) -> float:
    """How likely it is, roughly, that one of the cues stands in a sentence: each letter divides it by four."""
    return sum(0.5 if cue == _DIGIT else 0.25 ** len(cue) if cue.isalnum() else 0.1 ** len(cue) for cue in cues)
