"""Where the stain lies, on cells whose stain was put there."""

import numpy as np
import pytest

pytest.importorskip("skimage")
from skimage.draw import disk

from breakapart.scoring.ihc_compartments import measure_compartments
from breakapart.scoring.ihc_settings import IhcSettings

UM = 0.5


def one_cell(nuclear=0.0, cytoplasm=0.0, membrane=0.0, membrane_part=1.0):
    labels, dab = np.zeros((80, 80), np.int32), np.zeros((80, 80), np.float32)
    rows, columns = np.mgrid[:80, :80] - 40
    away = np.hypot(rows, columns) * UM
    turn = (np.arctan2(rows, columns) + np.pi) / (2 * np.pi)
    dab[away < 8] += cytoplasm
    dab[(np.abs(away - 8) < 0.5) & (turn <= membrane_part)] += membrane
    labels[disk((40, 40), 8, shape=labels.shape)] = 1
    dab[labels == 1] = nuclear
    stains = measure_compartments(labels, np.zeros_like(dab), dab, np.zeros_like(dab), UM, IhcSettings(), around=True)
    return float(stains.nuclear[0]), float(stains.cytoplasmic[0]), float(stains.membrane_share[0])


def test_a_nuclear_stain_stays_in_the_nucleus():
    nuclear, cytoplasmic, membrane = one_cell(nuclear=0.6)
    assert nuclear == pytest.approx(0.6, abs=0.01)
    assert cytoplasmic < 0.05
    assert membrane < 0.2


def test_a_cytoplasmic_stain_is_no_membrane():
    nuclear, cytoplasmic, membrane = one_cell(cytoplasm=0.5)
    assert nuclear == pytest.approx(0, abs=0.01)
    assert cytoplasmic > 0.4
    assert membrane < 0.5


@pytest.mark.parametrize("part", [0.25, 0.5, 1.0])
def test_completeness_of_a_membrane_is_its_share_of_the_circumference(part):
    # The nucleus has a radius of 4 um, its membrane lies 4 um further out.
    _, _, share = one_cell(membrane=0.8, membrane_part=part)
    assert share == pytest.approx(part, abs=0.1)


def test_cells_without_room_around_them_are_not_measured_and_not_negative():
    labels = np.ones((30, 30), np.int32)
    flat = np.zeros((30, 30), np.float32)
    stains = measure_compartments(labels, flat, flat, flat, UM, IhcSettings(), around=True)
    assert np.isnan(stains.cytoplasmic[0]) and np.isnan(stains.membrane_share[0])
