"""Many sittings, in several processes; the same whatever their number."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from suyang.assessment.simulation import sitting
from suyang.assessment.simulation.plan import Part
from suyang.assessment.simulation.sitting import Sitting, World

# So many people are handed to a process at once.
AT_ONCE = 10
_LEAST = 2


class Task(NamedTuple):
    """Some people of one part and seed."""

    part: Part
    seed: int
    numbers: range


# What processes need to know; set before they are forked, so that it need not be sent.
_worlds: list[World] = []


def run(
    world: World,
    parts: Sequence[Part],
    *,
    people: int,
    seeds: Sequence[int],
    jobs: int = 1,
    advance: Callable[[Part, int], None] = lambda part, count: None,
) -> dict[str, list[Sitting]]:
    """The sittings of each part by its name, seed by seed and in the order of their numbers.

    people: of each seed in the first part; others may have fewer (`Part.share`). advance: told of
    so many more sittings of a part.
    """
    tasks = _tasks(parts, people, seeds)
    found: dict[str, list[Sitting]] = {part.name: [] for part in parts}
    _worlds[:] = [world]
    for task, sittings in zip(tasks, _done(tasks, jobs), strict=True):
        found[task.part.name] += sittings
        advance(task.part, len(sittings))
    return found


def size(part: Part, people: int) -> int:
    """How many people of each seed a part has."""
    return max(round(people * part.share), _LEAST)


def _tasks(parts: Sequence[Part], people: int, seeds: Sequence[int]) -> list[Task]:
    return [
        Task(part, seed, range(first, min(first + AT_ONCE, size(part, people))))
        for part in parts
        for seed in seeds
        for first in range(0, size(part, people), AT_ONCE)
    ]


def _done(tasks: Sequence[Task], jobs: int) -> Iterator[list[Sitting]]:
    if jobs == 1:
        yield from map(_sit, tasks)
        return
    # Forked, for a process begun anew would have to set Django up before it can read the bank.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        try:
            yield from pool.map(_sit, tasks)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _sit(task: Task) -> list[Sitting]:
    return [sitting.sit(_worlds[0], task.part, task.seed, number) for number in task.numbers]
