"""What each engine needed and how far off it was, and whether a peer is better on both."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.adaptive.bank import ITEMS, World
from benchmarks.adaptive.sittings import Sittings

Array = npt.NDArray[np.float64]

RESAMPLES: Final = 2000
# Enough people a draw to keep an array of resamples small.
_CHUNK: Final = 50


def figures(world: World, sat: Sittings) -> dict[str, Any]:
    """Of one engine. RMSE and bias in standard deviations of the population; ms a person.

    used_most: share of people who met the item that most met; unused: share of the bank's items.
    """
    error = _error(world, sat)
    met = np.bincount(sat.given[sat.given >= 0], minlength=ITEMS)
    return {
        "people": len(sat),
        "items": round(float(sat.length.mean()), 2),
        "rmse": round(float(np.sqrt(np.mean(error**2))), 4),
        "bias": round(float(error.mean()), 4),
        "ms": round(1000 * sat.wall / len(sat), 3),
        "cpu_ms": round(1000 * sat.cpu / len(sat), 3),
        "used_most": round(float(met.max() / len(sat)), 3),
        "unused": round(float(np.mean(met == 0)), 3),
    }


def beside(world: World, ours: Sittings, theirs: Sittings, seed: int = 0) -> dict[str, Any]:
    """Ours minus theirs on the people both had, with 95 % intervals; and whether theirs dominates.

    Intervals: percentiles of a bootstrap over people, so that what a person has in common in both
    is in both. A peer dominates when both intervals lie above 0: more items and a larger error.
    """
    people = min(len(ours), len(theirs))
    items = (ours.length[:people] - theirs.length[:people]).astype(np.float64)
    squares = [_error(world, one)[:people] ** 2 for one in (ours, theirs)]
    rng = np.random.default_rng(seed)
    of_items, of_rmse = [], []
    for _number in range(RESAMPLES // _CHUNK):
        rows = rng.integers(people, size=(_CHUNK, people))
        of_items.append(items[rows].mean(axis=1))
        roots = [np.sqrt(square[rows].mean(axis=1)) for square in squares]
        of_rmse.append(roots[0] - roots[1])
    rmse = np.sqrt(squares[0].mean()) - np.sqrt(squares[1].mean())
    found: dict[str, Any] = {
        "people": people,
        "items": _interval(items.mean(), np.concatenate(of_items)),
        "rmse": _interval(rmse, np.concatenate(of_rmse)),
    }
    return found | {"dominated": found["items"]["low"] > 0 and found["rmse"]["low"] > 0}


def _error(world: World, sat: Sittings) -> Array:
    return np.asarray(sat.estimate - world.theta[: len(sat)], dtype=np.float64)


def _interval(difference: float, resampled: Array) -> dict[str, float]:
    low, high = np.quantile(resampled, [0.025, 0.975])
    return {
        "difference": round(float(difference), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }
