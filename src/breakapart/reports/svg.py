"""
Drawing: SVG written by hand, with text that is measured before it is placed.

A browser decides how wide a text becomes, and it decides after we have placed it. So widths are estimated here from the
widest of the common interface fonts, and lines are broken, cut and staggered by that estimate: in any narrower font
there is only more air. Everything is rounded to a tenth, so that equal input gives equal bytes.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from breakapart.reports.wording import printable

INK = "#1b1f24"
SOFT = "#59636e"
"""Second voice; contrast 6.1 on white."""
LINE = "#d8dee4"
WASH = "#eef1f4"
BLUE, PALE_BLUE = "#0072b2", "#d3e5f1"
VERMILION, PALE_VERMILION = "#d55e00", "#f8dfcf"
"""Blue and vermilion of Okabe and Ito, which colour-blind readers tell apart (jfly.uni-koeln.de/color, 2008)."""
VERMILION_INK = "#b34a00"
"""Vermilion dark enough for small text: contrast 5.5 on white, where the pure colour has 3.9."""

WIDTH = 820
"""Width of every figure in its own units: close to one CSS pixel on paper and on the screen."""
TEXT = 12.5
SMALL = 11
LINE_HEIGHT = 1.3
ASCENT, DESCENT = 0.95, 0.24
"""Of the widest fonts, in sizes of the text."""
FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

_WIDTHS = {
    0.28: "'ijl",
    0.32: "IJ ,.\N{NO-BREAK SPACE}",
    0.34: "/:;\\|",
    0.36: "f-",
    0.4: "()[]t!",
    0.42: "r",
    0.5: '"*_`–′',
    0.53: "sz?",
    0.58: "cLFk",
    0.6: "vxy",
    0.615: "PTYoae",
    0.637: "EhnuSbdgpq0123456789${}",
    0.69: "KAVXZB",
    0.73: "RCU",
    0.78: "NHDG&OQ",
    0.84: "w#+<=>^~±≥≤×→",
    0.9: "M●○◐",
    0.98: "%m",
    1.0: "W@…—",
}
"""Advance of each character in sizes of the text, measured on DejaVu Sans (as wide as Verdana)."""
_ADVANCE = {character: width for width, characters in _WIDTHS.items() for character in characters}
_OTHER_LETTER, _OTHER = 0.7, 1.0
BOLD_FACTOR = 1.13
_BEFORE_PERCENT, _GLUE = re.compile(r"(?<=\d) (?=%)"), "\N{NO-BREAK SPACE}"


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Width of a text in the widest common font; wide and unknown characters count as a full square."""
    width = 0.0
    for character in text:
        known = _ADVANCE.get(character)
        if known is None:
            if unicodedata.combining(character):
                continue
            is_letter = character < "\u2000" and character.isalpha()
            known = _OTHER_LETTER if is_letter else _OTHER
        width += known
    return width * size * (BOLD_FACTOR if bold else 1)


def wrap(text: str, width: float, size: float = TEXT, *, bold: bool = False, most: int = 99) -> list[str]:
    """Lines of at most `width`; words too long are broken, and after `most` lines an ellipsis stands for the rest."""
    lines: list[str] = []
    line = ""
    # A number and its percent sign stay together: the space between them is no place to break.
    glued = _BEFORE_PERCENT.sub(_GLUE, " ".join(printable(text).split()))
    for word in _words(glued, width, size, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    if line:
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted(f"{lines[most - 1]} …", width, size, bold=bold)]
    return [line.replace(_GLUE, " ") for line in lines]


def fitted(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> str:
    """`text`, cut with an ellipsis where it would be wider than `width`."""
    text = printable(text)
    if text_width(text, size, bold=bold) <= width:
        return text
    text = text.removesuffix("…").rstrip()
    while text and text_width(text + "…", size, bold=bold) > width:
        text = text[:-1].rstrip()
    return text + "…"


def _words(text: str, width: float, size: float, *, bold: bool) -> Iterable[str]:
    for word in text.split(" "):
        while text_width(word, size, bold=bold) > width and len(word) > 1:
            fits = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], size, bold=bold) <= width
            )
            yield word[:fits]
            word = word[fits:]
        yield word


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    size: float = TEXT
    fill: str = INK
    bold: bool = False
    anchor: str = "start"
    """`start`, `middle` or `end`: which part of the text stands at x."""


PLAIN = Style()
STRONG = Style(bold=True)
QUIET = Style(SMALL, SOFT)


