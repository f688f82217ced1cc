"""
All nuclei of a slide, those that are not counted too: whether leaving them out moves the percentage.

Nuclei are left out for what they look like in DAPI, which should not depend on their signals. Whether it does is tested
here, on the classes that the nuclei left out would have; and the share of all nuclei is bounded, whatever they are.
"""

import math
from collections.abc import Sequence

from breakapart.model.fish import FishPattern, ProbeProfile
from breakapart.model.fish_image import ExcludedNucleus, FishCell, OverAll
from breakapart.scoring.proportion import wilson

NOT_NUCLEI = frozenset({"small"})
"""Reasons for which what is left out is no nucleus: specks, and slices too thin to hold the signals."""
BIAS_P = 0.01
"""Probability below which nuclei left out are said to differ from those scored; as for fields that disagree."""


def over_all(cells: Sequence[FishCell], excluded: Sequence[ExcludedNucleus], profile: ProbeProfile) -> OverAll | None:
    """The share of rearranged nuclei over all that were found; None when nothing was."""
    kept = FishPattern.ISOLATED_3P if profile.kept_side == "3p" else FishPattern.ISOLATED_5P
    rearranged_patterns = {FishPattern.SPLIT, kept}
    out = [nucleus.provisional for nucleus in excluded if nucleus.reason not in NOT_NUCLEI]
    found = len(cells) + len(out)
    if not found:
        return None
    sure = [cell.pattern for cell in cells if cell.pattern in _CLEAR]
    rearranged = sum(pattern in rearranged_patterns for pattern in sure)
    best = [cell.pattern if cell.pattern in _CLEAR else cell.nearest for cell in cells]
    best = [pattern for pattern in best if pattern in _CLEAR]
    read = [pattern for pattern in out if pattern in _CLEAR]
    hits_in, hits_out = (sum(pattern in rearranged_patterns for pattern in some) for some in (best, read))
    hits, classed = hits_in + hits_out, len(best) + len(read)
    interval = wilson(hits, classed) if classed else None
    return OverAll(
        nuclei=found,
        classed=classed,
        rearranged=hits,
        percent=100 * hits / classed if classed else None,
        interval=None if interval is None else (100 * interval[0], 100 * interval[1]),
        percent_low=100 * rearranged / found,
        percent_high=100 * (found - len(sure) + rearranged) / found,
        left_out=len(out),
        left_out_classed=len(read),
        left_out_rearranged=hits_out,
        p=fisher_exact(hits_in, len(best) - hits_in, hits_out, len(read) - hits_out) if best and read else None,
    )


_CLEAR = frozenset({FishPattern.FUSED, FishPattern.SPLIT, FishPattern.ISOLATED_3P, FishPattern.ISOLATED_5P})


def fisher_exact(a: int, b: int, c: int, d: int) -> float:
    """
    Two-sided probability of a table ((a, b), (c, d)) or a less likely one with the same sums (Fisher 1922, doi
    10.2307/2340521).

    >>> round(fisher_exact(3, 1, 1, 3), 4)
    0.4857
    """
    first, second, hits = a + b, c + d, a + c
    total = math.comb(first + second, hits)
    possible = range(max(0, hits - second), min(first, hits) + 1)
    ways = [math.comb(first, k) * math.comb(second, hits - k) for k in possible]
    observed = math.comb(first, a) * math.comb(second, c)
    return sum(way for way in ways if way <= observed) / total
