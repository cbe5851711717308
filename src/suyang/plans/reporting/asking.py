"""Who is asked for a report, for which period, by when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Min, QuerySet

from suyang.foundation import clock
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans import periods
from suyang.plans.models import ReportDue, ReportForm
from suyang.plans.periods import Period

# A form without kinds asks every office; these are no offices.
NO_OFFICES = (Unit.Kind.BODY, Unit.Kind.ORGANISATION)
_AT_ONCE = 1000


def ask_all(on: dt.date | None = None) -> int:
    """Ask for all that has begun by a day (today) and was not asked for; how much was."""
    day = on or clock.today()
    return sum(ask(form, day) for form in ReportForm.objects.select_related("plan"))


@transaction.atomic
def ask(form: ReportForm, on: dt.date) -> int:
    """Ask every unit of the form for each period that has begun. Again changes nothing.

    Periods that were asked for are looked at again while they are not due yet: a unit that stands
    in its place only later owes nothing of them. One that is put down late is `ask_who_came`'s.
    """
    closed_on = form.plan.closed_on
    asked = set(form.dues.values_list("period", flat=True).distinct())
    made = 0
    for period in _begun(form, on):
        due = period.last_day + dt.timedelta(days=form.days)
        if str(period) in asked and due < on:
            continue
        if closed_on is not None and due > closed_on:
            continue  # what is due after a plan's end is asked of nobody
        known = set(form.dues.filter(period=str(period)).values_list("unit_id", flat=True))
        wanted = [unit for unit in units_of(form, min(on, period.last_day)) if unit not in known]
        ReportDue.objects.bulk_create(
            [ReportDue(form=form, unit_id=unit, period=str(period), due=due) for unit in wanted],
            batch_size=_AT_ONCE,
            ignore_conflicts=True,
        )
        made += len(wanted)
    return made


@transaction.atomic
def ask_unit(unit: uuid.UUID, first: dt.date, before: dt.date, on: dt.date | None = None) -> int:
    """Ask a unit that stood there earlier than was known for what others were asked in that time:
    periods that ended from a day on until before another. Again changes nothing."""
    day = on or clock.today()
    made = 0
    for form in ReportForm.objects.filter(unit_id__in=tree.path(unit, day)).select_related("plan"):
        closed_on = form.plan.closed_on
        for period in _begun(form, day):
            due = period.last_day + dt.timedelta(days=form.days)
            if not first <= period.last_day < before or (closed_on and due > closed_on):
                continue
            if not _asked(form, period.last_day).filter(unit_id=unit).exists():
                continue
            _row, is_new = ReportDue.objects.get_or_create(
                form=form, unit_id=unit, period=str(period), defaults={"due": due}
            )
            made += is_new
    return made


@transaction.atomic
def ask_who_came(after: int, upto: int, on: dt.date | None = None) -> int:
    """Ask units that came with a first day that was past for what others were asked since that day:
    those of `UnitVersion` rows with ids above `after` up to `upto`. Again changes nothing."""
    day = on or clock.today()
    came = UnitVersion.objects.filter(id__gt=after, id__lte=upto, valid_from__lt=day)
    first = came.aggregate(first=Min("valid_from"))["first"]
    if first is None:
        return 0
    wanted = []
    for form in ReportForm.objects.select_related("plan"):
        closed_on = form.plan.closed_on
        for period in _begun(form, day):
            due = period.last_day + dt.timedelta(days=form.days)
            if not first <= period.last_day < day or (closed_on and due > closed_on):
                continue
            asked = _asked(form, period.last_day).filter(id__gt=after, id__lte=upto)
            wanted += [
                ReportDue(form=form, unit_id=unit, period=str(period), due=due)
                for unit in asked.values_list("unit_id", flat=True)
            ]
    ReportDue.objects.bulk_create(wanted, batch_size=_AT_ONCE, ignore_conflicts=True)
    return len(wanted)


def units_of(form: ReportForm, on: dt.date) -> list[uuid.UUID]:
    """Ids of the units that fill the form in, on a day."""
    return list(_asked(form, on).order_by("unit__code").values_list("unit_id", flat=True))


def _asked(form: ReportForm, on: dt.date) -> QuerySet[UnitVersion]:
    found = UnitVersion.objects.filter(tree.valid(on), unit_id__in=tree.within(form.unit_id, on))
    return found.filter(kind__in=form.kinds) if form.kinds else found.exclude(kind__in=NO_OFFICES)


def is_asked(form: ReportForm, unit: Unit, period: Period) -> bool:
    return ReportDue.objects.filter(form=form, unit=unit, period=str(period)).exists()


def _begun(form: ReportForm, on: dt.date) -> Iterator[Period]:
    first = Period.read(form.first_period)
    last = Period.on(on, form.frequency)
    if form.last_period:
        last = min(last, Period.read(form.last_period), key=lambda one: one.first_day)
    yield from periods.between(first, last)
