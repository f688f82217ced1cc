"""
Coiled coils by the COILS method.

Every window of 14, 21 or 28 residues is laid over the heptad repeat. Its score is the geometric mean, over its
residues, of how much more often than in proteins at large the residue stands at that heptad position in known
two-stranded coiled coils. A residue takes the best score of the windows that cover it, and its probability of lying in
a coiled coil comes from two normal distributions of such scores: those of coiled coils and those of globular proteins.

Lupas, Van Dyke, Stock 1991, Science 252:1162, doi 10.1126/science.252.5009.1162 (method); Lupas 1996, Methods Enzymol
266:513, doi 10.1016/s0076-6879(96)66032-7 (MTIDK matrix, weights, fitted parameters as in COILS 2.1). Parallel
two-stranded coiled coils are what it knows; window 28 is the most reliable, 14 the noisiest.

Programs differ in one point: `ncoils` lays every window on whole heptads, from position a to position g; COILS 2.1 also
lets a window begin at b to g, which lengthens stretches by a few residues and finds a few more. We follow `ncoils`
unless `every_register` is asked for, because the coiled coils bundled with the reference come from it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

HEPTAD = "abcdefg"
WINDOWS = (14, 21, 28)
"""Residues of a window: two, three or four heptads."""

MTIDK: dict[str, tuple[float, ...]] = {
    #       a      b      c      d      e      f      g
    "L": (2.998, 0.269, 0.367, 3.852, 0.510, 0.514, 0.562),
    "I": (2.408, 0.261, 0.345, 0.931, 0.402, 0.440, 0.289),
    "V": (1.525, 0.479, 0.350, 0.887, 0.286, 0.350, 0.362),
    "M": (2.161, 0.605, 0.442, 1.441, 0.607, 0.457, 0.570),
    "F": (0.490, 0.075, 0.391, 0.639, 0.125, 0.081, 0.038),
    "Y": (1.319, 0.064, 0.081, 1.526, 0.204, 0.118, 0.096),
    "G": (0.084, 0.215, 0.432, 0.111, 0.153, 0.367, 0.125),
    "A": (1.283, 1.364, 1.077, 2.219, 0.490, 1.265, 0.903),
    "K": (1.233, 2.194, 1.817, 0.611, 2.095, 1.686, 2.027),
    "R": (1.014, 1.476, 1.771, 0.114, 1.667, 2.006, 1.844),
    "H": (0.590, 0.646, 0.584, 0.842, 0.307, 0.611, 0.396),
    "E": (0.281, 3.351, 2.998, 0.789, 4.868, 2.735, 3.812),
    "D": (0.068, 2.103, 1.646, 0.182, 0.664, 1.581, 1.401),
    "Q": (0.311, 2.290, 2.330, 0.811, 2.596, 2.155, 2.585),
    "N": (1.231, 1.683, 2.157, 0.197, 1.653, 2.430, 2.065),
    "S": (0.332, 0.753, 0.930, 0.424, 0.734, 0.801, 0.518),
    "T": (0.197, 0.543, 0.647, 0.680, 0.905, 0.643, 0.808),
    "C": (0.918, 0.002, 0.385, 0.440, 0.138, 0.432, 0.079),
    "W": (0.066, 0.064, 0.065, 0.747, 0.006, 0.115, 0.014),
    "P": (0.004, 0.108, 0.018, 0.006, 0.010, 0.004, 0.007),
}
"""Frequency of a residue at a heptad position of myosins, tropomyosins, intermediate filaments, desmosomal proteins and
kinesins (MTIDK), relative to its frequency in the sequence database."""

AD_WEIGHT = 2.5
"""Weight of positions a and d in the weighted run, so that they count as much as the five others together (5 to 5).
A prediction that this run does not share rests on charged residues rather than on a hydrophobic seam."""


@dataclass(frozen=True, slots=True)
class ScoreDistribution:
    """Scores of coiled coils and of globular proteins for one window, both normal."""

    coiled_mean: float
    coiled_sd: float
    globular_mean: float
    globular_sd: float
    globular_per_coiled: float
    """How many residues of globular proteins there are for each residue in a coiled coil."""


DISTRIBUTIONS: dict[tuple[int, bool], ScoreDistribution] = {
    # (window, weighted): fitted for the MTIDK matrix
    (14, False): ScoreDistribution(1.82, 0.28, 0.95, 0.26, 20),
    (21, False): ScoreDistribution(1.74, 0.23, 0.86, 0.21, 25),
    (28, False): ScoreDistribution(1.69, 0.18, 0.80, 0.18, 30),
    (14, True): ScoreDistribution(1.89, 0.30, 1.04, 0.27, 20),
    (21, True): ScoreDistribution(1.79, 0.24, 0.92, 0.22, 25),
    (28, True): ScoreDistribution(1.74, 0.20, 0.86, 0.18, 30),
}

_MIXTURES = {"B": "DN", "Z": "EQ", "J": "IL", "U": "C", "O": "K"}
"""Residues scored as the geometric mean of others: ambiguity codes, and Sec and Pyl as Cys and Lys."""


@dataclass(frozen=True, slots=True)
class CoilProfile:
    """Scores along a protein for one window. Arrays have one element a residue."""

    window: int
    weighted: bool
    scores: Floats
    """Best window score; NaN where no window could be scored."""
    probabilities: Floats
    """Probability of lying in a coiled coil, 0 to 1; NaN where no window could be scored."""
    register: str
    """Heptad position, `a` to `g`, in the best window; `-` where there is none."""


@dataclass(frozen=True, slots=True)
class CoiledCoil:
    """A stretch of residues predicted to lie in a coiled coil: residues `start + 1` to `end` in 1-based words."""

    start: int
    end: int
    window: int
    max_probability: float
    mean_probability: float
    max_probability_weighted: float
    """Highest probability in the same stretch when positions a and d weigh more; low: rests on charge alone."""

    @property
    def length(self) -> int:
        """Residues."""
        return self.end - self.start


def profile(protein: str, window: int = 28, *, weighted: bool = False, every_register: bool = False) -> CoilProfile:
    """
    Score every residue of `protein`.

    Unknown residues (`X` and any other letter) are left out of the mean as long as a window has no more than one for
    each heptad; windows with more are not scored. `B`, `Z` and `J` count as the mean of the two residues they may be,
    `U` as Cys, `O` as Lys. A protein shorter than the window has no score. With `every_register` windows may begin at
    any heptad position, otherwise at a.

    Raises ValueError for a window other than 14, 21 or 28.
    """
    if window not in WINDOWS:
        raise ValueError(f"a window has 14, 21 or 28 residues, found {window}")
    length = len(protein)
    if length < window:
        nothing = np.full(length, np.nan)
        return CoilProfile(window, weighted, nothing, nothing, "-" * length)
    logs, is_known = _log_preferences(protein)
    weights = np.array([AD_WEIGHT, 1, 1, AD_WEIGHT, 1, 1, 1]) if weighted else np.ones(7)
    residue = np.arange(length)
    # In register r the residue at index i stands at heptad position (i + r) % 7.
    positions = (residue + np.arange(7)[:, None]) % 7
    weight_of = weights[positions] * is_known
    weight_sums = _window_sums(weight_of, window)
    log_means = _window_sums(logs[residue, positions] * weight_of, window) / np.maximum(weight_sums, 1e-9)
    log_means[:, _window_sums(is_known[None, :], window)[0] < window - window // 7] = -np.inf
    if not every_register:
        log_means[positions[:, : log_means.shape[1]] != 0] = -np.inf
    best_register = log_means.argmax(axis=0)
    best = log_means.max(axis=0)

    by_offset = np.full((window, length), -np.inf)
    for offset in range(window):
        by_offset[offset, offset : offset + len(best)] = best
    top = by_offset.max(axis=0)
    # Of equally good windows the first in reading order gives the register.
    first_of_top = np.clip(residue - (window - 1 - by_offset[::-1].argmax(axis=0)), 0, len(best) - 1)
    is_scored = np.isfinite(top)
    scores = np.where(is_scored, np.exp(np.where(is_scored, top, 0.0)), np.nan)
    heptad = (residue + best_register[first_of_top]) % 7
    register = "".join(HEPTAD[h] if scored else "-" for h, scored in zip(heptad, is_scored, strict=True))
    return CoilProfile(window, weighted, scores, _probability(scores, DISTRIBUTIONS[window, weighted]), register)


def coiled_coils(
    protein: str, window: int = 28, *, threshold: float = 0.5, every_register: bool = False
) -> tuple[CoiledCoil, ...]:
    """
    Stretches in which every residue has at least the probability `threshold`, in reading order.

    Probabilities are compared with the threshold as programs print them, to three decimals.

    >>> [(coil.start, coil.end) for coil in coiled_coils("P" * 9 + "IAALEKE" * 5 + "P" * 9)]
    [(9, 44)]

    Raises ValueError for a window other than 14, 21 or 28.
    """
    plain = profile(protein, window, every_register=every_register).probabilities
    weighted = profile(protein, window, weighted=True, every_register=every_register).probabilities
    return tuple(
        CoiledCoil(
            start,
            end,
            window,
            float(plain[start:end].max()),
            float(plain[start:end].mean()),
            float(weighted[start:end].max()),
        )
        for start, end in _stretches(plain, threshold)
    )


def _stretches(probabilities: Floats, threshold: float) -> list[tuple[int, int]]:
    reached = np.round(np.nan_to_num(probabilities, nan=-1.0), 3) >= threshold
    edges = np.flatnonzero(np.diff(np.concatenate(([False], reached, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _window_sums(values: npt.NDArray[np.float64 | np.bool_], window: int) -> Floats:
    """Sums over every window, along the last axis."""
    totals = np.cumsum(np.pad(values.astype(np.float64), ((0, 0), (1, 0))), axis=1)
    sums: Floats = totals[:, window:] - totals[:, :-window]
    return sums


def _probability(scores: Floats, fitted: ScoreDistribution) -> Floats:
    coiled = _normal(scores, fitted.coiled_mean, fitted.coiled_sd)
    globular = _normal(scores, fitted.globular_mean, fitted.globular_sd)
    return coiled / (coiled + fitted.globular_per_coiled * globular)


def _normal(x: Floats, mean: float, sd: float) -> Floats:
    # Without the constant 1/sqrt(2 pi), which cancels.
    density: Floats = np.exp(-0.5 * ((x - mean) / sd) ** 2) / sd
    return density


@cache
def _preference_table() -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Logarithms of the matrix by character code, and which codes are known."""
    logs = np.zeros((128, 7))
    is_known = np.zeros(128, dtype=bool)
    for letter in (*MTIDK, *_MIXTURES):
        parts = _MIXTURES.get(letter, letter)
        for code in (ord(letter), ord(letter.lower())):
            logs[code] = np.mean([np.log(MTIDK[part]) for part in parts], axis=0)
            is_known[code] = True
    return logs, is_known


def _log_preferences(protein: str) -> tuple[Floats, npt.NDArray[np.bool_]]:
    logs, is_known = _preference_table()
    codes = np.frombuffer(protein.encode("ascii", "replace"), dtype=np.uint8)
    return logs[codes], is_known[codes]
