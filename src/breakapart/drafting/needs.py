"""
What a text must hold for a pattern to match in it: words, worked out from the pattern itself.

Of "recurr(?:ed|ence)|relapse[sd]" one of four words stands in whatever is matched. What is not known here of a pattern
(a new kind of node, a reference to a group) tells nothing: less is then asked of a text than could be, never more.
"""

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache, lru_cache
from typing import Any

from breakapart.drafting.pattern_nodes import Nodes, parse

SHORTEST = 2
"""Letters that a cue has at least: fewer stand in nearly every sentence."""
_LONGEST = 12
"""Letters of a cue that are looked at: few words share so many, and a cue stands for all its endings."""
_MOST = 128
"""Spellings that a stretch of a pattern may have; one with more is not spelled out, but its parts are."""
_NEEDS = 3
"""Needs of a rule that are looked at, one beside the other."""
DIGIT = "0"
"""Stands in cues for any digit."""
_FEW = 4
"""Letters that a class of a pattern may have to be spelled out."""
_TIMES = 3
"""Repetitions of a part of a pattern that are spelled out: numbers have up to three digits."""
EDGE = "\b"
"""Stands in cues and in the words looked through wherever a word begins or ends, so that "he" is not found in "the"."""
_EVERYWHERE = frozenset({"the", "of", "and", "in", "a", "an", "to", "was", "were", "with", "for", "at", "by", "on"})
"""Words that tell nothing; of a phrase that holds another the other is the cue."""

_ANY_DIGIT = re.compile(r"\d")
_WORD_EDGE = re.compile(r"\b")
_INNER_EDGE = re.compile(r"(?<=.)\b(?=.)", re.DOTALL)

_Strings = Set[str]
_Found = tuple[_Strings | None, tuple[_Strings, ...]]
"""All strings that a part of a pattern can match, where they are few; and what else is needed where it matches."""
_NOTHING: _Strings = frozenset({""})
_NO_NODES: Nodes = []
_LETTERS = {code: DIGIT if chr(code).isdecimal() else chr(code).lower() for code in range(128)}
"""Letters of ASCII as they stand in cues."""


def needs_of(pattern: str, flags: int = 0) -> tuple[_Strings, ...]:
    r"""
    Sets of strings of each of which one stands, in lower case, in every text that `pattern` matches; the rarest first.

    >>> [sorted(cues) for cues in needs_of(r"\b(?:left|right) \w+ metasta(?:sis|ses)")]
    [['\x08metastases', '\x08metastasis'], ['\x08left\x08', '\x08right\x08']]
    >>> needs_of(r"[A-Z]{1,3}|one")
    ()
    """
    parsed = parse(pattern, flags)
    if parsed is None:
        return ()
    spelled, needs = _of_sequence(parsed)
    return tuple(map(_shortest, _rarest([*_told(spelled), *needs])))


def as_compared(word: str) -> str:
    r"""
    A word of a text in lower case, as cues are looked for in it.

    >>> as_compared("(3.5")
    '(\x080\x08.\x080\x08'
    """
    return _WORD_EDGE.sub(EDGE, _ANY_DIGIT.sub(DIGIT, word))


def _shortest(cues: _Strings) -> frozenset[str]:
    """The cues without those that hold another."""
    lengths = sorted({len(cue) for cue in cues})
    return frozenset(
        cue
        for cue in cues
        if not any(
            cue[i : i + length] in cues for length in lengths if length < len(cue) for i in range(len(cue) - length + 1)
        )
    )


