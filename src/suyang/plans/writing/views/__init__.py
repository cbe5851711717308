"""Pages of writing a plan.

desk.py     the office's plans, a new one, publishing
adopting.py a plan of above, with the tasks that are taken up
closing.py  closing a plan, opening it again
text.py     the outline: head, goals, aspects, tasks
task.py     a key task: milestones, risks, documents, indicators, programmes
reading.py  editions: the one of a day, all, two side by side
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import LANGUAGES, plain
from suyang.learning import queries as learning
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, may, require
from suyang.organisations.views import actor_of
from suyang.plans.models import Indicator, KeyTask, Plan
from suyang.plans.reporting.unsaved import put_back
from suyang.plans.reporting.views import writing_office as office
from suyang.plans.writing import access
from suyang.plans.writing.forms import SCHEMES, TextForm

T = TypeVar("T")
Crumb = tuple[str, Any]


def plan_to_write(actor: Actor, slug: str) -> Plan:
    """The plan for a page that changes it. NotFound for strangers, Denied without the role."""
    found = plan_to_see(actor, slug)
    require(actor, "plan.write", unit_of(found))
    return found


def task_to_write(actor: Actor, slug: str) -> KeyTask:
    found = task_to_see(actor, slug)
    require(actor, "plan.write", unit_of(found.plan))
    return found


def plan_to_see(actor: Actor, slug: str) -> Plan:
    return _open(lambda: access.office_plan(actor, slug))


def task_to_see(actor: Actor, slug: str) -> KeyTask:
    return _open(lambda: access.office_task(actor, slug))


def unit_of(plan: Plan) -> uuid.UUID:
    """The unit whose plan it is; a plan of the content has none and no pages of an office."""
    if plan.unit_id is None:
        raise NotFound
    return plan.unit_id


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
    """A page with one form; 409 where somebody else was first. What was typed into it before the
    session ended stands in it again."""
    put_back(request, form)
    context = {"form": form, "heading": heading, "send": send, "back": back, **more}
    if form.theirs is not None:
        context["theirs"] = _their_rows({**form.theirs, **more.get("their_bodies", {})})
    status = 409 if form.theirs is not None else 200
    return render(request, "plans/writing/form.html", context, status=status)


def _their_rows(theirs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What somebody else saved, as it is read: names in place of slugs and ids."""
    rows: list[tuple[str, Any]] = []
    for name, value in theirs.items():
        if name in ("bodies", "aspect"):
            continue
        if isinstance(value, list):
            value = "、".join(_names(name, value))
        elif name == "owner" and value:
            value = units.name_of(uuid.UUID(value))
        elif name == "numbering":
            value = dict(SCHEMES).get(value, value)
        rows.append((name, value))
    return rows


def _names(name: str, slugs: list[str]) -> list[str]:
    found: dict[str, str] = {}
    if name == "serves":
        for task in KeyTask.objects.filter(slug__in=slugs):
            found[task.slug] = f"{task.number} {plain(task.body['title'])}"
    elif name == "indicators":
        for one in Indicator.objects.filter(slug__in=slugs):
            found[one.slug] = plain(one.body["name"])
    elif name == "programmes":
        found = {one.slug: plain(one.title) for one in learning.programmes()}
    return [found.get(slug, slug) for slug in slugs]


def _open(find: Callable[[], T]) -> T:
    """A plan of the content has no pages to write: nothing is found there."""
    try:
        return find()
    except Refused as refused:
        if refused.code == "content":
            raise NotFound(refused.message) from refused
        raise


__all__ = [
    "actor_of",
    "office",
    "plan_to_see",
    "plan_to_write",
    "put_back",
    "task_to_see",
    "task_to_write",
]
