"""Pages of the plan's state for an office: the plan, a task, a unit, units compared."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import Actor, highest, may, may_anywhere, tops_where
from suyang.plans import published, queries
from suyang.plans.figures.cells import TOTAL
from suyang.plans.figures.rollup import columns_of
from suyang.plans.models import Indicator, Plan, ReportForm
from suyang.plans.periods import MONTHS, Period
from suyang.plans.reporting import columns
from suyang.plans.reporting.views import actor_of, office, period_of, uuid_of
from suyang.plans.seeing import comparison, overview, pictures, tasks, unit_page, words
from suyang.plans.writing import access
from suyang.plans.writing.views import writes


@office
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan as one unit stands to it; filters by state, aspect and lead body in the address."""
    actor = actor_of(request)
    found = queries.plan(slug, actor)
    unit = _unit(request, actor)
    period = _period(request, found)
    state = request.GET.get("state", "")
    if state and state not in overview.STATES:
        raise NotFound
    shown = overview.overview(
        actor,
        found,
        unit,
        period,
        state=state,
        aspect=request.GET.get("aspect", ""),
        lead=uuid_of(request.GET.get("lead")),
    )
    return render(
        request,
        "plans/seeing/plan.html",
        {
            **_about(actor, unit, period),
            "plan": found,
            "shown": shown,
            "aspects": published.aspects(actor, found),
            "states": [(one, shown.by_state[one]) for one in overview.STATES],
            "state": state,
            "aspect": request.GET.get("aspect", ""),
            "lead": uuid_of(request.GET.get("lead")),
            "sees_reports": may(actor, "report.see", unit),
            "makes_reports": may(actor, "report.make", unit),
            "sees_below": (
                may(actor, "plan.see_drafts", found.unit_id)
                if found.unit_id
                else may_anywhere(actor, "plan.see_drafts")
            ),
            "own": _own(actor, found, unit),
            "carries_out": found.adopts_id and access.sees_drafts(actor, found),
        },
    )


def _own(actor: Actor, plan: Plan, unit: uuid.UUID) -> list[Plan]:
    """The unit's own plans that carry this one out, the latest first: there its work stands."""
    seen = queries.visible_plans(actor).filter(adopts=plan, unit_id=unit)
    return list(seen.order_by("-year", "slug"))


@office
def task(request: HttpRequest, slug: str) -> HttpResponse:
    """A key task: what it says, who does it, by when, what may keep it, and its figures below."""
    actor = actor_of(request)
    found = tasks.task_for(actor, slug)
    unit = _unit(request, actor)
    period = _period(request, found.plan)
    shown = tasks.page(actor, found, unit, period, request.GET.get("indicator", ""))
    chosen = shown.chosen
    asking = tops_where(actor, "follow_up.ask")
    return render(
        request,
        "plans/seeing/task.html",
        {
            **_about(actor, unit, period),
            "task": found,
            "plan": found.plan,
            "shown": shown,
            "columns": shown.indicators[: tasks.SHOWN_INDICATORS],
            "course": pictures.course(chosen, shown.course) if chosen else None,
            "today": clock.today(),
            "opens_lead": _opens(actor, found.lead_id),
            "asks": any(tree.children_of(one, clock.today()).exists() for one in asking),
            "asks_unit": not asking.isdisjoint(tree.path(unit, clock.today())[1:]),
            "sees_desk": access.sees_drafts(actor, found.plan),
            "writes": writes(actor, found.plan),
            "targets": shown.targets,
            "may_set": bool(shown.indicators) and may(actor, "target.set", unit),
        },
    )


@office
def unit(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """One unit: its plans, tasks, figures, and its reports over the periods."""
    actor = actor_of(request)
    if not may(actor, "plan.see_figures", unit_id):
        raise NotFound
    period = _period(request, None)
    shown = unit_page.page(actor, unit_id, period)
    above = [pair for pair in shown.above if may(actor, "plan.see_figures", pair[0])]
    context = {**_about(actor, unit_id, period), "shown": shown, "above": above}
    context |= {
        "targets": shown.targets,
        "may_set": may(actor, "target.set", unit_id),
        "sees_unit": may(actor, "unit.see", unit_id),
        "audits": may(actor, "audit.see", unit_id),
    }
    return render(request, "plans/seeing/unit.html", context)


@office
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """The units directly below one, for an indicator, a period and a column."""
    actor = actor_of(request)
    found = Indicator.objects.select_related("plan").filter(slug=slug).first()
    if found is None or not _is_open(actor, found):
        raise NotFound
    place = _unit(request, actor)
    period = _period(request, found.plan, found.frequency)
    column = request.GET.get("column", TOTAL)
    order = request.GET.get("order", comparison.BY_NAME)
    if column not in columns_of(found) or order not in comparison.ORDERS:
        raise NotFound
    shown = comparison.compare(found, place, period, column, order, actor)
    about = _about(actor, place, period)
    return render(
        request,
        "plans/seeing/compare.html",
        {
            **about,
            "indicator": found,
            "shown": shown,
            "picture": pictures.compared(shown, about["unit_name"]),
            "groups": [(one, shown.of(one)) for one in comparison.GROUPS],
            "column": column,
            "columns": [(one, columns.word(one)) for one in columns_of(found)],
            "order": order,
            "why": words.ungrouped(shown.ungrouped),
        },
    )


def _opens(actor: Actor, unit: uuid.UUID | None) -> bool:
    return unit is not None and may(actor, "plan.see_figures", unit)


def _is_open(actor: Actor, indicator: Indicator) -> bool:
    """An indicator of a plan that is seen, or one that an office defined, for those below it and
    itself; Suyang's own is everybody's."""
    if indicator.plan is not None:
        return queries.visible_plans(actor).filter(pk=indicator.plan.pk).exists()
    if indicator.owner_id is None:
        return True
    if may(actor, "plan.see_figures", indicator.owner_id):
        return True
    return any(indicator.owner_id in actor.path(one) for one in highest(actor, "plan.see_figures"))


def _unit(request: HttpRequest, actor: Actor) -> uuid.UUID:
    """The unit that is looked at: the one in the address, or the actor's highest."""
    wanted = uuid_of(request.GET.get("unit"))
    if wanted is not None:
        if not may(actor, "plan.see_figures", wanted):
            raise NotFound
        return wanted
    own = highest(actor, "plan.see_figures")
    if not own:
        raise Denied
    return own[0]


def _period(request: HttpRequest, plan: Plan | None, frequency: str = "") -> Period:
    """The period in the address, or the last one that is over, as long as the plan's reports."""
    if request.GET.get("period"):
        return period_of(request.GET["period"])
    length = frequency if frequency in MONTHS else ""
    if not length and plan is not None:
        lengths = ReportForm.objects.filter(plan=plan).values_list("frequency", flat=True)
        length = min(set(lengths), key=lambda one: MONTHS[one], default="")
    return Period.on(clock.today(), length or "month").shifted(-1)


def _about(actor: Actor, unit: uuid.UUID, period: Period) -> dict[str, Any]:
    """What every page says first: whose figures, for when, and the other choices."""
    offered = overview.periods_offered(clock.today())
    if period not in offered:
        offered = [period, *offered]
    path = tree.path(unit, clock.today())
    above = [one for one in path[1:] if may(actor, "plan.see_figures", one)]
    names = units.names([unit, *above])
    return {
        "unit": unit,
        "unit_name": units.name_of(unit),
        "above": [(one, names.get(one, {})) for one in reversed(above)],
        "period": period,
        "periods": offered,
    }
