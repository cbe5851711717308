"""SQL for the few reads and writes that stand on the path of every answer (DESIGN 1).

Everything else goes through Django's ORM. Statements go to the driver itself, past Django's cursor,
in the same connection and so in the same transaction; where somebody listens to Django's cursor
(query logs, execute wrappers) they go through it. Here too is what a driver's values need to become
Python's, on both databases: SQLite keeps ids as 32 hexadecimal digits and times as text in UTC.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection, connections, transaction
from django.db.models import Model
from django.db.models.base import ModelState

_ALIAS = "default"
Made = TypeVar("Made", bound=Model)
Row = tuple[Any, ...]
# SQL with %s for each value, and the values.
Query = tuple[str, Sequence[Any]]


class Answer(NamedTuple):
    """What came of a statement: rows of a query, and how many rows it concerned."""

    rows: list[Row]
    concerned: int


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """All rows of a query; ids among the parameters are written as the database keeps them."""
    return together([(sql, parameters)])[0]


def write(sql: str, parameters: Sequence[Any]) -> int:
    """One INSERT or UPDATE; how many rows. Raises django.db.IntegrityError like the ORM."""
    return _executed(_ready(), [(sql, parameters)])[0].concerned


def together(queries: Sequence[Query]) -> list[list[Row]]:
    """The rows of several queries, which PostgreSQL is asked in one round trip."""
    return [answer.rows for answer in _executed(_ready(), queries)]


def at_once(statements: Sequence[Query]) -> list[int]:
    """A transaction that needs no decision on its way: all is kept when this returns, or nothing.

    Returns how many rows each concerned. Raises django.db.IntegrityError like the ORM.
    """
    database = _ready()
    if database.in_atomic_block or _listened_to(database):
        with transaction.atomic():
            return [answer.concerned for answer in _executed(database, statements)]
    if database.vendor == "postgresql":
        return [answer.concerned for answer in _executed(database, statements)]
    with database.wrap_database_errors, database.immediate():
        return [answer.concerned for answer in _one_by_one(database, statements)]


def as_row(model: type[Made], values: dict[str, Any]) -> Made:
    """A row of the database as its model, by attribute names; `from_db` without its signals and
    conversions, which on this path cost more than the query."""
    made = model.__new__(model)
    made.__dict__.update(values)
    made._state = ModelState()
    made._state.adding, made._state.db = False, _ALIAS
    return made


def looked_up(join: str) -> str:
    """A query with its `LEFT JOIN table alias ON condition` marked as `{…}`: one row each, found by
    its key. PostgreSQL, which has not counted a young table yet, would read the whole of it."""
    return _looked_up(join, connections[_ALIAS].vendor)


@lru_cache(maxsize=32)
def _looked_up(query: str, vendor: str) -> str:
    marked = re.search(r"\{(\w+) (\w+) ON ([^}]+)\}", query)
    if marked is None:
        raise ValueError("no join is marked in the query")
    table, alias, condition = marked.groups()
    join = f"LEFT JOIN {table} {alias} ON {condition}"
    if vendor == "postgresql":
        # OFFSET 0 keeps the planner from turning it into a join over both tables.
        found = f"SELECT * FROM {table} {alias} WHERE {condition} OFFSET 0"  # noqa: S608
        join = f"LEFT JOIN LATERAL ({found}) {alias} ON TRUE"
    return query.replace(marked.group(0), join)


def lock(tables: str) -> str:
    """The end of a query that locks its rows of these tables; SQLite locks with the transaction."""
    return f" FOR UPDATE OF {tables}" if connection.features.has_select_for_update_of else ""


def as_kept(value: uuid.UUID) -> Any:
    """An id as the database gives it back, to compare many with."""
    return value.hex if connections[_ALIAS].vendor == "sqlite" else value


def as_uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def as_time(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value
    read = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return read.replace(tzinfo=dt.UTC)


def as_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _ready() -> Any:
    database: Any = connections[_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    return database


def _executed(database: Any, statements: Sequence[Query]) -> Sequence[Answer]:
    if _listened_to(database):
        return [_overheard(database, sql, parameters) for sql, parameters in statements]
    with database.wrap_database_errors:
        if database.vendor == "postgresql":
            prepare = _may_prepare(database)
            found: list[Answer] = _pipeline().send(database.connection, statements, prepare=prepare)
            return found
        return _one_by_one(database, statements)


def _one_by_one(database: Any, statements: Sequence[Query]) -> list[Answer]:
    execute, kept = database.connection.execute, _ON_SQLITE.get
    found = []
    for sql, parameters in statements:
        bound = [
            value if (as_kept := kept(type(value))) is None else as_kept(value)
            for value in parameters
        ]
        done = execute(_with_question_marks(sql), bound)
        found.append(Answer(done.fetchall(), done.rowcount))
    return found


def _overheard(database: Any, sql: str, parameters: Sequence[Any]) -> Answer:
    with database.cursor() as cursor:
        cursor.execute(sql, _bound(database, parameters))
        return Answer(
            [] if cursor.description is None else list(cursor.fetchall()), cursor.rowcount
        )


@lru_cache(maxsize=1)
def _pipeline() -> Any:
    """Only where there is PostgreSQL."""
    from suyang.foundation import pipeline as found

    return found


def _may_prepare(database: Any) -> bool:
    """Behind a pooler that hands transactions around nothing may be prepared; Django's setting
    for such a pooler says so."""
    return not database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def _listened_to(database: Any) -> bool:
    return bool(database.queries_logged or database.execute_wrappers)


@lru_cache(maxsize=256)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def _bound(database: Any, parameters: Sequence[Any]) -> list[Any]:
    kept = (_ON_POSTGRESQL if database.vendor == "postgresql" else _ON_SQLITE).get
    return [
        value if (as_kept := kept(type(value))) is None else as_kept(value) for value in parameters
    ]


def _in_utc(value: dt.datetime) -> str:
    """As Django's SQLite backend keeps a time: in UTC, without saying so."""
    if value.tzinfo is not dt.UTC:
        value = value.astimezone(dt.UTC)
    return value.isoformat(" ")[: -len("+00:00")]


_ON_POSTGRESQL: dict[type, Callable[[Any], Any]] = {dict: json.dumps, list: json.dumps}
_ON_SQLITE: dict[type, Callable[[Any], Any]] = {
    **_ON_POSTGRESQL,
    uuid.UUID: lambda value: value.hex,
    dt.datetime: _in_utc,
}
