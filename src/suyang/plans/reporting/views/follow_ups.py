"""Follow-ups (督办): ask a unit below for something by a day, answer, ask again, close."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain
from suyang.organisations import choosing, tree
from suyang.organisations import queries as units
from suyang.organisations.forms import KeyForm, attempt, posted
from suyang.organisations.permissions import may, require, tops_where
from suyang.plans import queries as plans
from suyang.plans.models import FollowUp, Report
from suyang.plans.reporting import followups, queries
from suyang.plans.reporting.views import actor_of, office, period_of, uuid_of

USUAL_DAYS = 7


class AskForm(KeyForm):
    unit = forms.ChoiceField(label=gettext_lazy("Which unit"))
    text = forms.CharField(
        label=gettext_lazy("What is asked"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    due = forms.DateField(
        label=gettext_lazy("By when"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    field_order = ("unit", "text", "due", "key")


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )


class AgainForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What is still missing"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only needed to ask again."),
    )
    due = forms.DateField(
        label=gettext_lazy("By when, if you ask again"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


@office
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """Both sides: what is asked of my units, and what they asked of others."""
    actor = actor_of(request)
    places = tops_where(actor, "report.see")
    if not places:
        raise Denied
    closed = request.GET.get("closed") == "1"
    asked_of = [one for unit in places for one in followups.of_unit(unit, closed=closed)]
    asked_by = [one for unit in places for one in followups.asked_by(unit, closed=closed)]
    names = units.names({one.unit_id for one in asked_by} | {o.asked_by_unit_id for o in asked_of})
    context = {
        "asked_of": [(one, names.get(one.asked_by_unit_id)) for one in asked_of],
        "asked_by": [(one, names.get(one.unit_id)) for one in asked_by],
        "may_ask": bool(tops_where(actor, "follow_up.ask")),
        "closed": closed,
        "today": clock.today(),
    }
    return render(request, "plans/reporting/follow_ups.html", context)


@office
def follow_up_new(request: HttpRequest) -> HttpResponse:
    """Ask a unit below; perhaps about a report, one that is missing, or a key task."""
    actor = actor_of(request)
    unit, text, report = _about(request)
    slug = request.GET.get("task")
    task = plans.task(slug, actor) if slug else None
    by = _asking_unit(request, unit)
    form = AskForm(
        posted(request),
        initial={
            "unit": str(unit or ""),
            "text": text,
            "due": clock.today() + dt.timedelta(days=USUAL_DAYS),
        },
    )
    choosing.ask_for(form, "unit", actor, "follow_up.ask", [by], without=[by])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: followups.ask(
                actor,
                _unit(by),
                _unit(choosing.chosen(values["unit"])),
                values["text"],
                values["due"],
                report=report,
                task=task,
                id=values["key"],
            ),
        )
        if made is not None:
            messages.success(request, _("Asked. The unit sees it on its first page."))
            return redirect("follow-up", made.id)
    context = {"form": form, "report": report, "task": task, "by": units.name_of(by)}
    return render(request, "plans/reporting/follow_up_new.html", context)


@office
def follow_up(request: HttpRequest, follow_up_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    found = followups.one(actor, follow_up_id)
    answer = AnswerForm(initial={"answer": found.answer})
    usual = clock.today() + dt.timedelta(days=USUAL_DAYS)
    again = AgainForm(initial={"due": found.due if found.due >= clock.today() else usual})
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "answer":
            answer = AnswerForm(request.POST)
            if answer.is_valid() and _attempted(
                answer, lambda: followups.answer(actor, found, answer.cleaned_data["answer"])
            ):
                messages.success(request, _("Answered. The unit that asked sees it."))
                return redirect("follow-up", found.id)
        else:
            again = AgainForm(request.POST)
            if again.is_valid() and _attempted(again, lambda: _close(actor, found, again, do)):
                return redirect("follow-up", found.id)
    context: dict[str, Any] = {
        "found": found,
        "task": found.task if found.task and plans.is_open(found.task.plan, actor) else None,
        "asking": units.name_of(found.asked_by_unit_id),
        "asked": units.name_of(found.unit_id),
        "by": queries.person_name(found.asked_by),
        "answered_by": queries.person_name(found.answered_by),
        "answers": may(actor, "report.fill", found.unit_id),
        "decides": may(actor, "follow_up.ask", found.asked_by_unit_id),
        "answer": answer,
        "again": again,
        "today": clock.today(),
    }
    return render(request, "plans/reporting/follow_up.html", context)


def _about(request: HttpRequest) -> tuple[uuid.UUID | None, str, Report | None]:
    """The unit that is asked, words to begin with, and the report that it is about: as the address
    names the report, or unit, form and period of one that is missing."""
    actor = actor_of(request)
    wanted, unit = uuid_of(request.GET.get("report")), uuid_of(request.GET.get("unit"))
    if wanted is not None:
        report = queries.report(actor, wanted)
        return report.unit_id, "", report
    if unit is not None and not may(actor, "report.see", unit):
        raise NotFound
    form_id = uuid_of(request.GET.get("form"))
    if unit is None or form_id is None:
        return unit, "", None
    form = queries.visible_form(actor, form_id)
    period = period_of(request.GET.get("period"))
    words = _("Please hand up “%(form)s” for %(period)s.")
    said = words % {"form": plain(form.title), "period": period.words}
    found = Report.objects.filter(form=form, unit_id=unit, period=str(period)).first()
    return unit, said, found


def _attempted(form: forms.Form, action: Callable[[], FollowUp]) -> bool:
    return attempt(form, action) is not None


def _close(actor: Any, found: FollowUp, again: AgainForm, do: str | None) -> FollowUp:
    if do not in ("close", "again"):
        raise NotFound
    why, due = again.cleaned_data["why"], again.cleaned_data["due"]
    return followups.decide(actor, found, enough=do == "close", why=why, due=due)


def _asking_unit(request: HttpRequest, below: uuid.UUID | None) -> uuid.UUID:
    """The unit that asks: the actor's nearest one above the unit that is asked."""
    actor = actor_of(request)
    tops = tops_where(actor, "follow_up.ask")
    if not tops:
        raise Denied
    if below is not None:
        path = tree.path(below, clock.today())[1:]
        found = next((unit for unit in path if unit in tops), None)
        if found is None:
            raise Denied
        require(actor, "follow_up.ask", found)
        return found
    return min(tops, key=lambda unit: (len(tree.path(unit, clock.today())), str(unit)))


def _unit(unit_id: uuid.UUID) -> Any:
    found = units.unit(unit_id)
    if found is None:
        raise NotFound
    return found
