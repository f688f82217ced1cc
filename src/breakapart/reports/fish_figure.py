"""
Break-apart FISH: the classes of nuclei as one bar, with interval, cut-off and what the ambiguous ones could change.

A percentage without counts stands alone in an empty bar, without an interval. Where only the outcome is known there is
no bar: the patterns the laboratory saw are drawn as nuclei, and the figure says that nothing was counted.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from breakapart.model.fish import FishCounts, FishPattern, FishResult
from breakapart.reports import wording
from breakapart.reports.svg import (
    BLUE,
    INK,
    LINE,
    PALE_BLUE,
    PLAIN,
    QUIET,
    SMALL,
    SOFT,
    VERMILION,
    WASH,
    WIDTH,
    Drawing,
    Style,
    fitted,
    text_width,
)

COUNTED_TOP, STATED_TOP = 44.0, 24.0
"""Where the bar begins: above a counted one stand the interval and its words."""
BAR_HEIGHT = 22.0
NUCLEUS = 15
"""Radius of a drawn nucleus."""
LIGHT_VERMILION, GREY_BLUE = "#efa36f", "#8fb3cc"


def draw(fish: FishResult, patterns_seen: Sequence[FishPattern] = (), name: str = "fish-figure") -> Markup:
    """The figure of one FISH as SVG; `patterns_seen` is what the laboratory describes where it gives no counts."""
    drawing = Drawing(name, f"{fish.gene} break-apart FISH", describe(fish, patterns_seen))
    if fish.counts is not None and fish.rearranged is not None:
        _scale(drawing, COUNTED_TOP)
        y = _counted(drawing, fish, fish.counts, fish.rearranged)
        shown = [pattern for pattern in FishPattern if getattr(fish.counts, pattern.value)]
        return _nuclei(drawing, shown, y, fish.counts)
    if fish.percent is not None:
        _scale(drawing, STATED_TOP)
        return _nuclei(drawing, patterns_seen, _stated(drawing, fish, fish.percent), None)
    rule = f"cut-off {wording.at_least(fish.cutoff_operator)} {wording.number(fish.cutoff_percent)} %"
    drawing.text(0, 12, fitted(f"no counts given: how far from the {rule} is not known", WIDTH), PLAIN)
    return _nuclei(drawing, patterns_seen, 24, None)


def describe(fish: FishResult, patterns_seen: Sequence[FishPattern] = ()) -> str:
    """What the figure shows, in sentences."""
    parts = [
        f"{fish.call}.",
        f"Cut-off {wording.at_least(fish.cutoff_operator)} {wording.number(fish.cutoff_percent)} %.",
    ]
    if fish.counts is not None:
        classes = [
            f"{_words(pattern)} {getattr(fish.counts, pattern.value)}"
            for pattern in FishPattern
            if getattr(fish.counts, pattern.value)
        ]
        parts.append(f"Nuclei: {', '.join(classes)}.")
    if fish.percent is not None:
        parts.append(f"Rearranged: {wording.share(fish.percent, fish.percent_low, fish.percent_high)}.")
    if patterns_seen:
        parts.append(f"Patterns seen: {wording.listed(_words(pattern) for pattern in patterns_seen)}.")
    return " ".join(parts)


def _words(pattern: FishPattern) -> str:
    return wording.FISH_PATTERN_WORDS[pattern.value]


def _x(percent: float) -> float:
    return WIDTH * min(max(percent, 0), 100) / 100


def _scale(drawing: Drawing, top: float) -> None:
    y = top + BAR_HEIGHT
    for percent in range(0, 101, 20):
        anchor = {0: "start", 100: "end"}.get(percent, "middle")
        drawing.line(_x(percent), y, _x(percent), y + 4, stroke=SOFT)
        drawing.text(
            _x(percent), y + 16, f"{percent} %" if percent == 100 else str(percent), Style(SMALL, SOFT, anchor=anchor)
        )


def _cutoff(drawing: Drawing, fish: FishResult, top: float) -> float:
    y = top + BAR_HEIGHT + 32
    x = _x(fish.cutoff_percent)
    drawing.line(x, top - 6, x, y - 9, dash="4 3")
    words = f"cut-off: {wording.at_least(fish.cutoff_operator)} {wording.number(fish.cutoff_percent)} % is positive"
    return _beside(drawing, x, y, words)


def _beside(drawing: Drawing, x: float, y: float, words: str) -> float:
    """A line of text at x, to the left of it where the right has no room."""
    words = fitted(words, WIDTH, SMALL)
    start = min(x, WIDTH - text_width(words, SMALL))
    drawing.text(max(start, 0), y, words, Style(SMALL))
    return y + 16


def _counted(drawing: Drawing, fish: FishResult, counts: FishCounts, rearranged: int) -> float:
    segments = _segments(counts, rearranged, _base(fish, counts, rearranged))
    total = sum(number for _, number in segments)
    x = 0.0
    for pattern, number in segments:
        width = WIDTH * number / total
        fill = _fill(drawing, pattern, rearranged, counts)
        drawing.rect(x, COUNTED_TOP, width, BAR_HEIGHT, fill=fill, stroke="#fff", title=f"{_words(pattern)}: {number}")
        x += width
    if fish.percent is not None:
        words = f"rearranged: {rearranged} of {wording.counted(total, 'nucleus', 'nuclei')}, "
        if fish.percent_low is not None and fish.percent_high is not None:
            words += wording.share(fish.percent, fish.percent_low, fish.percent_high)
            low, high, y = _x(fish.percent_low), _x(fish.percent_high), COUNTED_TOP - 10
            drawing.line(low, y, high, y, width=2)
            for end in (low, high):
                drawing.line(end, y - 5, end, y + 5, width=2)
        else:
            words += f"{wording.number(fish.percent, 3)} %"
        drawing.circle(_x(fish.percent), COUNTED_TOP - 10, 4, fill=INK)
        _beside(drawing, _x(fish.percent_low or fish.percent), COUNTED_TOP - 22, words)
    y = _cutoff(drawing, fish, COUNTED_TOP)
    low_bound, high_bound = fish.bound_low_percent, fish.bound_high_percent
    if counts.ambiguous and low_bound is not None and high_bound is not None:
        nuclei = wording.counted(counts.ambiguous, "ambiguous nucleus", "ambiguous nuclei")
        words = (
            f"the {nuclei} read as fused or as split: "
            f"{wording.number(low_bound, 3)} to {wording.number(high_bound, 3)} % of {counts.scored}"
        )
        drawing.line(_x(low_bound), y - 4, _x(high_bound), y - 4, width=3, stroke=SOFT)
        y = _beside(drawing, _x(low_bound), y + 12, words) + 4
    return y


def _base(fish: FishResult, counts: FishCounts, rearranged: int) -> int:
    """Nuclei the result's percentage is taken of: with or without the ambiguous ones."""
    classed = counts.scored - counts.ambiguous
    if fish.percent is None or not classed:
        return counts.scored
    percent = fish.percent
    return min((classed, counts.scored), key=lambda base: abs(100 * rearranged / base - percent))


