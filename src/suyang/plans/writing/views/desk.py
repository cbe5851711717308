"""The office's plans with their states; a new one; publishing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain, reader_language
from suyang.organisations import queries as units
from suyang.organisations.forms import offer, posted
from suyang.organisations.models import Unit
from suyang.organisations.permissions import (
    Actor,
    may,
    may_anywhere,
    require,
    tops_where,
    units_where,
)
from suyang.plans import comparing, editions, listing, published, queries
from suyang.plans.models import Plan, PlanEdition
from suyang.plans.writing import making
from suyang.plans.writing.forms import NewPlanForm, PublishForm
from suyang.plans.writing.views import (
    actor_of,
    adopting,
    office,
    plan_to_see,
    put_back,
    unit_of,
    writes,
)
from suyang.plans.writing.views.reading import names_in, parts_of

COPY, ADOPT = "copy", "adopt"


@office
def plan_desk(request: HttpRequest) -> HttpResponse:
    """Plans of the units whose drafts the actor sees."""
    actor = actor_of(request)
    if not may_anywhere(actor, "plan.see_drafts"):
        raise Denied
    offices = listing.own_offices(actor)
    seen = Plan.objects.filter(unit_id__in=units_where(actor, "plan.see_drafts", ended=True))
    found = listing.find(seen.exclude(unit_id__in=offices), request.GET.dict())
    own = list(seen.filter(unit_id__in=offices).order_by("-year", "slug"))
    context = {
        "own": _rows(own, with_changes=True),
        "below": _rows(found.page.object_list),
        "found": found,
        "has_below": bool(found.years),
        "makes": may_anywhere(actor, "plan.write"),
        "publishes": may_anywhere(actor, "plan.publish"),
    }
    return render(request, "plans/writing/desk.html", context)


def _rows(plans: Iterable[Plan], *, with_changes: bool = False) -> list[dict[str, Any]]:
    """Plans with their unit and edition; with_changes: whether the text has grown since, for which
    the whole of it is read."""
    # Without their texts, which are long.
    kept = Prefetch("editions", PlanEdition.objects.defer("text").order_by("valid_from", "number"))
    plans = list(plans)
    prefetch_related_objects(plans, kept)
    names = units.names({one.unit_id for one in plans})  # type: ignore[misc]
    today = clock.today()
    return [
        {
            "plan": one,
            "unit": names.get(one.unit_id),  # type: ignore[arg-type]
            "edition": next(
                (e for e in reversed(one.editions.all()) if e.valid_from <= today), None
            ),
            "last": max(one.editions.all(), key=lambda e: e.number, default=None),
            "changed": with_changes
            and one.state != Plan.State.DRAFT
            and editions.unpublished_changes(one),
        }
        for one in plans
    ]


@office
def plan_new(request: HttpRequest) -> HttpResponse:
    """A draft: empty, a copy, or one from above adopted."""
    actor = actor_of(request)
    places = tops_where(actor, "plan.write")
    if not places:
        raise Denied
    form = NewPlanForm(
        posted(request),
        initial={"year": clock.today().year + 1, "source": request.GET.get("source", "")},
    )
    offer(form, "unit", [(str(k), plain(v)) for k, v in units.names(places).items()])
    asked = request.POST.get("source", "") or request.GET.get("source", "")
    offer(form, "source", _sources(actor, asked))
    if request.method == "POST" and form.is_valid():
        how, _colon, slug = form.cleaned_data["source"].partition(":")
        if how == ADOPT:  # which tasks are taken up is asked next; nothing is made yet
            above = queries.plan(slug, actor)
            return redirect(adopting.address(above, form.cleaned_data))
        made = form.attempt(lambda: _make(actor, form))
        if made is not None:
            messages.success(request, _("The draft is made. Nobody outside your office sees it."))
            return redirect("plan-write", made.slug)
    put_back(request, form)
    return render(request, "plans/writing/new.html", {"form": form})


def _sources(actor: Actor, asked: str) -> list[tuple[str, Any]]:
    """Nothing, a copy, or one from above: those that came with Suyang, those of the actor's offices
    and of the units above, and the one that is asked for. One of another office is begun from its
    own page."""
    seen = queries.visible_plans(actor)
    lines = [actor.path(top) for top in tops_where(actor, "plan.write")]
    above = {unit for line in lines for unit in line[1:]}
    near = listing.near(seen, {unit for line in lines for unit in line})
    if slug := asked.partition(":")[2]:
        near = (near | seen.filter(slug=slug)).distinct()
    named = published.titled(actor, near)
    copied = [
        (f"{COPY}:{one.slug}", _label(one))
        for one in named
        if one.unit_id is None or may(actor, "plan.see_drafts", one.unit_id)
    ]
    in_force = [
        one
        for one in named
        if one.state == Plan.State.PUBLISHED and (one.unit_id is None or one.unit_id in above)
    ]
    adopted = [(f"{ADOPT}:{one.slug}", _label(one)) for one in in_force]
    return [
        ("", _("an empty plan")),
        (_("Copy this plan"), copied),
        (_("Adopt this plan from above"), adopted),
    ]


def _label(plan: Plan) -> str:
    closed = f" · {pgettext('plan', 'closed')}" if plan.closing else ""
    return f"{plan.year} {plain(plan.title)}{closed}"


def _make(actor: Actor, form: NewPlanForm) -> Plan:
    values = form.cleaned_data
    unit: Unit | None = units.unit(uuid.UUID(values["unit"]))
    if unit is None:
        raise NotFound
    title, year, key = form.both("title"), values["year"], values["key"]
    how, _colon, slug = values["source"].partition(":")
    if how == COPY:
        return making.copy_plan(actor, queries.plan(slug, actor), unit, title, year, key=key)
    return making.make_plan(actor, unit, title, year, key=key)


@office
def plan_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The text as it would be published, what differs from the last edition, and the day."""
    actor = actor_of(request)
    plan = plan_to_see(actor, slug)
    require(actor, "plan.publish", unit_of(plan))
    form = PublishForm(
        posted(request), initial={"valid_from": clock.today(), "revision": plan.revision}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = form.attempt(
            lambda: editions.publish(
                actor, plan, values["valid_from"], form.both("note"), values["revision"]
            )
        )
        if made is not None:
            messages.success(
                request,
                _("Edition %(n)s is published. It holds from %(day)s.")
                % {"n": made.number, "day": made.valid_from.isoformat()},
            )
            return redirect("plan-edition", plan.slug, made.number)
    if form.is_bound and form.non_field_errors():
        # Whoever reads the page again has read the newer text: the next try is about that one.
        plan.refresh_from_db()
        form.put("revision", str(plan.revision))
    put_back(request, form)
    text = editions.whole_text(plan)
    last = plan.editions.order_by("-number").first()
    compared = None
    if last is not None:
        names = names_in(actor, last.text, text)
        compared = comparing.compare(last.text, text, reader_language(), names)
    context = {
        "plan": plan,
        "form": form,
        "text": text,
        "last": last,
        "compared": compared,
        "parts": parts_of(compared) if compared else [],
        "writes": writes(actor, plan),
    }
    return render(request, "plans/writing/publish.html", context)
