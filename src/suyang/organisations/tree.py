"""The tree of units on a day: who stands above and below whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict

from django.db.models import Q, QuerySet

from suyang.organisations.models import UnitVersion


def valid(on: dt.date) -> Q:
    """Versions valid on a day: from `valid_from` until before `valid_to`."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def path(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The unit and all above it, nearest first.

    A unit that has ended still stands where it last stood, so that its figures stay open to those
    above; before its first day it stands where it first stood.
    """
    found: list[uuid.UUID] = []
    current: uuid.UUID | None = unit_id
    while current is not None and current not in found:
        found.append(current)
        current = _parent(current, on)
    return found


def below(unit_id: uuid.UUID, on: dt.date) -> list[uuid.UUID]:
    """The unit and all below it, level by level."""
    found, level = [unit_id], [unit_id]
    while level:
        level = list(
            UnitVersion.objects.filter(valid(on), parent_id__in=level)
            .exclude(unit_id__in=found)
            .order_by("unit__code")
            .values_list("unit_id", flat=True)
        )
        found.extend(level)
    return found


def within(unit_id: uuid.UUID, on: dt.date) -> QuerySet[UnitVersion, uuid.UUID]:
    """The unit and all below it as a subquery of ids: `filter(unit_id__in=within(…))`."""
    return UnitVersion.objects.filter(valid(on), unit_id__in=below(unit_id, on)).values_list(
        "unit_id", flat=True
    )


def children(on: dt.date) -> dict[uuid.UUID | None, list[UnitVersion]]:
    """All valid versions by parent, in the order of their codes: the whole tree in one query."""
    by_parent: dict[uuid.UUID | None, list[UnitVersion]] = defaultdict(list)
    versions = UnitVersion.objects.filter(valid(on)).select_related("unit").order_by("unit__code")
    for version in versions:
        by_parent[version.parent_id].append(version)
    return by_parent


def _parent(unit_id: uuid.UUID, on: dt.date) -> uuid.UUID | None:
    versions = UnitVersion.objects.filter(unit_id=unit_id).values_list("parent_id", flat=True)
    begun = versions.filter(valid_from__lte=on).order_by("-valid_from")[:1]
    return next(iter(begun or versions.order_by("valid_from")[:1]), None)