def plain_words_of(pattern: str, flags: int = 0) -> tuple[str, ...]:
    r"""
    Alternatives of a pattern that are nothing but letters and edges: a text in which one of them stands matches.

    Those alone that are no longer than a cue.

    >>> plain_words_of(r"stain|\bihc\b|immuno(?!therapy)|anti-?body", re.IGNORECASE)
    ('stain', '\x08ihc\x08', 'anti-body', 'antibody')
    """
    if not flags & re.IGNORECASE and pattern != pattern.lower():
        return ()  # which case a letter has is not kept below
    sequence = parse(pattern, flags)
    if sequence is None:
        return ()
    is_choice = len(sequence) == 1 and sequence[0][0].name == "BRANCH"
    alternatives = sequence[0][1][1] if is_choice else [sequence]
    found: list[str] = []
    for alternative in alternatives:
        if all(_is_plain_node(operation.name, argument) for operation, argument in _nodes(alternative)):
            spelled, _ = _of_sequence(alternative)
            if spelled is not None and all(word.isascii() and DIGIT not in word for word in spelled):
                found += map(_edged, sorted(spelled))
    return tuple(word for word in found if len(word) <= _LONGEST)


_PLAIN_NODES = frozenset({"LITERAL", "IN", "BRANCH", "MAX_REPEAT", "MIN_REPEAT"})


def _is_plain_node(name: str, argument: Any) -> bool:
    match name:
        case "AT":
            return str(argument.name) == "AT_BOUNDARY"
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


def _of_sequence(sequence: Nodes) -> _Found:
    run, is_whole = _NOTHING, True
    needs: list[_Strings] = []
    for i, (operation, argument) in enumerate(sequence):
        name = operation.name
        if name == "LITERAL" and len(run) == 1 and argument in _LETTERS:
            (word,) = run
            run = {word + _LETTERS[argument]}
            continue
        if name in ("BRANCH", "SUBPATTERN"):
            before, behind = sequence[i - 1 : i] if i else _NO_NODES, sequence[i + 1 : i + 2]
            spelled, more = _of_node(name, argument, _edges_of(before), _edges_of(behind))
        else:
            spelled, more = _of_node(name, argument)
        needs += more
        if spelled is not None and len(run) * len(spelled) <= _MOST:
            run = {a + b for a in run for b in spelled} if len(run) > 1 or "" not in run else spelled
            continue
        needs += _told(run)
        run, is_whole = (_NOTHING if spelled is None else spelled), False
    return (run, _rarest(needs)) if is_whole else (None, _rarest([*needs, *_told(run)]))


def _edges_of(nodes: Nodes) -> Nodes:
    return [(operation, kind) for operation, kind in nodes if operation.name == "AT" and kind.name == "AT_BOUNDARY"]