def _counts_as_rearranged(pattern: FishPattern, rearranged: int, counts: FishCounts) -> bool:
    """Which isolated signal counts depends on the probe; the numbers tell which was counted."""
    if pattern is FishPattern.SPLIT:
        return True
    if pattern is FishPattern.ISOLATED_3P:
        return rearranged in (counts.split + counts.isolated_3p, counts.split + counts.isolated_3p + counts.isolated_5p)
    if pattern is FishPattern.ISOLATED_5P:
        is_three_prime = rearranged == counts.split + counts.isolated_3p
        return not is_three_prime and rearranged >= counts.split + counts.isolated_5p
    return False


def _segments(counts: FishCounts, rearranged: int, base: int) -> list[tuple[FishPattern, int]]:
    """Classes in the order of the bar: rearranged first, so that their end can be held against the cut-off."""
    order = [FishPattern.SPLIT, FishPattern.ISOLATED_3P, FishPattern.ISOLATED_5P]
    order.sort(key=lambda pattern: not _counts_as_rearranged(pattern, rearranged, counts))
    if base == counts.scored:
        at = sum(_counts_as_rearranged(pattern, rearranged, counts) for pattern in order)
        order.insert(at, FishPattern.AMBIGUOUS)
    order.append(FishPattern.FUSED)
    numbers = [(pattern, int(getattr(counts, pattern.value))) for pattern in order]
    return [(pattern, number) for pattern, number in numbers if number]


