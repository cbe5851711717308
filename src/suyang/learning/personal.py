"""What learning holds about a person: groups, days, lessons, checks; and how it is erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from suyang.foundation import audit
from suyang.learning.actions.groups import ERASED, stream
from suyang.learning.models import (
    Attendance,
    Enrolment,
    Group,
    GroupCheck,
    LessonTaken,
    PackageImport,
)
from suyang.organisations.permissions import Actor
from suyang.people import personal
from suyang.people.models import Person


def register() -> None:
    personal.provider(
        "learning",
        [Group, Enrolment, Attendance, LessonTaken, GroupCheck, PackageImport],
        export,
        erase,
        words,
    )


def export(person: Person) -> dict[str, Any]:
    joined = _enrolments(person)
    return {
        "groups": [
            {
                "group": enrolment.group.name,
                "programme": enrolment.group.programme.slug,
                "joined_at": enrolment.joined_at.isoformat(),
                "days": [day.isoformat() for day in _days(enrolment)],
                "days_taken_back": [
                    one.day.isoformat()
                    for one in enrolment.attendances.filter(was_there=False).order_by("day", "id")
                ],
                "lessons": [
                    {
                        "lesson": taken.lesson.slug,
                        "opened_at": taken.opened_at.isoformat(),
                        "finished_at": taken.finished_at and taken.finished_at.isoformat(),
                    }
                    for taken in enrolment.lessons_taken.select_related("lesson").order_by("id")
                ],
                "checks": {
                    link.occasion: str(link.check_taken_id) for link in enrolment.group_checks.all()
                },
            }
            for enrolment in joined
        ],
        "groups_led": [
            {"group": group.name, "opened_at": group.opened_at.isoformat()}
            for group in Group.objects.filter(trainer=person).order_by("id")
        ],
        "groups_taken_in": PackageImport.objects.filter(imported_by=person.id).count(),
    }


def erase(person: Person) -> dict[str, int]:
    """Leave every group. A line with the bare id stays, so that a later package erases it too."""
    joined = list(_enrolments(person))
    own = Actor(person_id=person.id)
    # Under each id that a package may have carried.
    known_as = [person.id, *person.claims.order_by("source").values_list("source", flat=True)]
    for enrolment in joined:
        for one in known_as:
            audit.record(stream(enrolment.group), own, ERASED, person=str(one))
    removed, _by_model = Enrolment.objects.filter(person=person).delete()
    nameless = PackageImport.objects.filter(imported_by=person.id).update(imported_by=None)
    return {"enrolments": removed, "imports": nameless}


def words(person: Person) -> list[str]:
    sentences = []
    for enrolment in _enrolments(person):
        days = len(_days(enrolment))
        sentences.append(
            _("You were in the group “%(group)s”; days noted: %(days)s.")
            % {"group": enrolment.group.name, "days": days}
        )
    led = Group.objects.filter(trainer=person).count()
    if led:
        sentences.append(_("Groups that you led: %(count)s.") % {"count": led})
    return sentences


def _enrolments(person: Person) -> list[Enrolment]:
    found = Enrolment.objects.filter(person=person).select_related("group__programme")
    return list(found.order_by("joined_at", "id"))


def _days(enrolment: Enrolment) -> list[Any]:
    standing = Attendance.objects.standing().filter(enrolment=enrolment)
    return list(standing.order_by("day").values_list("day", flat=True))
