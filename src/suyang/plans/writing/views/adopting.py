"""A plan of above taken up: whose plan it becomes, and which of its tasks."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.forms import offer, posted
from suyang.organisations.permissions import Actor, tops_where
from suyang.plans import contributions, queries
from suyang.plans.models import KeyTask, Plan
from suyang.plans.writing.forms import AdoptForm
from suyang.plans.writing.views import actor_of, office, put_back

_CARRIED = ("unit", "title_zh", "title_en", "year", "key")


def address(plan: Plan, values: dict[str, Any]) -> str:
    """The page on which its tasks are chosen, with what was said already."""
    said = {name: values[name] for name in _CARRIED if values.get(name)}
    return f"{reverse('plan-adopt', args=[plan.slug])}?{urlencode(said)}"


@office
def plan_adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """All tasks are chosen until somebody leaves some out: these stand as not taken up."""
    actor = actor_of(request)
    above = queries.plan(slug, actor)
    places = tops_where(actor, "plan.write")
    if not places:
        raise Denied
    tasks = contributions.offered(actor, above)
    everything = [task.slug for task in tasks]
    choose = request.POST.get("choose", "")
    first: dict[str, Any] = {"year": clock.today().year + 1, "tasks": everything}
    first |= {"unit": str(next(iter(places))), **_said(request)}
    form = AdoptForm(None if choose else posted(request), initial=first)
    offer(form, "unit", [(str(k), plain(v)) for k, v in units.names(places).items()])
    offer(form, "tasks", [(task.slug, plain(task.body["title"])) for task in tasks])
    if choose:  # without scripts, one button chooses all and another none
        form.initial.update({one: request.POST.get(one, "") for one in (*_CARRIED, "seen")})
        form.initial["tasks"] = everything if choose == "all" else []
    elif request.method == "POST" and form.is_valid():
        made = form.attempt(lambda: _adopt(actor, above, form, tasks))
        if made is not None:
            messages.success(request, _("The draft is made. Nobody outside your office sees it."))
            return redirect("plan-write", made.slug)
    put_back(request, form)
    context = {"form": form, "plan": above, "aspects": _by_aspect(form, tasks), "all": len(tasks)}
    return render(request, "plans/writing/adopt.html", context)


def _said(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in _CARRIED if request.GET.get(name)}


def _adopt(actor: Actor, above: Plan, form: AdoptForm, tasks: list[KeyTask]) -> Plan:
    values = form.cleaned_data
    unit = units.unit(uuid.UUID(values["unit"]))
    if unit is None:
        raise NotFound
    return contributions.adopt(
        actor,
        above,
        unit,
        title=form.both("title"),
        year=values["year"],
        key=values["key"],
        tasks=[task for task in tasks if task.slug in values["tasks"]],
    )


def _by_aspect(form: AdoptForm, tasks: list[KeyTask]) -> list[dict[str, Any]]:
    """The tasks under their aspects, with whether each is chosen."""
    chosen = set(form["tasks"].value() or ())
    found: list[dict[str, Any]] = []
    for task in tasks:
        if not found or found[-1]["aspect"].pk != task.aspect_id:
            found.append({"aspect": task.aspect, "tasks": []})
        found[-1]["tasks"].append((task, task.slug in chosen))
    return found
