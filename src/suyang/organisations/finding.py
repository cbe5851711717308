"""Finding units: by name, code, level or place, a page at a time, whether there are ten or 600,000.

Two ways, so that no page reads everything. A condition that few units meet (a rare name, the
counties, what stands directly below) is asked first and gives their ids. One that many meet is
held against the units in the order of their codes until the page is full. Names are looked
through in the index of `UnitVersion.search` alone, which is a tenth of the rows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.models import Ancestry, RoleGrant, Unit, UnitVersion

PAGE = 50
# Up to so many ids are asked first; more are met soon anyway on the way through the codes.
FEW = 5_000
LONGEST = 80


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. `within` is the unit below which; `direct`: directly below it."""

    words: str = ""
    kind: str = ""
    within: uuid.UUID | None = None
    direct: bool = False
    after: str = ""


@dataclass(frozen=True)
class Row:
    """A unit of a page: as it is (or last was), what stands above it, people with a role in it."""

    version: UnitVersion
    path: list[tuple[uuid.UUID, Text]]
    people: int
    has_below: bool

    @property
    def unit(self) -> Unit:
        return self.version.unit


@dataclass(frozen=True)
class Found:
    """A page of units; `next` is the code after which the next one begins, empty at the end."""

    rows: list[Row]
    next: str


def find(tops: Collection[uuid.UUID], asked: Asked, limit: int = PAGE) -> Found:
    """The units at and below `tops` that are asked for, by their codes."""
    day = clock.today()
    units, few = _matching(tops, asked, day)
    if few:
        # Sorted here: a database asked for an order might walk through all codes to get it.
        codes = sorted(units.values_list("code", flat=True))
        chosen = [code for code in codes if code > asked.after][: limit + 1]
        found = list(Unit.objects.filter(code__in=chosen))
        found.sort(key=lambda unit: unit.code)
    else:
        ordered = units.order_by("code")
        found = list(
            (ordered.filter(code__gt=asked.after) if asked.after else ordered)[: limit + 1]
        )
    more, found = len(found) > limit, found[:limit]
    return Found(rows_of(found, day), found[-1].code if more else "")


def matching(tops: Collection[uuid.UUID], asked: Asked, day: dt.date) -> QuerySet[Unit]:
    """The units that are asked for, in no order. A search finds those that ended, and old names."""
    return _matching(tops, asked, day)[0]


def _matching(
    tops: Collection[uuid.UUID], asked: Asked, day: dt.date
) -> tuple[QuerySet[Unit], bool]:
    """The same, and whether they are few."""
    words = asked.words.strip()[:LONGEST]
    lines = Ancestry.objects.filter(tree.valid(day), ancestor_id__in=list(tops))
    if asked.within is not None:
        lines = _below(asked.within, asked.direct, day, tops)
    if not words:
        lines = lines.filter(standing=True)
    units = Unit.objects.all()
    few = _is_few(lines)
    if few:
        units = units.filter(id__in=lines.values("unit_id"))
    else:
        units = units.filter(Exists(lines.filter(unit_id=OuterRef("id"))))
    if asked.kind or (asked.direct and asked.within):
        versions = (
            UnitVersion.objects.all() if words else UnitVersion.objects.filter(tree.valid(day))
        )
        if asked.kind:
            versions = versions.filter(kind=asked.kind)
        if asked.direct and asked.within:
            versions = versions.filter(parent_id=asked.within)
        units, narrow = _narrowed(units, versions)
        few = few or narrow
    if words:
        units, narrow = _named(units, words)
        few = few or narrow
    return units, few


def rows_of(units: Iterable[Unit], day: dt.date) -> list[Row]:
    """Units with what a list shows of them, in few queries however many they are."""
    units = list(units)
    ids = [unit.id for unit in units]
    versions = last_versions(ids, day)
    above: dict[uuid.UUID, list[uuid.UUID]] = {unit_id: [] for unit_id in ids}
    lines = Ancestry.objects.filter(tree.valid(day), unit_id__in=ids, depth__gt=0)
    for unit_id, ancestor in lines.order_by("-depth").values_list("unit_id", "ancestor_id"):
        above[unit_id].append(ancestor)
    names = last_versions({one for path in above.values() for one in path}, day)
    people = dict(
        RoleGrant.objects.filter(tree.valid(day), unit_id__in=ids)
        .values_list("unit_id")
        .annotate(count=Count("person_id", distinct=True))
    )
    below = Unit.objects.filter(
        Exists(UnitVersion.objects.filter(tree.valid(day), parent_id=OuterRef("id"))), id__in=ids
    )
    with_below = set(below.values_list("id", flat=True))
    return [
        Row(
            versions[unit.id],
            [(one, names[one].name) for one in above[unit.id] if one in names],
            people.get(unit.id, 0),
            unit.id in with_below,
        )
        for unit in units
        if unit.id in versions
    ]


