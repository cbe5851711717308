"""What children make together, and what months make together, by the kind of an indicator.

Additions run in the order of the rows, one after the other, so that the same children always make
the same bits: an incremental roll-up equals one from scratch.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.plans.figures.cells import (
    CODES,
    EVERY_PERIOD,
    MISSING,
    NOT_APPLICABLE,
    RESTS,
    SECOND,
    UNITS,
    VALUE,
    Array,
    codes,
    empty,
    marked,
    of_codes,
    slot_of,
)
from suyang.plans.models import Indicator
from suyang.plans.periods import MONTHS, Period

Kind = Indicator.Kind
OverTime = Indicator.OverTime
Mask = npt.NDArray[np.bool_]

# Kinds of which the units below make a figure of the unit above.
ADDING: Final = frozenset({Kind.THINGS, Kind.ATTENDANCES, Kind.MONEY, Kind.PEOPLE, Kind.RATE})


def effective(own: Array, below: Array) -> Array:
    """What counts: own where the unit says anything at all, else what is below."""
    there = codes(own[..., VALUE]) != CODES[MISSING]
    return np.where(there[..., None], own, below)


def handed_up(own: Array, below: Array) -> Array:
    """What counts for the unit above: as `effective`, and an own figure is one report."""
    found = effective(own, below)
    there = codes(own[..., VALUE])
    found[..., RESTS] = np.where(
        there == 0, 1, np.where(there == CODES[MISSING], below[..., RESTS], 0)
    )
    return found


def below_of(children: Array, stands: Mask, kind: str) -> Array:
    """What children make together: (children, slots, columns, 4) and, for each child and slot,
    whether it stood there at the slot's end. Gives (slots, columns, 4)."""
    _count, slots, columns, _four = children.shape
    if kind not in ADDING or not len(children):
        return empty(columns, slots)
    value = children[..., VALUE]
    second = children[..., SECOND]
    marks = codes(value)
    if kind == Kind.RATE:
        marks = np.where((marks == 0) & np.isnan(second), CODES[MISSING], marks).astype(np.uint8)
    here = np.broadcast_to(stands[:, :, None], marks.shape)
    has = (marks == 0) & here
    return _together(value, second, marks, has, here, children[..., RESTS], kind)


def _together(
    value: Array,
    second: Array,
    marks: npt.NDArray[np.uint8],
    has: Mask,
    here: Mask,
    rests: Array,
    kind: str,
) -> Array:
    found = np.empty((*value.shape[1:], 4))
    any_value = has.any(axis=0)
    # A month of which no child says anything is missing, also where no child stood.
    hidden = np.where(here, marks, 0).max(axis=0)
    hidden[hidden == 0] = CODES[MISSING]
    found[..., VALUE] = np.where(any_value, _in_order(value, has), of_codes(hidden))
    found[..., SECOND] = np.nan
    if kind == Kind.RATE:
        found[..., SECOND] = np.where(any_value, _in_order(second, has), np.nan)
    found[..., RESTS] = np.where(has, rests, 0).sum(axis=0)
    said = has | (here & (marks == CODES[NOT_APPLICABLE]))
    found[..., UNITS] = said.sum(axis=0)
    return found


def _in_order(values: Array, which: Mask, axis: int = 0) -> Array:
    """The sum over an axis, from the first to the last: `cumsum` may not regroup."""
    added = np.cumsum(np.where(which, values, 0.0), axis=axis)
    return np.asarray(added.take(-1, axis=axis) + 0.0)


# -- over time ----------------------------------------------------------------------------------


def over(cells: Array, period: Period, kind: str, over_time: str, frequency: str) -> Array:
    """The cells of a period: (…, slots, columns, 4) gives (…, columns, 4).

    Where every period is kept, its own slot counts. Else a sum of months, the last month that has
    a figure, or, for what neither adds up nor is a stock, the month in which a report of such a
    period stands; for any other period it is not applicable. Of a sum or a last one the other
    numbers are those of the last month with a figure.
    """
    if cells.shape[-3] == EVERY_PERIOD:
        return np.array(cells[..., slot_of(period), :, :], dtype=np.float64)
    months = cells[..., period.months.start : period.months.stop, :, :]
    last_month = np.array(months[..., -1, :, :], dtype=np.float64)
    adds = over_time == OverTime.SUM and kind in ADDING
    if len(period.months) == 1:
        return last_month
    if not adds and over_time != OverTime.LAST:
        if MONTHS.get(frequency, 1) != len(period.months):
            last_month[...] = empty(1, 1)[0, 0]
            last_month[..., VALUE] = marked(NOT_APPLICABLE)
        return last_month
    marks = codes(months[..., VALUE])
    has = marks == 0
    last = len(period.months) - 1 - np.flip(has, axis=-2).argmax(axis=-2)
    found = np.take_along_axis(months, last[..., None, :, None], axis=-3)[..., 0, :, :]
    nothing = ~has.any(axis=-2)
    if adds:
        found[..., VALUE] = _in_order(months[..., VALUE], has, -2)
        if kind == Kind.RATE:
            added = _in_order(months[..., SECOND], has & ~np.isnan(months[..., SECOND]), -2)
            found[..., SECOND] = np.where(nothing, np.nan, added)
    found[..., VALUE] = np.where(nothing, of_codes(marks.max(axis=-2)), found[..., VALUE])
    return found
