"""Does a tree have the shape of a case? What pydantic finds, told in our words and at the place in the file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from breakapart.errors import Problem
from breakapart.formats.case_words import (
    CASE,
    LISTED_TERMS,
    Expected,
    either,
    expected_at,
    fields_of,
    found_in_words,
    is_not_done,
    nearest,
    path_in_words,
    shortened,
)
from breakapart.formats.yaml_tree import Path, Place, YamlTree
from breakapart.model.case import Case
from breakapart.model.noun import Noun

AnyNoun = TypeVar("AnyNoun", bound=Noun)

HOW_TO_BEGIN = "Write one with 'breakapart case new FILE'"
"""For somebody whose file is no case at all."""

_QUOTED_KEY = re.compile(r"'(\w+)'")
_OF_THE_WRONG_TYPE = {
    "string_type",
    "int_type",
    "int_from_float",
    "float_type",
    "bool_type",
    "tuple_type",
    "model_type",
    "model_attributes_type",
    "dict_type",
    "finite_number",
}
_OUT_OF_RANGE = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}


def validated(noun: type[AnyNoun], value: Any) -> AnyNoun:
    """`value` (of a tree) as `noun`; raises pydantic.ValidationError."""
    return noun.model_validate(without_blanks(value))


def without_blanks(value: Any) -> Any:
    """`value` without keys that have no value: a blank in a form is something not stated."""
    if isinstance(value, dict):
        return {key: without_blanks(child) for key, child in value.items() if child is not None}
    if isinstance(value, list):
        return [without_blanks(child) for child in value]
    return value


def case_of(tree: YamlTree) -> tuple[Case | None, list[Problem]]:
    """The case in `tree`, or everything that keeps it from being one."""
    if not isinstance(tree.value, dict):
        found = found_in_words(tree.value)
        message = f"expected keys and values (breakapart_case, id, title, specimens, ...), found {found}"
        return None, [tree.problem(tree.place_of_value(()), message, HOW_TO_BEGIN)]
    mistyped = {path: _mistyped(path, found, tree) for path, found in scalars_of_another_type(tree.value, CASE, ())}
    problems = list(mistyped.values())
    try:
        case = validated(Case, tree.value)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            problem = None if tuple(details["loc"]) in mistyped else _in_words(details, tree)
            if problem is not None:
                problems.append(problem)
        return None, problems
    return (None if problems else case), problems


def scalars_of_another_type(value: Any, expected: Expected, path: Path) -> Iterator[tuple[Path, Any]]:
    """
    Texts where numbers or `true` and `false` belong, and the reverse.

    Pydantic would read "3" as 3 and "no" as false. (Its strict mode cannot be used: it wants tuples, not lists.)
    """
    if isinstance(value, dict) and expected.noun is not None:
        known = fields_of(expected.noun)
        for key, child in value.items():
            if key in known:
                yield from scalars_of_another_type(child, known[key], (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            item = expected.item(index)
            if item is not None:
                yield from scalars_of_another_type(child, item, (*path, index))
    elif isinstance(value, str | bool | int) and not expected.takes(type(value)):
        yield path, value


def _mistyped(path: Path, found: Any, tree: YamlTree) -> Problem:
    expected = expected_at(path)
    assert expected is not None
    message = f"expected {expected.in_words()}, found {found_in_words(found)}"
    return tree.problem(tree.place_of_value(path), f"{path_in_words(path, tree.value)}: {message}")


def _in_words(details: ErrorDetails, tree: YamlTree) -> Problem | None:
    """One problem; None when the place was already refused for its form."""
    path: Path = tuple(details["loc"])
    if any(path[:length] in tree.refused for length in range(len(path) + 1)):
        return None
    place = tree.place_of_value(path)
    kind = details["type"]
    if kind == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]:
        return None  # pydantic counts the sound items only, and what is wrong with the others is told for each
    solution: str | None = None
    if kind == "extra_forbidden":
        place = tree.place_of_key(path)
        where, message, solution = path[:-1], *_unknown_key(path)
    elif kind == "missing":
        where, message = path[:-1], _missing(path)
        place = tree.place_of_key(path)
    elif kind == "value_error":
        where, message = path, str(details.get("ctx", {}).get("error", details["msg"]))
        place = _place_of_quoted_key(message, path, tree) or place
    else:
        where = path
        message, solution = _unfit(kind, path, details)
    words = path_in_words(where, tree.value)
    return tree.problem(place, f"{words}: {message}" if words else message, solution)


def _unknown_key(path: Path) -> tuple[str, str]:
    here = expected_at(path[:-1])
    keys: Sequence[str] = list(here.noun.model_fields) if here and here.noun else []
    key = str(path[-1])
    near = nearest(key, keys)
    return (
        f"the key {shortened(key)!r} is not known here",
        f"Did you mean {near}?" if near else f"Known are {either(keys, last='and')}",
    )


def _missing(path: Path) -> str:
    if isinstance(path[-1], int):
        return f"number {path[-1] + 1} of the list is missing"
    expected = expected_at(path)
    about = expected.description if expected else None
    return f"'{path[-1]}' is missing" + (f": {_first_sentence(about)}" if about else "")


def _first_sentence(text: str) -> str:
    line = " ".join(text.split()).split(". ")[0].rstrip(".")
    return line[0].lower() + line[1:] if line[:2] != line[:2].upper() else line


def _unfit(kind: str, path: Path, details: ErrorDetails) -> tuple[str, str | None]:
    found: Any = details["input"]
    context: Mapping[str, Any] = details.get("ctx", {})
    expected = expected_at(path) or Expected(object)
    if kind in ("enum", "literal_error"):
        return _unknown_term(found, expected)
    if kind in _OF_THE_WRONG_TYPE:
        solution = f"Put it in quotes: '{found}'" if kind == "string_type" and _is_number(found) else None
        return f"expected {expected.in_words()}, found {found_in_words(found)}", solution
    if kind in _OUT_OF_RANGE:
        return f"expected {expected.in_words()}, found {found}", None
    if kind == "string_pattern_mismatch":
        return _misfit_pattern(str(found), str(context.get("pattern", "")))
    if kind == "string_too_short":
        return "the text is empty, expected at least one character", None
    if kind == "string_too_long":
        return f"the text has {len(str(found))} characters, expected at most {context.get('max_length')}", None
    if kind == "too_short":
        return f"the list has {_count(context, 'actual_length')}, expected at least {context.get('min_length')}", None
    if kind == "too_long":
        return f"the list has {_count(context, 'actual_length')}, expected at most {context.get('max_length')}", None
    return f"{details['msg'][0].lower()}{details['msg'][1:]}, found {found_in_words(found)}", None


def _count(context: Mapping[str, Any], key: str) -> str:
    number = context.get(key)
    return "1 item" if number == 1 else f"{number} items"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _unknown_term(found: Any, expected: Expected) -> tuple[str, str | None]:
    terms = expected.terms
    if not isinstance(found, str) and not (_is_number(found) and not isinstance(found, bool)):
        return f"expected {expected.in_words()}, found {found_in_words(found)}", None
    near = nearest(str(found), terms)
    if isinstance(found, str) and "not_evaluable" in terms and is_not_done(found):
        return (
            f"{found!r} is not an outcome",
            "Leave the whole entry out: what was not tested is neither present nor absent",
        )
    if not isinstance(found, str):
        return f"expected {either(terms)}, found {found}", None
    message = f"{shortened(found)!r} is not known"
    if len(terms) > LISTED_TERMS and near is not None:
        return message, f"Did you mean {near}? All terms: breakapart case schema"
    return f"{message}, expected {either(terms)}", f"Did you mean {near}?" if near else None


def _misfit_pattern(found: str, pattern: str) -> tuple[str, str | None]:
    if pattern == r"^(>|>=)$":
        return f"{shortened(found)!r} is not known, expected '>' or '>='", None
    return (
        f"{shortened(found)!r} is not an id, expected letters, digits, '-', '_' and '.' without spaces, "
        "a letter or digit first",
        None,
    )


def _place_of_quoted_key(message: str, path: Path, tree: YamlTree) -> Place | None:
    """Where the first key stands that the message names in quotes."""
    for key in _QUOTED_KEY.findall(message):
        if (*path, key) in tree.keys:
            return tree.values.get((*path, key))
    return None
