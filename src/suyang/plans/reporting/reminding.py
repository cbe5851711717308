"""Reminders: three days before a report is due, and again when it is late; no e-mail.

A reminder is a mark on what was asked for; the unit's people see it on their first page. A thread
beside the pages looks once an hour, so that it is done every day, however the machine is run.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from typing import Final

from django.db import close_old_connections, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from suyang.foundation import clock
from suyang.plans.figures import monthly
from suyang.plans.models import Report, ReportDue
from suyang.plans.reporting import asking

BEFORE: Final = dt.timedelta(days=3)
FIRST_LOOK_S: Final = 30.0
LOOK_AGAIN_S: Final = 3600.0
_DONE = (Report.State.SUBMITTED, Report.State.APPROVED)
log = logging.getLogger(__name__)


@transaction.atomic
def remind(on: dt.date | None = None) -> int:
    """Mark what is due within three days or late and was not reminded of; how much it was."""
    day = on or clock.today()
    return _to_remind(day).update(reminded_at=clock.now())


def daily() -> tuple[int, int]:
    """Ask for what has begun, remind of what is due: (asked, reminded); and note what is to be
    counted of a month that is over. Again changes nothing."""
    done = asking.ask_all(), remind()
    monthly.month_ended()
    return done


def start_reminder(stop: threading.Event) -> threading.Thread:
    """A thread that does the day's work soon after the start, and looks again every hour."""

    def run() -> None:
        wait = FIRST_LOOK_S
        while not stop.wait(wait):
            wait = LOOK_AGAIN_S
            try:
                daily()
            except Exception:
                log.exception("Reports could not be asked for; it will be tried again.")
            finally:
                close_old_connections()

    thread = threading.Thread(target=run, name="reports", daemon=True)
    thread.start()
    return thread


def _to_remind(day: dt.date) -> QuerySet[ReportDue]:
    done = Report.objects.filter(
        form=OuterRef("form"), unit=OuterRef("unit"), period=OuterRef("period"), state__in=_DONE
    )
    soon = Q(reminded_at=None, due__lte=day + BEFORE)
    late = Q(due__lt=day, reminded_at__date__lte=F("due"))
    return ReportDue.objects.filter(soon | late, ~Exists(done), excused="")
