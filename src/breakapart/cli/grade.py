"""`breakapart grade`: FNCLCC grade from differentiation, mitoses and necrosis."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.knowledge.histotypes import Histotype, Histotypes
    from breakapart.model.histology import FnclccGrade, Mitoses, Necrosis


@click.command(name="grade")
@click.option("--differentiation", type=click.IntRange(1, 3), help="Differentiation score, 1 to 3.")
@click.option("--histotype", help="Histotype, to look the differentiation score up (see --list-histotypes).")
@click.option("--mitoses", help="Count, or a range such as 3-8.")
@click.option("--fields", type=float, help="High-power fields counted.")
@click.option("--field-number", type=float, help="Field number of the eyepiece in mm (18 to 26.5 is usual).")
@click.option("--objective", type=float, help="Magnification of the objective, for example 40.")
@click.option("--tube-factor", type=float, default=1.0, show_default=True, help="Tube factor of the microscope.")
@click.option("--area-mm2", type=float, help="Whole area counted in mm2, in place of fields.")
@click.option("--necrosis", help="none, under_half, half_or_more, or a percentage such as 30.")
@click.option("--biopsy", is_flag=True, help="The specimen is a biopsy: the grade is a minimum.")
@click.option("--after-treatment", is_flag=True, help="Taken after treatment: not graded.")
@click.option("--kinase-fusion", is_flag=True, help="A kinase fusion is known: the grade needs care.")
@click.option("--list-histotypes", is_flag=True, help="List the histotypes with their scores and stop.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(
    differentiation: int | None,
    histotype: str | None,
    mitoses: str | None,
    fields: float | None,
    field_number: float | None,
    objective: float | None,
    tube_factor: float,
    area_mm2: float | None,
    necrosis: str | None,
    biopsy: bool,
    after_treatment: bool,
    kinase_fusion: bool,
    list_histotypes: bool,
    as_json: bool,
) -> None:
    """
    Grade a soft-tissue tumour by FNCLCC.

    \b
    breakapart grade --differentiation 2 --mitoses 3-8 --fields 10 --necrosis none
    breakapart grade --histotype leiomyosarcoma --mitoses 12 --fields 10 --field-number 22 --objective 40 --necrosis 20

    Mitoses are brought to 1.734 mm2 (ten fields of 0.1734 mm2) without rounding. Where the input
    leaves room, the range of grades is given. Tumours that the system is not for are not graded.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.errors import InputError
    from breakapart.knowledge import Knowledge
    from breakapart.model.case import ProcedureKind
    from breakapart.scoring.fnclcc import GradingInput, grade_tumour

    histotypes = Knowledge.bundled().histotypes
    if list_histotypes:
        _list_histotypes(histotypes, as_json)
        return
    if differentiation is None and histotype is None and mitoses is None and necrosis is None:
        raise InputError("nothing to grade is given", solution="See 'breakapart grade --help'.")
    tumour = GradingInput(
        differentiation=differentiation,
        histotype=_histotype(histotypes, histotype),
        mitoses=_mitoses(mitoses, fields, field_number, objective, tube_factor, area_mm2),
        necrosis=None if necrosis is None else parse_necrosis(necrosis),
        procedure=ProcedureKind.BIOPSY if biopsy else ProcedureKind.UNKNOWN,
        after_treatment=after_treatment,
        has_kinase_fusion=kinase_fusion,
    )
    grade = grade_tumour(tumour)
    if as_json:
        import dataclasses

        _write_json(dataclasses.asdict(grade))
    else:
        click.echo(as_text(grade))


def _histotype(histotypes: "Histotypes", name: str | None) -> "Histotype | None":
    from breakapart.errors import InputError

    if name is None:
        return None
    id_ = histotypes.resolve(name)
    if id_ is None:
        near = " or ".join(histotypes.suggest(name))
        raise InputError(
            f"histotype {name!r} is not in the differentiation table",
            source="option --histotype",
            solution=f"Did you mean {near}?" if near else "See 'breakapart grade --list-histotypes'.",
        )
    return histotypes.record(id_)


