"""What pages read: figures of an indicator, a unit, a period; batches without a query a figure.

`reader` is who looks. Whoever lacks `report.see` in the unit is not shown small numbers
(`suppression`); None is the program itself, from which nothing is kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from suyang.organisations.permissions import Actor, may
from suyang.plans import formulas
from suyang.plans.figures.cells import (
    MARKS,
    RESTS,
    SECOND,
    SUPPRESSED,
    TOTAL,
    UNITS,
    VALUE,
    codes,
)
from suyang.plans.figures.reading import Cells, Expected, Rows, directly_below
from suyang.plans.figures.rollup import columns_of
from suyang.plans.figures.suppression import PROTECTED, Protection
from suyang.plans.indicators.typing import of_formula, type_of
from suyang.plans.models import Indicator, Plan
from suyang.plans.periods import FIRST_YEAR, MONTHS, Period

Kind = Indicator.Kind
REPORT, SOURCE, BELOW, FORMULA = "report", "source", "below", "formula"
# The half-width of a 95 % interval in standard errors.
WIDTH: Final = 1.959964


@dataclass(frozen=True)
class Figure:
    """One figure with all that has to be said with it.

    value: None where `mark` says why there is none; of a rate the share. count, of: a rate's
    numerator and denominator. error, low, high: of an estimate, its standard error and 95 %
    interval. n: the reports or sources, of an estimate the answers, that it rests on.
    units_reporting of units_expected: the units directly below, where they make the figure.
    came_from: report, source, below (the sum of the units below), formula (of other indicators'
    figures), or "" without a figure.
    months: of how many months of the period it is made, where it adds up.
    """

    indicator: str
    unit: uuid.UUID
    period: Period
    column: str
    value: float | None
    mark: str = ""
    count: float | None = None
    of: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    units_reporting: int | None = None
    units_expected: int | None = None
    came_from: str = ""
    method: int = 1
    may_count_twice: bool = False
    months: int = 0


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
    reading = _Reading([indicator], [unit], [period], unit, reader)
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
    reading = _Reading(wanted, [unit], periods, unit, reader)
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
    reading = _Reading([indicator], children, [period], unit, reader)
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
    last = max(period.last_day for period in periods)
    rows = directly_below(unit, last).order_by("unit__code")
    children = list(rows.values_list("unit_id", flat=True))
    reading = _Reading([indicator], [unit, *children], periods, unit, reader)
    whole = tuple(reading.figure(indicator, unit, one, TOTAL) for one in periods)
    when = choose(whole).period
    stood = set(directly_below(unit, when.last_day).values_list("unit_id", flat=True))
    found = {one: reading.figure(indicator, one, when, TOTAL) for one in children if one in stood}
    return Family(whole, found)


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
    reading = _Reading([indicator], [unit], periods, unit, reader)
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
        groups: dict[object, list[tuple[Indicator, uuid.UUID, Sequence[Period]]]] = {}
        for one in asked:
            groups.setdefault(self._group(one[1], one[2]), []).append(one)
        self._readings = {
            key: _Reading(
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


class _Reading:
    """What one page needs: rows, units expected, and what is hidden from its reader."""

    def __init__(
        self,
        indicators: Sequence[Indicator],
        units: Sequence[uuid.UUID],
        periods: Sequence[Period],
        about: uuid.UUID,
        reader: Actor | None,
    ) -> None:
        self.needed = _needed(indicators)
        indicators = list(self.needed.values())
        self.rows = Rows(indicators, units, {period.year for period in periods})
        self.expected = Expected(units)
        self.protection: Protection | None = None
        protected = any(one.kind in PROTECTED for one in indicators)
        if reader is not None and protected and not may(reader, "report.see", about):
            self.protection = Protection(indicators, about, periods)
        self._cells: dict[tuple[int, uuid.UUID, Period], Cells] = {}
        self._made: dict[tuple[str, uuid.UUID, Period, str], Figure] = {}
        self._fits: dict[str, bool] = {}

    def figure(self, indicator: Indicator, unit: uuid.UUID, period: Period, column: str) -> Figure:
        if indicator.formula:
            return self._once(indicator, unit, period, column)
        key = (indicator.id, unit, period)
        if key not in self._cells:
            self._cells[key] = self.rows.cells(indicator, unit, period)
        columns = columns_of(indicator)
        if column not in columns:
            raise ValueError(f"{indicator.slug} has no column {column!r}")
        place = columns.index(column)
        expected = self.expected.on(unit, period.last_day)
        found = _figure(indicator, unit, period, column, place, self._cells[key], expected)
        if self.protection is not None and found.value is not None:
            hidden = self.protection.hidden(indicator, period).get(unit)
            if hidden is not None and hidden[place]:
                return _hidden(found)
        return found

    def _once(self, indicator: Indicator, unit: uuid.UUID, period: Period, column: str) -> Figure:
        """Worked out once, however many formulas of the page need it. One that is needed by
        itself meanwhile cannot be said."""
        key = (indicator.slug, unit, period, column)
        if key not in self._made:
            self._made[key] = Figure(
                indicator.slug,
                unit,
                period,
                column,
                None,
                "not_applicable",
                came_from=FORMULA,
                method=indicator.method,
            )
            self._made[key] = self._of_formula(indicator, unit, period, column)
        return self._made[key]

    def _is_typed(self, indicator: Indicator) -> bool:
        """Whether the formula still gives what the indicator says. What it is made of may have
        been defined anew since; kinds do not mix for that."""
        if indicator.slug not in self._fits:
            types = {
                one.slug: type_of(one.kind, one.body.get("unit")) for one in self.needed.values()
            }
            try:
                found = of_formula(indicator.formula, types)
                self._fits[indicator.slug] = found.kind == indicator.kind
            except formulas.FormulaError:
                self._fits[indicator.slug] = False
        return self._fits[indicator.slug]

    def _of_formula(
        self, indicator: Indicator, unit: uuid.UUID, period: Period, column: str
    ) -> Figure:
        """Worked out of the figures of the same unit, period and column: of a whole, from the
        whole's numbers."""
        said = Figure(
            indicator.slug,
            unit,
            period,
            column,
            None,
            came_from=FORMULA,
            method=indicator.method,
        )
        if not self._is_typed(indicator):
            return replace(said, mark="not_applicable")
        parts: list[Figure] = []

        def value(slug: str) -> formulas.Value:
            needed = self.needed.get(slug)
            if needed is None or column not in columns_of(needed):
                return formulas.Value(None, mark="not_applicable")
            found = self.figure(needed, unit, period, column)
            parts.append(found)
            return _as_value(found, needed.kind)

        made = formulas.worked_out(formulas.parsed(indicator.formula), value)
        if made.value is None:
            return replace(said, mark=made.mark)
        months = min((one.months for one in parts), default=0)
        said = replace(said, value=made.value, n=made.rests, months=months)
        return _by_kind(indicator, said, made.value, made.second, made.may_count_twice)


