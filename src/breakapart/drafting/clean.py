"""
Text as extraction from PDF leaves it, made readable: soft hyphens and broken words mended, signs made plain.

Every character remembers where it stood, so that what is found can be shown in the text as it was handed in.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from breakapart.model.draft import Span

_DROPPED = "\u00ad\u200b\u200c\u200d\ufeff\u2060"
_PLAIN = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\v\f", " "),
    "\u00d7": "x",
    "\u2715": "x",
    "\uff05": "%",
    "\uff08": "(",
    "\uff09": ")",
    "\uff0c": ",",
    "\uff1b": ";",
    "\uff1a": ":",
    "\uff0b": "+",
    "\u2217": "*",
    "\u223c": "~",
    "\u2248": "~",
    "\u00b5": "\u03bc",
}
"""One sign for one sign: places do not move."""

_ODD = re.compile(f"[{re.escape(''.join(_PLAIN))}]")

_TABS = re.compile(r"(?<=[\w)%+])\t+(?=[\w(+<>~\u00b1-])")
"""Between two words of a line a tab divides the cells of a table."""

_SPELLED_OUT = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\u2237": "::"}
_MOVES = re.compile(
    rf"[{_DROPPED}]+(?:\n(?=[a-z]))?|[{''.join(_SPELLED_OUT)}]|-(?<=[A-Za-z0-9]-)\n(?=[a-z])|\r\n?"
    r"|\n(?<=[^\n.:;!?]\n)(?![^\n|.]{1,40}(?:[ ]{3}|[ ]?[.]{4}|\|)|[a-z][\w/-]{0,14}: ?\S)"
    r"(?:(?=[a-z]|\((?!\d\)))|(?<![A-Z]{4}\n)(?=\d(?!\d?[.)]\s)))"
)
"""Each way begins with a sign of its own, so that the places where none can be are passed over quickly."""
_COMPOUNDS = (
    "like",
    "rich",
    "positive",
    "negative",
    "rearranged",
    "old",
    "grade",
    "free",
    "apart",
    "up",
    "cell",
    "label",
)


@dataclass(frozen=True, slots=True)
class CleanText:
    """Readable text, with the way back to the text as it was handed in."""

    text: str
    _starts: tuple[int, ...]
    """Where in the clean text the shift changes, ascending."""
    _shifts: tuple[int, ...]
    original_length: int

    def span(self, start: int, end: int) -> Span:
        """The characters `start` to `end` as a span of the text as it was handed in."""
        first = self._back(start)
        last = self._back(end - 1) + 1 if end > start else first
        return Span(first, max(first, min(last, self.original_length)))

    def _back(self, place: int) -> int:
        before = bisect_right(self._starts, place)
        return min(place + (self._shifts[before - 1] if before else 0), self.original_length)


def clean(text: str) -> CleanText:
    r"""
    `text` with words that a line break divided joined, soft hyphens dropped, and dashes, quotes and spaces plain.

    >>> clean("S100-posi\u00adtive spin-\ndle cells; Ki\u201167 30 \uff05").text
    'S100-positive spindle cells; Ki-67 30 %'
    """
    if "\t" in text:
        text = _TABS.sub(lambda match: "|" + " " * (len(match.group()) - 1), text)
    plain = _ODD.sub(lambda match: _PLAIN[match.group()], text)
    pieces: list[str] = []
    starts: list[int] = []
    lengths: list[int] = []
    last = out = 0
    for match in _MOVES.finditer(plain):
        found = match.group()
        pieces.append(plain[last : match.start()])
        out += match.start() - last
        new = _SPELLED_OUT.get(found)
        if new is None:
            if found.startswith("-"):
                # "break-\napart" and "ALK-\npositive" keep the hyphen, "spin-\ndle" loses it.
                is_compound = not plain[match.start() - 1].islower() or plain.startswith(_COMPOUNDS, match.end())
                new = "-" if is_compound else ""
            elif found.startswith("\r"):
                new = "\n"
            else:
                new = " " if found == "\n" else ""
        pieces.append(new)
        out += len(new)
        last = match.end()
        if len(new) != len(found):
            starts.append(out)
            lengths.append(len(found) - len(new))
    pieces.append(plain[last:])
    return CleanText("".join(pieces), tuple(starts), tuple(accumulate(lengths)), len(text))
