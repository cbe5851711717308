"""Finding units: by name, code, level or place, a page at a time, whether there are ten or 600,000.

Every page is read from an index that has the order of the codes, from the code of the page before
on, and stops when the page is full: deep pages cost what the first one does. Which index leads
follows from what is asked for:

- everything at and below a unit: the ancestry
- a level, a part of a name, what stands directly below: the versions, each held against the
  ancestry; where few units lie below, the ancestry leads, each held against the versions
- the beginning of a code: the units

Plain SQL, because a database that may choose joins the other way round, reads all and sorts it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.laying import ids_for_database
from suyang.organisations.models import Ancestry, RoleGrant, Unit, UnitVersion

PAGE = 50
# Among so many units each one is looked at; among more, what is asked for is met soon.
FEW = 20_000
# So many are looked at for one whole name.
NAMESAKES = 5_000
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
    units = some(tops, asked, day, limit + 1)
    more, units = len(units) > limit, units[:limit]
    return Found(rows_of(units, day), units[-1].code if more else "")


def some(tops: Collection[uuid.UUID], asked: Asked, day: dt.date, limit: int) -> list[Unit]:
    """The first units after `asked.after` that are asked for, in the order of their codes. A
    search finds those that ended, too, and by old names."""
    if asked.within is not None:
        allowed = Ancestry.objects.filter(tree.valid(day), ancestor_id__in=list(tops))
        if not allowed.filter(unit_id=asked.within).exists():
            return []
        tops = [asked.within]
    if not tops:
        return []
    asking = _Asking(asked, ids_for_database(sorted(tops)), day)
    most = 2 * limit
    while True:
        ids, is_all = _in_order(asking.parts(most), most)
        if is_all or len(ids) >= limit:
            break
        # Units with many versions that fit took the place of others.
        most *= 4
    found = {unit.id: unit for unit in Unit.objects.filter(id__in=ids[:limit])}
    return [found[one] for one in ids[:limit]]


# SQL with the values for its marks, in their order.
Sql = tuple[str, list[Any]]


def _in_order(parts: Sequence[Sql], most: int) -> tuple[list[uuid.UUID], bool]:
    """What the parts find by code, each unit once, as far as all of them went; whether that is
    all. Nothing says DISTINCT: a database might read all before the first."""
    each = " UNION ALL ".join(
        f"SELECT code, unit_id, {number} AS part FROM ({sql}) AS part_{number}"  # noqa: S608
        for number, (sql, _values) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT code, unit_id, part FROM ({each}) AS parts ORDER BY code",  # noqa: S608
            [value for _sql, values in parts for value in values],
        )
        rows = cursor.fetchall()
    last = {part: place for place, (_code, _unit, part) in enumerate(rows)}
    count = Counter(part for _code, _unit, part in rows)
    # Beyond the end of one that was full others cannot be trusted.
    end = min([last[part] + 1 for part in count if count[part] == most], default=len(rows))
    ids = dict.fromkeys(unit for _code, unit, _part in rows[:end])
    is_all = all(number < most for number in count.values())
    return [one if isinstance(one, uuid.UUID) else uuid.UUID(one) for one in ids], is_all


class _Asking:
    """The statements of one page."""

    def __init__(self, asked: Asked, tops: Sequence[Any], day: dt.date) -> None:
        self.asked = asked
        self.words = asked.words.strip()[:LONGEST]
        self.direct = asked.direct and asked.within is not None
        self.tops = tops
        self.day = day
        self.most = 0

    def parts(self, most: int) -> list[Sql]:
        """Statements that give a code and an id each, by code, the first so many alone."""
        self.most = most
        if not (self.words or self.asked.kind or self.direct):
            return [self._all_below(top) for top in self.tops]
        if not self.direct and self._are_few():
            found = [self._few_below(top) for top in self.tops]
        else:
            found = [self._versions()]
        return [*found, self._codes()] if self.words else found

    def _all_below(self, top: Any) -> Sql:
        line, values = self._line("a", [top])
        return self._page("organisations_ancestry AS a", "a", "a", [line], values)

    def _few_below(self, top: Any) -> Sql:
        line, values = self._line("a", [top])
        version, more = self._version("v")
        # On SQLite a CROSS JOIN is read in the order in which it is written.
        tables = "organisations_ancestry AS a CROSS JOIN organisations_unitversion AS v"
        return self._page(tables, "a", "a", [line, "v.unit_id = a.unit_id", version], values + more)

    def _versions(self) -> Sql:
        conditions, values = self._version("v")
        below, more = self._is_below("v.unit_id")
        if not self.direct:
            # The codes of what lies below: often they lie together.
            first, last = self._edges()
            if not self.asked.after:
                conditions += " AND v.code >= %s"
                values.append(first)
            conditions += " AND v.code <= %s"
            values.append(last)
        return self._page(
            "organisations_unitversion AS v", "v", "v", [conditions, below], values + more
        )

    def _codes(self) -> Sql:
        if connection.vendor == "sqlite":
            # LIKE knows no index there; between two codes does.
            conditions = ["u.code >= %s", "u.code < %s"]
            values: list[Any] = [self.words, self.words + "\U0010ffff"]
        else:
            conditions, values = (
                ["u.code LIKE %s"],
                [connection.ops.prep_for_like_query(self.words) + "%"],
            )
        below, more = self._is_below("u.id")
        conditions.append(below)
        values += more
        if self.asked.kind or self.direct:
            version, more = self._version("v", words=False)
            conditions.append(
                "(SELECT 1 FROM organisations_unitversion AS v WHERE v.unit_id = u.id AND "  # noqa: S608
                f"{version} LIMIT 1) IS NOT NULL"
            )
            values += more
        return self._page("organisations_unit AS u", "u", "u", conditions, values, unit="id")

    def _version(self, name: str, *, words: bool = True) -> Sql:
        """What a version must be; without words, it must be the one of the day."""
        conditions, values = [], []
        if self.asked.kind:
            conditions.append(f"{name}.kind = %s")
            values.append(self.asked.kind)
        if self.direct:
            conditions.append(f"{name}.parent_id = %s")
            values += self.tops
        if not self.words:
            valid, days = self._valid(name)
            conditions.append(valid)
            values += days
        elif words:
            # Both are in small letters; LIKE would look at every letter twice.
            place = "INSTR" if connection.vendor == "sqlite" else "STRPOS"
            conditions.append(f"{place}({name}.search, %s) > 0")
            values.append(self.words.casefold())
        return " AND ".join(conditions), values

    def _line(self, name: str, tops: Sequence[Any]) -> Sql:
        """What a line of the ancestry must be that leads to one of the tops."""
        valid, days = self._valid(name)
        marks = ", ".join(["%s"] * len(tops))
        found = f"{name}.ancestor_id IN ({marks}) AND {valid}"
        if not self.words:
            found += f" AND {name}.standing"
        if self.direct:
            found += f" AND {name}.depth = 1"
        return found, [*tops, *days]

    def _is_below(self, unit: str) -> Sql:
        """As a value and not as EXISTS, of which a database may make a join."""
        line, values = self._line("l", self.tops)
        return (
            f"(SELECT 1 FROM organisations_ancestry AS l WHERE l.unit_id = {unit} AND {line} "  # noqa: S608
            "LIMIT 1) IS NOT NULL"
        ), values

    def _valid(self, name: str) -> Sql:
        sql = f"{name}.valid_from <= %s AND ({name}.valid_to IS NULL OR {name}.valid_to > %s)"
        return sql, [self.day, self.day]

    def _page(
        self,
        tables: str,
        code: str,
        of: str,
        conditions: Sequence[str],
        values: Sequence[Any],
        unit: str = "unit_id",
    ) -> Sql:
        after, more = "", []
        if self.asked.after:
            after, more = f" AND {code}.code > %s", [self.asked.after]
        return (
            f"SELECT {code}.code AS code, {of}.{unit} AS unit_id FROM {tables} "  # noqa: S608
            f"WHERE {' AND '.join(conditions)}{after} ORDER BY {code}.code LIMIT %s"
        ), [*values, *more, self.most]

    def _are_few(self) -> bool:
        line, values = self._line("a", self.tops)
        count = (
            "SELECT COUNT(*) FROM (SELECT 1 FROM organisations_ancestry AS a "  # noqa: S608
            f"WHERE {line} LIMIT %s) AS few"
        )
        return bool(_one(count, [*values, FEW + 1])[0] <= FEW)

    def _edges(self) -> list[Any]:
        """The first code and the last one at and below the tops, in the database's order."""
        each = " UNION ALL ".join(
            f"SELECT {end}(code) AS code FROM organisations_ancestry WHERE ancestor_id = %s"  # noqa: S608
            for _top in self.tops
            for end in ("MIN", "MAX")
        )
        values = [top for top in self.tops for _end in range(2)]
        return list(_one(f"SELECT MIN(code), MAX(code) FROM ({each}) AS edges", values))  # noqa: S608


def _one(sql: str, values: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] = cursor.fetchone()
    return found


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
    found = rows.values_list("unit_id", "search")[: NAMESAKES + 1]
    ids = [unit_id for unit_id, search in found if word in search.split("\n")]
    meant = units.filter(id__in=ids[:NAMESAKES]).order_by("code")
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
