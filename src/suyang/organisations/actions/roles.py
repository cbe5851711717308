"""Role grants: a person, a role, a unit, from one day until before another, here or below too."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.organisations import tree
from suyang.organisations.actions.units import last_version, stream
from suyang.organisations.models import Installation, RoleGrant, Unit
from suyang.organisations.permissions import MAY, Actor, may, require

Reach = RoleGrant.Reach
ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def grant_role(
    actor: Actor,
    person_id: uuid.UUID,
    role: str,
    unit: Unit,
    reach: str = Reach.BELOW,
    until: dt.date | None = None,
) -> RoleGrant:
    """Give a person a role from today; until: its last day. Who holds it already keeps it.

    Raises Refused when it is held with another end: that one is extended, not doubled.
    """
    require(actor, "role.grant", unit)
    require_covers(actor, role, unit, reach)
    end = end_after(until)
    if last_version(unit).valid_to is not None:
        raise Refused(_("This unit has ended. Choose another."), field="unit")
    held = open_grants(person_id).filter(role=role, unit=unit, reach__in=(reach, Reach.BELOW))
    for grant in held:
        if grant.valid_to == end:
            return grant
        raise Refused(
            _("This person holds the role here already. Extend or end that one instead."),
            field="role",
        )
    return give(actor, person_id, role, unit, actor.person_id, reach=reach, valid_to=end)


@transaction.atomic
def end_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a role today. The office never stays without an administrator."""
    require(actor, "role.grant", grant.unit)
    return _end(actor, grant)


@transaction.atomic
def give_up_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a role of one's own."""
    _require_own(actor, grant)
    return _end(actor, grant)


@transaction.atomic
def extend_role(actor: Actor, grant: RoleGrant, until: dt.date | None) -> RoleGrant:
    """Another last day for a role that still holds; None: it does not end by itself."""
    require(actor, "role.grant", grant.unit)
    require_covers(actor, grant.role, grant.unit, grant.reach)
    grant = RoleGrant.objects.select_for_update().get(id=grant.id)
    if not _holds(grant):
        raise Refused(_("This role has ended. Give it anew."), code="ended")
    end = end_after(until)
    if end == grant.valid_to:
        return grant
    if end is not None and _keeps_the_office(grant):
        raise _last_administrator()
    before, grant.valid_to = grant.valid_to, end
    grant.save(update_fields=["valid_to"])
    audit.record(
        stream(grant.unit_id),
        actor,
        "role.extended",
        role=grant.role,
        person=str(grant.person_id),
        before=_written(before),
        after=_written(end),
    )
    return grant


