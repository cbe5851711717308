"""Laying the ancestry of units from their versions, and comparing it with them.

A unit stands from its first day on; a day that lies before the first day of a unit above it finds
that one where it first stood. Whoever has ended lies, no longer standing, below what is above the
place where it last stood. Written with plain SQL: a nation has millions of these rows, and a
migration runs it before the models are what they are today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

# The end of what has none; stored as NULL.
NEVER = dt.date.max
BATCH = 5_000
# Of SQLite's parameters in one statement.
PORTION = 500
_COLUMNS = "unit_id, ancestor_id, depth, valid_from, valid_to, standing, code"


class Ring(Exception):
    """A unit stands below itself on some day."""

    def __init__(self, unit: Any) -> None:
        super().__init__(f"unit {unit} stands below itself")
        self.unit = unit


class Version(NamedTuple):
    """Of a version what the tree follows from. Ids are as the database keeps them."""

    unit: Any
    parent: Any
    first: dt.date
    end: dt.date
    code: str


class Line(NamedTuple):
    """A row of the ancestry, without its id."""

    unit: Any
    ancestor: Any
    depth: int
    first: dt.date
    end: dt.date | None
    standing: bool
    code: str


# From, until before, and what stands above then, nearest first.
Piece = tuple[dt.date, dt.date, tuple[Any, ...]]
REMEMBERED = 100_000


class Spines:
    """What stands above a unit, period by period. Keeps only the units that have others below."""

    def __init__(self, strict: bool = True) -> None:
        self.strict = strict
        self._versions: dict[Any, list[Version]] = {}
        self._found: dict[tuple[Any, dt.date, dt.date], list[Piece]] = {}
        self._way: list[Any] = []

    def know(self, parents: Iterable[Any]) -> None:
        """Read the versions of units, and of all above them, a level at a time."""
        level = {parent for parent in parents if parent is not None} - self._versions.keys()
        while level:
            for unit in level:
                self._versions[unit] = []
            for version in _read_of(sorted(level, key=str)):
                self._versions[version.unit].append(version)
            level = {
                version.parent
                for unit in level
                for version in self._versions[unit]
                if version.parent
            } - self._versions.keys()

    def lines(self, versions: Sequence[Version]) -> list[Line]:
        """The ancestry of one unit, from all its versions in the order of their days."""
        unit, first, code = versions[0].unit, versions[0].first, versions[0].code
        pieces = list(self._above(unit, versions, first, NEVER))
        found: dict[Any, Line] = {}
        done: list[Line] = []
        for begin, end, standing in _presence(versions):
            for from_day, to_day, above in pieces:
                a, b = max(begin, from_day), min(end, to_day)
                if a >= b:
                    continue
                for depth, ancestor in enumerate((unit, *above)):
                    last = found.get(ancestor)
                    if last and (last.end, last.depth, last.standing) == (a, depth, standing):
                        found[ancestor] = last._replace(end=b)
                        continue
                    if last:
                        done.append(last)
                    found[ancestor] = Line(unit, ancestor, depth, a, b, standing, code)
        return [
            line._replace(end=None if line.end == NEVER else line.end)
            for line in (*done, *found.values())
        ]

    def _above(
        self, unit: Any, versions: Sequence[Version], first: dt.date, end: dt.date
    ) -> Iterator[Piece]:
        """What stands above, for each period within the days."""
        for number, version in enumerate(versions):
            last = number + 1 == len(versions)
            begin = first if number == 0 else max(first, version.first)
            until = end if last else min(end, versions[number + 1].first)
            if begin >= until:
                continue
            if version.parent is None:
                yield begin, until, ()
                continue
            if version.parent == unit or version.parent in self._way:
                if self.strict:
                    raise Ring(version.parent)
                yield begin, until, ()
                continue
            key = (version.parent, begin, until)
            if key not in self._found:
                self._way.append(unit)
                try:
                    parents = self._versions.get(version.parent, ())
                    found = list(self._above(version.parent, parents, begin, until))
                finally:
                    self._way.pop()
                if len(self._found) >= REMEMBERED:
                    self._found.clear()
                self._found[key] = found
            for a, b, above in self._found[key]:
                yield a, b, (version.parent, *above)


def lay(units: Iterable[Any]) -> None:
    """Lay the ancestry of units and of all that ever stood below them; raises Ring.

    units: ids as the database keeps them (`ids_for_database`).
    """
    wanted = set(units)
    for part in _parts(list(wanted)):
        wanted.update(
            row[0]
            for row in _rows(
                f"SELECT unit_id FROM organisations_ancestry WHERE ancestor_id IN ({_marks(part)})",  # noqa: S608
                part,
            )
        )
    level = list(wanted)
    while level:
        level = [unit for unit in _children(level) if unit not in wanted]
        wanted.update(level)
    ordered = sorted(wanted, key=str)
    with transaction.atomic():
        spines = Spines()
        for part in _parts(ordered):
            versions = _read_of(part)
            lines = list(_lines(spines, versions))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM organisations_ancestry WHERE unit_id IN ({_marks(part)})",  # noqa: S608
                    part,
                )
            write(lines)


def lay_all(strict: bool = True) -> int:
    """Lay the whole ancestry anew; the number of its rows. Raises Ring when `strict`."""
    count = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM organisations_ancestry")
        spines = Spines(strict)
        for versions in _batches():
            lines = list(_lines(spines, versions))
            write(lines)
            count += len(lines)
    return count


def lay_new(after: int, last: int) -> int:
    """Lay the ancestry of new units: those of the versions with ids above `after` up to `last`."""
    count = 0
    spines = Spines()
    for versions in _batches("WHERE id > %s AND id <= %s", [after, last]):
        lines = list(_lines(spines, versions))
        write(lines)
        count += len(lines)
    return count


class Difference(NamedTuple):
    """A unit whose rows are not those that follow from its versions."""

    unit: Any
    missing: int
    wrong: int


def differences() -> Iterator[Difference]:
    """Every unit whose ancestry is not what its versions say."""
    spines = Spines(strict=False)
    ours = _by_unit(line for versions in _batches() for line in _lines(spines, versions))
    theirs = _by_unit(_kept())
    for (unit, wanted), (other, there) in _side_by_side(ours, theirs):
        missing, wrong = len(wanted - there), len(there - wanted)
        if missing or wrong:
            yield Difference(unit if unit is not None else other, missing, wrong)


def ids_for_database(ids: Iterable[Any]) -> list[Any]:
    """UUIDs as this database keeps them: PostgreSQL as such, SQLite as 32 digits."""
    native = connection.features.has_native_uuid_field
    return [one if native else one.hex for one in ids]


def write(lines: Sequence[Line]) -> None:
    """Add rows; PostgreSQL takes them fastest as a copy."""
    if connection.vendor == "postgresql":
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY organisations_ancestry ({_COLUMNS}) FROM STDIN") as copy,
        ):
            for line in lines:
                copy.write_row(line)
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO organisations_ancestry ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)",  # noqa: S608
            lines,
        )


def _lines(spines: Spines, versions: Iterable[Version]) -> Iterator[Line]:
    versions = list(versions)
    spines.know(version.parent for version in versions)
    for _unit, of_unit in groupby(versions, key=lambda version: version.unit):
        yield from spines.lines(list(of_unit))


def _presence(versions: Sequence[Version]) -> Iterator[tuple[dt.date, dt.date, bool]]:
    """(from, until before, standing), without gaps, from the first day on."""
    begin, until = versions[0].first, versions[0].end
    for version in versions[1:]:
        if version.first > until:
            yield begin, until, True
            yield until, version.first, False
            begin = version.first
        until = version.end
    yield begin, until, True
    if until < NEVER:
        yield until, NEVER, False


def _batches(where: str = "", parameters: Sequence[Any] = ()) -> Iterator[list[Version]]:
    """All versions by unit and day, in batches that end with a unit.

    Each batch is a query of its own, so that nothing is held and the same connection may write.
    """
    after: Any = None
    glue = "AND" if where else "WHERE"
    while True:
        beyond, more = (f" {glue} unit_id > %s", [after]) if after is not None else ("", [])
        batch = _versions(
            f"{where}{beyond} ORDER BY unit_id, valid_from LIMIT {BATCH}", [*parameters, *more]
        )
        if len(batch) == BATCH:
            last = batch[-1].unit
            whole = [version for version in batch if version.unit != last]
            # A unit with more versions than a batch holds is read as a whole.
            batch = whole or _versions(
                f"{where} {glue} unit_id = %s ORDER BY valid_from", [*parameters, last]
            )
        if not batch:
            return
        yield batch
        after = batch[-1].unit


def _read_of(units: Sequence[Any]) -> list[Version]:
    found: list[Version] = []
    for part in _parts(units):
        found += _versions(f"WHERE unit_id IN ({_marks(part)}) ORDER BY unit_id, valid_from", part)
    return found


def _versions(rest: str, parameters: Sequence[Any]) -> list[Version]:
    found = _rows(
        "SELECT unit_id, parent_id, valid_from, valid_to, code FROM organisations_unitversion "  # noqa: S608
        f"{rest}",
        parameters,
    )
    return [
        Version(unit, parent, first, end or NEVER, code) for unit, parent, first, end, code in found
    ]


def _children(units: Sequence[Any]) -> set[Any]:
    found: set[Any] = set()
    for part in _parts(units):
        rows = _rows(
            f"SELECT unit_id FROM organisations_unitversion WHERE parent_id IN ({_marks(part)})",  # noqa: S608
            part,
        )
        found.update(row[0] for row in rows)
    return found


def _kept() -> Iterator[Line]:
    """The rows as they are, by unit; a query for each batch of units."""
    after: Any = None
    while True:
        where, parameters = ("WHERE unit_id > %s", [after]) if after is not None else ("", [])
        edge = _rows(
            "SELECT MAX(unit_id) FROM (SELECT unit_id FROM organisations_ancestry "  # noqa: S608
            f"{where} ORDER BY unit_id LIMIT {BATCH}) AS first"
            if connection.vendor == "sqlite"
            # PostgreSQL has no MAX of a uuid.
            else "SELECT unit_id FROM (SELECT unit_id FROM organisations_ancestry "  # noqa: S608
            f"{where} ORDER BY unit_id LIMIT {BATCH}) AS first ORDER BY unit_id DESC LIMIT 1",
            parameters,
        )
        if not edge or edge[0][0] is None:
            return
        last = edge[0][0]
        glue = f"{where} AND" if where else "WHERE"
        for row in _rows(
            f"SELECT {_COLUMNS} FROM organisations_ancestry {glue} unit_id <= %s ORDER BY unit_id",  # noqa: S608
            [*parameters, last],
        ):
            unit, ancestor, depth, first, end, standing, code = row
            yield Line(unit, ancestor, depth, first, end, bool(standing), code)
        after = last


def _by_unit(lines: Iterable[Line]) -> Iterator[tuple[Any, set[Line]]]:
    for unit, found in groupby(lines, key=lambda line: line.unit):
        yield unit, set(found)


def _side_by_side(
    ours: Iterator[tuple[Any, set[Line]]], theirs: Iterator[tuple[Any, set[Line]]]
) -> Iterator[tuple[tuple[Any, set[Line]], tuple[Any, set[Line]]]]:
    """Two lists in the order of their units, each unit with its counterpart or an empty set."""
    nothing: tuple[Any, set[Line]] = (None, set())
    left, right = next(ours, nothing), next(theirs, nothing)
    while left[0] is not None or right[0] is not None:
        if right[0] is None or (left[0] is not None and left[0] < right[0]):
            yield left, nothing
            left = next(ours, nothing)
        elif left[0] is None or right[0] < left[0]:
            yield nothing, right
            right = next(theirs, nothing)
        else:
            yield left, right
            left, right = next(ours, nothing), next(theirs, nothing)


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall())


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), PORTION):
        yield values[start : start + PORTION]


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
