"""What learning tells the rooms above, written in the transaction in which it happened.

Payload: group, person, day, unit, tasks; `lesson`, `occasion` or `undoes` where it applies. Every
event is about one row and is published once for it.
"""

from __future__ import annotations

import datetime as dt
import uuid

from suyang.foundation import clock, outbox
from suyang.learning.models import Attendance, Enrolment, Group, GroupCheck, LessonTaken

ENROLLED = "learning.enrolled"
ATTENDED = "learning.attended"
ATTENDANCE_UNDONE = "learning.attendance_undone"
LESSON_FINISHED = "learning.lesson_finished"
CHECK_FINISHED = "learning.check_finished"
COUNTING_CHANGED = "learning.counting_changed"
GROUP_CLOSED = "learning.group_closed"


def enrolled(enrolment: Enrolment) -> None:
    _publish(ENROLLED, enrolment.id, enrolment, enrolment.joined_at)


def attended(attendance: Attendance) -> None:
    _publish(
        ATTENDED,
        attendance.id,
        attendance.enrolment,
        attendance.recorded_at,
        day=attendance.day.isoformat(),
    )


def attendance_undone(correction: Attendance) -> None:
    """`undoes` is the attendance that was noted wrongly, the subject of its own event."""
    _publish(
        ATTENDANCE_UNDONE,
        correction.id,
        correction.enrolment,
        correction.recorded_at,
        day=correction.day.isoformat(),
        undoes=str(correction.corrects_id),
    )


def lesson_finished(taken: LessonTaken) -> None:
    _publish(
        LESSON_FINISHED, taken.id, taken.enrolment, taken.finished_at, lesson=taken.lesson.slug
    )


def check_finished(link: GroupCheck) -> None:
    _publish(
        CHECK_FINISHED,
        link.check_taken_id,
        link.enrolment,
        link.check_taken.finished_at,
        occasion=link.occasion,
    )


def counting_changed(enrolment: Enrolment) -> None:
    """Somebody said yes or no to being counted: summaries must be made anew."""
    _publish(COUNTING_CHANGED, enrolment.id, enrolment, clock.now())


def group_closed(group: Group) -> None:
    """Nobody else joins. About nobody: group, unit, programme and tasks."""
    payload = {
        "group": str(group.id),
        "unit": str(group.unit_id),
        "programme": group.programme.slug,
        "tasks": tasks_of(group),
    }
    outbox.publish(GROUP_CLOSED, group.id, payload, at=group.closed_at)


def tasks_of(group: Group) -> list[str]:
    """The key tasks a group works for: its own, then those its programme lists."""
    return (
        list(dict.fromkeys([group.task, *group.programme.tasks]))
        if group.task
        else list(group.programme.tasks)
    )


def _publish(
    kind: str, subject: uuid.UUID, enrolment: Enrolment, at: dt.datetime | None, **more: str
) -> None:
    group = enrolment.group
    payload = {
        "group": str(group.id),
        "person": str(enrolment.person_id),
        "day": clock.local_day(at or clock.now()).isoformat(),
        "unit": str(group.unit_id),
        "tasks": tasks_of(group),
    }
    outbox.publish(kind, subject, payload | more, at=at)
