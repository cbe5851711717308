"""Figures laid anew: what units stand for from approved reports, and what follows above.

What was kept and what follows are compared row by row. Own figures of sources are taken as they
were counted (`sources.recount` asks the sources anew); all others must be in an approved report.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.db import transaction

from suyang.plans.figures import standing
from suyang.plans.figures.adding import ADDING, Mask, below_of, handed_up
from suyang.plans.figures.cells import Array, empty, pack, put, unpack_many
from suyang.plans.figures.reports import cells_of
from suyang.plans.figures.rollup import columns_of, lock, slots_of, write_columns
from suyang.plans.figures.standing import Below
from suyang.plans.models import Indicator, Report, Series
from suyang.plans.periods import Period

Progress = Callable[[int, int, str], None]
# Differences that are named, and indicators that are laid in one transaction.
SHOWN: Final = 100
AT_ONCE: Final = 20
Arrays = dict[uuid.UUID, Array]
Kept = dict[uuid.UUID, Series]


@dataclass(frozen=True)
class Difference:
    """A row in which something else was kept than follows: `part` is own or below."""

    indicator: str
    unit: uuid.UUID
    year: int
    part: str


@dataclass
class Rebuilt:
    """What was found: rows looked at, parts of rows that differed, and the first of those."""

    rows: int = 0
    differed: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, one: Difference) -> None:
        self.differed += 1
        if len(self.differences) < SHOWN:
            self.differences.append(one)


def rebuild(
    slugs: Sequence[str] = (), check: bool = False, progress: Progress | None = None
) -> Rebuilt:
    """Lay the figures of these indicators, or of all, anew; with `check` nothing is written.

    Some indicators of a year are one transaction: what is approved meanwhile waits for it, and is
    neither lost nor doubled. progress: (done, total, what comes next)."""
    wanted = Indicator.objects.filter(slug__in=slugs) if slugs else Indicator.objects.all()
    by_year = _by_year(list(wanted.order_by("id")))
    groups = [
        (year, indicators[start : start + AT_ONCE])
        for year, indicators in sorted(by_year.items())
        for start in range(0, len(indicators), AT_ONCE)
    ]
    found = Rebuilt()
    for number, (year, indicators) in enumerate(groups):
        if progress is not None:
            progress(number, len(groups), f"{year}: {indicators[0].slug} …")
        with transaction.atomic():
            lock({one.id for one in indicators})
            kept = {one.id: _kept(one, year) for one in indicators}
            own = _own(indicators, year, kept)
            trees = _Trees(year)
            for indicator in indicators:
                laid = _Laid(indicator, year, kept[indicator.id], own[indicator.id], trees)
                laid.compare(found, write=not check)
    if progress is not None:
        progress(len(groups), len(groups), "")
    return found


def _by_year(indicators: list[Indicator]) -> dict[int, list[Indicator]]:
    """The years in which indicators have figures or may have approved reports."""
    kept = defaultdict(set)
    rows = Series.objects.filter(indicator__in=indicators).values_list("indicator_id", "year")
    for indicator, year in rows.distinct():
        kept[year].add(indicator)
    periods = Report.objects.filter(state=Report.State.APPROVED).values_list("period", flat=True)
    reported = {int(period[:4]) for period in periods.distinct()}
    found = {
        year: [one for one in indicators if one.id in kept[year] or year in reported]
        for year in reported | set(kept)
    }
    return {year: some for year, some in found.items() if some}


def _kept(indicator: Indicator, year: int) -> Kept:
    return {row.unit_id: row for row in Series.objects.filter(indicator=indicator, year=year)}


def _own(indicators: Sequence[Indicator], year: int, kept: Mapping[int, Kept]) -> dict[int, Arrays]:
    """What units stand for: what a source counted, and upon it what approved reports of the year
    say, the one approved last upon others."""
    found = {one.id: _counted(one, kept[one.id]) if one.source else {} for one in indicators}
    by_slug = {one.slug: one for one in indicators}
    approved = Report.objects.filter(state=Report.State.APPROVED, period__startswith=str(year))
    rows = approved.order_by("approved_at", "id").values_list("unit_id", "period", "values")
    for unit, period, values in rows.iterator(chunk_size=500):
        slot = Period.read(period).months[-1]
        for slug in values.keys() & by_slug.keys():
            indicator = by_slug[slug]
            columns = columns_of(indicator)
            cells = found[indicator.id].get(unit)
            if cells is None:
                cells = found[indicator.id][unit] = empty(len(columns), slots_of(indicator))
            put(cells, slot, columns, cells_of(indicator, values[slug]))
    return found


def _counted(indicator: Indicator, kept: Kept) -> Arrays:
    units = [unit for unit, row in kept.items() if row.own is not None]
    rows = [kept[unit].own for unit in units]
    arrays = unpack_many(rows, columns_of(indicator), slots_of(indicator))
    return dict(zip(units, arrays, strict=True))


class _Trees:
    """The tree of a year with its units in the order in which they are added up, lowest first."""

    def __init__(self, year: int) -> None:
        self.year = year
        self._known: dict[int, tuple[Below, list[uuid.UUID], bool]] = {}

    def of(self, slots: int) -> tuple[Below, list[uuid.UUID], bool]:
        """Children by parent, parents in order, and whether two units of the year stood above
        each other in turn, so that one pass is not enough."""
        if slots not in self._known:
            below = standing.everywhere(self.year, slots)
            self._known[slots] = (below, *_in_order(below))
        return self._known[slots]


def _in_order(below: Below) -> tuple[list[uuid.UUID], bool]:
    order: list[uuid.UUID] = []
    state: dict[uuid.UUID, bool] = {}  # False: on the way down; True: done
    ring = False

    def visit(unit: uuid.UUID) -> None:
        nonlocal ring
        state[unit] = False
        for child in below[unit]:
            if child in below and child not in state:
                visit(child)
            ring |= state.get(child) is False
        state[unit] = True
        order.append(unit)

    for unit in sorted(below):
        if unit not in state:
            visit(unit)
    return order, ring


class _Laid:
    """One indicator in one year: the arrays of all units, laid anew."""

    def __init__(
        self, indicator: Indicator, year: int, kept: Kept, own: Arrays, trees: _Trees
    ) -> None:
        self.indicator, self.year = indicator, year
        self.columns, self.slots = columns_of(indicator), slots_of(indicator)
        self.kept, self.own = kept, own
        self.nothing = empty(len(self.columns), self.slots)
        self.below: Arrays = {}
        if indicator.kind in ADDING:
            self._add(*trees.of(self.slots))

    def compare(self, found: Rebuilt, write: bool) -> None:
        """Note where what was kept is not what follows, and put it right."""
        new: list[Series] = []
        changed: dict[str, list[Series]] = {"own": [], "below": []}
        for unit in sorted({*self.kept, *self.own, *self.below}):
            row, said = self.kept.get(unit), self._row(unit)
            differs = False
            for part, laid in (("own", self.own), ("below", self.below)):
                packed = self._packed(laid.get(unit))
                if _bytes(getattr(said, part)) != packed:
                    found.note(Difference(self.indicator.slug, unit, self.year, part))
                    setattr(said, part, packed)
                    differs = True
                    if row is not None:
                        changed[part].append(said)
            if row is None and differs:
                new.append(said)
            found.rows += row is not None or differs
        if write:
            Series.objects.bulk_create(new, batch_size=500)
            for part, rows in changed.items():
                write_columns(rows, part)

    def _row(self, unit: uuid.UUID) -> Series:
        kept = self.kept.get(unit)
        if kept is not None:
            return kept
        method = self.indicator.method
        return Series(indicator=self.indicator, unit_id=unit, year=self.year, method=method)

    def _packed(self, cells: Array | None) -> bytes | None:
        if cells is None:
            return None
        packed = pack(cells, self.columns)
        return None if packed == pack(self.nothing, self.columns) else packed

    def _add(self, below: Below, order: Sequence[uuid.UUID], ring: bool) -> None:
        known: dict[uuid.UUID, bytes] = {}
        again = True
        while again:
            again = False
            for unit in order:
                made = self._below_of(below[unit])
                if made is None:
                    continue
                bits = made.tobytes()
                again |= ring and known.get(unit) != bits
                known[unit], self.below[unit] = bits, made

    def _below_of(self, children: dict[uuid.UUID, Mask]) -> Array | None:
        there = [unit for unit in children if unit in self.own or unit in self.below]
        if not there:
            return None
        own = np.array([self.own.get(unit, self.nothing) for unit in there])
        below = np.array([self.below.get(unit, self.nothing) for unit in there])
        stands = np.array([children[unit] for unit in there])
        return below_of(handed_up(own, below), stands, self.indicator.kind)


def _bytes(kept: bytes | memoryview | None) -> bytes | None:
    return None if kept is None else bytes(kept)
