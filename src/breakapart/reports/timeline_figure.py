"""
The course over time: each event with what pathology called it then, beside an axis that is to scale where it can be.

Where the notes give an interval, the axis keeps it; where only the order is known it is broken, and nothing is made up.
Each row of text is tied to its point on the axis, so that crowded months stay readable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from breakapart.model.case import Case, Event, EventKind
from breakapart.model.when import DAYS_PER_MONTH, DAYS_PER_YEAR
from breakapart.reports import wording
from breakapart.reports.svg import (
    INK,
    LINE,
    LINE_HEIGHT,
    PLAIN,
    QUIET,
    SMALL,
    SOFT,
    STRONG,
    TEXT,
    VERMILION,
    WIDTH,
    Drawing,
    Style,
    text_height,
    text_width,
    wrap,
)

AXIS, DOT, WHEN, WHAT, READ = 12.0, 60.0, 74.0, 212.0, 570.0
"""Where axis, dots and the three columns stand."""
BROKEN = 20.0
"""Length of axis for a time that is not known."""
MOST_LINES = 4
SCALES = (
    (100 * DAYS_PER_YEAR, "100 years"),
    (10 * DAYS_PER_YEAR, "10 years"),
    (5 * DAYS_PER_YEAR, "5 years"),
    (DAYS_PER_YEAR, "1 year"),
    (6 * DAYS_PER_MONTH, "6 months"),
    (DAYS_PER_MONTH, "1 month"),
    (7.0, "1 week"),
    (1.0, "1 day"),
)
GRAVE = (EventKind.RECURRENCE, EventKind.METASTASIS)
_BIRTH, _CALENDAR = "birth", "calendar"


@dataclass(slots=True)
class _Row:
    """An event as it is drawn, with the reads that belong to it."""

    event: Event
    step: float | None
    """Days since the row before; None when not known."""
    reads: list[Event] = field(default_factory=list)
    lines: tuple[list[str], list[str], list[tuple[str, Style]]] = field(default_factory=lambda: ([], [], []))
    height: float = 0


def draw(case: Case, name: str = "timeline-figure") -> Markup | None:
    """The course as SVG, or None when the timeline is empty."""
    if not case.timeline:
        return None
    rows = _rows(case)
    drawing = Drawing(name, "Course over time", describe(case))
    for x, words in ((WHEN, "when"), (WHAT, "what happened"), (READ, "what pathology called it then")):
        drawing.text(x, TEXT, words, Style(fill=SOFT, bold=True))
    top = TEXT + 10
    drawing.line(0, top, WIDTH, top, stroke=SOFT)
    y = top + 3
    middles = []
    for row in rows:
        _set_lines(case, row)
        middles.append(y + TEXT)
        _draw_text(drawing, row, y)
        y += row.height
        drawing.line(WHEN, y - 2, WIDTH, y - 2, stroke=LINE)
    unit = _draw_axis(drawing, rows, middles)
    for row, middle in zip(rows, middles, strict=True):
        _draw_dot(drawing, row.event, middle - 4)
    y = _draw_key(drawing, rows, unit, y + 14)
    return drawing.finish(y)


def describe(case: Case) -> str:
    """The course in sentences, an event each."""
    sentences = []
    for row in _rows(case):
        reads = "; ".join(f"read as {read.diagnosis}" for read in row.reads if read.diagnosis)
        words = ", ".join(part for part in (_when(case, row.event), _what(row.event), reads) if part)
        sentences.append(f"{words}.")
    return " ".join(sentences)


# Times


def _rows(case: Case) -> list[_Row]:
    """Events in their order; a read without a time of its own stands with the event before it."""
    days = _known_days(case)
    rows: list[_Row] = []
    walked = 0.0
    reached: dict[str, float] = {}
    for event in case.timeline:
        if event.kind is EventKind.PATHOLOGY_READ and rows and (event.when is None or _is_untimed(event)):
            rows[-1].reads.append(event)
            continue
        step = _step(days.get(event.id), days, rows, reached, walked)
        walked += step or 0.0
        row = _Row(event, step)
        if event.kind is EventKind.PATHOLOGY_READ:
            row.reads.append(event)
        rows.append(row)
        reached[event.id] = walked
    return rows


def _is_untimed(event: Event) -> bool:
    when = event.when
    return when is None or not (when.date or when.age or when.gestation or when.interval)


def _step(
    here: tuple[str, float] | None,
    days: dict[str, tuple[str, float]],
    rows: Sequence[_Row],
    reached: dict[str, float],
    walked: float,
) -> float | None:
    """Days from the row before, counted from the last row whose time can be compared with this one's."""
    if not rows:
        return 0.0
    if here is None:
        return None
    for row in reversed(rows):
        there = days.get(row.event.id)
        if there is not None and there[0] == here[0]:
            ahead = reached[row.event.id] + here[1] - there[1] - walked
            return max(ahead, 0.0)
    return None


