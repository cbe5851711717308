"""Closing a plan, and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.organisations.forms import posted
from suyang.organisations.permissions import Actor, require
from suyang.plans import closing
from suyang.plans.models import Plan, ReportDue
from suyang.plans.writing.forms import CloseForm, ReopenForm, TextForm
from suyang.plans.writing.views import actor_of, office, plan_to_see, put_back, unit_of


@office
def plan_close(request: HttpRequest, slug: str) -> HttpResponse:
    """The day and the reason; of a closed plan, the reason to go on."""
    actor = actor_of(request)
    plan = plan_to_see(actor, slug)
    require(actor, "plan.publish", unit_of(plan))
    # What was sent is said, so that a second click says the same again and not its contrary.
    wants = request.POST.get("do") or ("reopen" if plan.closing else "close")
    form: TextForm
    if wants == "reopen":
        form = ReopenForm(posted(request))
        done = _sent(request, form) and _reopen(actor, plan, form)
        said = _("The plan goes on. Its reports are asked for again.")
    else:
        form = CloseForm(posted(request), initial={"on": clock.today()})
        done = _sent(request, form) and _close(actor, plan, form)
        said = _("The plan is closed. It stays readable.")
    if done:
        messages.success(request, said)
        return redirect("plan-write", plan.slug)
    put_back(request, form)
    dues = ReportDue.objects.filter(form__plan=plan, due__gt=clock.today(), excused="")
    context = {
        "plan": plan,
        "form": form,
        "wants": wants,
        "earlier": [one for one in closing.closings(plan) if "reopened_on" in one],
        "asked": dues.count(),
    }
    return render(request, "plans/writing/close.html", context)


def _sent(request: HttpRequest, form: TextForm) -> bool:
    return request.method == "POST" and form.is_valid()


def _close(actor: Actor, plan: Plan, form: TextForm) -> bool:
    day, reason = form.cleaned_data["on"], form.both("reason")
    return form.attempt(lambda: closing.close(actor, plan, day, reason)) is not None


def _reopen(actor: Actor, plan: Plan, form: TextForm) -> bool:
    return form.attempt(lambda: closing.reopen(actor, plan, form.both("why"))) is not None
