"""A draft beside the text it was read from: every field leads to its place, every place is marked."""

from collections import defaultdict

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from breakapart.model.draft import DraftCase, DraftFact, Span

SURENESS_WORDS = {"read": "read", "inferred": "inferred: confirm", "unsure": "unsure: asked"}


def render(draft: DraftCase, text: str, source: str) -> str:
    """The page of one draft, self-contained and without script."""
    environment = Environment(
        loader=PackageLoader("breakapart.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spans = sorted({span for fact in draft.facts for span in fact.spans if span.end > span.start})
    names = {span: f"s{number}" for number, span in enumerate(spans)}
    groups: dict[str, list[DraftFact]] = defaultdict(list)
    for fact in draft.facts:
        groups["proposed" if fact.proposed_by else fact.path.split(".")[0]].append(fact)
    return environment.get_template("draft.html.j2").render(
        draft=draft,
        source=source,
        groups=dict(groups),
        names=names,
        words=SURENESS_WORDS,
        text=marked(text, draft, names),
    )


def marked(text: str, draft: DraftCase, names: dict[Span, str]) -> Markup:
    """`text` with every span marked; where spans overlap, the least sure one gives the colour."""
    rank = {"read": 0, "inferred": 1, "unsure": 2}
    changes: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    anchors: dict[int, list[str]] = defaultdict(list)
    for span, name in names.items():
        anchors[span.start].append(name)
    for fact in draft.facts:
        for span in fact.spans:
            if span.end > span.start:
                changes[span.start].append((rank[fact.sureness.value], fact.sureness.value, 1))
                changes[span.end].append((rank[fact.sureness.value], fact.sureness.value, -1))
    pieces: list[Markup] = []
    depth = {"read": 0, "inferred": 0, "unsure": 0}
    last = 0
    for place in sorted({*changes, len(text)}):
        if place > last:
            words = escape(text[last:place])
            kind = next((name for name in ("unsure", "inferred", "read") if depth[name] > 0), None)
            pieces.append(Markup('<mark class="{}">{}</mark>').format(kind, words) if kind else words)
        pieces += [Markup('<a id="{}"></a>').format(name) for name in anchors.get(place, ())]
        for _, name, step in changes.get(place, ()):
            depth[name] += step
        last = max(last, place)
    return Markup("").join(pieces)
