"""What approved reports say a unit stands for: from `Report.values` to changes of figures."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from suyang.plans import validity
from suyang.plans.figures import rollup, sources
from suyang.plans.figures.cells import CODES, MISSING, Cell
from suyang.plans.figures.rollup import Change, columns_of
from suyang.plans.models import Indicator, Report
from suyang.plans.periods import MONTHS, Period

Kind = Indicator.Kind


def bring_up_to_date(report: Report) -> int:
    """After a report was approved, reopened or corrected: what its unit stands for in that period,
    and every unit above. In the caller's transaction, after the report itself was saved. Gives how
    many rows of figures differ."""
    found = list(changes(report.unit_id, report.period, slugs=report.values))
    for change in found:
        if change.indicator.source and not all(change.cells.values()):
            # Taken back: what the source says stands again.
            sources.want(change.indicator, change.unit, change.year, change.cells)
    return rollup.apply(found)


def changes(unit: uuid.UUID, period: str, slugs: Iterable[str] | None = None) -> Iterator[Change]:
    """What all approved reports of a unit say of the month in which those of a period stand, the
    one approved last upon others. Indicators of `slugs` that none of them names are taken back. A
    report of a quarter stands in its last month."""
    when = Period.read(period)
    periods = [str(Period.on(when.last_day, length)) for length in ending_in(when.months[-1])]
    approved = Report.objects.filter(unit_id=unit, period__in=periods)
    approved = approved.filter(state=Report.State.APPROVED)
    said: dict[str, Mapping[str, Any]] = {slug: {} for slug in slugs or ()}
    for report in approved.order_by("approved_at", "id"):
        said.update(report.values)
    for indicator in Indicator.objects.filter(slug__in=said.keys()).order_by("id"):
        cells = cells_of(indicator, said[indicator.slug])
        yield Change(indicator, unit, when.year, {when.months[-1]: cells})


def ending_in(month: int) -> list[str]:
    """The lengths of the periods that end in a month, 0 to 11."""
    return [length for length, months in MONTHS.items() if (month + 1) % months == 0]


def cells_of(indicator: Indicator, values: Mapping[str, Any]) -> dict[str, Cell]:
    """The cells of one indicator in a report: {column: number | {"n", "of"} | {"value", "error"} |
    {"value", "until"} | {"mark"}}. A column that the indicator no longer has is left out."""
    known = set(columns_of(indicator))
    return {
        column: cell_of(indicator.kind, value)
        for column, value in values.items()
        if column in known
    }


def cell_of(kind: str, value: Any) -> Cell:
    """One value of a report. A share without its denominator is no rate: missing."""
    if isinstance(value, Mapping):
        if value.get("mark"):
            mark = str(value["mark"])
            return Cell(None, mark=mark if mark in CODES else MISSING)
        if kind == Kind.RATE:
            return _rate(value.get("n"), value.get("of"))
        number = _number(value.get("value", value.get("n")))
        if kind == Kind.AUDIT:
            until = validity.day(str(value.get("until", "")))
            held = None if until is None else float(until.toordinal())
            return Cell(number, held, mark="" if number is not None else MISSING)
        return Cell(number, _number(value.get("error")), mark="" if number is not None else MISSING)
    number = None if kind == Kind.RATE else _number(value)
    return Cell(number, mark="" if number is not None else MISSING)


def _rate(numerator: Any, denominator: Any) -> Cell:
    part, whole = _number(numerator), _number(denominator)
    if part is None or whole is None:
        return Cell(None, mark=MISSING)
    return Cell(part, whole)


def _number(value: Any) -> float | None:
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
