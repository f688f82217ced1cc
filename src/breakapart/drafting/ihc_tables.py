"""
Stains told line by line: "S-100 (polyclonal) ........ NEGATIVE", columns, pipes, a column for each specimen.

A line is a row where it begins with a stain and everything behind it reads as results, clones or remarks. A line of
headings above the rows says what its columns are; columns of specimens, components or cases give each result its
place. What a column means that no heading explains is not guessed: of two results in one row none is taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.ihc_cells import Result, read_result
from breakapart.drafting.scopes import scopes_in
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary, MarkerMention
from breakapart.knowledge.vocabulary import fold
from breakapart.model.draft import NO_SCOPE, Observation, Scope

_GAP = re.compile(r"\s*\|\s*|\s*(?:\.{3,}|(?:\. ){3,}\.?|\u2026+|_{3,}|-{4,}|={3,})\s*|\s{2,}")
_SIGNS = ("  ", "|", "...", "\u2026", "___", "----", ". . .")
"""What stands between cells: a text without any of it need not be searched."""
_LOOKS_LIKE_ROWS = Rule(r"\S {2,}\S|\||\.{3}|\u2026|_{3}|-{4}|\. \. \.")
_ENDS_IN_A_SIGN = re.compile(r"[ :](?:[-+\u00b1(]|\d)[^A-Z]{0,40}$|^[^:\n]{2,40}:\s")
"""So ends a row whose result stands a single space behind the stain: "CD34 ++", "Ki-67: 5 %"."""
_ROLES = (
    (
        "marker",
        r"(?:primary )?(?:antibod(?:y|ies)|markers?|stains?|antigens?|immunostains?|immunohistochemistry|ihc"
        r"|tests?|name)",
    ),
    ("clone", r"(?:antibody )?clones?"),
    (
        "result",
        r"(?:final |staining )?(?:results?|staining|interpretation|reactivity|expression|status|findings?"
        r"|tumou?r(?: cells)?|lesion"
        r"|neoplastic cells|lesional cells|score)",
    ),
    (
        "remark",
        r"(?:staining )?(?:intensity|extent|distribution|patterns?|comments?|locali[sz]ation|location|remarks?"
        r"|description|notes?|details"
        r"|compartment|cells)",
    ),
    ("percent", r"(?:%|percent(?:age)?|proportion)(?: of)?(?: positive| stained| tumou?r)?(?: cells)?(?: \(?%\)?)?"),
    (
        "nothing",
        r"(?:dilution|vendor|source|manufacturer|supplier|company|control|block|catalog\w*|platform|detection)s?",
    ),
)
_ROLE = re.compile(
    r"\W*(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ROLES) + r")(?: \([^)]{0,30}\))?\W*", re.IGNORECASE
)
_LABEL = re.compile(r"(?:(?:specimen|part|sample|block|lesion|tumou?r) )?\(?([A-H]|\d{1,2})\)?\.?", re.IGNORECASE)
_CASE = re.compile(r"(?:case|patient|pt)s?\.? ?(?:no\.? ?|#)?(\d{1,2}|[A-H]|I{1,3})", re.IGNORECASE)
_ROMAN = {"I": "1", "II": "2", "III": "3"}
_PLACE = re.compile(
    r"(?:the )?(?:spindle|epithelioid|round|rhabdoid|pleomorphic|low-grade|high-grade|myxoid|glandular"
    r"|epithelial|melanocytic"
    r"|sarcomatous|fibrosarcomatous|dedifferentiated|superficial|deep)(?:[- ]cell(?:ed)?)? (?:component|area"
    r"|part|portion|region)s?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(
    r"\s?[(\[](?:clone:? ?)?(?P<inner>[^()\[\]]{1,40})[)\]]\s*$|\s?,? clone:? ?(?P<bare>[\w./-]{2,15})\s*$",
    re.IGNORECASE,
)
_NO_CLONE = re.compile(
    r"\W*(?:poly|mono)clonal|cytoplasm|nuclear|membran|ventana|dako|leica|rabbit|mouse|fig", re.IGNORECASE
)
_BULLETS = " :-*\u2022\u00b7>#"
_LONGEST_CELL = 90
_LONGEST_NAME = 45
_OUTCOME_HEADING = re.compile(
    r"\W*(?:immuno\w+ )?(?P<sign>positive|negative|retained|lost|absent|present)(?: (?:for|markers?|stains?"
    r"|results?|antibod\w+|immuno\w+"
    r"|staining|expression))*\W*",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"(?:[\s,;/&*\u2022\u00b7.-]|\band\b|\([^()]{1,25}\))*", re.IGNORECASE)
_ROWS_APART = 400
"""Characters between a line of headings and the rows it explains."""


@dataclass(frozen=True, slots=True)
class _Column:
    role: str
    scope: Scope = NO_SCOPE
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


def read_tables(
    parts: Sequence[Part], vocabulary: DraftVocabulary, labels: frozenset[str]
) -> Mapping[int, list[Observation]]:
    """
    What the rows of tables of stains tell, by their number among `parts`; headings are there with an empty list.

    `labels` are the letters by which the text calls its specimens.
    """
    found: dict[int, list[Observation]] = {}
    cases = frozenset(case for part in parts for case in part.cases)
    columns: list[_Column] | None = None
    markers: list[MarkerMention] | None = None
    last_end = -_ROWS_APART
    heading: list[str] = []
    pending: tuple[int, _Row] | None = None
    for i, part in enumerate(parts):
        text = part.text
        if len(text) <= _ROWS_APART:
            told_by_heading = _under_outcomes(part, heading, vocabulary) if heading else None
            if told_by_heading is not None:
                found[i] = told_by_heading
                continue
            if pending is not None and pending[0] == i - 1 and len(text) <= _LONGEST_CELL:
                result = read_result(text, pending[1].marker)
                if result is not None and result.is_whole:
                    cell = _Cell(text, 0, len(text))
                    whole = _Row(pending[1].marker, pending[1].clone, [cell])
                    found[i - 1], found[i] = [], list(_told(whole, None, part, part.sentence.start + part.start))
                    pending = None
                    continue
            heading = _outcomes_of(text)
            if heading:
                found[i], pending = [], None
                continue
            pending = None
            if len(text) <= _LONGEST_NAME and (name := _marker(text, vocabulary)) is not None:
                pending = (i, _Row(name[0], name[1], []))
                continue
        else:
            heading, pending = [], None
        if part.end - part.start < len(part.sentence.text):
            # "Marker  Case 1  Case 2" was cut where the case changes; the line is a heading all the same.
            named = _columns(_cells(part.sentence.text), labels, cases, vocabulary)
            if named is not None:
                columns, markers, last_end, found[i] = named, None, part.sentence.end, []
            continue
        if len(text) > 6 * _LONGEST_CELL or not _may_be_row(text):
            if len(text) > _ROWS_APART:
                columns = markers = None
            continue
        base = part.sentence.start + part.start
        if base - last_end > _ROWS_APART:
            columns = markers = None
        cells = _cells(text)
        heads = _cells_of_last_line(text) if "\n" in text else cells
        if markers is not None and len(cells) == len(markers) + 1:
            place = _place(cells[0].text, labels, cases, vocabulary)
            rows = [_row(markers[n].marker, markers[n].clone, [cells[n + 1]]) for n in range(len(markers))]
            if place is not None and any(row is not None for row in rows):
                told = [one for row in rows if row is not None for one in _told(row, [place], part, base)]
                found[i], last_end = told, base + len(text)
                continue
        row = _stain_row(cells, vocabulary)
        if row is None:
            pairs = _pairs(cells, vocabulary)
            if pairs:
                found[i] = [one for pair in pairs for one in _told(pair, None, part, base)]
                last_end = base + len(text)
                continue
            named = _columns(heads, labels, cases, vocabulary)
            transposed = _marker_heads(heads, vocabulary)
            if named is not None or transposed is not None:
                columns, markers, last_end = named, transposed, base + len(text)
                if "\n" not in text:
                    found[i] = []
            continue
        told = list(_told(row, columns, part, base))
        if told or len(cells) > 1:
            found[i], last_end = told, base + len(text)
    return found


def _outcomes_of(text: str) -> list[str]:
    """Outcomes that stand as headings over lists of stains: "POSITIVE", or "Positive    Negative" over two columns."""
    if len(text) > 2 * _LONGEST_CELL:
        return []
    cells = _cells(text)
    signs = [_OUTCOME_HEADING.fullmatch(cell.text) for cell in cells if cell.text]
    if not signs or any(sign is None for sign in signs):
        return []
    return ["neg" if sign["sign"].lower() in ("negative", "lost", "absent") else "pos" for sign in signs if sign]


def _under_outcomes(part: Part, heading: list[str], vocabulary: DraftVocabulary) -> list[Observation] | None:
    """The stains of a line that holds nothing else, with the outcome it stands under; None for any other line."""
    cells = _cells(part.text) if len(heading) > 1 else [_Cell(part.text, 0, len(part.text))]
    if len(cells) != len(heading):
        return None
    base, told = part.sentence.start + part.start, []
    for cell, outcome in zip(cells, heading, strict=True):
        place = 0
        mentions = vocabulary.markers_in(CuedText(cell.text))
        for mention in [*mentions, None]:
            end = mention.start if mention is not None else len(cell.text)
            if not _BETWEEN_NAMES.fullmatch(cell.text, place, end):
                return None
            place = mention.end if mention is not None else end
        for mention in mentions:
            result = read_result("positive" if outcome == "pos" else "negative", mention.marker)
            if result is not None:
                row = _Row(mention.marker, mention.clone, [])
                told.append(_observation(row, mention.clone, result, [], cell, part, base, NO_SCOPE, ()))
    return told or None


def _may_be_row(text: str) -> bool:
    has_cells = any(sign in text for sign in _SIGNS) and _LOOKS_LIKE_ROWS.is_in(text)
    return has_cells or (len(text) <= _LONGEST_CELL and _ENDS_IN_A_SIGN.search(text) is not None)


def _cells(text: str) -> list[_Cell]:
    if "===" not in text and not any(sign in text for sign in _SIGNS) and " ".join(text.split()) == text:
        return [_Cell(text, 0, len(text))] if text else []
    cells, last = [], 0
    is_piped = "|" in text
    for match in [*_GAP.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        words = text[last:end].strip()
        if words or (is_piped and last > 0 and match is not None):
            cells.append(_Cell(words, last, end))
        last = match.end() if match is not None else end
    return cells


def _cells_of_last_line(text: str) -> list[_Cell]:
    return _cells(text[text.rindex("\n") + 1 :].strip())


@dataclass(frozen=True, slots=True)
class _Row:
    marker: str
    clone: str | None
    cells: list[_Cell]


def _row(marker: str, clone: str | None, cells: list[_Cell]) -> _Row | None:
    return _Row(marker, clone, cells) if cells else None


def _stain_row(cells: list[_Cell], vocabulary: DraftVocabulary) -> _Row | None:
    """The cells as a row that begins with a stain, or None."""
    if not cells or not vocabulary.may_begin_with_marker(cells[0].text.lstrip(_BULLETS)):
        return None
    named = _marker(cells[0].text, vocabulary)
    if named is not None and len(cells) > 1:
        return _Row(named[0], named[1], cells[1:])
    if len(cells) <= 2 and len(cells[0].text) <= _LONGEST_CELL:
        # "S100 +" and "CD34 pos., focal": the result stands a single space behind.
        mentions = vocabulary.markers_in(CuedText(cells[0].text))
        if len(mentions) == 1 and mentions[0].start == 0:
            rest = cells[0].text[mentions[0].end :]
            if re.match(r"\s?(?:\([^()]{1,20}\)\s?)?[:=]\s?[^\s]", rest):
                brackets, _, words = rest.partition(":" if ":" in rest else "=")
                result = read_result(words, mentions[0].marker)
                if result is not None and result.is_whole and result.outcome is not None:
                    whole = _Cell(words.strip(), cells[0].start + mentions[0].end, cells[0].end)
                    return _Row(
                        mentions[0].marker, mentions[0].clone or _clone(brackets.strip(" ()")), [whole, *cells[1:]]
                    )
            if re.match(r"(?:\s|\s?[:=]\s?)(?:[-+\u00b1(]|\d)", rest) and not re.match(r"\s(?:-\s?\w|\(\w{3,})", rest):
                words = rest.strip(" :=")
                result = read_result(words, mentions[0].marker)
                if result is not None and result.is_whole:
                    whole = _Cell(words, cells[0].start + mentions[0].end, cells[0].end)
                    return _Row(mentions[0].marker, mentions[0].clone, [whole, *cells[1:]])
    return None


def _marker(words: str, vocabulary: DraftVocabulary) -> tuple[str, str | None] | None:
    """Stain and clone of a cell that holds nothing else."""
    bare, clone = words.lstrip(_BULLETS).rstrip(" :"), None
    brackets = _BRACKETS.search(bare)
    mentions = vocabulary.markers_in(CuedText(bare))
    if len(mentions) == 1 and mentions[0].start == 0 and mentions[0].end >= len(bare):
        own = mentions[0].clone
        if own is None and brackets is not None:
            own = _clone(brackets["inner"] or brackets["bare"])
        return mentions[0].marker, own if own is None or fold(own) not in fold(mentions[0].marker) else None
    if brackets is not None:
        clone = _clone(brackets["inner"] or brackets["bare"])
        bare = bare[: brackets.start()].rstrip(" ,:")
        mentions = vocabulary.markers_in(CuedText(bare))
        if len(mentions) == 1 and mentions[0].start == 0 and mentions[0].end >= len(bare):
            return mentions[0].marker, mentions[0].clone or clone
    return None


def _clone(words: str) -> str | None:
    words = words.strip()
    if _NO_CLONE.search(words) or not re.fullmatch(r"[A-Za-z0-9][\w./ -]{1,14}", words) or not re.search(r"\d", words):
        return None
    return words


def _pairs(cells: list[_Cell], vocabulary: DraftVocabulary) -> list[_Row]:
    """Stain and result by turns in one line."""
    if len(cells) < 4 or len(cells) % 2:
        return []
    rows = []
    for name, value in zip(cells[::2], cells[1::2], strict=True):
        named = _marker(name.text, vocabulary)
        if named is None or read_result(value.text, named[0]) is None:
            return []
        rows.append(_Row(named[0], named[1], [value]))
    return rows


def _columns(
    cells: list[_Cell], labels: frozenset[str], cases: frozenset[str], vocabulary: DraftVocabulary
) -> list[_Column] | None:
    """What the cells of a line of headings announce, the column of the stains left out; None when they are none."""
    if not 2 <= len(cells) <= 12 or any(len(cell.text) > 60 for cell in cells):
        return None
    columns: list[_Column] = []
    known = 0
    for n, cell in enumerate(cells):
        role = _ROLE.fullmatch(cell.text)
        if role is not None:
            name = str(role.lastgroup)
            known += 1
            if name == "marker" and n == 0:
                continue
            columns.append(_Column(name if name != "marker" else "nothing"))
            continue
        if not cell.text and n == 0:
            continue
        place = _place(cell.text, labels, cases, vocabulary)
        known += place is not None
        columns.append(place if place is not None else _Column("unknown"))
    is_told = known >= max(1, len(cells) - 1) and known >= 2
    return columns if is_told and columns else None


def _place(words: str, labels: frozenset[str], cases: frozenset[str], vocabulary: DraftVocabulary) -> _Column | None:
    """A column, or a row of a table turned round, by the specimen, the component or the case that its heading names."""
    case = _CASE.fullmatch(words.strip())
    if case is not None:
        label = _ROMAN.get(case[1].upper(), case[1].upper())
        return _Column("result", cases=(label,)) if label in cases else _Column("nothing")
    label_of = _LABEL.match(words.strip())
    if (
        label_of is not None
        and label_of[1].upper() in labels
        and re.match(r"\W*(?:$|[(,:-])", words.strip()[label_of.end() :])
    ):
        return _Column("result", Scope(tissue=label_of[1].upper()))
    place = _PLACE.match(words.strip())
    text = CuedText(f"the {words}" if place is not None and not words.lower().startswith("the") else words)
    found = scopes_in(text, vocabulary.site_words)
    if len(found) == 1 and (found[0][2].specimens or found[0][2].component) and len(words) <= 60:
        return _Column("result", found[0][2])
    return None


def _marker_heads(cells: list[_Cell], vocabulary: DraftVocabulary) -> list[MarkerMention] | None:
    """The stains of a line of headings in a table that has a row for each specimen."""
    if len(cells) < 3:
        return None
    named = [_marker(cell.text, vocabulary) for cell in cells]
    start = 0 if named[0] is not None else 1
    stains = named[start:]
    if start == 0 or any(one is None for one in stains) or len(stains) < 2:
        return None
    return [MarkerMention(one[0], one[1], 0, 0) for one in stains if one is not None]


def _told(row: _Row, columns: list[_Column] | None, part: Part, base: int) -> Iterator[Observation]:
    """The results of a row; several without headings are left alone."""
    if columns is not None and len(columns) == len(row.cells):
        yield from _under_headings(row, columns, part, base)
        return
    if columns is not None and sum(column.role == "result" for column in columns) > 1:
        return  # a cell is missing: which one cannot be told
    clone, results, remarks = row.clone, [], []
    for cell in row.cells:
        result = read_result(cell.text, row.marker)
        if result is not None and result.outcome is not None:
            results.append((cell, result))
        elif clone is None and _clone(cell.text) is not None and not results:
            clone = _clone(cell.text)
        else:
            remarks.append(cell.text)
    if len(results) == 1 or (results and all(result.is_remark for _, result in results[1:])):
        cell, result = results[0]
        yield _observation(
            row, clone, result, [*(c.text for c, _ in results[1:]), *remarks], cell, part, base, NO_SCOPE, ()
        )


def _under_headings(row: _Row, columns: list[_Column], part: Part, base: int) -> Iterator[Observation]:
    clone = row.clone
    remarks = [
        cell.text for cell, column in zip(row.cells, columns, strict=True) if column.role in ("remark", "percent")
    ]
    for cell, column in zip(row.cells, columns, strict=True):
        if column.role == "clone":
            clone = clone or _clone(cell.text)
    has_result = any(column.role == "result" for column in columns)
    is_only = sum(column.role == ("result" if has_result else "percent") for column in columns) == 1
    for cell, column in zip(row.cells, columns, strict=True):
        if column.role != "result" and (has_result or column.role != "percent"):
            continue
        words = cell.text + (" %" if column.role == "percent" and "%" not in cell.text else "")
        result = read_result(words, row.marker)
        if result is not None and result.outcome is not None:
            yield _observation(
                row, clone, result, remarks if is_only else [], cell, part, base, column.scope, column.cases
            )


def _observation(
    row: _Row,
    clone: str | None,
    result: Result,
    remarks: Sequence[str],
    cell: _Cell,
    part: Part,
    base: int,
    scope: Scope,
    cases: tuple[str, ...],
) -> Observation:
    values = result.with_remarks(remarks).values()
    values |= {"marker": row.marker, "clone": clone}
    return Observation(
        "ihc",
        values,
        base,
        base + cell.end,
        "row of a table",
        scope,
        result.sureness,
        cases or part.cases,
        part.sentence.section.kind,
    )
