"""How groups go from one person to another who turned out to be the same."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suyang.learning.models import (
    Attendance,
    Enrolment,
    Group,
    GroupCheck,
    LessonTaken,
    PackageImport,
)
from suyang.people import merging
from suyang.people.models import Person

MODELS = (Attendance, Enrolment, Group, GroupCheck, LessonTaken, PackageImport)


def register() -> None:
    merging.merger("learning", MODELS, move, words, obstacles)


def obstacles(goes: Person, stays: Person) -> list[str]:
    """Two people of one group cannot be one: what each did there was counted as two."""
    theirs = Enrolment.objects.filter(person=stays).values("group")
    shared = Group.objects.filter(enrolments__person=goes, id__in=theirs)
    return [
        _(
            "Both are in the group “%(group)s”, where they are counted as two people. Nothing was "
            "changed. Ask the trainer; results that you do not want you can delete yourself."
        )
        % {"group": group.name}
        for group in shared.order_by("opened_at")
    ]


def words(goes: Person, stays: Person) -> list[str]:
    joined = Enrolment.objects.filter(person=goes).select_related("group").order_by("joined_at")
    sentences = [
        _("The group “%(group)s”, with days, lessons and checks.") % {"group": one.group.name}
        for one in joined
    ]
    if sentences and goes.name and stays.name and goes.name != stays.name:
        sentences.append(
            _("The trainer there will read your name of here, “%(name)s”, in place of “%(old)s”.")
            % {"name": stays.name, "old": goes.name}
        )
    return sentences


def move(goes: Person, stays: Person) -> dict[str, int]:
    PackageImport.objects.filter(imported_by=goes.id).update(imported_by=stays.id)
    led = Group.objects.filter(trainer=goes).update(trainer=stays)
    joined = Enrolment.objects.filter(person=goes).update(person=stays)
    return {"enrolments": joined, "groups_led": led}
