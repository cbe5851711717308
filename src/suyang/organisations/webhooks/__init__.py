"""Webhooks: what happened here, told to another site that an office connected.

    __init__.py   which events there are; writing a message for every address that asks for one
    signing.py    headers and body of a message (Standard Webhooks 1.0.0)
    sending.py    sending what is due, outside of transactions, with growing waits

Rooms above say with `source` what an event of the outbox means for other sites. A consumer of the
outbox writes the messages in one quick transaction; sending is work of its own, so that a slow
receiver holds up nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from suyang.foundation import clock, outbox
from suyang.foundation.models import OutboxEvent
from suyang.organisations.models import Webhook, WebhookMessage


@dataclass(frozen=True)
class News:
    """What one connection is told. about: the id of the handle or hand-over of the person
    concerned, by which the message is found when they are erased."""

    connection: uuid.UUID
    data: dict[str, Any] = field(default_factory=dict)
    about: uuid.UUID | None = None


@dataclass(frozen=True)
class Source:
    """kind: the message's type, such as `check.finished`; title: the same in words."""

    kind: str
    title: str | Promise
    tell: Callable[[OutboxEvent], Iterable[News]]


TokenOf = Callable[[uuid.UUID], str | None]
_sources: dict[str, Source] = {}
_token_of: list[TokenOf] = []


def source(
    kind: str,
    title: str | Promise,
    of: str,
    tell: Callable[[OutboxEvent], Iterable[News]],
    wants: outbox.Wants | None = None,
) -> None:
    """Register what other sites may be told, from the outbox events of kind `of`.

    wants: as for a consumer of the outbox.
    """
    one = Source(kind, title, tell)
    _sources[kind] = one

    def consume(event: OutboxEvent) -> None:
        for news in tell(event):
            _write(one, event, news)

    outbox.consumer(f"webhooks.{kind}", of, wants=wants)(consume)


def sources() -> list[Source]:
    return list(_sources.values())


def handles(token_of: TokenOf) -> None:
    """`people` says here how the token of a handle is found, by which the site knows a person."""
    _token_of[:] = [token_of]


def token_of(handle: uuid.UUID) -> str | None:
    return _token_of[0](handle) if _token_of else None


def forget(about: Iterable[uuid.UUID]) -> int:
    """Remove all messages about these, sent or not. In the erasure's transaction."""
    removed, _by_model = WebhookMessage.objects.filter(about__in=list(about)).delete()
    return removed


def _write(kind: Source, event: OutboxEvent, news: News) -> None:
    """A message for each address of the connection that asks for this kind; once an event."""
    for webhook in Webhook.objects.filter(
        connection_id=news.connection, connection__revoked_at=None, ended_at=None
    ):
        if kind.kind in webhook.events:
            WebhookMessage.objects.get_or_create(
                webhook=webhook,
                event=event.id,
                defaults={
                    "kind": kind.kind,
                    "about": news.about,
                    "data": news.data,
                    "happened_at": event.happened_at,
                    "due_at": clock.now(),
                },
            )