def _of_node(name: str, argument: Any, before: Nodes = _NO_NODES, behind: Nodes = _NO_NODES) -> _Found:
    """What a node tells; where it has parts, with the edges of words that stand before and behind each of them."""
    match name:
        case "LITERAL":
            letter = DIGIT if chr(argument).isdecimal() else chr(argument).lower()
            return (frozenset({letter}) if _is_plain(letter) else None), ()
        case "IN" if [(kind.name, str(code)) for kind, code in argument] == [("CATEGORY", "CATEGORY_DIGIT")]:
            return frozenset({DIGIT}), ()
        case "IN":
            return _of_class(argument), ()
        case "BRANCH":
            return _of_branches([_of_sequence([*before, *branch, *behind]) for branch in argument[1]])
        case "SUBPATTERN":
            return _of_sequence([*before, *argument[-1], *behind])
        case "ATOMIC_GROUP":
            return _of_sequence(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, body = argument
            spelled, needs = _of_sequence(body)
            if most <= _TIMES and spelled is not None and len(spelled) ** most <= _MOST:
                times = frozenset().union(*(_times(spelled, count) for count in range(least, most + 1)))
                return times, (needs if least else ())
            return None, (_rarest([*_told(spelled), *needs]) if least else ())
        case "AT" if argument.name == "AT_BOUNDARY":
            return frozenset({EDGE}), ()
        case "ASSERT":
            spelled, needs = _of_sequence(argument[-1])
            return _NOTHING, _rarest([*_told(spelled), *needs])
        case "AT" | "ASSERT_NOT":
            return _NOTHING, ()  # of no width: what stands before and behind it touches
    return None, ()


def _of_class(items: Nodes) -> _Strings | None:
    letters: set[str] = set()
    for kind, code in items:
        match kind.name, str(code):
            case "LITERAL", _:
                letters.add(DIGIT if chr(code).isdecimal() else chr(code).lower())
            case "RANGE", _ if chr(code[0]).isdecimal() and chr(code[1]).isdecimal() and code[1] < 128:
                letters.add(DIGIT)
            case "CATEGORY", "CATEGORY_DIGIT":
                letters.add(DIGIT)
            case _:
                return None
    return letters if len(letters) <= _FEW and all(map(_is_plain, letters)) else None


def _times(words: _Strings, count: int) -> _Strings:
    return _NOTHING if not count else frozenset(a + b for a in words for b in _times(words, count - 1))


def _of_branches(branches: list[_Found]) -> _Found:
    spelled = frozenset().union(*(words for words, _ in branches if words is not None))
    if all(words is not None for words, _ in branches) and len(spelled) <= _MOST:
        return spelled, ()
    return None, _of_any([_rarest([*_told(words), *needs]) for words, needs in branches])


def _of_any(ways: list[tuple[_Strings, ...]]) -> tuple[_Strings, ...]:
    """What is needed where one of several ways is gone, each with its needs."""
    if not all(ways):
        return ()
    most = max(map(len, ways))
    return tuple(frozenset().union(*(needs[min(i, len(needs) - 1)] for needs in ways)) for i in range(most))


def _is_plain(letter: str) -> bool:
    """Whether a pattern finds the letter, whatever its case, only where the folded text has it."""
    return letter.isascii() or (len(letter) == 1 and letter.upper() == letter)


def _told(strings: _Strings | None) -> tuple[_Strings, ...]:
    """Words of each string as cues; nothing when one of the strings tells nothing, or they are not known."""
    return () if strings is None else _of_any([_words_of(string) for string in strings])


@lru_cache(maxsize=20_000)
def _words_of(string: str) -> tuple[_Strings, ...]:
    """The words of `string` that tell most, with the edges that every text has where the string stands in it."""
    words = sorted((word[:_LONGEST] for word in _edged(string).split()), key=_chance_of)
    telling = [word for word in words if _is_telling(word)]
    return tuple({word} for i, word in enumerate(telling[:_NEEDS]) if not i or word.strip(EDGE) not in _EVERYWHERE)


def _edged(string: str) -> str:
    bare = string.replace(EDGE, "")
    inside = _INNER_EDGE.sub(EDGE, bare)
    return (EDGE if string.startswith(EDGE) else "") + inside + (EDGE if bare and string.endswith(EDGE) else "")


def _is_telling(cue: str) -> bool:
    bare = cue.replace(EDGE, "")
    is_word = cue == f"{EDGE}{bare}{EDGE}"
    return bare == DIGIT or len(bare) >= SHORTEST or (bare != "" and (is_word or not bare.isalnum()))


def _rarest(needs: Iterable[_Strings]) -> tuple[_Strings, ...]:
    """Those of the needs that the fewest texts meet, the rarest first, each telling something that others do not."""
    found: list[_Strings] = []
    for cues in sorted(needs, key=_chance):
        if not any(other <= cues for other in found):
            found.append(cues)
    return tuple(found[:_NEEDS])


def _chance(cues: _Strings) -> float:
    """How likely it is, roughly, that one of the cues stands in a sentence: each letter divides it by four."""
    return sum(map(_chance_of, cues))


@cache
def _chance_of(cue: str) -> float:
    bare = cue.replace(EDGE, "")
    if bare in _EVERYWHERE and cue == f"{EDGE}{bare}{EDGE}":
        return 0.5
    if bare and not bare.strip(DIGIT):
        return 0.5 * 0.3 ** (len(bare) - 1)
    return 0.25 ** len(cue) if bare.isalnum() else 0.1 ** len(cue)
