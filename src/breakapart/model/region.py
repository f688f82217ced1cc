"""Outlines and points drawn on an image, in its pixels."""

from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]
"""Corners (x, y) in pixels from the upper left corner of the image, not closed: the last is not the first."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """One outline with its holes."""

    outer: Ring
    holes: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """What of an image counts: everything within `include` and not within `exclude`."""

    include: tuple[Polygon, ...]
    exclude: tuple[Polygon, ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that is included."""
        corners = [corner for polygon in self.include for corner in polygon.outer]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class MarkedPoint:
    """One click."""

    x_px: float
    y_px: float
    name: str = ""
    """Its class as the program wrote it ("Mitosis"), or empty."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything one GeoJSON file holds."""

    region: Region | None
    points: tuple[MarkedPoint, ...]
    warnings: tuple[str, ...] = ()
