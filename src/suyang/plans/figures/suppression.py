"""Small numbers of people are kept from readers who may not see the reports.

A count or share that rests on one to four people (or as many as the indicator says, `fewest`) is
hidden. So are further ones, until nothing hidden follows from what is shown: not from a total and
the other columns, not from a unit above and its other parts, not from a longer period and its
other months. Zero is shown. What is hidden does not depend on the page, nor on who publishes:
families are gone through from the top of the tree down to the unit, as they stood on the last day
of each period (docs/decisions/0014).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db.models import Q

from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.figures.adding import ADDING, Kind
from suyang.plans.figures.cells import SECOND, TOTAL, VALUE, Array
from suyang.plans.figures.reading import Rows
from suyang.plans.figures.rollup import columns_of
from suyang.plans.models import Indicator
from suyang.plans.periods import HALF, MONTH, MONTHS, QUARTER, YEAR, Period

FEWEST: Final = 5
PROTECTED: Final = frozenset({Kind.PEOPLE, Kind.RATE})
# A period follows from those of the next shorter length.
_FINER: Final = {YEAR: HALF, HALF: QUARTER, QUARTER: MONTH}
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
        self.indicators = [one for one in indicators if one.kind in PROTECTED]
        self._known: dict[tuple[int, Period], dict[uuid.UUID, Hidden]] = {}
        self._follows: dict[tuple[int, Period], dict[uuid.UUID, Hidden]] = {}
        self._read: dict[tuple[int, Period, tuple[uuid.UUID, ...]], Array] = {}
        if not self.indicators:
            return
        self._line = Line(unit, periods)
        self.rows = Rows(self.indicators, self._line.everybody, {one.year for one in periods})

    def hidden(self, indicator: Indicator, period: Period) -> dict[uuid.UUID, Hidden]:
        """By unit (the unit itself, those above, and the parts of each), which columns are hidden.
        Empty for kinds that are not protected."""
        if indicator.kind not in PROTECTED:
            return {}
        key = (indicator.id, period)
        if key not in self._known:
            units = self._line.units(period.last_day)
            found = dict(zip(units, self._small(indicator, units, period), strict=True))
            for length in (MONTH, QUARTER, HALF):
                if _adds_up(indicator) and MONTHS[length] < MONTHS[period.frequency]:
                    self._over_time(indicator, period, length, found)
            self._down(indicator, period, found)
            self._known[key] = found
        return self._known[key]

    def _over_time(
        self, indicator: Indicator, period: Period, length: str, found: dict[uuid.UUID, Hidden]
    ) -> None:
        """A sum would tell of a part that is hidden alone, or of several that are few together."""
        units, parts = list(found), period.parts(length)
        some = np.array([self._unknown(indicator, units, part) for part in parts])
        values = np.array([self._cells(indicator, units, part)[..., VALUE] for part in parts])
        together = np.where(some, np.nan_to_num(values), 0).sum(axis=0)
        count = some.sum(axis=0)
        told = (count == 1) | ((count > 0) & (together < fewest_of(indicator)))
        for unit, one in zip(units, told, strict=True):
            found[unit] = found[unit] | one

    def _unknown(self, indicator: Indicator, units: Sequence[uuid.UUID], period: Period) -> Hidden:
        """What of the units is hidden in a period and does not follow from parts of it. Of one that
        stood elsewhere then, what is small itself."""
        hidden, follows = self.hidden(indicator, period), self._from_parts(indicator, period)
        elsewhere = [one for one in units if one not in hidden]
        small = dict(zip(elsewhere, self._small(indicator, elsewhere, period), strict=True))
        return np.array(
            [hidden[one] & ~follows[one] if one in hidden else small[one] for one in units]
        )

    def _from_parts(self, indicator: Indicator, period: Period) -> dict[uuid.UUID, Hidden]:
        """Of the units of a period, which columns follow from its parts, hidden or not."""
        key = (indicator.id, period)
        if key not in self._follows:
            units = self._line.units(period.last_day)
            length = _FINER.get(period.frequency)
            if length is None or not _adds_up(indicator):
                nothing = np.zeros(len(columns_of(indicator)), dtype=bool)
                self._follows[key] = dict.fromkeys(units, nothing)
            else:
                parts = [self._unknown(indicator, units, one) for one in period.parts(length)]
                known = ~np.any(parts, axis=0)
                self._follows[key] = dict(zip(units, known, strict=True))
        return self._follows[key]

    def _small(
        self, indicator: Indicator, units: Sequence[uuid.UUID], period: Period
    ) -> Sequence[Hidden]:
        """What is hidden because it is small itself."""
        if not units:
            return []
        cells = self._cells(indicator, units, period)
        return list(_small(cells, indicator.kind, fewest_of(indicator)))

    def _cells(self, indicator: Indicator, units: Sequence[uuid.UUID], period: Period) -> Array:
        key = (indicator.id, period, tuple(units))
        if key not in self._read:
            self._read[key] = self.rows.many(indicator, units, period)
        return self._read[key]

    def _down(self, indicator: Indicator, period: Period, found: dict[uuid.UUID, Hidden]) -> None:
        columns, fewest = columns_of(indicator), fewest_of(indicator)
        units, follows = list(found), self._from_parts(indicator, period)
        cells = self._cells(indicator, units, period)[..., VALUE]
        values = dict(zip(units, cells, strict=True))
        path, families = self._line.on(period.last_day)
        top = path[0]
        found[top] = protect(
            values[top][None], found[top][None], None, columns, fewest, follows[top][None]
        )[0]
        for parent, children in families.items():
            if children:
                before = np.array([found[child] for child in children])
                below = np.array([values[child] for child in children])
                told = np.array([follows[child] for child in children])
                above = found[parent] & ~follows[parent]
                after = protect(below, before, above, columns, fewest, told)
                found.update(zip(children, after, strict=True))


class Line:
    """The units from the top of the tree down to one, and directly below each, as they stood on
    the last day of each period: whoever publishes what of a period, the same families count."""

    def __init__(self, unit: uuid.UUID, periods: Sequence[Period]) -> None:
        self.unit = unit
        self._above: dict[uuid.UUID, list[tuple[dt.date, uuid.UUID | None]]] = {}
        self._known: dict[dt.date, tuple[list[uuid.UUID], dict[uuid.UUID, list[uuid.UUID]]]] = {}
        wanted = {unit}
        while wanted:
            rows = UnitVersion.objects.filter(unit_id__in=wanted).order_by("-valid_from")
            self._above |= {one: [] for one in wanted}
            for one, day, above in rows.values_list("unit_id", "valid_from", "parent_id"):
                self._above[one].append((day, above))
            parents = {above for one in wanted for _day, above in self._above[one] if above}
            wanted = parents - set(self._above)
        first = min(period.first_day for period in periods)
        last = max(period.last_day for period in periods)
        below = UnitVersion.objects.filter(parent_id__in=self._above, valid_from__lte=last)
        below = below.filter(Q(valid_to=None) | Q(valid_to__gt=first)).exclude(kind=Unit.Kind.BODY)
        names = ("parent_id", "unit_id", "valid_from", "valid_to")
        self._below = list(below.order_by("unit_id").values_list(*names))
        self.everybody = {*self._above, *(one[1] for one in self._below)}

    def on(self, day: dt.date) -> tuple[list[uuid.UUID], dict[uuid.UUID, list[uuid.UUID]]]:
        """From the top down to the unit; and of each the units directly below."""
        if day not in self._known:
            path = self._path(day)
            families: dict[uuid.UUID, list[uuid.UUID]] = {one: [] for one in path}
            for parent, one, first, last in self._below:
                if parent in families and first <= day and (last is None or day < last):
                    families[parent].append(one)
            self._known[day] = path, families
        return self._known[day]

    def units(self, day: dt.date) -> list[uuid.UUID]:
        path, families = self.on(day)
        return list(dict.fromkeys([*path, *(one for some in families.values() for one in some)]))

    def _path(self, day: dt.date) -> list[uuid.UUID]:
        path = [self.unit]
        while True:
            versions = self._above.get(path[0], ())
            above = next((above for first, above in versions if first <= day), None)
            if above is None or above in path:
                return path
            path.insert(0, above)


def protect(
    values: Array,
    small: Hidden,
    above: Hidden | None,
    columns: Sequence[str],
    fewest: int,
    follows: Hidden | None = None,
) -> Hidden:
    """What to hide of a family: `values` and `small` are (units, columns), NaN where there is no
    value; `above` what is hidden of the unit above, None without one. At least `small` is.
    `follows`: what could be worked out from shorter periods, so that hiding it protects nothing."""
    hidden = small.copy()
    if not hidden.any() and (above is None or not above.any()):
        return hidden
    known = np.zeros_like(hidden) if follows is None else follows
    dimensions = _dimensions(columns)
    total = columns.index(TOTAL)
    while True:
        before = hidden.copy()
        if above is not None:
            for column in range(len(columns)):
                places = hidden[:, column], values[:, column], known[:, column]
                _line(*places, bool(above[column]), fewest)
        for unit in range(len(values)):
            whole = bool(hidden[unit, total] and not known[unit, total])
            for columns_ in dimensions:
                line = hidden[unit, columns_]
                _line(line, values[unit, columns_], known[unit, columns_], whole, fewest)
                hidden[unit, columns_] = line
        if np.array_equal(before, hidden):
            return hidden


def _line(hidden: Hidden, values: Array, known: Hidden, sum_hidden: bool, fewest: int) -> None:
    """Hide, in place, until the hidden ones of a sum cannot be worked out: two or more that make
    `fewest` together under a sum that is shown; under a hidden sum one or more that do, so that
    neither it nor what is hidden beside it is added up."""
    there = ~np.isnan(values)
    if there.sum() < 2:
        return

    def told() -> bool:
        some = hidden & there & ~known
        if not some.any():
            return sum_hidden or bool((hidden & there).any())
        return (not sum_hidden and some.sum() == 1) or bool(values[some].sum() < fewest)

    while told():
        shown = np.flatnonzero(there & ~hidden & ~known)
        if not len(shown):
            shown = np.flatnonzero(there & ~hidden)
        if not len(shown):
            return
        hidden[shown[values[shown].argmin()]] = True


def _adds_up(indicator: Indicator) -> bool:
    return indicator.kind in ADDING and indicator.over_time == Indicator.OverTime.SUM


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
