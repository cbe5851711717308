"""Two persons who turn out to be one: each room says here how what it holds goes from one to the
other.

A room calls `merger` in its `AppConfig.ready`. A test walks every model with a path to a person
and fails for one that no merger names, so that nothing is lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from suyang.people.models import Person

# Both take the person that goes first, then the one that stays.
Move = Callable[[Person, Person], Mapping[str, int]]
Words = Callable[[Person, Person], list[str]]


@dataclass(frozen=True)
class Merger:
    """How one room joins two persons.

    move: gives the number of rows by kind that now belong to the one that stays. words: in
    translated sentences, what will come and what happens where both have the same. obstacles: why
    the two cannot be joined, in sentences; none when they can.
    """

    name: str
    models: frozenset[type[Model]]
    move: Move
    words: Words
    obstacles: Words


_mergers: dict[str, Merger] = {}


def merger(
    name: str,
    models: Iterable[type[Model]],
    move: Move,
    words: Words | None = None,
    obstacles: Words | None = None,
) -> None:
    """Register a room. Rooms above are registered, and so asked, later."""
    _mergers[name] = Merger(name, frozenset(models), move, words or _none, obstacles or _none)


def mergers() -> list[Merger]:
    """In the order of the house, lowest room first."""
    return list(_mergers.values())


def covered() -> frozenset[type[Model]]:
    """Every model that some merger names."""
    return frozenset(model for one in _mergers.values() for model in one.models)


def _none(_goes: Person, _stays: Person) -> list[str]:
    return []
