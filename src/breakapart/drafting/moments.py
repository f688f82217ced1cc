"""When something happened, as a sentence tells it: an interval, an age, or a date; and which event each belongs to."""

import re
from collections.abc import Sequence

from breakapart.drafting.cues import Rule
from breakapart.drafting.dates import DateMention
from breakapart.drafting.follow_up import UNIT
from breakapart.drafting.patient import NUMBER, duration

_LATER = Rule(
    (
        rf"\b(?P<n>{NUMBER}|an?|several) ?-?(?P<u>{UNIT}) (?:later|thereafter"
        r"|afterwards?)\b"
    ),
    re.IGNORECASE,
)
_AFTER = Rule(
    (
        rf"\b(?P<n>{NUMBER}|an?) ?-?(?P<u>{UNIT}) (?:after|following|post)(?: the"
        r"| this| that| initial| first| second| last)*[- ]?(?P<what>\w+)"
    ),
    re.IGNORECASE,
)
_AFTER_SOME = Rule(
    rf"\bafter (?:about |approximately )?(?P<n>{NUMBER}|an?) (?P<u>{UNIT}) of (?:\w+ )?(?:treatment|therapy"
    rf"|chemotherapy|\w+nib)\b",
    re.IGNORECASE,
)
_AT_AGE = Rule(rf"\bat (?:the age of|age) (?P<n>{NUMBER}) ?(?P<u>{UNIT})?", re.IGNORECASE)
_THEN = Rule(
    (
        r"\b(?:then|subsequently|afterwards?|thereafter|next|following th(?:is"
        r"|at)|after (?:this|that))\b"
    ),
    re.IGNORECASE,
)
_POST = Rule(
    rf"\b(?P<n>{NUMBER}) ?-?(?P<u>{UNIT}) (?:post-?operative(?:ly)?|post-?op|post-?surgery|after (?:her|his) (?:\w+ )?"
    r"(?:surgery|operation|excision|resection))\b",
    re.IGNORECASE,
)
_AFTER_TIME = Rule(
    rf"\b(?:after|within)(?: a period of| an interval of| about| approximately| only| just)? (?P<n>{NUMBER}) ?-?"
    rf"(?P<u>{UNIT})(?:,| the\b| a local\b| there\b| she\b| he\b)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;]|\b(?:and|but|then|while|whereas|which)\b", re.IGNORECASE)
_ENDS = re.compile(r"[;]")
_INTERVAL = 26
"""Characters from the beginning of an interval to its last word."""
_FAR = 60
"""Characters between an event and a date that stands behind it."""


def of_event(text: str, dates: Sequence[DateMention], events: Sequence[tuple[int, int]]) -> dict[int, DateMention]:
    """
    Which of `dates` each event has, by the event's number.

    A date belongs to the event before it where nothing new begins between them ("was excised in 2019"), else to the
    next ("In 2019 a biopsy was taken"). A date inside the words of an event is its own.
    """
    found: dict[int, DateMention] = {}
    for date in dates:
        inside = [i for i, (start, end) in enumerate(events) if start <= date.start < end]
        before = [i for i, (_, end) in enumerate(events) if end <= date.start]
        behind = [i for i, (start, _) in enumerate(events) if start >= date.end]
        last = max(before, key=lambda i: events[i][1], default=None)
        following = min(behind, key=lambda i: events[i][0], default=None)
        if inside:
            chosen: int | None = inside[0]
        elif last is not None and _BREAK.search(text, events[last][1], date.start) is None:
            chosen = last
        elif following is not None and _ENDS.search(text, date.end, events[following][0]) is None:
            chosen = following
        else:
            chosen = last if last is not None and date.start - events[last][1] <= _FAR else None
        if chosen is not None:
            found.setdefault(chosen, date)
    return found


def moments_in(text: str) -> list[tuple[int, dict[str, object]]]:
    """Intervals and ages in `text` with their places, as what they say of an event."""
    found: list[tuple[int, dict[str, object]]] = []
    found += [(m.start(), {"interval": duration(m["n"], m["u"]), "after": "previous"}) for m in _LATER.finditer(text)]
    for match in _AFTER.finditer(text):
        what = match["what"].lower()
        after = next(
            (
                kind
                for kind, words in (
                    ("procedure", r"surg|resect|excis|operat|amput|biops"),
                    ("treatment", r"treat|therap|chemo|radio"),
                    ("birth", r"birth|deliver"),
                    ("recurrence", r"recur|relaps"),
                    ("read", "diagnos"),
                    ("finding", "onset|presentation"),
                )
                if re.match(words, what)
            ),
            "previous",
        )
        found.append((match.start(), {"interval": duration(match["n"], match["u"]), "after": after}))
    for match in _POST.finditer(text):
        found.append((match.start(), {"interval": duration(match["n"], match["u"]), "after": "procedure"}))
    for match in _AFTER_TIME.finditer(text):
        found.append((match.start(), {"interval": duration(match["n"], match["u"]), "after": "previous"}))
    for match in _AFTER_SOME.finditer(text):
        found.append((match.start(), {"interval": duration(match["n"], match["u"]), "after": "treatment"}))
    found += [(m.start(), {"age": duration(m["n"], m["u"] or "years")}) for m in _AT_AGE.finditer(text)]
    # "Eleven months afterwards": the word is part of the interval.
    known = [start for start, _ in found]
    found += [
        (m.start(), {"after": "previous"})
        for m in _THEN.finditer(text)
        if not any(0 <= m.start() - start <= _INTERVAL for start in known)
    ]
    return sorted(found, key=lambda item: item[0])
