"""The floor: the same table read by csv and put into three bare tables by the driver alone.

No checks, no names in two languages, no indexes but the keys: what any import must do at least.
"""

from __future__ import annotations

import csv
import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any

PORTION = 2_000
_TABLES = (
    "CREATE {} TABLE floor_unit (id char(32) PRIMARY KEY, code varchar(40) UNIQUE)",
    "CREATE {} TABLE floor_version (unit char(32), name text, kind text, parent char(32), "
    "day date)",
    "CREATE {} TABLE floor_line (unit char(32), ancestor char(32), depth integer, "
    "PRIMARY KEY (unit, ancestor))",
)


def sqlite(table: Path, at: Path) -> float:
    """Seconds until it is committed on disk."""
    import pysqlite3

    connection = pysqlite3.connect(at)
    connection.execute("PRAGMA journal_mode = WAL")
    begun = time.perf_counter()
    _fill(connection.cursor(), table, "?", "")
    connection.commit()
    taken = time.perf_counter() - begun
    connection.close()
    return taken


def postgresql(connection: Any, table: Path) -> float:
    """The same through Django's connection, into tables that are dropped again."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        for one in _TABLES:
            cursor.execute(one.format(""))
        units, versions, lines = _rows(table)
        for name, rows in (("unit", units), ("version", versions), ("line", lines)):
            with cursor.copy(f"COPY floor_{name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    taken = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_unit, floor_version, floor_line")
    return taken


def _fill(cursor: sqlite3.Cursor, table: Path, mark: str, kind: str) -> None:
    for one in _TABLES:
        cursor.execute(one.format(kind))
    units, versions, lines = _rows(table)
    cursor.executemany(f"INSERT INTO floor_unit VALUES ({mark}, {mark})", units)
    five = ", ".join([mark] * 5)
    cursor.executemany(f"INSERT INTO floor_version VALUES ({five})", versions)
    cursor.executemany(f"INSERT INTO floor_line VALUES ({mark}, {mark}, {mark})", lines)


def _rows(table: Path) -> tuple[list[Any], list[Any], list[Any]]:
    ids: dict[str, str] = {}
    above: dict[str, str] = {}
    units, versions, lines = [], [], []
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, parent = row["code"], row["parent_code"]
            ids[code], above[code] = uuid.uuid4().hex, parent
            units.append((ids[code], code))
            versions.append((ids[code], row["name_zh"], row["kind"], ids.get(parent), "2026-01-01"))
            depth, current = 0, code
            while current:
                lines.append((ids[code], ids[current], depth))
                current, depth = above[current], depth + 1
    return units, versions, lines
