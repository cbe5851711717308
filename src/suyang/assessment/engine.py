"""The engine of a check: from its log to the posterior, the next item, or the end.

Pure functions of a `Log`: what the check pins and what was presented and answered. Nothing is
kept between calls, so that a retry, a second tab or a rebuilt state comes to the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from suyang.assessment.models import Check, Response
from suyang.items.queries import ERROR, Arrays, Row
from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian, posterior, posterior_batch
from suyang.psychometrics.prior import weak_correlation, widened
from suyang.psychometrics.profile import combine
from suyang.psychometrics.responses import guessing_for
from suyang.psychometrics.selection import Owed, choose

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Assistance = Response.Assistance

# By name, so that a check can pin the one it was begun with.
CORRELATIONS = {"weak-1": weak_correlation}
CURRENT_CORRELATION = "weak-1"
# The choice is spread evenly over so many best items, so that none is worn out.
RANDOMESQUE = 3
# Easy first: so many solved in a row at a level before the next, since there is no way back.
UP_AFTER = 2
TASKS = frozenset({"entry", "inbox", "payment", "chat"})


@dataclass(frozen=True)
class Entry:
    """One answered item: its row in the bank and what was answered."""

    row: int
    score: float
    dont_know: bool
    assistance: str

    @property
    def counts(self) -> bool:
        """Whether the answer is the person's own: given alone, or with reading only."""
        return self.assistance in ("", Assistance.READ)


@dataclass(frozen=True)
class Log:
    """A check as it is pinned, and its answers in order.

    rules: the blueprint's body. competences: those that the check covers. seen: names of items
    that this person met in other checks, which never measure them again.
    """

    rules: dict[str, Any]
    arrays: Arrays
    competences: tuple[str, ...]
    half: str
    correlation: str
    seed: int
    seen: frozenset[str]
    entries: tuple[Entry, ...]

    def with_answer(self, entry: Entry) -> Log:
        return replace(self, entries=(*self.entries, entry))

    @property
    def counted(self) -> tuple[Entry, ...]:
        """The answers that count for ability."""
        return tuple(entry for entry in self.entries if entry.counts)

    @property
    def rows(self) -> list[Row]:
        return [self.arrays.rows[entry.row] for entry in self.entries]


def next_step(log: Log) -> int | Check.End:
    """The row of the next item, or why the check ends here."""
    answered = len(log.entries)
    if answered >= log.rules["length"]["max"]:
        return Check.End.LENGTH
    person, aimed = _person_and_aim(log)
    owed = _owed(log)
    enough = answered >= log.rules["length"]["min"] and not owed.any
    if enough and _precise(log, person):
        return Check.End.PRECISION
    allowed = _allowed(log)
    if not allowed.any():
        return Check.End.EXHAUSTED
    if log.rules["order"] == "easy-first":
        allowed = _easy_first(log, allowed, owed)
    if log.rules["screen"] == "one-task":
        allowed = _narrow(allowed, _flags(log, lambda row: row.format in TASKS))
    return choose(
        aimed,
        _own_guessing(log, log.arrays.items),
        weights(log),
        allowed,
        owed=owed,
        remaining=log.rules["length"]["max"] - answered,
        randomesque=RANDOMESQUE,
        rng=np.random.default_rng([log.seed, answered]),
    )


def estimate(log: Log) -> Gaussian:
    """The posterior of the person's competences given the answers that count."""
    items, scores = answered_items(log)
    return posterior(_zeros(log), sigma(log), items, scores, error=ERROR)


def estimate_of_means(log: Log) -> Gaussian:
    """The same with the common level left open by the prior: for means over competences, which
    the weak correlation alone would draw up for beginners."""
    items, scores = answered_items(log)
    return posterior(_zeros(log), widened(sigma(log)), items, scores, error=ERROR)


def answered_items(log: Log) -> tuple[Items, list[int]]:
    """The items whose answers count, with this person's guessing, and their scores."""
    rows = [entry.row for entry in log.counted]
    return _own_guessing(log, log.arrays.items).take(rows), [int(e.score) for e in log.counted]


def sigma(log: Log) -> Array:
    """The prior covariance that the check pins."""
    return CORRELATIONS[log.correlation](log.arrays.areas)


def weights(log: Log) -> Array:
    """How much the check cares about each competence of the bank, (K,), sum 1.

    A competence's own weight, or its share of its area's; 1 where the blueprint names neither.
    """
    given = log.rules["weights"]
    covered = Counter(code.split(".")[0] for code in log.competences)
    found = np.zeros(len(log.arrays.competences))
    for number, code in enumerate(log.arrays.competences):
        area = code.split(".")[0]
        if code in log.competences:
            found[number] = given.get(code) or given.get(area, covered[area]) / covered[area]
    return np.asarray(found / found.sum(), dtype=np.float64)


def group_weights(log: Log, members: Sequence[str]) -> Array:
    """The weights of the mean of some of the covered competences, (K,), sum 1."""
    chosen = weights(log) * np.isin(log.arrays.competences, list(members))
    return np.asarray(chosen / chosen.sum(), dtype=np.float64)


