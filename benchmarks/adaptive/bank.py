"""The bank and the people of the comparison, and the answers that everybody draws from.

500 two-parameter items, a ~ lognormal(.1, .3), b ~ N(0, 1.2), people N(0, 1); a check stops at a
standard error of .3 or after 30 items. Abilities and difficulties are in standard deviations of
the population.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

ITEMS: Final = 500
PRECISION: Final = 0.3
LONGEST: Final = 30


@dataclass(frozen=True)
class World:
    """a, b: (n,). theta: (people,). draws: (people, n), uniform: the answer of each to each item.

    With common draws an answer is the same whichever engine asks, so that what differs between
    engines is the engines' (common random numbers).
    """

    a: Array
    b: Array
    theta: Array
    draws: Array

    @classmethod
    def of(cls, seed: int, people: int) -> World:
        # A stream for each, so that a run with more people has the same bank and first people.
        bank, abilities, answers = np.random.default_rng(seed).spawn(3)
        return cls(
            bank.lognormal(0.1, 0.3, ITEMS),
            bank.normal(0.0, 1.2, ITEMS),
            abilities.normal(0.0, 1.0, people),
            answers.random((people, ITEMS)),
        )

    def first(self, people: int) -> World:
        """The same with only so many people."""
        return World(self.a, self.b, self.theta[:people], self.draws[:people])

    def right(self, person: int, item: int) -> bool:
        chance = 1 / (1 + np.exp(-self.a[item] * (self.theta[person] - self.b[item])))
        return bool(self.draws[person, item] < chance)
