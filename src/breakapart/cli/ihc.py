"""`breakapart ihc`: a stained section from an image to a labelling index with its intervals and its doubts."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.model.ihc_image import IhcImageResult
    from breakapart.scoring.ihc_settings import IhcSettings
    from breakapart.workup_ihc import SectionBatch

MOST_OVERLAY_PX = 4000
NOT_VALIDATED = "Not validated on real slides with a reference count; a person decides."


@click.command("ihc")
@click.argument("image", metavar="IMAGE", type=click.Path(path_type=Path))
@click.option("--stain", required=True, help="The stain: ki67, SOX10, ALK, S100, CD34, ...")
@click.option(
    "--compartment",
    "compartments",
    multiple=True,
    type=click.Choice(["nuclear", "cytoplasmic", "membranous"]),
    help="Where the stain counts, when the knowledge base does not know it. May be given twice.",
)
@click.option("--pixel-size-um", type=float, help="Edge of a pixel in um, when the file does not say (0.25 at 40x).")
@click.option("--roi", type=click.Path(path_type=Path), help="Region of interest: GeoJSON from QuPath, in pixels.")
@click.option("--control", is_flag=True, help="IMAGE is the control slide: save its thresholds as batch.json.")
@click.option("--batch", type=click.Path(path_type=Path), help="Thresholds of a control slide (batch.json).")
@click.option("--eye", type=float, help="The share read by eye in percent, to compare.")
@click.option("--decisions", type=click.Path(path_type=Path), help="A reviewer's decisions, saved by the review page.")
@click.option("--positive-od", type=float, help="DAB density from which a cell is positive.  [default: 0.2]")
@click.option("--network", help="A network that finds nuclei: model.onnx, or package.module:function.")
@click.option("-o", "--output", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for overlay, table of cells, GeoJSON and review page; made when missing.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(
    image: Path,
    stain: str,
    compartments: tuple[str, ...],
    pixel_size_um: float | None,
    roi: Path | None,
    control: bool,
    batch: Path | None,
    eye: float | None,
    decisions: Path | None,
    positive_od: float | None,
    network: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """
    Score a section stained with haematoxylin and DAB.

    \b
    breakapart ihc control.tif --stain ki67 --control -o control
    breakapart ihc field.tif --stain ki67 --roi tumour.geojson --batch control/batch.json --eye 30 -o out
    breakapart ihc field.tif --stain ki67 --decisions field.decisions.json --json

    Counts positive and negative cells within the region of interest, with a Wilson interval, an
    interval from whole fields, and the bounds that doubtful cells allow. An image that fails a
    check of light, colour or focus is refused with the reason. Needs breakapart[images].
    """  # noqa: D301 - click wants the sign itself
    from breakapart.errors import InputError
    from breakapart.formats.image_trouble import need

    for module in ("scipy", "skimage", "PIL"):
        need(module, source=image.name, extra="images", what="Scoring an image")
    from breakapart.formats.geojson import read_region
    from breakapart.formats.ihc_decisions import read_decisions
    from breakapart.knowledge import Knowledge
    from breakapart.model.outcome import Compartment
    from breakapart.workup_ihc import make_batch, score_section, stain_profile

    if control and batch is not None:
        raise InputError("--control makes a batch.json, --batch reads one: give one of them")
    if eye is not None and not 0 <= eye <= 100:
        raise InputError(f"{eye:g} is not a percentage, expected 0 to 100", source="option --eye")
    settings = _settings(positive_od, batch)
    profile = stain_profile(stain, Knowledge.bundled(), [Compartment(name) for name in compartments])
    region = None if roi is None else read_region(roi)
    files: dict[Path, str | bytes] = {}
    folder = output if output is not None else Path()
    if control:
        made, result = make_batch(image, profile, settings=settings, pixel_size_um=pixel_size_um, region=region)
        files[folder / "batch.json"] = _batch_text(made)
    else:
        result = score_section(
            image,
            profile,
            settings=settings,
            pixel_size_um=pixel_size_um,
            region=region,
            region_source="" if roi is None else roi.name,
            batch=None if batch is None else _read_batch(batch),
            find_labels=_network(network),
            decisions=() if decisions is None else read_decisions(decisions, image=image.name, stain=profile.marker),
            eye_percent=eye,
        )
    if output is not None:
        files |= output_files(image, result, output)
    if files:
        from breakapart.cli.files import write_whole

        write_whole(files)
    if as_json:
        click.echo(json.dumps(as_dict(result), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(result))
        if files:
            click.echo(f"Written: {', '.join(str(path) for path in files)}")


def _settings(positive_od: float | None, batch: Path | None) -> "IhcSettings":
    from breakapart.errors import InputError
    from breakapart.scoring.ihc_settings import IhcSettings

    settings = IhcSettings()
    if positive_od is None:
        return settings
    if batch is not None:
        raise InputError("--positive-od and --batch both set the threshold: give one of them")
    scale = positive_od / settings.positive_od
    try:
        return dataclasses.replace(
            settings,
            positive_od=positive_od,
            moderate_od=settings.moderate_od * scale,
            strong_od=settings.strong_od * scale,
        )
    except ValueError as error:
        raise InputError(str(error), source="option --positive-od", solution="0.1 to 0.5 is usual.") from None


def _network(name: str | None) -> Any:
    if name is None:
        return None
    from breakapart.formats.network import load_network

    return load_network(name)


def _batch_text(batch: "SectionBatch") -> str:
    from breakapart.formats.ihc_batch import BatchFile, write_batch

    return write_batch(
        BatchFile(
            stain=batch.stain,
            control=batch.control,
            pixel_size_um=batch.pixel_size_um,
            positive_od=batch.thresholds.positive_od,
            moderate_od=batch.thresholds.moderate_od,
            strong_od=batch.thresholds.strong_od,
            haematoxylin=batch.vectors.haematoxylin,
            dab=batch.vectors.dab,
        )
    )


def _read_batch(path: Path) -> "SectionBatch":
    from breakapart.formats.ihc_batch import read_batch
    from breakapart.scoring.ihc_stains import StainVectors
    from breakapart.workup_ihc import SectionBatch

    found = read_batch(path)
    vectors = StainVectors(found.haematoxylin, found.dab, "batch", "batch")
    return SectionBatch(found.stain, found.thresholds(), vectors, found.control, found.pixel_size_um)


def output_files(image: Path, result: "IhcImageResult", folder: Path) -> dict[Path, str | bytes]:
    """Overlay, table of cells, GeoJSON for QuPath, review page and JSON, named after the image."""
    from breakapart.reports.ihc_gallery import CROP_PX, CROP_REACH_UM, choose_cells, render
    from breakapart.reports.ihc_overlay import as_png, draw_overlay
    from breakapart.workup_ihc import read_crops, read_view

    view, factor = read_view(image, MOST_OVERLAY_PX)
    overlay = draw_overlay(view, factor, result.cells, result.hot_spot, result.pixel_size_um)
    chosen = choose_cells(result)
    crops = read_crops(image, chosen, CROP_PX, CROP_REACH_UM, result.pixel_size_um)
    stem = image.stem
    return {
        folder / f"{stem}.overlay.png": as_png(overlay),
        folder / f"{stem}.cells.tsv": cell_table(result),
        folder / f"{stem}.cells.geojson": cell_features(result),
        folder / f"{stem}.review.html": render(result, chosen, crops),
        folder / f"{stem}.ihc.json": json.dumps(as_dict(result), ensure_ascii=False, indent=2) + "\n",
    }


CELL_COLUMNS = (
    "id", "x_px", "y_px", "area_um2", "length_um", "width_um", "haematoxylin_od", "nuclear_od", "cytoplasmic_od",
    "membrane_share", "membrane_od", "intensity", "automatic", "final", "is_doubtful",
)  # fmt: skip


def cell_table(result: "IhcImageResult") -> str:
    """One line a cell; empty where nothing was measured."""
    lines = ["\t".join((*CELL_COLUMNS, "decided_by", "decided_at", "reasons"))]
    for cell in result.cells:
        values = ["" if (value := getattr(cell, name)) is None else str(value) for name in CELL_COLUMNS]
        # Names come from a person: a tab in one would shift the columns.
        person = [
            " ".join(text.split()) for text in ((cell.decision.by, cell.decision.at) if cell.decision else ("", ""))
        ]
        lines.append("\t".join((*values, *person, "; ".join(cell.reasons))))
    return "\n".join(lines) + "\n"


def cell_features(result: "IhcImageResult") -> str:
    """The cells as detections that QuPath opens."""
    from breakapart.formats.geojson import polygon_feature, write_features
    from breakapart.reports.ihc_overlay import CLASS_COLOURS

    names = {"positive": "Positive", "negative": "Negative", "not_a_cell": "Ignore*"}
    return write_features(
        polygon_feature(
            cell.outline,
            id_=cell.id,
            class_name=names[cell.final],
            rgb=CLASS_COLOURS[cell.final],
            measurements={"Nucleus: DAB OD mean": cell.nuclear_od, "Nucleus: Area um^2": cell.area_um2},
        )
        for cell in result.cells
    )


def as_dict(result: "IhcImageResult") -> dict[str, Any]:
    """The result as JSON shows it."""
    spot, boot = result.hot_spot, result.bootstrap_low is not None
    return {
        "image": result.image,
        "stain": result.stain.marker,
        "compartments": [str(part) for part in result.stain.compartments],
        "positive": result.positive,
        "negative": result.negative,
        "labelling_index_percent": result.percent,
        "interval": None if result.low is None else [result.low, result.high],
        "bootstrap_interval": [result.bootstrap_low, result.bootstrap_high] if boot else None,
        "percent_low": result.percent_doubt_low,
        "percent_high": result.percent_doubt_high,
        "intensity_classes": None
        if result.intensity_percent is None
        else dict(zip(("1+", "2+", "3+"), result.intensity_percent, strict=True)),
        "h_score": result.h_score,
        "allred": None
        if result.allred_proportion is None or result.allred_intensity is None
        else {
            "proportion": result.allred_proportion,
            "intensity": result.allred_intensity,
            "total": result.allred_proportion + result.allred_intensity,
        },
        "stained_area_percent": result.stained_area_percent,
        "hot_spot": None if spot is None else dataclasses.asdict(spot),
        "hot_spot_note": result.hot_spot_note,
        "eye": None if result.eye is None else dataclasses.asdict(result.eye),
        "thresholds": dataclasses.asdict(result.thresholds),
        "pixel_size_um": result.pixel_size_um,
        "area_mm2": result.area_mm2,
        "reviewed": result.reviewed,
        "kappa": result.kappa,
        "left_out": dict(result.left_out),
        "qc": dict(result.quality),
        "warnings": list(result.warnings),
        "cells": [_cell(cell) for cell in result.cells],
    }


def _cell(cell: Any) -> dict[str, Any]:
    told = dataclasses.asdict(cell)
    told["centre"] = [told.pop("x_px"), told.pop("y_px")]
    told["class"] = cell.final
    del told["outline"]
    return told


def as_text(result: "IhcImageResult") -> str:
    """The result for the terminal."""
    total = result.positive + result.negative
    lines = [f"{result.stain.marker}: {result.positive} of {total} cells positive in {result.area_mm2:.2f} mm2"]
    if result.percent is None:
        lines.append("No labelling index.")
    else:
        lines.append(
            f"Labelling index {result.percent:.1f} % (Wilson {result.low:.1f} to {result.high:.1f} %"
            + (
                ")"
                if result.bootstrap_low is None
                else f"; from whole fields {result.bootstrap_low:.1f} to {result.bootstrap_high:.1f} %)"
            )
        )
        lines.append(
            f"Doubtful cells as negative {result.percent_doubt_low:.1f} %, "
            f"as positive {result.percent_doubt_high:.1f} %"
        )
    if result.intensity_percent is not None:
        one, two, three = result.intensity_percent
        lines.append(f"1+ {one:.1f} %, 2+ {two:.1f} %, 3+ {three:.1f} %; H-score {result.h_score:.0f}")
    if result.hot_spot is not None:
        spot = result.hot_spot
        lines.append(
            f"Hot spot of {spot.cells} cells at x {spot.x_px:.0f}, y {spot.y_px:.0f}: {spot.percent:.1f} % "
            f"({spot.low:.1f} to {spot.high:.1f} %), {result.hot_spot_note}"
        )
    if result.eye is not None:
        lines.append(result.eye.text)
    if result.reviewed:
        kappa = "" if result.kappa is None else f", agreement with the automatic classes kappa {result.kappa:.2f}"
        lines.append(f"{result.reviewed} cells reviewed{kappa}")
    lines += [f"Note: {warning}" for warning in result.warnings]
    return "\n".join([*lines, NOT_VALIDATED])