def _fill(drawing: Drawing, pattern: FishPattern, rearranged: int, counts: FishCounts) -> str:
    if pattern is FishPattern.AMBIGUOUS:
        return drawing.hatch(SOFT)
    if pattern is FishPattern.FUSED:
        return PALE_BLUE
    if not _counts_as_rearranged(pattern, rearranged, counts):
        return GREY_BLUE
    return VERMILION if pattern is FishPattern.SPLIT else LIGHT_VERMILION


def _stated(drawing: Drawing, fish: FishResult, percent: float) -> float:
    drawing.rect(0.5, STATED_TOP, WIDTH - 1, BAR_HEIGHT, fill="#fff", stroke=LINE)
    drawing.circle(_x(percent), STATED_TOP + BAR_HEIGHT / 2, 4, fill=INK)
    words = f"{wording.share(percent)}: no interval can be given"
    drawing.text(0, STATED_TOP - 12, fitted(words, WIDTH), PLAIN)
    return _cutoff(drawing, fish, STATED_TOP)


# Nuclei


def _nuclei(drawing: Drawing, patterns: Iterable[FishPattern], y: float, counts: FishCounts | None) -> Markup:
    """The patterns as nuclei, with their numbers where they were counted."""
    patterns = list(patterns)
    if not patterns:
        return drawing.finish(y - 4)
    if counts is None:
        y += 6
        drawing.text(0, y, "patterns the laboratory saw", QUIET)
    x, top = 0.0, y + 8
    for pattern in patterns:
        words = _words(pattern)
        if counts is not None:
            words += f" {getattr(counts, pattern.value)}"
        wide = 2 * NUCLEUS + 8 + text_width(words) + 22
        if x and x + wide > WIDTH:
            x, top = 0.0, top + 2 * NUCLEUS + 6
        _nucleus(drawing, x + NUCLEUS, top + NUCLEUS, pattern)
        drawing.text(x + 2 * NUCLEUS + 8, top + NUCLEUS + 4, words)
        x += wide
    key = top + 2 * NUCLEUS + 18
    drawing.circle(5, key - 4, 4, fill=VERMILION)
    drawing.text(14, key, "3′ side", QUIET)
    after = 14 + text_width("3′ side", SMALL) + 20
    drawing.circle(after, key - 4, 3.4, fill="#fff", stroke=BLUE)
    drawing.text(after + 9, key, "5′ side of the probe; touching: fused", QUIET)
    return drawing.finish(key + 6)


def _nucleus(drawing: Drawing, x: float, y: float, pattern: FishPattern) -> None:
    drawing.circle(x, y, NUCLEUS - 0.5, fill=WASH, stroke=SOFT)
    if pattern is FishPattern.NOT_INFORMATIVE:
        return
    _pair(drawing, x - 4, y - 6, 5)
    if pattern is FishPattern.FUSED:
        _pair(drawing, x + 1, y + 6, 5)
    elif pattern is FishPattern.AMBIGUOUS:
        _pair(drawing, x - 1, y + 6, 8)
    if pattern is FishPattern.SPLIT:
        _pair(drawing, x - 5, y + 6, 13)
    if pattern is FishPattern.ISOLATED_3P:
        drawing.circle(x + 3, y + 6, 3, fill=VERMILION)
    if pattern is FishPattern.ISOLATED_5P:
        drawing.circle(x + 3, y + 6, 2.6, fill="#fff", stroke=BLUE)


def _pair(drawing: Drawing, x: float, y: float, gap: float) -> None:
    drawing.circle(x, y, 3, fill=VERMILION)
    drawing.circle(x + gap, y, 2.6, fill="#fff", stroke=BLUE)
