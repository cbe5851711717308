"""Small numbers of people are kept from readers who may not see the reports.

A count or share that rests on one to four people (or as many as the indicator says, `fewest`) is
hidden. So are further ones, until nothing hidden follows from what is shown: not from a total and
the other columns, not from a unit above and its other parts, not from a longer period and its
other months. Zero is shown. What is hidden does not depend on the page: families are gone through
from the top of the tree down to the unit.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.organisations.models import UnitVersion
from suyang.plans.figures.adding import ADDING, Kind
from suyang.plans.figures.cells import SECOND, TOTAL, VALUE, Array
from suyang.plans.figures.reading import Rows, directly_below
from suyang.plans.figures.rollup import columns_of
from suyang.plans.models import Indicator
from suyang.plans.periods import HALF, MONTH, MONTHS, QUARTER, Period

FEWEST: Final = 5
PROTECTED: Final = frozenset({Kind.PEOPLE, Kind.RATE})
Hidden = npt.NDArray[np.bool_]


def fewest_of(indicator: Indicator) -> int:
    """The smallest number of people that strangers are shown; the indicator's, or five."""
    given = indicator.body.get("fewest", FEWEST)
    return given if isinstance(given, int) and given > 0 else FEWEST


class Protection:
    """What is hidden of an indicator in a unit and directly below it, by period."""

    def __init__(
        self, indicators: Sequence[Indicator], unit: uuid.UUID, periods: Sequence[Period]
    ) -> None:
        self.unit = unit
        self.indicators = [one for one in indicators if one.kind in PROTECTED]
        # From the top down to the unit; of each the children that stood below it at the end.
        self.path: list[uuid.UUID] = []
        self.families: dict[uuid.UUID, list[uuid.UUID]] = {}
        self._known: dict[tuple[int, Period], dict[uuid.UUID, Hidden]] = {}
        if not self.indicators:
            return
        last = max(period.last_day for period in periods)
        self.path = _path(unit, last)
        for one in self.path:
            below = directly_below(one, last).order_by("unit_id")
            self.families[one] = list(below.values_list("unit_id", flat=True))
        everybody = {*self.path, *(child for some in self.families.values() for child in some)}
        self.rows = Rows(self.indicators, everybody, {period.year for period in periods})

    def hidden(self, indicator: Indicator, period: Period) -> dict[uuid.UUID, Hidden]:
        """By unit (the unit itself, those above, and the parts of each), which columns are hidden.
        Empty for kinds that are not protected."""
        if indicator.kind not in PROTECTED:
            return {}
        key = (indicator.id, period)
        if key not in self._known:
            found = self._table(indicator, period)
            for length in (MONTH, QUARTER, HALF):
                if MONTHS[length] < MONTHS[period.frequency]:
                    self._over_time(indicator, period, length, found)
            self._down(indicator, period, found)
            self._known[key] = found
        return self._known[key]

    def _over_time(
        self, indicator: Indicator, period: Period, length: str, found: dict[uuid.UUID, Hidden]
    ) -> None:
        """A sum of which one part alone is hidden would tell it."""
        if indicator.kind not in ADDING or indicator.over_time != Indicator.OverTime.SUM:
            return
        parts = [self.hidden(indicator, part) for part in period.parts(length)]
        for unit in found:
            alone = np.sum([part[unit] for part in parts], axis=0) == 1
            found[unit] = found[unit] | alone

    def _table(self, indicator: Indicator, period: Period) -> dict[uuid.UUID, Hidden]:
        """What is hidden because it is small itself."""
        units = list({self.path[0], *(one for some in self.families.values() for one in some)})
        cells = self.rows.many(indicator, units, period)
        small = _small(cells, indicator.kind, fewest_of(indicator))
        return dict(zip(units, small, strict=True))

    def _down(self, indicator: Indicator, period: Period, found: dict[uuid.UUID, Hidden]) -> None:
        columns, fewest = columns_of(indicator), fewest_of(indicator)
        units = list(found)
        cells = self.rows.many(indicator, units, period)[..., VALUE]
        values = dict(zip(units, cells, strict=True))
        top = self.path[0]
        found[top] = protect(values[top][None], found[top][None], None, columns, fewest)[0]
        for parent, children in self.families.items():
            if children:
                before = np.array([found[child] for child in children])
                below = np.array([values[child] for child in children])
                after = protect(below, before, found[parent], columns, fewest)
                found.update(zip(children, after, strict=True))


def protect(
    values: Array, small: Hidden, above: Hidden | None, columns: Sequence[str], fewest: int
) -> Hidden:
    """What to hide of a family: `values` and `small` are (units, columns), NaN where there is no
    value; `above` what is hidden of the unit above, None without one. At least `small` is."""
    hidden = small.copy()
    if not hidden.any() and (above is None or not above.any()):
        return hidden
    dimensions = _dimensions(columns)
    total = columns.index(TOTAL)
    while True:
        before = hidden.copy()
        if above is not None:
            for column in range(len(columns)):
                _line(hidden[:, column], values[:, column], bool(above[column]), fewest)
        for unit in range(len(values)):
            for places in dimensions:
                line = hidden[unit, places]
                _line(line, values[unit, places], bool(hidden[unit, total]), fewest)
                hidden[unit, places] = line
        if np.array_equal(before, hidden):
            return hidden


def _line(hidden: Hidden, values: Array, sum_hidden: bool, fewest: int) -> None:
    """Hide, in place, until the hidden ones of a sum cannot be worked out: two or more that make
    `fewest` together under a sum that is shown; one, so that a hidden sum is not added up."""
    there = ~np.isnan(values)
    if there.sum() < 2:
        return

    def told() -> bool:
        some = hidden & there
        if sum_hidden:
            return not some.any()
        return bool(some.any()) and (some.sum() == 1 or values[some].sum() < fewest)

    while told():
        shown = np.flatnonzero(there & ~hidden)
        if not len(shown):
            return
        hidden[shown[values[shown].argmin()]] = True


def _small(cells: Array, kind: str, fewest: int) -> Hidden:
    def few(people: Array) -> Hidden:
        return np.asarray((people > 0) & (people < fewest))

    found = few(cells[..., VALUE])
    if kind == Kind.RATE:
        whole = cells[..., SECOND]
        found |= few(whole) | few(whole - cells[..., VALUE])
    return found


def _dimensions(columns: Sequence[str]) -> list[list[int]]:
    """The places of the columns of each dimension: sex:female and sex:male are one."""
    found: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if column != TOTAL:
            found.setdefault(column.partition(":")[0], []).append(place)
    return [places for places in found.values() if len(places) > 1]


def _path(unit: uuid.UUID, day: object) -> list[uuid.UUID]:
    """From the top down to the unit, as it stood at a day's end."""
    path = [unit]
    while True:
        versions = UnitVersion.objects.filter(unit_id=path[0], valid_from__lte=day)
        above = versions.order_by("-valid_from").values_list("parent_id", flat=True).first()
        if above is None or above in path:
            return path
        path.insert(0, above)
