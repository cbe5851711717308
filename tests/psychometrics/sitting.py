"""Simulated checks: items of all kinds, chosen as a check chooses them, answered by somebody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from suyang.psychometrics import exposure
from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.responses import category_probabilities, guessing_for, probability
from suyang.psychometrics.scale import (
    expert_difficulty,
    expert_graded_difficulty,
    expert_steps,
)
from suyang.psychometrics.selection import Owed, paying
from suyang.psychometrics.tracking import Followed, Prepared, quick_reduction

from .world import AREAS, EQUAL, SIGMA, K, true_parameters

Array = npt.NDArray[np.float64]

ERROR = ItemError()
# By format: the chance of a blind hit, the number of scores, and how many of twenty items are such,
# about as in the bank that ships. Choices (of four, three, two), entries, several to tick, tasks.
KINDS = (
    (1 / 4, 2, 8),
    (1 / 3, 2, 1),
    (1 / 2, 2, 1),
    (0.0, 2, 3),
    (0.0, 2, 1),
    (1 / 12, 2, 2),
    (0.0, 2, 1),
    (0.0, 3, 2),
    (0.0, 4, 1),
)
CHOICES = KINDS[:3]
_WIDTH = max(categories for _c, categories, _many in KINDS) - 1
# Where the blueprints of ordinary checks start.
START = -1.2


def items_of(
    kinds: tuple[tuple[float, int, int], ...],
    rng: np.random.Generator,
    n: int,
    **more: npt.ArrayLike,
) -> Items:
    """n expert items over all competences, levels 1 to 6; `more` as in `Items.of`."""
    competence = rng.permutation(np.resize(np.arange(K), n))
    level = rng.integers(1, 7, n)
    many = np.repeat(np.arange(len(kinds)), [kind[2] for kind in kinds])
    kind = rng.permutation(np.resize(many, n))
    b, steps = np.zeros(n), np.zeros((n, _WIDTH))
    for i in range(n):
        c, categories, _many = kinds[kind[i]]
        own = expert_steps(categories)
        steps[i, : len(own)] = own
        b[i] = _difficulty(int(level[i]), c, own)
    return Items.of(
        competence=competence,
        area=[AREAS[k] for k in competence],
        level=level - 1,
        format=kind,
        a=1.2,
        b=b,
        c=[kinds[f][0] for f in kind],
        categories=[kinds[f][1] for f in kind],
        steps=steps,
        **more,
    )


@cache
def _difficulty(level: int, c: float, steps: tuple[float, ...]) -> float:
    return expert_graded_difficulty(level, steps) if steps else expert_difficulty(level, c)


@dataclass
class Sitting:
    """Somebody's check. `rows`, `scores` hold the answers that count, in order.

    theta: (K,), the truth. honesty: how likely somebody who does not know says so; assisted: how
    likely an answer was given with help, so that it does not count. competences: those that are
    asked; least by competence and by area, most by competence. whole: all of the pool may be used,
    not only the part that a check draws.
    """

    bank: Items
    rng: np.random.Generator
    theta: Array
    honesty: float = 0.0
    assisted: float = 0.0
    competences: tuple[int, ...] = tuple(range(K))
    least: tuple[int, int] = (0, 0)
    most: int = 99
    whole: bool = False
    rows: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    dont_know: int = 0

    def __post_init__(self) -> None:
        self.prepared = Prepared.of(self.bank, K, ERROR)
        self.person: Followed = self.prepared.nobody(np.full(K, START), SIGMA)
        self.open = np.isin(self.bank.competence, self.competences)
        self.weights = EQUAL * np.isin(np.arange(K), self.competences)
        self.asked: list[int] = []
        # The truth of the items is drawn anew for each check, as their errors would have it.
        known = None if self.bank.shared.any() else np.zeros(ERROR.size)
        self.true_a, self.true_b = true_parameters(self.bank, self.rng, known)

    @property
    def guessing(self) -> Array:
        """The guessing assumed of this person, (n,)."""
        wrong = self.scores.count(0) - self.dont_know
        return guessing_for(self.dont_know, len(self.scores), self.bank.c, wrong=wrong)

    @property
    def items(self) -> Items:
        """The items whose answers count, with this person's guessing."""
        return self.bank.take(self.rows).with_guessing(self.guessing[self.rows])

    def run(self, length: int, watch: Callable[[Array], None] = lambda _allowed: None) -> None:
        """So many items; `watch` sees before each choice what is allowed."""
        drawn = self.open if self.whole else exposure.drawn(self.bank, self.open, length, self.rng)
        for at in range(length):
            allowed = self._allowed(length - at)
            watch(allowed)
            # As assessment.engine: minimums come before the draw.
            usable = allowed & drawn if (allowed & drawn).any() else allowed
            reduction = quick_reduction(self.person, self.prepared, self.weights, self.guessing)
            self._answer(int(np.where(usable, reduction, -1.0).argmax()))

    def _allowed(self, left: int) -> npt.NDArray[np.bool_]:
        met = self.bank.take(self.asked)
        of = np.bincount(met.competence, minlength=K)
        allowed = self.open & (of < self.most)[self.bank.competence]
        covered = np.isin(np.arange(K), self.competences)
        owed = Owed.of(
            (self.least[0] - of) * covered,
            self.least[1] - np.bincount(met.area, minlength=max(AREAS) + 1),
        )
        both = allowed & paying(self.bank, owed, left)
        return both if both.any() else allowed

    def _answer(self, row: int) -> None:
        self.open[row] = False
        self.asked.append(row)
        theta, a, b = self.theta[self.bank.competence[row]], self.true_a[row], self.true_b[row]
        categories = int(self.bank.categories[row])
        if categories > 2:
            steps = self.bank.steps[row, : categories - 1]
            score = int(self.rng.choice(categories, p=category_probabilities(theta, a, b, steps)))
        else:
            score = int(self.rng.random() < probability(theta, a, b, 0.0))
        silent = score == 0 and self.rng.random() < self.honesty
        lucky = score == 0 and not silent and self.rng.random() < self.bank.c[row]
        if self.rng.random() < self.assisted:
            return
        score = 1 if lucky else score
        self.person = self.person.after(self.prepared, row, score, float(self.guessing[row]))
        self.rows.append(row)
        self.scores.append(score)
        self.dont_know += silent