@transaction.atomic
def ask_whether_needed(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """Ask the holder at their next visit whether the role is still needed."""
    require(actor, "role.grant", grant.unit)
    grant = RoleGrant.objects.select_for_update().get(id=grant.id)
    if not _holds(grant):
        raise Refused(_("This role has ended. There is nothing to ask."), code="ended")
    if grant.asked_at is None or (grant.confirmed_at and grant.confirmed_at > grant.asked_at):
        grant.asked_at, grant.asked_by = clock.now(), actor.person_id
        grant.save(update_fields=["asked_at", "asked_by"])
        _note(actor, grant, "role.asked_about")
    return grant


@transaction.atomic
def confirm_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """The holder says that the role is still needed."""
    _require_own(actor, grant)
    grant = RoleGrant.objects.select_for_update().get(id=grant.id)
    open_question = grant.asked_at and not (
        grant.confirmed_at and grant.confirmed_at > grant.asked_at
    )
    if open_question and _holds(grant):
        grant.confirmed_at = clock.now()
        grant.save(update_fields=["confirmed_at"])
        _note(actor, grant, "role.confirmed")
    return grant


def give(
    actor: Actor,
    person_id: uuid.UUID,
    role: str,
    unit: Unit,
    granted_by: uuid.UUID | None,
    *,
    reach: str = Reach.BELOW,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> RoleGrant:
    """Write the grant; who may is asked by the callers: an action, an invitation, the founding."""
    grant = RoleGrant.objects.create(
        person_id=person_id,
        role=role,
        unit=unit,
        reach=reach,
        valid_from=valid_from or clock.today(),
        valid_to=valid_to,
        granted_by=granted_by,
    )
    audit.record(
        stream(unit),
        actor,
        "role.granted",
        role=role,
        person=str(person_id),
        reach=reach,
        valid_from=grant.valid_from.isoformat(),
        valid_to=_written(valid_to),
    )
    return grant


def open_grants(person_id: uuid.UUID) -> QuerySet[RoleGrant]:
    """The roles that a person holds today."""
    return RoleGrant.objects.filter(tree.valid(clock.today()), person_id=person_id)


def end_after(until: dt.date | None) -> dt.date | None:
    """The day before which a role holds whose last day is `until`."""
    if until is None:
        return None
    if until < clock.today():
        raise Refused(
            _("The last day lies in the past. Choose today or a later day."), field="until"
        )
    if until > clock.today() + dt.timedelta(days=3660):
        raise Refused(
            _("The last day lies more than ten years ahead. Choose an earlier one, or none."),
            field="until",
        )
    return until + ONE_DAY


def covers(actor: Actor, role: str, unit: Unit, reach: str = Reach.BELOW) -> bool:
    """Whether the actor may do all that the role may: nobody gives away more than they hold."""
    below = reach == Reach.BELOW
    return all(may(actor, action, unit, below=below) for action in MAY[role])


def require_covers(actor: Actor, role: str, unit: Unit, reach: str = Reach.BELOW) -> None:
    if not covers(actor, role, unit, reach):
        raise Denied(_("This role may do more than yours. Ask an administrator to give it."))


def is_last_administrator(person_id: uuid.UUID) -> bool:
    """Whether nobody else could look after the office."""
    holders = {
        grant.person_id
        for grant in _office_administrators()
        if getattr(getattr(grant.person, "account", None), "is_active", False)
    }
    return holders == {person_id}


def _end(actor: Actor, grant: RoleGrant) -> RoleGrant:
    grant = RoleGrant.objects.select_for_update().get(id=grant.id)
    today = clock.today()
    if grant.valid_to is not None and grant.valid_to <= today:
        return grant
    if _keeps_the_office(grant):
        raise _last_administrator()
    grant.valid_to, grant.ended_by = max(today, grant.valid_from), actor.person_id
    grant.save(update_fields=["valid_to", "ended_by"])
    _note(actor, grant, "role.ended")
    return grant


def _note(actor: Actor, grant: RoleGrant, action: str) -> None:
    audit.record(stream(grant.unit_id), actor, action, role=grant.role, person=str(grant.person_id))


def _keeps_the_office(grant: RoleGrant) -> bool:
    return grant in _office_administrators() and is_last_administrator(grant.person_id)


def _last_administrator() -> Refused:
    return Refused(
        _("This is the office's only administrator. Give the role to somebody else first."),
        code="last_administrator",
    )


def _office_administrators() -> list[RoleGrant]:
    """Those whose role does not end by itself: one that does keeps no office."""
    administrators = RoleGrant.objects.filter(
        unit_id__in=Installation.objects.values("office_id"),
        role=RoleGrant.Role.ADMINISTRATOR,
        reach=Reach.BELOW,
        valid_from__lte=clock.today(),
        valid_to=None,
    )
    return list(administrators.select_related("person__account"))


def _require_own(actor: Actor, grant: RoleGrant) -> None:
    """Of another person's role nobody learns by its address."""
    if actor.person_id is None or grant.person_id != actor.person_id:
        raise NotFound


def _holds(grant: RoleGrant) -> bool:
    return grant.valid_to is None or grant.valid_to > clock.today()


def _written(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
