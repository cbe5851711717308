"""The units directly below one beside each other, for an indicator and a period.

Sorted by name or by value, without ranks; rates and estimates in three groups (`funnel`): above,
below, and not told apart from the whole. Counts are shown and not grouped: units differ in size.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from suyang.foundation.texts import Text, plain
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor
from suyang.plans.figures import queries as figures
from suyang.plans.figures.queries import Figure
from suyang.plans.models import Indicator
from suyang.plans.periods import Period
from suyang.plans.seeing import funnel
from suyang.plans.seeing.funnel import Measured, Placed, Share

Kind = Indicator.Kind
BY_NAME, BY_VALUE = "name", "value"
ORDERS: Final = (BY_NAME, BY_VALUE)
GROUPS: Final = (funnel.ABOVE, funnel.NOT_APART, funnel.BELOW)
# Why nothing is grouped.
COUNTS, NO_WHOLE, NO_ERROR = "counts", "no_whole", "no_error"


@dataclass(frozen=True)
class Row:
    """A unit: its figure, and how it stands to the whole where that can be said."""

    unit: uuid.UUID
    name: Text
    figure: Figure
    placed: Placed | None = None

    @property
    def group(self) -> str:
        return self.placed.group if self.placed else ""

    @property
    def difference(self) -> float | None:
        return None if self.placed is None else self.placed.value


@dataclass(frozen=True)
class Comparison:
    """rows: in the order asked for, units without a number last. ungrouped: why no groups are
    made, or empty. tested: how many units were held against the whole."""

    indicator: Indicator
    unit: uuid.UUID
    period: Period
    column: str
    order: str
    whole: Figure
    rows: list[Row]
    ungrouped: str
    tested: int

    def of(self, group: str) -> list[Row]:
        return [one for one in self.rows if one.group == group]

    @property
    def without(self) -> list[Row]:
        """Units that have a mark in place of a number."""
        return [one for one in self.rows if one.figure.value is None]

    @property
    def not_placed(self) -> list[Row]:
        return [one for one in self.rows if one.placed is None and one.figure.value is not None]


def compare(
    indicator: Indicator,
    unit: uuid.UUID,
    period: Period,
    column: str,
    order: str = BY_NAME,
    reader: Actor | None = None,
) -> Comparison:
    """Raises ValueError for a column that the indicator does not have."""
    whole = figures.figure(indicator, unit, period, column, reader)
    found = figures.of_children(indicator, unit, period, column, reader)
    names = units.names(found, period.last_day)
    ungrouped = _why_not(indicator, whole)
    placed = {} if ungrouped else _placed(indicator, whole, list(found.values()))
    rows = [Row(one, names.get(one, {}), figure, placed.get(one)) for one, figure in found.items()]
    return Comparison(
        indicator,
        unit,
        period,
        column,
        order,
        whole,
        sorted(rows, key=_by_value if order == BY_VALUE else _by_name),
        ungrouped,
        len(placed),
    )


def _why_not(indicator: Indicator, whole: Figure) -> str:
    if indicator.kind not in (Kind.RATE, Kind.ESTIMATE, Kind.AUDIT):
        return COUNTS
    if whole.value is None:
        return NO_WHOLE
    if indicator.kind != Kind.RATE and not whole.error:
        return NO_ERROR
    return ""


def _placed(
    indicator: Indicator, whole: Figure, found: Sequence[Figure]
) -> dict[uuid.UUID, Placed]:
    """Those that can be held against the whole; a share above one, or one without an error, can
    not."""
    if indicator.kind == Kind.RATE:
        all_ = _share(whole)
        shares = {one.unit: share for one in found if (share := _share(one)) is not None}
        if all_ is None:
            return {}
        return dict(zip(shares, funnel.shares(list(shares.values()), all_), strict=True))
    measured = {
        one.unit: Measured(one.value, one.error)
        for one in found
        if one.value is not None and one.error
    }
    against = Measured(whole.value or 0.0, whole.error or math.nan)
    return dict(zip(measured, funnel.estimates(list(measured.values()), against), strict=True))


def _share(one: Figure) -> Share | None:
    if one.count is None or not one.of:
        return None
    try:
        return Share(one.count, one.of)
    except ValueError:
        return None


def _by_name(row: Row) -> tuple[bool, str]:
    return row.figure.value is None, plain(row.name)


def _by_value(row: Row) -> tuple[bool, float, str]:
    value = row.figure.value
    return value is None, -(value or 0.0), plain(row.name)
