"""One unit as the plan sees it: its plans, tasks, figures, and how it reports over the periods."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Final

from django.db.models import Max, Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import Actor, may
from suyang.plans import published
from suyang.plans.figures import queries as figures
from suyang.plans.figures.reading import directly_below
from suyang.plans.models import Indicator, KeyTask, Plan, ReportDue, ReportForm, Series
from suyang.plans.periods import Period
from suyang.plans.queries import visible_plans
from suyang.plans.reporting import standing, tallies
from suyang.plans.reporting.standing import Asked
from suyang.plans.reporting.tallies import Tally
from suyang.plans.seeing.overview import Line
from suyang.plans.targets.beside import Beside, beside

SHOWN_PERIODS: Final = 12
SHOWN_FIGURES: Final = 60
SHOWN_UNITS: Final = 100
SHOWN_MISSING: Final = 20


@dataclass(frozen=True)
class Below:
    """How the units directly below reported for one period of a form. missing: the first of those
    who have not, of the newest period alone."""

    form: ReportForm
    period: Period
    tally: Tally
    missing: list[tuple[uuid.UUID, Text]] = field(default_factory=list)

    @property
    def lacking(self) -> int:
        return self.tally.stand(tallies.MISSING)

    @property
    def more(self) -> int:
        return self.lacking - len(self.missing)


@dataclass(frozen=True)
class UnitPage:
    unit: uuid.UUID
    name: Text
    above: list[tuple[uuid.UUID, Text]]
    children: list[tuple[uuid.UUID, Text]]
    more_children: int
    plans: list[Plan]
    leads: list[KeyTask]
    joins: list[KeyTask]
    lines: list[Line]
    targets: list[Beside]
    own: list[Asked]
    own_tally: Tally
    below: list[Below]
    sees_reports: bool


def page(actor: Actor, unit: uuid.UUID, period: Period) -> UnitPage:
    """All of a unit's page. The caller has asked whether the actor sees the unit's figures."""
    today = clock.today()
    path = tree.path(unit, today)
    near = tree.children_of(unit, today)
    children = [(one.unit_id, one.name) for one in near[:SHOWN_UNITS]]
    names = units.names(path)
    sees = may(actor, "report.see", unit)
    own = _own(unit) if sees else []
    tally = Tally()
    for one in own:
        tally.count(one)
    return UnitPage(
        unit,
        names.get(unit, {}),
        [(one, names.get(one, {})) for one in reversed(path[1:])],
        children,
        near.count() - len(children) if len(children) == SHOWN_UNITS else 0,
        published.titled(
            actor, visible_plans(actor).filter(unit_id=unit).order_by("-year", "slug")
        ),
        _tasks(actor, Q(lead_id=unit)),
        _tasks(actor, Q(joint=unit)),
        _lines(actor, unit, period),
        beside(unit, actor),
        own,
        tally,
        _below(unit) if sees else [],
        sees,
    )


def _tasks(actor: Actor, where: Q) -> list[KeyTask]:
    """Tasks that stand in plans that the actor sees; unpublished ones for their office only."""
    found = KeyTask.objects.filter(where, plan__in=visible_plans(actor), withdrawn_on=None)
    rows = found.select_related("plan", "aspect")
    rows = rows.order_by("-plan__year", "plan_id", "position")[:60]
    open_ = [one for one in rows if _is_published(one) or _sees_drafts(actor, one)]
    return published.worded(actor, open_)


def _is_published(task: KeyTask) -> bool:
    return task.plan.unit_id is None or task.first_edition is not None


def _sees_drafts(actor: Actor, task: KeyTask) -> bool:
    return task.plan.unit_id is not None and may(actor, "plan.see_drafts", task.plan.unit_id)


def _lines(actor: Actor, unit: uuid.UUID, period: Period) -> list[Line]:
    """The indicators of which the unit has figures in the period's year or the one before."""
    rows = Series.objects.filter(unit_id=unit, year__in=(period.year, period.year - 1))
    ids = rows.values_list("indicator_id", flat=True).distinct()
    found = list(Indicator.objects.filter(id__in=ids, ended_on=None)[:SHOWN_FIGURES])
    compared = figures.of_indicators(found, unit, period, reader=actor) if found else {}
    return [Line(one, compared[one.slug]) for one in found]


def _own(unit: uuid.UUID) -> list[Asked]:
    """What the unit was asked for, the latest first."""
    dues = ReportDue.objects.filter(unit_id=unit, due__lte=clock.today())
    return standing.asked(
        dues.select_related("form__plan", "unit").order_by("-due", "form_id")[:SHOWN_PERIODS]
    )


def _below(unit: uuid.UUID) -> list[Below]:
    today = clock.today()
    near = directly_below(unit, today).values("unit_id")
    dues = ReportDue.objects.filter(unit_id__in=near, due__lte=today)
    latest = dues.values("form_id", "period").annotate(day=Max("due")).order_by("-day", "form_id")
    wanted = [(one["form_id"], one["period"]) for one in latest[:SHOWN_PERIODS]]
    if not wanted:
        return []
    counted = tallies.by_form(dues, wanted)
    forms = ReportForm.objects.in_bulk({form for form, _period in wanted})
    found = [
        Below(forms[form], Period.read(period), counted[form, period])
        for form, period in wanted
        if (form, period) in counted
    ]
    return [replace(one, missing=_missing(dues, one)) for one in found[:1]] + found[1:]


def _missing(dues: QuerySet[ReportDue], of: Below) -> list[tuple[uuid.UUID, Text]]:
    """The first of those directly below who have not handed up."""
    rows = dues.filter(form=of.form, period=str(of.period))
    ids = list(
        tallies.standing_so(rows, tallies.MISSING).values_list("unit_id", flat=True)[:SHOWN_MISSING]
    )
    names = units.names(ids)
    return [(one, names.get(one, {})) for one in ids]
