"""Role grants: a person, a role, a unit, from one day until before another."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations.actions.units import stream
from suyang.organisations.models import Installation, RoleGrant, Unit
from suyang.organisations.permissions import MAY, Actor, may, require


@transaction.atomic
def grant_role(actor: Actor, person_id: uuid.UUID, role: str, unit: Unit) -> RoleGrant:
    """Give a person a role from today; who holds it already keeps it."""
    require(actor, "role.grant", unit)
    require_covers(actor, role, unit)
    held = open_grants(person_id).filter(role=role, unit=unit).first()
    if held is not None:
        return held
    return give(actor, person_id, role, unit, actor.person_id)


@transaction.atomic
def end_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a role today. The office never stays without an administrator."""
    require(actor, "role.grant", grant.unit)
    grant = RoleGrant.objects.select_for_update().get(id=grant.id)
    if grant.valid_to is not None:
        return grant
    if is_last_administrator(grant.person_id) and grant in _office_administrators():
        raise Refused(
            _("This is the office's only administrator. Give the role to somebody else first."),
            code="last_administrator",
        )
    grant.valid_to = clock.today()
    grant.save(update_fields=["valid_to"])
    audit.record(
        stream(grant.unit_id), actor, "role.ended", role=grant.role, person=str(grant.person_id)
    )
    return grant


def give(
    actor: Actor, person_id: uuid.UUID, role: str, unit: Unit, granted_by: uuid.UUID | None
) -> RoleGrant:
    """Write the grant; who may is asked by the callers: an action, an invitation, the founding."""
    grant = RoleGrant.objects.create(
        person_id=person_id,
        role=role,
        unit=unit,
        valid_from=clock.today(),
        granted_by=granted_by,
    )
    audit.record(stream(unit), actor, "role.granted", role=role, person=str(person_id))
    return grant


def open_grants(person_id: uuid.UUID) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(person_id=person_id, valid_to=None)


def covers(actor: Actor, role: str, unit: Unit) -> bool:
    """Whether the actor may do all that the role may: nobody gives away more than they hold."""
    return all(may(actor, action, unit) for action in MAY[role])


def require_covers(actor: Actor, role: str, unit: Unit) -> None:
    if not covers(actor, role, unit):
        raise Denied(_("This role may do more than yours. Ask an administrator to give it."))


def is_last_administrator(person_id: uuid.UUID) -> bool:
    """Whether nobody else could look after the office."""
    holders = {
        grant.person_id
        for grant in _office_administrators()
        if getattr(getattr(grant.person, "account", None), "is_active", False)
    }
    return holders == {person_id}


def _office_administrators() -> list[RoleGrant]:
    administrators = RoleGrant.objects.filter(
        unit_id__in=Installation.objects.values("office_id"),
        role=RoleGrant.Role.ADMINISTRATOR,
        valid_to=None,
    )
    return list(administrators.select_related("person__account"))
