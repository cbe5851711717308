"""What participants agree to, each thing by itself, and how they take it back.

The words they agreed to are the programme's; its consent id is kept with each yes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from suyang.learning import events, permissions
from suyang.learning.models import Enrolment
from suyang.organisations.permissions import Actor
from suyang.people import actions as people
from suyang.people.models import Consent

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Answers:
    """The answers to the two questions of a programme's consent; no is a full answer."""

    trainer_sees_result: bool = False
    count_in_plan: bool = False


def set_sharing_consent(actor: Actor, enrolment: Enrolment, yes: bool) -> None:
    """May the group's trainer see this person's results?"""
    permissions.require_own(actor, enrolment)
    _set(actor, enrolment, Purpose.TRAINER_SEES_RESULT, yes)


def set_counting_consent(actor: Actor, enrolment: Enrolment, yes: bool) -> None:
    """May this person's results be counted in the group's summary, which has no names?"""
    permissions.require_own(actor, enrolment)
    _set(actor, enrolment, Purpose.COUNT_IN_PLAN, yes)


def keep_answers(actor: Actor, enrolment: Enrolment, answers: Answers) -> None:
    """The answers given while joining; only a yes is kept. `actor` wrote them down."""
    _set(actor, enrolment, Purpose.TRAINER_SEES_RESULT, answers.trainer_sees_result)
    _set(actor, enrolment, Purpose.COUNT_IN_PLAN, answers.count_in_plan)


def _set(actor: Actor, enrolment: Enrolment, purpose: str, yes: bool) -> None:
    person, group = enrolment.person, enrolment.group
    given = Consent.objects.filter(
        person=person, purpose=purpose, about=group.id, withdrawn_at=None
    )
    with transaction.atomic():
        if yes == given.exists():
            return
        if yes:
            people.give_consent(person, purpose, group.id, actor)
            # The words that were shown or read out are the programme's, not those of a form.
            given.update(text_version=group.programme.body["consent"]["id"][:40])
        else:
            people.withdraw_consent(person, purpose, group.id, actor)
        if purpose == Purpose.COUNT_IN_PLAN:
            events.counting_changed(enrolment)
