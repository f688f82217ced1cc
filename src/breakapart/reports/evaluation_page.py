"""The evaluation on one page: what was measured, a reliability diagram, and every case with its reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from breakapart.reports.svg import BLUE, INK, LINE, PALE_BLUE, QUIET, SOFT, VERMILION, Drawing, Style


def render(record: Mapping[str, Any]) -> str:
    """The page of an evaluation record, as `breakapart evaluate --json` writes it."""
    environment = Environment(
        loader=PackageLoader("breakapart.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["share"] = _share
    figures = {
        name: reliability_figure(record[name]["reliability"], f"reliability-{name.replace('_', '-')}", words)
        for name, words in (
            ("without_molecular", "without molecular results"),
            ("with_molecular", "with molecular results"),
        )
    }
    return environment.get_template("evaluation.html.j2").render(record=record, figures=figures)


def _share(value: Mapping[str, Any]) -> str:
    if not value["n"]:
        return "no such case"
    low, high = value["interval"]
    return f"{100 * value['value']:.0f} % ({value['k']} of {value['n']}; {100 * low:.0f} to {100 * high:.0f} %)"


def reliability_figure(bins: Sequence[Mapping[str, Any]], name: str, words: str) -> Markup:
    """
    Accuracy against confidence: on the diagonal, probabilities mean what they say.

    `bins` are those of the evaluation record; the area of a point grows with its cases.
    """
    left, top, size = 80.0, 20.0, 300.0
    drawing = Drawing(
        name,
        f"Reliability diagram {words}",
        "; ".join(f"{b['cases']} cases: confidence {b['confidence']:.0%}, right {b['accuracy']:.0%}" for b in bins)
        or "no cases",
    )
    drawing.rect(left, top, size, size, fill="#fff", stroke=LINE)
    for step in range(0, 11, 2):
        x, y = left + size * step / 10, top + size * (1 - step / 10)
        drawing.line(left, y, left + size, y, stroke=LINE)
        drawing.text(x, top + size + 16, f"{10 * step} %", Style(QUIET.size, SOFT, anchor="middle"))
        drawing.text(left - 8, y + 4, f"{10 * step} %", Style(QUIET.size, SOFT, anchor="end"))
    drawing.line(left, top + size, left + size, top, stroke=SOFT, dash="4 4")
    most = max((b["cases"] for b in bins), default=1)
    for b in bins:
        x, y = left + size * b["confidence"], top + size * (1 - b["accuracy"])
        drawing.line(x, top + size * (1 - b["confidence"]), x, y, stroke=VERMILION, width=1.5)
        drawing.circle(x, y, 4 + 8 * (b["cases"] / most) ** 0.5, fill=PALE_BLUE, stroke=BLUE)
        drawing.text(x, y + 4, str(b["cases"]), Style(QUIET.size, INK, anchor="middle"))
    drawing.text(
        left + size / 2,
        top + size + 36,
        "probability given to the leading entity",
        Style(QUIET.size, INK, anchor="middle"),
    )
    drawing.text(left + size + 24, top + 16, "share of cases in which it was right,")
    drawing.text(left + size + 24, top + 32, "against the probability given to it;")
    drawing.text(left + size + 24, top + 48, "numbers are cases, red lines the distance")
    drawing.text(left + size + 24, top + 64, "from perfect calibration.")
    return drawing.finish(top + size + 50)
