"""What the calendar alone makes due: each month that is over is counted.

Sources are asked when something happens. A month in which nobody learned is a month with nobody,
and not one of which nothing is known; how many units had a plan is a figure of a month in which
nothing happened, too. So every source that counts is asked once about each month that ended,
wherever plans are carried out or reports were due, and above. Estimates rest on checks and are left
to these.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Q

from suyang.foundation import clock, sources
from suyang.organisations import tree
from suyang.organisations.models import Ancestry
from suyang.plans.figures.sources import count_wanted, want_in
from suyang.plans.models import Indicator, MonthCounted, Plan, PlanEdition, ReportDue
from suyang.plans.periods import MONTH, Period


def month_ended(on: dt.date | None = None) -> int:
    """Note what is to be counted of the last month that ended by a day (today), in how many units
    and indicators. Again notes nothing; after a stop half-way it begins with the same indicator."""
    month = Period.on(on or clock.today(), MONTH).shifted(-1)
    names = [one.name for one in sources.every() if one.kind != Indicator.Kind.ESTIMATE]
    done = MonthCounted.objects.filter(indicator=OuterRef("pk"), month=str(month))
    waiting = Indicator.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=month.last_day), ~Exists(done), source__in=names
    ).order_by("id")
    noted, units = 0, None
    for indicator in waiting:
        units = units if units is not None else _concerned(month)
        noted += want_in(indicator, units, month)
        MonthCounted.objects.get_or_create(indicator=indicator, month=str(month))
    if noted:
        count_wanted.enqueue()
    return noted


def _concerned(month: Period) -> list[uuid.UUID]:
    """Units with a plan published by the month's end or a report due in it, and all above."""
    published = PlanEdition.objects.filter(plan=OuterRef("pk"), valid_from__lte=month.last_day)
    planning = Plan.objects.exclude(unit=None).filter(Exists(published))
    asked = ReportDue.objects.filter(due__range=(month.first_day, month.last_day))
    lines = Ancestry.objects.filter(tree.valid(month.last_day)).filter(
        Q(unit_id__in=planning.values("unit_id")) | Q(unit_id__in=asked.values("unit_id"))
    )
    return list(lines.order_by("ancestor_id").values_list("ancestor_id", flat=True).distinct())
