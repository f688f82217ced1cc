r"""
Where a pattern can begin: the same pattern, written so that the places where it cannot are passed over quickly.

Python tries a pattern at every place of a text, unless it sees with which letters the pattern begins. It does not see
that behind a `\b`, nor where case does not count. The letters are therefore worked out here from the pattern, and put
before it: "[lr](?<=(?=\b(?:left|right))[lr])" is found in a text in lower case where `\b(?:left|right)` is.
"""

import re
from collections.abc import Iterable
from typing import Any

from breakapart.drafting.pattern_nodes import parse

_IN_LOWER_CASE = re.compile(r"(\\.|\(\?P[<=]\w+[>)]|\(\?\(\w+\))|[A-Z]+", re.DOTALL)
"""What stays as it is when a pattern is put in lower case (escapes, names), or letters that do not."""
_MOST = 40
"""Letters and ranges of letters with which a pattern may begin; with more nearly every place is one."""


def beginning_of(pattern: str, flags: int = 0) -> re.Pattern[str] | None:
    r"""
    What is found where `pattern` first matches; None where nothing is gained, or nothing sure is known.

    Without regard to case, it is to be looked for in a text of ASCII in lower case. A part of a pattern in which case
    does count all the same, "(?-i:...)", is not looked at so closely: `pattern` may then match at a later place only.

    >>> found = beginning_of(r"\b(?:left|right) thigh", re.IGNORECASE)
    >>> found.pattern, found.search("of the right thigh").start()
    ('[lr](?<=(?=\\b(?:left|right) thigh)[lr])', 7)
    >>> beginning_of(r"\w+ thigh") is None
    True
    """
    written = pattern
    if flags & re.IGNORECASE:
        if not _is_lowered_alike(pattern, flags):
            return None
        written = _IN_LOWER_CASE.sub(lambda match: match[1] or match[0].lower(), pattern)
    flags &= ~re.IGNORECASE
    letters, is_nothing_enough = _first(parse(written, flags) or ())
    if letters is None or is_nothing_enough or not letters or len(letters) > _MOST:
        return None
    begin = f"[{''.join(sorted(letters))}]"
    return re.compile(rf"{begin}(?<=(?={written}){begin})", flags)


def _is_lowered_alike(pattern: str, flags: int) -> bool:
    """Whether the pattern in lower case matches, in a text in lower case, at least where the pattern does."""
    return all(
        not (name == "SUBPATTERN" and argument[2] & re.IGNORECASE and is_denied)
        and not (name == "RANGE" and not _is_plain_range(*argument))
        for name, argument, is_denied in _nodes(parse(pattern, flags) or (), is_denied=False)
    )


def _is_plain_range(first: int, last: int) -> bool:
    return chr(first).isupper() == chr(last).isupper() and last - first < 26


def _nodes(sequence: Iterable[tuple[Any, Any]], *, is_denied: bool) -> Iterable[tuple[str, Any, bool]]:
    """All nodes of a parsed pattern, and whether each stands where the pattern says what must not be."""
    for operation, argument in sequence:
        name = operation.name
        yield name, argument, is_denied
        match name:
            case "BRANCH":
                for branch in argument[1]:
                    yield from _nodes(branch, is_denied=is_denied)
            case "IN":
                yield from _nodes(argument, is_denied=is_denied)
            case "SUBPATTERN" | "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" | "ASSERT":
                yield from _nodes(argument[-1], is_denied=is_denied)
            case "ATOMIC_GROUP":
                yield from _nodes(argument, is_denied=is_denied)
            case "ASSERT_NOT":
                yield from _nodes(argument[-1], is_denied=True)


_First = tuple[set[str] | None, bool]
"""With which letters, as a class of a pattern has them, a part begins (None: any); whether it may be empty."""


def _first(sequence: Iterable[tuple[Any, Any]]) -> _First:
    found: set[str] = set()
    for operation, argument in sequence:
        letters, is_nothing_enough = _first_of_node(operation.name, argument)
        if letters is None:
            return None, False
        found |= letters
        if not is_nothing_enough:
            return found, False
    return found, True


def _first_of_node(name: str, argument: Any) -> _First:
    match name:
        case "LITERAL":
            return {_written(argument)}, False
        case "IN":
            return _first_of_class(argument), False
        case "BRANCH":
            ways = [_first(branch) for branch in argument[1]]
            if any(letters is None for letters, _ in ways):
                return None, False
            return set().union(*(letters or () for letters, _ in ways)), any(empty for _, empty in ways)
        case "SUBPATTERN":
            return (None, False) if argument[1] & re.IGNORECASE else _first(argument[-1])
        case "ATOMIC_GROUP":
            return _first(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            letters, is_nothing_enough = _first(argument[-1])
            return letters, is_nothing_enough or argument[0] == 0
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return set(), True
    return None, False


def _first_of_class(items: Iterable[tuple[Any, Any]]) -> set[str] | None:
    found = set()
    for kind, code in items:
        match kind.name, str(code):
            case "LITERAL", _:
                found.add(_written(code))
            case "RANGE", _:
                found.add(f"{_written(code[0])}-{_written(code[1])}")
            case "CATEGORY", "CATEGORY_DIGIT":
                found.add(r"\d")
            case "CATEGORY", "CATEGORY_SPACE":
                found.add(r"\s")
            case _:
                return None
    return found


def _written(code: int) -> str:
    """A letter as it is written within a class."""
    letter = chr(code)
    return letter if letter.isalnum() else f"\\{letter}"
