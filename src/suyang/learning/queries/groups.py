"""Programmes on offer, groups that somebody may see, where each person in them stands."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.learning import permissions
from suyang.learning.models import Attendance, Enrolment, Group, GroupCheck, Programme
from suyang.organisations.permissions import Actor, units_where
from suyang.people.models import Person

Occasion = GroupCheck.Occasion


def programme(slug: str) -> Programme:
    """The programme as it is offered now."""
    found = Programme.objects.filter(slug=slug, is_current=True).first()
    if found is None:
        raise NotFound
    return found


def programmes() -> list[Programme]:
    return list(Programme.objects.filter(is_current=True).order_by("slug"))


def programmes_for(task: str) -> list[Programme]:
    """Programmes on offer that serve a key task."""
    return [one for one in programmes() if task in one.tasks]


def groups_of(actor: Actor) -> list[Group]:
    """Groups that the actor leads or may see, the latest first."""
    below = units_where(actor, "group.see")
    led = Q(trainer_id=actor.person_id, unit_id__in=units_where(actor, "group.start"))
    found = Group.objects.select_related("programme").filter(led | Q(unit_id__in=below))
    return list(found.order_by("-opened_at", "-id"))


def group(actor: Actor, group_id: uuid.UUID) -> Group:
    """A group that the actor may see; for anybody else there is none."""
    found = Group.objects.select_related("programme", "unit", "trainer").filter(id=group_id).first()
    if found is None:
        raise NotFound
    permissions.require(actor, "group.see", found)
    return found


def enrolment_in(of: Group, enrolment_id: uuid.UUID) -> Enrolment:
    found = (
        Enrolment.objects.select_related("person", "group__programme")
        .filter(group=of, id=enrolment_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def latest_enrolment(person: Person) -> Enrolment | None:
    """The group that a person joined last."""
    found = Enrolment.objects.filter(person=person).select_related("group__programme", "person")
    return found.order_by("joined_at", "id").last()


def ticks(of: Group) -> list[Attendance]:
    """The trainer's own ticks that hold, the latest day first: these can be taken back."""
    found = Attendance.objects.standing().filter(
        enrolment__group=of, source=Attendance.Source.TRAINER
    )
    in_order = found.order_by("-day", "enrolment__number")
    return list(in_order.select_related("enrolment__person", "enrolment__group"))


def tick_in(of: Group, attendance_id: uuid.UUID) -> Attendance:
    """A row of the group's attendances, whether it still holds or not."""
    found = (
        Attendance.objects.select_related("enrolment__person", "enrolment__group__programme")
        .filter(enrolment__group=of, id=attendance_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Standing:
    """Where somebody is on the way: what was done, never how well.

    `before` and `after` are "", "begun", "done" or, for the first, "skipped".
    """

    enrolment: Enrolment
    before: str
    lessons: int
    after: str
    here_today: bool
    days: int
    shares: bool


def standing(of: Group) -> list[Standing]:
    """Everybody in a group, in the order of joining."""
    today = clock.today()
    joined = of.enrolments.select_related("person", "group").prefetch_related(
        Prefetch("attendances", Attendance.objects.standing()),
        "lessons_taken",
        "group_checks__check_taken",
    )
    return [_standing(enrolment, today) for enrolment in joined]


def _standing(enrolment: Enrolment, today: dt.date) -> Standing:
    checks = {
        link.occasion: "done" if link.check_taken.finished_at else "begun"
        for link in enrolment.group_checks.all()
    }
    skipped = "skipped" if enrolment.before_skipped_at else ""
    days = [attendance.day for attendance in enrolment.attendances.all()]
    return Standing(
        enrolment=enrolment,
        before=checks.get(Occasion.BEFORE, skipped),
        lessons=sum(taken.finished_at is not None for taken in enrolment.lessons_taken.all()),
        after=checks.get(Occasion.AFTER, ""),
        here_today=today in days,
        days=len(days),
        shares=permissions.shares_result(enrolment),
    )
