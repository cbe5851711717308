"""Which items a check may ask now: its pool, what was met, its maximums, its part of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from suyang.assessment.log import Log
from suyang.items.queries import FORMATS, Arrays
from suyang.psychometrics import exposure
from suyang.psychometrics.selection import Owed

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

# Easy first: so many solved in a row at a level before the next, since there is no way back.
UP_AFTER = 2
TASKS = np.array([name not in ("single", "multiple") for name in FORMATS])


def allowed(log: Log) -> Flags:
    """Items that the blueprint lets this person meet now. Maximums give way before it ends."""
    fits = _fitting(log.arrays, _kind(log)) & _given(log.arrays, _asked(log)).left
    if log.seen:
        # What was met need not be in this check's bank.
        places = log.arrays.by_slug
        fits[[places[slug] for slug in log.seen if slug in places]] = False
    most = log.rules.get("maximums")
    return narrow(fits, _below_maximums(log, most)) if most else fits


@dataclass(frozen=True)
class Kind:
    """What decides which items a check may use, whoever takes it."""

    competences: tuple[str, ...]
    pools: tuple[str, ...]
    levels: tuple[int, int]
    elder_only: bool
    half: str
    tasks: bool


def has_items(arrays: Arrays, rules: dict[str, Any], competences: tuple[str, ...]) -> bool:
    """Whether the bank has anything that a check by these rules may ask."""
    return bool(_fitting(arrays, _kind_of(rules, competences, "")).any())


def _kind(log: Log) -> Kind:
    return _kind_of(log.rules, log.competences, log.half)


def _kind_of(rules: dict[str, Any], competences: tuple[str, ...], half: str) -> Kind:
    levels = rules["levels"]
    return Kind(
        competences,
        tuple(rules["pools"]),
        (levels["min"], levels["max"]),
        rules["elder_only"],
        half,
        # One task a screen: things to do before things to choose from.
        rules["screen"] == "one-task",
    )


@lru_cache(maxsize=64)
def _fitting(arrays: Arrays, kind: Kind) -> Flags:
    columns, items = arrays.columns, arrays.items
    fits = (
        np.isin(arrays.competences, kind.competences)[items.competence]
        & np.isin(columns.pool, kind.pools)
        & (items.level >= kind.levels[0] - 1)
        & (items.level <= kind.levels[1] - 1)
        # What rests on local facts stays out of the common scale.
        & ~columns.local
    )
    if kind.elder_only:
        fits &= columns.elder
    if kind.half:
        fits &= columns.half == kind.half
    if kind.tasks:
        fits = narrow(fits, TASKS[columns.format])
    fits.setflags(write=False)
    return np.asarray(fits, dtype=np.bool_)


def drawn(log: Log) -> Flags:
    """The part of the pool that this check may use."""
    return _drawn(log.arrays, _kind(log), log.seed, log.rules["length"]["max"])


@lru_cache(maxsize=512)
def _drawn(arrays: Arrays, kind: Kind, seed: int, length: int) -> Flags:
    rng = np.random.default_rng(seed)
    found = exposure.drawn(arrays.items, _fitting(arrays, kind), length, rng)
    found.setflags(write=False)
    return found


def _below_maximums(log: Log, most: dict[str, Any]) -> Flags:
    """Items whose competence, area and format have not had the most that the blueprint allows."""
    items, had = log.arrays.items, _given(log.arrays, _asked(log))
    below = np.ones(len(items), dtype=np.bool_)
    if "per_competence" in most:
        below &= (had.competences < most["per_competence"])[items.competence]
    if "per_area" in most:
        below &= (had.areas < most["per_area"])[items.area]
    if "per_format" in most:
        full = _most_of_formats(tuple(most["per_format"].items()), len(items))
        below &= (had.formats < full)[log.arrays.columns.format]
    return below


@lru_cache(maxsize=64)
def _most_of_formats(most: tuple[tuple[str, int], ...], others: int) -> Integers:
    return np.array([dict(most).get(name, others) for name in FORMATS], dtype=np.int64)


def _asked(log: Log) -> tuple[int, ...]:
    """The rows of the items that were asked, in order."""
    return tuple([entry.row for entry in log.entries])


@dataclass(frozen=True, eq=False)
class Given:
    """How many items each competence, area and format has had; which items are left, (n,)."""

    competences: Integers
    areas: Integers
    formats: Integers
    left: Flags

    def after(self, arrays: Arrays, row: int) -> Given:
        items = arrays.items
        found = Given(
            self.competences.copy(), self.areas.copy(), self.formats.copy(), self.left.copy()
        )
        found.competences[items.competence[row]] += 1
        found.areas[items.area[row]] += 1
        found.formats[arrays.columns.format[row]] += 1
        found.left[row] = False
        return found


@lru_cache(maxsize=2048)
def _given(arrays: Arrays, rows: tuple[int, ...]) -> Given:
    """Kept, since the next question goes on from here."""
    if not rows:
        return Given(
            np.zeros(len(arrays.competences), dtype=np.int64),
            np.zeros(len(arrays.area_codes), dtype=np.int64),
            np.zeros(len(FORMATS), dtype=np.int64),
            np.ones(len(arrays.items), dtype=np.bool_),
        )
    return _given(arrays, rows[:-1]).after(arrays, rows[-1])


def easy_first(log: Log, open_: Flags, owed: Owed) -> Flags:
    """Never an easier level after a harder one; one level up at most, after two of one's own.

    Levels are not left behind while an area that is owed an item has none further up.
    """
    levels = log.arrays.items.level
    reached = max((int(levels[entry.row]) for entry in log.entries), default=0)
    onwards = narrow(open_, levels >= reached)
    lowest = int(levels[onwards].min())
    last = [entry for entry in log.entries if levels[entry.row] == reached][-UP_AFTER:]
    solved = len(last) == UP_AFTER and all(log.solved(e) and e.counts for e in last)
    top = max(lowest, reached + 1) if solved else lowest
    areas = log.arrays.items.area
    for area in np.flatnonzero(owed.area):
        top = min(top, int(levels[onwards & (areas == area)].max(initial=lowest)))
    return narrow(onwards, levels <= max(top, lowest))


def given(log: Log) -> Given:
    """What the check has had so far; not to be written."""
    return _given(log.arrays, _asked(log))


def narrow(open_: Flags, wanted: Flags) -> Flags:
    """The wanted among the open; all the open when none is wanted."""
    both = np.asarray(open_ & wanted, dtype=np.bool_)
    return both if both.any() else open_


def first_of(*sets: Flags) -> Flags:
    """The first that holds something, else the last."""
    return next((one for one in sets if one.any()), sets[-1])
