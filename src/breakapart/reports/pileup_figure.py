"""
Reads over a called junction: each as a bar in the colours of its two sides, mismatches with their letter, gaps marked.

What is expected stands on top: the last bases of the 5' partner and the first of the 3' partner. A read is laid out
from the junction to both ends; where it lacks a base or has one more, a bar marks the place.
"""

from dataclasses import dataclass

from markupsafe import Markup

from breakapart.model.calling import CalledFusion, PileRead
from breakapart.reports.svg import (
    BLUE,
    INK,
    PALE_BLUE,
    PALE_VERMILION,
    QUIET,
    SOFT,
    VERMILION,
    VERMILION_INK,
    WIDTH,
    Drawing,
    Style,
    fitted,
)

BASES_SHOWN = 50
"""Bases on each side of the junction."""
STEP = WIDTH / (2 * BASES_SHOWN + 4)
ROW = 9.0
TOP = 52.0
MAX_READS = 40


@dataclass(frozen=True, slots=True)
class LaidBase:
    """A base of a read at its distance from the junction (0 is the first base on that side)."""

    distance: int
    base: str
    matches: bool


@dataclass(frozen=True, slots=True)
class LaidSide:
    """One side of a read laid against what is expected."""

    bases: tuple[LaidBase, ...]
    gaps: tuple[int, ...]
    """Distances at which the read lacks a base or has one more."""


def draw(call: CalledFusion, name: str = "junction") -> Markup:
    """The figure of one junction as SVG."""
    drawing = Drawing(name, f"Reads over {call.name}", describe(call))
    middle = WIDTH / 2
    left = Style(fill=BLUE, bold=True, anchor="end")
    drawing.text(middle - 8, 14, fitted(_side_name(call, five=True), middle - 10, bold=True), left)
    drawing.text(
        middle + 8,
        14,
        fitted(_side_name(call, five=False), middle - 10, bold=True),
        Style(fill=VERMILION_INK, bold=True),
    )
    five, three = call.sequence_5p[-BASES_SHOWN:], call.sequence_3p[:BASES_SHOWN]
    for i, base in enumerate(reversed(five)):
        drawing.text(_x(i, five=True), 34, base, Style(7.5, INK, anchor="middle"))
    for i, base in enumerate(three):
        drawing.text(_x(i, five=False), 34, base, Style(7.5, INK, anchor="middle"))
    if call.inserted:
        drawing.text(middle, 44, f"inserted: {fitted(call.inserted, 200, 9)}", Style(9, SOFT, anchor="middle"))
    reads = call.reads[:MAX_READS]
    y = TOP
    for read in reads:
        _draw_read(drawing, read, call, y)
        y += ROW
    drawing.line(middle, 20, middle, y, stroke=INK, dash="2 2")
    left_out = call.junction_reads - len(reads)
    if left_out > 0:
        drawing.text(0, y + 12, f"{left_out:,} more reads are not drawn", QUIET)
        y += 16
    return drawing.finish(y + 6)


def describe(call: CalledFusion) -> str:
    """What the figure shows, in sentences."""
    reverse = sum(read.is_reversed for read in call.reads)
    return (
        f"{call.junction_reads} reads or pairs cross the junction of {call.name}, {call.spanning_pairs} pairs span it. "
        f"Of {len(call.reads)} reads laid out, {reverse} were sequenced against the direction of transcription."
    )


def _side_name(call: CalledFusion, *, five: bool) -> str:
    side = call.five_prime if five else call.three_prime
    if side.breakpoint is None:
        return "unknown partner, assembled"
    exon = f" exon {side.exon}" if side.exon is not None else f" {side.site}"
    return f"{side.gene}{exon}, {side.breakpoint}"


def _x(distance: int, *, five: bool) -> float:
    middle = WIDTH / 2
    return middle - (distance + 0.5) * STEP if five else middle + (distance + 0.5) * STEP


def _draw_read(drawing: Drawing, read: PileRead, call: CalledFusion, y: float) -> None:
    inserted = len(call.inserted)
    sides = (
        (read.bases[: read.cut][::-1], call.sequence_5p[::-1], True),
        (read.bases[read.cut + inserted :], call.sequence_3p, False),
    )
    for bases, expected, five in sides:
        laid = lay(bases[:BASES_SHOWN], expected)
        if not laid.bases:
            continue
        reach = min(max(base.distance for base in laid.bases) + 1, BASES_SHOWN)
        width = reach * STEP
        x = WIDTH / 2 - width if five else WIDTH / 2
        title = "sequenced against the direction of transcription" if read.is_reversed else ""
        drawing.rect(x, y, width, ROW - 2, fill=PALE_BLUE if five else PALE_VERMILION, title=title)
        for base in laid.bases:
            if not base.matches and base.distance < BASES_SHOWN:
                at = _x(base.distance, five=five)
                drawing.rect(at - STEP / 2, y, STEP, ROW - 2, fill="#fff", stroke=BLUE if five else VERMILION)
                drawing.text(at, y + ROW - 3.2, base.base, Style(6.5, INK, anchor="middle"))
        for gap in laid.gaps:
            at = _x(gap, five=five) + (STEP / 2 if five else -STEP / 2)
            drawing.line(at, y - 0.5, at, y + ROW - 1.5, stroke=INK, width=1.5)


def lay(bases: str, expected: str) -> LaidSide:
    """
    Lay bases against what is expected, both from the junction outwards.

    A mismatch after which the read fits again when moved by one or two bases is an insertion or deletion.

    >>> lay("ACGTTACGA", "ACGTACGA").gaps
    (4,)
    """
    laid: list[LaidBase] = []
    gaps: list[int] = []
    i = j = 0
    while i < len(bases) and j < len(expected):
        if bases[i] == expected[j]:
            laid.append(LaidBase(j, bases[i], True))
            i, j = i + 1, j + 1
            continue
        moved = _fits_again(bases[i:], expected[j:])
        if moved:
            gaps.append(j)
            i, j = i + max(moved, 0), j + max(-moved, 0)
            continue
        laid.append(LaidBase(j, bases[i], False))
        i, j = i + 1, j + 1
    return LaidSide(tuple(laid), tuple(gaps))


def _fits_again(bases: str, expected: str) -> int:
    """Bases more (positive) or fewer (negative) in the read after which the next four fit; 0 when none do."""
    if bases[1:5] == expected[1:5]:
        return 0
    for size in (1, 2):
        if len(bases) - size >= 4 and bases[size : size + 4] == expected[:4]:
            return size
        if len(expected) - size >= 4 and bases[:4] == expected[size : size + 4]:
            return -size
    return 0