def somebody(rng: np.random.Generator, number: int) -> dict[str, Any]:
    """What differs between people: where they stand, whether they admit, whether they had help.

    Of three people two are from the prior and one is from it moved to the beginners or the
    advanced, where nearly all answers agree.
    """
    theta = np.linalg.cholesky(SIGMA) @ rng.standard_normal(K)
    theta = theta + (0.0, 0.0, (-1.5, 1.2)[number % 2])[number % 3]
    return {
        "theta": theta,
        "honesty": (0.0, 0.5, 1.0)[number // 2 % 3],
        "assisted": (0.0, 0.0, 0.0, 0.25)[number % 4],
    }


Watched = Callable[["Sitting"], Callable[[Array], None]]


def a_quick_check(
    bank: Items, rng: np.random.Generator, number: int, watch: Watched | None = None
) -> Sitting:
    """Twelve items, two or more of each area, at most two of a competence."""
    return _taken(12, watch, Sitting(bank, rng, least=(0, 2), most=2, **somebody(rng, number)))


def a_full_check(
    bank: Items, rng: np.random.Generator, number: int, watch: Watched | None = None
) -> Sitting:
    """45 items, two to four of each competence."""
    return _taken(45, watch, Sitting(bank, rng, least=(2, 0), most=4, **somebody(rng, number)))


def a_full_check_of_the_whole_pool(
    bank: Items, rng: np.random.Generator, number: int, watch: Watched | None = None
) -> Sitting:
    """The same where every item may be used, as when the draw is not yet made."""
    more = {"least": (2, 0), "most": 4, "whole": True, **somebody(rng, number)}
    return _taken(45, watch, Sitting(bank, rng, **more))


def _taken(length: int, watch: Watched | None, check: Sitting) -> Sitting:
    check.run(length, *([watch(check)] if watch else []))
    return check
