"""Rows of figures fetched once, and their cells: what queries and suppression stand on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Q, QuerySet

from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.figures.adding import effective, over
from suyang.plans.figures.cells import (
    CODES,
    MISSING,
    UNITS,
    VALUE,
    Array,
    codes,
    unpack,
    unpack_many,
)
from suyang.plans.figures.rollup import columns_of, slots_of
from suyang.plans.models import Indicator, Series
from suyang.plans.periods import Period

Units = Collection[uuid.UUID] | QuerySet[UnitVersion, uuid.UUID]


@dataclass(frozen=True)
class Cells:
    """An indicator in a unit and period, by columns: (columns, 4); what of it the unit itself
    stands for, and what of that a source counted; months with a figure; the method's number."""

    cells: Array
    own: npt.NDArray[np.bool_]
    counted: npt.NDArray[np.bool_]
    months: npt.NDArray[np.int_]
    method: int


class Rows:
    """The rows of some indicators, units and years, in one query."""

    def __init__(
        self, indicators: Iterable[Indicator], units: Units, years: Collection[int]
    ) -> None:
        self.indicators = {one.id: one for one in indicators}
        found = Series.objects.filter(
            unit_id__in=units, year__in=sorted(years), indicator_id__in=self.indicators.keys()
        )
        names = ("indicator_id", "unit_id", "year", "method", "own", "below")
        self._rows = {
            (indicator, unit, year): (method, own, below)
            for indicator, unit, year, method, own, below in found.values_list(*names)
        }

    def cells(self, indicator: Indicator, unit: uuid.UUID, period: Period) -> Cells:
        method, own_kept, below_kept = self._rows.get(
            (indicator.id, unit, period.year), (indicator.method, None, None)
        )
        columns, slots = columns_of(indicator), slots_of(indicator)
        own, below = unpack(own_kept, columns, slots), unpack(below_kept, columns, slots)
        both = effective(own, below)
        made = over(both, period, indicator.kind, indicator.over_time, indicator.frequency)
        inside = slice(period.months.start, period.months.stop)
        has = codes(both[inside, :, VALUE]) == 0
        there = codes(own[inside, :, VALUE]) != CODES[MISSING]
        counted = there & (own[inside, :, UNITS] == 1)
        said = has | there
        any_said = said.any(axis=0)
        return Cells(
            made,
            any_said & (there | ~said).all(axis=0),
            any_said & (counted | ~said).all(axis=0),
            has.sum(axis=0),
            method,
        )

    def many(self, indicator: Indicator, units: Sequence[uuid.UUID], period: Period) -> Array:
        """The cells of many units in a period: (units, columns, 4)."""
        rows = [self._rows.get((indicator.id, one, period.year), _NO_ROW) for one in units]
        columns, slots = columns_of(indicator), slots_of(indicator)
        own = unpack_many([row[1] for row in rows], columns, slots)
        below = unpack_many([row[2] for row in rows], columns, slots)
        both = effective(own, below)
        return over(both, period, indicator.kind, indicator.over_time, indicator.frequency)


_NO_ROW: tuple[int, bytes | None, bytes | None] = (0, None, None)


class Expected:
    """How many units stood directly below each of some units, by day, in one query."""

    def __init__(self, parents: Units) -> None:
        found = UnitVersion.objects.filter(parent_id__in=parents).exclude(kind=Unit.Kind.BODY)
        rows = found.values_list("parent_id", "valid_from", "valid_to").annotate(n=Count("id"))
        self._spans: dict[uuid.UUID | None, list[tuple[dt.date, dt.date | None, int]]]
        self._spans = defaultdict(list)
        for parent, first, last, count in rows.order_by():
            self._spans[parent].append((first, last, count))

    def on(self, parent: uuid.UUID, day: dt.date) -> int:
        return sum(
            count
            for first, last, count in self._spans.get(parent, ())
            if first <= day and (last is None or day < last)
        )


def directly_below(unit: uuid.UUID, day: dt.date) -> QuerySet[UnitVersion]:
    """The versions of the units that stood directly below on a day."""
    found = UnitVersion.objects.filter(parent_id=unit, valid_from__lte=day)
    return found.filter(Q(valid_to=None) | Q(valid_to__gt=day)).exclude(kind=Unit.Kind.BODY)
