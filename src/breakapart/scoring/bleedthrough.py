"""
Light of one dye in the channel of the other: estimated on each slide, and taken out.

Where a signal stands alone, what the other channel shows at its place is bleed-through. So signals are looked at that
have either no point of the other colour near them, or one at exactly their place: those are lone signals with their
bleed-through, and fused signals that happen to lie on each other, which show far more. The low end of the ratios is
taken. In a normal slide hardly any signal is alone; there the low end of all ratios bounds the estimate.
Prototype: agreement of classes at strong bleed-through rose from 0.84 to 0.985 when it was estimated and removed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakapart.model.image import Plane

PERCENTILE = 12
"""Of the ratios at such signals; higher ones are those of fused signals that lie on each other."""
PERCENTILE_OF_ALL = 7
"""Of the ratios at all signals: those of fused signals farthest apart, where the partner's glare adds a few percent."""
LEAST_SIGNALS = 5
"""Such signals below which no estimate is made."""
SAME_PLACE = 0.2
"""Distance (signal diameters) within which two points lie on each other."""
ALONE = 2.2
"""Distance (signal diameters) beyond which the glare of another signal adds under 1 %."""
MOST = 0.6
"""Shares above this are no bleed-through: the two channels show the same thing."""


@dataclass(frozen=True, slots=True)
class Bleed:
    """Share of each dye that the other channel sees."""

    five_into_three: float = 0.0
    three_into_five: float = 0.0


def estimate_share(own: NDArray[np.floating], other: NDArray[np.floating], away: NDArray[np.floating]) -> float | None:
    """
    Share of a dye seen in the other channel.

    `own` and `other` are heights above the local ground at the dye's signals, `away` is the distance (diameters) of the
    nearest point of the other channel. None when there are too few signals.
    """
    bright = own >= 0.6 * np.median(own) if len(own) else np.zeros(0, bool)
    if bright.sum() < LEAST_SIGNALS:
        return None
    ratio = np.clip(other[bright] / own[bright], 0, None)
    share = float(np.percentile(ratio, PERCENTILE_OF_ALL))
    alone = ratio[(away[bright] <= SAME_PLACE) | (away[bright] >= ALONE)]
    if len(alone) >= LEAST_SIGNALS:
        share = min(share, float(np.percentile(alone, PERCENTILE)))
    return min(share, 1.0)


def unmix(five: Plane, three: Plane, bleed: Bleed) -> tuple[Plane, Plane]:
    """Both channels without the other's light: the inverse of the 2 x 2 mixture."""
    a, b = bleed.five_into_three, bleed.three_into_five
    if a == 0 and b == 0:
        return five, three
    whole = np.float32(1 / (1 - a * b))
    return (five - np.float32(b) * three) * whole, (three - np.float32(a) * five) * whole
