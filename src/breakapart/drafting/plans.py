"""
What stands under the word "Plan" or "Recommendation": what is to be done, which is not yet an event.

A follow-up "in 3 months" of a plan is not a follow-up of 3 months, and a recommended resection was not performed. A
finding that a plan repeats as its reason ("FISH is positive; refer for an ALK inhibitor") stays a finding.
"""

import re
from collections.abc import Sequence

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part

_WORDS = (
    r"(?:(?:mdt|mdm|sarcoma|tumou?r[- ]board|multidisciplinary(?: team)?|board|conference|management|treatment"
    r"|therapy|follow[- ]up|further|proposed|suggested|future|clinical)[ ']{0,2}s? ?)?"
    r"(?:plans?|recommendations?|decisions?|advice|proposals?|proposed management|next steps?|to do|procedere"
    r"|(?:further|suggested|recommended) (?:management|procedure|treatment|work-?up|follow[- ]up|steps?))"
)
_HEADING = Rule(rf"^[ *#]*(?:\d{{1,2}}[.)] )?{_WORDS}[ *:.]*$", re.IGNORECASE)
_LABEL = Rule(rf"^[ *#-]*(?:\d{{1,2}}[.)] )?{_WORDS}[ *]*:", re.IGNORECASE)
_ITEM = re.compile(r"^(?:[-*\u2022\u00b7]|\(?(?:\d{1,2}|[a-z])[.)]) ?")


def planned(parts: Sequence[Part]) -> frozenset[int]:
    """Which of `parts`, by their place, say only what is to be done: those of a plan, up to the next empty line."""
    found: set[int] = set()
    last = -1
    """The paragraph that was the plan's last so far; -1 outside a plan."""
    is_headed = False
    """Whether nothing but the heading of the plan was seen."""
    for i, part in enumerate(parts):
        paragraph, text = part.sentence.paragraph, part.text
        if _HEADING.search(text) is not None:
            last, is_headed = paragraph, True
            continue
        if _LABEL.search(text) is not None:
            last, is_headed = paragraph, False
        elif last < 0 or not (paragraph == last or _goes_on(text, paragraph - last, is_headed=is_headed)):
            last = -1
            continue
        found.add(i)
        if paragraph != last:
            last, is_headed = paragraph, False
    return frozenset(found)


def _goes_on(text: str, gap: int, *, is_headed: bool) -> bool:
    """Whether a line still belongs to the plan: the first below its heading, or the next item of its list."""
    return gap <= 3 if is_headed else gap == 1 and _ITEM.match(text) is not None
