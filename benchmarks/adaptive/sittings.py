"""What an engine made of the people, and what that took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# The items a person was given, in order, and the estimate at the end.
Sitting = tuple[Sequence[int], float]


@dataclass(frozen=True)
class Sittings:
    """given: (people, longest) rows of the bank, -1 after the end. estimate: (people,).

    wall, cpu: seconds for all of them; cpu counts every thread.
    """

    given: Integers
    estimate: Array
    wall: float
    cpu: float

    @property
    def length(self) -> Integers:
        """Items used by each person, (people,)."""
        return np.asarray((self.given >= 0).sum(axis=1), dtype=np.int64)

    def __len__(self) -> int:
        return int(self.estimate.size)


def timed(sit: Callable[[], tuple[Integers, Array]]) -> Sittings:
    """Run people who sit all at once."""
    began, used = time.perf_counter(), time.process_time()
    given, estimate = sit()
    return Sittings(given, estimate, time.perf_counter() - began, time.process_time() - used)


def one_by_one(people: int, sit: Callable[[int], Sitting]) -> Sittings:
    """Run people one after the other."""

    def all_of_them() -> tuple[Integers, Array]:
        return gathered([sit(person) for person in range(people)])

    return timed(all_of_them)


def gathered(sat: Sequence[Sitting]) -> tuple[Integers, Array]:
    """Paths of unequal length as one array, and the estimates."""
    given = np.full((len(sat), max(len(path) for path, _estimate in sat)), -1, dtype=np.int64)
    for row, (path, _estimate) in zip(given, sat, strict=True):
        row[: len(path)] = path
    return given, np.array([estimate for _path, estimate in sat], dtype=np.float64)
