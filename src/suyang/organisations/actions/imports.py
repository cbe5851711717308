"""A table of units, from CSV or XLSX: all of it or nothing, as often as wanted.

A row says what a unit is called and where it stands from a day on (`valid_from`, today when left
out). It is compared with the unit as it is known on that day: the same changes nothing, a new
code makes a unit, anything else begins a new version of the unit on that day.

The table is read once, row by row, into a file beside memory; then it is compared, then written,
a portion at a time, so that a nation's table needs little more memory than a county's.
"""

from __future__ import annotations

import csv
import hashlib
import io
import pickle
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, outbox
from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import Row
from suyang.foundation.documents.streaming import stream_table
from suyang.foundation.documents.tables import read_table
from suyang.foundation.permissions import Refused
from suyang.organisations import tree
from suyang.organisations.actions.import_checks import Change, Index, compare
from suyang.organisations.actions.import_rows import COLUMNS, RowError, UnitRow, read_row
from suyang.organisations.actions.import_writing import New, write_new
from suyang.organisations.actions.units import CAME_LATER, change, stream
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, require

__all__ = ["Change", "Preview", "import_units", "preview_units"]

# Done, of how many (0: not known yet), what is being done.
Progress = Callable[[int, int, str], None]
# A preview keeps so many changes; of more it has the number only.
KEPT = 20_000
# After so many errors nobody reads on.
ERRORS = 1_000
PORTION = 2_000
NAMED_IN_AUDIT = 500


@dataclass
class Preview:
    """What an import would do, or why it does nothing. `changes` holds the first ones only."""

    changes: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "same": 0})

    def of(self, what: str) -> list[Change]:
        return [change for change in self.changes if change.what == what]

    @property
    def new(self) -> list[Change]:
        return self.of("new")

    @property
    def changed(self) -> list[Change]:
        return self.of("changed")

    @property
    def same(self) -> list[Change]:
        return self.of("same")

    @property
    def as_csv(self) -> str:
        """The rows as they were understood, to be sent again when the preview is confirmed."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([column.key for column in COLUMNS])
        for one in self.changes:
            writer.writerow(one.row.cells())
        return out.getvalue()


def preview_units(
    actor: Actor, table: bytes | Path, top: Unit, progress: Progress | None = None
) -> Preview:
    """What the table would do below `top`, and every row that is refused with its reason.

    table: its bytes, or, of one too large to hold, the file.
    """
    require(actor, "unit.change", top)
    with _Spool(table, top, progress) as spool:
        return _compared(spool, top, progress)


def import_units(
    actor: Actor, table: bytes | Path, top: Unit, progress: Progress | None = None
) -> Preview:
    """Take in the table below `top`. With any error nothing is written; see `Preview.errors`."""
    require(actor, "unit.change", top)
    with _Spool(table, top, progress) as spool:
        if progress:
            progress(spool.count, spool.count, _("Writing. Until the end nothing is changed."))
        with transaction.atomic():
            tree.lock()
            Unit.objects.select_for_update().get(id=top.id)
            preview = _compared(spool, top, None)
            if preview.errors or not (preview.counts["new"] or preview.counts["changed"]):
                return preview
            try:
                with transaction.atomic():
                    _write(actor, spool, top, preview)
            except IntegrityError:
                raise Refused(
                    _(
                        "Somebody else took in units at the same time. Nothing was changed; send "
                        "it again."
                    )
                ) from None
    return preview


def _compared(spool: _Spool, top: Unit, progress: Progress | None) -> Preview:
    preview = Preview(errors=list(spool.errors))
    if spool.failed:
        return preview
    preview.errors += _first(spool.index.errors(), ERRORS)
    for done, found in enumerate(spool.changes(top), start=1):
        if isinstance(found, RowError):
            if len(preview.errors) < ERRORS:
                preview.errors.append(found)
            continue
        preview.counts[found.what] += 1
        if len(preview.changes) < KEPT:
            preview.changes.append(found)
        if progress and done % PORTION == 0:
            progress(done, spool.count, _("Comparing with the units that are there …"))
    if preview.errors:
        return Preview(errors=sorted(preview.errors, key=lambda error: error.row or 0))
    return preview


def _write(actor: Actor, spool: _Spool, top: Unit, preview: Preview) -> None:
    new = New(top, spool.index.parents)
    if preview.counts["new"]:
        after, upto = write_new(
            new, lambda: (one for one in _good(spool, top) if one.what == "new")
        )
        outbox.publish(CAME_LATER, top.id, {"after": after, "upto": upto})
    if preview.counts["changed"]:
        moved: list[uuid.UUID] = []
        for one in _good(spool, top):
            if one.what == "changed" and _change(actor, one, new, top):
                moved.append(cast(UnitVersion, one.before).unit_id)
        tree.lay(moved)
    audit.record(
        stream(top),
        actor,
        "unit.imported",
        digest=spool.digest,
        counts=preview.counts,
        new=[one.row.code for one in preview.new[:NAMED_IN_AUDIT]],
        changed=[one.row.code for one in preview.changed[:NAMED_IN_AUDIT]],
    )


def _good(spool: _Spool, top: Unit) -> Iterator[Change]:
    return (one for one in spool.changes(top) if isinstance(one, Change))


def _change(actor: Actor, one: Change, new: New, top: Unit) -> bool:
    """Begin the new version; whether the unit stands somewhere else now."""
    last = cast(UnitVersion, one.before)
    before = last.parent_id
    changes: dict[str, Any] = {"name": one.row.merged_name(last.name), "kind": one.row.kind}
    if last.unit_id != top.id:
        changes["parent_id"] = new.parent_of(one.row)
    changed = change(actor, last, one.row.valid_from, lay=False, **changes)
    return changed.parent_id != before


class _Spool:
    """The rows of a table, understood, in a file without a name, and the place of each."""

    def __init__(self, table: bytes | Path, top: Unit, progress: Progress | None) -> None:
        self.index = Index(top)
        self.errors: list[RowError] = []
        self.failed = False
        self.count = 0
        self.digest = _digest(table)
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        try:
            rows = (
                read_table(table, COLUMNS)
                if isinstance(table, bytes)
                else (stream_table(table, COLUMNS))
            )
            self._take(rows, progress)
        except DocumentError as error:
            self.failed = True
            self.errors = [RowError(error.row, str(error.message))]
        if not self.failed and not self.count and not self.errors:
            self.failed = True
            self.errors = [RowError(None, _("The table has headings but no rows."))]

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_why: object) -> None:
        self._file.close()

    def changes(self, top: Unit) -> Iterator[Change | RowError]:
        """What every row does, as the units are now."""
        for rows in self._portions():
            yield from compare(rows, top)

    def _take(self, rows: Iterable[Row], progress: Progress | None) -> None:
        portion: list[UnitRow] = []
        for raw in rows:
            row, wrong = read_row(raw)
            self.errors += wrong[: ERRORS - len(self.errors)]
            if row is None:
                continue
            self.index.add(row)
            self.count += 1
            portion.append(row)
            if len(portion) == PORTION:
                pickle.dump(portion, self._file)
                portion = []
                if progress:
                    progress(self.count, 0, _("Reading the table …"))
        if portion:
            pickle.dump(portion, self._file)

    def _portions(self) -> Iterator[list[UnitRow]]:
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - written above, by this process
            except EOFError:
                return


def _digest(table: bytes | Path) -> str:
    if isinstance(table, bytes):
        return hashlib.sha256(table).hexdigest()
    with table.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first(errors: Iterator[RowError], amount: int) -> list[RowError]:
    return [error for error, _number in zip(errors, range(amount), strict=False)]
