"""Ranked entities: each with its probability, its credible interval, and what of its evidence is estimated."""

from markupsafe import Markup

from breakapart.model.differential import ComponentDifferential
from breakapart.reports.svg import (
    BLUE,
    INK,
    LINE,
    PALE_BLUE,
    QUIET,
    SOFT,
    STRONG,
    VERMILION,
    WIDTH,
    Drawing,
    Style,
    fitted,
)
from breakapart.reports.wording import printable

SHOWN = 6
ROW = 23.0
LEFT, RIGHT = 330.0, 118.0
"""Room for the names, and for the numbers."""
TOP = 20.0


def draw(differential: ComponentDifferential, name: str) -> Markup:
    """The leading entities and "none of these" of one component."""
    rows = [
        (short(one.label), one.posterior, one.low, one.high, one.estimate_share)
        for one in differential.entities[:SHOWN]
    ]
    rows.append(("None of these", differential.none_of_these, differential.none_low, differential.none_high, None))
    drawing = Drawing(name, "Ranked entities with 95 % credible intervals", describe(differential))
    scale = WIDTH - LEFT - RIGHT
    for tick in range(0, 101, 25):
        x = LEFT + scale * tick / 100
        drawing.line(x, TOP - 4, x, TOP + ROW * len(rows), stroke=LINE)
        drawing.text(x, TOP - 8, f"{tick} %", Style(QUIET.size, SOFT, anchor="middle"))
    for i, (label, posterior, low, high, estimated) in enumerate(rows):
        y = TOP + ROW * i + ROW / 2
        style = STRONG if i == 0 else Style()
        drawing.text(0, y + 4, fitted(label, LEFT - 14, bold=style.bold), style)
        drawing.rect(LEFT + scale * low, y - 4, scale * (high - low), 8, fill=PALE_BLUE, radius=2)
        if estimated:
            # The part of the bar that rests on estimates is drawn hollow: what was counted is solid.
            solid = scale * posterior * (1 - estimated)
            drawing.rect(LEFT, y - 1.5, solid, 3, fill=BLUE)
            drawing.rect(LEFT + solid, y - 1.5, scale * posterior - solid, 3, fill="#fff", stroke=BLUE)
        else:
            drawing.rect(LEFT, y - 1.5, scale * posterior, 3, fill=BLUE if estimated is not None else SOFT)
        drawing.circle(LEFT + scale * posterior, y, 4, fill=VERMILION if i == 0 else BLUE)
        words = f"{_percent(posterior)} ({_percent(low)}–{_percent(high)})"
        drawing.text(WIDTH, y + 4, words, Style(QUIET.size, INK, anchor="end"))
    return drawing.finish(TOP + ROW * len(rows) + 4)


def describe(differential: ComponentDifferential) -> str:
    """What the figure shows, in sentences."""
    parts = [
        f"{printable(one.label)} {_percent(one.posterior)} %, interval {_percent(one.low)} to {_percent(one.high)} %"
        for one in differential.entities[:SHOWN]
    ]
    return "; ".join([*parts, f"none of these {_percent(differential.none_of_these)} %"]) + "."


def short(label: str) -> str:
    """A name without its remarks in brackets and behind a comma."""
    return label.partition(" (")[0].partition(", ")[0]


def _percent(share: float) -> str:
    if share >= 0.995:
        return ">99"
    return "<1" if share < 0.005 else f"{100 * share:.0f}"
