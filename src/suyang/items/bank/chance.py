"""What chance alone would do: tails of counts, without a statistics library."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

# A count of halves and thirds is not a whole number, and its sum is not exact.
ROUNDING = 1e-9


def hits_or_more(chances: Iterable[float], hits: float) -> float:
    """The probability of at least `hits` successes in independent trials with these chances."""
    counts = np.ones(1)
    for chance in chances:
        counts = np.convolve(counts, (1 - chance, chance))
    return float(min(counts[math.ceil(hits - ROUNDING) :].sum(), 1.0))


def chi_square(counts: Iterable[int]) -> float:
    """Pearson's statistic of counts that should be even."""
    found = list(counts)
    even = sum(found) / len(found)
    return sum((count - even) ** 2 / even for count in found) if even else 0.0


def chi_square_or_more(statistic: float, freedom: int) -> float:
    """The upper tail of chi-square, built up from one or two degrees of freedom by twos."""
    half = statistic / 2
    if half <= 0:
        return 1.0
    tail = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    for below in range(2 - freedom % 2, freedom, 2):
        tail += math.exp(below / 2 * math.log(half) - half - math.lgamma(below / 2 + 1))
    return min(tail, 1.0)
