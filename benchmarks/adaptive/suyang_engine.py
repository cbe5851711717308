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
from suyang.psychometrics import exposure
from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian, posterior
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.scale import level_cuts
from suyang.psychometrics.tracking import Prepared, quick_reduction
from suyang.psychometrics.unidimensional import simulate_unidimensional

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# The state needs a place for each index that items have, though nothing is shared.
ERROR: Final = ItemError(areas=1, formats=1)
ALONE: Final = np.ones(1)


def a_person_at_a_time(world: World, usable: Flags | None = None) -> Sittings:
    """As a check runs: after each answer the person is followed and the item that tells most is
    asked; the posterior of all answers says whether to stop, and what is reported.

    usable: (people, n), the part of the bank that each check draws; all of it when None.
    """
    bank = items(world)
    everything = np.ones((len(world.theta), len(bank)), dtype=np.bool_)
    person = _Person(
        world, bank, Prepared.of(bank, 1, ERROR), everything if usable is None else usable
    )
    return one_by_one(len(world.theta), person.sit)


def draws(world: World, seed: int = 0) -> Flags:
    """The part of the bank that each person's check draws, (people, n)."""
    rng, bank = np.random.default_rng(seed), items(world)
    pool = np.ones(len(bank), dtype=np.bool_)
    return np.array([exposure.drawn(bank, pool, LONGEST, rng) for _person in world.theta])


def many_at_once(
    world: World,
    *,
    randomesque: Sequence[int] = (1,),
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
            exposure_cap=exposure_cap,
            rng=np.random.default_rng(seed),
        )
        return found.given, found.mean

    return timed(sit)


def items(world: World) -> Items:
    return Items.of(
        competence=np.zeros(world.a.size, dtype=np.int64),
        area=0,
        # Draws are spread over levels.
        level=np.searchsorted(level_cuts(), world.b),
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
    prepared: Prepared
    usable: Flags

    def sit(self, person: int) -> Sitting:
        path: list[int] = []
        scores: list[int] = []
        open_ = self.usable[person].copy()
        now, said = self.prepared.nobody(np.zeros(1), np.eye(1)), self._said(path, scores)
        while len(path) < LONGEST and said.theta_sd[0] > PRECISION:
            rows = np.flatnonzero(open_)
            reduction = quick_reduction(now, self.prepared, ALONE)
            item = int(rows[reduction.take(rows).argmax()])
            open_[item] = False
            path.append(item)
            scores.append(int(self.world.right(person, item)))
            now = now.after(self.prepared, item, scores[-1], 0.0)
            said = self._said(path, scores)
        return path, float(said.theta_mean[0])

    def _said(self, path: list[int], scores: list[int]) -> Gaussian:
        return posterior(np.zeros(1), np.eye(1), self.bank.take(path), scores, error=ERROR)
