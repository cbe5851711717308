"""A key task for its office: milestones, risks, documents, indicators, programmes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import plain
from suyang.learning import queries as learning
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt, posted
from suyang.organisations.permissions import may_anywhere
from suyang.plans import editions
from suyang.plans.models import Indicator, KeyTask, Milestone, Risk
from suyang.plans.writing import access, bodies, carrying, numbering, papers
from suyang.plans.writing.forms import (
    STATES,
    ChoiceForm,
    DocumentForm,
    DoneForm,
    MilestoneChangeForm,
    MilestoneForm,
    RiskForm,
    filled,
)
from suyang.plans.writing.text import serves_of
from suyang.plans.writing.views import (
    Crumb,
    actor_of,
    form_page,
    lacks,
    office,
    task_to_see,
    task_to_write,
    writes,
)
from suyang.plans.writing.wording import mark


@office
def task_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about a task on one page; POST says how far it is."""
    actor = actor_of(request)
    if request.method == "POST":
        row = task_to_write(actor, slug)
        carrying.set_state(actor, row, request.POST.get("state", ""))
        messages.success(request, _("Saved."))
        return redirect("task-desk", row.slug)
    row = task_to_see(actor, slug)
    today = clock.today()
    named = set(carrying.programmes_of(row)["programmes"])
    above = serves_of(row)
    context: dict[str, Any] = {
        "task": row,
        "plan": row.plan,
        "heading": _heading(row),
        "lead": bodies.lead_of(row),
        "joint": bodies.joint_of(row),
        "lacks": lacks([row.body["title"], row.body.get("text")]),
        "above": above,
        "milestones": row.milestones.all(),
        "risks": row.risks.order_by("closed_on", "-likelihood", "-impact", "raised_on"),
        "owners": units.names(row.risks.exclude(owner=None).values_list("owner_id", flat=True)),
        "documents": row.documents.filter(removed_at=None).select_related("file"),
        "indicators": [one.indicator for one in row.indicator_links.select_related("indicator")],
        "programmes": [one for one in learning.programmes() if one.slug in named],
        "above_programmes": [
            one
            for one in learning.programmes()
            if one.slug not in named and {task.slug for task in above} & set(one.tasks)
        ],
        "late": access.late(row, today),
        "today": today,
        "states": STATES,
        "standing": editions.last_standing(row, today) is not None,
        "sees_state": may_anywhere(actor, "plan.see_figures"),
        "writes": writes(actor, row.plan) and row.withdrawn_on is None,
    }
    return render(request, "plans/writing/task.html", context)


@office
def milestone_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    form = MilestoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = form.attempt(
            lambda: carrying.add_milestone(
                actor, row, form.both("title"), values["due"], values["key"]
            )
        )
        if made is not None:
            return _saved(request, row, "milestones")
    return form_page(request, form, heading=_("Add a milestone"), send=_("Add"), back=_back(row))


@office
def milestone(request: HttpRequest, slug: str, milestone_id: uuid.UUID) -> HttpResponse:
    """Another text or day; done, or not after all; taken out."""
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    stone = Milestone.objects.select_related("task__plan").filter(pk=milestone_id, task=row).first()
    if stone is None:
        raise NotFound
    do = request.POST.get("do", "save") if request.method == "POST" else ""
    now = carrying.milestone_text(stone)
    first: dict[str, Any] = filled(now, title=stone.title)
    first |= {"due": stone.due, "note": stone.note}
    form = MilestoneChangeForm(request.POST if do == "save" else None, initial=first)
    done = DoneForm(request.POST if do == "done" else None)
    if do == "save" and form.is_valid():
        values = form.cleaned_data
        changed = form.attempt(
            lambda: carrying.change_milestone(
                actor,
                stone,
                title=form.both("title"),
                due=values["due"],
                note=values["note"],
                seen=values["seen"],
            )
        )
        if changed is not None:
            return _saved(request, row, "milestones")
    elif do == "done" and done.is_valid():
        if attempt(done, lambda: carrying.settle_milestone(actor, stone, done.day())):
            return _saved(request, row, "milestones")
    elif do == "undone":
        carrying.settle_milestone(actor, stone, None)
        return _saved(request, row, "milestones")
    elif do == "remove":
        carrying.remove_milestone(actor, stone)
        return _saved(request, row, "milestones")
    return form_page(
        request,
        form,
        heading=plain(stone.title),
        send=_("Save"),
        back=_back(row),
        stone=stone,
        done=done,
    )


@office
def risk_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    form = RiskForm(posted(request), initial={"likelihood": 2, "impact": 2})
    if request.method == "POST" and form.is_valid():
        made = form.attempt(
            lambda: carrying.add_risk(actor, row, key=form.cleaned_data["key"], **_risk(form))
        )
        if made is not None:
            return _saved(request, row, "risks")
    return form_page(request, form, heading=_("Add a risk"), send=_("Add"), back=_back(row))


