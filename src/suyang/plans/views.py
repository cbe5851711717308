"""The plans, readable page by page; a task's figures for whoever may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suyang.foundation import clock, ids
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.learning import queries as learning
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import may_anywhere
from suyang.people.actors import actor_of
from suyang.plans import actions, counts, listing, pictures, published, queries
from suyang.plans.indicators import queries as indicators
from suyang.plans.indicators.views import indicator_page
from suyang.plans.writing.views import reading


def plan_list(request: HttpRequest) -> HttpResponse:
    """Those that came with Suyang and those of the reader's office; the others by year and unit."""
    actor = actor_of(request)
    seen, offices = queries.visible_plans(actor), listing.own_offices(actor)
    others = seen.exclude(unit=None).exclude(unit_id__in=offices)
    found = listing.find(others, request.GET.dict())
    context = {
        "near": published.titled(actor, listing.near(seen, offices)),
        "found": found,
        "others": listing.with_units(published.titled(actor, found.page.object_list)),
    }
    return render(request, "plans/plan_list.html", context)


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.plan(slug, actor_of(request))
    if found.unit_id is not None:
        return reading.plan(request, found)
    aspects = found.aspects.prefetch_related("tasks")
    return render(
        request,
        "plans/plan.html",
        {
            "plan": found,
            "aspects": aspects,
            "goals": found.goals.all(),
            "indicators": found.indicators.all(),
            "bodies": queries.issuing_bodies(found),
            "sees_state": may_anywhere(actor_of(request), "plan.see_figures"),
        },
    )


def task(request: HttpRequest, slug: str) -> HttpResponse:
    """A key task: what it says, what is done about it, and the figures where they may be seen."""
    found = queries.task(slug, actor_of(request))
    if found.plan.unit_id is not None:
        return reading.task(request, found)
    actor = actor_of(request)
    unit = queries.viewable_unit(actor, _unit(request))
    context: dict[str, Any] = {
        "task": found,
        "plan": found.plan,
        "indicators": queries.indicators_of(found),
        "programmes": learning.programmes_for(found.slug),
        "may_start": may_anywhere(actor, "group.start"),
        "sees_state": may_anywhere(actor, "plan.see_figures"),
        "neighbours": _neighbours(found),
    }
    if unit is not None:
        shown = queries.figures(found, unit)
        context |= {
            "figures": shown,
            "levels_chart": pictures.levels(shown.level),
            "places_chart": pictures.people_by_place(shown),
            "above": _above(actor, unit),
            "today": clock.today(),
            "request_id": ids.uuid7(),
        }
    return render(request, "plans/task.html", context)


def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """The events behind a task's figures: day, place and kind, without names."""
    found = queries.task(slug, actor_of(request))
    unit = queries.viewable_unit(actor_of(request), _unit(request))
    if unit is None:
        raise Denied
    below = tree.with_below(unit, clock.today())
    events = counts.events(found.slug, below).order_by("-day", "-id")
    kind = request.GET.get("kind", "")
    if kind in counts.Kind.values:
        events = events.filter(kind=kind)
    page = Paginator(events, 100).get_page(request.GET.get("page"))
    names = units.names({event.unit_id for event in page})
    rows = [(event, names.get(event.unit_id), event.person[-6:].upper()) for event in page]
    return render(
        request,
        "plans/evidence.html",
        {
            "task": found,
            "unit": unit,
            "unit_name": units.name_of(unit),
            "page": page,
            "rows": rows,
            "kind": kind,
            "kinds": counts.Kind.choices,
        },
    )


@require_POST
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Order the task's figures as of a day, as PDF or XLSX; the job's page gives the file."""
    actor = actor_of(request)
    unit = queries.viewable_unit(actor, _uuid(request.POST.get("unit", "")))
    if unit is None:
        raise Denied
    job = actions.order_report(
        actor,
        slug,
        unit,
        _day(request),
        request.POST.get("format", "pdf"),
        _uuid(request.POST.get("request", "")) or ids.uuid7(),
    )
    return redirect("job", job.id)


def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    found = indicators.indicator(actor_of(request), slug)
    if found.plan is None:
        return indicator_page(request, slug)
    tasks = [queries.task(f"{found.plan.slug}-{no}") for no in found.body.get("tasks", ())]
    return render(
        request, "plans/indicator.html", {"indicator": found, "plan": found.plan, "tasks": tasks}
    )


def _unit(request: HttpRequest) -> uuid.UUID | None:
    return _uuid(request.GET.get("unit", ""))


def _uuid(wanted: str) -> uuid.UUID | None:
    if not wanted:
        return None
    try:
        return uuid.UUID(wanted)
    except ValueError:
        raise NotFound


def _day(request: HttpRequest) -> dt.date:
    wanted = request.POST.get("as_of")
    if not wanted:
        return clock.today()
    try:
        day = dt.date.fromisoformat(wanted)
    except ValueError:
        raise Refused(_("The day must be written as 2026-11-21."), code="invalid", field="as_of")
    return min(day, clock.today())


def _above(actor: Any, unit: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The way back up, as far as the actor may see."""
    path = tree.path(unit, clock.today())[1:]
    seen = [place for place in path if queries.viewable_unit(actor, place)]
    return [(place, units.name_of(place)) for place in reversed(seen)]


def _neighbours(found: Any) -> dict[str, Any]:
    tasks = found.plan.tasks
    return {
        "previous": tasks.filter(position__lt=found.position).order_by("-position").first(),
        "next": tasks.filter(position__gt=found.position).order_by("position").first(),
    }
