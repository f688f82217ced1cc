"""
Break-apart FISH fields with known truth, drawn from optics and counting statistics: seeded, so that a field is the same
every time. Rendered, never photographed: they test the software, not the biology.

What is drawn: textured nuclei (round, spindle, overlapping, cut off), probe signals through a point-spread function
with a halo, autofluorescence, uneven illumination, bleed-through between the colours, debris, copy gain, lost signals,
Poisson and read noise, focal planes.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

SIGNAL_UM = 0.47
"""Full width at half maximum of a signal (micrometres): a 1.3 NA objective at 550 nm gives about 0.25, the extent of a
probe of some hundred kilobases and the thickness of a section widen it."""


@dataclass(frozen=True)
class FieldSpec:
    """What a rendered field is to show; lengths in micrometres, gaps in signal diameters."""

    size_px: int = 1024
    pixel_um: float = 0.1
    nuclei: int = 60
    rearranged: float = 0.35
    isolated: float = 0.3
    """Share of rearranged nuclei that lost the side the fusion does not keep."""
    lost_side: str = "5p"
    isolated_other: float = 0.0
    """Share of all nuclei with an isolated signal of the other side, beyond chance loss."""
    signal_loss: float = 0.02
    near_threshold: float = 0.0
    """Share of alleles whose signals lie 1.4 to 2.6 diameters apart."""
    copy_gain: float = 0.1
    overlap: float = 0.08
    """Share of nuclei that may be laid over another."""
    spindle: float = 0.2
    bleed: tuple[float, float] = (0.10, 0.04)
    """5' (green) into 3' (red), and back."""
    brightness: float = 1.0
    debris: int = 8
    vignetting: float = 0.3
    autofluorescence: float = 1.0
    z_planes: int = 1
    z_step_um: float = 0.4
    defocus_um: float = 0.0


BASE = FieldSpec()
HARD = replace(
    BASE,
    nuclei=85,
    overlap=0.3,
    bleed=(0.22, 0.09),
    near_threshold=0.15,
    copy_gain=0.3,
    debris=25,
    signal_loss=0.03,
    brightness=0.7,
    spindle=0.35,
)
NEGATIVE = replace(BASE, rearranged=0.0, signal_loss=0.012)
HARD_NEGATIVE = replace(HARD, rearranged=0.0, near_threshold=0.08, signal_loss=0.012)


@dataclass(frozen=True)
class TrueNucleus:
    """What is visible of one nucleus."""

    number: int
    x_px: float
    y_px: float
    fused: int
    five_prime: int
    three_prime: int
    is_rearranged: bool
    """Genotype; what is visible may differ, because signals get lost."""
    overlaps: bool
    is_cut: bool
    is_near: bool
    """A pair of its signals lies 1.5 to 2.5 diameters apart."""

    @property
    def pattern(self) -> str:
        """Class by the IASLC worksheet."""
        if self.fused + self.five_prime == 0 or self.fused + self.three_prime == 0:
            return "not_informative"
        if self.five_prime and self.three_prime:
            return "split"
        return "isolated_3p" if self.three_prime else "isolated_5p" if self.five_prime else "fused"


@dataclass(frozen=True)
class RenderedField:
    """Planes (dapi, 5', 3'), each (z, height, width) uint16, the nuclei, and which pixel belongs to which."""

    planes: NDArray[np.uint16]
    labels: NDArray[np.int32]
    nuclei: tuple[TrueNucleus, ...]
    spec: FieldSpec


def render(spec: FieldSpec, seed: int) -> RenderedField:
    """The field of this description and seed."""
    rng = np.random.default_rng(seed)
    size, px = spec.size_px, spec.pixel_um
    labels = np.zeros((size, size), np.int32)
    dapi = np.zeros((size, size), np.float32)
    layers: list[tuple[Any, NDArray[np.bool_], float, float]] = []
    overlapping: set[int] = set()
    for _ in range(spec.nuclei * 40):
        if len(layers) == spec.nuclei:
            break
        mask, box, centre = _shape(rng, spec)
        under = labels[box][mask]
        if under.any():
            touched = set(np.unique(under)) - {0}
            covered = (under > 0).mean()
            if rng.random() > spec.overlap or covered > 0.45 or len(touched) > 1:
                continue
            overlapping |= touched | {len(layers) + 1}
        number = len(layers) + 1
        layers.append((box, mask, *centre))
        labels[box][mask & (labels[box] == 0)] = number
        texture = ndimage.gaussian_filter(rng.normal(size=mask.shape), 0.7 / px)
        texture = 1 + 0.22 * texture / max(float(texture.std()), 1e-6)
        soft = ndimage.gaussian_filter(mask.astype(np.float32), 0.25 / px)
        dapi[box] += (rng.uniform(350, 900) * soft * np.clip(texture, 0.4, 1.8)).astype(np.float32)
    five, three = _Light(spec), _Light(spec)
    nuclei = []
    for number, (box, mask, x, y) in enumerate(layers, 1):
        nuclei.append(_signals(rng, spec, number, box, mask, (x, y), number in overlapping, (five, three)))
    green, red, haze = five.planes, three.planes, np.zeros_like(five.planes)
    _debris(rng, spec, (green, red, haze))
    nuclear = ndimage.gaussian_filter((labels > 0).astype(np.float32), 0.4 / px)
    auto = ndimage.gaussian_filter(rng.normal(size=(size, size)), 6 / px)
    auto = np.clip(1 + 0.5 * auto / float(auto.std()), 0.1, None).astype(np.float32) * spec.autofluorescence
    across = np.linspace(-1, 1, size, dtype=np.float32)
    light = 1 - spec.vignetting * (across[:, None] ** 2 + across[None] ** 2) / 2
    g = green + 70 * auto + 60 * nuclear
    r = red + 50 * auto + 45 * nuclear
    mixed = (dapi + haze + 60 * auto, g + spec.bleed[1] * r, r + spec.bleed[0] * g)
    planes = np.empty((3, spec.z_planes, size, size), np.uint16)
    for channel, clean in enumerate(mixed):
        for z in range(spec.z_planes):
            exact = light * (clean[z] if clean.ndim == 3 else clean)
            if spec.defocus_um:
                exact = ndimage.gaussian_filter(exact, spec.defocus_um / px)
            noisy = rng.poisson(np.clip(exact, 0, None)) + rng.normal(100, 4, exact.shape)
            planes[channel, z] = np.clip(noisy, 0, 65535).astype(np.uint16)
    return RenderedField(planes, labels, tuple(nuclei), spec)


def _shape(rng: np.random.Generator, spec: FieldSpec) -> tuple[NDArray[np.bool_], Any, tuple[float, float]]:
    """A nucleus: an ellipse with a wavy outline; its mask, the box it lies in, and its centre."""
    px, size = spec.pixel_um, spec.size_px
    radius = rng.uniform(3.2, 5.2) / px
    stretch = rng.uniform(1.9, 3.2) if rng.random() < spec.spindle else rng.uniform(1.0, 1.45)
    angle = rng.uniform(0, np.pi)
    x, y = rng.uniform(0, size, 2)
    reach = int(radius * np.sqrt(stretch) * 1.2) + 2
    box = (
        slice(max(0, int(y) - reach), min(size, int(y) + reach)),
        slice(max(0, int(x) - reach), min(size, int(x) + reach)),
    )
    yy, xx = np.mgrid[box]
    along = (xx - x) * np.cos(angle) + (yy - y) * np.sin(angle)
    beside = -(xx - x) * np.sin(angle) + (yy - y) * np.cos(angle)
    u, v = along / (radius * np.sqrt(stretch)), beside * np.sqrt(stretch) / radius
    turn = np.arctan2(v, u)
    outline = 1 + sum(
        rng.normal(0, 0.035 / wave) * np.cos(wave * turn + rng.uniform(0, 2 * np.pi)) for wave in (2, 3, 4)
    )
    return np.hypot(u, v) < outline, box, (float(x), float(y))


class _Light:
    """Signals of one colour, through the point-spread function, in every focal plane."""

    def __init__(self, spec: FieldSpec) -> None:
        self.spec = spec
        self.planes = np.zeros((spec.z_planes, spec.size_px, spec.size_px), np.float32)

    def add(self, x: float, y: float, z_um: float, peak: float, width_um: float = SIGNAL_UM) -> None:
        spec = self.spec
        sigma = width_um / 2.3548 / spec.pixel_um
        middle = (spec.z_planes - 1) / 2
        for plane in range(spec.z_planes):
            away = 0.0 if spec.z_planes == 1 else (plane - middle) * spec.z_step_um - z_um
            spread = np.sqrt(1 + (away / 0.55) ** 2)
            _stamp(self.planes[plane], x, y, sigma * spread, 0.88 * peak / spread**2)
            _stamp(self.planes[plane], x, y, 3.5 * sigma * spread, 0.12 * peak / spread**2)


def _stamp(plane: NDArray[np.float32], x: float, y: float, sigma: float, peak: float) -> None:
    reach = int(4 * sigma) + 2
    top, left = max(0, int(y) - reach), max(0, int(x) - reach)
    rows = np.arange(top, min(plane.shape[0], int(y) + reach + 1))
    columns = np.arange(left, min(plane.shape[1], int(x) + reach + 1))
    if not len(rows) or not len(columns):
        return
    shape = np.exp(-((rows - y) ** 2) / (2 * sigma**2))[:, None] * np.exp(-((columns - x) ** 2) / (2 * sigma**2))[None]
    plane[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] += (peak * shape).astype(np.float32)


def _signals(
    rng: np.random.Generator,
    spec: FieldSpec,
    number: int,
    box: Any,
    mask: NDArray[np.bool_],
    centre: tuple[float, float],
    overlaps: bool,
    light: tuple[_Light, _Light],
) -> TrueNucleus:
    px, diameter = spec.pixel_um, SIGNAL_UM
    depth = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1] * px
    rows, columns = np.nonzero(depth > 0.7)
    is_cut = box[0].start == 0 or box[1].start == 0 or box[0].stop == spec.size_px or box[1].stop == spec.size_px
    is_rearranged = rng.random() < spec.rearranged
    copies = 2 + (rng.random() < spec.copy_gain) * int(rng.integers(1, 3))
    kinds = ["fused"] * copies
    if is_rearranged:
        kinds[0] = "isolated" if rng.random() < spec.isolated else "split"
    elif rng.random() < spec.isolated_other:
        kinds[0] = "isolated_other"
    placed: list[tuple[float, float, float]] = []
    fused = five = three = 0
    is_near = False
    for kind in kinds:
        near = kind != "isolated" and rng.random() < spec.near_threshold
        for _ in range(60):
            if not len(rows):
                break
            at = int(rng.integers(len(rows)))
            x, y = columns[at] + box[1].start + rng.uniform(-0.5, 0.5), rows[at] + box[0].start + rng.uniform(-0.5, 0.5)
            z = rng.uniform(-1, 1) * (spec.z_planes > 1)
            low, high = (1.4, 2.6) if near else (0.0, 1.4) if kind == "fused" else (2.6, 6.0)
            gap = rng.uniform(low, high) * diameter
            turn = rng.uniform(0, 2 * np.pi)
            tilt = rng.uniform(-0.5, 0.5) * (spec.z_planes > 1)
            x2, y2 = x + gap * np.cos(turn) * np.cos(tilt) / px, y + gap * np.sin(turn) * np.cos(tilt) / px
            z2 = z + gap * np.sin(tilt)
            row, column = round(float(y2)) - box[0].start, round(float(x2)) - box[1].start
            inside = 0 <= row < mask.shape[0] and 0 <= column < mask.shape[1] and depth[row, column] > 0.45
            # Alleles lie apart, so that what is visible has one reading.
            clear = all(
                np.hypot(px * (a - b), px * (c - d)) > 3.4 * diameter
                for a, c, _ in placed
                for b, d in ((x, y), (x2, y2))
            )
            if inside and clear:
                break
        else:
            continue
        shows_five = kind in ("fused", "split") or (kind == "isolated") == (spec.lost_side == "3p")
        shows_three = kind in ("fused", "split") or not shows_five
        shows_five &= rng.random() >= spec.signal_loss
        shows_three &= rng.random() >= spec.signal_loss
        if shows_five:
            light[0].add(x, y, z, spec.brightness * 1000 * rng.lognormal(0, 0.25))
            placed.append((x, y, z))
        if shows_three:
            light[1].add(x2, y2, z2, spec.brightness * 800 * rng.lognormal(0, 0.25))
            placed.append((x2, y2, z2))
        if shows_five and shows_three and gap <= 2.0 * diameter:
            fused += 1
        else:
            five, three = five + shows_five, three + shows_three
        is_near |= bool(shows_five and shows_three and 1.5 <= gap / diameter <= 2.5)
    return TrueNucleus(
        number, centre[0], centre[1], fused, int(five), int(three), is_rearranged, overlaps, bool(is_cut), is_near
    )


def _debris(rng: np.random.Generator, spec: FieldSpec, channels: tuple[NDArray[np.float32], ...]) -> None:
    for _ in range(spec.debris):
        x, y = rng.uniform(0, spec.size_px, 2)
        sigma = rng.uniform(0.35, 0.9) / spec.pixel_um
        peak = rng.uniform(500, 3000)
        for channel in channels:
            for plane in channel:
                _stamp(plane, x, y, sigma, peak * rng.uniform(0.6, 1.2))
