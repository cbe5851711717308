"""Rows of figures fetched once, and their cells: what queries and suppression stand on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Q, QuerySet

from suyang.organisations.models import Unit, UnitVersion
from suyang.plans import validity
from suyang.plans.figures.adding import effective, over
from suyang.plans.figures.cells import (
    CODES,
    MISSING,
    MONTHLY,
    UNITS,
    VALUE,
    Array,
    codes,
    unpack,
    unpack_many,
)
from suyang.plans.figures.holding import Held, Year, carried, rules_of
from suyang.plans.figures.rollup import columns_of, slots_of
from suyang.plans.models import Indicator, Series
from suyang.plans.periods import Period

Units = Collection[uuid.UUID] | QuerySet[UnitVersion, uuid.UUID]


@dataclass(frozen=True)
class Cells:
    """An indicator in a unit and period, by columns: (columns, 4); what of it the unit itself
    stands for, and what of that a source counted; months with a figure; the method's number. held:
    of the result of an audit, by column, since when and until when it holds."""

    cells: Array
    own: npt.NDArray[np.bool_]
    counted: npt.NDArray[np.bool_]
    months: npt.NDArray[np.int_]
    method: int
    held: Mapping[int, Held] = field(default_factory=dict)


class Rows:
    """The rows of some indicators, units and years, in one query. Of audits the earlier years too:
    a result holds until the next one."""

    def __init__(
        self, indicators: Iterable[Indicator], units: Units, years: Collection[int]
    ) -> None:
        self.indicators = {one.id: one for one in indicators}
        wanted = Q(year__in=sorted(years), indicator_id__in=self.indicators.keys())
        holding = [one for one in self.indicators.values() if holds(one)]
        if holding and years:
            wanted |= Q(indicator__in=holding, year__lt=max(years))
        found = Series.objects.filter(wanted, unit_id__in=units)
        names = ("indicator_id", "unit_id", "year", "method", "own", "below")
        self._rows = {
            (indicator, unit, year): (method, own, below)
            for indicator, unit, year, method, own, below in found.values_list(*names)
        }
        self._rules = rules_of(holding) if holding and self._rows else {}
        self._years: dict[tuple[int, uuid.UUID], list[int]] = defaultdict(list)
        for of, unit, year in sorted(self._rows, key=lambda key: -key[2]):
            if of in {one.id for one in holding}:
                self._years[of, unit].append(year)

    def cells(self, indicator: Indicator, unit: uuid.UUID, period: Period) -> Cells:
        if holds(indicator):
            return self._of_audit(indicator, unit, period)
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

    def _of_audit(self, indicator: Indicator, unit: uuid.UUID, period: Period) -> Cells:
        """The last result until the end of a period, and how long it holds."""
        columns = columns_of(indicator)
        years = []
        for year in self._years[indicator.id, unit]:
            if year <= period.year:
                method, own, _below = self._rows[indicator.id, unit, year]
                rule = self._rules.get((indicator.id, method), validity.UNTIL_THE_NEXT)
                years.append(Year(year, method, unpack(own, columns, MONTHLY), rule))
        made, held, method = carried(years, indicator, period, len(columns))
        there = codes(made[:, VALUE]) != CODES[MISSING]
        counted = there & (made[:, UNITS] == 1)
        return Cells(made, there, counted, there.astype(np.int_), method, held)

    def many(self, indicator: Indicator, units: Sequence[uuid.UUID], period: Period) -> Array:
        """The cells of many units in a period: (units, columns, 4)."""
        rows = [self._rows.get((indicator.id, one, period.year), _NO_ROW) for one in units]
        columns, slots = columns_of(indicator), slots_of(indicator)
        own = unpack_many([row[1] for row in rows], columns, slots)
        below = unpack_many([row[2] for row in rows], columns, slots)
        both = effective(own, below)
        return over(both, period, indicator.kind, indicator.over_time, indicator.frequency)


def holds(indicator: Indicator) -> bool:
    """Whether its last figure stands until the next one: a result of an audit that is reported. A
    source is asked for each period anew."""
    audit = indicator.kind == Indicator.Kind.AUDIT
    return audit and not indicator.formula and slots_of(indicator) == MONTHLY


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
