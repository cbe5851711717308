"""Pages of targets: those of a unit, one with its judgement and history, setting and revising."""

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
from suyang.organisations import choosing
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt, offer, posted
from suyang.organisations.permissions import Actor, highest, may, require
from suyang.plans import published
from suyang.plans import queries as plans
from suyang.plans.figures.queries import Figure
from suyang.plans.indicators import queries as indicators
from suyang.plans.judging import Judged
from suyang.plans.models import Indicator, KeyTask, Target
from suyang.plans.reporting import queries as people
from suyang.plans.reporting.columns import word
from suyang.plans.reporting.unsaved import put_back
from suyang.plans.reporting.views import actor_of, office, uuid_of, writing_office
from suyang.plans.targets import actions, pictures, queries, words
from suyang.plans.targets.forms import ChooseForm, TargetForm, as_uuid, initial
from suyang.plans.writing import bodies


@office
def target_list(request: HttpRequest) -> HttpResponse:
    """The targets of a unit, each with what is known and how that is judged; with `below`, those
    of the units below it, too, as many as a page judges."""
    actor = actor_of(request)
    places = highest(actor, "plan.see_figures")
    if not places:
        raise Denied
    unit = uuid_of(request.GET.get("unit")) or places[0]
    require(actor, "plan.see_figures", unit)
    below = request.GET.get("below") == "1"
    found, more = queries.of_page(unit, actor, below=below)
    wanted = request.GET.get("is", "")
    rows = [_row(*one) for one in queries.judgements(found, actor)]
    shown = [row for row in rows if not wanted or row["judgement"] == wanted]
    names = units.names({row["target"].unit_id for row in shown}) if below else {}
    return render(
        request,
        "plans/targets/list.html",
        {
            "unit": unit,
            "unit_name": units.name_of(unit),
            "rows": [row | {"unit": names.get(row["target"].unit_id)} for row in shown],
            "below": below,
            "more": more,
            "all": len(rows),
            "wanted": wanted,
            "choices": [(name.value, said) for name, said in words.JUDGEMENTS.items()],
            "may_set": may(actor, "target.set", unit),
        },
    )


@office
def target(request: HttpRequest, target_id: uuid.UUID) -> HttpResponse:
    """One target: what is known, where it should be, where it leads, and what it was before."""
    actor = actor_of(request)
    found = queries.visible(actor, target_id)
    standing = queries.standing(found, actor)
    now = queries.newest(found)
    if found.task is not None:
        # Of a task that was never published the reader is told nothing.
        found.task = next(iter(published.worded(actor, [found.task])), None)
    lead = bodies.leads_of([found.task])[found.task.pk] if found.task else ""
    return render(
        request,
        "plans/targets/target.html",
        {
            "target": found,
            # Who leads the task, and otherwise the unit whose target it is.
            "answers": lead or units.name_of(found.unit_id),
            "indicator": found.indicator,
            "unit_name": units.name_of(found.unit_id),
            "column": "" if found.column == "total" else word(found.column),
            "row": _row(found, standing.figure, standing.judged),
            "why": words.WHYS[standing.judged.why],
            "chart": pictures.over_time(standing),
            "ahead": words.ahead(standing),
            "baseline": words.value(found.indicator, found.baseline),
            "baseline_period": words.period(found.baseline_period) if found.baseline_period else "",
            "steps": [
                (words.period(at), words.value(found.indicator, value))
                for at, value in found.steps.items()
            ],
            "reason": plain(found.reason) if found.reason else "",
            "by": people.person_name(found.set_by) if found.set_by else "",
            "earlier": [_earlier(one) for one in standing.earlier],
            "newer": None if now.id == found.id else now,
            "may_set": now.id == found.id and may(actor, "target.set", found.unit_id),
        },
    )


