"""What follows from many sittings; every figure comes with its Monte Carlo error.

People are drawn independently, what is said of one person is not; so errors are those of a ratio
of sums over people (linearised, as for clusters in a sample survey).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from suyang.assessment import report
from suyang.assessment.engine import TOP
from suyang.assessment.simulation.sitting import Sitting
from suyang.psychometrics.scale import band_cuts, level_cuts

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
# value, error (its Monte Carlo standard error) and n, the statements that it is made of.
Figure = dict[str, Any]

# Standard normal: half the width of the intervals.
INTERVALS: Final = {"80": 1.2816, "95": 1.96}
NOT_ENOUGH: Final = "not-enough"
# Where the curve of coverage over theta is taken, as wide as a level; the ends are open.
_EDGES: Final = np.array([-np.inf, *level_cuts(), np.inf])
_BEGINNERS: Final = 2


@dataclass(frozen=True)
class Stack:
    """N sittings as arrays (N, P) of P statements of one kind; NaN in `truth` where none is."""

    truth: Array
    mean: Array
    sd: Array
    by_prior: Array
    lowest: Integers
    highest: Integers
    enough: Flags

    @classmethod
    def of(cls, sittings: Sequence[Sitting], statements: slice) -> Stack:
        """The chosen statements (columns of `sitting.Told`) of those who were told something."""
        told = [one.told for one in sittings if one.told is not None]
        return cls(
            *(
                np.stack([getattr(one, name)[statements] for one in told])
                for name in cls.__dataclass_fields__
            )
        )

    @property
    def made(self) -> Flags:
        """Which statements were made, (N, P)."""
        return ~np.isnan(self.truth)


def average(values: npt.ArrayLike, among: npt.ArrayLike) -> Figure:
    """The mean of values (N, P) `among` which it is taken (N, P)."""
    chosen = np.asarray(among, dtype=np.bool_)
    sums = np.where(chosen, np.asarray(values, dtype=np.float64), 0.0).sum(axis=1)
    counts = chosen.sum(axis=1)
    n = int(counts.sum())
    if not n:
        return {"value": None, "error": None, "n": 0}
    value = float(sums.sum() / n)
    error = float(np.sqrt(((sums - value * counts) ** 2).sum()) / n)
    if np.asarray(values).dtype == np.bool_ and value in (0, 1):
        # All alike among few says little: as if one more person were of the other kind.
        error = 1 / (int((counts > 0).sum()) + 2)
    return {"value": round(value, 4), "error": round(error, 4), "n": n}


def accuracy(stack: Stack) -> dict[str, Figure]:
    """Bias and root mean square error of what is reported, and the mean sd that it states."""
    wrong = stack.mean - stack.truth
    square = average(wrong**2, stack.made)
    root = square["value"] ** 0.5 if square["n"] else None
    error = round(square["error"] / (2 * root), 4) if root else None
    return {
        "bias": average(wrong, stack.made),
        "rmse": {**square, "value": round(root, 4) if root else root, "error": error},
        "stated_sd": average(stack.sd, stack.made),
    }


def coverage(stack: Stack, by_prior: bool = False) -> dict[str, Figure]:
    """How often the 80 % and 95 % intervals hold the truth: as reported, or by the plain Sigma."""
    return {name: average(held, stack.made) for name, held in _held(stack, by_prior).items()}


def curve(stack: Stack) -> list[dict[str, Any]]:
    """Bias and coverage of what is reported, by the level at which the truth lies."""
    held, found = _held(stack), []
    for level, (low, high) in enumerate(pairwise(_EDGES), 1):
        inside = stack.made & (stack.truth >= low) & (stack.truth < high)
        found.append(
            {
                "level": level,
                "bias": average(stack.mean - stack.truth, inside),
                **{name: average(values, inside) for name, values in held.items()},
            }
        )
    return found


def confusion(stack: Stack) -> dict[str, Any]:
    """True bands against what is said: shares given the truth, and given what is said.

    rows: true bands; columns: what is said, single bands, ranges, or not enough evidence.
    """
    bands = report.bands()
    pairs = [(low, high) for low in range(len(bands)) for high in range(low, len(bands))]
    columns = [pair for pair in pairs if pair != (0, len(bands) - 1)]
    counts = np.zeros((len(bands), len(columns) + 1))
    truth = np.searchsorted(band_cuts(TOP), stack.truth[stack.made], side="right")
    lowest, highest = stack.lowest[stack.made], stack.highest[stack.made]
    enough = stack.enough[stack.made]
    for number, (low, high) in enumerate(columns):
        chosen = truth[enough & (lowest == low) & (highest == high)]
        counts[:, number] = np.bincount(chosen, minlength=len(bands))
    counts[:, -1] = np.bincount(truth[~enough], minlength=len(bands))
    return {
        "true": list(bands),
        "said": [bands[a] if a == b else f"{bands[a]}…{bands[b]}" for a, b in columns]
        + [NOT_ENOUGH],
        "counts": counts.astype(int).tolist(),
        "given_truth": _shares(counts, 1),
        "given_said": _shares(counts, 0),
    }


def told_bands(stack: Stack) -> dict[str, Figure]:
    """How often what is said lies wholly above or below the true band, and other shares.

    above_at_1, above_at_2, above_at_1_2: of those whose truth is at these levels.
    """
    band = np.searchsorted(band_cuts(TOP), np.nan_to_num(stack.truth), side="right")
    level = np.searchsorted(level_cuts(), np.nan_to_num(stack.truth), side="right")
    above = stack.enough & (stack.lowest > band)
    return {
        "above": average(above, stack.made),
        "below": average(stack.enough & (stack.highest < band), stack.made),
        "above_at_1": average(above, stack.made & (level == 0)),
        "above_at_2": average(above, stack.made & (level == 1)),
        "above_at_1_2": average(above, stack.made & (level < _BEGINNERS)),
        "one_band": average(stack.enough & (stack.lowest == stack.highest), stack.made),
        "not_enough": average(~stack.enough, stack.made),
    }


def sittings(found: Sequence[Sitting], minutes_an_item: float) -> dict[str, Any]:
    """Items, minutes, CPU seconds of a person, and why checks ended."""
    taken = [one for one in found if one.told is not None]
    everyone = np.ones((len(taken), 1), dtype=np.bool_)
    items = np.array([[len(one.rows)] for one in taken], dtype=np.float64).reshape(-1, 1)
    ends = sorted({one.ended_by for one in taken})
    return {
        "people": len(found),
        "checks": len(taken),
        "items": average(items, everyone),
        "minutes": average(items * minutes_an_item, everyone),
        "cpu_s": average(np.array([[one.seconds] for one in taken]).reshape(-1, 1), everyone),
        "ended_by": {end: sum(one.ended_by == end for one in taken) for end in ends},
    }


def _held(stack: Stack, by_prior: bool = False) -> dict[str, Flags]:
    mean, sd = stack.mean, stack.sd
    if by_prior:
        mean, sd = stack.by_prior[..., 0], stack.by_prior[..., 1]
    distance = np.abs(stack.truth - mean)
    return {name: distance <= width * sd for name, width in INTERVALS.items()}


def _shares(counts: Array, axis: int) -> list[list[float]]:
    totals = counts.sum(axis=axis, keepdims=True)
    return [[round(float(one), 4) for one in row] for row in counts / np.maximum(totals, 1)]
