"""Joining a group: by its code, or through the trainer for somebody without a phone."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, ids
from suyang.foundation.permissions import NotFound, Refused
from suyang.learning import events, permissions
from suyang.learning.actions.attendance import record_attendance
from suyang.learning.actions.consents import Answers, keep_answers
from suyang.learning.actions.groups import stream
from suyang.learning.models import Attendance, Enrolment, Group
from suyang.organisations.permissions import Actor
from suyang.organisations.queries import installation
from suyang.people import actions as people
from suyang.people.models import Account, Person
from suyang.people.names import clean_name


@dataclass(frozen=True)
class Joined:
    """An enrolment, and the person's own code in plain, which is not kept anywhere.

    `code` is empty for somebody who was known already and has one.
    """

    enrolment: Enrolment
    code: str


def group_of_code(typed: str) -> Group:
    """The group that people join with a code as it was typed. Raises Refused with the reason."""
    code = ids.read_code(typed)
    group = Group.objects.select_related("programme").filter(code=code).first()
    if group is None:
        raise Refused(
            _("No group has this code. Please compare it with the board, letter by letter."),
            code="no_group",
            field="code",
        )
    _require_open(group)
    return group


def join(
    group: Group,
    name: str,
    language: str,
    *,
    request_id: uuid.UUID,
    answers: Answers,
    person: Person | None = None,
) -> Joined:
    """Join with a self-chosen name, or as `person`, who is known in this browser already.

    The same `request_id` joins once. As only the answer to the request shows the code, a repeat
    makes a new one and the former dies.
    """
    with transaction.atomic():
        locked = _locked(group)
        enrolment, is_new = _enrol(locked, name, language, request_id, person)
        if is_new:
            events.enrolled(enrolment)
            record_attendance(enrolment, Attendance.Source.JOINED)
            own = Actor(person_id=enrolment.person_id)
            keep_answers(own, enrolment, answers)
            audit.record(stream(group), own, "group.joined", enrolment=str(enrolment.id))
        needed = enrolment.id == request_id and _lacks_code(enrolment)
        code = people.new_return_code(enrolment.person) if needed else ""
    return Joined(enrolment, code)


def add_participant(
    actor: Actor,
    group: Group,
    name: str,
    *,
    request_id: uuid.UUID,
    answers: Answers,
    here: bool = True,
) -> Joined:
    """The trainer enrols somebody without a phone, who said `answers` when the text was read out.

    here: the person is in the room now, so that today counts as attendance.
    """
    permissions.require(actor, "group.run", group)
    with transaction.atomic():
        locked = _locked(group)
        enrolment, is_new = _enrol(locked, name, "zh-Hans", request_id, None)
        if is_new:
            events.enrolled(enrolment)
            if here:
                record_attendance(enrolment, Attendance.Source.TRAINER)
            keep_answers(actor, enrolment, answers)
            audit.record(stream(group), actor, "group.added", enrolment=str(enrolment.id))
        code = people.new_return_code(enrolment.person, actor)
    return Joined(enrolment, code)


def reprint_code(actor: Actor, enrolment: Enrolment) -> str:
    """A new code for somebody who lost theirs; the old one no longer opens anything."""
    permissions.require(actor, "group.run", enrolment.group)
    person = enrolment.person
    if person.erased_at is not None:
        raise NotFound
    if Account.objects.filter(person=person).exists():
        raise Refused(
            _("This person signs in with a password. The office's administrator can set a new one.")
        )
    with transaction.atomic():
        code = people.new_return_code(person, actor)
        audit.record(stream(enrolment.group), actor, "code.reprinted", enrolment=str(enrolment.id))
    return code


def half_for(seed: int, number: int) -> str:
    """The half of the bank that the number-th person of a group meets first.

    Blocks of two in an order drawn by the group's seed: of each pair one begins with A and one
    with B, so that forms and order are balanced within every group, whatever its size.
    """
    block, place = divmod(number - 1, 2)
    drawn = hashlib.sha256(f"{seed}:{block}".encode()).digest()[0] & 1
    return "AB"[drawn ^ place]


def _enrol(
    group: Group, name: str, language: str, request_id: uuid.UUID, person: Person | None
) -> tuple[Enrolment, bool]:
    """The enrolment and whether it is new. Runs under the group's lock."""
    same = Enrolment.objects.select_related("person", "group__programme")
    existing = same.filter(id=request_id).first()
    if existing is not None:
        if existing.group_id != group.id:
            raise NotFound
        return existing, False
    if person is not None:
        existing = same.filter(group=group, person=person).first()
        if existing is not None:
            return existing, False
    _require_open(group)
    joining = person or people.visitor(language, _clean_name(name), _demonstration())
    number = (group.enrolments.aggregate(n=Max("number"))["n"] or 0) + 1
    try:
        enrolment = Enrolment.objects.create(
            id=request_id,
            group=group,
            person=joining,
            number=number,
            first_half=half_for(group.seed, number),
            joined_at=clock.now(),
        )
    except IntegrityError:
        raise Refused(_("Please send it once more; somebody else joined in the same moment."))
    return enrolment, True


def _lacks_code(enrolment: Enrolment) -> bool:
    """Whether the person came without a code of their own, and without a password."""
    earlier = enrolment.person.return_codes.filter(
        revoked_at=None, created_at__lt=enrolment.joined_at
    )
    return not earlier.exists() and not Account.objects.filter(person=enrolment.person).exists()


def _locked(group: Group) -> Group:
    return (
        Group.objects.select_for_update(of=("self",)).select_related("programme").get(id=group.id)
    )


def _require_open(group: Group) -> None:
    if group.imported_at is not None:
        raise Refused(_("This group is run on another device. Please join it there."), field="code")
    if group.closed_at is not None:
        raise Refused(
            _("This group is closed. If you were in it, come back with your own code."),
            code="closed",
            field="code",
        )


def _demonstration() -> bool:
    here = installation()
    return here is not None and here.demonstration


def _clean_name(name: str) -> str:
    cleaned = clean_name(name)
    if not cleaned:
        raise Refused(_("Please write a name; any name you like will do."), field="name")
    return cleaned
