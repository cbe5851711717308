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
    """Note that the person was there on a day of the office's calendar; the first note stays.

    Where a tick of that day was taken back, a new row says that they were there after all.
    """
    day = day or clock.today()
    new = {"source": Source(source), "recorded_at": clock.now()}
    with transaction.atomic():
        attendance, is_new = Attendance.objects.get_or_create(
            enrolment=enrolment, day=day, corrects=None, defaults=new
        )
        if not is_new:
            attendance = Attendance.objects.get(enrolment=enrolment, day=day, correction=None)
        if not attendance.was_there:
            attendance, is_new = Attendance.objects.get_or_create(
                corrects=attendance, defaults={"enrolment": enrolment, "day": day, **new}
            )
        if is_new:
            events.attended(attendance)
    return attendance


def tick_attendance(
    actor: Actor, group: Group, day: dt.date, enrolment_ids: Iterable[uuid.UUID]
) -> int:
    """The trainer notes who was there on a day; how many were new."""
    permissions.require(actor, "group.run", group)
    if not clock.local_day(group.opened_at) <= day <= clock.today():
        raise Refused(_("The day must lie between the start of the group and today."), field="day")
    wanted = list(enrolment_ids)
    with transaction.atomic():
        there = Attendance.objects.standing().filter(day=day).values("enrolment")
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


def undo_attendance(actor: Actor, attendance: Attendance) -> Attendance:
    """The trainer takes a wrong tick back: a new row names it. Twice is once.

    What a phone noted by itself, by joining, a check or a lesson, did happen and stays.
    """
    group = attendance.enrolment.group
    permissions.require(actor, "group.run", group)
    if attendance.source != Source.TRAINER or not attendance.was_there:
        raise Refused(
            _("This day was noted by what the person did. Only a tick can be taken back."),
            code="no_tick",
        )
    with transaction.atomic():
        undone, is_new = Attendance.objects.get_or_create(
            corrects=attendance,
            defaults={
                "enrolment": attendance.enrolment,
                "day": attendance.day,
                "source": Source.TRAINER,
                "was_there": False,
                "recorded_at": clock.now(),
            },
        )
        if is_new:
            events.attendance_undone(undone)
            audit.record(
                stream(group),
                actor,
                "attendance.undone",
                attendance=str(attendance.id),
                day=attendance.day.isoformat(),
            )
    return undone
