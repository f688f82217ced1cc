"""
GeoJSON as QuPath exports it: regions of interest, excluded regions and points, in pixels of the full image.

One Feature, a list of Features, a FeatureCollection or a bare geometry (RFC 7946 for the shapes; coordinates are
pixels, not degrees). Regions whose class is "Ignore*", "Exclude" or alike are left out of the others.
"""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from breakapart.errors import InputError, Problem
from breakapart.formats.text_file import decode, read_bytes
from breakapart.model.region import Drawing, MarkedPoint, Polygon, Region, Ring

MAX_BYTES = 50_000_000
"""A region with 100,000 corners has 4 MB; larger files hold detections, not regions."""
MOST_COORDINATE_PX = 10_000_000.0
EXCLUDING = frozenset({"ignore*", "ignore", "exclude", "excluded"})
"""Classes (any case) that leave out what they cover; "Ignore*" is QuPath's own."""
_SOLUTION = "Export it from QuPath with File, Export objects as GeoJSON, as pixels of the full image."
_FEWEST_CORNERS = 3


def read_drawing(path: Path) -> Drawing:
    """Regions and points of a file. Raises InputError with every problem, each with the number of its feature."""
    text = decode(read_bytes(path, max_bytes=MAX_BYTES), source=path.name)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError("is not JSON", source=path.name, line=line, solution=_SOLUTION) from None
    problems: list[Problem] = []
    include: list[Polygon] = []
    exclude: list[Polygon] = []
    points: list[MarkedPoint] = []
    other: set[str] = set()
    for number, feature in enumerate(_features(value, path.name), start=1):
        try:
            name = _class_name(feature)
            for shape in _shapes(feature):
                if isinstance(shape, Polygon):
                    (exclude if name.strip().lower() in EXCLUDING else include).append(shape)
                elif isinstance(shape, str):
                    other.add(shape)
                else:
                    points.append(MarkedPoint(*shape, name))
        except _ShapeError as error:
            problems.append(Problem(f"feature {number}: {error}", path.name, solution=_SOLUTION))
    if problems:
        raise InputError.of(problems)
    region = Region(tuple(include), tuple(exclude)) if include else None
    warnings = [f"shapes of type {', '.join(sorted(other))} are passed over"] if other else []
    return Drawing(region, tuple(points), tuple(warnings))


def read_region(path: Path) -> Region:
    """The regions of a file; InputError when it holds none."""
    drawing = read_drawing(path)
    if drawing.region is None:
        found = f"{len(drawing.points)} points and no region" if drawing.points else "no region"
        raise InputError(f"holds {found}, expected a polygon", source=path.name, solution=_SOLUTION)
    return drawing.region


def write_features(features: Iterable[dict[str, Any]]) -> str:
    """A FeatureCollection, one feature a line."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    return '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"


def polygon_feature(
    outline: Sequence[tuple[float, float]],
    *,
    id_: str,
    class_name: str,
    rgb: tuple[int, int, int],
    measurements: dict[str, float],
    kind: str = "detection",
) -> dict[str, Any]:
    """A feature as QuPath reads it: class with its colour, measurements, ring closed."""
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[list(corner) for corner in (*outline, outline[0])]]},
        "properties": {
            "objectType": kind,
            "name": id_,
            "classification": {"name": class_name, "color": list(rgb)},
            "measurements": measurements,
        },
    }


class _ShapeError(ValueError):
    pass


def _features(value: Any, source: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value.get("type") == "FeatureCollection" and isinstance(value.get("features"), list):
        return list(value["features"])
    if isinstance(value, dict) and isinstance(value.get("type"), str):
        return [value]
    raise InputError("is JSON, but not GeoJSON", source=source, solution=_SOLUTION)


def _class_name(feature: Any) -> str:
    if not isinstance(feature, dict):
        raise _ShapeError(f"is {type(feature).__name__}, expected an object")
    properties = feature.get("properties")
    found = properties.get("classification") if isinstance(properties, dict) else None
    name = found.get("name") if isinstance(found, dict) else found
    return name if isinstance(name, str) else ""


def _shapes(feature: dict[str, Any]) -> Iterable[Polygon | tuple[float, float] | str]:
    geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
    if geometry is None:
        return
    if not isinstance(geometry, dict):
        raise _ShapeError("has no geometry")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        yield _polygon(coordinates)
    elif kind == "MultiPolygon":
        for part in _list(coordinates):
            yield _polygon(part)
    elif kind == "Point":
        yield _corner(coordinates)
    elif kind == "MultiPoint":
        for part in _list(coordinates):
            yield _corner(part)
    elif kind == "GeometryCollection":
        for part in _list(geometry.get("geometries")):
            if isinstance(part, dict) and part.get("type") != "GeometryCollection":
                yield from _shapes(part)
    elif isinstance(kind, str):
        yield kind
    else:
        raise _ShapeError("has a geometry without a type")


def _polygon(coordinates: Any) -> Polygon:
    rings = [_ring(ring) for ring in _list(coordinates)]
    if not rings:
        raise _ShapeError("is a polygon without corners")
    return Polygon(rings[0], tuple(rings[1:]))


def _ring(coordinates: Any) -> Ring:
    corners = [_corner(corner) for corner in _list(coordinates)]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(set(corners)) < _FEWEST_CORNERS:
        raise _ShapeError(f"has a ring of {len(set(corners))} different corners, expected at least {_FEWEST_CORNERS}")
    return tuple(corners)


def _corner(value: Any) -> tuple[float, float]:
    pair = _list(value)
    numbers = pair[:2]
    if len(numbers) < 2 or not all(
        isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number) for number in numbers
    ):
        raise _ShapeError(f"has the coordinates {str(value)[:40]}, expected two numbers")
    if max(abs(number) for number in numbers) > MOST_COORDINATE_PX:
        raise _ShapeError(f"has the coordinates {str(value)[:40]}, beyond any image")
    return float(numbers[0]), float(numbers[1])


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _ShapeError(f"has {type(value).__name__} for coordinates, expected a list")
    return value
