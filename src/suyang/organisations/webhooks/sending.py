"""Sending what is due: at least once, with growing waits, until it arrived or a day is over.

A message is taken for as long as sending can last, sent outside of any transaction, then marked.
After a crash between sending and marking it is sent again, under the same webhook-id: receivers
keep the ids that they have seen.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import close_old_connections, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from suyang.foundation import clock, outgoing
from suyang.organisations.models import Webhook, WebhookAttempt, WebhookMessage
from suyang.organisations.webhooks import signing

# Seconds to wait after each failure, about 23 hours together; then the message is given up.
WAITS_S = (5, 60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 7 * 3600, 8 * 3600)
JITTER = 0.1
AT_ONCE = 8
LEASE = dt.timedelta(seconds=60)
LOOK_AGAIN_S = 2.0
LONGEST_WAIT_S = 24 * 3600
GONE = 410
State = WebhookMessage.State
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A message that this process alone may send now, as it goes over the wire."""

    message: WebhookMessage
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What the receiver answered, or why nothing came."""

    answer: outgoing.Answer | None
    error: str
    milliseconds: int


def send_due(rounds: int = 1000) -> int:
    """Send what is due, in each round one message of each address; the number of attempts."""
    sent = 0
    for _round in range(rounds):
        taken = [one for one in map(_take, _due()) if one is not None]
        if not taken:
            break
        # Side by side and without the data layer: a slow receiver delays its own messages alone.
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            for one, outcome in zip(taken, pool.map(_post, taken), strict=True):
                with transaction.atomic():
                    _mark(one.message, outcome)
        sent += len(taken)
    return sent


def start_sender(stop: threading.Event) -> threading.Thread:
    """A thread that looks for messages every two seconds, without the write lock."""

    def run() -> None:
        while not stop.wait(LOOK_AGAIN_S):
            try:
                send_due(rounds=20)
            except Exception:
                log.exception("Messages to other sites could not be sent; it will be tried again.")
            finally:
                close_old_connections()

    thread = threading.Thread(target=run, name="webhooks", daemon=True)
    thread.start()
    return thread


def _due() -> list[uuid.UUID]:
    """The first due message of each address; as many as go at once."""
    now = clock.now()
    first = (
        _waiting(now).filter(webhook=OuterRef("id"), due_at__lte=now).order_by("due_at", "id")[:1]
    )
    told = Webhook.objects.filter(ended_at=None, connection__revoked_at=None)
    found = told.annotate(first=Subquery(first.values("id"))).exclude(first=None)
    return list(found.values_list("first", flat=True)[:AT_ONCE])


def _waiting(now: dt.datetime) -> QuerySet[WebhookMessage]:
    free = Q(taken_until=None) | Q(taken_until__lte=now)
    return WebhookMessage.objects.filter(free, state=State.WAITING)


def _take(message_id: uuid.UUID) -> Taken | None:
    """The message for this process, or None when another was faster."""
    now = clock.now()
    mine = _waiting(now).filter(id=message_id)
    if not mine.update(taken_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    message = WebhookMessage.objects.select_related("webhook").filter(id=message_id).first()
    if message is None:
        return None
    body = signing.body_of(message)
    return Taken(message, body, signing.headers_for(message, body, now))


def _post(taken: Taken) -> Outcome:
    begun = time.monotonic()
    answer, error = None, ""
    try:
        answer = outgoing.post(taken.message.webhook.address, taken.body, taken.headers)
    except outgoing.Unreachable as unreachable:
        error = str(unreachable)
    return Outcome(answer, error, int((time.monotonic() - begun) * 1000))


def _mark(message: WebhookMessage, outcome: Outcome) -> None:
    # Erased meanwhile: nothing about it is written any more.
    if not WebhookMessage.objects.select_for_update().filter(id=message.id).exists():
        return
    now = clock.now()
    status = outcome.answer.status if outcome.answer else None
    WebhookAttempt.objects.create(
        message=message,
        at=now,
        status=status,
        error=outcome.error[:200],
        milliseconds=outcome.milliseconds,
    )
    message.taken_until = None
    if status is not None and 200 <= status < 300:
        message.state, message.due_at, message.finished_at = State.SENT, None, now
    elif status == GONE or message.attempts > len(WAITS_S):
        message.state, message.due_at, message.finished_at = State.GIVEN_UP, None, now
    else:
        message.due_at = now + dt.timedelta(seconds=_wait(message.attempts, outcome.answer))
    message.save(update_fields=["state", "due_at", "finished_at", "taken_until"])
    if status == GONE:
        Webhook.objects.filter(id=message.webhook_id, ended_at=None).update(ended_at=now)


def _wait(attempts: int, answer: outgoing.Answer | None) -> float:
    """Seconds until the next attempt, a little more or less so that not all come at once; longer
    when the receiver asks for it."""
    usual = WAITS_S[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    asked = answer.retry_after if answer else ""
    return max(usual, min(int(asked), LONGEST_WAIT_S)) if asked.isdecimal() else usual
