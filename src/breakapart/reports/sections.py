"""The sections of the page, in order: their anchors are what sentences of the answer point at."""

SECTIONS = {
    "fusion": "The fusion and what it makes",
    "agreement": "Do the assays agree?",
    "differential": "Which entity, and how sure",
    "tests": "Which test next",
    "timeline": "The course over time",
    "replay": "What was known when",
    "ihc": "Microscopy and stains",
    "fish": "Break-apart FISH",
    "grade": "Grade and proliferation",
    "therapy": "What could treat it",
    "occurrences": "Where the same fusion was seen",
    "audit": "Look again, in full",
    "findings": "All findings",
    "methods": "Methods, settings, versions",
    "sources": "Sources",
}
"""Anchor to heading. Every section stands on every page: where nothing was done, it says so."""


def number(anchor: str) -> int:
    """
    Number of a section as printed, from 1.

    Raises KeyError when there is no such section.
    """
    if anchor not in SECTIONS:
        raise KeyError(f"no section {anchor!r} in the report; there are: {', '.join(SECTIONS)}")
    return list(SECTIONS).index(anchor) + 1
