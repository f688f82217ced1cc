"""
Draws fields of haematoxylin and DAB, with their truth: for tests and examples, never presented as slides.

Every field follows from its settings and seed. Light is absorbed as in a section (optical densities add up along unit
vectors of colour), is blurred by the objective, falls unevenly, and is counted by a camera with noise. What it does not
draw: glands, vessels, folds, pigment, out-of-plane nuclei, scanner seams. A score on such fields tests the software,
not biology.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

HAEMATOXYLIN = (0.65, 0.70, 0.29)
DAB = (0.27, 0.57, 0.78)
"""Optical density per channel (red, green, blue) of a unit of stain: Ruifrok and Johnston 2001, the usual defaults."""


@dataclass(frozen=True)
class DabField:
    """How a field is drawn."""

    size_px: tuple[int, int] = (768, 768)
    pixel_size_um: float = 0.5
    nuclei_per_mm2: float = 2400.0
    positive_share: float = 0.30
    elongated_share: float = 0.3
    """Share of nuclei that are spindle-shaped: 2 to 4.5 times as long as wide, often bent, lying in fascicles."""
    overlapping_share: float = 0.06
    """Share of nuclei that may lie over another one."""
    weak_share: float = 0.2
    """Share of positive nuclei that stain weakly."""
    pale_share: float = 0.15
    """Share of nuclei with pale, vesicular chromatin."""
    haematoxylin_od: float = 0.50
    dab_od: float = 0.75
    """Mean density of DAB in the nuclei that stain well."""
    background_dab_od: float = 0.03
    background_haematoxylin_od: float = 0.06
    cytoplasm_dab_od: float = 0.0
    """Density of DAB around every positive nucleus: a cytoplasmic stain. With `nuclear` False the nucleus is spared."""
    nuclear: bool = True
    """Whether positive cells hold DAB in the nucleus."""
    membrane_dab_od: float = 0.0
    """Density of DAB in a rim 3 um outside every positive nucleus."""
    vignetting: float = 0.10
    """Share of the light that is lost in the corners."""
    white: tuple[float, float, float] = (0.95, 0.94, 0.92)
    """Share of the full scale that empty glass reaches, per channel."""
    blur_um: float = 0.35
    """Standard deviation of the point spread function."""
    rotate_degrees: float = 0.0
    """How far the colours of both stains lie from the usual ones."""
    full_well: float = 6000.0
    """Electrons at full scale, from which the noise follows."""
    positive_gradient: bool = False
    """Whether positive nuclei crowd in the upper left (a hot spot)."""


@dataclass(frozen=True)
class DrawnField:
    """A field and what was drawn."""

    rgb: np.ndarray
    """Shape (height, width, 3), uint8."""
    labels: np.ndarray
    """The nucleus on top at every pixel; 0 is none."""
    positive: np.ndarray
    """Per nucleus (label - 1): whether it was drawn stained."""
    elongated: np.ndarray
    """Per nucleus: whether it was drawn spindle-shaped."""
    dab: np.ndarray
    """Per nucleus: density of DAB drawn in it."""
    haematoxylin: np.ndarray
    """Unit vector of the colour used."""
    dab_vector: np.ndarray
    pixel_size_um: float

    @property
    def labelling_index_percent(self) -> float:
        """Share of the nuclei that can be seen (those with a pixel on top)."""
        seen = np.unique(self.labels[self.labels > 0]) - 1
        return 100.0 * float(self.positive[seen].mean())


def render(settings: DabField | None = None, *, seed: int, **changes) -> DrawnField:
    """One field; `changes` are settings by name."""
    field = replace(settings or DabField(), **changes)
    rng = np.random.default_rng(seed)
    shape, um = field.size_px, field.pixel_size_um
    haematoxylin, dab_vector = _colours(field, rng)
    h = field.background_haematoxylin_od * _texture(shape, 6 / um, rng, 0.5) * _texture(shape, 0.8 / um, rng, 0.3)
    d = field.background_dab_od * _texture(shape, 15 / um, rng, 0.5) * _texture(shape, 0.8 / um, rng, 0.3)
    labels = np.zeros(shape, np.int32)
    positive, elongated, dab = [], [], []
    fascicle = rng.uniform(0, np.pi) + 1.2 * (_texture(shape, 60 / um, rng, 1.0) - 1)
    wanted = round(field.nuclei_per_mm2 * shape[0] * shape[1] * um**2 / 1e6)
    for _ in range(40 * wanted):
        if len(positive) == wanted:
            break
        y, x = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
        is_long = rng.random() < field.elongated_share
        shape_um = _shape(is_long, rng)
        window, inside = _outline(shape, y, x, fascicle[int(y), int(x)], shape_um, um, is_long, rng)
        if inside is None:
            continue
        under = labels[window][inside] > 0
        may_overlap = rng.random() < field.overlapping_share
        if under.mean() > (0.35 if may_overlap else 0.0):
            continue
        if not may_overlap and (labels[window][ndimage.binary_dilation(inside, iterations=1)] > 0).any():
            continue
        share = field.positive_share
        if field.positive_gradient:
            share = share * (3.0 if y < shape[0] / 3 and x < shape[1] / 3 else 0.75)
        is_positive = rng.random() < share
        pale = rng.random() < field.pale_share
        amount_h = field.haematoxylin_od * (0.5 if pale else rng.lognormal(0, 0.18))
        chromatin = _texture(inside.shape, 0.7 / um, rng, 0.35 if pale else 0.18)
        h[window] += np.where(inside, amount_h * chromatin * (0.6 if is_positive else 1.0), 0)
        if is_positive:
            weak = rng.random() < field.weak_share
            amount = rng.uniform(0.27, 0.40) if weak else max(0.40, field.dab_od * rng.lognormal(0, 0.25))
            if field.nuclear:
                d[window] += np.where(inside, amount * _texture(inside.shape, 0.7 / um, rng, 0.15), 0)
            away = ndimage.distance_transform_edt(~inside) * um
            d[window] += np.where((away > 0) & (away < 4), field.cytoplasm_dab_od, 0)
            d[window] += field.membrane_dab_od * np.exp(-((away - 3.0) ** 2) / (2 * 0.5**2))
        else:
            amount = rng.uniform(0, 0.04)
            d[window] += np.where(inside, amount, 0)
        labels[window][inside] = len(positive) + 1
        positive.append(is_positive)
        elongated.append(is_long)
        dab.append(amount)
    density = h[..., None] * haematoxylin + d[..., None] * dab_vector
    light = np.array(field.white) * 10.0**-density
    light = ndimage.gaussian_filter(light, (field.blur_um / um, field.blur_um / um, 0))
    light *= _illumination(shape, field.vignetting, rng)[..., None]
    light = rng.poisson(np.clip(light, 0, None) * field.full_well) / field.full_well + rng.normal(0, 0.004, light.shape)
    rgb = np.clip(np.round(255 * light), 0, 255).astype(np.uint8)
    return DrawnField(rgb, labels, np.array(positive), np.array(elongated), np.array(dab), haematoxylin, dab_vector, um)


def _colours(field, rng):
    """Both stains turned by the same angle about random axes."""
    turned = []
    for stain in (HAEMATOXYLIN, DAB):
        unit = np.array(stain) / np.linalg.norm(stain)
        axis = np.cross(unit, rng.normal(size=3))
        axis /= np.linalg.norm(axis)
        angle = np.radians(field.rotate_degrees)
        new = np.clip(unit * np.cos(angle) + np.cross(axis, unit) * np.sin(angle), 0.01, None)
        turned.append(new / np.linalg.norm(new))
    return turned


def _shape(is_long, rng):
    """Half length and half width in um: 7 to 11 um across when round, up to 24 um long when spindle-shaped."""
    if is_long:
        width = rng.uniform(1.9, 2.7)
        return width * rng.uniform(2.2, 4.5), width
    radius = np.clip(rng.normal(4.3, 0.6), 3.0, 6.0)
    return radius * rng.uniform(1.0, 1.2), radius * rng.uniform(0.85, 1.0)


def _outline(shape, y, x, direction, half_um, um, is_long, rng):
    """The pixels of one nucleus: an ellipse with a wavy edge, bent when it is long. None when it falls outside."""
    reach = int(np.ceil(max(half_um) / um * 1.3 + 6 / um))
    top, left = max(0, int(y) - reach), max(0, int(x) - reach)
    window = (slice(top, min(shape[0], int(y) + reach)), slice(left, min(shape[1], int(x) + reach)))
    rows, columns = np.mgrid[window]
    angle = direction + rng.normal(0, 0.2) if is_long else rng.uniform(0, np.pi)
    along = ((columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)) * um / half_um[0]
    across = (-(columns - x) * np.sin(angle) + (rows - y) * np.cos(angle)) * um / half_um[1]
    if is_long:
        across = across + rng.normal(0, 0.5) * (along**2 - 0.3)
    theta = np.arctan2(across, along)
    edge = 1 + sum(rng.normal(0, 0.03) * np.cos(k * theta + rng.uniform(0, 2 * np.pi)) for k in range(2, 6))
    inside = along**2 + across**2 < edge**2
    return window, inside if inside.sum() >= 12 else None


def _texture(shape, sigma_px, rng, strength):
    """A positive field around 1 that varies over `sigma_px`, by about `strength`."""
    coarse = max(1, int(sigma_px / 4))
    small = rng.normal(size=(shape[0] // coarse + 3, shape[1] // coarse + 3))
    smooth = ndimage.gaussian_filter(small, sigma_px / coarse, mode="wrap")
    smooth /= smooth.std() + 1e-9
    if coarse > 1:
        smooth = ndimage.zoom(smooth, coarse, order=1)
    return np.clip(1 + strength * smooth[: shape[0], : shape[1]], 0.05, None)


def _illumination(shape, loss, rng):
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    off = rng.uniform(-0.2, 0.2, 2)
    return 1 - loss * ((rows - off[0]) ** 2 + (columns - off[1]) ** 2) / 2