def _known_days(case: Case) -> dict[str, tuple[str, float]]:
    """
    Event id to (frame, days): times in one frame can be compared, times in two cannot.

    A frame is what a chain of known intervals hangs on: the calendar, the birth, or an event.
    """
    links: dict[str, list[tuple[str, float]]] = {}

    def link(a: str, b: str, days: float) -> None:
        links.setdefault(a, []).append((b, days))
        links.setdefault(b, []).append((a, -days))

    born = case.patient.gestation_at_birth
    for event in case.timeline:
        node = f"event {event.id}"
        links.setdefault(node, [])
        when = event.when
        if event.kind is EventKind.BIRTH:
            link(_BIRTH, node, 0)
            born = born or (when.gestation if when else None)
        if event.follow_up is not None and event.counted_from is not None:
            link(f"event {event.counted_from}", node, event.follow_up.in_days)
        if when is None:
            continue
        if when.date is not None:
            link(_CALENDAR, node, when.date.earliest.toordinal())
        if when.age is not None:
            link(_BIRTH, node, when.age.in_days)
        if when.gestation is not None and born is not None and event.kind is not EventKind.BIRTH:
            link(_BIRTH, node, when.gestation.in_days - born.in_days)
        if when.after is not None and when.interval is not None:
            link(f"event {when.after}", node, when.interval.in_days)
    frames = _frames(links)
    return {event.id: frames[f"event {event.id}"] for event in case.timeline}


def _frames(links: dict[str, list[tuple[str, float]]]) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for root in links:
        if root in found:
            continue
        found[root] = (root, 0.0)
        waiting = [root]
        while waiting:
            node = waiting.pop()
            for other, days in links[node]:
                if other not in found:
                    found[other] = (root, found[node][1] + days)
                    waiting.append(other)
    return found


# Words


def _when(case: Case, event: Event) -> str:
    when = event.when
    parts = []
    if when is not None:
        if when.date is not None:
            parts.append(str(when.date))
        if when.age is not None:
            parts.append(f"at {when.age}")
        if when.gestation is not None:
            parts.append(f"{when.gestation} of gestation")
        if when.after is not None and when.interval is not None:
            parts.append(f"{when.interval} after {_event_name(case, when.after)}")
        elif when.after is not None and not parts:
            parts.append(f"after {_event_name(case, when.after)}")
    if event.follow_up is not None and (when is None or event.follow_up != when.interval):
        since = f" from {_event_name(case, event.counted_from)}" if event.counted_from else ""
        parts.append(f"{event.follow_up} of follow-up{since}")
    is_first = bool(case.timeline) and event.id == case.timeline[0].id
    return ", ".join(parts) or ("first in the record" if is_first else "time not given")


def _event_name(case: Case, id_: str) -> str:
    """Short name of another event: its id in words, which its writer chose to be short."""
    known = any(event.id == id_ for event in case.timeline)
    return id_.replace("-", " ").replace("_", " ") if known else id_


def _what(event: Event) -> str:
    parts = [event.what]
    if event.site is not None and event.site.text.lower() not in event.what.lower():
        parts.append(event.site.text)
    if event.margins is not None:
        parts.append(f"margins {event.margins}")
    if event.result is not None:
        parts.append(event.result)
    if event.course is not None and wording.plain(event.course) not in event.what.lower() and event.course != "given":
        parts.append(wording.plain(event.course))
    if event.status is not None:
        status = wording.plain(event.status)
        if status not in event.what.lower():
            parts.append(status)
    return ", ".join(parts)


