"""Suyang on the one-dimensional bank: a person at a time, and many at once.

The bank's parameters are taken as known, as those of well calibrated items: no shared error, no
own error, no uncertainty of a.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.adaptive.bank import LONGEST, PRECISION, World
from benchmarks.adaptive.sittings import Sitting, Sittings, one_by_one, timed
from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian, posterior, posterior_batch
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.selection import choose, should_stop
from suyang.psychometrics.unidimensional import simulate_unidimensional

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# The state needs a place for each index that items have, though nothing is shared.
ERROR: Final = ItemError(levels=1, areas=1, formats=1)
ALONE: Final = np.ones(1)
# As assessment.engine has them, which needs Django: how many best items the choice is spread over,
# what they must promise, and how still the moments must stand to choose.
SPREAD: Final = (12, 10, 8, 7, 6, 5)
WORTH: Final = 0.4
STILL_ENOUGH: Final = 1e-3


def a_person_at_a_time(
    world: World, *, randomesque: Sequence[int] = (1,), worth: float = 0.0, seed: int = 0
) -> Sittings:
    """As a check runs: after each answer the posterior of all of them, then the next item."""
    person = _Person(world, items(world), tuple(randomesque), worth, np.random.default_rng(seed))
    return one_by_one(len(world.theta), person.sit)


def many_at_once(
    world: World,
    *,
    randomesque: Sequence[int] = (1,),
    worth: float = 0.0,
    exposure_cap: float = 1.0,
    seed: int = 0,
) -> Sittings:
    """By the grid."""
    bank = items(world)

    def sit() -> tuple[Integers, Array]:
        found = simulate_unidimensional(
            bank,
            world.theta,
            world.draws,
            longest=LONGEST,
            precision=PRECISION,
            randomesque=randomesque,
            worth=worth,
            exposure_cap=exposure_cap,
            rng=np.random.default_rng(seed),
        )
        return found.given, found.mean

    return timed(sit)


def items(world: World) -> Items:
    return Items.of(
        competence=np.zeros(world.a.size, dtype=np.int64),
        area=0,
        level=0,
        format=0,
        a=world.a,
        b=world.b,
        own_sd=0,
        log_a_sd=0,
        shared=0,
    )


class _Person(NamedTuple):
    world: World
    bank: Items
    randomesque: tuple[int, ...]
    worth: float
    rng: np.random.Generator

    def sit(self, person: int) -> Sitting:
        path: list[int] = []
        scores: list[int] = []
        open_ = np.ones(len(self.bank), dtype=np.bool_)
        now = self._to_choose(path, scores)
        while not should_stop(now, ALONE, len(path), longest=LONGEST, precision=PRECISION):
            item = self._next(now, open_, len(path))
            open_[item] = False
            path.append(item)
            scores.append(int(self.world.right(person, item)))
            now = self._to_choose(path, scores)
        said = posterior(np.zeros(1), np.eye(1), self.bank.take(path), scores, error=ERROR)
        return path, float(said.theta_mean[0])

    def _to_choose(self, path: list[int], scores: list[int]) -> Gaussian:
        index = np.arange(len(path)).reshape(1, -1)
        given = np.array(scores, dtype=np.int64).reshape(1, -1)
        mine = self.bank.take(path)
        return posterior_batch(
            np.zeros(1), np.eye(1), mine, index, given, error=ERROR, tolerance=STILL_ENOUGH
        )[0]

    def _next(self, now: Gaussian, open_: npt.NDArray[np.bool_], answered: int) -> int:
        size = self.randomesque[min(answered, len(self.randomesque) - 1)]
        return choose(
            now,
            self.bank,
            ALONE,
            open_,
            randomesque=size,
            worth=self.worth,
            rng=self.rng if size > 1 else None,
        )