@writing_office
def target_new(request: HttpRequest) -> HttpResponse:
    """First for what, then what is to be reached."""
    actor = actor_of(request)
    tops = highest(actor, "target.set")
    if not tops:
        raise Denied
    # Written by hand, a unit is a code or a name until `_choose` has understood it.
    slug, unit_id = request.GET.get("indicator", ""), as_uuid(request.GET.get("unit", ""))
    if not slug or unit_id is None:
        return _choose(request, actor, tops)
    indicator = indicators.visible(actor).filter(slug=slug, ended_on=None).first()
    unit = units.unit(unit_id)
    if indicator is None or unit is None:
        raise NotFound
    require(actor, "target.set", unit)
    task = _task(actor, request.GET.get("task", ""))
    form = TargetForm(indicator, posted(request), initial=_suggested(indicator))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.set_target(
                actor, indicator, unit, form.wanted(), task=task, id=form.cleaned_data["key"]
            ),
        )
        if made is not None:
            messages.success(request, _("The target is set."))
            return redirect("target", made.id)
    put_back(request, form)
    return render(
        request,
        "plans/targets/form.html",
        {"form": form, "indicator": indicator, "unit_name": units.name_of(unit.id), "task": task},
    )


@writing_office
def target_revise(request: HttpRequest, target_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    old = queries.visible(actor, target_id)
    require(actor, "target.set", old.unit_id)
    form = TargetForm(old.indicator, posted(request))
    if request.method == "POST":
        if form.is_valid():
            made = attempt(
                form,
                lambda: actions.revise(actor, old, form.wanted(), id=form.cleaned_data["key"]),
            )
            if made is not None:
                messages.success(request, _("Revised. The earlier target stays visible below."))
                return redirect("target", made.id)
    else:
        form = TargetForm(old.indicator, initial=initial(old, form.percent))
    form.fields["reason"].required = True
    put_back(request, form)
    return render(
        request,
        "plans/targets/form.html",
        {
            "form": form,
            "old": old,
            "old_words": words.aim(old),
            "indicator": old.indicator,
            "unit_name": units.name_of(old.unit_id),
        },
    )


def _choose(request: HttpRequest, actor: Actor, tops: list[uuid.UUID]) -> HttpResponse:
    form = ChooseForm(
        request.GET if "indicator" in request.GET else None,
        initial={"unit": str(_asked(request, actor) or tops[0])},
    )
    choosing.ask_for(form, "unit", actor, "target.set", tops)
    known = indicators.visible(actor).filter(ended_on=None)
    known = known.exclude(kind=Indicator.Kind.NOT_PUBLISHED)
    offer(form, "indicator", [(one.slug, plain(one.body["name"])) for one in known])
    task = request.GET.get("task", "")
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        query = {"indicator": chosen["indicator"], "unit": choosing.chosen(chosen["unit"])}
        query |= {"task": task} if task else {}
        return redirect(f"{reverse('target-new')}?{urlencode(query)}")
    context = {"form": form, "known": known.exists(), "task": task}
    return render(request, "plans/targets/choose.html", context)


def _asked(request: HttpRequest, actor: Actor) -> uuid.UUID | None:
    """The unit whose page led here, however far down."""
    unit = as_uuid(request.GET.get("unit", ""))
    return unit if unit is not None and may(actor, "target.set", unit) else None


def _task(actor: Actor, slug: str) -> KeyTask | None:
    """Raises NotFound for a task that the actor may not see."""
    known = KeyTask.objects.filter(slug=slug).exists() if slug else False
    return published.worded(actor, [plans.task(slug, actor)])[0] if known else None


def _suggested(indicator: Indicator) -> dict[str, Any]:
    year = clock.today().year
    down = indicator.better == Indicator.Better.DOWN
    return {"period": str(year + 1), "at_least": "down" if down else "up"}


def _row(target: Target, figure: Figure, judged: Judged) -> dict[str, Any]:
    indicator = target.indicator
    return {
        "target": target,
        "name": indicator.body["name"],
        "column": "" if target.column == "total" else word(target.column),
        "aim": words.aim(target),
        "figure": words.figure(indicator, figure),
        "period": figure.period.words(),
        "expected": words.value(indicator, judged.expected),
        "judgement": judged.judgement.value,
        "word": words.JUDGEMENTS[judged.judgement],
        "address": reverse("target", args=[target.id]),
    }


def _earlier(one: Target) -> dict[str, Any]:
    return {
        "target": one,
        "aim": words.aim(one),
        "reason": plain(one.reason) if one.reason else "",
        "by": people.person_name(one.set_by) if one.set_by else "",
    }
