"""Follow-ups (督办): what a unit above asks of one below by a day, answered, and closed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, may, require
from suyang.plans.models import FollowUp, KeyTask, Report

State = FollowUp.State
LONGEST = 4000


@transaction.atomic
def ask(
    actor: Actor,
    by_unit: Unit,
    unit: Unit,
    text: str,
    due: dt.date,
    *,
    report: Report | None = None,
    task: KeyTask | None = None,
    id: uuid.UUID | None = None,
) -> FollowUp:
    """Ask a unit at or below `by_unit` for something by a day. The same `id` asks once."""
    require(actor, "follow_up.ask", by_unit)
    if by_unit.id not in tree.path(unit.id, clock.today()):
        raise NotFound
    # The same twice at once: the second waits here, and finds the first.
    Unit.objects.select_for_update().get(id=unit.id)
    known = FollowUp.objects.filter(id=id).first() if id else None
    if known is not None:
        return known
    if report is not None and report.unit_id != unit.id:
        raise Refused(_("This report is of another unit."), field="unit")
    if not text.strip():
        raise Refused(_("Please say what is asked."), code="incomplete", field="text")
    if due < clock.today():
        raise Refused(_("The day is over already. Choose a later one."), field="due")
    made = FollowUp.objects.create(
        id=id or uuid7(),
        unit=unit,
        asked_by_unit=by_unit,
        report=report,
        task=task,
        text=text.strip()[:LONGEST],
        due=due,
        asked_by=actor.person_id,
        asked_at=clock.now(),
    )
    audit.record(stream(made), actor, "follow_up.asked", unit=str(unit.id), due=due.isoformat())
    return made


@transaction.atomic
def answer(actor: Actor, asked: FollowUp, text: str) -> FollowUp:
    """The unit's answer; a new one takes the place of an old one while it is not closed."""
    asked = _locked(asked)
    require(actor, "report.fill", asked.unit_id)
    if not text.strip():
        raise Refused(_("Please write the answer."), code="incomplete", field="answer")
    if asked.state == State.CLOSED:
        raise Refused(_("This was closed already; nothing more is asked."), code="state")
    if asked.answer == text.strip()[:LONGEST] and asked.state == State.ANSWERED:
        return asked
    asked.answer, asked.state = text.strip()[:LONGEST], State.ANSWERED
    asked.answered_by, asked.answered_at = actor.person_id, clock.now()
    asked.save(update_fields=["answer", "state", "answered_by", "answered_at"])
    audit.record(stream(asked), actor, "follow_up.answered")
    return asked


@transaction.atomic
def decide(
    actor: Actor,
    asked: FollowUp,
    *,
    enough: bool,
    why: str = "",
    due: dt.date | None = None,
) -> FollowUp:
    """Close it, or ask again with what is still missing, perhaps by a later day."""
    asked = _locked(asked)
    require(actor, "follow_up.ask", asked.asked_by_unit_id)
    if asked.state == State.CLOSED:
        if enough:
            return asked
        raise Refused(_("This was closed already; nothing more is asked."), code="state")
    if enough:
        asked.state, asked.closed_at = State.CLOSED, clock.now()
    else:
        if not why.strip():
            raise Refused(_("Please say what is still missing."), code="incomplete", field="why")
        added = f"\n\n{why.strip()}"
        said = asked.state == State.OPEN and asked.text.endswith(added)
        if said and due in (None, asked.due):
            return asked
        if due not in (None, asked.due) and due < clock.today():
            raise Refused(_("The day is over already. Choose a later one."), field="due")
        longer = asked.text if said else asked.text + added
        if len(longer) > LONGEST:
            raise Refused(_("This is too long; ask for it anew, by itself."), field="why")
        asked.state, asked.text, asked.due = State.OPEN, longer, due or asked.due
    asked.save(update_fields=["state", "closed_at", "text", "due"])
    if enough:
        audit.record(stream(asked), actor, "follow_up.closed")
    else:
        audit.record(stream(asked), actor, "follow_up.asked_again", due=asked.due.isoformat())
    return asked


def of_unit(unit: uuid.UUID, *, closed: bool = False) -> QuerySet[FollowUp]:
    """What is asked of a unit and not closed, the most urgent first; or what was closed."""
    return _of(FollowUp.objects.filter(unit_id=unit), closed)


def seen(units: Iterable[uuid.UUID]) -> QuerySet[FollowUp]:
    """What is asked of some units, and what they asked of others."""
    wanted = list(units)
    found = FollowUp.objects.select_related("task__plan")
    return found.filter(Q(unit_id__in=wanted) | Q(asked_by_unit_id__in=wanted))


def asked_by(unit: uuid.UUID, *, closed: bool = False) -> QuerySet[FollowUp]:
    """What a unit asked of others and is not closed, the most urgent first; or what was closed."""
    return _of(FollowUp.objects.filter(asked_by_unit_id=unit), closed)


def one(actor: Actor, follow_up: uuid.UUID) -> FollowUp:
    """A follow-up for whoever sees reports of the unit, or asked it."""
    found = (
        FollowUp.objects.select_related("unit", "report", "task__plan").filter(id=follow_up).first()
    )
    if found is None or not (
        may(actor, "report.see", found.unit_id) or may(actor, "report.see", found.asked_by_unit_id)
    ):
        raise NotFound
    return found


def stream(asked: FollowUp) -> str:
    return f"follow-up:{asked.id}"


def _of(found: QuerySet[FollowUp], closed: bool) -> QuerySet[FollowUp]:
    if closed:
        return found.filter(state=State.CLOSED).order_by("-closed_at", "id")
    return found.exclude(state=State.CLOSED).order_by("due", "id")


def _locked(asked: FollowUp) -> FollowUp:
    return FollowUp.objects.select_for_update().get(id=asked.id)
