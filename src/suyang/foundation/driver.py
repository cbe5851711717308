"""SQL for the few reads and writes that stand on the path of every answer (DESIGN 1).

Everything else goes through Django's ORM. Here only what a driver's values need to become
Python's, on both databases: SQLite keeps ids as 32 hexadecimal digits and times as text in UTC.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query; ids among the parameters are written as the database keeps them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_bound(value) for value in parameters])
        return list(cursor.fetchall())


def write(sql: str, parameters: Sequence[Any]) -> None:
    """One INSERT or UPDATE. Raises django.db.IntegrityError like the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_bound(value) for value in parameters])


def lock(tables: str) -> str:
    """The end of a query that locks its rows of these tables; SQLite locks with the transaction."""
    return f" FOR UPDATE OF {tables}" if connection.features.has_select_for_update_of else ""


def as_uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def as_time(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value
    read = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return read.replace(tzinfo=dt.UTC)


def as_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _bound(value: Any) -> Any:
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value
