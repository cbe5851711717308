"""What was handed up: the list with completeness, one report, the decision, excuses."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt, posted
from suyang.organisations.permissions import may, require
from suyang.plans.listing import A_PAGE
from suyang.plans.models import Report, ReportDue, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting import (
    actions,
    evidence,
    filling,
    queries,
    showing,
    standing,
    tallies,
)
from suyang.plans.reporting.views import actor_of, office, uuid_of
from suyang.plans.reporting.views.mine import about

State = Report.State
SHOWN_PERIODS = 6
SHOWN_WAITING = 50
# What the list is looked through for: how the own report of a branch or of any below it stands.
STATES = (tallies.MISSING, *standing.ORDER)


class DecideForm(forms.Form):
    """Words to a decision, and why a parent does not wait for those below."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Needed to return a report: what is to be mended."),
    )
    exception = forms.CharField(
        label=gettext_lazy("Why this one does not wait for those below"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )


@office
def review_list(request: HttpRequest) -> HttpResponse:
    """How complete and how timely: per form and period, in all and by unit below."""
    actor = actor_of(request)
    top = standing.seen_unit(actor, uuid_of(request.GET.get("unit")))
    if top is None:
        raise NotFound if request.GET.get("unit") else Denied
    waiting, below = standing.to_decide(actor), standing.decided_by_others(actor)
    first, further = list(waiting[:SHOWN_WAITING]), list(below[:SHOWN_WAITING])
    context: dict[str, Any] = {
        "unit": top,
        "unit_name": units.name_of(top),
        "waiting": first,
        "all_waiting": waiting.count(),
        "waiting_below": further,
        "all_below": below.count() if further else 0,
        "waiting_names": units.names({one.unit_id for one in (*first, *further)}),
        "next": next((one for one in first if actions.may_decide(actor, one)), None),
        "places": standing.places(actor, "report.see"),
        "forms": standing.forms_seen(top),
        "may_define": may(actor, "form.define", top),
    }
    form = chosen_form(request, context["forms"])
    if form is not None:
        context |= _overview(request, form, top)
        context["may_excuse"] = may(actor, "report.decide", top)
        context["may_ask"] = may(actor, "follow_up.ask", top)
    return render(request, "plans/reporting/review_list.html", context)


@office
def review(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """One report for reading, and for deciding where the actor may."""
    actor = actor_of(request)
    found = queries.report(actor, report_id)
    form = DecideForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: _decide(request, found, form)) is not None:
            return redirect("report-review", found.id)
        status = 409
        found = queries.report(actor, report_id)
    return render(request, "plans/reporting/review.html", _one(request, found, form), status=status)


def _decide(request: HttpRequest, found: Report, form: DecideForm) -> bool:
    actor, do = actor_of(request), request.POST.get("do")
    comment, exception = form.cleaned_data["comment"], form.cleaned_data["exception"]
    if do == "approve":
        actions.approve(actor, found, comment, exception)
        messages.success(request, _("Approved. The figures count from now on."))
    elif do == "return":
        actions.send_back(actor, found, comment)
        messages.success(request, _("Returned. The unit sees your comment first."))
    elif do == "reopen":
        done = actions.reopen(actor, found, comment)
        names = queries.names_in_words([one.unit_id for one in done.above])
        if names:
            words = _("Opened again, and with it what rests on it: %(names)s.")
            messages.success(request, words % {"names": names})
        else:
            messages.success(request, _("Opened again."))
    else:
        raise NotFound
    return True


@office
def excuse(request: HttpRequest, due_id: int) -> HttpResponse:
    """A unit need not report for a period."""
    actor = actor_of(request)
    due = ReportDue.objects.select_related("form", "unit").filter(id=due_id).first()
    if due is None or not may(actor, "report.see", due.unit_id):
        raise NotFound
    period = Period.read(due.period)
    above = queries.above(due.unit_id, period)
    require(actor, "report.decide", above)
    asked = {"unit": above, "form": due.form_id, "period": due.period}
    # The list as it was looked at, perhaps from a unit further up.
    asked |= {name: request.GET[name] for name in ("unit", "state") if name in request.GET}
    back = f"{reverse('review-list')}?{urlencode(asked)}"
    form = ReasonForm(posted(request), initial={"reason": due.excused})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.excuse(actor, due.form, due.unit, period, reason)
        messages.success(request, _("Excused; the reason stands in the list."))
        return redirect(back)
    context = {
        "back": back,
        "due": due,
        "period": period,
        "unit_name": units.name_of(due.unit_id, period.last_day),
        "form": form,
    }
    return render(request, "plans/reporting/excuse.html", context)


def _one(request: HttpRequest, found: Report, form: DecideForm) -> dict[str, Any]:
    actor, period = actor_of(request), Period.read(found.period)
    below = filling.below_of(found.form, found.unit_id, period)
    waiting = queries.waiting_below(found, below)
    decides = actions.may_decide(actor, found)
    figures = showing.figures(found)
    fills = may(actor, "report.fill", found.unit_id)
    if not waiting:
        del form.fields["exception"]
    following = standing.to_decide(actor).exclude(id=found.id)[:20]
    steps = list(found.steps.all())
    names = queries.person_names(step.by for step in steps)
    above = queries.above(found.unit_id, period)
    listed = {"unit": above, "form": found.form_id, "period": found.period}
    return {
        **about(found),
        "decide": form,
        "listed": f"?{urlencode(listed)}",
        "figures": figures,
        "compared": showing.compared(found, figures),
        "before": period.shifted(-1),
        "year_ago": showing.year_ago(period),
        "questions": showing.questions(found),
        "free_files": [one for one in evidence.of(found) if one.indicator_id is None],
        "gone_files": found.files.exclude(removed_at=None).select_related("file"),
        "steps": [(step, names.get(step.by, _("the office"))) for step in steps],
        "may_decide": decides,
        "decides_now": decides and found.state == State.SUBMITTED,
        "opens_again": decides and found.state == State.APPROVED,
        "above": queries.names_in_words([one.unit_id for one in queries.approved_above(found)]),
        "below": len(below),
        "waiting": queries.names_in_words(waiting),
        "takes_back": fills and found.state == State.SUBMITTED,
        "fills": fills and found.state in (State.DRAFT, State.RETURNED),
        "asks": may(actor, "follow_up.ask", above),
        "next": next((one for one in following if actions.may_decide(actor, one)), None),
    }


def chosen_form(request: HttpRequest, offered: list[ReportForm]) -> ReportForm | None:
    wanted = uuid_of(request.GET.get("form"))
    if wanted is None:
        return offered[0] if offered else None
    found = next((one for one in offered if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def chosen_period(request: HttpRequest, periods: list[Period]) -> Period:
    """The one in the address, or the last that is over."""
    written = request.GET.get("period", "")
    ended = next((one for one in periods if one.last_day < clock.today()), None)
    return next((one for one in periods if str(one) == written), ended or next(iter(periods)))


def _overview(request: HttpRequest, form: ReportForm, top: uuid.UUID) -> dict[str, Any]:
    periods = standing.periods_of(form)
    period = chosen_period(request, periods)
    whole, branches = tallies.below(form, period, top)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    if state:
        branches = [one for one in branches if one.tally.stand(state)]
    page = Paginator(branches, A_PAGE).get_page(request.GET.get("page"))
    earlier = [one for one in periods if one.first_day <= period.first_day][:SHOWN_PERIODS]
    return {
        "form": form,
        "period": period,
        "periods": periods,
        "whole": whole,
        "branches": page,
        "page": page,
        "query": urlencode({"unit": top, "form": form.id, "period": period, "state": state}),
        "state": state,
        "states": STATES,
        "trend": tallies.over_time(form, earlier, top),
    }
