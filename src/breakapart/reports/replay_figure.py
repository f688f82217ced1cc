"""The course as it might have gone: at each read what was said, what was likely, and which test was due."""

from collections.abc import Sequence

from markupsafe import Markup

from breakapart.model.differential import ReplayStep
from breakapart.reports.differential_figure import short
from breakapart.reports.svg import (
    BLUE,
    INK,
    LINE,
    PALE_BLUE,
    SMALL,
    SOFT,
    TEXT,
    VERMILION,
    VERMILION_INK,
    WIDTH,
    Drawing,
    Style,
    fitted,
    text_height,
    wrap,
)
from breakapart.reports.wording import printable

LINE_X = 14.0
SAID_X, SAID_WIDTH = 34.0, 236.0
LIKELY_X, LIKELY_WIDTH = 290.0, 300.0
DUE_X = 610.0
TOP = 30.0
SHOWN = 3
TESTS = 3


def draw(steps: Sequence[ReplayStep], name: str, places: Sequence[str]) -> Markup:
    """One row a read, in order; `places` names the specimen of each."""
    drawing = Drawing(name, "What was known at each read, and the test that was due", describe(steps))
    heads = ((SAID_X, "read, and what was said"), (LIKELY_X, "what was likely by then"), (DUE_X, "test that was due"))
    for x, words in heads:
        drawing.text(x, 12, words, Style(SMALL, SOFT))
    y = TOP
    for step, place in zip(steps, places, strict=True):
        top = y
        said = y + 10
        drawing.text(SAID_X, said, fitted(step.when, SAID_WIDTH, SMALL), Style(SMALL, SOFT))
        quoted = f"“{step.said_then}”" if step.said_then else step.what
        said = drawing.lines(SAID_X, said + 16, wrap(quoted, SAID_WIDTH, most=3))
        known = f"{place}: {len(step.known)} findings known, {len(step.newly_known)} new"
        said = drawing.lines(SAID_X, said, wrap(known, SAID_WIDTH, SMALL, most=2), Style(SMALL, SOFT))
        if step.newly_known or not y > TOP:
            likely, due = _likely(drawing, step, y), _due(drawing, step, y + 10)
        else:
            drawing.text(LIKELY_X, y + 10, "as before", Style(SMALL, SOFT))
            likely, due = y + 10, _due(drawing, step, y + 10, most=1)
        y = max(said, likely, due) + 8
        drawing.circle(LINE_X, top + 8, 5, fill=VERMILION if _is_open(step) else BLUE)
        drawing.line(LINE_X, top + 16, LINE_X, y + 2, stroke=LINE, width=2)
        drawing.line(SAID_X, y - 2, WIDTH, y - 2, stroke=LINE)
        y += 8
    return drawing.finish(y)


def _likely(drawing: Drawing, step: ReplayStep, y: float) -> float:
    differential = step.differential
    group = differential.parents[0]
    rows = [(group.label, group.posterior, True)]
    rows += [(short(one.label), one.posterior, False) for one in differential.entities[:SHOWN]]
    for label, posterior, is_group in rows:
        width = LIKELY_WIDTH * posterior
        drawing.rect(LIKELY_X, y + 13, LIKELY_WIDTH, 4, fill="#fff", stroke=LINE)
        drawing.rect(LIKELY_X, y + 13, width, 4, fill=PALE_BLUE if is_group else BLUE)
        style = Style(SMALL, SOFT if is_group else INK)
        words = f"{_percent(posterior)}  {'group: ' if is_group else ''}{label}"
        drawing.text(LIKELY_X, y + 10, fitted(words, LIKELY_WIDTH, SMALL), style)
        y += 22
    return y + 6


def _due(drawing: Drawing, step: ReplayStep, y: float, *, most: int = TESTS) -> float:
    tests = [test for test in step.differential.next_tests if test.value > 0][:most]
    if not tests:
        drawing.text(DUE_X, y, "none: the answer stands", Style(SMALL, SOFT))
        return y + text_height(1, SMALL)
    for i, test in enumerate(tests):
        style = Style(TEXT, VERMILION_INK, bold=True) if i == 0 else Style(SMALL, INK)
        y = drawing.paragraph(DUE_X, y, WIDTH - DUE_X, test.label, style, most=2)
        if i == 0 and most > 1:
            cost = f"{test.cost_eur:.0f} EUR, {test.days:g} days"
            y = drawing.lines(DUE_X, y, wrap(cost, WIDTH - DUE_X, SMALL), Style(SMALL, SOFT))
    return y


def _is_open(step: ReplayStep) -> bool:
    return any(test.value > 0 for test in step.differential.next_tests)


def describe(steps: Sequence[ReplayStep]) -> str:
    """What the figure shows, in sentences."""
    parts = []
    for step in steps:
        due = next((test.label for test in step.differential.next_tests if test.value > 0), "no test")
        top = step.differential.top
        said = f" (said then: {step.said_then})" if step.said_then else ""
        parts.append(f"{step.what}{said}: {top.label} {_percent(top.posterior)}, due {due}")
    return printable("; ".join(parts)) + "."


def _percent(share: float) -> str:
    if share >= 0.995:
        return "over 99 %"
    return "under 1 %" if share < 0.005 else f"{100 * share:.0f} %"
