"""A package's rows among this installation's: what is new is added, what is here stays.

Runs in the caller's transaction. Counts say how many rows of each kind were new.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from suyang.foundation import clock, ids
from suyang.foundation.permissions import Refused
from suyang.learning import events
from suyang.learning.actions import merge_people
from suyang.learning.actions.groups import CODE_LENGTH
from suyang.learning.actions.known_content import KnownContent
from suyang.learning.actions.merge_checks import merge_checks
from suyang.learning.models import Attendance, Enrolment, Group, LessonTaken
from suyang.learning.package import moment
from suyang.organisations.models import Unit
from suyang.organisations.queries import installation
from suyang.people.models import Person


def merge(body: dict[str, Any], unit: Unit) -> tuple[Group, dict[str, int]]:
    """The group, and the number of new rows by kind. Raises Refused when it does not fit."""
    known = KnownContent(body)
    counts: Counter[str] = Counter(
        people=0, attendances=0, corrections=0, lessons=0, checks=0, answers=0, erased=0
    )
    own = _is_own(body)
    persons = merge_people.persons(body, own)
    if not own:
        merge_people.join_claimed(body, persons)
    group = _group(body, unit, known, persons)
    for given in body["enrolments"]:
        person = persons.get(given["person"])
        if person is None or person.erased_at is not None:
            continue
        enrolment = _enrolment(group, person, given, counts)
        changed = merge_people.about(person, group, given["person"], body)
        _attendances(enrolment, given, counts)
        _lessons(enrolment, given, known, counts)
        merge_checks(enrolment, given["checks"], known, counts)
        if changed:
            events.counting_changed(enrolment)
    if not own:
        merge_people.erase(group, body["erased"], counts)
    return group, dict(counts)


def _is_own(body: dict[str, Any]) -> bool:
    """Whether the package comes from this very installation, as after a loss."""
    here = installation()
    if here is None:
        raise Refused(_("Set the office up first; then it can take groups in."))
    if body["origin"]["demonstration"] != here.demonstration:
        raise Refused(
            _("Demonstration data and real data do not go together. Nothing was taken in."),
            code="demonstration",
            field="package",
        )
    return bool(body["origin"]["installation"] == str(here.id))


def _group(
    body: dict[str, Any], unit: Unit, known: KnownContent, persons: dict[str, Person]
) -> Group:
    given = body["group"]
    closed_at = _maybe(given["closed_at"])
    group = Group.objects.select_for_update().filter(id=given["id"]).first()
    if group is None:
        taken = Group.objects.filter(code=given["code"]).exists()
        group = Group.objects.create(
            id=given["id"],
            programme=known.programme,
            task=given["task"],
            unit=unit,
            trainer=persons[given["trainer"]],
            name=given["name"],
            code=ids.new_code(CODE_LENGTH) if taken else given["code"],
            seed=given["seed"],
            opened_at=moment(given["opened_at"]),
            closed_at=closed_at,
            origin=body["origin"]["installation"],
            imported_at=None if _is_own(body) else clock.now(),
        )
        if closed_at is not None:
            events.group_closed(group)
        return group
    same = (
        str(group.origin) == body["origin"]["installation"]
        and str(group.trainer_id) == given["trainer"]
        and group.unit_id == unit.id
        and group.programme_id == known.programme.id
    )
    if not same:
        raise Refused(
            _("Another group here has the id of this one. Nothing changed."),
            code="conflict",
            field="package",
        )
    if group.closed_at is None and closed_at is not None:
        group.closed_at = closed_at
        group.save(update_fields=["closed_at"])
        events.group_closed(group)
    return group


def _enrolment(
    group: Group, person: Person, given: dict[str, Any], counts: Counter[str]
) -> Enrolment:
    skipped = _maybe(given["before_skipped_at"])
    enrolment = Enrolment.objects.filter(id=given["id"]).first()
    if enrolment is None:
        taken = group.enrolments.filter(number=given["number"]).exists()
        highest = group.enrolments.aggregate(n=Max("number"))["n"] or 0
        enrolment = Enrolment.objects.create(
            id=given["id"],
            group=group,
            person=person,
            number=highest + 1 if taken else given["number"],
            first_half=given["first_half"],
            joined_at=moment(given["joined_at"]),
            before_skipped_at=skipped,
        )
        counts["people"] += 1
        events.enrolled(enrolment)
        return enrolment
    if enrolment.group_id != group.id or enrolment.person_id != person.id:
        raise Refused(
            _("Somebody else here has an id of this package. Nothing changed."),
            code="conflict",
            field="package",
        )
    if enrolment.before_skipped_at is None and skipped is not None:
        enrolment.before_skipped_at = skipped
        enrolment.save(update_fields=["before_skipped_at"])
    return enrolment


def _attendances(enrolment: Enrolment, given: dict[str, Any], counts: Counter[str]) -> None:
    """Days and their corrections, each of which comes after the row it names."""
    here: dict[str, Attendance] = {}
    for one in given["attendances"]:
        row = {"id": one["id"], "source": one["source"], "recorded_at": moment(one["recorded_at"])}
        day = dt.date.fromisoformat(one["day"])
        if "corrects" in one:
            row |= {"enrolment": enrolment, "day": day, "was_there": one["was_there"]}
            attendance, is_new = Attendance.objects.get_or_create(
                corrects=here[one["corrects"]], defaults=row
            )
        else:
            attendance, is_new = Attendance.objects.get_or_create(
                enrolment=enrolment, day=day, corrects=None, defaults=row
            )
        here[one["id"]] = attendance
        if is_new and attendance.was_there:
            counts["attendances"] += 1
            events.attended(attendance)
        elif is_new:
            counts["corrections"] += 1
            events.attendance_undone(attendance)


def _lessons(
    enrolment: Enrolment, given: dict[str, Any], known: KnownContent, counts: Counter[str]
) -> None:
    for one in given["lessons"]:
        finished_at = _maybe(one["finished_at"])
        taken, is_new = LessonTaken.objects.get_or_create(
            enrolment=enrolment,
            lesson=known.lessons[one["lesson"]],
            defaults={
                "id": one["id"],
                "opened_at": moment(one["opened_at"]),
                "finished_at": finished_at,
            },
        )
        counts["lessons"] += is_new
        if not is_new and taken.finished_at is None and finished_at is not None:
            taken.finished_at = finished_at
            taken.save(update_fields=["finished_at"])
            is_new = True
        if is_new and taken.finished_at is not None:
            events.lesson_finished(taken)


def _maybe(text: str | None) -> dt.datetime | None:
    return moment(text) if text else None
