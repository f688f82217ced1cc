"""
An image of a stained section worked up: opened, checked, searched field by field, summed up.

The only place where reading of images and scoring of sections meet; `workup` calls it for the images of a case.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from breakapart.errors import InputError
from breakapart.formats.section_image import SectionImage, open_section
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case, Component, Specimen
from breakapart.model.ihc import CountMethod, IhcResult
from breakapart.model.ihc_image import CellDecision, IhcCell, IhcImageResult, StainProfile, Thresholds
from breakapart.model.outcome import Compartment, Outcome
from breakapart.model.region import Region
from breakapart.scoring.ihc_field import (
    FindLabels,
    ScoredField,
    SlideColours,
    Window,
    core_slices,
    score_field,
    shrink,
    working_factor,
)
from breakapart.scoring.ihc_quality import Quality, QualityError, check_quality, edge_blur_um
from breakapart.scoring.ihc_section import control_thresholds, sum_up, with_decisions
from breakapart.scoring.ihc_settings import IhcSettings
from breakapart.scoring.ihc_stains import StainVectors, estimate_vectors, optical_density
from breakapart.scoring.region_mask import check_region, region_mask

TILE_PX = 1024
"""Side of a field at working resolution: 0.5 mm at 0.5 um, a few hundred nuclei to a few thousand."""
MARGIN_UM = 30.0
"""Seen around every field so that no nucleus is cut, and the background is known to its edge."""
LEAST_STAINED_SHARE = 0.001
"""Share of stained pixels below which a field is empty glass."""
SAMPLE_FIELDS = 16
"""Fields from which light and colours of a large slide are estimated."""
_MOST_SAMPLE_PX = 400_000


@dataclass(frozen=True, slots=True)
class SectionBatch:
    """What is kept from the control slide of a batch, for all slides stained with it."""

    stain: str
    thresholds: Thresholds
    vectors: StainVectors
    control: str
    pixel_size_um: float


def stain_profile(name: str, knowledge: Knowledge, compartments: Sequence[Compartment] = ()) -> StainProfile:
    """
    Where the stain of a marker counts, from the knowledge base or as given.

    Raises InputError for an unknown marker without compartments.
    """
    id_ = knowledge.markers.resolve(name)
    if compartments:
        return StainProfile(id_ or name, tuple(compartments), "given")
    if id_ is None:
        near = " or ".join(knowledge.markers.suggest(name))
        raise InputError(
            f"the stain {name!r} is not known",
            source="option --stain",
            solution=(f"Did you mean {near}? " if near else "") + "Or say where it counts with --compartment.",
        )
    marker = knowledge.markers.record(id_)
    scored = {
        Compartment.NUCLEAR: Compartment.NUCLEAR,
        Compartment.CYTOPLASMIC: Compartment.CYTOPLASMIC,
        Compartment.GRANULAR: Compartment.CYTOPLASMIC,
        Compartment.PERINUCLEAR: Compartment.CYTOPLASMIC,
        Compartment.MEMBRANOUS: Compartment.MEMBRANOUS,
    }
    found = tuple(dict.fromkeys(scored[part] for part in marker.compartments if part in scored))
    # Nuclear patterns beside cytoplasmic ones are the exception (ALK with RANBP2): they are read by a person.
    if marker.compartments and marker.compartments[0] is not Compartment.NUCLEAR:
        found = tuple(part for part in found if part is not Compartment.NUCLEAR) or found
    if not found:
        raise InputError(
            f"the knowledge base does not say where {marker.label} stains",
            source="option --stain",
            solution="Say where it counts with --compartment.",
        )
    return StainProfile(id_, found, marker.source)


def score_section(
    path: Path,
    stain: StainProfile,
    *,
    settings: IhcSettings | None = None,
    pixel_size_um: float | None = None,
    region: Region | None = None,
    region_source: str = "region",
    batch: SectionBatch | None = None,
    find_labels: FindLabels | None = None,
    decisions: Sequence[CellDecision] = (),
    eye_percent: float | None = None,
) -> IhcImageResult:
    """
    The scored section of an image file.

    Raises InputError when the file cannot be used, and QualityError (an InputError) when what it shows cannot be
    scored.
    """
    settings = settings or IhcSettings()
    with open_section(path) as image:
        pixel_um = _pixel_size(image, pixel_size_um)
        factor = working_factor(pixel_um, settings, source=image.name)
        warnings = list(image.warnings)
        if region is None:
            warnings.append("no region of interest: stroma, vessels and inflammatory cells are counted with the tumour")
        else:
            warnings += check_region(region, image.width, image.height, source=region_source)
        quality, colours = _colours(image, pixel_um, factor, settings, batch)
        warnings += [*quality.warnings, *colours.vectors.warnings]
        thresholds, threshold_warning = _thresholds(settings, stain, batch)
        warnings += threshold_warning
        found = _search(image, pixel_um, factor, colours, stain, thresholds, settings, region, find_labels)
    warnings += found.warnings
    cells = with_decisions(found.cells, decisions) if decisions else found.cells
    return sum_up(
        cells,
        image=path.name,
        stain=stain,
        thresholds=thresholds,
        pixel_um=pixel_um,
        searched_px=found.searched_px,
        stained_px=found.stained_px,
        settings=settings,
        left_out=found.left_out,
        quality=quality.measured() + _vectors_in_words(colours.vectors),
        warnings=warnings,
        eye_percent=eye_percent,
    )


def make_batch(
    path: Path,
    stain: StainProfile,
    *,
    settings: IhcSettings | None = None,
    pixel_size_um: float | None = None,
    region: Region | None = None,
) -> tuple[SectionBatch, IhcImageResult]:
    """Thresholds and colours from a control slide, and the control itself scored with them."""
    settings = settings or IhcSettings()
    first = score_section(path, stain, settings=settings, pixel_size_um=pixel_size_um, region=region)
    thresholds = control_thresholds(first.cells, stain, settings, source=path.name)
    with open_section(path) as image:
        pixel_um = _pixel_size(image, pixel_size_um)
        _, colours = _colours(image, pixel_um, working_factor(pixel_um, settings, source=image.name), settings, None)
    batch = SectionBatch(stain.marker, thresholds, colours.vectors, path.name, pixel_um)
    result = score_section(path, stain, settings=settings, pixel_size_um=pixel_size_um, region=region, batch=batch)
    return batch, result


def resolve_stains(case: Case, folder: Path, knowledge: Knowledge, settings: IhcSettings) -> Case:
    """The case with the numbers of every stain that names an image; a path is relative to `folder`."""

    def resolved(_: Specimen, component: Component) -> Component:
        stains = tuple(resolve_stain(stain, folder, knowledge, settings) for stain in component.ihc)
        return component.model_copy(update={"ihc": stains})

    return case.with_components(resolved)


def resolve_stain(result: IhcResult, folder: Path, knowledge: Knowledge, settings: IhcSettings) -> IhcResult:
    """
    A stain of a case with the numbers of its image, where it names one.

    What the laboratory states stays; the count is set beside it in the note. An image that fails its quality check adds
    its reason to the note and no number. Raises InputError when the file itself cannot be used.
    """
    if result.image is None:
        return result
    if not (folder / result.image).is_file():
        return _with_note(result, f"image not scored: there is no file {result.image}")
    stain = stain_profile(result.marker, knowledge, _scored_compartments(result))
    try:
        scored = score_section(
            folder / result.image,
            stain,
            settings=settings,
            pixel_size_um=result.image_pixel_size_um,
            eye_percent=result.percent_positive,
        )
    except QualityError as failure:
        return _with_note(result, f"image not scored: {failure}")
    if scored.percent is None:
        return _with_note(result, f"image not scored: {scored.warnings[-1]}")
    counted = (
        f"{scored.positive} of {scored.positive + scored.negative} cells counted in {result.image}: "
        f"{scored.percent:.1f} % ({scored.low:.1f} to {scored.high:.1f} %), thresholds {scored.thresholds.origin}"
    )
    if result.percent_positive is not None:
        text = scored.eye.text if scored.eye is not None else ""
        return _with_note(result, f"{counted}; {text}")
    if result.outcome is not Outcome.PRESENT or scored.positive == 0:
        return _with_note(result, f"{counted}; the outcome stays as the laboratory states it")
    return _with_note(
        result.model_copy(
            update={
                "percent_positive": scored.percent,
                "cells_counted": scored.positive + scored.negative,
                "count_method": CountMethod.AVERAGE,
            }
        ),
        counted,
    )


def _with_note(result: IhcResult, text: str) -> IhcResult:
    return result.model_copy(update={"note": "; ".join(filter(None, (result.note, text)))})


def _scored_compartments(result: IhcResult) -> tuple[Compartment, ...]:
    known = (Compartment.NUCLEAR, Compartment.CYTOPLASMIC, Compartment.MEMBRANOUS)
    return tuple(part for part in result.compartments if part in known)


def _pixel_size(image: SectionImage, given_um: float | None) -> float:
    if given_um is not None:
        return given_um
    if image.pixel_size_um is None:
        raise InputError(
            "does not say how large its pixels are",
            source=image.name,
            solution="Give it with --pixel-size-um (in a case file: image_pixel_size_um); 0.25 is usual at 40x, 0.5 at "
            "20x. The scanner or a stage micrometer tells.",
        )
    return image.pixel_size_um


def _thresholds(settings: IhcSettings, stain: StainProfile, batch: SectionBatch | None) -> tuple[Thresholds, list[str]]:
    if batch is None:
        own = Thresholds(settings.positive_od, settings.moderate_od, settings.strong_od)
        return own, ["thresholds are defaults, not checked against a control slide of this batch (see --control)"]
    if batch.stain != stain.marker:
        raise InputError(
            f"holds thresholds for {batch.stain}, the image is stained for {stain.marker}",
            source="option --batch",
            solution="Use the control slide of this stain.",
        )
    return batch.thresholds, []


def _colours(
    image: SectionImage, pixel_um: float, factor: int, settings: IhcSettings, batch: SectionBatch | None
) -> tuple[Quality, SlideColours]:
    """Light and colours of the whole slide: from all of it when it is small, else from fields spread over it."""
    side = TILE_PX * factor
    whole = image.height * image.width <= 4 * side * side
    if whole:
        sample = shrink(image.read(0, 0, image.height, image.width), factor)
    else:
        per_side = round(SAMPLE_FIELDS**0.5)
        piece = side // 4
        tops = np.linspace(0, image.height - piece, per_side + 2)[1:-1].astype(int)
        lefts = np.linspace(0, image.width - piece, per_side + 2)[1:-1].astype(int)
        sample = np.vstack(
            [
                np.hstack([shrink(image.read(top, left, top + piece, left + piece), factor) for left in lefts])
                for top in tops
            ]
        )
    quality = check_quality(sample, pixel_um * factor, settings, source=image.name, focus=whole)
    if batch is not None:
        return quality, SlideColours(quality.white, replace(batch.vectors, warnings=()))
    smooth = ndimage.gaussian_filter(sample.astype(np.float32), (1, 1, 0)).reshape(-1, 3)
    step = max(1, len(smooth) // _MOST_SAMPLE_PX)
    return quality, SlideColours(
        quality.white, estimate_vectors(optical_density(smooth[::step], quality.white), settings)
    )


@dataclass(frozen=True, slots=True)
class _Search:
    cells: tuple[IhcCell, ...]
    left_out: tuple[tuple[str, int], ...]
    searched_px: float
    stained_px: float
    warnings: tuple[str, ...]


def _search(
    image: SectionImage,
    pixel_um: float,
    factor: int,
    colours: SlideColours,
    stain: StainProfile,
    thresholds: Thresholds,
    settings: IhcSettings,
    region: Region | None,
    find_labels: FindLabels | None,
) -> _Search:
    cells: list[IhcCell] = []
    left_out: Counter[str] = Counter()
    searched = stained = 0
    blurred = tissue = 0
    work_um = pixel_um * factor
    windows = list(_windows(image, pixel_um, factor, region))
    for window, (top, left, bottom, right) in windows:
        rgb = shrink(image.read(top, left, bottom, right), factor)
        inside = None
        if region is not None:
            inside = region_mask(region, rgb.shape[:2], left_px=left, top_px=top, scale=factor)
        core = core_slices(window)
        density = optical_density(rgb[core], colours.white)
        here = density.shape[0] * density.shape[1] if inside is None else int(inside[core].sum())
        if not (density[::4, ::4].mean(axis=-1) > settings.stained_od).mean() > LEAST_STAINED_SHARE:
            searched += here
            continue  # empty glass
        tissue += 1
        blur = edge_blur_um(density.sum(axis=-1), work_um) if len(windows) > 1 else None
        if blur is not None and blur > settings.most_edge_blur_um:
            blurred += 1
            continue
        field: ScoredField = score_field(
            rgb,
            work_um,
            colours,
            stain,
            thresholds,
            settings,
            window=window,
            inside=inside,
            find_labels=find_labels,
        )
        cells += field.cells
        left_out.update(dict(field.left_out))
        searched += field.searched_px
        stained += field.stained_px
    if blurred * 2 > tissue:
        raise QualityError(
            f"is out of focus in {blurred} of {tissue} fields with tissue",
            source=image.name,
            solution="Scan it again.",
        )
    warnings = (f"{blurred} of {tissue} fields are out of focus and left out",) if blurred else ()
    cells.sort(key=lambda cell: (cell.y_px, cell.x_px))
    if region is not None and not tissue:
        raise QualityError("shows no stained tissue within the region of interest", source=image.name)
    return _Search(
        _with_unique_ids(cells), tuple(left_out.items()), searched * factor**2, stained * factor**2, warnings
    )


def _with_unique_ids(cells: Sequence[IhcCell]) -> tuple[IhcCell, ...]:
    """Two centres in one pixel are possible, if rare: the second gets a suffix."""
    seen: Counter[str] = Counter()
    named = []
    for cell in cells:
        seen[cell.id] += 1
        named.append(cell if seen[cell.id] == 1 else replace(cell, id=f"{cell.id}_{seen[cell.id]}"))
    return tuple(named)


def _windows(
    image: SectionImage, pixel_um: float, factor: int, region: Region | None
) -> Iterator[tuple[Window, tuple[int, int, int, int]]]:
    """Fields of the image with their margins; those outside the region's box are passed over."""
    side = TILE_PX * factor
    margin = -(-int(MARGIN_UM / pixel_um) // factor) * factor
    box = region.box if region is not None else (0.0, 0.0, float(image.width), float(image.height))
    # A last row or column narrower than half a field joins the one before it.
    rows, columns = (max(1, round(length / side)) for length in (image.height, image.width))
    for row in range(rows):
        for column in range(columns):
            top, left = row * side, column * side
            bottom = image.height if row == rows - 1 else top + side
            right = image.width if column == columns - 1 else left + side
            if box[0] >= right or box[2] <= left or box[1] >= bottom or box[3] <= top:
                continue
            read_top, read_left = max(0, top - margin), max(0, left - margin)
            core = (float(left), float(top), float(right), float(bottom))
            yield (
                Window(read_left, read_top, factor, core),
                (read_top, read_left, min(image.height, bottom + margin), min(image.width, right + margin)),
            )


def read_view(path: Path, most_px: int) -> tuple[NDArray[np.uint8], int]:
    """The whole image, averaged down so that no side exceeds `most_px`; with the factor used."""
    with open_section(path) as image:
        factor = max(1, -(-max(image.height, image.width) // most_px))
        rows = []
        step = max(1, 2048 // factor) * factor
        for top in range(0, image.height // factor * factor, step):
            bottom = min(image.height // factor * factor, top + step)
            rows.append(shrink(image.read(top, 0, bottom, image.width), factor))
        return np.vstack(rows), factor


def read_crops(
    path: Path, cells: Sequence[IhcCell], side_px: int, reach_um: float, pixel_um: float
) -> NDArray[np.uint8]:
    """A square picture of every cell and what lies around it, shape (n, side, side, 3); white beyond the image."""
    factor = max(1, round(2 * reach_um / pixel_um / side_px))
    half = side_px * factor // 2
    crops = np.full((len(cells), side_px, side_px, 3), 255, np.uint8)
    with open_section(path) as image:
        for number, cell in enumerate(cells):
            top, left = int(cell.y_px) - half, int(cell.x_px) - half
            y0, x0 = max(0, top), max(0, left)
            y1, x1 = min(image.height, top + 2 * half), min(image.width, left + 2 * half)
            canvas = np.full((2 * half, 2 * half, 3), 255, np.uint8)
            canvas[y0 - top : y1 - top, x0 - left : x1 - left] = image.read(y0, x0, y1, x1)
            small = shrink(canvas, factor)
            crops[number, : small.shape[0], : small.shape[1]] = small[:side_px, :side_px]
    return crops


def _vectors_in_words(vectors: StainVectors) -> tuple[tuple[str, str], ...]:
    def words(vector: tuple[float, float, float], origin: str) -> str:
        return f"{vector[0]:.2f} {vector[1]:.2f} {vector[2]:.2f} ({origin})"

    return (
        ("haematoxylin (red, green, blue)", words(vectors.haematoxylin, vectors.haematoxylin_from)),
        ("DAB (red, green, blue)", words(vectors.dab, vectors.dab_from)),
    )
