"""`breakapart mitoses`: mitoses clicked by a person, with the area they were counted in."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.model.region import Drawing


@click.command("mitoses")
@click.argument("points", metavar="POINTS.geojson", type=click.Path(path_type=Path))
@click.option("--class", "class_name", help="Count points of this class only (as named in QuPath).")
@click.option("--roi", type=click.Path(path_type=Path), help="Region counted (GeoJSON), unless POINTS holds it too.")
@click.option("--pixel-size-um", type=float, help="Edge of a pixel in um: turns the region into mm2.")
@click.option("--fields", type=float, help="High-power fields counted, in place of a region.")
@click.option("--field-number", type=float, help="Field number of the eyepiece in mm.")
@click.option("--objective", type=float, help="Magnification of the objective, for example 40.")
@click.option("--tube-factor", type=float, default=1.0, show_default=True, help="Tube factor of the microscope.")
@click.option("--area-mm2", type=float, help="Area counted in mm2, when known directly.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(
    points: Path,
    class_name: str | None,
    roi: Path | None,
    pixel_size_um: float | None,
    fields: float | None,
    field_number: float | None,
    objective: float | None,
    tube_factor: float,
    area_mm2: float | None,
    as_json: bool,
) -> None:
    """
    Book-keep mitoses that a person clicked, per mm2 and per ten fields of the FNCLCC system.

    \b
    breakapart mitoses clicks.geojson --class Mitosis --roi hotspot.geojson --pixel-size-um 0.25
    breakapart mitoses clicks.geojson --fields 10 --field-number 22 --objective 40

    No mitosis is detected automatically: recognising one stays with the person.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.formats.geojson import read_drawing, read_region
    from breakapart.formats.image_trouble import need
    from breakapart.scoring.mitoses import count_mitoses, count_points

    need("skimage", source=points.name, extra="images", what="The area of a region")
    drawing = read_drawing(points)
    region = read_region(roi) if roi is not None else drawing.region
    area = _area(drawing, region, points, pixel_size_um, fields, field_number, objective, tube_factor, area_mm2)
    counted, outside, other = count_points(drawing.points, class_name=class_name, region=region)
    found = count_mitoses(counted, area, outside=outside, other_class=other)
    warnings = [*drawing.warnings, *found.warnings]
    if as_json:
        told = dataclasses.asdict(found) | {"warnings": warnings}
        told["case_file"] = {"mitoses": {"count_low": found.count, "area_mm2": round(found.area_mm2, 4)}}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{found.count} mitoses in {found.area_mm2:.3f} mm2: {found.per_mm2:.2f} per mm2 "
        f"({found.per_mm2_low:.2f} to {found.per_mm2_high:.2f}), {found.per_10_hpf:.2f} per 1.734 mm2 (10 HPF)"
    )
    for warning in warnings:
        click.echo(f"Note: {warning}")
    click.echo(f"In a case file: mitoses: {{count_low: {found.count}, area_mm2: {found.area_mm2:.4f}}}")


def _area(
    drawing: "Drawing",
    region: Any,
    points: Path,
    pixel_size_um: float | None,
    fields: float | None,
    field_number: float | None,
    objective: float | None,
    tube_factor: float,
    area_mm2: float | None,
) -> float:
    """Area in mm2 from whichever way it was given; exactly one."""
    from breakapart.errors import InputError
    from breakapart.scoring.fnclcc import field_area_mm2
    from breakapart.scoring.mitoses import region_area_mm2

    if not drawing.points and region is None:
        raise InputError("holds neither points nor a region", source=points.name)
    ways = [area_mm2 is not None, fields is not None, pixel_size_um is not None]
    if sum(ways) != 1:
        raise InputError(
            f"the area is given in {sum(ways)} ways, expected one",
            solution="Give --area-mm2, or --fields with --field-number and --objective, or a region with "
            "--pixel-size-um: a count without its area says nothing.",
        )
    if area_mm2 is not None:
        return area_mm2
    if fields is not None:
        if field_number is None or objective is None or min(field_number, objective, tube_factor, fields) <= 0:
            raise InputError(
                "--fields needs --field-number and --objective, each above 0",
                solution="The field number stands on the eyepiece (18 to 26.5).",
            )
        return fields * field_area_mm2(field_number, objective, tube_factor)
    assert pixel_size_um is not None
    if not 0.05 <= pixel_size_um <= 5:
        raise InputError(f"pixels of {pixel_size_um:g} um, expected 0.05 to 5 um", source="option --pixel-size-um")
    if region is None:
        raise InputError("holds points and no region", source=points.name, solution="Give the region with --roi.")
    return region_area_mm2(region, pixel_size_um)
