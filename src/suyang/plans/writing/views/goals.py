"""The forms of a plan's goals: their text, and how they are judged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from suyang.foundation.texts import plain
from suyang.organisations.forms import posted
from suyang.plans.indicators import queries as indicators
from suyang.plans.writing import carrying, judging_goals, text
from suyang.plans.writing.forms import GoalForm, GoalRuleForm, filled
from suyang.plans.writing.views import actor_of, form_page, office, plan_to_write
from suyang.plans.writing.views.text import back_to, goal_of, saved
from suyang.plans.writing.wording import mark


@office
def goal_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    form = GoalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        made = form.attempt(lambda: text.add_goal(actor, plan, form.both("text"), key))
        if made is not None:
            return saved(request, plan, "goals")
    return form_page(request, form, heading=_("Add a goal"), send=_("Add"), back=back_to(plan))


@office
def goal(request: HttpRequest, slug: str, goal_id: int) -> HttpResponse:
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    row = goal_of(plan, goal_id)
    now = {"text": dict(row.body["text"])}
    form = GoalForm(posted(request), initial=filled(now, text=now["text"]))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.attempt(lambda: text.change_goal(actor, row, form.both("text"), seen))
        if done is not None:
            return saved(request, plan, "goals")
    return form_page(request, form, heading=_("Goal"), send=_("Save"), back=back_to(plan))


@office
def goal_rule(request: HttpRequest, slug: str, goal_id: int) -> HttpResponse:
    """By which indicators a goal is judged."""
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    row = goal_of(plan, goal_id)
    has = judging_goals.asked(row.rule)
    known = {
        one.slug: plain(one.body["name"])
        for one in carrying.named(indicators.visible(actor).filter(ended_on=None))
    }
    offered = sorted(
        {**{name: name for name, _ask in has}, **known}.items(), key=lambda one: one[1]
    )
    initial: dict[str, Any] = {"needs": row.rule.get("needs", "all")}
    for n, (name, ask) in enumerate(has, start=1):
        initial |= {f"indicator_{n}": name, f"ask_{n}": ask}
    initial["seen"] = mark({"rule": row.rule})
    form = GoalRuleForm(offered, judging_goals.MOST_PARTS, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.attempt(
            lambda: judging_goals.set_rule(actor, row, given["needs"], form.parts(), given["seen"])
        )
        if done is not None:
            return saved(request, plan, "goals")
    return form_page(
        request, form, heading=_("How this goal is judged"), send=_("Save"), back=back_to(plan)
    )
