"""Time: stored in UTC, shown and counted by day in the office's time zone (settings.TIME_ZONE).

Everything that is written down asks `now` and `today`, and so can be told another moment: what a
demonstration does three years ago is written as of three years ago (`at`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils import timezone


@dataclass
class _Told:
    """The moment that is given next, and how far the one after it lies behind."""

    moment: dt.datetime
    step: dt.timedelta


_told: ContextVar[_Told | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    told = _told.get()
    if told is None:
        return timezone.now()
    moment = told.moment
    told.moment += told.step
    return moment


def today() -> dt.date:
    told = _told.get()
    return timezone.localdate() if told is None else local_day(told.moment)


def local_day(moment: dt.datetime) -> dt.date:
    """The office's calendar day on which `moment` fell."""
    return timezone.localtime(moment).date()


def local_moment(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """An hour and minute of a day in the office's time zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@contextmanager
def at(moment: dt.datetime, step: dt.timedelta = dt.timedelta(milliseconds=1)) -> Iterator[None]:
    """Within it, in this thread, it is `moment`; each time it is asked for, `step` later.

    Time goes on, so that what is done in turn also stands in that order. Raises ValueError for a
    moment that is still to come: nothing is ever written down before it happened.
    """
    if moment > timezone.now():
        raise ValueError(f"{moment} is still to come")
    before = _told.set(_Told(moment, step))
    try:
        yield
    finally:
        _told.reset(before)
