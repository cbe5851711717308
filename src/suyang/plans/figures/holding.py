"""Results of audits between audits: which one holds in a period, and whether it still does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from suyang.foundation import clock
from suyang.plans import validity
from suyang.plans.figures.cells import CODES, MISSING, SECOND, VALUE, Array, codes, empty
from suyang.plans.models import Indicator, IndicatorMethod
from suyang.plans.periods import MONTHS, Period


@dataclass(frozen=True)
class Held:
    """since: the period that was audited. until: the last day on which its result holds; None:
    until the next audit. expired: no longer on the day that is asked about."""

    since: Period
    until: dt.date | None
    expired: bool


@dataclass(frozen=True)
class Year:
    """What a unit said in a year: the months' cells, and how long results of its method hold."""

    year: int
    method: int
    own: Array
    rule: validity.Rule


def rules_of(indicators: Iterable[Indicator]) -> Mapping[tuple[int, int], validity.Rule]:
    """By indicator and number of the method."""
    rows = IndicatorMethod.objects.filter(indicator__in=list(indicators))
    return {
        (indicator, number): validity.read(definition.get("validity"))
        for indicator, number, definition in rows.values_list(
            "indicator_id", "number", "definition"
        )
    }


def carried(
    years: Sequence[Year], indicator: Indicator, period: Period, columns: int
) -> tuple[Array, dict[int, Held], int]:
    """The cells (columns, 4) of the last results until the end of a period, how each holds, and the
    method of the first column's. years: the latest first. In a period that has not begun nothing
    is known but what was said of it."""
    made = empty(columns, 1)[0]
    held: dict[int, Held] = {}
    method, today = indicator.method, clock.today()
    first = period.first_day if period.first_day > today else dt.date.min
    for column in range(columns):
        for one in years:
            last = period.months[-1] if one.year == period.year else 11
            said = np.flatnonzero(codes(one.own[: last + 1, column, VALUE]) != CODES[MISSING])
            if not said.size:
                continue
            month = Period(one.year, "month", int(said[-1]) + 1)
            if month.last_day < first:
                break
            cell = one.own[said[-1], column]
            marked = codes(cell[VALUE : VALUE + 1])[0] != 0
            # Why there is no result is said of its own period, and of no later one.
            if not marked or month.last_day >= period.first_day:
                made[column] = cell
                method = one.method if column == 0 else method
            if not marked:
                held[column] = _held(cell, month, indicator, one.rule, min(period.last_day, today))
            break
    return made, held, method


def _held(
    cell: Array, month: Period, indicator: Indicator, rule: validity.Rule, on: dt.date
) -> Held:
    own = cell[SECOND]
    until = validity.last_day(month.last_day, rule)
    if not np.isnan(own):
        until = dt.date.fromordinal(int(own))
    length = indicator.frequency if indicator.frequency in MONTHS else "year"
    since = Period.on(month.last_day, length)
    return Held(since, until, until is not None and until < on)
