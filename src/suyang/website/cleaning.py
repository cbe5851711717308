"""What Django and its task queue keep beside the rooms, and for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from suyang.foundation import cleaning

# Long enough to look into what went wrong; the page of the work has a row of its own.
TASKS_FOR = dt.timedelta(days=30)


def register() -> None:
    cleaning.old("sessions", sessions)
    cleaning.old("finished work", tasks)


def sessions(now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def tasks(now: dt.datetime) -> QuerySet[Any]:
    finished: QuerySet[Any] = DBTaskResult.objects.finished()
    return finished.filter(finished_at__lt=now - TASKS_FOR)
