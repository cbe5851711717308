"""Which outline of a file is which unit: by a property that holds the unit's code or its name."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from suyang.foundation.texts import plain
from suyang.organisations import tree
from suyang.plans.models import Borders

Match = Borders.Match


@dataclass(frozen=True)
class Below:
    """A unit that stands directly below: its code, its names in all languages."""

    id: uuid.UUID
    code: str
    names: tuple[str, ...]
    name: str


@dataclass
class Matched:
    """outlines: by unit the places of its outlines in the file. without: units that have none.
    unknown: outlines that are no unit, each by the property's value, "" where it has none.
    ambiguous: units that share their name, so that nothing is matched to them."""

    outlines: dict[uuid.UUID, list[int]] = field(default_factory=dict)
    without: list[Below] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    ambiguous: list[Below] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """A way to match, and how many units have an outline by it."""

    by: str
    match: str
    units: int


def below(unit: uuid.UUID, day: dt.date) -> list[Below]:
    """The units directly below one on a day, in the order of their codes."""
    return [
        Below(
            one.unit_id,
            one.unit.code,
            tuple(one.name.values()),
            plain(one.name),
        )
        for one in tree.children_of(unit, day)
    ]


def matched(borders: Borders, by: str, match: str, units: list[Below]) -> Matched:
    """The outlines of a file for these units."""
    found = Matched()
    by_key: dict[str, set[uuid.UUID]] = defaultdict(set)
    for unit in units:
        for key in _keys(unit, match):
            by_key[key].add(unit.id)
    for number, outline in enumerate(borders.sheet.get("outlines", [])):
        value = outline["is"].get(by, "")
        meant = by_key.get(_folded(value), set()) if value else set()
        if len(meant) == 1:
            found.outlines.setdefault(next(iter(meant)), []).append(number)
        else:
            found.unknown.append((number, value))
    shared = {one for ids in by_key.values() if len(ids) > 1 for one in ids}
    found.without = [one for one in units if one.id not in found.outlines]
    found.ambiguous = [one for one in found.without if one.id in shared]
    return found


def ways(borders: Borders, units: list[Below]) -> list[Way]:
    """Every property, by code and by name, those that match most units first; codes before names
    where both match as many."""
    properties = {name for one in borders.sheet.get("outlines", []) for name in one["is"]}
    found = [
        Way(by, match, len(matched(borders, by, match, units).outlines))
        for by in sorted(properties)
        for match in (Match.CODE, Match.NAME)
    ]
    return sorted(found, key=lambda way: -way.units)


def _keys(unit: Below, match: str) -> set[str]:
    return {_folded(one) for one in ((unit.code,) if match == Match.CODE else unit.names)}


def _folded(value: str) -> str:
    return " ".join(value.casefold().split())
