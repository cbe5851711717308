"""Time: stored in UTC, shown and counted by day in the office's time zone (settings.TIME_ZONE)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    return timezone.now()


def today() -> dt.date:
    return timezone.localdate()


def local_day(moment: dt.datetime) -> dt.date:
    """The office's calendar day on which `moment` fell."""
    return timezone.localtime(moment).date()
