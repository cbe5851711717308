"""Personal data: each room says here what it holds about a person, how to export and erase it.

A room calls `provider` in its `AppConfig.ready`. A test walks every model with a path to a person
and fails for one that no provider names, so that nothing about people is kept in the dark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from suyang.people.models import Person

Export = Callable[[Person], Any]
Erase = Callable[[Person], int | Mapping[str, int]]
Words = Callable[[Person], list[str]]


@dataclass(frozen=True)
class Provider:
    """What one room holds. `erase` gives the number of rows removed or made anonymous."""

    name: str
    models: frozenset[type[Model]]
    export: Export
    erase: Erase
    words: Words | None = None


_providers: dict[str, Provider] = {}


def provider(
    name: str,
    models: Iterable[type[Model]],
    export: Export,
    erase: Erase,
    words: Words | None = None,
) -> None:
    """Register a room. `export` gives what JSON can hold; `words` says in translated sentences
    what is kept, for the page “Your data”. Rooms above are registered, and so erased, later;
    erasing goes from the top down."""
    _providers[name] = Provider(name, frozenset(models), export, erase, words)


def providers() -> list[Provider]:
    """In the order of the house, lowest room first."""
    return list(_providers.values())


def covered() -> frozenset[type[Model]]:
    """Every model that some provider names."""
    return frozenset(model for one in _providers.values() for model in one.models)


def rows_in(erased: int | Mapping[str, int]) -> int:
    return erased if isinstance(erased, int) else sum(erased.values())
