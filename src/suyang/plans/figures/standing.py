"""Where units stood in a year: for each slot of its cells, who was below whom at the slot's end.

A unit that moved in July counts for its old parent until June, and for the new one from July. One
that ended in July counts for nobody from July: what came after it reports.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from django.db.models import Q, QuerySet

from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.figures.cells import periods_of

Mask = npt.NDArray[np.bool_]
# By parent: its children in the order of their ids, each with the slots at whose end it was there.
Below = dict[uuid.UUID, dict[uuid.UUID, Mask]]
_COUNTED = ~Q(kind=Unit.Kind.BODY) & ~Q(parent=None)


@lru_cache(maxsize=64)
def ends(year: int, slots: int) -> tuple[dt.date, ...]:
    """The last day of each slot."""
    return tuple(period.last_day for period in periods_of(year, slots))


def above(units: Collection[uuid.UUID], year: int, slots: int) -> Below:
    """The parents of these units, each with those of the units that stood below it."""
    return _masks(_versions(year).filter(unit_id__in=units), year, slots)


def below(parents: Collection[uuid.UUID], year: int, slots: int) -> Below:
    """All children of these parents."""
    return _masks(_versions(year).filter(parent_id__in=parents), year, slots)


def everywhere(year: int, slots: int) -> Below:
    """The whole tree of a year."""
    return _masks(_versions(year), year, slots)


def children_on(parent: uuid.UUID, day: dt.date) -> list[uuid.UUID]:
    """The units directly below on a day, in the order of their codes."""
    found = UnitVersion.objects.filter(_COUNTED, parent_id=parent, valid_from__lte=day)
    found = found.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("unit__code")
    return list(found.values_list("unit_id", flat=True))


def _versions(year: int) -> QuerySet[UnitVersion]:
    """Those that held on some day of the year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return UnitVersion.objects.filter(_COUNTED, valid_from__lte=last).filter(
        Q(valid_to=None) | Q(valid_to__gt=first)
    )


def _masks(versions: QuerySet[UnitVersion], year: int, slots: int) -> Below:
    days = ends(year, slots)
    found: Below = defaultdict(dict)
    whole: dict[tuple[dt.date, dt.date | None], Mask] = {}
    rows = versions.order_by("unit_id")
    for parent, unit, first, last in rows.values_list(
        "parent_id", "unit_id", "valid_from", "valid_to"
    ):
        if (first, last) not in whole:
            whole[first, last] = np.array(
                [first <= day and (last is None or day < last) for day in days]
            )
        mask = whole[first, last]
        if not mask.any() or parent is None:
            continue
        known = found[parent].get(unit)
        found[parent][unit] = mask if known is None else known | mask
    return dict(found)
