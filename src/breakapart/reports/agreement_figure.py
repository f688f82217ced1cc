"""Do the assays agree? What protein, rearrangement and transcript of a gene say, component by component."""

from collections.abc import Callable

from markupsafe import Markup

from breakapart.model.agreement import AgreementCell, AgreementRow, GeneAgreement, LookResult
from breakapart.reports import wording
from breakapart.reports.svg import (
    LINE,
    QUIET,
    SMALL,
    SOFT,
    TEXT,
    VERMILION,
    VERMILION_INK,
    WIDTH,
    Drawing,
    Style,
    text_height,
    wrap,
)

PLACE_WIDTH, VERDICT_WIDTH = 164, 96
MARK_ROOM = 15
MOST_LINES = 5
LOOK_WORDS = {"protein": "protein (stain)", "rearrangement": "gene (FISH)", "transcript": "fusion (sequencing)"}
VERDICT_WORDS = {"agree": "agree", "conflict": "conflict", "single": "one look only", "none": "nothing informative"}


def draw(
    agreement: GeneAgreement,
    *,
    label: Callable[[AgreementRow], str] = lambda row: row.label,
    link: Callable[[AgreementCell], str] = lambda _cell: "",
    name: str = "agreement-figure",
) -> Markup:
    """
    The matrix of one gene as SVG; `label` names a row's place, `link` gives the anchor of a cell's finding or nothing.

    Places where nothing informative was done have no row; `untested` names them, for the text beside the figure.
    """
    rows = [row for row in agreement.rows if row.verdict != "none"]
    looks = list(dict.fromkeys(cell.look for row in rows for cell in row.cells))
    drawing = Drawing(name, f"Do the assays of {agreement.gene} agree?", describe(agreement))
    column = (WIDTH - PLACE_WIDTH - VERDICT_WIDTH) / max(len(looks), 1)
    for index, look in enumerate(looks):
        words = LOOK_WORDS.get(look.value, wording.plain(look))
        drawing.text(PLACE_WIDTH + index * column, TEXT, words, Style(fill=SOFT, bold=True))
    y = TEXT + 7
    drawing.line(0, y, WIDTH, y, stroke=SOFT)
    for row in rows:
        y = _row(drawing, row, label(row), [look.value for look in looks], column, y, link)
    return drawing.finish(y + 1)


def untested(agreement: GeneAgreement) -> list[AgreementRow]:
    """Places where no assay said anything of the gene."""
    return [row for row in agreement.rows if row.verdict == "none"]


def describe(agreement: GeneAgreement) -> str:
    """The matrix in sentences."""
    sentences = [f"{agreement.summary}."]
    for row in agreement.rows:
        cells = "; ".join(f"{LOOK_WORDS.get(cell.look.value, cell.look.value)}: {words_of(cell)}" for cell in row.cells)
        sentences.append(f"{row.label}: {cells}. {VERDICT_WORDS.get(row.verdict, row.verdict).capitalize()}.")
    return " ".join(sentences)


def words_of(cell: AgreementCell) -> str:
    """A cell in one line, every share with its interval or the word whose number it is."""
    return "; ".join(wording.look_result(result) for result in cell.results) or cell.text


def _row(
    drawing: Drawing,
    row: AgreementRow,
    name: str,
    looks: list[str],
    column: float,
    y: float,
    link: Callable[[AgreementCell], str],
) -> float:
    is_conflict = row.verdict == "conflict"
    line = y + TEXT + 4
    place = wrap(name, PLACE_WIDTH - 22, most=MOST_LINES)
    drawing.lines(10, line, place)
    lowest = line + text_height(len(place))
    for cell in row.cells:
        x = PLACE_WIDTH + looks.index(cell.look.value) * column
        drawing.mark(x + 5, line - 4.3, wording.MARKS[cell.outcome])
        lowest = max(lowest, _cell(drawing, cell, x, line, column, link(cell)))
    verdict = VERDICT_WORDS.get(row.verdict, wording.plain(row.verdict))
    style = Style(fill=VERMILION_INK, bold=True) if is_conflict else Style(fill=SOFT)
    words = wrap(verdict, VERDICT_WIDTH - 8, bold=is_conflict)
    lowest = max(lowest, drawing.lines(WIDTH - VERDICT_WIDTH + 8, line, words, style))
    bottom = lowest - TEXT + 6
    if is_conflict:
        drawing.rect(0, y + 1, 4, bottom - y - 2, fill=VERMILION)
    drawing.line(0, bottom, WIDTH, bottom, stroke=LINE)
    return bottom


def _cell(drawing: Drawing, cell: AgreementCell, x: float, line: float, column: float, href: str) -> float:
    """What each assay of a look says and, below it, the share it rests on; returns the baseline after the last line."""
    mark = wording.MARKS[cell.outcome]
    style = Style() if mark else Style(fill=SOFT)
    x += MARK_ROOM if mark else 0
    room = column - MARK_ROOM - 8
    for result in cell.results or (LookResult(cell.text),):
        line = drawing.lines(x, line, wrap(result.text, room, most=MOST_LINES), style, href=href)
        for part in wording.share_parts(result.share) if result.share is not None else ():
            line = drawing.lines(x, line, wrap(part, room, SMALL), QUIET)
    return line
