"""The items as they truly are, and a simulated person's answers to them.

An expert's difficulty is wrong: b_true = b + shared(level) + shared(area) + shared(format) + own,
with the variances of `prior.ItemError`, and log a_true ~ N(log a, log_a_sd²). Every person meets
a truth of their own, so that what is measured is the average over what the engine does not know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.responses import category_probabilities, logistic

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """What decides a person's answers to each of n items: true a and b, and the dice, (n,) each.

    known, lucky, silent: uniform draws, kept so that the same person answers alike in every part.
    """

    a: Array
    b: Array
    known: Array
    lucky: Array
    silent: Array


def draw(items: Items, error: ItemError, rng: np.random.Generator, shift: float = 0.0) -> Truth:
    """A truth from the engine's own priors; `shift` makes all items harder than was thought."""
    n = len(items)
    shared = rng.standard_normal(error.size) * np.sqrt(error.variances)
    wrong = shared[items.level] + shared[error.levels + items.area]
    wrong = wrong + shared[error.levels + error.areas + items.format]
    own = items.own_sd * rng.standard_normal(n)
    return Truth(
        a=items.a * np.exp(items.log_a_sd * rng.standard_normal(n)),
        b=items.b + items.shared * wrong + own + shift,
        known=rng.random(n),
        lucky=rng.random(n),
        silent=rng.random(n),
    )


def answer(truth: Truth, items: Items, row: int, theta: float, honesty: float) -> tuple[int, bool]:
    """The score and whether it was "I don't know".

    Who does not know says so with probability `honesty`, else guesses and is right with the
    item's full c. A graded item's score 0 is "I don't know" as often.
    """
    a, b = truth.a[row], truth.b[row]
    if items.categories[row] > 2:
        steps = items.steps[row, : items.categories[row] - 1]
        below = np.cumsum(category_probabilities(theta, a, b, steps))[:-1]
        score = int((1 - truth.known[row] > below).sum())
    else:
        score = int(truth.known[row] < logistic(a * (theta - b)))
    if score:
        return score, False
    if truth.silent[row] < honesty:
        return 0, True
    return int(truth.lucky[row] < items.c[row]), False
