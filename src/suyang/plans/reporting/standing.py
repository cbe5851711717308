"""Where reports stand: what a unit has to report, and what waits for whom.

How complete and timely all below are is counted in `tallies`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Min, Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Ancestry
from suyang.organisations.permissions import Actor, may, tops_where, units_where
from suyang.plans.models import Report, ReportDue, ReportForm, ReportStep
from suyang.plans.periods import Period

State = Report.State
# Standing of what was asked for; the first ones are seen first.
RETURNED, LATE, OPEN, SUBMITTED, APPROVED, EXCUSED = (
    "returned",
    "late",
    "open",
    "submitted",
    "approved",
    "excused",
)
ORDER: Final = (RETURNED, LATE, OPEN, SUBMITTED, APPROVED, EXCUSED)
TO_DO: Final = (RETURNED, LATE, OPEN)


@dataclass(frozen=True)
class Asked:
    """A report that a unit was asked for. `first` is the moment when it was first handed up."""

    due: ReportDue
    report: Report | None
    standing: str
    unit_name: Text
    first: dt.datetime | None = None

    @property
    def period(self) -> Period:
        return Period.read(self.due.period)

    @property
    def days(self) -> int:
        """Days until it is due; below zero when it is late."""
        return (self.due.due - clock.today()).days


def of_units(unit_ids: Iterable[uuid.UUID]) -> list[Asked]:
    """All that units were asked for: returned and late first, then by the day it is due."""
    ids = list(unit_ids)
    dues = ReportDue.objects.filter(unit_id__in=ids).select_related("form__plan", "unit")
    return sorted(asked(dues), key=_urgency)


def asked(dues: Iterable[ReportDue]) -> list[Asked]:
    """Each with its report and how it stands today."""
    found = list(dues)
    reports = {(one.form_id, one.unit_id, one.period): one for one in _reports_of(found)}
    names = units.names({one.unit_id for one in found})
    today = clock.today()
    rows = []
    for due in found:
        report = reports.get((due.form_id, due.unit_id, due.period))
        name = names.get(due.unit_id, due.unit.code)
        first = getattr(report, "first", None)
        rows.append(Asked(due, report, standing(due, report, today), name, first))  # type: ignore[arg-type]
    return rows


def standing(due: ReportDue, report: Report | None, today: dt.date) -> str:
    if report is not None and report.state == State.APPROVED:
        return APPROVED
    if due.excused:
        return EXCUSED
    if report is not None and report.state in (State.SUBMITTED, State.RETURNED):
        return str(report.state)
    return LATE if due.due < today else OPEN


def mine(actor: Actor) -> list[uuid.UUID]:
    """The units for which the actor fills in reports by a role of their own."""
    return sorted(tops_where(actor, "report.fill"))


def forms_seen(top: uuid.UUID) -> list[ReportForm]:
    """Forms that the unit or anything below it was asked to fill in, the newest first."""
    within = tree.within(top, clock.today())
    forms = ReportForm.objects.filter(dues__unit_id__in=within).distinct()
    return list(forms.select_related("plan").order_by("-made_at"))


def periods_of(form: ReportForm) -> list[Period]:
    """Periods that were asked for, the latest first."""
    found = form.dues.values_list("period", flat=True).distinct()
    return sorted((Period.read(one) for one in found), key=lambda p: p.first_day, reverse=True)


def to_decide(actor: Actor) -> QuerySet[Report]:
    """Reports that wait for the actor's own units: of those directly below, and of a unit of
    theirs that has none above."""
    return _handed_up().filter(_decided_here(actor))


def decided_by_others(actor: Actor) -> QuerySet[Report]:
    """Reports that wait further below, for the offices there."""
    below = Q(unit_id__in=units_where(actor, "report.decide"))
    tops = tops_where(actor, "report.decide")
    return _handed_up().filter(below & ~_decided_here(actor)).exclude(unit_id__in=tops)


def places(actor: Actor, action: str) -> list[tuple[uuid.UUID, Text]]:
    """The units of the actor's own roles for an action, with their names."""
    names = units.names(tops_where(actor, action))
    return sorted(names.items(), key=lambda pair: str(pair[1]))


def seen_unit(actor: Actor, wanted: uuid.UUID | None) -> uuid.UUID | None:
    """The unit to look at: the one asked for, if reports are seen there, or the first of theirs."""
    if wanted is not None:
        return wanted if may(actor, "report.see", wanted) else None
    found = places(actor, "report.see")
    return found[0][0] if found else None


def _handed_up() -> QuerySet[Report]:
    handed = Report.objects.filter(state=State.SUBMITTED).select_related("form__plan", "unit")
    return handed.order_by("submitted_at")


def _decided_here(actor: Actor) -> Q:
    tops, lines = tops_where(actor, "report.decide"), Ancestry.objects.filter(tree.valid(actor.on))
    below = lines.filter(ancestor_id__in=tops, depth=1, standing=True).values("unit_id")
    highest = [top for top in tops if len(actor.path(top)) == 1]
    return Q(unit_id__in=below) | Q(unit_id__in=highest)


def _reports_of(dues: Iterable[ReportDue]) -> QuerySet[Report, Any]:
    found = list(dues)
    reports = Report.objects.filter(
        form_id__in={one.form_id for one in found}, period__in={one.period for one in found}
    )
    ids = {one.unit_id for one in found}
    if len(ids) <= 500:
        reports = reports.filter(unit_id__in=ids)
    handed = Q(steps__kind=ReportStep.Kind.SUBMITTED)
    return reports.annotate(first=Min("steps__at", filter=handed))


def _urgency(one: Asked) -> tuple[int, dt.date, str]:
    done = one.standing in (SUBMITTED, APPROVED, EXCUSED)
    # What is done: the latest first.
    day = dt.date.max - (one.due.due - dt.date.min) if done else one.due.due
    return ORDER.index(one.standing), day, str(one.due.form_id)
