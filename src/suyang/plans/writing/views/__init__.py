"""Pages of writing a plan.

desk.py     the office's plans, a new one, publishing
text.py     the outline: head, goals, aspects, tasks
task.py     a key task: milestones, risks, documents, indicators, programmes
reading.py  editions: the one of a day, all, two side by side
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import LANGUAGES
from suyang.organisations.permissions import Actor, may, require
from suyang.organisations.views import actor_of
from suyang.plans.models import KeyTask, Plan
from suyang.plans.reporting.views import office
from suyang.plans.writing import access
from suyang.plans.writing.forms import TextForm

Crumb = tuple[str, Any]


def plan_to_write(actor: Actor, slug: str) -> Plan:
    """The plan for a page that changes it. NotFound for strangers, Denied without the role."""
    found = _open(lambda: access.office_plan(actor, slug))
    require(actor, "plan.write", found.unit_id)
    return found


def task_to_write(actor: Actor, slug: str) -> KeyTask:
    found = _open(lambda: access.office_task(actor, slug))
    require(actor, "plan.write", found.plan.unit_id)
    return found


def plan_to_see(actor: Actor, slug: str) -> Plan:
    return _open(lambda: access.office_plan(actor, slug))


def task_to_see(actor: Actor, slug: str) -> KeyTask:
    return _open(lambda: access.office_task(actor, slug))


def writes(actor: Actor, plan: Plan) -> bool:
    return (
        plan.unit_id is not None
        and plan.state != Plan.State.CLOSED
        and may(actor, "plan.write", plan.unit_id)
    )


def lacks(texts: Iterable[Mapping[str, str] | None]) -> list[str]:
    """The languages that a text has not while it has another; a text that is empty lacks none."""
    there = [text for text in texts if text]
    return [one for one in LANGUAGES if any(not text.get(one) for text in there)]


def form_page(
    request: HttpRequest, form: TextForm, *, heading: str, send: str, back: Crumb, **more: Any
) -> HttpResponse:
    """A page with one form; 409 where somebody else was first."""
    context = {"form": form, "heading": heading, "send": send, "back": back, **more}
    status = 409 if form.theirs is not None else 200
    return render(request, "plans/writing/form.html", context, status=status)


def _open(find: Any) -> Any:
    """A plan of the content has no pages to write: nothing is found there."""
    try:
        return find()
    except Refused as refused:
        if refused.code == "content":
            raise NotFound(refused.message) from refused
        raise


__all__ = ["actor_of", "office", "plan_to_see", "plan_to_write", "task_to_see", "task_to_write"]
