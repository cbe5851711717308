"""Judging a figure against a target, and looking ahead. Numbers only; words are put elsewhere.

A target is met, on track or behind only where the interval of what is known lies wholly on that
side; where it does not, that is "not shown" (DESIGN 13). Counts, sums and rates out of reports are
what was reported, without sampling error: their interval is the value itself. Estimates bring
their 95 % interval along.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

# Figures from which a line is drawn ahead; from fewer its interval says nothing.
FEWEST: Final = 4
COVERS: Final = 0.95


class Judgement(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    NOT_SHOWN = "not_shown"
    NO_DATA = "no_data"


class Why(StrEnum):
    """What a judgement rests on."""

    REACHED = "reached"  # the target itself is reached
    AHEAD = "ahead"  # at or beyond the path to it
    SHORT_OF_PATH = "short_of_path"
    SHORT_AT_THE_END = "short_at_the_end"
    ACROSS_PATH = "across_path"  # the interval holds the path's value
    ACROSS_TARGET = "across_target"
    NO_PATH = "no_path"  # nothing says where it should be by now
    SUPPRESSED = "suppressed"
    MISSING = "missing"
    EXPIRED = "expired"  # the last audit's result no longer holds
    NOT_YET = "not_yet"  # the path begins later


@dataclass(frozen=True)
class Known:
    """What is known at a time, and its interval. value None: nothing, and `mark` says why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    mark: str = ""

    @property
    def interval(self) -> tuple[float, float]:
        """Both ends; the value itself where it is known without error. Needs a value."""
        if self.value is None:
            raise ValueError("nothing is known, so there is no interval")
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high


@dataclass(frozen=True)
class Path:
    """The way to a target; times are any numbers that grow, such as months since a year 0.

    begins, baseline: where it starts, None where nothing is known of that. ends, target: where it
    is to be. at_least: or at most. gathers: the figure adds up from nothing at `begins` (a year's
    sum, month by month), so the baseline is no point of the way. steps: values on the way, by
    time; between points it is a line.
    """

    ends: float
    target: float
    begins: float | None = None
    baseline: float | None = None
    at_least: bool = True
    gathers: bool = False
    steps: Mapping[float, float] = field(default_factory=dict)

    def expected(self, time: float) -> float | None:
        """Where it should be at a time; None before the way begins, or where there is none."""
        if time >= self.ends:
            return self.target
        points = dict(self.steps)
        if self.begins is not None and self.gathers:
            points[self.begins] = 0.0
        elif self.begins is not None and self.baseline is not None:
            points[self.begins] = self.baseline
        points = {at: value for at, value in points.items() if at < self.ends}
        points[self.ends] = self.target
        before = [at for at in points if at <= time]
        if not before or len(points) < 2:
            return None
        left = max(before)
        right = min(at for at in points if at > time)
        share = (time - left) / (right - left)
        return points[left] + share * (points[right] - points[left])


@dataclass(frozen=True)
class Judged:
    """expected: where it should have been at the time, where there is a path."""

    judgement: Judgement
    why: Why
    expected: float | None = None


def judge(path: Path, known: Known, time: float) -> Judged:
    """What is known at a time, against the target and the way to it."""
    expected = path.expected(time)
    if known.value is None:
        if known.mark == "suppressed":
            return Judged(Judgement.NOT_SHOWN, Why.SUPPRESSED, expected)
        why = Why.EXPIRED if known.mark == "expired" else Why.MISSING
        return Judged(Judgement.NO_DATA, why, expected)
    if _beyond(path, known, path.target):
        return Judged(Judgement.MET, Why.REACHED, expected)
    if time >= path.ends:
        if _short(path, known, path.target):
            return Judged(Judgement.BEHIND, Why.SHORT_AT_THE_END, expected)
        return Judged(Judgement.NOT_SHOWN, Why.ACROSS_TARGET, expected)
    if expected is None:
        begun = path.begins is not None and time >= path.begins
        no_way = path.begins is None or begun or path.baseline is None
        return Judged(Judgement.NOT_SHOWN, Why.NO_PATH if no_way else Why.NOT_YET, None)
    if _beyond(path, known, expected):
        return Judged(Judgement.ON_TRACK, Why.AHEAD, expected)
    if _short(path, known, expected):
        return Judged(Judgement.BEHIND, Why.SHORT_OF_PATH, expected)
    return Judged(Judgement.NOT_SHOWN, Why.ACROSS_PATH, expected)