def last_versions(ids: Iterable[uuid.UUID], day: dt.date) -> dict[uuid.UUID, UnitVersion]:
    """Each unit as it is on a day, or as it last was; before its first day, as it first was."""
    found: dict[uuid.UUID, UnitVersion] = {}
    rows = UnitVersion.objects.filter(unit_id__in=list(ids)).select_related("unit")
    for version in rows.order_by("unit_id", "valid_from"):
        if version.unit_id not in found or version.valid_from <= day:
            found[version.unit_id] = version
    return found


def named(
    words: str, allowed: QuerySet[Ancestry, uuid.UUID] | None, most: int, *, ended: bool = False
) -> list[Unit]:
    """The units that somebody means who wrote an id, a code, or a whole name; at most so many.

    ended: a unit that has ended is meant, too, where none that stands has that name.
    """
    words, day = words.replace("\0", "").strip()[:LONGEST], clock.today()
    units = Unit.objects.all() if allowed is None else Unit.objects.filter(id__in=allowed)
    try:
        return list(units.filter(id=uuid.UUID(words)))
    except ValueError:
        pass
    exact = list(units.filter(code=words))
    if exact or not words:
        return exact
    word = words.casefold()
    # A name is one line of what is searched; the index gives those that hold it at all.
    rows = UnitVersion.objects.filter(search__contains=word)
    found = rows.values_list("unit_id", "search")[: FEW + 1]
    ids = [unit_id for unit_id, search in found if word in search.split("\n")]
    meant = units.filter(id__in=ids[:FEW]).order_by("code")
    last = {
        unit_id: version
        for unit_id, version in last_versions(meant.values_list("id", flat=True), day).items()
        if word in version.search.split("\n")
    }
    standing = {
        one for one, version in last.items() if not version.valid_to or version.valid_to > day
    }
    chosen = standing or (set(last) if ended else set())
    return [unit for unit in meant if unit.id in chosen][:most]


def _below(
    within: uuid.UUID, direct: bool, day: dt.date, tops: Collection[uuid.UUID]
) -> QuerySet[Ancestry, Ancestry]:
    """What stands below the unit that is asked about, if that stands below one of the tops."""
    allowed = Ancestry.objects.filter(tree.valid(day), ancestor_id__in=list(tops), unit_id=within)
    if not allowed.exists():
        return Ancestry.objects.none()
    rows = Ancestry.objects.filter(tree.valid(day), ancestor_id=within)
    return rows.filter(depth=1) if direct else rows


def _named(units: QuerySet[Unit], words: str) -> tuple[QuerySet[Unit], bool]:
    names = UnitVersion.objects.filter(search__contains=words.casefold())
    ids = set(names.values_list("unit_id", flat=True)[: FEW + 1])
    coded = Q(code__startswith=words)
    if connection.vendor == "sqlite":
        # LIKE knows no index there; between two codes does.
        coded = Q(code__gte=words, code__lt=words + "\U0010ffff")
    ids |= set(Unit.objects.filter(coded).values_list("id", flat=True)[: FEW + 1])
    if len(ids) <= FEW:
        return units.filter(id__in=ids), True
    return units.filter(Exists(names.filter(unit_id=OuterRef("id"))) | coded), False


def _narrowed(
    units: QuerySet[Unit], versions: QuerySet[UnitVersion]
) -> tuple[QuerySet[Unit], bool]:
    ids = list(versions.values_list("unit_id", flat=True)[: FEW + 1])
    if len(ids) <= FEW:
        return units.filter(id__in=ids), True
    return units.filter(Exists(versions.filter(unit_id=OuterRef("id")))), False


def _is_few(lines: QuerySet[Ancestry, Ancestry]) -> bool:
    return lines.values("unit_id")[: FEW + 1].count() <= FEW
