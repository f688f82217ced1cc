"""
The gallery of a FISH image: every nucleus with its class, for a person to go through by keyboard.

One page that carries everything it needs and asks the network for nothing. Decisions are saved by the browser as a file
that the next run reads.
"""

import base64
from collections.abc import Mapping
from typing import Any

from breakapart.model.fish import FishPattern, ProbeProfile
from breakapart.model.fish_image import FishCell, FishField, FishImageResult, Role
from breakapart.reports import review_page
from breakapart.reports.fish_picture import CLASS_COLOURS, Picture, crop, png

CLASSES: tuple[tuple[FishPattern, str, str], ...] = (
    (FishPattern.AMBIGUOUS, "a", "ambiguous"),
    (FishPattern.SPLIT, "s", "split"),
    (FishPattern.ISOLATED_3P, "3", "isolated 3'"),
    (FishPattern.ISOLATED_5P, "5", "isolated 5'"),
    (FishPattern.FUSED, "f", "fused"),
    (FishPattern.NOT_INFORMATIVE, "n", "not informative"),
)
"""Class, its key, its name; in the order of the page: what decides the result comes first."""


def render(
    result: FishImageResult, profile: ProbeProfile, fields: Mapping[str, FishField], pictures: Mapping[str, Picture]
) -> str:
    """The page as text; `fields` and `pictures` by the name of the field."""
    order = {pattern: place for place, (pattern, _, _) in enumerate(CLASSES)}
    cells = sorted(result.cells, key=lambda cell: (not cell.is_chosen, order[cell.pattern], -cell.doubt, cell.id))
    shown = [_card(cell, fields[cell.field], pictures[cell.field]) for cell in cells]
    data = {
        "probe": profile.id,
        "fields": [field.measures.name for field in result.fields],
        "kept": profile.kept_side,
        "cutoff": result.result.cutoff_percent,
        "operator": result.result.cutoff_operator,
        "minimum": profile.min_cells,
        "classes": {pattern.value: [key, name] for pattern, key, name in CLASSES},
        "cells": {cell.id: _record(cell) for cell in cells},
    }
    return review_page.render(
        "fish_gallery.html.j2",
        data,
        result=result,
        profile=profile,
        cards=shown,
        classes=[(pattern.value, key, name, _hex(CLASS_COLOURS[pattern])) for pattern, key, name in CLASSES],
        rendered=any(field.measures.is_rendered for field in result.fields),
    )


def _record(cell: FishCell) -> dict[str, Any]:
    decision = cell.decision
    return {
        "automatic": cell.automatic.value,
        "counted": cell.is_chosen,
        "decision": None
        if decision is None
        else {"class": decision.pattern.value, "by": decision.by, "at": decision.at, "note": decision.note},
    }


def _card(cell: FishCell, field: FishField, picture: Picture) -> dict[str, Any]:
    image = base64.b64encode(png(crop(picture, field, cell))).decode("ascii")
    gaps = ", ".join(f"{pair.distance_diameters:.1f}" for pair in cell.pairs) or "none"
    return {
        "id": cell.id,
        "field": cell.field,
        "image": f"data:image/png;base64,{image}",
        "pattern": cell.pattern.value,
        "is_chosen": cell.is_chosen,
        "doubt": cell.doubt,
        "measures": (
            f"{cell.copies(Role.FIVE_PRIME)} × 5', {cell.copies(Role.THREE_PRIME)} × 3'; gaps {gaps} diameters; "
            f"{cell.area_um2:.0f} µm²"
        ),
        "reasons": cell.reasons,
    }


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
