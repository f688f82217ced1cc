"""Nuclei of a FISH image as a table for spreadsheets and as GeoJSON for QuPath."""

import json
from collections.abc import Sequence
from typing import Any

from breakapart.model.fish_image import ExcludedNucleus, FishCell, FishImageResult, Role
from breakapart.reports.fish_picture import CLASS_COLOURS, EXCLUDED_COLOUR

COLUMNS = (
    "cell",
    "field",
    "x_px",
    "y_px",
    "class",
    "automatic_class",
    "doubt",
    "counted",
    "fused",
    "five_prime_signals",
    "three_prime_signals",
    "gaps_diameters",
    "area_um2",
    "elongation",
    "reasons",
    "reviewed_by",
    "reviewed_at",
)


def table(result: FishImageResult) -> str:
    """One row a nucleus, tab-separated; excluded ones follow, with the class `excluded`."""
    rows = [COLUMNS, *map(_row, result.cells), *map(_excluded_row, result.excluded)]
    return "".join("\t".join(_safe(str(value)) for value in row) + "\n" for row in rows)


def _row(cell: FishCell) -> tuple[Any, ...]:
    decision = cell.decision
    return (
        cell.id,
        cell.field,
        f"{cell.x_px:.1f}",
        f"{cell.y_px:.1f}",
        cell.pattern,
        cell.automatic,
        f"{cell.doubt:.2f}",
        "yes" if cell.is_chosen else "no",
        cell.fused,
        cell.copies(Role.FIVE_PRIME),
        cell.copies(Role.THREE_PRIME),
        " ".join(f"{pair.distance_diameters:.2f}" for pair in cell.pairs),
        f"{cell.area_um2:.1f}",
        f"{cell.elongation:.2f}",
        "; ".join(cell.reasons),
        decision.by if decision else "",
        decision.at if decision else "",
    )


def _excluded_row(nucleus: ExcludedNucleus) -> tuple[Any, ...]:
    known = {
        "cell": nucleus.id,
        "field": nucleus.field,
        "x_px": f"{nucleus.x_px:.1f}",
        "y_px": f"{nucleus.y_px:.1f}",
        "class": "excluded",
        "counted": "no",
        "reasons": f"{nucleus.reason}: {nucleus.detail}",
    }
    return tuple(known.get(column, "") for column in COLUMNS)


def _safe(text: str) -> str:
    # A spreadsheet takes a text that begins so for a formula.
    text = " ".join(text.split())
    return f"'{text}" if text[:1] in "=+-@" and len(text) > 1 and not text[1:2].isdigit() else text


def geojson(result: FishImageResult, field: str) -> str:
    """The nuclei of one field as detections that QuPath imports (Objects, Import objects)."""
    features = [
        _feature(
            cell.id,
            cell.outline,
            str(cell.pattern),
            CLASS_COLOURS[cell.pattern],
            {
                "fused": cell.fused,
                "5p signals": cell.copies(Role.FIVE_PRIME),
                "3p signals": cell.copies(Role.THREE_PRIME),
                "area um2": round(cell.area_um2, 2),
                "doubt": cell.doubt,
            },
        )
        for cell in result.cells
        if cell.field == field
    ]
    features += [
        _feature(nucleus.id, nucleus.outline, f"excluded: {nucleus.reason}", EXCLUDED_COLOUR, {})
        for nucleus in result.excluded
        if nucleus.field == field
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1) + "\n"


def _feature(
    name: str,
    outline: Sequence[tuple[float, float]],
    label: str,
    colour: tuple[int, int, int],
    measurements: dict[str, float],
) -> dict[str, Any]:
    ring = [[x, y] for x, y in outline]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]] if ring else []]},
        "properties": {
            "objectType": "detection",
            "name": name,
            "classification": {"name": label, "color": list(colour)},
            "measurements": measurements,
        },
    }