def _needed(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    """These indicators and all that their formulas are made of, by slug."""
    found = {one.slug: one for one in indicators}
    missing = _parts_of(found.values())
    while missing := missing - set(found):
        more = list(Indicator.objects.filter(slug__in=missing))
        found |= {one.slug: one for one in more}
        missing = _parts_of(more)
        if not more:
            break
    return found


def _parts_of(indicators: Iterable[Indicator]) -> set[str]:
    written = [formulas.parsed(one.formula) for one in indicators if one.formula]
    return {name.slug for node in written for name in formulas.names(node)}


def _as_value(found: Figure, kind: str) -> formulas.Value:
    second = found.of if kind == Kind.RATE else found.error
    value = found.count if kind == Kind.RATE else found.value
    return formulas.Value(
        value, second, found.mark, rests=found.n, may_count_twice=found.may_count_twice
    )


def _figure(
    indicator: Indicator,
    unit: uuid.UUID,
    period: Period,
    column: str,
    place: int,
    of: Cells,
    expected: int,
) -> Figure:
    cell = of.cells[place]
    mark = MARKS[int(codes(cell[VALUE : VALUE + 1])[0])]
    own, counted = bool(of.own[place]), bool(of.counted[place])
    came_from = SOURCE if own and counted else REPORT if own else BELOW
    below = not own and bool(cell[UNITS])
    said = Figure(
        indicator.slug,
        unit,
        period,
        column,
        None,
        mark,
        units_reporting=int(cell[UNITS]) if below else (0 if not own and expected else None),
        units_expected=expected if not own and expected else None,
        came_from=came_from if own or below else "",
        method=of.method,
        months=int(of.months[place]),
    )
    if mark:
        return said
    value = float(cell[VALUE])
    second = None if np.isnan(cell[SECOND]) else float(cell[SECOND])
    said = replace(said, value=value, n=int(cell[RESTS]))
    return _by_kind(indicator, said, value, second, not (own and counted) and _added(said))


def _by_kind(
    indicator: Indicator, said: Figure, value: float, second: float | None, twice: bool
) -> Figure:
    if indicator.kind == Kind.RATE:
        return _rate(said, value, second)
    if indicator.kind in (Kind.ESTIMATE, Kind.AUDIT) and second is not None:
        low, high = value - WIDTH * second, value + WIDTH * second
        return replace(said, error=second, low=low, high=high)
    if indicator.kind == Kind.PEOPLE:
        return replace(said, may_count_twice=twice)
    return said


def _rate(said: Figure, numerator: float, denominator: float | None) -> Figure:
    """Of nobody there is no share: that is not applicable, and not zero."""
    if not denominator:
        return replace(
            said, value=None, mark="missing" if denominator is None else "not_applicable"
        )
    return replace(said, value=numerator / denominator, count=numerator, of=denominator)


def _added(said: Figure) -> bool:
    """Whether people were added up, over units or over months."""
    return said.came_from == BELOW or said.months > 1


def _hidden(found: Figure) -> Figure:
    return replace(
        found,
        value=None,
        mark=SUPPRESSED,
        count=None,
        of=None,
        n=0,
        error=None,
        low=None,
        high=None,
    )
