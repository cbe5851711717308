"""A participant's way through a programme: check, lessons, check again; one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from suyang.assessment.models import Check
from suyang.learning.models import Enrolment, GroupCheck
from suyang.library import queries as library
from suyang.library.models import Lesson

Occasion = GroupCheck.Occasion


class Next(StrEnum):
    """The one thing to do next."""

    BEFORE = "before"
    LESSON = "lesson"
    AFTER = "after"
    RESULT = "result"


@dataclass(frozen=True)
class LessonOnWay:
    lesson: Lesson
    number: int
    opened: bool
    finished: bool


@dataclass(frozen=True)
class Way:
    """Where a person is. `check` is the one that was begun for what is next, if it was."""

    enrolment: Enrolment
    before: Check | None
    skipped: bool
    lessons: list[LessonOnWay]
    after: Check | None
    next: Next
    lesson: LessonOnWay | None

    @property
    def check(self) -> Check | None:
        return {Next.BEFORE: self.before, Next.AFTER: self.after}.get(self.next)

    @property
    def before_done(self) -> bool:
        return self.before is not None and self.before.finished_at is not None

    @property
    def after_done(self) -> bool:
        return self.after is not None and self.after.finished_at is not None

    @property
    def may_take_after(self) -> bool:
        """The check after may begin; lessons taught in the room need no phone."""
        return not self.after_done and (self.before_done or self.skipped)


def way(enrolment: Enrolment) -> Way:
    checks = {
        link.occasion: link.check_taken
        for link in enrolment.group_checks.select_related("check_taken")
    }
    before, after = checks.get(Occasion.BEFORE), checks.get(Occasion.AFTER)
    lessons = _lessons(enrolment)
    skipped = enrolment.before_skipped_at is not None
    open_lesson = next((one for one in lessons if not one.finished), None)
    return Way(
        enrolment=enrolment,
        before=before,
        skipped=skipped,
        lessons=lessons,
        after=after,
        next=_next(before, skipped, open_lesson, after),
        lesson=open_lesson,
    )


def _next(
    before: Check | None, skipped: bool, lesson: LessonOnWay | None, after: Check | None
) -> Next:
    if after is not None:
        return Next.RESULT if after.finished_at else Next.AFTER
    if not skipped and (before is None or before.finished_at is None):
        return Next.BEFORE
    return Next.LESSON if lesson else Next.AFTER


def _lessons(enrolment: Enrolment) -> list[LessonOnWay]:
    """By name: a lesson that was corrected after somebody took it still counts as taken."""
    taken = {
        one.lesson.slug: one.finished_at is not None
        for one in enrolment.lessons_taken.select_related("lesson")
    }
    offered = library.in_order(enrolment.group.programme.body["lessons"])
    return [
        LessonOnWay(lesson, number, lesson.slug in taken, taken.get(lesson.slug, False))
        for number, lesson in enumerate(offered, start=1)
    ]
