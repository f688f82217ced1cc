"""How fast a course is called: a word that stands for a length of time, kept beside the event it is said of."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Observation

_PACE = Rule(
    r"\b(?P<pace>rapid|early|quick|late|prompt)(?:ly)? (?:local |distant |tumou?r )?"
    r"(?P<what>recurre|relaps|metasta)\w*(?:,? (?:and|or|with) (?:distant )?(?P<also>recurre|relaps|metasta))?"
    r"|\b(?P<what2>recurr|relaps|metastasi[sz])ed (?P<pace2>rapidly|quickly|early|late|soon)\b",
    re.IGNORECASE,
)


def read_pace(part: Part) -> Iterator[Observation]:
    """A word for the pace of a recurrence or a metastasis of one case."""
    if len(part.cases) != 1:
        return
    base = part.sentence.start + part.start
    for found in _PACE.finditer(part.text):
        pace = (found["pace"] or found["pace2"]).lower()
        events = {_event(word) for word in (found["what"] or found["what2"], found["also"]) if word}
        yield Observation(
            "pace",
            {"pace": pace, "events": tuple(sorted(events))},
            base + found.start(),
            base + found.end(),
            "word for the pace of the course",
            cases=part.cases,
            section=part.sentence.section.kind,
        )


def _event(word: str) -> str:
    return "metastasis" if word.lower().startswith("metasta") else "recurrence"
