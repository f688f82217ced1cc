"""Shares of counted cells: intervals, and the probability that the true share reaches a cut-off."""

import math

Z_95 = 1.96
"""Standard normal quantile of a two-sided 95 % interval, to the two decimals that published Wilson tables use."""

_TINY = 1e-300
_ENOUGH = 1e-15
_MOST_TERMS = 10_000


def wilson(k: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """
    Wilson score interval of `k` of `n`, as shares between 0 and 1.

    It keeps its coverage where the usual k/n +- z*s.e. fails: near 0, near 1 and for few cells.
    Source: Wilson 1927, J Am Stat Assoc 22:209; Brown, Cai and DasGupta 2001, doi 10.1214/ss/1009213286.

    >>> [round(100 * end, 1) for end in wilson(15, 100)]
    [9.3, 23.3]

    Raises ValueError unless 0 <= k <= n, n >= 1 and z > 0.
    """
    _check_counts(k, n)
    if z <= 0:
        raise ValueError(f"z is {z}, expected a number above 0")
    share, z2 = k / n, z * z
    centre = share + z2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    # The ends at 0 and 1 are exact; floating point would miss them by one part in 10**17.
    low = 0.0 if k == 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if k == n else min(1.0, (centre + half) / scale)
    return low, high


def clopper_pearson(k: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """
    Exact (conservative) binomial interval of `k` of `n`, as shares between 0 and 1.

    Source: Clopper and Pearson 1934, Biometrika 26:404.

    Raises ValueError unless 0 <= k <= n, n >= 1 and 0 < confidence < 1.
    """
    _check_counts(k, n)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, expected a number between 0 and 1")
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else _beta_quantile(tail, k, n - k + 1)
    high = 1.0 if k == n else _beta_quantile(1 - tail, k + 1, n - k)
    return low, high


def probability_at_least(cutoff: float, k: int, n: int, *, prior: tuple[float, float] = (1.0, 1.0)) -> float:
    """
    Posterior probability that the true share is at least `cutoff` (0 to 1), after `k` of `n`.

    The prior is Beta(*prior*); Beta(1, 1) holds every share to be equally likely beforehand (Bayes 1763), so that the
    cells alone speak.

    >>> round(probability_at_least(0.15, 15, 100), 2)
    0.55

    Raises ValueError unless 0 <= k <= n, 0 <= cutoff <= 1 and both prior weights are above 0.
    """
    _check_counts(k, n, least_n=0)
    if not 0 <= cutoff <= 1:
        raise ValueError(f"cutoff is {cutoff}, expected a share between 0 and 1")
    if min(prior) <= 0:
        raise ValueError(f"prior is {prior}, expected two weights above 0")
    # The mirrored integral is taken, not 1 - I(x), so that small probabilities keep their digits.
    return incomplete_beta(prior[1] + n - k, prior[0] + k, 1 - cutoff)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """
    Regularised incomplete beta function: P(Beta(a, b) <= x).

    Continued fraction (DLMF 8.17.22) by the modified Lentz method, on the side where it converges fast.

    Raises ValueError unless a > 0, b > 0 and 0 <= x <= 1.
    """
    if a <= 0 or b <= 0:
        raise ValueError(f"a and b are {a} and {b}, expected numbers above 0")
    if not 0 <= x <= 1:
        raise ValueError(f"x is {x}, expected a number between 0 and 1")
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1 - x)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x) - math.log(a)
    )
    return min(1.0, math.exp(log_front) / _beta_fraction(a, b, x))


def _beta_fraction(a: float, b: float, x: float) -> float:
    value, c, d = 1.0, 1.0, 0.0
    for term in range(1, _MOST_TERMS):
        m = term // 2
        if term % 2 == 0:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 + step * d
        d = 1 / (d if abs(d) > _TINY else _TINY)
        c = 1 + step / c
        c = c if abs(c) > _TINY else _TINY
        value *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return value


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """The x at which P(Beta(a, b) <= x) is `probability`, by halving: always converges, 60 steps are exact enough."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if incomplete_beta(a, b, middle) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def binomial(k: int, n: int, share: float) -> float:
    """Probability of exactly `k` of `n` when the true share is `share`."""
    if not 0 <= k <= n:
        return 0.0
    return math.comb(n, k) * share**k * (1 - share) ** (n - k)


def _check_counts(k: int, n: int, *, least_n: int = 1) -> None:
    if n < least_n or not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a count of cells")