def person_guessing(entries: Sequence[Entry], c: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The guessing assumed of somebody with these answers: less, the more they admit."""
    own = [entry for entry in entries if entry.counts]
    dont_know = sum(entry.dont_know for entry in own)
    wrong = sum(not entry.dont_know and entry.score == 0 for entry in own)
    return guessing_for(dont_know, len(own), c, wrong=wrong)


def _own_guessing(log: Log, items: Items) -> Items:
    return items.with_guessing(person_guessing(log.entries, items.c))


def _person_and_aim(log: Log) -> tuple[Gaussian, Gaussian]:
    """The estimate, and the same from where the blueprint starts: there the items are aimed."""
    items, scores = answered_items(log)
    start = np.full(len(log.arrays.competences), float(log.rules["start"]["theta"]))
    index = np.tile(np.arange(len(scores)), (2, 1))
    both = posterior_batch(
        np.stack([_zeros(log), start]),
        sigma(log),
        items,
        index,
        np.tile(np.asarray(scores, dtype=np.int64), (2, 1)),
        error=ERROR,
    )
    return both[0], both[1]


def _precise(log: Log, person: Gaussian) -> bool:
    """Whether what the blueprint wants to know is known as well as it asks."""
    wanted = log.rules["stop"]["sd"]
    if wanted is None:
        return False
    of = log.rules["stop"]["of"]
    if of == "overall":
        rows = [weights(log)]
    elif of == "each-area":
        areas = sorted({code.split(".")[0] for code in log.competences})
        rows = [
            group_weights(log, [c for c in log.competences if c.split(".")[0] == area])
            for area in areas
        ]
    else:
        rows = [group_weights(log, [code]) for code in log.competences]
    return bool((combine(person, np.stack(rows)).sd <= wanted).all())


def _owed(log: Log) -> Owed:
    """The minimums that are not met yet, for the competences and areas that are covered."""
    least = log.rules["minimums"]
    by_competence, by_area = _given(log)
    areas = {code.split(".")[0] for code in log.competences}
    return Owed.of(
        [
            (least.get("per_competence", 0) - by_competence[code]) * (code in log.competences)
            for code in log.arrays.competences
        ],
        [
            (least.get("per_area", 0) - by_area[area]) * (area in areas)
            for area in log.arrays.area_codes
        ],
    )


def _allowed(log: Log) -> Flags:
    """Items that the blueprint lets this person meet now. Maximums give way before it ends."""
    rules = log.rules
    met = log.seen | {row.slug for row in log.rows}
    fits = _flags(
        log,
        lambda row: (
            row.slug not in met
            and row.competence in log.competences
            and row.pool in rules["pools"]
            and rules["levels"]["min"] <= row.level <= rules["levels"]["max"]
            and (row.elder or not rules["elder_only"])
            and (row.half == log.half or not log.half)
            # What rests on local facts stays out of the common scale.
            and not row.local
        ),
    )
    most = rules.get("maximums", {})
    by_competence, by_area = _given(log)
    by_format = Counter(row.format for row in log.rows)
    formats = most.get("per_format", {})
    full = 10**6
    below = _flags(
        log,
        lambda row: (
            by_competence[row.competence] < most.get("per_competence", full)
            and by_area[row.competence.split(".")[0]] < most.get("per_area", full)
            and by_format[row.format] < formats.get(row.format, full)
        ),
    )
    return _narrow(fits, below)


def _easy_first(log: Log, allowed: Flags, owed: Owed) -> Flags:
    """Never an easier level after a harder one; one level up at most, after two of one's own.

    Levels are not left behind while an area that is owed an item has none further up.
    """
    levels = log.arrays.items.level
    reached = max((int(levels[entry.row]) for entry in log.entries), default=0)
    onwards = _narrow(allowed, levels >= reached)
    lowest = int(levels[onwards].min())
    last = [entry for entry in log.entries if levels[entry.row] == reached][-UP_AFTER:]
    solved = len(last) == UP_AFTER and all(e.score == 1 and e.counts for e in last)
    top = max(lowest, reached + 1) if solved else lowest
    areas = log.arrays.items.area
    for area in np.flatnonzero(owed.area):
        top = min(top, int(levels[onwards & (areas == area)].max(initial=lowest)))
    return _narrow(onwards, levels <= max(top, lowest))


def _given(log: Log) -> tuple[Counter[str], Counter[str]]:
    """How many items each competence and each area has had."""
    by_competence = Counter(row.competence for row in log.rows)
    return by_competence, Counter(row.competence.split(".")[0] for row in log.rows)


def _flags(log: Log, holds: Callable[[Row], bool]) -> Flags:
    return np.array([holds(row) for row in log.arrays.rows], dtype=np.bool_)


def _narrow(open_: Flags, wanted: Flags) -> Flags:
    """The wanted among the open; all the open when none is wanted."""
    both = np.asarray(open_ & wanted, dtype=np.bool_)
    return both if both.any() else open_


def _zeros(log: Log) -> Array:
    return np.zeros(len(log.arrays.competences))
