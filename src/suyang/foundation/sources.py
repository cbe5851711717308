"""Sources of figures: what a room below can count or estimate, for whoever steers by it.

A room registers a source in its `AppConfig.ready`; `plans` reads them and knows none by name. Kinds
are those of an indicator and never mix: people are not attendances (DESIGN 13).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from suyang.foundation.texts import Text


@dataclass(frozen=True)
class Asked:
    """What a figure is asked for: in a unit and all below it, from a day to a day, both included.

    task: only what was done for this key task; "" for all. columns: those wanted beside "total".
    """

    unit: uuid.UUID
    first: dt.date
    last: dt.date
    task: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """One figure. of: the denominator of a rate. error: the standard error of an estimate.

    n: how many answers, people or things it rests on. mark: why there is none ("missing",
    "suppressed", "not_applicable"); then value is None.
    """

    value: float | None
    of: float | None = None
    error: float | None = None
    n: int | None = None
    mark: str = ""


Count = Callable[[Asked], Mapping[str, Found]]


@dataclass(frozen=True)
class Source:
    """kind: things, people, attendances, rate, estimate, audit or money. columns: those that it can
    tell apart, such as "sex:female". count gives a figure for "total" and each column asked for.

    standing: it says how things stand at a period's end, so that each unit has a count of its own
    and none is added up from those below."""

    name: str
    kind: str
    title: Text
    definition: Text
    count: Count
    columns: tuple[str, ...] = ()
    events: tuple[str, ...] = field(default=())
    standing: bool = False


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a source known. events: kinds of outbox events after which its figures may differ."""
    _sources[source.name] = source


def get(name: str) -> Source | None:
    return _sources.get(name)


def every() -> Iterable[Source]:
    return [_sources[name] for name in sorted(_sources)]
