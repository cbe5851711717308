"""Webhooks of a connection: an address added, ended, keyed anew; a message sent again."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, outgoing
from suyang.foundation.permissions import Refused
from suyang.organisations import webhooks
from suyang.organisations.actions.connections import MANAGE
from suyang.organisations.actions.units import stream
from suyang.organisations.models import Connection, Webhook, WebhookMessage
from suyang.organisations.permissions import Actor, require

MOST = 5


def add_webhook(
    actor: Actor, connection: Connection, address: str, events: list[str], id: uuid.UUID
) -> Webhook:
    """An address that is told of these kinds of events. The same `id` again gives the same one."""
    require(actor, MANAGE, connection.unit)
    known = Webhook.objects.select_related("connection__unit").filter(id=id).first()
    if known is not None:
        require(actor, MANAGE, known.connection.unit)
        return known
    if connection.revoked_at is not None:
        raise Refused(_("This connection was revoked. Make a new one."), code="revoked")
    offered = [one.kind for one in webhooks.sources()]
    wanted = [kind for kind in offered if kind in events]
    if not wanted:
        raise Refused(_("Choose at least one event."), field="events")
    address = outgoing.check_address(address.strip())
    if connection.webhooks.filter(ended_at=None).count() >= MOST:
        raise Refused(_("Five addresses at most. End one first."), field="address")
    now = clock.now()
    try:
        with transaction.atomic():
            made = Webhook.objects.create(
                id=id,
                connection=connection,
                address=address,
                events=wanted,
                created_at=now,
                keyed_at=now,
            )
            audit.record(
                stream(connection.unit_id),
                actor,
                "webhook.added",
                connection=str(connection.id),
                webhook=str(made.id),
            )
    except IntegrityError:  # the double click was faster
        return Webhook.objects.get(id=id)
    return made


@transaction.atomic
def end_webhook(actor: Actor, webhook: Webhook) -> Webhook:
    """Nothing more is sent there. Twice is once."""
    require(actor, MANAGE, webhook.connection.unit)
    if Webhook.objects.filter(id=webhook.id, ended_at=None).update(ended_at=clock.now()):
        _record(actor, webhook, "webhook.ended")
    webhook.refresh_from_db()
    return webhook


@transaction.atomic
def renew_webhook_secret(actor: Actor, webhook: Webhook, generation: int) -> Webhook:
    """A new secret; the old one signs too for a day. generation: the one that the form saw."""
    require(actor, MANAGE, webhook.connection.unit)
    seen = Webhook.objects.filter(id=webhook.id, generation=generation)
    if seen.update(generation=generation + 1, keyed_at=clock.now()):
        _record(actor, webhook, "webhook.keyed")
    webhook.refresh_from_db()
    return webhook


@transaction.atomic
def send_again(actor: Actor, message: WebhookMessage) -> WebhookMessage:
    """Try a message that was given up from the beginning, under its own id."""
    require(actor, MANAGE, message.webhook.connection.unit)
    if message.webhook.ended_at is not None:
        raise Refused(_("This address has ended. Add it anew, then later events go there."))
    given_up = WebhookMessage.objects.filter(id=message.id, state=WebhookMessage.State.GIVEN_UP)
    if given_up.update(
        state=WebhookMessage.State.WAITING, attempts=0, due_at=clock.now(), finished_at=None
    ):
        _record(actor, message.webhook, "webhook.sent_again")
    message.refresh_from_db()
    return message


def _record(actor: Actor, webhook: Webhook, action: str) -> None:
    unit = webhook.connection.unit_id
    audit.record(stream(unit), actor, action, webhook=str(webhook.id))
