"""What stands in a report in advance: counted by sources, and handed up from below.

Each figure keeps where it comes from, so that the page can say it and what was changed shows.

    {indicator: {"cells": {column: cell}, "from": "source" | "below", "units": 12, "of": 15}}
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from suyang.foundation import sources
from suyang.foundation.sources import Asked, Found
from suyang.organisations import tree
from suyang.organisations.models import UnitVersion
from suyang.plans.models import Indicator, Report, ReportDue, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting.values import TOTAL, Cell, Values, part_of

Kind = Indicator.Kind
# What the units below make together; the others are asked of a source for each unit.
ADDS_UP: Final = frozenset({Kind.THINGS, Kind.PEOPLE, Kind.ATTENDANCES, Kind.MONEY, Kind.RATE})
Filled = dict[str, dict[str, Any]]


def fill(
    form: ReportForm, indicators: Sequence[Indicator], unit: uuid.UUID, period: Period
) -> Filled:
    """What is known in advance, by indicator; nothing for those that nobody knows."""
    below = _below(form, unit, period)
    expected = len(below_of(form, unit, period))
    filled: Filled = {}
    for indicator in indicators:
        counted = _counted(indicator, unit, period)
        if counted:
            filled[indicator.slug] = {"cells": counted, "from": "source"}
        elif indicator.kind in ADDS_UP and expected:
            added, number = added_up(indicator, [one.values for one in below])
            if added:
                filled[indicator.slug] = {
                    "cells": added,
                    "from": "below",
                    "units": number,
                    "of": expected,
                }
    return filled


def below_of(form: ReportForm, unit: uuid.UUID, period: Period) -> list[uuid.UUID]:
    """The units directly below that were asked for the same and not excused."""
    children = UnitVersion.objects.filter(tree.valid(period.last_day), parent_id=unit)
    dues = ReportDue.objects.filter(
        form=form, period=str(period), excused="", unit_id__in=children.values("unit_id")
    )
    return list(dues.order_by("unit__code").values_list("unit_id", flat=True))


def added_up(indicator: Indicator, reports: Iterable[Values]) -> tuple[dict[str, Cell], int]:
    """The cells of several units together, and of how many units there was a total.

    A column is only added where every unit that gave a total gave it too: else the parts would
    look like all.
    """
    given = [one[indicator.slug] for one in reports if _known(one.get(indicator.slug), TOTAL)]
    added: dict[str, Cell] = {}
    for column in (TOTAL, *indicator.columns):
        if given and all(_known(cells, column) for cells in given):
            added[column] = _sum([cells[column] for cells in given], indicator.kind)
    return added, len(given)


def values_of(filled: Filled) -> Values:
    """The filled cells as a report's values."""
    return {slug: dict(one["cells"]) for slug, one in filled.items()}


def _below(form: ReportForm, unit: uuid.UUID, period: Period) -> list[Report]:
    return list(
        Report.objects.filter(
            form=form,
            period=str(period),
            state=Report.State.APPROVED,
            unit_id__in=below_of(form, unit, period),
        )
    )


def _counted(indicator: Indicator, unit: uuid.UUID, period: Period) -> dict[str, Cell]:
    source = sources.get(indicator.source) if indicator.source else None
    if source is None:
        return {}
    columns = tuple(one for one in indicator.columns if one in source.columns)
    task = str(indicator.body.get("task", ""))
    found = source.count(Asked(unit, period.first_day, period.last_day, task, columns))
    cells = {column: _as_cell(one, indicator.kind) for column, one in found.items()}
    return {column: cell for column, cell in cells.items() if cell is not None}


def _as_cell(found: Found, kind: str) -> Cell | None:
    if found.value is None:
        return None
    if kind == Kind.RATE:
        return None if found.of is None else {"n": found.value, "of": found.of}
    if kind == Kind.ESTIMATE:
        return {"value": found.value} | ({} if found.error is None else {"error": found.error})
    return found.value


def _known(cells: dict[str, Cell] | None, column: str) -> bool:
    cell = (cells or {}).get(column)
    return part_of(cell, "value") is not None or part_of(cell, "n") is not None


def _sum(cells: Sequence[Cell], kind: str) -> Cell:
    if kind == Kind.RATE:
        return {part: sum(part_of(one, part) or 0.0 for one in cells) for part in ("n", "of")}
    return sum(part_of(one, "value") or 0.0 for one in cells)
