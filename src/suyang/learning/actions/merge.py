"""A package's rows among this installation's: what is new is added, what is here stays.

Runs in the caller's transaction. Counts say how many rows of each kind were new.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from suyang.foundation import clock, ids
from suyang.foundation.permissions import Refused
from suyang.learning import events
from suyang.learning.actions.groups import CODE_LENGTH
from suyang.learning.actions.known_content import KnownContent
from suyang.learning.actions.merge_checks import merge_checks
from suyang.learning.models import Attendance, Enrolment, Group, LessonTaken
from suyang.learning.package import moment
from suyang.organisations.models import Unit
from suyang.organisations.permissions import system
from suyang.organisations.queries import installation
from suyang.people import actions as people
from suyang.people.models import Account, Characteristic, Consent, Erasure, Person


def merge(body: dict[str, Any], unit: Unit) -> tuple[Group, dict[str, int]]:
    """The group, and the number of new rows by kind. Raises Refused when it does not fit."""
    known = KnownContent(body)
    counts: Counter[str] = Counter(
        people=0, attendances=0, lessons=0, checks=0, answers=0, erased=0
    )
    own = _is_own(body)
    persons = _persons(body, own)
    group = _group(body, unit, known, persons)
    for given in body["enrolments"]:
        person = persons.get(given["person"])
        if person is None or person.erased_at is not None:
            continue
        enrolment = _enrolment(group, person, given, counts)
        changed = _about(person, group, given["person"], body)
        _attendances(enrolment, given, counts)
        _lessons(enrolment, given, known, counts)
        merge_checks(enrolment, given["checks"], known, counts)
        if changed:
            events.counting_changed(enrolment)
    if not own:
        _erase(group, body["erased"], counts)
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


def _persons(body: dict[str, Any], own: bool) -> dict[str, Person]:
    """The people of the package by id. Somebody erased here does not come back."""
    wanted = [uuid.UUID(given["id"]) for given in body["people"]]
    if not own:
        _require_strangers(wanted, body["origin"]["installation"])
    erased = set(Erasure.objects.filter(person_id__in=wanted).values_list("person_id", flat=True))
    found = {str(person.id): person for person in Person.objects.filter(id__in=wanted)}
    for given in body["people"]:
        if given["id"] in found or uuid.UUID(given["id"]) in erased:
            continue
        found[given["id"]] = Person.objects.create(
            id=given["id"],
            name=given["name"],
            language=given["language"],
            demonstration=body["origin"]["demonstration"],
            created_at=moment(given["created_at"]),
        )
    if body["group"]["trainer"] not in found:
        # Erased here without a trace: the group needs a row, and gets one that says nothing.
        found[body["group"]["trainer"]] = Person.objects.create(
            id=body["group"]["trainer"], created_at=clock.now(), erased_at=clock.now()
        )
    return found


def _require_strangers(wanted: list[uuid.UUID], origin: str) -> None:
    """People of a package are new here, or came with an earlier one from the same laptop.

    Ids are drawn at random: only a forged package can name somebody else's.
    """
    here = Person.objects.filter(id__in=wanted)
    foreign = here.exclude(enrolments__group__origin=origin).exclude(led_groups__origin=origin)
    if foreign.exists() or Account.objects.filter(person__in=here).exists():
        raise Refused(
            _("This package speaks in the name of somebody who is known here. Nothing changed."),
            code="conflict",
            field="package",
        )


def _group(
    body: dict[str, Any], unit: Unit, known: KnownContent, persons: dict[str, Person]
) -> Group:
    given = body["group"]
    closed_at = _maybe(given["closed_at"])
    group = Group.objects.select_for_update().filter(id=given["id"]).first()
    if group is None:
        taken = Group.objects.filter(code=given["code"]).exists()
        return Group.objects.create(
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


def _about(person: Person, group: Group, person_id: str, body: dict[str, Any]) -> bool:
    """Characteristics and consents. Whether what may be counted changed."""
    given = next(one for one in body["people"] if one["id"] == person_id)
    for one in given["characteristics"]:
        Characteristic.objects.get_or_create(
            person=person,
            kind=one["kind"],
            defaults={
                "value": one["value"],
                "consent_text": one["consent_text"],
                "given_at": moment(one["given_at"]),
            },
        )
    changed = False
    for one in given["consents"]:
        withdrawn_at = _maybe(one["withdrawn_at"])
        consent, is_new = Consent.objects.get_or_create(
            id=one["id"],
            defaults={
                "person": person,
                "purpose": one["purpose"],
                "about": group.id,
                "text_version": one["text_version"],
                "given_at": moment(one["given_at"]),
                "withdrawn_at": withdrawn_at,
            },
        )
        mine = consent.person_id == person.id and consent.about == group.id
        if mine and consent.withdrawn_at is None and withdrawn_at is not None:
            consent.withdrawn_at = withdrawn_at
            consent.save(update_fields=["withdrawn_at"])
            is_new = True
        changed |= is_new and one["purpose"] == Consent.Purpose.COUNT_IN_PLAN
    return changed


def _attendances(enrolment: Enrolment, given: dict[str, Any], counts: Counter[str]) -> None:
    for one in given["attendances"]:
        attendance, is_new = Attendance.objects.get_or_create(
            enrolment=enrolment,
            day=dt.date.fromisoformat(one["day"]),
            defaults={
                "id": one["id"],
                "source": one["source"],
                "recorded_at": moment(one["recorded_at"]),
            },
        )
        if is_new:
            counts["attendances"] += 1
            events.attended(attendance)


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


def _erase(group: Group, erased: list[str], counts: Counter[str]) -> None:
    """Whoever had themselves erased on the laptop after an earlier package is erased here too."""
    for enrolment in group.enrolments.select_related("person").filter(person_id__in=erased):
        people.erase_person(enrolment.person, system("group import"))
        counts["erased"] += 1


def _maybe(text: str | None) -> dt.datetime | None:
    return moment(text) if text else None
