"""How long messages to other sites are kept, with what came back."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from suyang.foundation import cleaning
from suyang.organisations.models import Webhook, WebhookMessage

SENT_FOR = dt.timedelta(days=30)
GIVEN_UP_FOR = dt.timedelta(days=90)
# Of one address, besides those that wait: the latest so many.
MOST = 10_000
State = WebhookMessage.State


def register() -> None:
    cleaning.old("webhook messages", old)


def old(now: dt.datetime) -> QuerySet[WebhookMessage]:
    """Arrived a month ago, given up a quarter ago, for an address that ended before that, or beyond
    the number that is kept."""
    ended = Q(webhook__ended_at__lt=now - GIVEN_UP_FOR) | Q(
        webhook__connection__revoked_at__lt=now - GIVEN_UP_FOR
    )
    found = (
        Q(state=State.SENT, finished_at__lt=now - SENT_FOR)
        | Q(state=State.GIVEN_UP, finished_at__lt=now - GIVEN_UP_FOR)
        | ended
    )
    for webhook in _full():
        done = WebhookMessage.objects.filter(webhook=webhook).exclude(state=State.WAITING)
        last = done.order_by("-id").values_list("id", flat=True)[MOST - 1 : MOST].get()
        found |= Q(webhook=webhook, id__lt=last) & ~Q(state=State.WAITING)
    return WebhookMessage.objects.filter(found)


def _full() -> list[Webhook]:
    """Addresses that have more finished messages than are kept."""
    finished = Count("messages", filter=~Q(messages__state=State.WAITING))
    return list(Webhook.objects.annotate(finished=finished).filter(finished__gt=MOST))
