"""Values sorted into steps for a map: equally wide ones, or ones with about as many places each."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

By = Literal["equal", "quantiles"]


@dataclass(frozen=True)
class Steps:
    """Steps from low to high: step i holds edges[i] ≤ value < edges[i + 1], the last its end too.

    One edge alone is one step that holds one value.
    """

    edges: tuple[float, ...]

    @property
    def count(self) -> int:
        return max(len(self.edges) - 1, min(len(self.edges), 1))

    def of(self, value: float) -> int:
        """The step of a value, from 0. Raises ValueError for a value outside all steps."""
        if not self.edges or not self.edges[0] <= value <= self.edges[-1]:
            raise ValueError(f"{value} lies outside the steps {self.edges}")
        return min(bisect_right(self.edges, value), self.count) - 1

    def range(self, step: int) -> tuple[float, float]:
        return self.edges[step], self.edges[min(step + 1, len(self.edges) - 1)]


def steps(values: Sequence[float], wanted: int, by: By) -> Steps:
    """At most `wanted` steps over `values`; equal values always share a step, so ties make fewer.

    Raises ValueError for a value that is not finite or for less than one step.
    """
    if wanted < 1:
        raise ValueError("a map needs at least one step")
    if not all(map(math.isfinite, values)):
        raise ValueError("steps are made of finite numbers only")
    ordered = sorted(values)
    if not ordered:
        return Steps(())
    low, high = ordered[0], ordered[-1]
    if by == "equal":
        inner = [low + (high - low) * i / wanted for i in range(1, wanted)]
    else:
        inner = [ordered[len(ordered) * i // wanted] for i in range(1, wanted)]
    return Steps(tuple(sorted({low, *inner, high})))
