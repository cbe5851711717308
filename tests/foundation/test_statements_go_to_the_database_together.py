"""Several statements in one exchange: all of them or none, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)

from suyang.foundation import driver
from suyang.foundation.models import OutboxEvent

INSERT = """
    INSERT INTO foundation_outboxevent (id, kind, subject, payload, happened_at)
    VALUES (%s, %s, %s, %s, %s)
"""
KIND = "SELECT id, kind, subject, payload, happened_at FROM foundation_outboxevent WHERE id = %s"
NOON = dt.datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)
everywhere = pytest.mark.django_db(transaction=True)
on_postgresql = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="about PostgreSQL; `make test` runs it there"
    ),
]


def event(event_id: uuid.UUID, word: str = "你好 %s"):
    return INSERT, [event_id, "test.told", uuid.uuid4(), {"word": word}, NOON]


@everywhere
def test_what_was_written_is_read_as_it_was():
    one, other = uuid.uuid4(), uuid.uuid4()
    assert driver.at_once([event(one), event(other, 'say "hi"')]) == [1, 1]
    (first,), (second,), nothing = driver.together(
        [(KIND, [one]), (KIND, [other]), (KIND, [uuid.uuid4()])]
    )
    assert nothing == []
    assert driver.as_uuid(first[0]) == one
    assert driver.as_json(first[3]) == {"word": "你好 %s"}
    assert driver.as_json(second[3]) == {"word": 'say "hi"'}
    assert driver.as_time(first[4]) == NOON
    assert OutboxEvent.objects.get(id=one).happened_at == NOON
    assert first[0] == driver.as_kept(one)


@everywhere
def test_of_several_all_are_kept_or_none():
    one, other = uuid.uuid4(), uuid.uuid4()
    driver.at_once([event(one)])
    with pytest.raises(IntegrityError):
        driver.at_once([event(other), event(one)])
    assert not OutboxEvent.objects.filter(id=other).exists()
    # What came before does not stand in the way of what comes after.
    assert driver.at_once([event(other)]) == [1]


@everywhere
def test_inside_a_transaction_they_belong_to_it():
    one, other = uuid.uuid4(), uuid.uuid4()
    with transaction.atomic():
        driver.write(*event(one))
        driver.at_once([event(other)])
        assert len(driver.rows(KIND, [one])) == 1
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.filter(id__in=[one, other]).exists()
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            driver.at_once([event(one), event(one)])
        driver.at_once([event(other)])
    assert OutboxEvent.objects.filter(id__in=[one, other]).count() == 1


@everywhere
def test_whoever_listens_hears_them(django_assert_num_queries):
    with django_assert_num_queries(2):
        driver.together([(KIND, [uuid.uuid4()]), (KIND, [uuid.uuid4()])])


@everywhere
def test_what_cannot_be_kept_is_refused_before_anything_is_sent():
    one = uuid.uuid4()
    with pytest.raises((TypeError, ProgrammingError, InterfaceError)):
        driver.at_once([event(one), (INSERT, [object()] * 5)])
    assert not OutboxEvent.objects.filter(id=one).exists()
    assert driver.at_once([event(one)]) == [1]


class TestOnPostgresql:
    pytestmark = on_postgresql

    def test_what_was_prepared_and_is_gone_is_prepared_anew(self):
        one, other = uuid.uuid4(), uuid.uuid4()
        driver.at_once([event(one)])
        connection.connection.execute("DEALLOCATE ALL")
        assert driver.at_once([event(other)]) == [1]

    def test_behind_a_pooler_nothing_is_prepared(self):
        connection.ensure_connection()
        count = "SELECT count(*) FROM pg_prepared_statements"
        before = driver.rows(count)
        connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
        try:
            assert driver.at_once([event(uuid.uuid4())]) == [1]
            assert driver.rows(count) == before
        finally:
            connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False

    def test_a_server_that_went_away_is_an_error_and_the_next_connection_works(self):
        driver.rows("SELECT 1")
        connection.connection.execute("SET idle_session_timeout = '10ms'")
        threading.Event().wait(0.3)
        with pytest.raises(OperationalError):
            driver.rows("SELECT 1")
        connection.close()
        assert driver.rows("SELECT 1") == [(1,)]

    def test_others_go_on_while_one_waits(self):
        """A thread that waits for the database holds nobody else up."""
        begun = threading.Event()
        counted = []

        def count() -> None:
            begun.wait()
            counted.extend(range(1000))

        thread = threading.Thread(target=count)
        thread.start()
        begun.set()
        driver.rows("SELECT pg_sleep(0.5)")
        assert len(counted) == 1000
        thread.join()

    def test_a_lock_is_held_until_the_last_statement(self):
        """The statements are one transaction: the second sees what the lock waited for."""
        one = uuid.uuid4()
        driver.at_once([event(one)])
        lock = "SELECT id FROM foundation_outboxevent WHERE id = %s FOR UPDATE"
        change = "UPDATE foundation_outboxevent SET kind = 'test.changed' WHERE id = %s"
        if_changed = change.replace("changed", "seen") + " AND kind = 'test.changed'"
        found = []

        def wait() -> None:
            try:
                found.append(driver.at_once([(lock, [one]), (if_changed, [one])]))
            finally:
                connection.close()

        with transaction.atomic():
            driver.write(change, [one])
            thread = threading.Thread(target=wait)
            thread.start()
            threading.Event().wait(0.2)
            assert found == []
        thread.join(10)
        assert found == [[1, 1]]
