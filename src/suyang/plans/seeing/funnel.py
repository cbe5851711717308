"""Which units stand apart from the whole, and which cannot be told apart from it.

Numbers only. The logic is that of a funnel plot: a unit is held against the whole with the chance
variation that its own size brings with it, and units are sorted into three groups instead of ranks
(Spiegelhalter 2005; Goldstein & Spiegelhalter 1996). Many units are looked at at once, so that some
would stand outside by chance alone: p-values pass through the step-up procedure of Benjamini &
Hochberg (1995), which keeps the expected share of false calls among the calls at or below `level`.

Sources and limits: docs/methods/comparing-units.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

# The 97.5th percentile of the normal distribution, and the share of false calls that is allowed.
Z: Final = 1.959963984540054
LEVEL: Final = 0.05
# Fewer expected on either side than this: the unit is small and its interval wide.
SMALL: Final = 5.0

ABOVE, BELOW, NOT_APART = "above", "below", "not_apart"


@dataclass(frozen=True)
class Share:
    """`count` of `of` people, villages, …: whole numbers, 0 <= count <= of, of > 0."""

    count: float
    of: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.count) and math.isfinite(self.of)):
            raise ValueError("a share needs finite numbers")
        if self.of <= 0 or not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} is no share")

    @property
    def value(self) -> float:
        return self.count / self.of


@dataclass(frozen=True)
class Measured:
    """An estimate with its standard error (> 0), in one unit with those it is held against."""

    value: float
    error: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.error)) or self.error <= 0:
            raise ValueError("an estimate needs a finite value and a standard error above zero")


@dataclass(frozen=True)
class Placed:
    """Where one unit stands: its value, its own 95 % interval, how surprising its distance from
    the whole would be by chance (p), the group, and whether it is small."""

    value: float
    low: float
    high: float
    p: float
    group: str
    small: bool = False


def wilson(share: Share) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson (1927); it never leaves 0 to 1."""
    n, p = share.of, share.value
    middle = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    # At the ends the exact bounds are 0 and 1; rounding must not move them.
    low = 0.0 if share.count == 0 else (middle - half) / scale
    high = 1.0 if share.count == share.of else (middle + half) / scale
    return low, high


def binomial_p(count: float, of: float, whole: float) -> float:
    """Two-sided exact p-value of `count` of `of` where the share is `whole`: twice the smaller
    tail, at most 1. Counts are rounded to whole numbers. Raises ValueError for a share off 0 to 1.
    """
    if not 0 <= whole <= 1:
        raise ValueError(f"{whole} is no share")
    k, n = round(count), round(of)
    if whole in (0.0, 1.0):
        return 1.0 if k == n * whole else 0.0
    expected = n * whole
    if k >= expected:
        return min(1.0, 2 * _upper_tail(k, n, whole))
    return min(1.0, 2 * _upper_tail(n - k, n, 1 - whole))


def normal_p(difference: float, error: float) -> float:
    """Two-sided p-value of a difference with its standard error, by the normal distribution."""
    return math.erfc(abs(difference) / error / math.sqrt(2))


def rejected(p_values: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of many p-values the step-up procedure of Benjamini & Hochberg calls: with m values in
    order, all up to the largest i with p(i) <= i/m * level."""
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i])
    last = 0
    for place, i in enumerate(order, start=1):
        if p_values[i] <= place / m * level:
            last = place
    called = set(order[:last])
    return [i in called for i in range(m)]


def shares(units: Sequence[Share], whole: Share, level: float = LEVEL) -> list[Placed]:
    """Units with shares, held against the share of the whole. The chance variation is that of so
    many independent yes-or-no cases; whole and unit overlap, which makes the calls more careful."""
    found = [binomial_p(one.count, one.of, whole.value) for one in units]
    called = rejected(found, level)
    placed = []
    for one, p, apart in zip(units, found, called, strict=True):
        low, high = wilson(one)
        few = min(one.of * whole.value, one.of * (1 - whole.value)) < SMALL
        group = _group(one.value - whole.value, apart)
        placed.append(Placed(one.value, low, high, p, group, few))
    return placed


def estimates(units: Sequence[Measured], whole: Measured, level: float = LEVEL) -> list[Placed]:
    """Units with standard errors, held against the whole with its own. The covariance of a part
    with its whole is not below zero, so that leaving it out makes the calls more careful."""
    found = [normal_p(one.value - whole.value, math.hypot(one.error, whole.error)) for one in units]
    called = rejected(found, level)
    return [
        Placed(
            one.value,
            one.value - Z * one.error,
            one.value + Z * one.error,
            p,
            _group(one.value - whole.value, apart),
        )
        for one, p, apart in zip(units, found, called, strict=True)
    ]


def _group(difference: float, apart: bool) -> str:
    if not apart or difference == 0:
        return NOT_APART
    return ABOVE if difference > 0 else BELOW


def _upper_tail(k: int, n: int, p: float) -> float:
    """P(X >= k) for k at or above the mean: the terms from k on shrink and are added until they no
    longer matter."""
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    log_first = (
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(p)
        + (n - k) * math.log1p(-p)
    )
    total, last, start = 1.0, 1.0, k
    odds = p / (1 - p)
    while start < n and last > 1e-17 * total:
        steps = np.arange(start, min(start + 4096, n), dtype=float)
        terms = last * np.cumprod((n - steps) / (steps + 1) * odds)
        total += float(terms.sum())
        last = float(terms[-1])
        start += len(steps)
    return min(1.0, math.exp(log_first) * total)
