"""The certification method of Pix (France), written from its public descriptions.

From the discussions of its changes (pull requests of 1024pix/pix on GitHub, by number):

- one ability; two-parameter items; the next item is the one with most information at the present
  estimate, a² p (1 - p) (3715), drawn among the best five: the first with chance .51, otherwise the
  second with chance .51, and so on (6188, 6581);
- the estimate is the mean over 81 equally spaced abilities from -9 to 9 of all answers' likelihood
  times a normal density of variance 1.5 around the previous estimate: the prior moves (3715);
- its error is the standard deviation of the same, with Sheppard's correction (3853);
- a certification starts at -3 (6989) and has 32 questions.

Here it stops like the others, by its own error or after 30. Left out are rules that serve comfort
or coverage and can only cost precision: bounds on how fast the estimate moves, easier questions at
first, one question a subject, all competences. No code of Pix was used.

Positioning, the other method of Pix, infers deterministically that harder skills of the same kind
are failed and easier ones mastered; it has no standard error, so it has no place in this table.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.adaptive.bank import LONGEST, PRECISION, World
from benchmarks.adaptive.sittings import Sittings, timed

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

GRID: Final = np.linspace(-9.0, 9.0, 81)
PRIOR_VARIANCE: Final = 1.5
START: Final = -3.0
BEST: Final = 5
CHANCE: Final = 0.51
_STEP: Final = GRID[1] - GRID[0]


def certification(world: World, *, seed: int = 0) -> Sittings:
    """Start at -3, items drawn among the best five."""
    return timed(lambda: _sit(world, START, BEST, np.random.default_rng(seed)))


def estimate_alone(world: World) -> Sittings:
    """Start at 0, always the best item: what its estimate is worth, without exposure control."""
    return timed(lambda: _sit(world, 0.0, 1, np.random.default_rng(0)))


def _sit(
    world: World, start: float, among: int, rng: np.random.Generator
) -> tuple[Integers, Array]:
    people = world.theta.size
    given = np.full((people, LONGEST), -1, dtype=np.int64)
    estimate, error = np.full(people, start), np.full(people, np.inf)
    likelihood = np.zeros((people, GRID.size))
    for answered in range(LONGEST):
        open_ = np.flatnonzero(error > PRECISION)
        if not open_.size:
            break
        information = _information(world, estimate[open_])
        np.put_along_axis(information, given[open_, :answered], -1.0, axis=1)
        items = _drawn(information, among, rng)
        given[open_, answered] = items
        chance = _solved(world.theta[open_], world.a[items], world.b[items])
        sign = np.where(world.draws[open_, items] < chance, 1.0, -1.0)
        u = (sign * world.a[items])[:, None] * (GRID - world.b[items][:, None])
        likelihood[open_] -= np.logaddexp(0.0, -u)
        estimate[open_], error[open_] = _estimated(likelihood[open_], estimate[open_])
    return given, estimate


def _estimated(log_likelihood: Array, previous: Array) -> tuple[Array, Array]:
    log_weight = log_likelihood - (GRID - previous[:, None]) ** 2 / (2 * PRIOR_VARIANCE)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    mean = weight @ GRID
    variance = np.sum(weight * (GRID - mean[:, None]) ** 2, axis=1)
    return mean, np.sqrt(np.maximum(variance - _STEP**2 / 12, 0.0))


def _information(world: World, estimate: Array) -> Array:
    p = _solved(estimate[:, None], world.a, world.b)
    return np.asarray(world.a**2 * p * (1 - p), dtype=np.float64)


def _drawn(information: Array, among: int, rng: np.random.Generator) -> Integers:
    """The best item, or with chance .49 the second, and so on; the last when none was taken."""
    best = np.argsort(-information, axis=1, kind="stable")[:, :among]
    places = np.minimum(rng.geometric(CHANCE, len(best)) - 1, among - 1)
    return np.asarray(best[np.arange(len(best)), places], dtype=np.int64)


def _solved(theta: Array, a: Array, b: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a * (theta - b))), dtype=np.float64)
