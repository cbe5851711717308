"""Pages for everybody, and the page on which an office chooses them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.organisations import queries as units
from suyang.organisations.permissions import NOBODY, Actor, tops_where
from suyang.plans import listing, published
from suyang.plans.goals import words as goal_words
from suyang.plans.models import PublicOffice
from suyang.plans.public import actions, downloads, queries
from suyang.plans.reporting.views import actor_of, office, uuid_of
from suyang.plans.targets import words

# Seconds for which a copy may be shown again; an office that switches off waits as long.
KEPT = 300


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """The plans of the content and of the office at the top; the others by year and unit."""
    plans, top = queries.offered(), queries.top_office()
    near = [] if top is None else [top]
    found = listing.find(plans.exclude(unit=None).exclude(unit_id__in=near), request.GET.dict())
    context = {
        "near": published.titled(NOBODY, listing.near(plans, near)),
        "found": found,
        "others": listing.with_units(published.titled(NOBODY, found.page.object_list)),
        "publishes": top is not None,
    }
    return _kept(request, render(request, "plans/public/list.html", context))


@require_safe
def public_plan(request: HttpRequest, slug: str) -> HttpResponse:
    shown = queries.page(slug)
    context = {
        "shown": shown,
        "plan": shown.plan,
        "text": {**shown.text, "goals": []},
        "begun": shown.edition is None or shown.edition.valid_from <= clock.today(),
        "series": [_series(one) for one in shown.series],
        "units_shown": any(one.units for one in shown.series),
        "targets": [_target(one) for one in shown.standings],
        "goals": [_goal(one) for one in shown.goals],
        "marks": [(words.MARKS[mark], downloads.MARKS[mark]) for mark in downloads.MARKS],
        "method": downloads.METHOD,
        "judging": downloads.JUDGING,
    }
    return _kept(request, render(request, "plans/public/plan.html", context))


@require_safe
def public_csv(request: HttpRequest, slug: str) -> HttpResponse:
    answer = HttpResponse(downloads.as_csv(queries.page(slug)), "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return _same_for_all(answer)


@require_safe
def public_json(request: HttpRequest, slug: str) -> HttpResponse:
    form = {"ensure_ascii": False, "allow_nan": False}
    answer = JsonResponse(downloads.as_json(queries.page(slug)), json_dumps_params=form)
    answer["Content-Disposition"] = f'attachment; filename="{slug}.json"'
    return _same_for_all(answer)


@office
def public_choice(request: HttpRequest) -> HttpResponse:
    """On and off, for each unit whose plans the actor publishes by a role of its own."""
    actor = actor_of(request)
    places = tops_where(actor, "plan.publish")
    if not places:
        raise Denied
    if request.method == "POST":
        unit = uuid_of(request.POST.get("unit"))
        choice = request.POST.get("choice", "")
        if unit is None or choice not in ("on", "off", "units-on", "units-off"):
            raise NotFound
        if choice.startswith("units-"):
            return _choose_units(request, actor, unit, choice == "units-on")
        row = actions.set_public(actor, unit, choice == "on")
        messages.success(
            request,
            _("Everybody may read the office's plans and approved figures now.")
            if row.on
            else _("The office's plans are not in the public view any more."),
        )
        return redirect("public-choice")
    found = {one.unit_id: one for one in PublicOffice.objects.filter(unit_id__in=places, on=True)}
    rows = [
        {
            "unit": one,
            "name": name,
            "on": one in found,
            "figures": one in found and found[one].figures,
            "below": one in found and found[one].below,
        }
        for one, name in units.names(places).items()
    ]
    return render(request, "plans/public/choice.html", {"rows": rows})


def _choose_units(request: HttpRequest, actor: Actor, unit: uuid.UUID, on: bool) -> HttpResponse:
    try:
        row = actions.set_units_public(actor, unit, on)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("public-choice")
    messages.success(
        request,
        _("Everybody may read the approved figures of each unit below now.")
        if row.below
        else _("The units below are not in the public view any more."),
    )
    return redirect("public-choice")


def _kept(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The reader's own browser keeps a page for a while: it stands in their language, and its head
    is theirs, so that nobody between keeps it. Not of people who signed in: they may sign out."""
    if not actor_of(request).signed_in:
        answer["Cache-Control"] = f"private, max-age={KEPT}"
    return answer


def _same_for_all(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"public, max-age={KEPT}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _series(one: queries.Series) -> dict[str, Any]:
    found = one.latest
    return {
        "name": one.indicator.body["name"],
        "figure": words.figure(one.indicator, found),
        "period": found.period.words(),
        "reporting": found.units_reporting,
        "expected": found.units_expected,
        "units": [
            {
                "name": unit.name,
                "figure": words.figure(one.indicator, unit.figure),
                "reporting": unit.figure.units_reporting,
                "expected": unit.figure.units_expected,
            }
            for unit in one.units
        ],
    }


def _target(one: Any) -> dict[str, Any]:
    return {
        "name": one.target.indicator.body["name"],
        "aim": words.aim(one.target),
        "figure": words.figure(one.target.indicator, one.figure),
        "period": one.figure.period.words(),
        "word": words.JUDGEMENTS[one.judged.judgement],
        "why": words.WHYS[one.judged.why],
    }


def _goal(one: queries.Goal) -> dict[str, Any]:
    return {
        "text": one.text,
        "word": goal_words.OUTCOMES[one.outcome] if one.outcome else "",
        "parts": [
            {
                "says": goal_words.part(part),
                "answer": goal_words.ANSWERS[part.part.answer],
                "reason": goal_words.REASONS[part.part.because],
                "rests_on": goal_words.rests_on(part),
            }
            for part in one.parts
            if part.indicator is not None
        ],
    }
