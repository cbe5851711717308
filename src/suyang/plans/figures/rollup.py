"""What a unit stands for is written, and every unit above is brought up to date with it.

In the caller's transaction: after it a figure of the nation holds what was approved in a county, or
neither is there. A parent is added anew from its children, so nothing drifts; only the months and
parents concerned are, and no further up than something changes.

The rows of one indicator are written by one transaction at a time: each locks its indicators, in
the order of their ids, before it reads (PostgreSQL; SQLite has one writer). Whoever changes several
indicators in a transaction calls `apply` once, after its own locks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from suyang.foundation import sources
from suyang.plans.figures import standing
from suyang.plans.figures.adding import ADDING, Kind, Mask, below_of, handed_up
from suyang.plans.figures.cells import (
    EVERY_PERIOD,
    MONTHLY,
    TOTAL,
    Array,
    Cell,
    pack,
    pack_many,
    put,
    unpack,
    unpack_many,
)
from suyang.plans.models import Indicator, Series

Cells = Mapping[int, Mapping[str, Cell]]
_KEPT_WHOLE = frozenset({Kind.PEOPLE, Kind.ESTIMATE, Kind.AUDIT})


@dataclass(frozen=True)
class Change:
    """What a unit stands for in some slots of a year: {slot: {column: Cell}}. A slot that is given
    is written whole; with {} it is taken back. Months are 0 to 11 (`cells.slot_of`)."""

    indicator: Indicator
    unit: uuid.UUID
    year: int
    cells: Cells


def columns_of(indicator: Indicator) -> tuple[str, ...]:
    return (TOTAL, *(column for column in indicator.columns if column != TOTAL))


def slots_of(indicator: Indicator) -> int:
    """Nineteen where longer periods cannot be made of months and a source knows them itself."""
    known = bool(indicator.source) and sources.get(indicator.source) is not None
    return EVERY_PERIOD if known and indicator.kind in _KEPT_WHOLE else MONTHLY


def write_own(indicator: Indicator, unit: uuid.UUID, year: int, cells: Cells) -> int:
    """One change; see `apply`."""
    return apply([Change(indicator, unit, year, cells)])


def apply(changes: Iterable[Change]) -> int:
    """Write what units stand for, and what every unit above makes of it. The number of rows that
    differ afterwards; the same again changes none. Raises ValueError for a column or slot that an
    indicator does not have, and outside a transaction."""
    by_year: dict[tuple[int, int], list[Change]] = defaultdict(list)
    for change in changes:
        by_year[change.year, slots_of(change.indicator)].append(change)
    lock({change.indicator.id for group in by_year.values() for change in group})
    return sum(_Year(year, slots).write(group) for (year, slots), group in sorted(by_year.items()))


def retrace(
    parents: Collection[uuid.UUID], first: dt.date, indicators: Sequence[Indicator] = ()
) -> int:
    """Add parents anew from a day on, after units below them moved, came or ended."""
    years = Series.objects.filter(year__gte=first.year).values_list("year", flat=True).distinct()
    wanted = list(indicators) or list(
        Indicator.objects.filter(
            id__in=Series.objects.filter(year__gte=first.year).values("indicator")
        )
    )
    wanted = [one for one in wanted if one.kind in ADDING]
    lock({one.id for one in wanted})
    changed = 0
    for year in sorted(years):
        for slots in sorted({slots_of(one) for one in wanted}):
            which = [one for one in wanted if slots_of(one) == slots]
            days = np.array([day >= first for day in standing.ends(year, slots)])
            work = _Year(year, slots)
            work.take(which)
            work.upward(dict.fromkeys(parents, days), above=False)
            changed += work.keep()
    return changed


def lock(indicators: Collection[int]) -> None:
    """No other transaction writes figures of these indicators until this one ends."""
    if not connection.in_atomic_block:
        raise ValueError("figures are written in a transaction only")
    rows = Indicator.objects.select_for_update(no_key=True).filter(id__in=indicators)
    list(rows.order_by("id").values_list("id", flat=True))


@dataclass
class _Row:
    """A row as it is worked on. `own` and `below` are arrays once they are needed."""

    id: int | None
    own_kept: bytes | None
    below_kept: bytes | None


class _Year:
    """The rows of one year, of indicators that keep the same slots, that a change concerns."""

    def __init__(self, year: int, slots: int) -> None:
        self.year, self.slots = year, slots
        self.indicators: dict[int, Indicator] = {}
        self.rows: dict[tuple[uuid.UUID, int], _Row] = {}
        self.dirty: dict[tuple[uuid.UUID, int], str] = {}
        self._read: set[uuid.UUID] = set()

    def take(self, indicators: Iterable[Indicator]) -> None:
        self.indicators = {one.id: one for one in indicators}

    def write(self, changes: Sequence[Change]) -> int:
        self.take(change.indicator for change in changes)
        self.read({change.unit for change in changes})
        touched: dict[uuid.UUID, Mask] = {}
        for change in changes:
            slots = self._write_own(change)
            if change.indicator.kind in ADDING and slots.any():
                touched[change.unit] = touched.get(change.unit, slots) | slots
        self.upward(touched)
        return self.keep()

    def _write_own(self, change: Change) -> Mask:
        """Change a unit's own cells; the slots that were given, none when all stay as they were."""
        columns = columns_of(change.indicator)
        row = self.row(change.unit, change.indicator.id)
        cells = unpack(row.own_kept, columns, self.slots)
        touched = np.zeros(self.slots, dtype=bool)
        for slot, given in change.cells.items():
            if not 0 <= slot < self.slots:
                raise ValueError(f"{change.indicator.slug} keeps no slot {slot}")
            put(cells, slot, columns, given)
            touched[slot] = True
        if not self._set(change.unit, change.indicator.id, "own_kept", pack(cells, columns)):
            touched[:] = False
        return touched

    def upward(self, touched: Mapping[uuid.UUID, Mask], above: bool = True) -> None:
        """Add anew all units above those that changed, level by level, as far as it changes
        anything. above False: begin with these units themselves.

        On one day the tree has no rings, so each slot comes to an end; a unit that is reached on
        several ways is added once more after the longer one.
        """
        wave = dict(touched) if not above else self._parents(touched)
        while wave:
            self.below = standing.below(wave.keys(), self.year, self.slots)
            self.read({*wave, *(child for one in self.below.values() for child in one)})
            changed = {unit: slots for unit, slots in wave.items() if self._add(unit)}
            wave = self._parents(changed)

    def _parents(self, changed: Mapping[uuid.UUID, Mask]) -> dict[uuid.UUID, Mask]:
        found: dict[uuid.UUID, Mask] = {}
        if not changed:
            return found
        for parent, children in standing.above(changed.keys(), self.year, self.slots).items():
            slots = np.zeros(self.slots, dtype=bool)
            for child, stands in children.items():
                slots |= stands & changed[child]
            if slots.any():
                found[parent] = slots
        return found

    def _add(self, unit: uuid.UUID) -> bool:
        """Add a unit anew for every indicator; whether what it hands up may differ."""
        children = self.below.get(unit, {})
        stands = np.array(list(children.values())).reshape(len(children), self.slots)
        differs = False
        for columns, kind, ids in self._alike():
            known = [(child, one) for child in children for one in ids]
            width = len(columns)
            shape = (len(children), len(ids), self.slots, width, 4)
            own = self._unpacked([self.row(*key).own_kept for key in known], columns, shape)
            below = self._unpacked([self.row(*key).below_kept for key in known], columns, shape)
            up = handed_up(own, below)
            # Indicators lie beside each other like columns: one addition for all of them.
            wide = up.transpose(0, 2, 1, 3, 4)
            wide = wide.reshape(len(children), self.slots, len(ids) * width, 4)
            made = below_of(wide, stands, kind).reshape(self.slots, len(ids), width, 4)
            packed = pack_many(made.transpose(1, 0, 2, 3), columns)
            for one, bytes_ in zip(ids, packed, strict=True):
                differs |= self._set(unit, one, "below_kept", bytes_)
        return differs

    def _unpacked(
        self, kept: list[bytes | None], columns: Sequence[str], shape: tuple[int, ...]
    ) -> Array:
        return unpack_many(kept, columns, self.slots).reshape(shape)

    def _alike(self) -> list[tuple[tuple[str, ...], str, list[int]]]:
        """Indicators by columns and kind: those that are added together in one go."""
        groups: dict[tuple[tuple[str, ...], str], list[int]] = defaultdict(list)
        for one in self.indicators.values():
            if one.kind in ADDING:
                # How a rate is added differs; all others are added alike.
                kind = Kind.RATE if one.kind == Kind.RATE else Kind.THINGS
                groups[columns_of(one), kind].append(one.id)
        return [(columns, kind, sorted(ids)) for (columns, kind), ids in groups.items()]

    # -- rows -----------------------------------------------------------------------------------

    def row(self, unit: uuid.UUID, indicator: int) -> _Row:
        return self.rows.get((unit, indicator)) or _NOTHING

    def read(self, units: Collection[uuid.UUID]) -> None:
        """Fetch the rows of units that were not fetched yet."""
        wanted = [unit for unit in units if unit not in self._read]
        self._read.update(wanted)
        for start in range(0, len(wanted), 500):
            found = Series.objects.filter(
                unit_id__in=wanted[start : start + 500],
                year=self.year,
                indicator_id__in=self.indicators.keys(),
            )
            for id_, unit, indicator, own, below in found.values_list(
                "id", "unit_id", "indicator_id", "own", "below"
            ).iterator(chunk_size=2000):
                self.rows[unit, indicator] = _Row(id_, _bytes(own), _bytes(below))

    def _set(self, unit: uuid.UUID, indicator: int, which: str, new: bytes | None) -> bool:
        """Put bytes into a row; whether they differ."""
        key = (unit, indicator)
        known = self.rows.get(key)
        if known is None:
            if new is None:
                return False
            known = self.rows[key] = _Row(None, None, None)
        if getattr(known, which) == new:
            return False
        setattr(known, which, new)
        self.dirty[key] = which if self.dirty.get(key, which) == which else "both"
        return True

    def keep(self) -> int:
        """Write what differs; how many rows."""
        new, old_own, old_below = [], [], []
        for (unit, indicator), which in self.dirty.items():
            row = self.rows[unit, indicator]
            series = Series(
                id=row.id,
                unit_id=unit,
                year=self.year,
                indicator_id=indicator,
                method=self.indicators[indicator].method,
                own=row.own_kept,
                below=row.below_kept,
            )
            if row.id is None:
                new.append(series)
            if row.id is not None and which in ("own_kept", "both"):
                old_own.append(series)
            if row.id is not None and which in ("below_kept", "both"):
                old_below.append(series)
        Series.objects.bulk_create(new, batch_size=500)
        write_columns(old_own, "own")
        write_columns(old_below, "below")
        changed, self.dirty = len(self.dirty), {}
        return changed


_NOTHING = _Row(None, None, None)


def write_columns(rows: Sequence[Series], which: str) -> None:
    """One statement, many rows: `own` with the method by which it was made, or `below`."""
    if not rows:
        return
    quoted = connection.ops.quote_name
    table, column = quoted(Series._meta.db_table), quoted(which)
    with connection.cursor() as cursor:
        if which == "own":
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s, {quoted('method')} = %s WHERE id = %s",  # noqa: S608
                [(_bytes(row.own), row.method, row.id) for row in rows],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608
                [(_bytes(row.below), row.id) for row in rows],
            )


def _bytes(kept: bytes | memoryview | None) -> bytes | None:
    return None if kept is None else bytes(kept)
