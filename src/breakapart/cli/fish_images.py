"""The part of `breakapart fish` that scores images and writes what a person reviews."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.model.fish import FishAssay, ProbeProfile
    from breakapart.model.fish_image import FishCell, FishField, FishImageResult, Role


@dataclass(frozen=True, slots=True)
class ImageOptions:
    """Options of the command that concern images."""

    pixel_size_um: float | None
    channels: "dict[Role, int] | None"
    output: Path | None
    review: Path | None
    choose: int | None
    seed: int
    gap: str


def run(
    images: tuple[Path, ...], profile: "ProbeProfile", options: ImageOptions, *, assay: "FishAssay", as_json: bool
) -> None:
    """Score the images, write the files that were asked for, print the result."""
    import json

    from breakapart.cli.files import write_whole
    from breakapart.cli.fish import as_text
    from breakapart.scoring.fish_image_settings import FishImageSettings, PairingSettings
    from breakapart.workup import WorkupSettings, read_fish_fields, score_fish_fields

    fields = read_fish_fields(images, profile, channels=options.channels, pixel_size_um=options.pixel_size_um)
    settings = WorkupSettings(fish_image=FishImageSettings(pairing=PairingSettings(gap_is=options.gap)))
    result = score_fish_fields(
        fields,
        profile,
        assay=assay,
        cells_wanted=options.choose,
        seed=options.seed,
        review=options.review,
        settings=settings,
    )
    files = {} if options.output is None else review_files(result, profile, fields, options.output)
    write_whole(files)
    if as_json:
        click.echo(json.dumps(as_dict(result), ensure_ascii=False, indent=2))
        return
    click.echo(as_text(result.result, profile))
    if files:
        click.echo(f"\nWritten: {', '.join(str(path) for path in files)}")


def parse_channels(text: str | None) -> "dict[Role, int] | None":
    """`dapi=0,5p=1,3p=2` as roles; InputError when it is anything else."""
    from breakapart.errors import InputError
    from breakapart.model.fish_image import Role

    if text is None:
        return None
    roles: dict[Role, int] = {}
    for part in text.split(","):
        name, _, number = (piece.strip().lower() for piece in part.partition("="))
        if name not in set(Role) or not (number.isascii() and number.isdecimal()) or Role(name) in roles:
            raise InputError(
                f"{part.strip()!r} is not a channel, expected for example dapi=0,5p=1,3p=2", source="option --channels"
            )
        roles[Role(name)] = int(number)
    return roles


def review_files(
    result: "FishImageResult", profile: "ProbeProfile", fields: "tuple[FishField, ...]", folder: Path
) -> dict[Path, str | bytes]:
    """Gallery, table, and for each field an overlay and outlines for QuPath."""
    from breakapart.reports import fish_cells, fish_gallery, fish_picture

    by_name = {field.name: field for field in fields}
    pictures = {
        name: fish_picture.field_picture(field, profile.five_prime_colour, profile.three_prime_colour)
        for name, field in by_name.items()
    }
    files: dict[Path, str | bytes] = {
        folder / "gallery.html": fish_gallery.render(result, profile, by_name, pictures),
        folder / "cells.tsv": fish_cells.table(result),
    }
    for number, scored in enumerate(result.fields, 1):
        name = scored.measures.name
        cells = [cell for cell in result.cells if cell.field == name]
        stem = f"{number}-{name.partition('.')[0]}"
        files[folder / f"{stem}-overlay.png"] = fish_picture.png(fish_picture.overlay(pictures[name], scored, cells))
        files[folder / f"{stem}.geojson"] = fish_cells.geojson(result, name)
    return files


def as_dict(result: "FishImageResult") -> dict[str, Any]:
    """The result under the names that scripts rely on; those of counts, and what images add."""
    from dataclasses import asdict

    from breakapart.cli import fish

    agreement, copies = result.agreement, result.copy_number
    return {
        **fish.as_dict(result.result),
        "cells_found": result.cells_found,
        "seed": result.seed,
        "cells_wanted": result.cells_wanted,
        "fields": [asdict(field.measures) for field in result.fields],
        "copy_number": None if copies is None else {**asdict(copies), "ratio_3p_5p": copies.ratio},
        "over_all": None if result.over_all is None else asdict(result.over_all),
        "spread": asdict(result.spread),
        "review": None if agreement is None else asdict(agreement),
        "cells": [_cell(cell) for cell in result.cells],
        "excluded": [
            {
                "id": nucleus.id,
                "field": nucleus.field,
                "centre": [round(nucleus.x_px, 1), round(nucleus.y_px, 1)],
                "reason": nucleus.reason,
                "detail": nucleus.detail,
                "provisional_class": nucleus.provisional.value,
            }
            for nucleus in result.excluded
        ],
    }


def _cell(cell: "FishCell") -> dict[str, Any]:
    from breakapart.model.fish_image import Role

    decision = cell.decision
    return {
        "id": cell.id,
        "field": cell.field,
        "centre": [round(cell.x_px, 1), round(cell.y_px, 1)],
        "class": cell.pattern.value,
        "automatic_class": cell.automatic.value,
        "nearest_class": cell.nearest.value,
        "doubt": cell.doubt,
        "counted": cell.is_chosen,
        "reasons": list(cell.reasons),
        "area_um2": round(cell.area_um2, 2),
        "fused": cell.fused,
        "five_prime": cell.copies(Role.FIVE_PRIME),
        "three_prime": cell.copies(Role.THREE_PRIME),
        "gaps_diameters": [round(pair.distance_diameters, 3) for pair in cell.pairs],
        "decision": None
        if decision is None
        else {"class": decision.pattern.value, "by": decision.by, "at": decision.at, "note": decision.note},
    }
