"""A page on which a person goes through the cells of a section by keyboard and saves the decisions."""

import base64
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from breakapart.model.ihc_image import IhcCell, IhcImageResult
from breakapart.reports import review_page
from breakapart.reports.ihc_overlay import as_jpeg

MOST_CELLS = 600
"""Cells on the page: all the doubtful ones first, then evenly spread ones of each class."""
CROP_PX = 56
CROP_REACH_UM = 14.0
"""Half a crop: a nucleus with its neighbours."""
COLUMNS = 20


def choose_cells(result: IhcImageResult, most: int = MOST_CELLS) -> tuple[IhcCell, ...]:
    """
    The cells to review: doubtful ones nearest to the threshold first, then the rest evenly spread in both classes.

    The choice follows from the result alone, so that the same image gives the same page.
    """
    threshold = result.thresholds.positive_od
    doubtful = sorted(
        (cell for cell in result.cells if cell.is_doubtful), key=lambda cell: (_distance(cell, threshold), cell.id)
    )
    chosen = doubtful[:most]
    for name in ("positive", "negative"):
        sure = [cell for cell in result.cells if cell.automatic == name and not cell.is_doubtful]
        room = max(0, (most - len(chosen)) if name == "negative" else (most - len(chosen)) // 2)
        step = max(1, -(-len(sure) // max(1, room)))
        chosen += sorted(sure[::step][:room], key=lambda cell: (_distance(cell, threshold), cell.id))
    return tuple(chosen)


def render(result: IhcImageResult, cells: Sequence[IhcCell], crops: NDArray[np.uint8]) -> str:
    """The page; `crops` has shape (len(cells), side, side, 3)."""
    side = crops.shape[1] if len(crops) else CROP_PX
    listed = [
        {
            "id": cell.id,
            "auto": cell.automatic,
            "final": cell.final,
            "decided": None
            if cell.decision is None
            else {"decision": cell.decision.decision, "by": cell.decision.by, "at": cell.decision.at},
            "doubt": cell.is_doubtful,
            "why": "; ".join(cell.reasons),
            "intensity": cell.intensity,
            "place": [number % COLUMNS, number // COLUMNS],
        }
        for number, cell in enumerate(cells)
    ]
    data = {"image": result.image, "stain": result.stain.marker, "cells": listed, "side": side}
    return review_page.render(
        "ihc_gallery.html.j2",
        data,
        result=result,
        shown=len(cells),
        side=side,
        sheet=base64.b64encode(as_jpeg(contact_sheet(crops))).decode("ascii"),
    )


def contact_sheet(crops: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """All crops in one picture, `COLUMNS` a row."""
    if not len(crops):
        return np.full((CROP_PX, CROP_PX, 3), 255, np.uint8)
    side = crops.shape[1]
    rows = -(-len(crops) // COLUMNS)
    sheet = np.full((rows * side, COLUMNS * side, 3), 255, np.uint8)
    for number, crop in enumerate(crops):
        row, column = divmod(number, COLUMNS)
        sheet[row * side : (row + 1) * side, column * side : (column + 1) * side] = crop
    return sheet


def _distance(cell: IhcCell, threshold: float) -> float:
    values = [value for value in (cell.nuclear_od, cell.cytoplasmic_od, cell.membrane_od) if value is not None]
    return min(abs(value - threshold) for value in values)
