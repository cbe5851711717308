"""The checks before and after the lessons, on disjoint halves of the bank."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.assessment import actions as assessment
from suyang.assessment.models import Check
from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import Refused
from suyang.learning import permissions
from suyang.learning.actions.attendance import record_attendance
from suyang.learning.models import Attendance, Enrolment, GroupCheck
from suyang.organisations.permissions import Actor
from suyang.people import actions as people

Occasion = GroupCheck.Occasion


def start_check(
    actor: Actor,
    enrolment: Enrolment,
    occasion: str,
    *,
    mode: str = Check.Mode.ALONE,
    language: str = "zh-Hans",
    elder: bool = False,
    seed: int | None = None,
) -> GroupCheck:
    """Begin the check of an occasion, or give back the one that was begun.

    seed: what chance draws in the check; drawn anew where it is not given.

    Raises Refused ("before_open") for the check after while the one before is neither finished nor
    skipped: what was asked after the lessons could not be told from what was known.
    """
    permissions.require_own(actor, enrolment)
    wanted = Occasion(occasion)
    with transaction.atomic():
        people.lock_person(enrolment.person_id)
        locked = (
            Enrolment.objects.select_for_update(of=("self",))
            .select_related("group__programme", "person")
            .get(id=enrolment.id)
        )
        begun = locked.group_checks.filter(occasion=wanted).select_related("check_taken").first()
        if begun is None:
            _require_before(locked, wanted)
            rules = locked.group.programme.body["checks"][wanted]
            taken = assessment.start(
                locked.person,
                rules["blueprint"],
                language,
                check_id=uuid7(),
                half=half_of(locked, wanted),
                competences=rules["competences"],
                mode=mode,
                elder=elder,
                seed=seed,
            )
            begun = GroupCheck.objects.create(enrolment=locked, occasion=wanted, check_taken=taken)
        record_attendance(locked, Attendance.Source.CHECK)
    return begun


def skip_before(actor: Actor, enrolment: Enrolment) -> Enrolment:
    """The person goes on without the first check. They may still take it until the one after."""
    permissions.require_own(actor, enrolment)
    if enrolment.before_skipped_at is None:
        enrolment.before_skipped_at = clock.now()
        enrolment.save(update_fields=["before_skipped_at"])
    return enrolment


def half_of(enrolment: Enrolment, occasion: str) -> str:
    """The half of the bank for an occasion: the drawn one before, the other one after."""
    if occasion == Occasion.BEFORE:
        return enrolment.first_half
    return "B" if enrolment.first_half == "A" else "A"


def _require_before(enrolment: Enrolment, occasion: Occasion) -> None:
    checks = {link.occasion: link for link in enrolment.group_checks.select_related("check_taken")}
    if occasion == Occasion.BEFORE and Occasion.AFTER in checks:
        raise Refused(
            _("You have begun the check after the lessons. The one before would no longer count."),
            code="after_begun",
        )
    before = checks.get(Occasion.BEFORE)
    finished = before is not None and before.check_taken.finished_at is not None
    if occasion == Occasion.AFTER and not finished and enrolment.before_skipped_at is None:
        raise Refused(
            _("Please finish the check before the lessons first, or go on without it."),
            code="before_open",
        )
