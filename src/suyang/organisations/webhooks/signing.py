"""A message as it is sent, by Standard Webhooks 1.0.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: the
signature is HMAC-SHA256 over "{webhook-id}.{webhook-timestamp}.{body}", in base64 after "v1,".
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json

from suyang.organisations import keys, webhooks
from suyang.organisations.models import WebhookMessage

# After a new secret was made, the old one signs too for a day, so that no message is lost.
BOTH_FOR = dt.timedelta(days=1)


def body_of(message: WebhookMessage) -> bytes:
    """The JSON that is sent: type, timestamp of the event, data with the person's token."""
    data = dict(message.data)
    visitor = webhooks.token_of(message.about) if message.about else None
    if visitor is not None:
        data["visitor"] = visitor
    whole = {
        "type": message.kind,
        "timestamp": message.happened_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "data": data,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def headers_for(message: WebhookMessage, body: bytes, now: dt.datetime) -> dict[str, str]:
    webhook = message.webhook
    generations = [webhook.generation]
    if webhook.generation > 1 and now - webhook.keyed_at < BOTH_FOR:
        generations.append(webhook.generation - 1)
    moment = str(int(now.timestamp()))
    signed = f"{message.id}.{moment}.".encode() + body
    return {
        "content-type": "application/json",
        "user-agent": "Suyang-Webhooks/1",
        "webhook-id": str(message.id),
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(
            _signature(secret, signed)
            for one in generations
            for secret in keys.webhook_secrets(webhook, one)
        ),
    }


def _signature(secret: bytes, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
