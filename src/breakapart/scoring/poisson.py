"""Counts of rare events over an area: the exact Poisson interval."""

import math


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """
    Exact interval of the expected number of events when `count` were seen.

    Source: Garwood 1936, Biometrika 28:437.

    >>> [round(end, 2) for end in poisson_interval(10)]
    [4.8, 18.39]

    Raises ValueError unless count >= 0 and 0 < confidence < 1.
    """
    if count < 0:
        raise ValueError(f"count is {count}, expected 0 or more")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, expected a number between 0 and 1")
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _mean_at(1 - tail, count - 1)
    return low, _mean_at(tail, count)


def poisson_at_most(count: int, mean: float) -> float:
    """Probability of at most `count` events when `mean` are expected, summed from the largest term down."""
    if mean == 0:
        return 1.0
    log_mean = math.log(mean)
    return min(1.0, math.fsum(math.exp(k * log_mean - mean - math.lgamma(k + 1)) for k in range(count + 1)))


def _mean_at(probability: float, count: int) -> float:
    """The mean at which at most `count` events have this probability, by halving."""
    low, high = 0.0, 10.0 + 4.0 * count
    for _ in range(60):
        middle = (low + high) / 2
        if poisson_at_most(count, middle) > probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2
