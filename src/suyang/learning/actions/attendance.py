"""Who was there on which day: one attendance (人次) a person a day, however often it is noted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Refused
from suyang.learning import events, permissions
from suyang.learning.actions.groups import stream
from suyang.learning.models import Attendance, Enrolment, Group
from suyang.organisations.permissions import Actor

Source = Attendance.Source


def record_attendance(enrolment: Enrolment, source: str, day: dt.date | None = None) -> Attendance:
    """Note that the person was there on a day of the office's calendar; the first note stays."""
    with transaction.atomic():
        attendance, is_new = Attendance.objects.get_or_create(
            enrolment=enrolment,
            day=day or clock.today(),
            defaults={"source": Source(source), "recorded_at": clock.now()},
        )
        if is_new:
            events.attended(attendance)
    return attendance


def tick_attendance(
    actor: Actor, group: Group, day: dt.date, enrolment_ids: Iterable[uuid.UUID]
) -> int:
    """The trainer notes who was there on a day; how many were new.

    What is noted stays: somebody ticked by mistake is taken out with their record.
    """
    permissions.require(actor, "group.run", group)
    if not clock.local_day(group.opened_at) <= day <= clock.today():
        raise Refused(_("The day must lie between the start of the group and today."), field="day")
    wanted = list(enrolment_ids)
    with transaction.atomic():
        there = Attendance.objects.filter(day=day).values("enrolment")
        missing = list(
            Enrolment.objects.select_related("group__programme")
            .filter(group=group, id__in=wanted)
            .exclude(id__in=there)
        )
        for enrolment in missing:
            record_attendance(enrolment, Source.TRAINER, day)
        if missing:
            audit.record(
                stream(group),
                actor,
                "attendance.ticked",
                day=day.isoformat(),
                enrolments=[str(one.id) for one in missing],
            )
    return len(missing)
