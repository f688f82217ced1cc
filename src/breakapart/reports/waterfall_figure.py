"""Why an entity leads: each finding's log10 likelihood ratio against tumours at large, with its counts."""

from markupsafe import Markup

from breakapart.model.differential import Evidence, RankedEntity
from breakapart.reports.svg import BLUE, INK, LINE, QUIET, SOFT, VERMILION, WIDTH, Drawing, Style, fitted
from breakapart.reports.wording import printable

SHOWN = 10
ROW = 19.0
LEFT, RIGHT = 330.0, 210.0
TOP = 22.0


def draw(entity: RankedEntity, name: str) -> Markup:
    """The strongest findings for and against one entity, from left (against) to right (for)."""
    rows = entity.evidence[:SHOWN]
    drawing = Drawing(name, f"Evidence for {entity.label}", describe(entity))
    if not rows:
        drawing.text(0, TOP, "No finding that anybody has counted.")
        return drawing.finish(TOP + 10)
    reach = max(1.0, *(abs(one.log10_lr) for one in rows))
    scale = (WIDTH - LEFT - RIGHT) / (2 * reach)
    zero = LEFT + scale * reach
    drawing.text(zero - 6, TOP - 8, "against", Style(QUIET.size, SOFT, anchor="end"))
    drawing.text(zero + 6, TOP - 8, "for", Style(QUIET.size, SOFT))
    drawing.text(WIDTH, TOP - 8, "log10 LR, positive of cases", Style(QUIET.size, SOFT, anchor="end"))
    drawing.line(zero, TOP - 4, zero, TOP + ROW * len(rows), stroke=SOFT)
    for i, one in enumerate(rows):
        y = TOP + ROW * i + ROW / 2
        drawing.line(LEFT, y + ROW / 2, WIDTH, y + ROW / 2, stroke=LINE)
        drawing.text(0, y + 4, fitted(one.text, LEFT - 12))
        width = scale * abs(one.log10_lr)
        start = zero if one.log10_lr >= 0 else zero - width
        colour = BLUE if one.log10_lr >= 0 else VERMILION
        solid = width * (1 - one.estimate_share)
        inner = start if one.log10_lr >= 0 else start + width - solid
        drawing.rect(start, y - 5, width, 10, fill="#fff", stroke=colour)
        drawing.rect(inner, y - 5, solid, 10, fill=colour)
        words = f"{one.log10_lr:+.2f}, {counted(one)}"
        drawing.text(WIDTH, y + 4, fitted(words, RIGHT - 12, QUIET.size), Style(QUIET.size, INK, anchor="end"))
    return drawing.finish(TOP + ROW * len(rows) + 6)


def counted(one: Evidence) -> str:
    """Cases behind the rate, as published."""
    if one.n is None or one.positive is None:
        return "estimate" if one.evidence_classes else "background rate"
    return f"{one.positive:g} of {one.n:g}"


def describe(entity: RankedEntity) -> str:
    """What the figure shows, in sentences."""
    parts = [f"{printable(one.text)} {one.log10_lr:+.2f} ({counted(one)})" for one in entity.evidence[:SHOWN]]
    return "; ".join(parts) + "." if parts else "No counted finding."
