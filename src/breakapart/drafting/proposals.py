"""
What a plug-in (a language model that a laboratory runs itself) makes of a text.

Its proposals are unsure and shown apart. One that the text does not say where it points is dropped.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from breakapart.model.draft import DraftFact, Span, Sureness

Propose = Callable[[str], Sequence[tuple[str, str, int, int]]]
"""
From the text to (what, value, start, end) of proposals; `start` (included) to `end` (excluded) are characters of it.
"""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def borne_out(text: str, proposals: Iterable[tuple[str, str, int, int]], proposed_by: str) -> tuple[DraftFact, ...]:
    """
    The proposals that the text bears out: every word and number of the value stands in the span they point at.

    >>> [fact.value for fact in borne_out("Grade 2.", [("grade", "2", 0, 7), ("grade", "3", 0, 7)], "model")]
    ['2']
    """
    found: dict[tuple[str, str, Span], DraftFact] = {}
    for what, value, start, end in proposals:
        said = set(_WORD.findall(text[start:end].casefold())) if 0 <= start < end <= len(text) else set()
        words = _WORD.findall(value.casefold())
        if words and said.issuperset(words):
            span = Span(start, end)
            found[what, value, span] = DraftFact(
                "", what, value, (span,), "", "proposed, not read by a rule", Sureness.UNSURE, proposed_by
            )
    return tuple(found.values())


def proposals_on(proposals: Iterable[DraftFact], others: Sequence[Span]) -> tuple[DraftFact, ...]:
    """Those that do not point into `others`, the parts of the text that speak of other cases."""
    return tuple(
        fact
        for fact in proposals
        if not any(part.start < span.end and span.start < part.end for span in fact.spans for part in others)
    )
