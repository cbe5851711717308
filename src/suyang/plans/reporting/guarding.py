"""Approved reports stand in the way of a change of the tree on a day that they count already."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.organisations import guards, queries
from suyang.plans.models import Report
from suyang.plans.periods import Period

# So many units are named; of more it says the number.
NAMED = 5


def register() -> None:
    guards.register(approved)


def approved(units: Collection[uuid.UUID], day: dt.date) -> list[str]:
    """A sentence for each unit with approved reports whose period ends on the day or later.

    A unit counts below the one that stands above it at a period's end.
    """
    found: dict[uuid.UUID, list[str]] = {}
    rows = Report.objects.filter(
        unit_id__in=list(units), state=Report.State.APPROVED, period__gte=str(day.year)
    ).order_by("period")
    for unit_id, period in rows.values_list("unit_id", "period"):
        if Period.read(period).last_day >= day:
            found.setdefault(unit_id, []).append(period)
    said = [
        _("%(unit)s has approved reports from that day on (%(periods)s).")
        % {"unit": queries.name_of(unit_id, day), "periods": ", ".join(sorted(set(periods))[:6])}
        for unit_id, periods in list(found.items())[:NAMED]
    ]
    more = len(found) - NAMED
    if more > 0:
        said.append(
            ngettext("So has %(count)s other unit.", "So have %(count)s other units.", more)
            % {"count": more}
        )
    return said
