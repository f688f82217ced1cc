"""Do the assays agree? What protein, rearrangement and transcript of a gene say, component by component."""

from collections.abc import Callable

from markupsafe import Markup

from breakapart.model.agreement import AgreementCell, AgreementRow, GeneAgreement
from breakapart.reports import wording
from breakapart.reports.svg import (
    LINE,
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
        cells = "; ".join(f"{LOOK_WORDS.get(cell.look.value, cell.look.value)}: {cell.text}" for cell in row.cells)
        sentences.append(f"{row.label}: {cells}. {VERDICT_WORDS.get(row.verdict, row.verdict).capitalize()}.")
    return " ".join(sentences)


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
    lines = len(place)
    for cell in row.cells:
        x = PLACE_WIDTH + looks.index(cell.look.value) * column
        words = wrap(cell.text, column - MARK_ROOM - 8, most=MOST_LINES)
        mark = wording.MARKS[cell.outcome]
        drawing.mark(x + 5, line - 4.3, mark)
        known = cell.outcome is not None and bool(mark)
        style = Style() if known else Style(fill=SOFT)
        drawing.lines(x + (MARK_ROOM if mark else 0), line, words, style, href=link(cell))
        lines = max(lines, len(words))
    verdict = VERDICT_WORDS.get(row.verdict, wording.plain(row.verdict))
    style = Style(fill=VERMILION_INK, bold=True) if is_conflict else Style(fill=SOFT)
    words = wrap(verdict, VERDICT_WIDTH - 8, bold=is_conflict)
    drawing.lines(WIDTH - VERDICT_WIDTH + 8, line, words, style)
    bottom = y + text_height(max(lines, len(words))) + 8
    if is_conflict:
        drawing.rect(0, y + 1, 4, bottom - y - 2, fill=VERMILION)
    drawing.line(0, bottom, WIDTH, bottom, stroke=LINE)
    return bottom
