"""Connections to other sites: made, changed, keyed anew, revoked by an administrator."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import Refused
from suyang.organisations import addresses, keys
from suyang.organisations.actions.units import stream
from suyang.organisations.models import Connection, Unit, Webhook
from suyang.organisations.permissions import Actor, require

MANAGE = "connection.manage"
LONGEST = dt.timedelta(days=2 * 366)
# A key stands on the page for as long as it takes to copy it, for whoever made it.
SHOWN_FOR = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Terms:
    """What a connection may do: as the form says it."""

    name: str
    purpose: str
    scopes: list[str]
    origins: list[str]
    returns: list[str]
    requests_a_minute: int
    last_day: dt.date


def make_connection(
    actor: Actor, unit: Unit, terms: Terms, id: uuid.UUID
) -> tuple[Connection, str]:
    """A connection and its plain key. The same `id` again gives the same one."""
    require(actor, MANAGE, unit)
    known = Connection.objects.select_related("unit").filter(id=id).first()
    if known is not None:
        require(actor, MANAGE, known.unit)
        return known, keys.plain_key(known)
    now = clock.now()
    made = Connection(
        id=id, unit=unit, made_by=actor.person_id, created_at=now, keyed_at=now, **_clean(terms)
    )
    made.digest = keys.digest_of(keys.plain_key(made))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            audit.record(stream(unit), actor, "connection.made", connection=str(made.id))
    except IntegrityError:  # the double click was faster
        return make_connection(actor, unit, terms, id)
    return made, keys.plain_key(made)


@transaction.atomic
def change_connection(actor: Actor, connection: Connection, terms: Terms) -> Connection:
    """Other terms; they hold from the next request on."""
    connection = _locked(actor, connection)
    for name, value in _clean(terms).items():
        setattr(connection, name, value)
    connection.save()
    audit.record(
        stream(connection.unit_id), actor, "connection.changed", connection=str(connection.id)
    )
    return connection


@transaction.atomic
def renew_key(actor: Actor, connection: Connection, generation: int) -> Connection:
    """A new key and hand-over secret; the ones of before open nothing any more.

    generation: the one the form saw, so that a double click renews once.
    """
    connection = _locked(actor, connection)
    if connection.generation == generation:
        connection.generation += 1
        connection.keyed_at, connection.made_by = clock.now(), actor.person_id
        connection.digest = keys.digest_of(keys.plain_key(connection))
        connection.save()
        audit.record(
            stream(connection.unit_id), actor, "connection.keyed", connection=str(connection.id)
        )
    return connection


@transaction.atomic
def revoke_connection(actor: Actor, connection: Connection) -> Connection:
    """The key opens nothing any more, nor do the tokens given under it; no message is sent."""
    connection = _locked(actor, connection)
    if connection.revoked_at is None:
        now = connection.revoked_at = clock.now()
        connection.save(update_fields=["revoked_at"])
        Webhook.objects.filter(connection=connection, ended_at=None).update(ended_at=now)
        audit.record(
            stream(connection.unit_id), actor, "connection.revoked", connection=str(connection.id)
        )
    return connection


def shows_secrets(actor: Actor, keyed_at: dt.datetime, made_by: uuid.UUID | None) -> bool:
    """Whether the secrets still stand on the page: for whoever made them, for some minutes."""
    return made_by == actor.person_id and clock.now() - keyed_at < SHOWN_FOR


def _locked(actor: Actor, connection: Connection) -> Connection:
    found = Connection.objects.select_for_update(of=("self",)).select_related("unit")
    locked = found.get(id=connection.id)
    require(actor, MANAGE, locked.unit)
    return locked


def _clean(terms: Terms) -> dict[str, Any]:
    """The row's fields, or Refused with the field that is wrong."""
    scopes = [scope for scope in Connection.Scope.values if scope in terms.scopes]
    if not scopes:
        raise Refused(_("Choose what the site may do."), field="scopes")
    returns = addresses.clean_returns(terms.returns)
    if Connection.Scope.HANDOVER in scopes and not returns:
        raise Refused(
            _("Name an address to which people are sent back after the check."), field="returns"
        )
    today = clock.today()
    if not today < terms.last_day <= today + LONGEST:
        raise Refused(_("Choose a day within the next two years."), field="last_day")
    end = dt.datetime.combine(terms.last_day + dt.timedelta(days=1), dt.time())
    return {
        "name": " ".join(terms.name.split())[:60],
        "purpose": " ".join(terms.purpose.split())[:200],
        "scopes": scopes,
        "origins": addresses.clean_origins(terms.origins),
        "returns": returns,
        "requests_a_minute": terms.requests_a_minute,
        "expires_at": timezone.make_aware(end),
    }