def _set_lines(case: Case, row: _Row) -> None:
    when = wrap(_when(case, row.event), WHAT - WHEN - 12, SMALL, most=MOST_LINES)
    is_grave = row.event.kind in GRAVE
    what = wrap(_what(row.event), READ - WHAT - 14, bold=is_grave, most=MOST_LINES)
    reads: list[tuple[str, Style]] = []
    for read in row.reads:
        named = wrap(read.diagnosis or "", WIDTH - READ, bold=True, most=MOST_LINES)
        reads += [(line, STRONG) for line in named]
        about = [wording.plain(read.certainty)] if read.certainty else []
        about += [read.what] if read is not row.event else []
        reads += [(line, QUIET) for line in wrap("; ".join(about), WIDTH - READ, SMALL, most=2)]
    row.lines = (when, what, reads)
    tall = sum(style.size * LINE_HEIGHT for _, style in reads)
    row.height = max(text_height(len(when), SMALL), text_height(len(what)), tall, text_height(1)) + 7


# Drawing


def _draw_text(drawing: Drawing, row: _Row, y: float) -> None:
    when, what, reads = row.lines
    drawing.lines(WHEN, y + TEXT, when, QUIET)
    drawing.lines(WHAT, y + TEXT, what, STRONG if row.event.kind in GRAVE else PLAIN)
    line = y + TEXT
    for words, style in reads:
        drawing.text(READ, line, words, style)
        line += style.size * LINE_HEIGHT


def _draw_axis(drawing: Drawing, rows: Sequence[_Row], middles: Sequence[float]) -> float:
    """The axis and the ties from its points to the rows; returns the length of a day, 0 when none is known."""
    top, bottom = middles[0] - 4, middles[-1] - 4
    known = sum(row.step for row in rows if row.step is not None)
    gaps = sum(row.step is None for row in rows)
    broken = min(BROKEN, (bottom - top) / max(gaps, 1))
    unit = max(bottom - top - gaps * broken, 0) / known if known else 0.0
    if not known and gaps:
        broken = (bottom - top) / gaps
    y = top
    for row, middle in zip(rows, middles, strict=True):
        start = y
        y += broken if row.step is None else row.step * unit
        if row.step is None:
            _draw_break(drawing, start, y)
        elif y > start:
            drawing.line(AXIS, start, AXIS, y, width=2)
        drawing.line(AXIS, y, DOT, middle - 4, stroke=SOFT)
        drawing.circle(AXIS, y, 2.5, fill=INK)
    return unit


def _draw_break(drawing: Drawing, start: float, end: float) -> None:
    middle, half = (start + end) / 2, min((end - start) / 2, 4)
    drawing.line(AXIS, start, AXIS, middle - half, stroke=SOFT, dash="2 2")
    points = [
        (AXIS, middle - half),
        (AXIS - 4, middle - half / 3),
        (AXIS + 4, middle + half / 3),
        (AXIS, middle + half),
    ]
    drawing.path(points, stroke=INK)
    drawing.line(AXIS, middle + half, AXIS, end, stroke=SOFT, dash="2 2")


def _draw_dot(drawing: Drawing, event: Event, y: float) -> None:
    if event.kind in GRAVE:
        drawing.circle(DOT, y, 4.5, fill=VERMILION)
    elif event.kind in (EventKind.PROCEDURE, EventKind.TREATMENT):
        drawing.circle(DOT, y, 4.5, fill=INK)
    else:
        drawing.circle(DOT, y, 4, fill="#fff", stroke=INK)


def _draw_key(drawing: Drawing, rows: Sequence[_Row], unit: float, y: float) -> float:
    """What the axis and the dots mean, as far as they occur."""
    x = 0.0
    if unit:
        days, words = next(((days, words) for days, words in SCALES if days * unit <= 90), SCALES[-1])
        length = days * unit
        drawing.line(x, y - 4, x + length, y - 4, width=2)
        for end in (x, x + length):
            drawing.line(end, y - 8, end, y)
        x = length + 8
        drawing.text(x, y, words, QUIET)
        x += text_width(words, SMALL) + 24
    kinds = {row.event.kind for row in rows}
    keys = []
    if any(row.step is None for row in rows):
        keys.append(("break", "time not given"))
    if kinds & set(GRAVE):
        keys.append((VERMILION, "recurrence or metastasis"))
    if kinds & {EventKind.PROCEDURE, EventKind.TREATMENT}:
        keys.append((INK, "procedure or treatment"))
    for sign, words in keys:
        if sign == "break":
            drawing.path([(x, y - 8), (x + 4, y - 5.5), (x - 4, y - 2.5), (x, y)], stroke=INK)
        else:
            drawing.circle(x, y - 4, 4, fill=sign)
        drawing.text(x + 10, y, words, QUIET)
        x += 10 + text_width(words, SMALL) + 26
    return y + 6
