"""An office chooses whether everybody outside reads its plans and figures."""

from __future__ import annotations

import uuid

from django.db import transaction

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import PublicOffice


@transaction.atomic
def set_public(actor: Actor, unit_id: uuid.UUID, on: bool) -> PublicOffice:
    """Switch the public view of an office on or off; the same choice again changes nothing."""
    unit = units.unit(unit_id)
    if unit is None:
        raise NotFound
    require(actor, "plan.publish", unit)
    start = {"on": False, "changed_at": clock.now()}
    PublicOffice.objects.get_or_create(unit=unit, defaults=start)
    row = PublicOffice.objects.select_for_update().get(unit=unit)
    if row.on != on:
        row.on, row.changed_at = on, clock.now()
        row.save()
        audit.record(f"unit:{unit.id}", actor, "office.public" if on else "office.not_public")
    return row


def is_public(unit_id: uuid.UUID) -> bool:
    return PublicOffice.objects.filter(unit_id=unit_id, on=True).exists()
