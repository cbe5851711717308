"""How a figure is made: of its cells, of a formula, or hidden from its reader.

`reader` is who looks. Whoever lacks `report.see` in the unit is not shown small numbers
(`suppression`); None is the program itself, from which nothing is kept.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
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
    UNITS,
    VALUE,
    codes,
)
from suyang.plans.figures.reading import Cells, Expected, Rows
from suyang.plans.figures.rollup import columns_of
from suyang.plans.figures.suppression import PROTECTED, Protection
from suyang.plans.indicators.typing import of_formula, type_of
from suyang.plans.models import Indicator
from suyang.plans.periods import Period
from suyang.plans.validity import EXPIRED

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
    since, until: of an audit's result the period that was audited, and the last day on which it
    holds (None: until the next audit). Later it is no value but "expired".
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
    since: Period | None = None
    until: dt.date | None = None

    @property
    def is_carried(self) -> bool:
        """Whether it is an earlier period's, and holds still."""
        return self.since is not None and self.since.last_day < self.period.first_day


class Reading:
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
    if place in of.held:
        held = of.held[place]
        said = replace(said, since=held.since, until=held.until)
        if held.expired:
            return replace(said, mark=EXPIRED)
        return replace(said, value=float(cell[VALUE]), n=int(cell[RESTS]))
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