def _beyond(path: Path, known: Known, value: float) -> bool:
    low, high = known.interval
    if path.at_least:
        return low >= value or math.isclose(low, value, rel_tol=1e-12)
    return high <= value or math.isclose(high, value, rel_tol=1e-12)


def _short(path: Path, known: Known, value: float) -> bool:
    low, high = known.interval
    return not _beyond(path, known, value) and (high < value if path.at_least else low > value)


# -- ahead --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Projection:
    """Where a line through the last figures leads: value and 95 % prediction interval, at `time`.

    slope: of the line, a unit of time; n: figures that it is drawn through.
    """

    time: float
    value: float
    low: float
    high: float
    slope: float
    n: int


def project(points: Sequence[tuple[float, float]], time: float) -> Projection | None:
    """A line by least squares through (time, value) points, and the interval for one figure more.

    value ± t(n-2) s sqrt(1 + 1/n + (time - mean)² / Sxx), Draper & Smith 1998, *Applied
    Regression Analysis*, 3.4; it takes deviations from the line as independent. None from fewer
    than FEWEST points, or where all are of one time.
    """
    n = len(points)
    if n < FEWEST:
        return None
    mean_t = sum(at for at, _value in points) / n
    mean_v = sum(value for _at, value in points) / n
    spread = sum((at - mean_t) ** 2 for at, _value in points)
    if spread <= 0:
        return None
    slope = sum((at - mean_t) * (value - mean_v) for at, value in points) / spread
    rest = sum((value - mean_v - slope * (at - mean_t)) ** 2 for at, value in points)
    sd = math.sqrt(max(rest, 0.0) / (n - 2))
    value = mean_v + slope * (time - mean_t)
    width = t_quantile((1 + COVERS) / 2, n - 2) * sd
    width *= math.sqrt(1 + 1 / n + (time - mean_t) ** 2 / spread)
    return Projection(time, value, value - width, value + width, slope, n)


def project_sum(values: Sequence[float], so_far: float, remaining: int) -> Projection | None:
    """The sum at the end of a time that gathers: so far, and `remaining` parts like those before.

    values: of single parts (months), independent and alike; their mean m and deviation s give
    so_far + r m ± t(n-1) s sqrt(r + r²/n). None from fewer than FEWEST. `time` is how many remain.
    """
    n = len(values)
    if n < FEWEST or remaining < 0:
        return None
    mean = sum(values) / n
    sd = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    value = so_far + remaining * mean
    width = t_quantile((1 + COVERS) / 2, n - 1) * sd * math.sqrt(remaining + remaining**2 / n)
    return Projection(remaining, value, value - width, value + width, mean, n)


def foreseen(path: Path, ahead: Projection | None) -> Judgement:
    """Whether the line leads to the target: met or behind; else not shown."""
    if ahead is None:
        return Judgement.NOT_SHOWN
    known = Known(ahead.value, ahead.low, ahead.high)
    if _beyond(path, known, path.target):
        return Judgement.MET
    return Judgement.BEHIND if _short(path, known, path.target) else Judgement.NOT_SHOWN


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: int) -> float:
    """The quantile of Student's t distribution, .5 <= probability < 1, freedom >= 1.

    By bisection of its distribution function, 1 - I_x(f/2, 1/2) / 2 with x = f / (f + t²)
    (Abramowitz & Stegun 1964, 26.7.1). Raises ValueError outside.
    """
    if not 0.5 <= probability < 1 or freedom < 1:
        raise ValueError(f"no quantile {probability} of t with {freedom} degrees of freedom")
    low, high = 0.0, 1.0
    while _t_below(high, freedom) < probability:
        high *= 2
    for _step in range(200):
        middle = (low + high) / 2
        if _t_below(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _t_below(t: float, freedom: int) -> float:
    """P(T <= t) for t >= 0, by the finite sums for whole degrees of freedom.

    Abramowitz & Stegun 1964, 26.7.3 (odd) and 26.7.4 (even), with theta = arctan(t / sqrt(f)).
    """
    theta = math.atan2(t, math.sqrt(freedom))
    cosine, sine = math.cos(theta), math.sin(theta)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0
    for step in range(1, freedom // 2 + 1):
        if odd and step > 1:
            term *= cosine**2 * (2 * step - 2) / (2 * step - 1)
        if not odd and step > 1:
            term *= cosine**2 * (2 * step - 3) / (2 * step - 2)
        total += term
    inside = 2 / math.pi * (theta + sine * total) if odd else sine * total
    return 0.5 + inside / 2
