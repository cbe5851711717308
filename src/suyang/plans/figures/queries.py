"""What pages read: figures of an indicator, a unit, a period; batches without a query a figure.
How one is made, and what is kept from which reader: `making.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from suyang.organisations.permissions import Actor, may, units_where
from suyang.plans.figures.cells import TOTAL
from suyang.plans.figures.making import BELOW, FORMULA, REPORT, SOURCE, WIDTH, Figure, Reading
from suyang.plans.figures.reading import directly_below
from suyang.plans.figures.rollup import columns_of
from suyang.plans.models import Indicator, Plan
from suyang.plans.periods import FIRST_YEAR, MONTHS, Period

__all__ = [
    "BELOW",
    "FORMULA",
    "REPORT",
    "SOURCE",
    "WIDTH",
    "Compared",
    "Covered",
    "Family",
    "Figure",
    "Many",
    "by_column",
    "coverage",
    "family",
    "figure",
    "of_children",
    "of_indicators",
    "of_periods",
    "of_plan",
    "trend",
    "until",
]


@dataclass(frozen=True)
class Compared:
    """A figure beside the one of the period before and of the same period a year before."""

    now: Figure
    before: Figure
    a_year_ago: Figure


def figure(
    indicator: Indicator,
    unit: uuid.UUID,
    period: Period,
    column: str = TOTAL,
    reader: Actor | None = None,
) -> Figure:
    """One figure. Raises ValueError for a column that the indicator does not have."""
    return by_column(indicator, unit, period, (column,), reader)[column]


def by_column(
    indicator: Indicator,
    unit: uuid.UUID,
    period: Period,
    columns: Sequence[str] | None = None,
    reader: Actor | None = None,
) -> dict[str, Figure]:
    """The figures of all columns, or of some."""
    reading = Reading([indicator], [unit], [period], unit, reader)
    wanted = columns_of(indicator) if columns is None else columns
    return {one: reading.figure(indicator, unit, period, one) for one in wanted}


def of_indicators(
    indicators: Iterable[Indicator],
    unit: uuid.UUID,
    period: Period,
    column: str = TOTAL,
    reader: Actor | None = None,
) -> dict[str, Compared]:
    """Many indicators of one unit and period, by slug, each with the period before and the same
    one a year before."""
    wanted = list(indicators)
    a_year = 12 // MONTHS[period.frequency]
    periods = (period, period.shifted(-1), period.shifted(-a_year))
    reading = Reading(wanted, [unit], periods, unit, reader)
    return {
        one.slug: Compared(*(reading.figure(one, unit, when, column) for when in periods))
        for one in wanted
    }


def of_plan(
    plan: Plan, unit: uuid.UUID, period: Period, reader: Actor | None = None
) -> dict[str, Compared]:
    """All indicators that a plan names or that are evidence for its tasks."""
    named = Indicator.objects.filter(plan=plan)
    linked = Indicator.objects.filter(task_links__task__plan=plan)
    return of_indicators((named | linked).distinct(), unit, period, reader=reader)


def of_children(
    indicator: Indicator,
    unit: uuid.UUID,
    period: Period,
    column: str = TOTAL,
    reader: Actor | None = None,
) -> dict[uuid.UUID, Figure]:
    """One indicator for all units that stood directly below a unit at the end of a period, in the
    order of their codes."""
    below = directly_below(unit, period.last_day)
    children = list(below.order_by("unit__code").values_list("unit_id", flat=True))
    reading = Reading([indicator], children, [period], unit, reader)
    return {one: reading.figure(indicator, one, period, column) for one in children}


@dataclass(frozen=True)
class Family:
    """A unit over periods, the earliest first, and those directly below it in one of them."""

    whole: tuple[Figure, ...]
    below: dict[uuid.UUID, Figure]


def family(
    indicator: Indicator,
    unit: uuid.UUID,
    periods: Sequence[Period],
    choose: Callable[[Sequence[Figure]], Figure],
    reader: Actor | None = None,
) -> Family:
    """The totals of a unit, and, in the period of the one that `choose` takes out of them, those of
    the units directly below: both read together, so that what is hidden fits. In the order of the
    codes."""
    alone = Reading([indicator], [unit], periods, unit, reader)
    whole = [alone.figure(indicator, unit, one, TOTAL) for one in periods]
    when = choose(whole).period
    # Those that stood there then, and no others: one that came later is no part of that whole, and
    # would be hidden in the place of one that is.
    rows = directly_below(unit, when.last_day).order_by("unit__code")
    children = list(rows.values_list("unit_id", flat=True))
    reading = Reading([indicator], [unit, *children], [when], unit, reader)
    found = {one: reading.figure(indicator, one, when, TOTAL) for one in children}
    whole[periods.index(when)] = reading.figure(indicator, unit, when, TOTAL)
    return Family(tuple(whole), found)


def trend(
    indicator: Indicator,
    unit: uuid.UUID,
    last: Period,
    periods: int = 36,
    column: str = TOTAL,
    reader: Actor | None = None,
) -> list[Figure]:
    """One indicator in a unit over so many periods, the earliest first."""
    return of_periods(indicator, unit, until(last, periods), (column,), reader)


def until(last: Period, periods: int) -> list[Period]:
    """So many periods, the earliest first, or as many as there are since figures are kept."""
    known = (last.year - FIRST_YEAR) * (12 // MONTHS[last.frequency]) + last.number
    return [last.shifted(step) for step in range(1 - min(periods, known), 1)]


def of_periods(
    indicator: Indicator,
    unit: uuid.UUID,
    periods: Sequence[Period],
    columns: Sequence[str],
    reader: Actor | None = None,
) -> list[Figure]:
    """One indicator in a unit, period by period and in each column by column."""
    reading = Reading([indicator], [unit], periods, unit, reader)
    return [reading.figure(indicator, unit, one, column) for one in periods for column in columns]


class Many:
    """Figures of many indicators, units and times, read together: a few queries for all of them.

    asked: what will be read, each with all periods of one reading. Readers from whom small numbers
    are kept read by unit and by the last of these days, as they would one by one, so that the same
    is hidden whichever way it is asked.
    """

    def __init__(
        self,
        asked: Sequence[tuple[Indicator, uuid.UUID, Sequence[Period]]],
        reader: Actor | None,
    ) -> None:
        self._reader = reader
        self._open: dict[uuid.UUID, bool] = {}
        units = {unit for _one, unit, _periods in asked}
        if reader is not None and len(units) > 1:
            seen = units_where(reader, "report.see").filter(unit_id__in=units)
            self._open = dict.fromkeys(seen, True)
        groups: dict[object, list[tuple[Indicator, uuid.UUID, Sequence[Period]]]] = {}
        for one in asked:
            groups.setdefault(self._group(one[1], one[2]), []).append(one)
        self._readings = {
            key: Reading(
                list({one.slug: one for one, _unit, _periods in group}.values()),
                list({unit for _one, unit, _periods in group}),
                list({period for _one, _unit, periods in group for period in periods}),
                group[0][1],
                None if key is None else reader,
            )
            for key, group in groups.items()
        }

    def figure(
        self,
        indicator: Indicator,
        unit: uuid.UUID,
        period: Period,
        column: str,
        periods: Sequence[Period],
    ) -> Figure:
        """One figure out of those that were asked for, of the reading that has these periods."""
        reading = self._readings[self._group(unit, periods)]
        return reading.figure(indicator, unit, period, column)

    def _group(self, unit: uuid.UUID, periods: Sequence[Period]) -> object:
        if unit not in self._open:
            reader = self._reader
            self._open[unit] = reader is None or may(reader, "report.see", unit)
        if self._open[unit]:
            return None
        return unit, max(one.last_day for one in periods)


@dataclass(frozen=True)
class Covered:
    """Of a unit below: whether it has a figure, from where, and of how many of its own units."""

    unit: uuid.UUID
    has_figure: bool
    mark: str
    came_from: str
    reporting: int | None
    expected: int | None


def coverage(indicator: Indicator, unit: uuid.UUID, period: Period) -> list[Covered]:
    """Who below a unit reported, in the order of codes. Shows no values."""
    found = of_children(indicator, unit, period)
    return [
        Covered(
            one,
            had.value is not None,
            had.mark,
            had.came_from,
            had.units_reporting,
            had.units_expected,
        )
        for one, had in found.items()
    ]
