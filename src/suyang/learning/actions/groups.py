"""Starting a group, and closing it when nobody else may join."""

from __future__ import annotations

import secrets
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, ids
from suyang.foundation.permissions import Denied, Refused
from suyang.learning import events, permissions
from suyang.learning.models import Group, Programme
from suyang.organisations import permissions as roles
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.organisations.queries import installation, name_of

CODE_LENGTH = 6
NAME_LENGTH = 60
# The audit line by which a later package tells the county whom to erase.
ERASED = "participant.erased"
# A code of six letters is free at the first try but once in a million groups.
ATTEMPTS = 20


def stream(group: Group) -> str:
    """The audit stream of a group."""
    return f"group:{group.id}"


def start_group(
    actor: Actor,
    programme_slug: str,
    task: str,
    unit: Unit,
    name: str,
    request_id: uuid.UUID,
    *,
    seed: int | None = None,
) -> Group:
    """A group with its code, led by the actor. The same `request_id` starts it once.

    task: the key task it reports to, one of the programme's; "" for the programme's first. seed:
    what decides who begins with which half of the bank; drawn where it is not given.
    """
    existing = Group.objects.filter(id=request_id).first()
    if existing is not None:
        if existing.trainer_id != actor.person_id:
            raise Denied
        return existing
    roles.require(actor, "group.start", unit)
    programme = Programme.objects.filter(slug=programme_slug, is_current=True).first()
    if programme is None:
        raise Refused(
            _("This programme is not offered any more. Please choose another."), field="programme"
        )
    if task and task not in programme.tasks:
        raise Refused(
            _("The programme does not serve this key task. Please choose one of its own."),
            field="task",
        )
    office = installation()
    if actor.person_id is None or office is None:
        raise Refused(_("A group needs a trainer. Please sign in as the person who leads it."))
    title = name.strip()[:NAME_LENGTH] or _name_of(unit)
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                group = Group.objects.create(
                    id=request_id,
                    programme=programme,
                    task=task or programme.tasks[0],
                    unit=unit,
                    trainer_id=actor.person_id,
                    name=title,
                    code=ids.new_code(CODE_LENGTH),
                    seed=secrets.randbits(48) if seed is None else seed,
                    opened_at=clock.now(),
                    origin=office.id,
                )
                audit.record(
                    stream(group), actor, "group.started", programme=programme.slug, task=group.task
                )
                return group
        except IntegrityError:
            # Either the code is taken, or a double click was faster with the same id.
            existing = Group.objects.filter(id=request_id).first()
            if existing is not None:
                return existing
    raise RuntimeError("no free group code was found")


def close_group(actor: Actor, group: Group) -> Group:
    """Nobody else joins; those who did can finish what they began. Twice is once."""
    permissions.require(actor, "group.run", group)
    with transaction.atomic():
        locked = Group.objects.select_for_update().get(id=group.id)
        if locked.closed_at is None:
            locked.closed_at = clock.now()
            locked.save(update_fields=["closed_at"])
            audit.record(stream(locked), actor, "group.closed")
            events.group_closed(locked)
    return locked


def _name_of(unit: Unit) -> str:
    return (name_of(unit.id) or unit.code)[:NAME_LENGTH]
