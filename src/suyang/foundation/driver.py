"""SQL for the few reads and writes that stand on the path of every answer (DESIGN 1).

Everything else goes through Django's ORM. Statements go to the driver itself, past Django's cursor,
in the same connection and so in the same transaction; where somebody listens to Django's cursor
(query logs, execute wrappers) they go through it. Here too is what a driver's values need to become
Python's, on both databases: SQLite keeps ids as 32 hexadecimal digits and times as text in UTC.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, connections
from django.db.models import Model
from django.db.models.base import ModelState

_ALIAS = "default"
Row = TypeVar("Row", bound=Model)


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query; ids among the parameters are written as the database keeps them."""
    database: Any = connections[_ALIAS]
    if _listened_to(database):
        with database.cursor() as cursor:
            cursor.execute(sql, _bound(database, parameters))
            return list(cursor.fetchall())
    return list(_executed(database, sql, parameters).fetchall())


def write(sql: str, parameters: Sequence[Any]) -> int:
    """One INSERT or UPDATE; how many rows. Raises django.db.IntegrityError like the ORM."""
    database: Any = connections[_ALIAS]
    if _listened_to(database):
        with database.cursor() as cursor:
            cursor.execute(sql, _bound(database, parameters))
            return int(cursor.rowcount)
    return int(_executed(database, sql, parameters).rowcount)


def as_row(model: type[Row], values: dict[str, Any]) -> Row:
    """A row of the database as its model, by attribute names; `from_db` without its signals and
    conversions, which on this path cost more than the query."""
    made = model.__new__(model)
    made.__dict__.update(values)
    made._state = ModelState()
    made._state.adding, made._state.db = False, _ALIAS
    return made


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


def _executed(database: Any, sql: str, parameters: Sequence[Any]) -> Any:
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    native = sql if database.vendor == "postgresql" else _with_question_marks(sql)
    with database.wrap_database_errors:
        return database.connection.execute(native, _bound(database, parameters))


def _listened_to(database: Any) -> bool:
    return bool(database.queries_logged or database.execute_wrappers)


@lru_cache(maxsize=256)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def _bound(database: Any, parameters: Sequence[Any]) -> list[Any]:
    native_ids = database.vendor == "postgresql"
    return [_as_kept(database, value, native_ids) for value in parameters]


def _as_kept(database: Any, value: Any, native_ids: bool) -> Any:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, uuid.UUID):
        return value if native_ids else value.hex
    if isinstance(value, dt.datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value
