"""
An assessed case as one plain table: a line a fact, tab-separated, for spreadsheets and scripts.

A cell that a spreadsheet would run as a formula gets an apostrophe before it; tabs and line breaks become spaces.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from breakapart.formats.fusion_sides import Genes, Side, TwoSides, two_sides
from breakapart.model.case import Component, Specimen
from breakapart.model.result import CaseResult

COLUMNS = (
    "case",
    "specimen",
    "component",
    "kind",
    "name",
    "outcome",
    "value",
    "unit",
    "detail",
    "assay",
)
_FORMULA_BEGINS = "=+-@\t\r"
"""First signs that a spreadsheet takes for a formula (OWASP, CSV injection)."""

_Row = Callable[..., tuple[object, ...]]


def render(result: CaseResult, genes: Genes, *, removed: str = "") -> str:
    """The table with its header."""
    rows = [COLUMNS, *_rows(result, genes, removed)]
    return "".join("\t".join(row) + "\n" for row in (tuple(map(cell, row)) for row in rows))


def cell(value: object) -> str:
    r"""
    A value as the text of one cell.

    >>> cell("=cmd()"), cell("-0.5"), cell(None), cell("two\nlines")
    ("'=cmd()", '-0.5', '', 'two lines')
    """
    if value is None:
        return ""
    text = f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())
    return f"'{text}" if text[:1] in _FORMULA_BEGINS and not _is_number(text) and text else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lower().strip("+-") not in ("inf", "infinity", "nan")


def _rows(result: CaseResult, genes: Genes, removed: str) -> Iterator[tuple[object, ...]]:
    case = result.case
    labels = dict(result.labels)

    def row(
        kind: str,
        name: str,
        *,
        at: tuple[str, str] = ("", ""),
        outcome: object = None,
        value: object = None,
        unit: str = "",
        detail: Iterable[object] = (),
        assay: str = "",
    ) -> tuple[object, ...]:
        words = ", ".join(word.replace("_", " ") if isinstance(word, StrEnum) else str(word) for word in detail if word)
        return (case.id, *at, kind, name, outcome, value, unit, words, assay)

    yield row("note", "de-identification", detail=(removed or "nothing was removed",))
    yield row("patient", "sex", value=case.patient.sex)
    if case.patient.age is not None:
        yield row("patient", "age", value=case.patient.age)
    for event in case.timeline:
        when = event.when
        time = (
            [] if when is None else [str(part) for part in (when.date, when.age, when.gestation, when.interval) if part]
        )
        detail: tuple[object, ...] = (
            event.what,
            event.diagnosis,
            event.course,
            event.result,
            event.status,
            event.follow_up,
        )
        yield row("event", event.id, value="; ".join(time) or None, detail=detail, assay=event.kind)
    for specimen in case.specimens:
        detail = (specimen.name, specimen.kind, specimen.procedure, specimen.site.text)
        yield row("specimen", specimen.id, at=(specimen.id, ""), detail=detail)
        for component in specimen.components:
            yield from _component(result, specimen, component, labels, row, genes)
    for therapy in result.therapies:
        yield row("therapy", therapy.drugs, detail=(therapy.target, therapy.context, therapy.evidence))
    if case.signed is not None:
        yield row("diagnosis", case.signed.entity or "in words", detail=(case.signed.text,))


def _component(
    result: CaseResult, specimen: Specimen, component: Component, labels: dict[str, str], row: _Row, genes: Genes
) -> Iterator[tuple[object, ...]]:
    at = (specimen.id, component.id)
    for finding in component.morphology:
        said = (finding.extent, finding.degree)
        yield row("morphology", labels.get(finding.term, finding.term), at=at, outcome=finding.outcome, detail=said)
    for stain in component.ihc:
        share = stain.percent_positive
        yield row(
            "ihc",
            labels.get(stain.marker, stain.marker),
            at=at,
            outcome=stain.outcome,
            value=share,
            unit="%" if share is not None else "",
            detail=(stain.extent, stain.intensity, *stain.compartments),
            assay=stain.clone or "",
        )
    for placed in result.fish:
        if (placed.at.specimen, placed.at.component) == at:
            fish = placed.fish
            nuclei = f"{fish.cells_scored} nuclei" if fish.cells_scored is not None else ""
            cut = f"cut-off {fish.cutoff_operator} {fish.cutoff_percent:g} %"
            unit = "%" if fish.percent is not None else ""
            yield row(
                "fish",
                fish.gene,
                at=at,
                outcome=fish.outcome,
                value=fish.percent,
                unit=unit,
                detail=(nuclei, cut),
                assay=fish.probe,
            )
    for graded in result.grades:
        if (graded.at.specimen, graded.at.component) == at:
            yield row("grade", "FNCLCC", at=at, value=graded.grade.grade)
    for seen in result.fusions:
        if (seen.specimen, seen.component) == at:
            yield from _fusion(two_sides(seen, genes), row, at)
    for found in component.sequencing:
        for variant in found.variants:
            name = f"{variant.gene} {variant.hgvs or variant.variant_class.replace('_', ' ')}"
            share = variant.allele_fraction_percent
            unit = "%" if share is not None else ""
            yield row("variant", name, at=at, outcome=variant.outcome, value=share, unit=unit, assay=found.assay)
        if found.tmb_per_mb is not None:
            yield row("tmb", "TMB", at=at, value=found.tmb_per_mb, unit="mutations per megabase", assay=found.assay)


def _fusion(sides: TwoSides, row: _Row, at: tuple[str, str]) -> Iterator[tuple[object, ...]]:
    seen, note = sides.seen, sides.annotation
    detail: list[object] = []
    if note is not None:
        detail += [note.names.exons, note.names.hgvs, note.frame, note.function]
    detail += [_where(sides.five, "5'"), _where(sides.three, "3'")]
    if seen.junction_reads is not None:
        detail.append(f"{seen.junction_reads} junction reads")
    share = seen.allele_fraction_percent
    yield row(
        "fusion",
        sides.name,
        at=at,
        outcome=seen.outcome,
        value=share,
        unit="%" if share is not None else "",
        detail=detail,
        assay=seen.assay,
    )


def _where(side: Side, end: str) -> str:
    return f"{end} {side.chrom}:{side.kept_base}:{side.strand}" if side.is_placed else ""
