"""Where a person goes on when they come back: rooms above say so, the highest is asked first."""

from __future__ import annotations

from collections.abc import Callable

from suyang.people.models import Person

Landing = Callable[[Person], str | None]

_landings: dict[str, Landing] = {}


def register(name: str, landing: Landing) -> None:
    """A room's answer: an address for this person, or None when it has nothing to go on with.

    Called in `AppConfig.ready`; learning stands above assessment, so a group is asked before a
    check that was taken alone.
    """
    _landings[name] = landing


def address(person: Person) -> str | None:
    """The first answer, from the top of the house down."""
    for landing in reversed(_landings.values()):
        found = landing(person)
        if found:
            return found
    return None