def _mitoses(
    text: str | None,
    fields: float | None,
    field_number: float | None,
    objective: float | None,
    tube_factor: float,
    area_mm2: float | None,
) -> "Mitoses | None":
    from pydantic import ValidationError

    from breakapart.errors import InputError, Problem
    from breakapart.model.histology import Mitoses

    if text is None:
        return None
    low, high = parse_range(text)
    try:
        return Mitoses(
            count_low=low,
            count_high=high,
            fields=fields,
            field_number_mm=field_number,
            objective=objective,
            tube_factor=tube_factor,
            area_mm2=area_mm2,
        )
    except ValidationError as error:
        raise InputError.of(
            [Problem(_said(details), "option --mitoses and its area") for details in error.errors()]
        ) from None


def _said(details: Any) -> str:
    """One problem of pydantic's, in the words of the command line."""
    if not details["loc"]:
        text = str(details["msg"]).removeprefix("Value error, ")
        for field, option in (("'field_number_mm'", "--field-number"), ("'objective'", "--objective")):
            text = text.replace(field, option)
        return text.replace("'fields'", "--fields").replace("'area_mm2'", "--area-mm2")
    option = "--" + str(details["loc"][0]).removesuffix("_mm").replace("_", "-")
    return f"{option} is {details['input']}, expected a number above 0"


def parse_range(text: str) -> tuple[int, int | None]:
    """
    A count or a range of counts.

    >>> parse_range("12"), parse_range("3-8"), parse_range("5 – 6")
    ((12, None), (3, 8), (5, 6))
    """
    import re

    from breakapart.errors import InputError

    match = re.fullmatch(r"\s*(\d{1,6})\s*(?:(?:-|–|to)\s*(\d{1,6})\s*)?", text, re.ASCII)
    if not match:
        raise InputError(f"{text!r} is not a count or a range such as 3-8", source="option --mitoses")
    low, high = int(match[1]), int(match[2]) if match[2] else None
    if high is not None and high < low:
        raise InputError(f"the range {low} to {high} runs backwards", source="option --mitoses")
    return low, high


def parse_necrosis(text: str) -> "Necrosis":
    """Necrosis as a class or a percentage; InputError for anything else."""
    from breakapart.errors import InputError
    from breakapart.model.histology import Necrosis, NecrosisExtent

    word = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if word in list(NecrosisExtent):
        return Necrosis(extent=NecrosisExtent(word))
    try:
        percent = float(word.removesuffix("%").rstrip("_"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise InputError(
            f"{text!r} is not known, expected none, under_half, half_or_more or a percentage",
            source="option --necrosis",
        )
    return Necrosis(percent=percent)


def as_text(grade: "FnclccGrade") -> str:
    """The grade as a person reads it."""
    if not grade.applicable:
        lines = ["FNCLCC grade: not applicable"]
    elif grade.grade is not None:
        lines = [
            f"FNCLCC {grade.differentiation} + {grade.mitoses} + {grade.necrosis} = {grade.total}, grade {grade.grade}"
        ]
    elif grade.grade_low == grade.grade_high:
        lines = [f"FNCLCC grade {grade.grade_low}, whatever the open scores are"]
    else:
        lines = [f"FNCLCC grade open: what is given allows grades {grade.grade_low} to {grade.grade_high}"]
    if grade.minimum_only:
        lines.append("  a minimum: the specimen is a biopsy")
    if grade.mitoses_per_mm2 is not None:
        low, high = (f"{end:.2f}".rstrip("0").rstrip(".") for end in grade.mitoses_per_mm2)
        lines.append(f"  mitoses per mm2: {low if low == high else f'{low} to {high}'}")
    for title, sentences in (("Because", grade.reasons), ("Look again", grade.warnings)):
        if sentences:
            lines += ["", title, *(f"  - {sentence}" for sentence in sentences)]
    lines += ["", f"Source: {grade.source}"]
    return "\n".join(lines)


def _list_histotypes(histotypes: "Histotypes", as_json: bool) -> None:
    import dataclasses

    records = [histotypes.record(id_) for id_ in histotypes]
    if as_json:
        _write_json([dataclasses.asdict(record) for record in records])
        return
    for record in records:
        score = "-" if record.differentiation is None else record.differentiation
        click.echo(f"{score}  {record.label} ({record.grading.replace('_', ' ')})")


def _write_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