@office
def risk(request: HttpRequest, slug: str, risk_id: uuid.UUID) -> HttpResponse:
    """Another text or weight; closed, or open again."""
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    found = Risk.objects.select_related("task__plan").filter(pk=risk_id, task=row).first()
    if found is None:
        raise NotFound
    do = request.POST.get("do", "save") if request.method == "POST" else ""
    if do in ("close", "open"):
        carrying.settle_risk(actor, found, do == "close")
        return _saved(request, row, "risks")
    now = carrying.risk_text(found)
    first: dict[str, Any] = filled(now, title=found.title, response=found.response)
    first |= {
        "likelihood": found.likelihood,
        "impact": found.impact,
        "owner": units.name_of(found.owner_id) if found.owner_id else "",
    }
    form = RiskForm(request.POST if do else None, initial=first)
    if do and form.is_valid():
        seen = form.cleaned_data["seen"]
        done = form.attempt(lambda: carrying.change_risk(actor, found, seen=seen, **_risk(form)))
        if done is not None:
            return _saved(request, row, "risks")
    return form_page(
        request, form, heading=plain(found.title), send=_("Save"), back=_back(row), risk=found
    )


@office
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a document; `remove` takes one away."""
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    form = DocumentForm(posted(request), request.FILES or None)
    if request.method == "POST" and request.POST.get("remove"):
        papers.remove_document(actor, _document(row, request.POST["remove"]))
        return _saved(request, row, "documents")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = form.attempt(
            lambda: papers.add_document(actor, row, values["file"], values["title"], values["key"])
        )
        if made is not None:
            return _saved(request, row, "documents")
    return form_page(
        request,
        form,
        heading=_("Add a document"),
        send=_("Add"),
        back=_back(row),
        files=row.documents.filter(removed_at=None).select_related("file"),
    )


@office
def indicators(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    now = carrying.indicators_of(row)
    # Those that the task has come first and in their order; the form keeps the order of its list.
    order = {name: place for place, name in enumerate(now["indicators"])}
    found = sorted(
        carrying.offered_indicators(actor, row),
        key=lambda one: (order.get(one.slug, len(order)), one.position, one.slug),
    )
    # Those whose names are not published cannot be told apart.
    offered = [(one.slug, _name(one)) for one in found if one.slug in order or _is_named(one)]
    form = ChoiceForm(
        "indicators", _("Indicators"), offered, posted(request), None, "id_%s", None,
        {**now, "seen": mark(now)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = form.attempt(
            lambda: carrying.set_indicators(actor, row, values["indicators"], values["seen"])
        )
        if done is not None:
            return _saved(request, row, "indicators")
    return form_page(
        request, form, heading=_("What shows that it is done"), send=_("Save"), back=_back(row)
    )


@office
def programmes(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    now = carrying.programmes_of(row)
    offered = [(one.slug, plain(one.title)) for one in learning.programmes()]
    form = ChoiceForm(
        "programmes", _("Programmes"), offered, posted(request), None, "id_%s", None,
        {**now, "seen": mark(now)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = form.attempt(
            lambda: carrying.set_programmes(actor, row, values["programmes"], values["seen"])
        )
        if done is not None:
            return _saved(request, row, "programmes")
    return form_page(
        request, form, heading=_("Programmes for this task"), send=_("Save"), back=_back(row)
    )


def _risk(form: RiskForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {
        "title": form.both("title"),
        "likelihood": values["likelihood"],
        "impact": values["impact"],
        "response": form.both("response"),
        "owner": values["owner"],
    }


def _document(row: KeyTask, written: str) -> Any:
    try:
        wanted = uuid.UUID(written)
    except ValueError:
        raise NotFound from None
    found = row.documents.select_related("task__plan").filter(pk=wanted).first()
    if found is None:
        raise NotFound
    return found


def _name(indicator: Indicator) -> str:
    return plain(indicator.body["name"]) if _is_named(indicator) else _("Name not published")


def _is_named(indicator: Indicator) -> bool:
    return indicator.body.get("name") not in (None, "not_published")


def _heading(row: KeyTask) -> str:
    scheme = row.plan.body.get("numbering", numbering.DECIMAL)
    return numbering.task_heading(row.number, plain(row.body["title"]), scheme)


def _back(row: KeyTask) -> Crumb:
    return reverse("task-desk", args=[row.slug]), _heading(row)


def _saved(request: HttpRequest, row: KeyTask, place: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('task-desk', args=[row.slug])}#{place}")
