"""A draft beside the text it was read from: every field leads to its words, and all marked words to their field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from breakapart.model.draft import DraftCase, DraftFact, Span, Sureness

KIND_WORDS = {
    "contradiction": "the text says both",
    "record": "no sound record",
    "conflict": "assays disagree",
    "scope": "beyond the assay",
    "inconsistent": "inconsistent",
    "arithmetic": "does not add up",
    "timeline": "course",
    "vocabulary": "word that leaves open",
    "delay": "course",
    "literature": "publication",
}
"""What people read for the kinds of flags."""
MARKED_FLAGS = frozenset({"contradiction", "record", "scope", "inconsistent", "arithmetic"})
"""Flags whose words are marked in the text; those of the others are so many that nothing would stand out."""
QUOTED = 70
"""Characters of the words that a field shows; of longer ones beginning and end."""

_RANK = {"missed": 0, "flag": 1, "read": 2, "inferred": 3, "unsure": 4}
"""Where several say something of the same words, the highest gives the mark."""
_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
_TITLES = {"": "Case", "considered": "Diagnoses weighed", "clinical_impression": "Clinical impression"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Words of the text, and the row of the page that they lead to."""

    span: Span
    kind: str
    row: str
    title: str


@dataclass(frozen=True, slots=True)
class _Quote:
    """Words as a row shows them, with the anchor of their place."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One field."""

    id: str
    fact: DraftFact
    quotes: tuple[_Quote, ...]


def render(draft: DraftCase, text: str, source: str) -> str:
    """The page of one draft, self-contained and without script."""
    places = _places(draft)
    spans = sorted({place.span for place in places})
    anchors = {span: f"s{number}" for number, span in enumerate(spans)}

    def quotes(of: Iterable[Span]) -> tuple[_Quote, ...]:
        return tuple(_Quote(anchors[span], _quoted(text[span.start : span.end])) for span in of if span in anchors)

    rows = [_Row(f"f{number}", fact, quotes(fact.spans)) for number, fact in enumerate(draft.facts)]
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        if row.fact.sureness is Sureness.READ and not row.fact.proposed_by:
            group = row.fact.path.split(".")[0]
            groups.setdefault(_TITLES.get(group, group.replace("_", " ").capitalize()), []).append(row)
    asked = [row for row in rows if row.fact.sureness is not Sureness.READ and not row.fact.proposed_by]
    return _template().render(
        draft=draft,
        source=source,
        flags=[(f"p{number}", flag, quotes(flag.spans)) for number, flag in enumerate(draft.flags)],
        asked=sorted(asked, key=lambda row: row.fact.sureness is not Sureness.UNSURE),
        groups=groups,
        proposed=[row for row in rows if row.fact.proposed_by],
        missed=[(f"m{number}", note, quotes([note.span])) for number, note in enumerate(draft.not_understood)],
        number_read=sum(len(group) for group in groups.values()),
        kinds=KIND_WORDS,
        anchors=list(anchors.values()),
        text=marked(text, places, anchors),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("breakapart.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda words: str(words).replace("_", " ")
    return environment.get_template("draft.html.j2")


def _places(draft: DraftCase) -> list[_Place]:
    places = [
        _Place(span, fact.sureness.value, f"f{number}", f"{fact.label}: {fact.value} ({fact.sureness.value})")
        for number, fact in enumerate(draft.facts)
        for span in fact.spans
    ]
    of_facts = {place.span for place in places}
    places += [
        _Place(span, "flag", f"p{number}", flag.statement)
        for number, flag in enumerate(draft.flags)
        for span in flag.spans
        if flag.kind in MARKED_FLAGS or span not in of_facts
    ]
    places += [
        _Place(note.span, "missed", f"m{number}", "not understood") for number, note in enumerate(draft.not_understood)
    ]
    return [place for place in places if place.span.end > place.span.start]


def marked(text: str, places: Iterable[_Place], anchors: dict[Span, str]) -> Markup:
    """
    `text` with all `places` marked, cut where one begins or ends.

    A stretch leads to the shortest of its places, and carries the classes of all.
    """
    beginning: dict[int, list[_Place]] = {}
    ending: dict[int, list[_Place]] = {}
    for place in places:
        beginning.setdefault(place.span.start, []).append(place)
        ending.setdefault(place.span.end, []).append(place)
    open_: list[_Place] = []
    named: set[str] = set()
    pieces: list[str] = []
    last = 0
    for cut in sorted({*beginning, *ending, len(text)}):
        words = text[last:cut]
        if words:
            pieces.append(_stretch(words, open_, anchors, named) if open_ else _plain(words))
        for place in ending.get(cut, ()):
            open_.remove(place)
        open_ += beginning.get(cut, ())
        last = cut
    return Markup("".join(pieces))  # noqa: S704 - every piece of the text is escaped where it is made


def _stretch(words: str, places: list[_Place], anchors: dict[Span, str], named: set[str]) -> str:
    told = min(places, key=lambda place: (place.kind == "flag", place.span.end - place.span.start, -_RANK[place.kind]))
    kind = max((place.kind for place in places), key=_RANK.__getitem__)
    flagged = " flagged" if any(place.kind == "flag" for place in places) else ""
    here = list(dict.fromkeys(anchors[place.span] for place in places))
    new = [name for name in here if name not in named]
    named.update(new)
    ids = "".join(f'<i id="{name}"></i>' for name in new)
    classes = " ".join((kind + flagged, *(f"of-{name}" for name in here)))
    title = escape(told.title)
    return f'{ids}<a class="{classes}" href="#{told.row}" title="{title}"><mark>{escape(words)}</mark></a>'


def _plain(words: str) -> str:
    """Words that no field comes from; runs of empty lines, as PDFs give them, take little room."""
    pieces: list[str] = []
    last = 0
    for gap in _GAP.finditer(words):
        pieces += [escape(words[last : gap.start()]), f'<span class="gap">{gap.group()}</span>']
        last = gap.end()
    return "".join((*pieces, escape(words[last:])))


def _quoted(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= QUOTED else f"{plain[:35].rstrip()} ... {plain[-30:].lstrip()}"
