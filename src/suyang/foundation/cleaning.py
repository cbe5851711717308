"""What nobody needs any more goes, a little at a time.

A room says with `old` which of its rows have had their time. A thread beside the one that sends
(`website.command.background`) takes them away in small transactions, so that nobody who answers
waits for it. Answers, results, evidence and the record of changes are never among them.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet

from suyang.foundation import clock

# Rows that may go now, of one model; called anew for every batch.
Find = Callable[[dt.datetime], "QuerySet[Any]"]
# Takes one row away, with what lies outside the database; called inside the batch's transaction.
Take = Callable[[Any], None]

BATCH = 200
FIRST_LOOK_S = 60.0
LOOK_AGAIN_S = 3600.0
PAUSE_S = 0.2
log = logging.getLogger(__name__)

_finds: dict[str, Find] = {}
_takes: dict[str, Take] = {}


def old(name: str, find: Find, take: Take | None = None) -> None:
    """Register rows that go, and how one goes where more than its row must. Called in
    `AppConfig.ready`."""
    _finds[name] = find
    if take is not None:
        _takes[name] = take


def waiting() -> dict[str, int]:
    """By name: how many rows could go now."""
    now = clock.now()
    return {name: find(now).count() for name, find in _finds.items()}


def clean(pause: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Take away all that may go, batch by batch; the number by name.

    pause: waits a moment between two batches, and is true when the rest is for another time.
    """
    gone: dict[str, int] = {}
    for name, find in _finds.items():
        while number := _clean_some(find, _takes.get(name)):
            gone[name] = gone.get(name, 0) + number
            if pause():
                return gone
    return gone


def start_cleaner(stop: threading.Event) -> threading.Thread:
    """A thread that cleans a minute after the start, and then once an hour."""

    def run() -> None:
        wait = FIRST_LOOK_S
        while not stop.wait(wait):
            wait = LOOK_AGAIN_S
            try:
                clean(lambda: stop.wait(PAUSE_S))
            except Exception:
                log.exception("Old rows could not be taken away; it will be tried again.")
            finally:
                close_old_connections()

    thread = threading.Thread(target=run, name="cleaning", daemon=True)
    thread.start()
    return thread


def _clean_some(find: Find, take: Take | None) -> int:
    """One batch in one transaction; the number of rows found for it."""
    # Look without the write lock first: where nothing is old, nobody is held up.
    if not find(clock.now()).exists():
        return 0
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        # Under lock, so that what is wanted again at this moment stays.
        locked = find(clock.now()).select_for_update(
            of=("self",) if skips else (), skip_locked=skips
        )
        ids = list(locked.values_list("pk", flat=True)[:BATCH])
        rows = find(clock.now()).model._base_manager.filter(pk__in=ids)
        if take is not None:
            for row in rows:
                take(row)
        elif ids:
            rows.delete()
    return len(ids)
