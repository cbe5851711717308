"""Lessons taken in a group: opened, and come to the end of."""

from __future__ import annotations

from django.db import transaction

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.learning import events, permissions
from suyang.learning.actions.attendance import record_attendance
from suyang.learning.models import Attendance, Enrolment, LessonTaken
from suyang.library import queries as library
from suyang.organisations.permissions import Actor


def open_lesson(actor: Actor, enrolment: Enrolment, slug: str) -> LessonTaken:
    """The person takes a lesson of their programme; opening it again changes nothing."""
    permissions.require_own(actor, enrolment)
    if slug not in enrolment.group.programme.body["lessons"]:
        raise NotFound
    with transaction.atomic():
        # By name and not by version: a lesson corrected meanwhile is still the one they opened.
        taken = enrolment.lessons_taken.filter(lesson__slug=slug).first()
        if taken is None:
            taken, _is_new = LessonTaken.objects.get_or_create(
                enrolment=enrolment,
                lesson=library.lesson(slug),
                defaults={"opened_at": clock.now()},
            )
        record_attendance(enrolment, Attendance.Source.LESSON)
    return taken


def finish_lesson(actor: Actor, enrolment: Enrolment, slug: str) -> LessonTaken:
    """The person came to the lesson's end. Told once, however often it is sent."""
    taken = open_lesson(actor, enrolment, slug)
    with transaction.atomic():
        locked = (
            LessonTaken.objects.select_for_update(of=("self",))
            .select_related("lesson", "enrolment__group__programme")
            .get(id=taken.id)
        )
        if locked.finished_at is None:
            locked.finished_at = clock.now()
            locked.save(update_fields=["finished_at"])
            events.lesson_finished(locked)
    return locked
