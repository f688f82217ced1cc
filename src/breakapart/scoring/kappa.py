"""Agreement of two raters beyond chance."""

from collections import Counter
from collections.abc import Hashable, Sequence


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """
    Cohen's kappa of two ratings of the same things (1960, doi 10.1177/001316446002000104).

    None when it is not defined: nothing rated, or both raters gave everything the same single class.

    >>> cohen_kappa("aabb", "aabb"), cohen_kappa("aaaa", "aaaa")
    (1.0, None)
    >>> round(cohen_kappa(["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15), 2)
    0.4
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} ratings of one rater, {len(other)} of the other")
    if not one:
        return None
    n = len(one)
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    first, second = Counter(one), Counter(other)
    chance = sum(first[label] * second[label] for label in first) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)
