"""The outbox: what happened in a lower room, told to the rooms above, at least once.

An action calls `publish` in its own transaction; rooms above register a consumer in their
`AppConfig.ready`. A consumer runs in one transaction with the row that says it is done, so a
crash between the two cannot happen and a repeat changes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import close_old_connections, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from suyang.foundation import clock, driver, ids
from suyang.foundation.models import Delivery, OutboxEvent

Consumer = Callable[[OutboxEvent], None]
Wants = Callable[[uuid.UUID, dict[str, Any]], bool]
log = logging.getLogger(__name__)

# So long events stay that everybody has heard, to look into what went wrong.
KEPT_FOR = dt.timedelta(days=90)
_WRITE_EVENT = """
    INSERT INTO foundation_outboxevent (id, kind, subject, payload, happened_at)
    VALUES (%s, %s, %s, %s, %s)
"""


class _Registered(NamedTuple):
    kinds: frozenset[str]
    function: Consumer
    wants: Wants | None


_consumers: dict[str, _Registered] = {}
_looked_up: set[str] = set()
_something_new = threading.Event()


def consumer(name: str, *kinds: str, wants: Wants | None = None) -> Callable[[Consumer], Consumer]:
    """Register a function that is called for every event of `kinds`, idempotently.

    wants: asked with subject and payload in the transaction in which it happened; an event that
    can never concern the consumer needs no delivery. It has to be quick.
    """

    def register(function: Consumer) -> Consumer:
        _consumers[name] = _Registered(frozenset(kinds), function, wants)
        return function

    return register


def looked_up(*kinds: str) -> None:
    """Events of these kinds stay for good: a consumer comes back to them from later ones."""
    _looked_up.update(kinds)


def old(now: dt.datetime) -> QuerySet[OutboxEvent]:
    """Events that all their consumers heard long ago, and to which none comes back."""
    # Ids are ordered by the time at which they were made.
    told = OutboxEvent.objects.filter(id__lt=ids.first_uuid7(now - KEPT_FOR))
    unheard = Delivery.objects.filter(event=OuterRef("pk"), done_at=None)
    return told.exclude(kind__in=_looked_up).filter(~Exists(unheard))


def publish(
    kind: str, subject: uuid.UUID, payload: dict[str, Any], at: dt.datetime | None = None
) -> OutboxEvent:
    """Write an event and one open delivery for each consumer of its kind."""
    # A row that was made from a package may still hold its id as it was written there.
    subject = subject if isinstance(subject, uuid.UUID) else uuid.UUID(subject)
    event = OutboxEvent(
        id=ids.uuid7(), kind=kind, subject=subject, payload=payload, happened_at=at or clock.now()
    )
    driver.write(_WRITE_EVENT, [event.id, kind, subject, payload, event.happened_at])
    told = [
        name
        for name, one in _consumers.items()
        if kind in one.kinds and (one.wants is None or one.wants(subject, payload))
    ]
    if told:
        Delivery.objects.bulk_create(Delivery(event=event, consumer=name) for name in told)
        transaction.on_commit(_something_new.set)
    return event


def drain(limit: int = 10_000) -> int:
    """Work off what is due; the number of deliveries done. Safe to call from several places."""
    done = 0
    for _ in range(limit):
        if not _deliver_one():
            break
        done += 1
    return done


def forget(person: uuid.UUID) -> uuid.UUID:
    """Put a tombstone, drawn at random, in the place of a person in all that was told of them.

    Runs in the erasure's transaction. What is not delivered yet is delivered with the tombstone,
    so that counts of people stay true where a room puts the same in its own rows. Gives the
    tombstone, from which nobody finds the person.
    """
    tombstone = uuid.uuid4()
    told = _told_of(person)
    # A delivery that is being made must end first, so that what it wrote can be erased too.
    open_ones = Delivery.objects.filter(done_at=None, event__in=told)
    list(open_ones.select_for_update().values_list("id", flat=True))
    Delivery.objects.filter(event__in=told).exclude(error="").update(error="")
    _rename(told, person, tombstone)
    return tombstone


def hand_on(person: uuid.UUID, to: uuid.UUID) -> None:
    """Whatever was told of one person was about another: they turned out to be the same.

    Runs in the claim's transaction. What is not delivered yet is delivered with the new id.
    """
    told = _told_of(person)
    open_ones = Delivery.objects.filter(done_at=None, event__in=told)
    list(open_ones.select_for_update().values_list("id", flat=True))
    _rename(told, person, to)


def wake() -> None:
    """Let the dispatcher look at once: something came, or it is asked to stop."""
    _something_new.set()


def open_deliveries() -> int:
    return Delivery.objects.filter(done_at=None).count()


def start_dispatcher(stop: threading.Event) -> threading.Thread:
    """A thread that delivers soon after each commit, and looks again every five seconds."""

    def run() -> None:
        while not stop.is_set():
            _something_new.wait(timeout=5)
            _something_new.clear()
            try:
                drain()
            except Exception:
                log.exception("The outbox could not be worked off; it will be tried again.")
            finally:
                close_old_connections()

    thread = threading.Thread(target=run, name="outbox", daemon=True)
    thread.start()
    return thread


def _told_of(person: uuid.UUID) -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.filter(Q(payload__person=str(person)) | Q(subject=person))


def _rename(told: QuerySet[OutboxEvent], person: uuid.UUID, to: uuid.UUID) -> None:
    for event in told.only("subject", "payload"):
        if event.subject == person:
            event.subject = to
        if event.payload.get("person") == str(person):
            event.payload = {**event.payload, "person": str(to)}
        event.save(update_fields=["subject", "payload"])


def _deliver_one() -> bool:
    due = Q(retry_at=None) | Q(retry_at__lte=clock.now())
    waiting = Delivery.objects.filter(due, done_at=None, consumer__in=_consumers)
    # Look without the write lock first: an idle dispatcher must not hold up the people.
    if not waiting.exists():
        return False
    failure: Exception | None = None
    with transaction.atomic():
        delivery = waiting.select_for_update(skip_locked=_skips()).order_by("event_id").first()
        if delivery is None:
            return False
        event = OutboxEvent.objects.get(id=delivery.event_id)
        try:
            with transaction.atomic():
                _consumers[delivery.consumer].function(event)
        except Exception as error:
            failure = error
            delivery.attempts += 1
            delivery.error = repr(error)[:1000]
            wait = min(2**delivery.attempts, 3600)
            delivery.retry_at = clock.now() + dt.timedelta(seconds=wait)
        else:
            delivery.done_at, delivery.error = clock.now(), ""
        delivery.save()
    if failure is not None:
        log.error("%s failed on event %s", delivery.consumer, event.id, exc_info=failure)
    return True


def _skips() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
