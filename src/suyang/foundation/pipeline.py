"""Statements sent to PostgreSQL together, in libpq's pipeline mode: one round trip for all.

https://www.postgresql.org/docs/current/libpq-pipeline-mode.html. Without a transaction around them
they are one by themselves: all is kept when the last has been answered, or nothing. Statements are
prepared once a connection. This goes past psycopg's cursors, which cost more than the statements.
"""

from __future__ import annotations

import datetime as dt
import json
import select
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq

from suyang.foundation.driver import Answer, Query

_DONE: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
_ABORTED: Final = pq.ExecStatus.PIPELINE_ABORTED
_SYNCED: Final = pq.ExecStatus.PIPELINE_SYNC
# What was prepared is gone (DISCARD ALL), or its tables have changed since.
_PREPARE_ANEW: Final = ("26000", "0A000")


@dataclass
class _Line:
    """What is known of a connection: names of prepared statements, and how to wait for it."""

    poll: select.poll
    prepared: dict[tuple[str, tuple[int, ...]], bytes] = field(default_factory=dict)
    names: int = 0

    @classmethod
    def of(cls, connection: psycopg.Connection[Any]) -> _Line:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        return cls(poll)

    def new_name(self) -> bytes:
        self.names += 1
        return b"suyang_%d" % self.names


_lines: WeakKeyDictionary[psycopg.Connection[Any], _Line] = WeakKeyDictionary()


def send(
    connection: psycopg.Connection[Any], statements: Sequence[Query], *, prepare: bool = True
) -> list[Answer]:
    """The statements' answers. Raises psycopg.Error for the first that failed; then, unless a
    transaction was open, nothing of them is kept.

    `%s` stands for a value: None, bool, int, float, str, UUID, time, dict or list (as JSON).
    prepare: not behind a pooler that hands transactions around.
    """
    line = _lines.get(connection)
    if line is None:
        _lines[connection] = line = _Line.of(connection)
    status = connection.pgconn.transaction_status
    begins = not connection.autocommit and status == pq.TransactionStatus.IDLE
    wanted = [("BEGIN", ()), *statements] if begins else list(statements)
    try:
        answers = _sent(connection.pgconn, line, wanted, prepare)
    except psycopg.Error as error:
        if error.sqlstate not in _PREPARE_ANEW or status != pq.TransactionStatus.IDLE:
            raise
        line.prepared.clear()
        if connection.pgconn.transaction_status == pq.TransactionStatus.INERROR:
            connection.pgconn.exec_(b"ROLLBACK")
        answers = _sent(connection.pgconn, line, wanted, prepare)
    return answers[1:] if begins else answers


def _sent(pgconn: Any, line: _Line, statements: Sequence[Query], prepare: bool) -> list[Answer]:
    bound = [(sql, *_bound(parameters)) for sql, parameters in statements]
    # Per result that comes back: whether it is a statement's, or only that of preparing one.
    answers: list[bool] = []
    begun: list[tuple[str, tuple[int, ...]]] = []
    pgconn.enter_pipeline_mode()
    try:
        for sql, oids, values in bound:
            if prepare and (name := line.prepared.get((sql, oids))) is None:
                name = line.new_name()
                begun.append((sql, oids))
                line.prepared[sql, oids] = name
                pgconn.send_prepare(name, _numbered(sql), oids)
                answers.append(False)
            if prepare:
                pgconn.send_query_prepared(name, values)
            else:
                pgconn.send_query_params(_numbered(sql), values, oids)
            answers.append(True)
        pgconn.pipeline_sync()
        found, failed = _received(pgconn, line, answers)
        pgconn.exit_pipeline_mode()
    except BaseException:
        # Half an exchange: nobody may go on with this connection.
        pgconn.finish()
        raise
    if failed is not None:
        for key in begun:
            line.prepared.pop(key, None)
        raise psycopg.errors.error_from_result(failed, encoding="utf-8")
    return found


def _received(pgconn: Any, line: _Line, answers: Sequence[bool]) -> tuple[list[Answer], Any | None]:
    """The answers up to the first failure, and the result that says what failed."""
    found: list[Answer] = []
    failed = None
    place = 0
    while True:
        while pgconn.is_busy():
            pgconn.flush()
            # Lets other threads go on.
            line.poll.poll()
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            continue
        status = result.status
        if status == _SYNCED:
            return found, failed
        if status in _DONE:
            if answers[place]:
                found.append(_answer(result))
        elif status != _ABORTED and failed is None:
            failed = result
        place += 1


def _answer(result: Any) -> Answer:
    count = result.command_tuples or 0
    if not result.nfields:
        return Answer([], count)
    value = result.get_value
    columns = [(n, _READ.get(result.ftype(n), _text)) for n in range(result.nfields)]
    return Answer(
        [
            tuple(None if (kept := value(row, n)) is None else read(kept) for n, read in columns)
            for row in range(result.ntuples)
        ],
        count,
    )


_numbers: dict[str, bytes] = {}


def _numbered(sql: str) -> bytes:
    """`%s` as $1, $2 …"""
    found = _numbers.get(sql)
    if found is None:
        first, *rest = sql.split("%s")
        numbered = first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))
        found = _numbers[sql] = numbered.encode()
    return found


def _bound(parameters: Sequence[Any]) -> tuple[tuple[int, ...], list[bytes | None]]:
    """Of the values: types (0: as the place says), and texts."""
    oids, values = [], []
    for one in parameters:
        oid, text = _WRITTEN[type(one)] if type(one) in _WRITTEN else _as_text(one)
        oids.append(oid)
        values.append(text(one))
    return tuple(oids), values


def _as_text(one: Any) -> tuple[int, Callable[[Any], bytes | None]]:
    if isinstance(one, str):  # a choice of an enumeration
        return 0, _encoded
    raise TypeError(f"{type(one).__name__} cannot be sent to the database here")


def _encoded(one: str) -> bytes:
    return str(one).encode()


def _in_json(one: Any) -> bytes:
    return json.dumps(one).encode()


_WRITTEN: Final[dict[type, tuple[int, Callable[[Any], bytes | None]]]] = {
    type(None): (0, lambda one: None),
    bool: (16, lambda one: b"t" if one else b"f"),
    int: (20, lambda one: b"%d" % one),
    float: (701, lambda one: repr(one).encode()),
    str: (0, _encoded),
    uuid.UUID: (2950, lambda one: one.hex.encode()),
    dt.datetime: (1184, lambda one: one.isoformat().encode()),
    dict: (3802, _in_json),
    list: (3802, _in_json),
}


def _text(kept: bytes) -> str:
    return kept.decode()


def _time(kept: bytes) -> dt.datetime:
    return dt.datetime.fromisoformat(kept.decode())


_READ: Final[dict[int, Callable[[bytes], Any]]] = {
    16: lambda kept: kept == b"t",
    20: int,
    21: int,
    23: int,
    700: float,
    701: float,
    1184: _time,
    2950: lambda kept: uuid.UUID(kept.decode()),
}