class Drawing:
    """
    A figure under construction: shapes in the order in which they are drawn, coordinates in units of `WIDTH`.

    `name` must be unique on a page: it becomes the figure's id and the root of the ids inside it.
    """

    def __init__(self, name: str, title: str, desc: str) -> None:
        self.name = name
        self._head = (title, desc)
        self._parts: list[str] = []
        self._has_links = False

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "",
        radius: float = 0,
        title: str = "",
    ) -> None:
        """A rectangle; `title` is shown when the pointer rests on it."""
        more = _pairs(rx=radius or None, stroke=stroke or None)
        tag = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}" fill="{fill}"{more}'
        self._parts.append(f"{tag}><title>{_safe(title)}</title></rect>" if title else f"{tag}/>")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1, dash: str = ""
    ) -> None:
        """A straight line."""
        more = _pairs(stroke_dasharray=dash or None, stroke_width=width if width != 1 else None)
        self._parts.append(f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{stroke}"{more}/>')

    def circle(self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str = "") -> None:
        """A circle."""
        more = _pairs(stroke=stroke or None)
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"{more}/>')

    def path(self, points: Iterable[tuple[float, float]], *, fill: str = "none", stroke: str = "") -> None:
        """Straight pieces from point to point; closed when filled."""
        steps = " ".join(f"{'L' if index else 'M'}{_n(x)} {_n(y)}" for index, (x, y) in enumerate(points))
        closed = "" if fill == "none" else " Z"
        more = _pairs(stroke=stroke or None)
        self._parts.append(f'<path d="{steps}{closed}" fill="{fill}"{more}/>')

    def text(self, x: float, y: float, text: str, style: Style = PLAIN, *, href: str = "") -> None:
        """One line of text on the baseline `y`, linked to `href` (`#anchor`) when given."""
        if not text:
            return
        more = _pairs(
            text_anchor=style.anchor if style.anchor != "start" else None, font_weight="600" if style.bold else None
        )
        tag = (
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(style.size)}" fill="{style.fill}"{more}>{_safe(text)}</text>'
        )
        self._has_links = self._has_links or bool(href)
        self._parts.append(f'<a href="{_safe(href)}">{tag}</a>' if href else tag)

    def lines(self, x: float, y: float, lines: Iterable[str], style: Style = PLAIN, *, href: str = "") -> float:
        """Lines below each other, the first on the baseline `y`; returns the baseline after the last."""
        for line in lines:
            self.text(x, y, line, style, href=href)
            y += style.size * LINE_HEIGHT
        return y

    def paragraph(
        self, x: float, y: float, width: float, text: str, style: Style = PLAIN, *, most: int = 99, href: str = ""
    ) -> float:
        """Text broken to `width`; returns the baseline after the last line."""
        return self.lines(x, y, wrap(text, width, style.size, bold=style.bold, most=most), style, href=href)

    def mark(self, x: float, y: float, mark: str, *, colour: str = "") -> None:
        """One of the marks of `wording.MARKS` around (x, y), drawn because fonts differ in these signs."""
        radius = 4.0
        if mark == "●":
            self.circle(x, y, radius, fill=colour or VERMILION)
        elif mark == "○":
            self.circle(x, y, radius, fill="#fff", stroke=colour or SOFT)
        elif mark == "◐":
            self.circle(x, y, radius, fill="#fff", stroke=colour or VERMILION)
            half = f"M{_n(x)} {_n(y - radius)} A{_n(radius)} {_n(radius)} 0 0 0 {_n(x)} {_n(y + radius)} Z"
            self._parts.append(f'<path d="{half}" fill="{colour or VERMILION}"/>')

    def hatch(self, colour: str) -> str:
        """Paint of thin slanted lines, for what is there but means nothing (an out-of-frame tail)."""
        name = f"{self.name}-hatch"
        self._parts.append(
            f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
            f'<line x1="0" y1="0" x2="0" y2="6" stroke="{colour}" stroke-width="2"/></pattern></defs>'
        )
        return f"url(#{name})"

    def finish(self, height: float) -> Markup:
        """The figure, `height` units high."""
        title, desc = (_safe(text) for text in self._head)
        ids = f"{self.name}-title {self.name}-desc"
        # What stands inside an image is hidden from assistive tools; a figure with links must not hide them.
        role = "group" if self._has_links else "img"
        return Markup(  # noqa: S704 - every text went through `_safe`
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{self.name}" viewBox="0 0 {WIDTH} {_n(height)}" '
            f'width="{WIDTH}" height="{_n(height)}" role="{role}" aria-labelledby="{ids}" font-family="{FONT}">\n'
            f'<title id="{self.name}-title">{title}</title>\n<desc id="{self.name}-desc">{desc}</desc>\n'
            + "\n".join(self._parts)
            + "\n</svg>"
        )


def text_height(lines: int, size: float = TEXT) -> float:
    """Height of so many lines."""
    return lines * size * LINE_HEIGHT


def _n(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 1e5 else f"{value:.0f}"


def _safe(text: str) -> str:
    return escape(printable(text), quote=True)


def _pairs(**attributes: object) -> str:
    shown = {name.replace("_", "-"): value for name, value in attributes.items() if value is not None}
    return "".join(f' {name}="{_n(value) if isinstance(value, float) else value}"' for name, value in shown.items())
