"""Django's SQLite backend, run on `pysqlite3` and with one writer at a time in the process.

Debian's SQLite 3.40 has the WAL-reset bug that can corrupt a database which two connections
use; `pysqlite3` carries a later one. Django imports the standard library's module by name,
so the replacement has to stand in `sys.modules` before Django's backend is imported.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pysqlite3
import pysqlite3.dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.db import DEFAULT_DB_ALIAS, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.sqlite3 import base  # noqa: E402

# SQLite lets one connection write and makes the others poll. Inside the serving process the
# threads queue here instead, in order and without sleeping.
_writer = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _holds_writer = False

    def _start_transaction_under_autocommit(self) -> None:
        _writer.acquire()
        self._holds_writer = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._release_writer()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if autocommit:
            self._release_writer()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._release_writer()

    @contextmanager
    def immediate(self) -> Iterator[None]:
        """A transaction past Django's `atomic`, for changes that need nothing else of it."""
        execute = self.connection.execute
        with _writer:
            execute("BEGIN IMMEDIATE")
            try:
                yield
                execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    execute("ROLLBACK")
                raise

    def _release_writer(self) -> None:
        if self._holds_writer:
            self._holds_writer = False
            _writer.release()


class OneByOne:
    """A turn at the database on one connection that all threads share.

    A connection forgets the pages that it has read as soon as another one writes; threads that
    answer in turn on one connection read them once. Threads that computed at the same time would
    besides only fight for the interpreter; one that waits here costs nothing.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._shared: BaseDatabaseWrapper | None = None
        self._aside: BaseDatabaseWrapper | None = None

    def __enter__(self) -> None:
        self._turn.acquire()
        own = connections[DEFAULT_DB_ALIAS]
        # Inside a transaction the thread stays with what it has begun.
        if own.in_atomic_block:
            return
        if self._shared is None:
            self._shared = connections.create_connection(DEFAULT_DB_ALIAS)
            self._shared.inc_thread_sharing()
        self._aside = own
        connections[DEFAULT_DB_ALIAS] = self._shared

    def __exit__(self, *_error: object) -> None:
        if self._aside is not None:
            connections[DEFAULT_DB_ALIAS] = self._aside
            self._aside = None
        self._turn.release()


def sqlite_version() -> str:
    """The version of the SQLite that serves, not of the one the system carries."""
    return str(pysqlite3.sqlite_version)


def options() -> dict[str, Any]:
    """Connection options: WAL, every commit on the disk before it is acknowledged."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY"
        ),
    }
