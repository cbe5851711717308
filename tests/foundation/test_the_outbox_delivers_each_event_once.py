from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from suyang.foundation import outbox
from suyang.foundation.models import Delivery, OutboxEvent


@pytest.fixture
def heard(monkeypatch):
    """A consumer that writes down what it hears, and fails as often as it is told."""
    monkeypatch.setattr(outbox, "_consumers", {})
    log: list[str] = []
    failures: list[Exception] = []

    @outbox.consumer("test.listener", "test.happened")
    def listen(event: OutboxEvent) -> None:
        if failures:
            raise failures.pop()
        log.append(event.payload["word"])

    return log, failures


def publish(word: str) -> OutboxEvent:
    return outbox.publish("test.happened", uuid.uuid4(), {"word": word})


@pytest.mark.django_db
def test_events_are_delivered_in_order_and_once(heard):
    log, _failures = heard
    for word in ("one", "two", "three"):
        publish(word)
    assert outbox.drain() == 3
    assert outbox.drain() == 0
    assert log == ["one", "two", "three"]


@pytest.mark.django_db
def test_a_failure_is_kept_and_tried_again_later_and_stops_no_other(heard):
    log, failures = heard
    failures.append(ValueError("not now"))
    publish("one")
    publish("two")
    outbox.drain()
    assert log == ["two"]
    delivery = Delivery.objects.get(done_at=None)
    assert delivery.attempts == 1
    assert "not now" in delivery.error
    assert delivery.retry_at is not None
    Delivery.objects.filter(id=delivery.id).update(retry_at=None)
    outbox.drain()
    assert log == ["two", "one"]


@pytest.mark.django_db
def test_other_kinds_are_not_heard(heard):
    log, _failures = heard
    outbox.publish("test.other", uuid.uuid4(), {"word": "one"})
    assert outbox.drain() == 0
    assert log == []


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_said(heard):
    log, _failures = heard

    def fail() -> None:
        with transaction.atomic():
            publish("one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    outbox.drain()
    assert log == []
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_consumers_writes_go_with_its_failure(monkeypatch):
    monkeypatch.setattr(outbox, "_consumers", {})

    @outbox.consumer("test.half", "test.happened")
    def half(event: OutboxEvent) -> None:
        outbox.publish("test.echo", event.id, {})
        raise ValueError("after half the work")

    publish("one")
    outbox.drain()
    assert not OutboxEvent.objects.filter(kind="test.echo").exists()
