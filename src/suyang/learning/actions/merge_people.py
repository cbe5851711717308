"""The people of a package: who is here already, who is new, who is somebody else since, who goes.

Runs in the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from suyang.assessment.models import Check
from suyang.foundation import clock
from suyang.foundation.permissions import Refused
from suyang.learning.models import Enrolment, Group
from suyang.learning.package import moment
from suyang.organisations.permissions import system
from suyang.people import actions as people
from suyang.people.models import Account, Characteristic, Claim, Consent, Erasure, Person


def persons(body: dict[str, Any], own: bool) -> dict[str, Person]:
    """The people of the package by id. Somebody erased here does not come back."""
    wanted = [uuid.UUID(given["id"]) for given in body["people"]]
    if not own:
        _require_strangers(wanted, body["origin"]["installation"])
    erased = set(Erasure.objects.filter(person_id__in=wanted).values_list("person_id", flat=True))
    found = {str(person.id): person for person in Person.objects.filter(id__in=wanted)}
    found |= _claimed(wanted, body["origin"]["installation"])
    for given in body["people"]:
        if given["id"] in found or uuid.UUID(given["id"]) in erased:
            continue
        found[given["id"]] = Person.objects.create(
            id=uuid.UUID(given["id"]),
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


def join_claimed(body: dict[str, Any], known: dict[str, Person]) -> None:
    """Who brought an earlier start along on the laptop is one person here too.

    Only somebody who came with that laptop alone: a package joins nobody else.
    """
    origin = body["origin"]["installation"]
    for one in body.get("claimed", ()):
        stays = known[one["person"]]
        came = Person.objects.filter(id=one["source"], enrolments__group__origin=origin)
        elsewhere = Enrolment.objects.exclude(group__origin=origin).values("person")
        goes = came.exclude(id__in=elsewhere).filter(erased_at=None).distinct().first()
        if goes is not None and stays.erased_at is None and goes.id != stays.id:
            people.join_persons(system("group import"), goes, stays)


def about(person: Person, group: Group, person_id: str, body: dict[str, Any]) -> bool:
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


def erase(group: Group, erased: list[str], counts: Counter[str]) -> None:
    """Whoever had themselves erased on the laptop after an earlier package is erased here too."""
    for enrolment in group.enrolments.select_related("person").filter(person_id__in=erased):
        people.erase_person(enrolment.person, system("group import"))
        counts["erased"] += 1
    for claim in Claim.objects.filter(source__in=erased).select_related("person"):
        # What they did on the laptop goes; what is theirs here otherwise, they erase themselves.
        mine = group.enrolments.filter(person=claim.person)
        Check.objects.filter(group_check__enrolment__in=mine).delete()
        counts["erased"] += mine.delete()[0] > 0


def _claimed(wanted: list[uuid.UUID], origin: str) -> dict[str, Person]:
    """People of the package who are somebody else here since they brought what they did along.

    Only where groups of that laptop went with them: ids alone open nobody's account.
    """
    claims = Claim.objects.filter(source__in=wanted, person__enrolments__group__origin=origin)
    return {str(one.source): one.person for one in claims.select_related("person").distinct()}


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


def _maybe(text: str | None) -> dt.datetime | None:
    return moment(text) if text else None
