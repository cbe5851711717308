"""The tree of units on a day: who stands above and below whom, read from the ancestry.

`lay` keeps the ancestry right: every action that changes versions calls it in its transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused
from suyang.organisations import laying
from suyang.organisations.models import Ancestry, Succession, UnitVersion

Ids = QuerySet[Ancestry, uuid.UUID]
# Any number, the same for everybody who locks the tree.
_LOCK = 0x5359_4154


def valid(on: dt.date) -> Q:
    """Versions valid on a day: from `valid_from` until before `valid_to`."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def path(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The unit and all above it, nearest first.

    A unit that has ended still stands where it last stood, so that its figures stay open to those
    above; before its first day it stands where it first stood.
    """
    above = Ancestry.objects.filter(valid(on), unit_id=unit_id).order_by("depth")
    return list(above.values_list("ancestor_id", flat=True)) or _walked(unit_id, on)


def heirs(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The units into which one that has ended was merged by a day, and those into which they were.

    Who works there looks after what is still open in it. What was split belongs to no one heir.
    """
    found: list[uuid.UUID] = []
    level = [unit_id]
    while level:
        later = Succession.objects.filter(
            earlier_id__in=level, kind=Succession.Kind.MERGE, on__lte=on
        ).values_list("later_id", flat=True)
        level = [one for one in later if one not in found]
        found += level
    return found


def below(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The unit and all that stand below it, level by level: a list, for small trees only."""
    rows = Ancestry.objects.filter(valid(on), ancestor_id=unit_id, standing=True, depth__gt=0)
    ordered = rows.order_by("depth", "unit__code").values_list("unit_id", flat=True)
    return [unit_id, *ordered]


def within(units: uuid.UUID | Iterable[uuid.UUID], on: dt.date, *, ended: bool = False) -> Ids:
    """A unit, or several, and all below as a subquery of ids: `filter(unit_id__in=within(…))`.

    ended: with those that have ended by then and last stood there, as figures over time need it.
    """
    tops = [units] if isinstance(units, uuid.UUID) else list(units)
    rows = Ancestry.objects.filter(valid(on), ancestor_id__in=tops)
    return (rows if ended else rows.filter(standing=True)).values_list("unit_id", flat=True)


def with_below(unit_id: uuid.UUID, on: dt.date) -> Ids:
    """The unit itself, ended or not, and all that stand below it: `below` as a subquery of ids."""
    rows = Ancestry.objects.filter(valid(on), ancestor_id=unit_id)
    return rows.filter(Q(standing=True) | Q(depth=0)).values_list("unit_id", flat=True)


def children_of(unit_id: uuid.UUID, on: dt.date) -> QuerySet[UnitVersion]:
    """The versions of what stands directly below a unit, in the order of their codes."""
    rows = UnitVersion.objects.filter(valid(on), parent_id=unit_id)
    return rows.select_related("unit").order_by("unit__code")


def lock() -> None:
    """Hold the tree until the transaction ends, so that two changes never make a ring together.

    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def lay(units: Iterable[uuid.UUID]) -> None:
    """Bring the ancestry of units and all below them up to date with their versions."""
    try:
        laying.lay(laying.ids_for_database(units))
    except laying.Ring:
        raise standing_below_itself() from None
    changed()


# Grows with every change in this process: who remembers a path forgets it.
generation = 0


def changed() -> None:
    global generation
    generation += 1


def standing_below_itself() -> Refused:
    return Refused(
        _("A unit cannot stand below itself or below one of its own. Choose another."),
        field="parent",
    )


def _walked(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The path of a day before the unit's first one, of which the ancestry says nothing."""
    found: list[uuid.UUID] = []
    current: uuid.UUID | None = unit_id
    while current is not None and current not in found:
        found.append(current)
        current = _parent(current, on)
    return found


def _parent(unit_id: uuid.UUID, on: dt.date) -> uuid.UUID | None:
    versions = UnitVersion.objects.filter(unit_id=unit_id).values_list("parent_id", flat=True)
    begun = versions.filter(valid_from__lte=on).order_by("-valid_from")[:1]
    return next(iter(begun or versions.order_by("valid_from")[:1]), None)
