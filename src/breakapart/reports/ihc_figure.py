"""
The stains: markers down, components across, each with a mark and its words.

Markers that stain anywhere come first. A marker done in one component and not in another says "not done" there; it
is never left looking absent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from breakapart.model.case import Case, Component, Specimen
from breakapart.model.ihc import Basis, IhcResult
from breakapart.model.outcome import Outcome
from breakapart.reports import wording
from breakapart.reports.svg import (
    LINE,
    QUIET,
    SOFT,
    STRONG,
    TEXT,
    WIDTH,
    Drawing,
    Style,
    text_height,
    wrap,
)

MARKER_WIDTH = 116
MOST_COLUMNS = 6
"""Components side by side; more go below."""
LONG_TABLE = 8
"""From so many markers on, up to two components are set in two blocks side by side."""
BLOCK_GAP = 28
MARK_ROOM = 15
COLLECTIVE = "†"

Place = tuple[Specimen, Component]
Key = tuple[str, str | None]
"""Marker and clone: two clones are two tests."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of the table that is drawn as one."""

    left: float
    width: float
    keys: Sequence[Key]


def draw(
    case: Case,
    *,
    label: Callable[[str], str] = wording.plain,
    link: Callable[[Place, IhcResult], str] = lambda _place, _stain: "",
    name: str = "ihc-figure",
) -> Markup | None:
    """
    The panel as SVG, or None when no stain is recorded.

    `label` turns a marker into what people write, `link` gives the `#anchor` of a stain's finding or nothing.
    """
    places = [(specimen, part) for specimen, part in case.components if part.ihc]
    if not places:
        return None
    drawing = Drawing(name, "Stains by component", describe(case, label=label))
    y = 0.0
    for first in range(0, len(places), MOST_COLUMNS):
        y = _table(drawing, case, places[first : first + MOST_COLUMNS], label, link, y) + 16
    stains = [stain for _, part in places for stain in part.ihc]
    y -= 16
    if any(stain.basis is Basis.COLLECTIVE for stain in stains):
        words = f"{COLLECTIVE} stated for the stains of the specimen together, not for this one"
        y = drawing.paragraph(0, y + 16, WIDTH, words, QUIET)
    return drawing.finish(y + 2)


def describe(case: Case, *, label: Callable[[str], str] = wording.plain) -> str:
    """The panel in sentences, a component each."""
    sentences = []
    for specimen, part in case.components:
        if part.ihc:
            stains = "; ".join(f"{marker_name(stain, label)} {stain_words(stain)}" for stain in part.ihc)
            sentences.append(f"{wording.place_of(case, specimen, part)}: {stains}.")
    return " ".join(sentences)


def marker_name(stain: IhcResult, label: Callable[[str], str]) -> str:
    """Marker and clone."""
    return f"{label(stain.marker)} {stain.clone}" if stain.clone else label(stain.marker)


def stain_words(stain: IhcResult) -> str:
    """One stain in a few words: the outcome only where nothing says more."""
    if stain.outcome is Outcome.PRESENT:
        parts = [*(str(part) for part in (stain.extent, stain.intensity) if part)]
        parts += [wording.plain(where) for where in stain.compartments]
        if stain.percent_positive is not None:
            cells = f"of {stain.cells_counted} cells" if stain.cells_counted else "cells not counted"
            parts.append(f"{wording.number(stain.percent_positive)} % ({cells})")
        words = ", ".join(parts) or "present"
    else:
        parts = [wording.OUTCOME_WORDS[stain.outcome]]
        parts += [str(part) for part in (stain.extent, stain.intensity) if part]
        words = ", ".join(parts)
    if stain.also_stated:
        words += "; elsewhere " + wording.listed((also.value for also in stain.also_stated), "or")
    return words + (f" {COLLECTIVE}" if stain.basis is Basis.COLLECTIVE else "")


def _table(
    drawing: Drawing,
    case: Case,
    places: Sequence[Place],
    label: Callable[[str], str],
    link: Callable[[Place, IhcResult], str],
    y: float,
) -> float:
    keys = _keys(places)
    blocks = [_Block(0, WIDTH, keys)]
    if len(keys) >= LONG_TABLE and len(places) <= 2:
        half, width = (len(keys) + 1) // 2, (WIDTH - BLOCK_GAP) / 2
        blocks = [_Block(0, width, keys[:half]), _Block(width + BLOCK_GAP, width, keys[half:])]
    return max(_block(drawing, case, places, block, label, link, y) for block in blocks)


def _block(
    drawing: Drawing,
    case: Case,
    places: Sequence[Place],
    block: _Block,
    label: Callable[[str], str],
    link: Callable[[Place, IhcResult], str],
    y: float,
) -> float:
    column = (block.width - MARKER_WIDTH) / len(places)
    heads = [wrap(wording.place_of(case, *place), column - 10, bold=True, most=4) for place in places]
    for index, head in enumerate(heads):
        drawing.lines(block.left + MARKER_WIDTH + index * column, y + TEXT, head, STRONG)
    y += text_height(max(len(head) for head in heads)) + 3
    drawing.line(block.left, y, block.left + block.width, y, stroke=SOFT)
    for key in block.keys:
        named = next(stain for _, part in places for stain in part.ihc if _key(stain) == key)
        name = wrap(marker_name(named, label), MARKER_WIDTH - 10, most=4)
        drawing.lines(block.left, y + TEXT + 3, name)
        tallest = len(name)
        for index, place in enumerate(places):
            stains = [stain for stain in place[1].ihc if _key(stain) == key]
            x = block.left + MARKER_WIDTH + index * column
            line = y + TEXT + 3
            lines = 0
            for stain in stains:
                words = wrap(stain_words(stain), column - MARK_ROOM - 8, most=4)
                mark = wording.stain_mark(stain.outcome, stain.extent)
                drawing.mark(x + 5, line - 4.3, mark)
                quiet = stain.outcome is Outcome.NOT_EVALUABLE
                style = Style(fill=SOFT) if quiet else Style()
                line = drawing.lines(x + (MARK_ROOM if mark else 0), line, words, style, href=link(place, stain))
                lines += len(words)
            if not stains:
                drawing.text(x, line, "not done", Style(fill=SOFT))
            tallest = max(tallest, lines)
        y += text_height(tallest) + 5
        drawing.line(block.left, y, block.left + block.width, y, stroke=LINE)
    return y


def _key(stain: IhcResult) -> Key:
    return stain.marker, stain.clone


def _keys(places: Sequence[Place]) -> list[Key]:
    """Markers in order of appearance, those that stain anywhere first."""
    stains = [stain for _, part in places for stain in part.ihc]
    keys = list(dict.fromkeys(_key(stain) for stain in stains))
    shows = {_key(stain) for stain in stains if stain.outcome in (Outcome.PRESENT, Outcome.EQUIVOCAL)}
    return sorted(keys, key=lambda key: key not in shows)
