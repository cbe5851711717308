"""Keys and secrets of a connection: they follow from the row's id, its generation and the
installation's secret, so that the data layer keeps a digest only and a new generation ends the old.
"""

from __future__ import annotations

import base64

from django.db.models import QuerySet

from suyang.foundation import clock
from suyang.foundation.ids import derived, keyed_digest, keyed_digests
from suyang.organisations.models import Connection, Webhook

KEY_PREFIX = "suyang_site_"


def plain_key(connection: Connection) -> str:
    """What the other site's server sends as its bearer token."""

    def made(secret: str) -> str:
        return KEY_PREFIX + keyed_digest("site-key", _named(connection), secret)[:48]

    return derived(made, connection.digest, "site-key-digest")


def digest_of(plain: str) -> str:
    return keyed_digest("site-key-digest", plain)


def handover_secret(connection: Connection) -> str:
    """With what the other site signs the requests by which it sends people here."""
    return handover_secrets(connection)[0]


def handover_secrets(connection: Connection) -> list[str]:
    """The same, and what it was before the installation's secret was changed."""
    found = keyed_digests("site-handover", _named(connection))
    return ["suyang_handover_" + one[:48] for one in found]


def webhook_secret(webhook: Webhook, generation: int | None = None) -> bytes:
    """The 32 bytes with which messages are signed."""
    return webhook_secrets(webhook, generation)[0]


def webhook_secrets(webhook: Webhook, generation: int | None = None) -> list[bytes]:
    """The same, and what they were before the installation's secret was changed."""
    named = f"{webhook.id}:{generation or webhook.generation}"
    return [bytes.fromhex(one) for one in keyed_digests("webhook", named)]


def written(secret: bytes) -> str:
    """A webhook's secret as receivers' libraries read it (Standard Webhooks 1.0.0)."""
    return "whsec_" + base64.b64encode(secret).decode()


def connection_by_key(plain: str) -> Connection | None:
    """The connection whose key this is, while it holds."""
    if not plain.startswith(KEY_PREFIX):
        return None
    digests = keyed_digests("site-key-digest", plain)
    return holding().filter(digest__in=digests).select_related("unit").first()


def holding() -> QuerySet[Connection]:
    """Connections that have neither ended nor been revoked."""
    return Connection.objects.filter(revoked_at=None, expires_at__gt=clock.now())


def _named(connection: Connection) -> str:
    return f"{connection.id}:{connection.generation}"
