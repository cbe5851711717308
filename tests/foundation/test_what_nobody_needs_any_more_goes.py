"""Old rows go in small batches; what is young, open, or looked up later stays."""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid

import pytest
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from suyang.foundation import cleaning, clock, ids, outbox
from suyang.foundation.models import Delivery, OutboxEvent

pytestmark = pytest.mark.django_db


def event(kind: str, days: float, open_: bool = False) -> OutboxEvent:
    """An event made so many days ago, heard by one consumer or not yet."""
    moment = clock.now() - dt.timedelta(days=days)
    least = ids.first_uuid7(moment).int
    made = OutboxEvent.objects.create(
        id=uuid.UUID(int=least | uuid.uuid4().int & (2**62 - 1)),
        kind=kind,
        subject=uuid.uuid4(),
        happened_at=moment,
    )
    Delivery.objects.create(event=made, consumer="test", done_at=None if open_ else moment)
    return made


def test_an_id_tells_when_it_was_made():
    before = ids.first_uuid7(clock.now() - dt.timedelta(milliseconds=2))
    made = ids.uuid7()
    assert before < made < ids.first_uuid7(clock.now() + dt.timedelta(milliseconds=2))
    assert before.version == 7


def test_events_that_everybody_heard_go_after_a_quarter():
    gone = event("assessment.check_finished", 91)
    young = event("assessment.check_finished", 89)
    unheard = event("assessment.check_finished", 400, open_=True)
    looked_up = event("learning.attended", 400)
    assert cleaning.waiting()["told events"] == 1
    assert cleaning.clean() == {"told events": 1}
    left = set(OutboxEvent.objects.values_list("id", flat=True))
    assert left == {young.id, unheard.id, looked_up.id}
    assert not Delivery.objects.filter(event_id=gone.id).exists()
    assert cleaning.clean() == {}


def test_sessions_and_finished_work_go():
    now = clock.now()
    for days in (-1, 1):
        Session.objects.create(
            session_key=f"key{days}", session_data="", expire_date=now + dt.timedelta(days=days)
        )
    for state, days in (("SUCCESSFUL", 31), ("FAILED", 31), ("SUCCESSFUL", 1), ("READY", 99)):
        moment = now - dt.timedelta(days=days)
        one = DBTaskResult.objects.create(
            task_path="x", args_kwargs={}, backend_name="default", run_after=moment
        )
        done = None if state == "READY" else moment
        DBTaskResult.objects.filter(id=one.id).update(status=state, finished_at=done)
    assert cleaning.clean() == {"sessions": 1, "finished work": 2}
    assert Session.objects.get().session_key == "key1"
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL", "READY"}


def test_it_goes_batch_by_batch_and_ends_when_told_to(monkeypatch):
    monkeypatch.setattr(cleaning, "BATCH", 3)
    for _number in range(8):
        event("x", 100)
    assert cleaning.clean(lambda: True) == {"told events": 3}
    pauses: list[int] = []
    assert cleaning.clean(lambda: bool(pauses.append(1))) == {"told events": 5}
    assert len(pauses) == 2


@pytest.mark.django_db(transaction=True)
def test_a_thread_does_it_and_ends(monkeypatch):
    monkeypatch.setattr(cleaning, "FIRST_LOOK_S", 0.01)
    event("x", 100)
    stop = threading.Event()
    thread = cleaning.start_cleaner(stop)
    until = time.monotonic() + 10
    while OutboxEvent.objects.exists() and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fault_does_not_end_the_thread(monkeypatch, caplog):
    monkeypatch.setattr(cleaning, "FIRST_LOOK_S", 0.01)
    monkeypatch.setattr(cleaning, "LOOK_AGAIN_S", 0.01)
    asked: list[int] = []

    def fails(now: dt.datetime) -> object:
        asked.append(1)
        if len(asked) == 1:
            raise RuntimeError("not now")
        return outbox.old(now)

    monkeypatch.setattr(cleaning, "_finds", {"told events": fails})
    event("x", 100)
    stop = threading.Event()
    thread = cleaning.start_cleaner(stop)
    until = time.monotonic() + 10
    while OutboxEvent.objects.exists() and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    thread.join(5)
    assert not OutboxEvent.objects.exists()
    assert "could not be taken away" in caplog.text
