"""An answer to a check of 21 competences out of 500 items, beside its floor.

`python -m benchmarks.adaptive.engine_cost` prints JSON. What `assessment.engine` does for each
answer is done with the same functions of psychometrics and the same arguments: the guessing
assumed of the person, the posterior from where items are aimed, the choice among the items that are
left. The log, what is allowed and what is owed are not in it. Told apart: the posterior as exact as
it is reported, which a check needs only to stop and at its end. Microseconds of CPU of the thread.

The floor: one 21 x 21 covariance and mean updated by one answer (rank one), and one pass over the
bank, a logistic and a weighted sum for each of the 500 items, then the largest.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.adaptive.suyang_engine import SPREAD, STILL_ENOUGH, WORTH
from suyang.psychometrics.items import Items, expert_items
from suyang.psychometrics.posterior import Gaussian, posterior, posterior_batch
from suyang.psychometrics.prior import ItemError, weak_correlation
from suyang.psychometrics.responses import guessing_for, probability
from suyang.psychometrics.selection import choose

Array = npt.NDArray[np.float64]

# Competences by area, as in the framework that ships.
AREAS: Final = np.repeat(np.arange(5), (3, 6, 4, 4, 4))
ITEMS: Final = 500
# A quick check, a full one.
LENGTHS: Final = (12, 45)
CHECKS: Final = 8
ERROR: Final = ItemError()
# Where the blueprints of ordinary checks start.
AIM: Final = -1.2
# The floor is shorter than the clock is fine.
TIMES: Final = 10
PARTS: Final = ("posterior", "choice", "reported", "floor")


Spent = dict[str, list[float]]


def main() -> None:
    rng = np.random.default_rng(7)
    bank, sigma = _bank(rng), weak_correlation(AREAS.tolist())
    spent: Spent = {part: [] for part in PARTS}
    _check(bank, sigma, rng, {part: [] for part in PARTS})
    for _number in range(CHECKS):
        _check(bank, sigma, rng, spent)
    print(json.dumps({"competences": len(AREAS), "items": ITEMS, "answers": _answers(spent)}))


def _answers(spent: Spent) -> dict[str, Any]:
    """Mean microseconds over the answers of checks of each length, and at the last answer."""
    times = {part: np.reshape(took, (CHECKS, max(LENGTHS))) for part, took in spent.items()}
    return {
        f"mean of {length}": _figures({part: t[:, :length] for part, t in times.items()})
        for length in LENGTHS
    } | {f"the {max(LENGTHS)}th": _figures({part: t[:, -1:] for part, t in times.items()})}


def _figures(times: dict[str, Array]) -> dict[str, float]:
    found = {f"{part}_us": round(float(t.mean()), 1) for part, t in times.items()}
    together = found["posterior_us"] + found["choice_us"]
    return found | {
        "together_us": round(together, 1),
        "ratio": round(together / found["floor_us"], 1),
    }


def _bank(rng: np.random.Generator) -> Items:
    competence = rng.integers(len(AREAS), size=ITEMS)
    return expert_items(
        competence.tolist(),
        AREAS[competence].tolist(),
        rng.integers(1, 7, size=ITEMS).tolist(),
        rng.integers(6, size=ITEMS).tolist(),
        rng.choice([0, 3, 4], size=ITEMS).tolist(),
    )


def _check(bank: Items, sigma: Array, rng: np.random.Generator, spent: Spent) -> None:
    """One check; every part of every answer is timed, and the floor beside it."""
    theta = np.linalg.cholesky(sigma) @ rng.standard_normal(len(AREAS))
    chance = probability(theta[bank.competence], bank.a, bank.b, bank.c)
    person = _Person(bank, sigma, rng)
    floor = _Floor(bank, sigma, person.weights)
    person.answer(int(rng.integers(ITEMS)), 1)
    for _number in range(max(LENGTHS)):
        aimed, took = _timed(person.aim)
        spent["posterior"].append(took)
        spent["reported"].append(_timed(person.report)[1])
        item, took = _timed(partial(person.next_item, aimed))
        spent["choice"].append(took)
        spent["floor"].append(_timed(partial(floor.answers, person.rows[-1]))[1] / TIMES)
        person.answer(item, int(rng.random() < chance[item]))


class _Person:
    """What `assessment.engine` computes of one person, without the log."""

    def __init__(self, bank: Items, sigma: Array, rng: np.random.Generator) -> None:
        self.bank, self.sigma, self.rng = bank, sigma, rng
        self.weights = np.full(len(sigma), 1 / len(sigma))
        self.open = np.ones(len(bank), dtype=np.bool_)
        self.rows: list[int] = []
        self.scores: list[int] = []

    def answer(self, item: int, score: int) -> None:
        self.open[item] = False
        self.rows.append(item)
        self.scores.append(score)

    def aim(self) -> Gaussian:
        index = np.arange(len(self.rows)).reshape(1, -1)
        given = np.array(self.scores, dtype=np.int64).reshape(1, -1)
        start, mine = np.full(len(self.sigma), AIM), self._of_mine(self.rows)
        return posterior_batch(
            start, self.sigma, mine, index, given, error=ERROR, tolerance=STILL_ENOUGH
        )[0]

    def report(self) -> Gaussian:
        mine = self._of_mine(self.rows)
        return posterior(np.zeros(len(self.sigma)), self.sigma, mine, self.scores, error=ERROR)

    def next_item(self, aimed: Gaussian) -> int:
        rows = np.flatnonzero(self.open)
        chosen = choose(
            aimed,
            self._of_mine(rows),
            self.weights,
            np.ones(rows.size, dtype=np.bool_),
            randomesque=SPREAD[min(len(self.rows), len(SPREAD) - 1)],
            worth=WORTH,
            rng=self.rng,
        )
        return int(rows[chosen])

    def _of_mine(self, rows: npt.ArrayLike) -> Items:
        items = self.bank.take(rows)
        wrong = self.scores.count(0)
        return items.with_guessing(guessing_for(0, len(self.scores), items.c, wrong=wrong))


class _Floor:
    """Only the arithmetic that no engine of this kind can leave out."""

    def __init__(self, bank: Items, sigma: Array, weights: Array) -> None:
        self.mean, self.cov, self.weights = np.zeros(len(sigma)), sigma, weights
        self.a, self.b, self.competence = bank.a, bank.b, bank.competence

    def answers(self, item: int) -> list[int]:
        return [self._answer(self.competence[item]) for _number in range(TIMES)]

    def _answer(self, k: int) -> int:
        reach = self.cov[k]
        scale = 1 / (1 + reach[k])
        mean = self.mean + reach * (scale * (0.5 - self.mean[k]))
        cov = self.cov - scale * (reach[:, None] * reach)
        known = 1 / (1 + np.exp(-self.a * (mean[self.competence] - self.b)))
        worth = (self.weights @ (cov * cov))[self.competence]
        return int((known * worth).argmax())


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    began = time.thread_time()
    found = run()
    return found, 1e6 * (time.thread_time() - began)


if __name__ == "__main__":
    main()
