"""A table of units, from CSV or XLSX: all of it or nothing, as often as wanted.

A row says what a unit is called and where it stands from a day on (`valid_from`, today when left
out). It is compared with the unit as it is known on that day: the same changes nothing, a new
code makes a unit, anything else begins a new version of the unit on that day.
"""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit
from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import Row
from suyang.foundation.documents.tables import read_table
from suyang.foundation.permissions import Refused
from suyang.organisations.actions.import_rows import (
    COLUMNS,
    RowError,
    UnitRow,
    errors_between,
    read_row,
)
from suyang.organisations.actions.units import change, stream
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, require

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What a row does: `new`, `changed` (with what stood there), or `same`."""

    row: UnitRow
    what: str
    before: UnitVersion | None = None


@dataclass(frozen=True)
class Preview:
    """What an import would do, or why it does nothing."""

    changes: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

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


def preview_units(actor: Actor, data: bytes, top: Unit) -> Preview:
    """What the table would do below `top`, and every row that is refused with its reason."""
    require(actor, "unit.change", top)
    try:
        table = read_table(data, COLUMNS)
    except DocumentError as error:
        return Preview(errors=[RowError(error.row, str(error.message))])
    if not table:
        return Preview(errors=[RowError(None, _("The table has headings but no rows."))])
    return _compared(table, top)


@transaction.atomic
def import_units(actor: Actor, data: bytes, top: Unit, progress: Progress | None = None) -> Preview:
    """Take in the table below `top`. With any error nothing is written; see `Preview.errors`."""
    Unit.objects.select_for_update().get(id=top.id)
    preview = preview_units(actor, data, top)
    if preview.errors or not (preview.new or preview.changed):
        return preview
    parents = _units_by_code(one.row.parent_code for one in preview.changes)
    made = [Unit(code=one.row.code) for one in preview.new]
    try:
        Unit.objects.bulk_create(made, batch_size=500)
    except IntegrityError:
        raise Refused(
            _("Somebody else took in units at the same time. Nothing was changed; send it again.")
        ) from None
    units = parents | {unit.code: unit for unit in made}
    versions = [
        UnitVersion(
            unit=units[one.row.code],
            name=one.row.name,
            kind=one.row.kind,
            parent=units[one.row.parent_code] if one.row.parent_code else top,
            valid_from=one.row.valid_from,
        )
        for one in preview.new
    ]
    UnitVersion.objects.bulk_create(versions, batch_size=500)
    for done, one in enumerate(preview.changed, start=1):
        _change(actor, one, units, top)
        if progress:
            progress(done, len(preview.changed))
    audit.record(
        stream(top),
        actor,
        "unit.imported",
        digest=hashlib.sha256(data).hexdigest(),
        new=[one.row.code for one in preview.new],
        changed=[one.row.code for one in preview.changed],
        same=len(preview.same),
    )
    return preview


def _change(actor: Actor, one: Change, units: dict[str, Unit], top: Unit) -> None:
    last = cast(UnitVersion, one.before)
    changes: dict[str, Any] = {"name": one.row.merged_name(last.name), "kind": one.row.kind}
    if last.unit_id != top.id:
        changes["parent"] = units[one.row.parent_code] if one.row.parent_code else top
    change(actor, last, one.row.valid_from, **changes)


def _compared(table: list[Row], top: Unit) -> Preview:
    """Each row beside what is known; errors of single rows first, then those between rows."""
    rows: list[UnitRow] = []
    errors: list[RowError] = []
    for raw in table:
        read, wrong = read_row(raw)
        errors.extend(wrong)
        if read is not None:
            rows.append(read)
    known = _Known(rows, top)
    errors.extend(errors_between(rows, known.kinds, known.parents, top.code))
    changes: list[Change] = []
    for row in rows:
        try:
            changes.append(known.compare(row))
        except Refused as refused:
            errors.append(RowError(row.number, refused.message))
    if errors:
        return Preview(errors=sorted(errors, key=lambda error: error.row or 0))
    return Preview(changes=changes)


class _Known:
    """The units below `top` and those that the table speaks of, by their newest versions."""

    def __init__(self, rows: list[UnitRow], top: Unit) -> None:
        self.top = top
        self.below = _tree_below(top.id)
        wanted = {row.code for row in rows} | {row.parent_code for row in rows}
        self.units = _units_by_code(wanted)
        self.versions: dict[uuid.UUID, list[UnitVersion]] = {}
        for part in _parts(self.below | {unit.id for unit in self.units.values()}):
            found = UnitVersion.objects.filter(unit_id__in=part).select_related("unit", "parent")
            for version in found.order_by("valid_from"):
                self.versions.setdefault(version.unit_id, []).append(version)
        lasts = [self.versions[unit_id][-1] for unit_id in self.below]
        self.kinds = {last.unit.code: last.kind for last in lasts}
        self.parents = {last.unit.code: last.parent.code for last in lasts if last.parent}

    def compare(self, row: UnitRow) -> Change:
        unit = self.units.get(row.code)
        if unit is None:
            return Change(row, "new")
        last = self._last(unit)
        if last.valid_to is not None:
            raise Refused(_("The unit %(code)s has ended.") % {"code": row.code})
        if unit.id not in self.below:
            raise Refused(_("The code %(code)s belongs to another office.") % {"code": row.code})
        on_the_day = self._on(unit, row)
        if self._same(row, on_the_day):
            return Change(row, "same", on_the_day)
        if row.valid_from < last.valid_from:
            raise Refused(
                _(
                    "The unit %(code)s was changed later, on %(day)s; "
                    "an older state is not put over it."
                )
                % {"code": row.code, "day": last.valid_from.isoformat()}
            )
        return Change(row, "changed", last)

    def _same(self, row: UnitRow, version: UnitVersion) -> bool:
        above = row.parent_code or self.top.code
        stands = version.unit_id == self.top.id or (
            version.parent is not None and version.parent.code == above
        )
        return stands and version.kind == row.kind and version.name == row.merged_name(version.name)

    def _on(self, unit: Unit, row: UnitRow) -> UnitVersion:
        versions = self.versions[unit.id]
        begun = [version for version in versions if version.valid_from <= row.valid_from]
        return begun[-1] if begun else versions[0]

    def _last(self, unit: Unit) -> UnitVersion:
        return self.versions[unit.id][-1]


def _tree_below(top_id: uuid.UUID) -> set[uuid.UUID]:
    """The unit and all below it by their newest versions, those of a later day included."""
    found, level = {top_id}, [top_id]
    while level:
        newest = UnitVersion.objects.filter(parent_id__in=level, valid_to=None)
        level = [unit for unit in newest.values_list("unit_id", flat=True) if unit not in found]
        found.update(level)
    return found


def _units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for part in _parts({code for code in codes if code}):
        found.update({unit.code: unit for unit in Unit.objects.filter(code__in=part)})
    return found


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    """A long list in the portions that a query takes."""
    whole = list(values)
    for start in range(0, len(whole), 500):
        yield whole[start : start + 500]
