"""Pairs of checks, before and after, of the participants who agreed to be counted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from suyang.assessment.models import Check
from suyang.learning.models import Group, GroupCheck, Programme
from suyang.organisations import tree
from suyang.people.models import Consent

Occasion = GroupCheck.Occasion


def paired_checks(
    task: str, units: Iterable[uuid.UUID] | tree.Ids, until: dt.date | None = None
) -> list[tuple[Check, Check]]:
    """(before, after) of each participant in groups of these units that work for a task.

    Only finished checks of people who agreed to be counted, finished by the end of `until` in the
    office's time zone. A person in several groups counts once, with the last pair.
    """
    found = GroupCheck.objects.filter(
        enrolment__group__unit__in=units,
        check_taken__finished_at__isnull=False,
        enrolment__group__in=groups_of_task(task),
    ).select_related("check_taken", "enrolment")
    if until is not None:
        midnight = dt.datetime.combine(until + dt.timedelta(days=1), dt.time())
        found = found.filter(check_taken__finished_at__lt=timezone.make_aware(midnight))
    agreed = set(
        Consent.objects.filter(
            purpose=Consent.Purpose.COUNT_IN_PLAN,
            withdrawn_at=None,
            person_id__in=found.values("enrolment__person_id"),
        ).values_list("person_id", "about")
    )
    by_enrolment: dict[uuid.UUID, dict[str, GroupCheck]] = {}
    for row in found:
        enrolment = row.enrolment
        if (enrolment.person_id, enrolment.group_id) in agreed:
            by_enrolment.setdefault(enrolment.id, {})[row.occasion] = row
    pairs: dict[uuid.UUID, tuple[Check, Check]] = {}
    complete = [pair for pair in by_enrolment.values() if len(pair) == len(Occasion.values)]
    for pair in sorted(complete, key=_finished):
        person = pair[Occasion.AFTER].enrolment.person_id
        pairs[person] = (pair[Occasion.BEFORE].check_taken, pair[Occasion.AFTER].check_taken)
    return [pairs[person] for person in sorted(pairs)]


def _finished(pair: dict[str, GroupCheck]) -> dt.datetime:
    finished = pair[Occasion.AFTER].check_taken.finished_at
    assert finished is not None  # noqa: S101 - only finished checks were asked for
    return finished


def competences_of(task: str) -> list[str]:
    """The competences of the programmes for a task."""
    programmes = Programme.objects.filter(is_current=True).order_by("slug")
    codes = [c for p in programmes if task in p.tasks for c in p.body["competences"]]
    return sorted(set(codes))


def groups_of_task(task: str) -> QuerySet[Group, uuid.UUID]:
    """Groups started for the task, or whose programme lists it: a subquery of ids."""
    # The programmes are few; SQLite cannot ask whether a list in JSON holds a value.
    programmes = [one.pk for one in Programme.objects.only("id", "tasks") if task in one.tasks]
    found = Group.objects.filter(Q(task=task) | Q(programme__in=programmes))
    return found.values_list("id", flat=True)
