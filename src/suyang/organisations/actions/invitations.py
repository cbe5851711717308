"""Invitations: a code on paper that makes one account with one role, within two weeks.

The code follows from the invitation's id and the installation's secret, so that it can be printed
again as long as it is open; the data layer keeps its digest only.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import (
    CODE_ALPHABET,
    derived,
    keyed_digest,
    keyed_digests,
    read_code,
    uuid7,
)
from suyang.foundation.permissions import Refused
from suyang.organisations.actions.roles import end_after, give, require_covers
from suyang.organisations.actions.units import last_version, stream
from suyang.organisations.models import Invitation, RoleGrant, Unit
from suyang.organisations.permissions import Actor, require

VALID_FOR = dt.timedelta(days=14)
CODE_LENGTH = 12


@transaction.atomic
def invite(
    actor: Actor,
    role: str,
    unit: Unit,
    note: str = "",
    id: uuid.UUID | None = None,
    *,
    reach: str = RoleGrant.Reach.BELOW,
    until: dt.date | None = None,
) -> tuple[Invitation, str]:
    """An invitation and its plain code. The same `id` again gives the same invitation.

    until: the last day of the role.
    """
    require(actor, "person.invite", unit)
    require_covers(actor, role, unit, reach)
    known = Invitation.objects.filter(id=id).first() if id else None
    if known is not None:
        require(actor, "person.invite", known.unit)
        require_covers(actor, known.role, known.unit, known.reach)
        return known, code_of(known)
    if last_version(unit).valid_to is not None:
        raise Refused(_("This unit has ended. Choose another."), field="unit")
    end_after(until)
    invitation = Invitation(
        id=id or uuid7(),
        role=role,
        unit=unit,
        reach=reach,
        role_until=until,
        note=note.strip(),
        invited_by=actor.person_id,
        created_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    code = code_of(invitation)
    invitation.code_digest = _digest(code)
    invitation.save(force_insert=True)
    audit.record(
        stream(unit),
        actor,
        "person.invited",
        role=role,
        reach=reach,
        until=until.isoformat() if until else None,
        invitation=str(invitation.id),
    )
    return invitation, code


@transaction.atomic
def withdraw_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """The code opens nothing any more."""
    require(actor, "person.invite", invitation.unit)
    require_covers(actor, invitation.role, invitation.unit, invitation.reach)
    invitation = Invitation.objects.select_for_update().get(id=invitation.id)
    if invitation.used_at is not None:
        raise Refused(
            _("This invitation was already used. End the person's role instead."), code="used"
        )
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        audit.record(
            stream(invitation.unit_id), actor, "invitation.withdrawn", invitation=str(invitation.id)
        )
    return invitation


def code_of(invitation: Invitation) -> str:
    """The plain code of an invitation, as it is printed on its card."""
    return derived(
        lambda secret: _code(keyed_digest("invitation-code", str(invitation.id), secret)),
        invitation.code_digest,
        "invitation",
    )


def _code(digest: str) -> str:
    number = int(digest, 16)
    letters = []
    for _position in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[place])
    return "".join(letters)


def find_invitation(typed: str) -> Invitation | None:
    """The invitation of a typed code, open or not."""
    digests = keyed_digests("invitation", read_code(typed))
    return Invitation.objects.filter(code_digest__in=digests).select_related("unit").first()


def open_invitation(typed: str) -> Invitation:
    """The invitation that a typed code opens, or Refused with what to do."""
    invitation = find_invitation(typed)
    if invitation is None:
        raise Refused(
            _("This code is not known. Please compare it with the paper, letter by letter."),
            code="unknown_code",
            field="code",
        )
    if invitation.used_at or invitation.withdrawn_at or invitation.expires_at <= clock.now():
        raise _closed()
    return invitation


def use_invitation(invitation: Invitation, person_id: uuid.UUID) -> RoleGrant:
    """The new person takes the role; in the caller's transaction."""
    still_open = Invitation.objects.filter(id=invitation.id, used_at=None, withdrawn_at=None)
    if not still_open.update(used_at=clock.now()):
        raise _closed()
    actor = Actor(person_id=person_id)
    audit.record(
        stream(invitation.unit_id), actor, "invitation.used", invitation=str(invitation.id)
    )
    until = invitation.role_until
    if until is not None and until < clock.today():
        raise _closed()
    return give(
        actor,
        person_id,
        invitation.role,
        invitation.unit,
        invitation.invited_by,
        reach=invitation.reach,
        valid_to=end_after(until),
    )


def _closed() -> Refused:
    return Refused(
        _("This invitation is no longer open. Please ask whoever gave it to you for a new one."),
        code="closed_code",
        field="code",
    )


def _digest(code: str) -> str:
    return keyed_digest("invitation", code)
