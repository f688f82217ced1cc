"""Scored fields held against their truth: the measures that the bars of FISH images are stated in."""

from dataclasses import dataclass

import numpy as np
from tests.render_fish import RenderedField

from breakapart.model.fish import FishPattern
from breakapart.model.fish_image import FishField, ScoredField
from breakapart.scoring.kappa import cohen_kappa

POSITIVE = {"split", "isolated_3p"}


def to_field(rendered: RenderedField, name="field") -> FishField:
    planes = rendered.planes.astype(np.float32)
    step = rendered.spec.z_step_um if planes.shape[1] > 1 else None
    return FishField(name, *planes, pixel_size_um=rendered.spec.pixel_um, z_step_um=step, full_scale=65535.0)


@dataclass(frozen=True)
class Comparison:
    """(automatic, nearest, true) class of every nucleus that is scored, has a truth, and is informative in both."""

    rows: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, scored: ScoredField, labels, truth):
        """`truth` maps the number of a nucleus in `labels` to its class."""
        rows = []
        for cell in scored.cells:
            true = truth.get(int(labels[int(cell.y_px), int(cell.x_px)]))
            if true not in (None, "not_informative") and cell.pattern is not FishPattern.NOT_INFORMATIVE:
                rows.append((str(cell.pattern), str(cell.nearest), true))
        return cls(tuple(rows))

    def __add__(self, other):
        return Comparison(self.rows + other.rows)

    @property
    def clear(self):
        return [row for row in self.rows if row[0] != "ambiguous"]

    @property
    def accuracy_of_all(self):
        """Four classes, every flagged nucleus read as what it is nearest to."""
        return float(np.mean([nearest == true for _, nearest, true in self.rows]))

    @property
    def accuracy_of_clear(self):
        return float(np.mean([found == true for found, _, true in self.clear]))

    @property
    def kappa(self):
        """Positive or negative, flagged nuclei set aside."""
        return cohen_kappa([f in POSITIVE for f, _, _ in self.clear], [t in POSITIVE for _, _, t in self.clear])

    @property
    def percent(self):
        return 100 * float(np.mean([found in POSITIVE for found, _, _ in self.clear]))

    @property
    def true_percent(self):
        return 100 * float(np.mean([true in POSITIVE for _, _, true in self.rows]))

    @property
    def bounds(self):
        positive = sum(found in POSITIVE for found, _, _ in self.rows)
        flagged = len(self.rows) - len(self.clear)
        return 100 * positive / len(self.rows), 100 * (positive + flagged) / len(self.rows)

    @property
    def is_inside(self):
        low, high = self.bounds
        return low - 1e-9 <= self.true_percent <= high + 1e-9
