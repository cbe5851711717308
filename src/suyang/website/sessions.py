"""Sessions in the database, as Django keeps them, read with one short statement."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from suyang.foundation import driver

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What is kept under the key; nothing, and no key, when there is none or it has expired."""
        return deepcopy(self.kept())

    def kept(self) -> dict[str, Any]:
        """The same to read only."""
        found = kept(driver.rows(*query(self.session_key)))
        if found is None:
            self._session_key = None
        return found or {}

    @staticmethod
    @lru_cache(maxsize=2048)
    def _decoded(kept: str) -> dict[str, Any]:
        """What is kept is signed and compressed: worked out once while it stays the same."""
        found: dict[str, Any] = SessionStore().decode(kept)
        return found


def query(session_key: str | None) -> driver.Query:
    """What `kept` is read from, to be asked together with others."""
    return _READ, [session_key, timezone.now()]


def kept(rows: list[driver.Row]) -> dict[str, Any] | None:
    """What a session keeps, to read only; None where there is none or it has expired."""
    return SessionStore._decoded(rows[0][0]) if rows else None
