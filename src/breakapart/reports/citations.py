"""The numbered list of sources: each is numbered where it is first cited, and printed once at the end."""

import re

from markupsafe import Markup, escape

from breakapart.reports.wording import printable

_LINKS = re.compile(
    r"(?P<doi>\b10\.\d{4,9}/[^\s;,\"<>()\[\]]*[^\s;,.\"<>()\[\]])|\bPMID:?\s?(?P<pmid>\d{4,9})\b", re.ASCII
)


class Citations:
    """Sources in the order in which they are cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cite(self, source: str) -> Markup:
        """The mark of a source, linked to the list; nothing when `source` says nothing."""
        text = " ".join(printable(source).split())
        if not text:
            return Markup("")
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        return Markup('<a class="cite" href="#source-{0}">[{0}]</a>').format(number)

    @property
    def entries(self) -> list[tuple[int, Markup]]:
        """Number and text of each source cited so far, with DOIs and PubMed numbers as links."""
        return [(number, linked(text)) for text, number in self._numbers.items()]


def linked(text: str) -> Markup:
    """
    `text` safe for HTML, DOIs and PubMed numbers made into links. A page never follows them by itself.

    >>> linked("Lupas 1991, doi 10.1126/science.252.5009.1162.")
    Markup('Lupas 1991, doi <a href="https://doi.org/10.1126/science.252.5009.1162">10.1126/science.252.5009.1162</a>.')
    """
    parts: list[Markup] = []
    end = 0
    for found in _LINKS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        place = (
            "https://doi.org/" + found["doi"] if found["doi"] else f"https://pubmed.ncbi.nlm.nih.gov/{found['pmid']}/"
        )
        words = found["doi"] or found[0]
        parts.append(Markup('<a href="{}">{}</a>').format(place, words))
        end = found.end()
    parts.append(escape(text[end:]))
    return Markup("").join(parts)
