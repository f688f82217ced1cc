"""The calls of one run as a page: the verdict on the run, a table of the calls, and the reads over each junction."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from breakapart.model.calling import CallingResult
from breakapart.reports import pileup_figure

MAX_FIGURES = 60


def junctions_page(result: CallingResult, *, sample: str, reference: str, warning: str = "") -> str:
    """The page as HTML that needs nothing else. Equal results give equal bytes."""
    environment = Environment(
        loader=PackageLoader("breakapart.reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    style, _, _ = environment.loader.get_source(environment, "report.css")  # type: ignore[union-attr]
    figures = [
        (call, pileup_figure.draw(call, f"junction-{number}"))
        for number, call in enumerate(result.calls[:MAX_FIGURES], start=1)
    ]
    return environment.get_template("junctions.html.j2").render(
        result=result, figures=figures, sample=sample, reference=reference, warning=warning, style=style,
        verdict=str(result.quality.verdict).replace("_", " "),
    )  # fmt: skip
