"""Writing new units of a table with plain SQL: hundreds of thousands in the time of a breath.

An ORM object for each would take ten times as long and hold the tree while it does.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Max

from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.organisations import laying, tree
from suyang.organisations.actions.import_checks import Change
from suyang.organisations.actions.import_rows import UnitRow
from suyang.organisations.models import Unit, UnitVersion, searched

PORTION = 2_000
LOOKED_UP = 500
_UNIT = ("id", "code", "created_at")
_VERSION = ("unit_id", "name", "kind", "parent_id", "valid_from", "search", "code")


class New:
    """The ids of units that others stand below: those that are there, and those to be made."""

    def __init__(self, top: Unit, parents: set[str]) -> None:
        self.top = top
        self._ids = {top.code: top.id}
        codes = sorted(parents - {top.code})
        for start in range(0, len(codes), LOOKED_UP):
            known = Unit.objects.filter(code__in=codes[start : start + LOOKED_UP])
            self._ids.update(known.values_list("code", "id"))
        self._made = {code: uuid7() for code in codes if code not in self._ids}

    def id_for(self, code: str) -> uuid.UUID:
        """The id of a unit to be made."""
        return self._made.get(code) or uuid7()

    def parent_of(self, row: UnitRow) -> uuid.UUID:
        code = row.parent_code or self.top.code
        return self._ids.get(code) or self._made[code]


def write_new(new: New, changes: Callable[[], Iterator[Change]]) -> tuple[int, int]:
    """Units, versions and ancestry of every new row, in the caller's transaction; the ids after
    and up to which their versions stand.

    Raises IntegrityError when a code was taken meanwhile, Refused when one would stand below
    itself.
    """
    before = _last_version()
    now = connection.ops.adapt_datetimefield_value(clock.now())
    rows: list[UnitRow] = []
    # What is compared and what is written take turns: a portion is written, then the next compared.
    for one in changes():
        rows.append(one.row)
        if len(rows) == PORTION:
            _write(new, rows, now)
            rows = []
    _write(new, rows, now)
    last = _last_version()
    try:
        laying.lay_new(before, last)
    except laying.Ring:
        raise tree.standing_below_itself() from None
    tree.changed()
    return before, last


def _write(new: New, rows: Sequence[UnitRow], now: Any) -> None:
    if not rows:
        return
    ids = laying.ids_for_database(new.id_for(row.code) for row in rows)
    parents = laying.ids_for_database(new.parent_of(row) for row in rows)
    _insert(
        "organisations_unit", _UNIT, [(i, row.code, now) for i, row in zip(ids, rows, strict=True)]
    )
    _insert(
        "organisations_unitversion",
        _VERSION,
        [
            (
                i,
                json.dumps(row.name),
                row.kind,
                parent,
                row.valid_from,
                searched(row.name),
                row.code,
            )
            for i, parent, row in zip(ids, parents, rows, strict=True)
        ],
    )


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _last_version() -> int:
    return UnitVersion.objects.aggregate(last=Max("id"))["last"] or 0
