"""Sentences, with abbreviations, decimals and lists of results left whole."""

import re

from breakapart.drafting.cues import CuedText
from breakapart.model.draft import Section, Sentence

_NOT_AN_END = frozenset(
    [
        "fig",
        "figs",
        "no",
        "vs",
        "al",
        "e.g",
        "i.e",
        "approx",
        "ca",
        "cf",
        "dr",
        "prof",
        "st",
        "resp",
        "incl",
        "dept",
        "ref",
        "refs",
        "ex",
        "mr",
        "mrs",
        "ms",
        "max",
        "min",
        "avg",
        "tab",
        "sp",
        "nos",
    ]
)
_END = re.compile(
    r"[.!?\n](?:(?<=[.!?])(?<!\.\.[.!?])(?<!\. [.!?])(?! ?\.)[\"')\]]{0,2}(?=\s|$)"
    r"|(?<=\n)[ ]{0,80}(?=\n|[-*\u2022\u00b7>#|]|[A-Z0-9(])"
    r"|(?<=\n)[ ]{0,80}(?=[a-z\u03b1\u03b2][^\n|.]{1,40}?(?:[ ]{3}|[ ]?[.]{3}|\|)|[a-z][\w/-]{0,14}: ?\S))"
)
"""
A sentence ends at its sign, or with its line where the next is an item or a row of a table; leaders are no end.

Every way begins with one of four signs, so that the letters between them are passed over quickly.
"""
_ITEM = re.compile(r"(?:^|\n)[ *-]{0,4}\(?(?:[A-H]|\d{1,2})$")
"""A letter or a number with which a line begins: "B. Left thigh, excision"."""
_LAST_WORD = re.compile(r"([A-Za-z.]{1,12})$")
MAX_CHARACTERS = 4000
"""A longer sentence is cut here: no report writes one, but a broken extraction may."""


def split(text: str, sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    """
    Sentences of a cleaned text, in order, without the spaces around them.

    >>> from breakapart.model.draft import SectionKind
    >>> whole = Section(SectionKind.CASE, "", 0, 99)
    >>> [s.text for s in split("Ki-67 was approx. 3.5 % (Fig. 1B). FISH was positive.", (whole,))]
    ['Ki-67 was approx. 3.5 % (Fig. 1B).', 'FISH was positive.']
    """
    sentences: list[Sentence] = []
    paragraph = 0
    for section in sections:
        last, end = section.start, min(section.end, len(text))
        paragraph += 1
        for match in _END.finditer(text, section.start, end):
            if match.group()[0] == "." and not _ends(text, match.start(), match.end(), end):
                continue
            _add(sentences, text, last, match.end(), section, paragraph)
            last = match.end()
            if text.startswith("\n", match.end()) or match.group()[0] == "\n":
                paragraph += 1
        _add(sentences, text, last, end, section, paragraph)
    return tuple(sentences)


def _ends(text: str, dot: int, after: int, end: int) -> bool:
    word = _LAST_WORD.search(text, max(0, dot - 12), dot)
    if word and word[1].lower().lstrip(".") in _NOT_AN_END:
        # "No." and "Fig." may end a sentence after all, when a new one plainly begins.
        return False
    if _ITEM.search(text, max(0, dot - 9), dot):
        return False
    if word and len(word[1]) == 1 and word[1].isupper() and not text[max(0, dot - 3) : dot - 1].strip().isdigit():
        return text[after : after + 2].strip()[:1].isupper() and dot >= 3 and text[dot - 3 : dot - 1].islower()
    following = text[after : min(end, after + 4)].strip()
    return not following or not following[0].islower()


def _add(sentences: list[Sentence], text: str, start: int, end: int, section: Section, paragraph: int) -> None:
    while start < end:
        stop = min(end, start + MAX_CHARACTERS)
        piece = text[start:stop]
        bare = piece.strip(" \n")
        if bare:
            first = start + len(piece) - len(piece.lstrip(" \n"))
            sentences.append(Sentence(CuedText(bare), first, section, paragraph))
        start = stop
