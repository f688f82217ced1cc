"""What a figure's text occupies, read back from its SVG: the tests' own reading, not the drawing's bookkeeping."""

from dataclasses import dataclass
from xml.etree import ElementTree

from breakapart.reports.svg import ASCENT, DESCENT, WIDTH, text_width

NAMESPACE = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    """The rectangle of one line of text."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box", slack: float = 0.5) -> bool:
        """Whether two boxes share more than a hair."""
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )


def root_of(svg: str) -> ElementTree.Element:
    """The figure as a tree; fails when it is not well-formed XML."""
    return ElementTree.fromstring(svg)


def boxes(svg: str) -> list[Box]:
    """Every line of text with its estimated rectangle; accents and tails may touch, so these count in part."""
    found = []
    for element in root_of(svg).iter(f"{NAMESPACE}text"):
        text = "".join(element.itertext())
        size = float(element.get("font-size", "12.5"))
        width = text_width(text, size, bold=element.get("font-weight") is not None)
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
        found.append(Box(text, left, y - ASCENT * size * 0.85, left + width, y + DESCENT * size * 0.85))
    return found


def check_figure(svg: str) -> None:
    """What holds for every figure: words for readers who cannot see it, and text that keeps to itself and inside."""
    root = root_of(svg)
    assert root.get("role") in ("img", "group")
    assert (root.get("role") == "group") == (root.find(f".//{NAMESPACE}a") is not None)
    title, desc = root.find(f"{NAMESPACE}title"), root.find(f"{NAMESPACE}desc")
    assert title is not None and title.text and desc is not None and desc.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())
    assert width == WIDTH
    lines = boxes(svg)
    for index, box in enumerate(lines):
        assert box.left >= -0.5 and box.right <= width + 0.5, f"{box} leaves the figure at the side"
        assert box.top >= -1.5 and box.bottom <= height + 0.5, f"{box} leaves the figure above or below ({height})"
        for other in lines[index + 1 :]:
            assert not box.overlaps(other), f"{box} overlaps {other}"
    for rect in root.iter(f"{NAMESPACE}rect"):
        assert float(rect.get("width", "0")) >= 0 and float(rect.get("height", "0")) >= 0
