"""Figures laid anew: what units stand for from approved reports, and what follows above.

What was kept and what follows are compared row by row. Own figures of sources are taken as they
were counted (`sources.recount` asks the sources anew); all others must be in an approved report.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.db import transaction

from suyang.plans.figures import standing
from suyang.plans.figures.adding import ADDING, Kind, below_of, handed_up
from suyang.plans.figures.cells import (
    RESTS,
    SECOND,
    UNITS,
    VALUE,
    Array,
    empty,
    pack_many,
    put,
    unpack_many,
)
from suyang.plans.figures.reports import cells_of
from suyang.plans.figures.rollup import columns_of, lock, slots_of, write_columns
from suyang.plans.figures.standing import Below
from suyang.plans.models import Indicator, Report, Series
from suyang.plans.periods import Period

Progress = Callable[[int, int, str], None]
# Differences that are named, and indicators that are laid in one transaction.
SHOWN: Final = 100
AT_ONCE: Final = 16


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
    groups = [
        (year, some)
        for year, indicators in sorted(_by_year(list(wanted.order_by("id"))).items())
        for some in _groups(indicators)
    ]
    found = Rebuilt()
    for number, (year, some) in enumerate(groups):
        if progress is not None:
            progress(number, len(groups), f"{year}: {some[0].slug} …")
        with transaction.atomic():
            lock({one.id for one in some})
            laid = _Laid(some, year)
            laid.say()
            laid.add()
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


def _groups(indicators: Sequence[Indicator]) -> Iterator[list[Indicator]]:
    """Those that have the same columns and slots and are added alike, some at a time."""
    alike: dict[tuple[object, ...], list[Indicator]] = defaultdict(list)
    for one in indicators:
        how = "rate" if one.kind == Kind.RATE else one.kind in ADDING
        alike[columns_of(one), slots_of(one), how].append(one)
    for some in alike.values():
        for start in range(0, len(some), AT_ONCE):
            yield some[start : start + AT_ONCE]


class _Tree:
    """The tree of a year, its units by number, its parents in the order in which they are added up:
    lowest first. ring: two units stood above each other in turn, so one pass is not enough."""

    def __init__(self, year: int, slots: int, others: Collection[uuid.UUID]) -> None:
        below = standing.everywhere(year, slots)
        inside = {*below, *(child for children in below.values() for child in children)}
        self.units = sorted(inside | set(others))
        self.number = {unit: number for number, unit in enumerate(self.units)}
        order, self.ring = _in_order(below)
        self.families = [
            (
                self.number[parent],
                np.array([self.number[child] for child in below[parent]]),
                np.array(list(below[parent].values())),
            )
            for parent in order
        ]


def _in_order(below: Below) -> tuple[list[uuid.UUID], bool]:
    order: list[uuid.UUID] = []
    done: dict[uuid.UUID, bool] = {}  # False while the way below it is gone
    ring = False

    def visit(unit: uuid.UUID) -> None:
        nonlocal ring
        done[unit] = False
        for child in below[unit]:
            if child in below and child not in done:
                visit(child)
            ring |= done.get(child) is False
        done[unit] = True
        order.append(unit)

    for unit in sorted(below):
        if unit not in done:
            visit(unit)
    return order, ring


class _Laid:
    """Some indicators that are alike, in one year: all units' cells, laid anew.

    own and below are (units, indicators, slots, columns, 4)."""

    def __init__(self, indicators: Sequence[Indicator], year: int) -> None:
        self.indicators, self.year = indicators, year
        self.columns, self.slots = columns_of(indicators[0]), slots_of(indicators[0])
        rows = Series.objects.filter(indicator__in=indicators, year=year)
        self.kept = {
            (unit, indicator): (id_, own, below)
            for id_, unit, indicator, own, below in rows.values_list(
                "id", "unit_id", "indicator_id", "own", "below"
            )
        }
        approved = Report.objects.filter(state=Report.State.APPROVED)
        self.approved = approved.filter(period__startswith=str(year))
        reporting = self.approved.values_list("unit_id", flat=True).distinct()
        self.tree = _Tree(year, self.slots, {*reporting, *(unit for unit, _one in self.kept)})
        shape = (len(self.tree.units), len(indicators))
        nothing = empty(len(self.columns), self.slots)
        self.own = np.broadcast_to(nothing, (*shape, *nothing.shape)).copy()
        self.below = self.own.copy()

    def say(self) -> None:
        """What units stand for: what a source counted, and upon it what approved reports of the
        year say, the one approved last upon others."""
        for place, one in enumerate(self.indicators):
            if one.source:
                kept = [self.kept.get((unit, one.id), _NO_ROW)[1] for unit in self.tree.units]
                self.own[:, place] = unpack_many(kept, self.columns, self.slots)
        places = {one.slug: place for place, one in enumerate(self.indicators)}
        is_rate = self.indicators[0].kind == Kind.RATE
        periods = self.approved.values_list("period", flat=True).distinct()
        slots = {period: Period.read(period).months[-1] for period in periods}
        rows = self.approved.order_by("approved_at", "id").values_list(
            "unit_id", "period", "values"
        )
        for unit, period, values in rows.iterator(chunk_size=500):
            slot, number = slots[period], self.tree.number[unit]
            for slug in values.keys() & places.keys():
                place = places[slug]
                said = self.own[number, place]
                if not _put_plain(said[slot], self.columns, values[slug], is_rate):
                    cells = cells_of(self.indicators[place], values[slug])
                    put(said, slot, self.columns, cells)

    def add(self) -> None:
        kind = self.indicators[0].kind
        if kind not in ADDING:
            return
        width = len(self.columns)
        up = handed_up(self.own, self.below)
        again = True
        while again:
            again = False
            for parent, children, stands in self.tree.families:
                wide = up[children].transpose(0, 2, 1, 3, 4)
                wide = wide.reshape(len(children), self.slots, -1, 4)
                made = below_of(wide, stands, kind).reshape(self.slots, -1, width, 4)
                made = made.transpose(1, 0, 2, 3)
                again |= self.tree.ring and made.tobytes() != self.below[parent].tobytes()
                self.below[parent] = made
                up[parent] = handed_up(self.own[parent], made)

    def compare(self, found: Rebuilt, write: bool) -> None:
        """Note where what was kept is not what follows, and put it right."""
        new: list[Series] = []
        changed: dict[str, list[Series]] = {"own": [], "below": []}
        for place, one in enumerate(self.indicators):
            owns = pack_many(self.own[:, place], self.columns)
            belows = pack_many(self.below[:, place], self.columns)
            for unit, own, below in zip(self.tree.units, owns, belows, strict=True):
                kept = self.kept.get((unit, one.id))
                if kept is None and own is None and below is None:
                    continue
                found.rows += 1
                id_, kept_own, kept_below = kept or _NO_ROW
                differs = [
                    part
                    for part, before, after in (
                        ("own", kept_own, own),
                        ("below", kept_below, below),
                    )
                    if before != after
                ]
                if not differs:
                    continue
                row = Series(
                    id=id_,
                    indicator=one,
                    unit_id=unit,
                    year=self.year,
                    method=one.method,
                    own=own,
                    below=below,
                )
                for part in differs:
                    found.note(Difference(one.slug, unit, self.year, part))
                    if kept is not None:
                        changed[part].append(row)
                if kept is None:
                    new.append(row)
        if write:
            Series.objects.bulk_create(new, batch_size=500)
            for part, rows in changed.items():
                write_columns(rows, part)


def _put_plain(cells: Array, columns: Sequence[str], values: Any, is_rate: bool) -> bool:
    """The way of nearly all reports: every column with a plain number, or of a rate with both.
    Writes them at once and says so; False, and nothing written, for all others."""
    try:
        given = [values[column] for column in columns]
        wholes = [one["of"] for one in given] if is_rate else []
        parts = [one["n"] for one in given] if is_rate else given
    except (KeyError, TypeError):
        return False
    if not _PLAIN.issuperset(map(type, parts + wholes)):
        return False
    if is_rate and any("mark" in one for one in given):
        return False
    if not np.isfinite(parts + wholes).all():
        return False
    cells[:, VALUE] = parts
    cells[:, SECOND] = wholes or np.nan
    cells[:, RESTS], cells[:, UNITS] = 1, 0
    return True


_PLAIN: Final = frozenset({int, float})
_NO_ROW: tuple[int | None, bytes | None, bytes | None] = (None, None, None)
