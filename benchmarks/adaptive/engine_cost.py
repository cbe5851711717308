"""An answer to a check of 21 competences out of 500 items, beside its floor.

`python -m benchmarks.adaptive.engine_cost` prints JSON. Full checks of 45 answers go through
`assessment.engine.next_step`; beside it, with the same arguments, the two things it does for each
answer: following the person (`Followed.after`) and the choice (`quick_reduction`, the largest of
what is usable). What is left of the step is the log, what is allowed and what is owed. Told apart:
a step of a quick check that may end here, which needs the posterior, and the end of a check.
Microseconds of CPU of the thread, medians over checks and answers; the turns change with every
answer. Means where a step sometimes needs the posterior and sometimes does not.

The floor: one 21 x 21 covariance and mean updated by one answer (rank one), and one pass over the
bank, a logistic and a weighted sum for each of the 500 items, then the largest.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import django
import numpy as np
import numpy.typing as npt
import yaml

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import weak_correlation
from suyang.psychometrics.scale import (
    expert_difficulty,
    expert_graded_difficulty,
    expert_steps,
)
from suyang.psychometrics.tracking import Followed, Prepared, quick_reduction

Array = npt.NDArray[np.float64]

BLUEPRINTS: Final = Path(__file__).resolve().parents[2] / "content" / "blueprints"
# Competences by area, as in the framework that ships.
AREAS: Final = np.repeat(np.arange(5), (3, 6, 4, 4, 4))
ITEMS: Final = 500
# A quick check, a full one.
LENGTHS: Final = (12, 45)
CHECKS: Final = 12
MAY_END: Final = "step of a quick check that may end, with its posterior"
PARTS: Final = ("filter", "choice", "floor", "step")
# Banks by the share of graded items: none, and about as in the bank that ships.
GRADED: Final = {"right/wrong items": 0.0, "15 % graded": 0.15}


@dataclass
class Spent:
    """Microseconds: by part, one row a check, and what a check may cost besides."""

    answers: dict[str, list[list[float]]] = field(
        default_factory=lambda: {part: [] for part in PARTS}
    )
    besides: dict[str, list[float]] = field(default_factory=dict)

    def took(self, what: str, run: Callable[[], Any]) -> Any:
        found, micros = _timed(run)
        self.besides.setdefault(what, []).append(micros)
        return found


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyang.website.settings")
    with tempfile.TemporaryDirectory(prefix="suyang-bench-") as home:
        os.environ.setdefault("SUYANG_HOME", home)
        django.setup()
        found = {name: _measured(share) for name, share in GRADED.items()}
    print(json.dumps({"competences": len(AREAS), "items": ITEMS, "banks": found}))


def _measured(graded: float) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    bank = _Bank(rng, graded)
    bank.full_check(Spent(), rng, 0)
    bank.quick_check(Spent(), rng, 0)
    spent = Spent()
    for number in range(1, CHECKS + 1):
        bank.full_check(spent, rng, number)
        bank.quick_check(spent, rng, number)
    besides = {
        name: round(float((np.mean if name == MAY_END else np.median)(took)))
        for name, took in spent.besides.items()
    }
    return {"answers": _answers(spent), "besides_us": besides}


def _answers(spent: Spent) -> dict[str, Any]:
    """Over the first so many answers, and over the last ten."""
    # After the last answer there is no step, only the end.
    times = {part: np.array(took)[:, :-1] for part, took in spent.answers.items()}
    return {
        f"first {length}": _figures({part: t[:, :length] for part, t in times.items()})
        for length in LENGTHS
    } | {"last 10": _figures({part: t[:, -10:] for part, t in times.items()})}


def _figures(times: dict[str, Array]) -> dict[str, float]:
    times = times | {"together": times["filter"] + times["choice"]}
    found = {f"{part}_us": round(float(np.median(t)), 1) for part, t in times.items()}
    return found | {"ratio": round(found["together_us"] / found["floor_us"], 2)}


class _Bank:
    """500 items as the engine gets them, and people who answer by chance."""

    def __init__(self, rng: np.random.Generator, graded: float) -> None:
        from suyang.items.queries import ERROR, Arrays

        items = _items(rng, graded)
        codes = tuple(f"{area + 1}.{n}" for area in range(5) for n in range(1, _size(area) + 1))
        rows = tuple(_row(items, number, codes) for number in range(ITEMS))
        place = {number: number for number in range(ITEMS)}
        areas = tuple(AREAS.tolist())
        self.arrays = Arrays(rows, items, codes, areas, tuple("12345"), place)
        self.items, self.prepared = items, Prepared.of(items, len(AREAS), ERROR)
        self.sigma = weak_correlation(AREAS.tolist())

    def full_check(self, spent: Spent, rng: np.random.Generator, seed: int) -> None:
        """45 answers; every part of every answer is timed, and the floor beside it."""
        from suyang.assessment import engine, report

        log = self._log("full", seed)
        weights = engine.weights(log)
        start = np.full(len(AREAS), float(log.rules["start"]["theta"]))
        person, floor = self.prepared.nobody(start, self.sigma), _Floor(self.items, self.sigma)
        took: dict[str, list[float]] = {part: [] for part in PARTS}
        step = engine.next_step(log)
        while isinstance(step, int):
            entry = self._answer(step, rng)
            before = engine.person_guessing(log.entries, self.items.c)
            log = log.with_answer(entry)
            guessing = engine.person_guessing(log.entries, self.items.c)
            usable = rng.random(ITEMS) < 0.2
            turn = _Turn(self.prepared, person, entry, before, guessing, weights, usable)
            parts: list[tuple[str, Callable[[], Any]]] = [
                ("filter", turn.follow),
                ("choice", turn.choose),
                ("floor", partial(floor.answer, step)),
                ("step", partial(engine.next_step, log)),
            ]
            turn.followed = person = turn.follow()
            at = len(log.entries) % len(parts)
            for name, run in (*parts[at:], *parts[:at]):
                found, micros = _timed(run)
                took[name].append(micros)
                step = found if name == "step" else step
        for part, one in took.items():
            spent.answers[part].append(one)
        said = spent.took("posterior of 45 answers", partial(engine.estimate, log))
        spent.took("report of a full check", partial(report.make, log, said))

    def quick_check(self, spent: Spent, rng: np.random.Generator, seed: int) -> None:
        """What a step costs that may be the last, and the end."""
        from suyang.assessment import engine, report

        log = self._log("quick", seed)
        step = engine.next_step(log)
        while isinstance(step, int):
            log = log.with_answer(self._answer(step, rng))
            if len(log.entries) < log.rules["length"]["min"]:
                step = engine.next_step(log)
            else:
                step = spent.took(MAY_END, partial(engine.next_step, log))
        said = spent.took("posterior of a quick check", partial(engine.estimate, log))
        spent.took("report of a quick check", partial(report.make, log, said))

    def _log(self, blueprint: str, seed: int) -> Any:
        from suyang.assessment import engine

        return engine.Log(
            rules=yaml.safe_load((BLUEPRINTS / f"{blueprint}.yaml").read_text(encoding="utf-8")),
            arrays=self.arrays,
            competences=self.arrays.competences,
            half="",
            correlation=engine.CURRENT_CORRELATION,
            seed=seed,
            seen=frozenset(),
            entries=(),
        )

    def _answer(self, row: int, rng: np.random.Generator) -> Any:
        from suyang.assessment import engine

        score = int(rng.integers(self.items.categories[row]))
        return engine.Entry(row, float(score), score == 0 and bool(rng.random() < 0.1), "")


@dataclass
class _Turn:
    """One answer with what `engine.next_step` hands on of it."""

    bank: Prepared
    person: Followed
    entry: Any
    before: Array
    guessing: Array
    weights: Array
    usable: npt.NDArray[np.bool_]
    followed: Followed | None = None

    def follow(self) -> Followed:
        row = self.entry.row
        return self.person.after(self.bank, row, int(self.entry.score), float(self.before[row]))

    def choose(self) -> int:
        assert self.followed is not None
        found = quick_reduction(self.followed, self.bank, self.weights, self.guessing)
        rows = np.flatnonzero(self.usable)
        return int(rows[found.take(rows).argmax()])


class _Floor:
    """Only the arithmetic that no engine of this kind can leave out."""

    def __init__(self, bank: Items, sigma: Array) -> None:
        self.mean, self.cov = np.zeros(len(sigma)), sigma
        self.weights = np.full(len(sigma), 1 / len(sigma))
        self.a, self.b, self.competence = bank.a, bank.b, bank.competence

    def answer(self, row: int) -> int:
        k = self.competence[row]
        reach = self.cov[k]
        scale = 1 / (1 + reach[k])
        mean = self.mean + reach * (scale * (0.5 - self.mean[k]))
        cov = self.cov - scale * (reach[:, None] * reach)
        known = 1 / (1 + np.exp(-self.a * (mean[self.competence] - self.b)))
        worth = (self.weights @ (cov * cov))[self.competence]
        return int((known * worth).argmax())


def _items(rng: np.random.Generator, graded: float) -> Items:
    """Expert items of levels 1 to 6; choices of three and four and what has no guessing."""
    competence = rng.integers(len(AREAS), size=ITEMS)
    level = rng.integers(1, 7, size=ITEMS)
    options = rng.choice([0, 3, 4], size=ITEMS)
    categories = np.where(rng.random(ITEMS) < graded, rng.choice([3, 4], size=ITEMS), 2)
    b, steps = np.zeros(ITEMS), np.zeros((ITEMS, 3))
    c = np.where((options > 0) & (categories == 2), 1 / np.maximum(options, 1), 0.0)
    for i in range(ITEMS):
        own = expert_steps(int(categories[i]))
        steps[i, : len(own)] = own
        b[i] = (
            expert_graded_difficulty(int(level[i]), own)
            if own
            else expert_difficulty(int(level[i]), float(c[i]))
        )
    return Items.of(
        competence=competence,
        area=AREAS[competence],
        level=level - 1,
        format=rng.integers(14, size=ITEMS),
        a=1.2,
        b=b,
        c=c,
        categories=categories,
        steps=steps,
    )


def _row(items: Items, number: int, codes: tuple[str, ...]) -> Any:
    from suyang.items.queries import FORMATS, Row

    return Row(
        id=number,
        slug=f"item-{number}",
        competence=codes[int(items.competence[number])],
        level=int(items.level[number]) + 1,
        half="AB"[number % 2],
        pool="monitoring",
        format=FORMATS[int(items.format[number])],
        elder=False,
        local=False,
        shows={"zh-Hans": "", "en": ""},
    )


def _size(area: int) -> int:
    return int(np.count_nonzero(area == AREAS))


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    began = time.thread_time()
    found = run()
    return found, 1e6 * (time.thread_time() - began)


if __name__ == "__main__":
    main()
