"""What no row of a unit table shows alone, and what each does to the units that are there.

Holds of each row its code, kind and the code above, and nothing else of the table; of the units
that are there only those that have others below, and a portion at a time.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused
from suyang.organisations.actions.import_rows import RowError, UnitRow
from suyang.organisations.models import Ancestry, Unit, UnitVersion
from suyang.organisations.words import fits_below

PORTION = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What a row does: `new`, `changed` (with what stood there), or `same`."""

    row: UnitRow
    what: str
    before: UnitVersion | None = None


class Place(NamedTuple):
    """Where a code stands: the row that says so (0: it is known already), kind, code above."""

    number: int
    kind: str
    above: str


class Index:
    """Every row's place, by its code."""

    def __init__(self, top: Unit) -> None:
        self.top = top
        self.rows: dict[str, Place] = {}
        self.repeated: list[RowError] = []
        self._told: set[str] = set()
        self._texts: dict[str, str] = {}

    def add(self, row: UnitRow) -> None:
        known = self.rows.get(row.code)
        if known is not None:
            numbers = [row.number] if row.code in self._told else [known.number, row.number]
            self._told.add(row.code)
            self.repeated += [
                RowError(
                    number, _("The code %(code)s is there more than once.") % {"code": row.code}
                )
                for number in numbers
            ]
            return
        # Codes above are few and named often: one text for all of them.
        above = row.parent_code or self.top.code
        above = self._texts.setdefault(above, above)
        self.rows[row.code] = Place(row.number, sys.intern(str(row.kind)), above)

    @property
    def parents(self) -> set[str]:
        return set(self._texts)

    def errors(self) -> Iterator[RowError]:
        """Repeated codes, missing units above, rings, upside-down kinds."""
        yield from self.repeated
        known = self._known_above()
        for code, place in self.rows.items():
            if code == self.top.code:
                continue
            parent = self.rows.get(place.above) or known.get(place.above)
            if parent is None:
                yield RowError(
                    place.number,
                    _("The unit above, %(code)s, is neither in this table nor in your office.")
                    % {"code": place.above},
                )
            elif not fits_below(place.kind, parent.kind):
                yield RowError(
                    place.number,
                    _("A unit of this kind cannot stand below %(name)s.") % {"name": place.above},
                )
            elif self._ring(code, known):
                yield RowError(
                    place.number, _("The unit %(code)s would stand below itself.") % {"code": code}
                )

    def _ring(self, code: str, known: Mapping[str, Place]) -> bool:
        seen = set()
        current = code
        while current != self.top.code:
            if current in seen:
                return True
            seen.add(current)
            place = self.rows.get(current) or known.get(current)
            if place is None:
                return False
            current = place.above
        return False

    def _known_above(self) -> dict[str, Place]:
        """The units of the tree below the top that the table puts others below, and those above
        them, by their newest versions."""
        found: dict[str, Place] = {}
        level = (self.parents - self.rows.keys()) | {self.top.code}
        while level:
            places = dict(_places(level, self.top))
            found.update(places)
            level = {
                place.above
                for place in places.values()
                if place.above and place.above not in found and place.above not in self.rows
            }
        return found


def compare(rows: list[UnitRow], top: Unit) -> Iterator[Change | RowError]:
    """Each row beside the unit that has its code."""
    units = {unit.code: unit for unit in _units(row.code for row in rows)}
    ids = [unit.id for unit in units.values()]
    below = set(_below(ids, top)) | {top.id}
    versions: dict[uuid.UUID, list[UnitVersion]] = {unit_id: [] for unit_id in ids}
    for part in _parts(ids):
        found = UnitVersion.objects.filter(unit_id__in=part).select_related("unit", "parent")
        for version in found.order_by("valid_from"):
            versions[version.unit_id].append(version)
    for row in rows:
        unit = units.get(row.code)
        if unit is None:
            yield Change(row, "new")
            continue
        try:
            yield _compared(row, versions[unit.id], unit.id in below, top)
        except Refused as refused:
            yield RowError(row.number, refused.message)


def _compared(row: UnitRow, versions: list[UnitVersion], ours: bool, top: Unit) -> Change:
    last = versions[-1]
    if last.valid_to is not None:
        raise Refused(_("The unit %(code)s has ended.") % {"code": row.code})
    if not ours:
        raise Refused(_("The code %(code)s belongs to another office.") % {"code": row.code})
    begun = [version for version in versions if version.valid_from <= row.valid_from]
    on_the_day = begun[-1] if begun else versions[0]
    if _same(row, on_the_day, top):
        return Change(row, "same", on_the_day)
    if row.valid_from < last.valid_from:
        raise Refused(
            _("The unit %(code)s was changed later, on %(day)s; an older state is not put over it.")
            % {"code": row.code, "day": last.valid_from.isoformat()}
        )
    return Change(row, "changed", last)


def _same(row: UnitRow, version: UnitVersion, top: Unit) -> bool:
    above = row.parent_code or top.code
    stands = version.unit_id == top.id or (
        version.parent is not None and version.parent.code == above
    )
    return stands and version.kind == row.kind and version.name == row.merged_name(version.name)


def _places(codes: Iterable[str], top: Unit) -> Iterator[tuple[str, Place]]:
    units = {unit.id: unit for unit in _units(codes)}
    below = set(_below(list(units), top)) | {top.id}
    for part in _parts(list(units)):
        newest = UnitVersion.objects.filter(unit_id__in=part, valid_to=None)
        for version in newest.select_related("parent"):
            if version.unit_id in below:
                above = version.parent.code if version.parent else ""
                yield units[version.unit_id].code, Place(0, version.kind, above)


def _below(ids: list[uuid.UUID], top: Unit) -> Iterator[uuid.UUID]:
    """Those that in the end stand below the top, days to come included."""
    for part in _parts(ids):
        # Asked for the top as well, a database might read all that is below it, for each part.
        lines = Ancestry.objects.filter(unit_id__in=part, valid_to=None, standing=True)
        for unit_id, ancestor_id in lines.values_list("unit_id", "ancestor_id"):
            if ancestor_id == top.id:
                yield unit_id


def _units(codes: Iterable[str]) -> Iterator[Unit]:
    for part in _parts([code for code in dict.fromkeys(codes) if code]):
        yield from Unit.objects.filter(code__in=part)


def _parts(values: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(values), PORTION):
        yield values[start : start + PORTION]
