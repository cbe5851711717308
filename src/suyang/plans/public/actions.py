"""An office chooses whether everybody outside reads its plans and figures."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import PublicOffice


@transaction.atomic
def set_public(actor: Actor, unit_id: uuid.UUID, on: bool) -> PublicOffice:
    """Switch the public view of an office, its plans and figures, on or off; the same choice again
    changes nothing. Off, the units below are off, too: that is decided anew when it is switched on
    again."""
    row = _locked(actor, unit_id)
    if row.on != on or row.figures != on:
        row.below = row.below and row.on and on
        row.on, row.figures, row.changed_at = on, on, clock.now()
        row.save()
        audit.record(f"unit:{unit_id}", actor, "office.public" if on else "office.not_public")
    return row


@transaction.atomic
def set_units_public(actor: Actor, unit_id: uuid.UUID, on: bool) -> PublicOffice:
    """Show each unit directly below with its own approved figures, or no longer. Raises Refused
    for an office whose own figures are not in the public view, when it is to be switched on."""
    row = _locked(actor, unit_id)
    if on and not (row.on and row.figures):
        raise Refused(
            _("First show the office's own plans and figures to everybody, then the units below."),
            code="not_public",
        )
    if row.below != on:
        row.below, row.changed_at = on, clock.now()
        row.save()
        audit.record(f"unit:{unit_id}", actor, "units.public" if on else "units.not_public")
    return row


def _locked(actor: Actor, unit_id: uuid.UUID) -> PublicOffice:
    unit = units.unit(unit_id)
    if unit is None:
        raise NotFound
    require(actor, "plan.publish", unit)
    start = {"on": False, "changed_at": clock.now()}
    PublicOffice.objects.get_or_create(unit=unit, defaults=start)
    return PublicOffice.objects.select_for_update().get(unit=unit)


def shows_units(unit_id: uuid.UUID) -> bool:
    return PublicOffice.objects.filter(unit_id=unit_id, on=True, figures=True, below=True).exists()


def shows_figures(unit_id: uuid.UUID) -> bool:
    return PublicOffice.objects.filter(unit_id=unit_id, on=True, figures=True).exists()


def is_public(unit_id: uuid.UUID) -> bool:
    return PublicOffice.objects.filter(unit_id=unit_id, on=True).exists()
