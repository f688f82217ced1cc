"""
Patterns taken apart by Python's own parser of patterns: the one place that asks it.

The parser is no public part of Python, as little as of the libraries that make texts from patterns, which use it too.
Where a Python has it no longer, nothing is known of a pattern, and rules are run on every sentence: as right, but
slower. A test says so then, before a user sees it.
"""

from functools import lru_cache
from importlib import import_module
from typing import Any

Nodes = list[tuple[Any, Any]]
"""Each an operation, whose `name` tells what it is, and what it is given."""


@lru_cache(maxsize=4)
def parse(pattern: str, flags: int = 0) -> Nodes | None:
    """The nodes of a pattern in their order; None where this Python shows none. Asked more than once in a row."""
    try:
        return list(import_module("re._parser").parse(pattern, flags))
    except (ImportError, AttributeError):
        return None
