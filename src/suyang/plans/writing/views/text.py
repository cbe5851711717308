"""The outline of a plan, and the forms of its head, aspects and tasks."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import plain
from suyang.organisations.forms import offer, posted
from suyang.organisations.permissions import Actor, may, may_anywhere
from suyang.plans import editions, published
from suyang.plans.goals import words as goal_words
from suyang.plans.models import Aspect, Goal, KeyTask, Plan
from suyang.plans.writing import (
    access,
    bodies,
    making,
    moving,
    numbering,
    places,
    text,
)
from suyang.plans.writing.forms import (
    AspectForm,
    HeadForm,
    TaskForm,
    filled,
)
from suyang.plans.writing.views import (
    Crumb,
    actor_of,
    form_page,
    lacks,
    office,
    plan_to_see,
    plan_to_write,
    task_to_write,
    writes,
)

Row = TypeVar("Row", bound=Model)


@office
def plan_write(request: HttpRequest, slug: str) -> HttpResponse:
    """The text that is worked on, as an outline."""
    actor = actor_of(request)
    plan = plan_to_see(actor, slug)
    outline: list[dict[str, Any]] = [
        {
            "aspect": aspect,
            "place": places.place_of(aspect),
            "lacks": lacks([aspect.body["title"], aspect.body.get("text")]),
            "lead": bodies.lead_of_aspect(aspect),
            "tasks": [
                {
                    "task": task,
                    "place": places.place_of(task),
                    "lacks": lacks([task.body["title"], task.body.get("text")]),
                    "lead": bodies.lead_of(task),
                }
                for task in access.current(aspect.tasks.all())
            ],
        }
        for aspect in plan.aspects.filter(withdrawn_on=None)
    ]
    goals = [
        {
            "goal": goal,
            "place": places.place_of(goal),
            "lacks": lacks([goal.body.get("text")]),
            "needs": goal_words.needs(goal.rule).rstrip(":："),
        }
        for goal in plan.goals.all()
    ]
    last = plan.editions.order_by("-number").first()
    head_lacks = lacks([plan.title, plan.body.get("intro")])
    publishes = may(actor, "plan.publish", plan.unit_id)  # type: ignore[arg-type]
    every = [*outline, *goals, *(task for row in outline for task in row["tasks"])]
    context = {
        "plan": plan,
        "outline": outline,
        "scheme": _scheme(plan),
        "goals": goals,
        "head_lacks": head_lacks,
        "lacking": sum(bool(row["lacks"]) for row in every) + bool(head_lacks),
        "withdrawn": plan.tasks.exclude(withdrawn_on=None),
        "last": last,
        "changed": last is not None and editions.unpublished_changes(plan),
        "writes": writes(actor, plan),
        "publishes": publishes and plan.closing is None,
        "sees_state": may_anywhere(actor, "plan.see_figures"),
        "closes": publishes and plan.state != Plan.State.DRAFT,
    }
    return render(request, "plans/writing/outline.html", context)


@office
def plan_head(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    now = making.head_of(plan)
    first = filled(now, title=now["title"], intro=now["intro"])
    first |= {"year": now["year"], "scheme": now["numbering"]}
    form = HeadForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = form.attempt(
            lambda: making.change_plan(
                actor,
                plan,
                title=form.both("title"),
                year=values["year"],
                intro=form.both("intro"),
                scheme=values["scheme"],
                seen=values["seen"],
            )
        )
        if done is not None:
            return saved(request, plan)
    return form_page(
        request, form, heading=_("Title, year, introduction"), send=_("Save"), back=back_to(plan)
    )


@office
def aspect_new(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    form = AspectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        title, words = form.both("title"), form.both("text")
        key, lead = form.cleaned_data["key"], form.cleaned_data["lead"]
        made = form.attempt(lambda: text.add_aspect(actor, plan, title, words, key, lead))
        if made is not None:
            return saved(request, plan, f"aspect-{made.pk}")
    return form_page(request, form, heading=_("Add an aspect"), send=_("Add"), back=back_to(plan))


@office
def aspect(request: HttpRequest, slug: str, aspect_id: int) -> HttpResponse:
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    row = _aspect(plan, aspect_id)
    now = text.aspect_text(row)
    first = filled(now, title=now["title"], text=now["text"])
    first |= {"lead": bodies.written([bodies.lead_of_aspect(row)])}
    form = AspectForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        title, words = form.both("title"), form.both("text")
        seen, lead = form.cleaned_data["seen"], form.cleaned_data["lead"]
        done = form.attempt(lambda: text.change_aspect(actor, row, title, words, seen, lead))
        if done is not None:
            return saved(request, plan, f"aspect-{row.pk}")
    theirs: dict[str, Any] = {}
    if form.theirs is not None:
        row.refresh_from_db()
        theirs = {"lead": bodies.written([bodies.lead_of_aspect(row)])}
    heading = numbering.aspect_heading(row.number, plain(row.body["title"]), _scheme(plan))
    back = back_to(plan)
    return form_page(request, form, heading=heading, send=_("Save"), back=back, their_bodies=theirs)


@office
def task_new(request: HttpRequest, slug: str, aspect_id: int) -> HttpResponse:
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    form = TaskForm(posted(request), initial={"aspect": str(aspect_id)})
    _offers(actor, form, plan)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = form.attempt(
            lambda: text.add_task(
                actor,
                _aspect(plan, int(values["aspect"])),
                title=form.both("title"),
                text=form.both("text"),
                key=values["key"],
                lead=values["lead"],
                joint=values["joint"],
                contributes_to=_serves(plan, form),
            )
        )
        if made is not None:
            return saved(request, plan, f"task-{made.pk}")
    _aspect(plan, aspect_id)
    return form_page(request, form, heading=_("Add a key task"), send=_("Add"), back=back_to(plan))


@office
def task_write(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    row = task_to_write(actor, slug)
    plan = row.plan
    now = text.task_text(row)
    first: dict[str, Any] = filled(now, title=now["title"], text=now["text"])
    first |= {
        "aspect": str(row.aspect_id),
        "lead": bodies.written([bodies.lead_of(row)]),
        "joint": bodies.written(bodies.joint_of(row)),
        "serves": now["serves"],
    }
    form = TaskForm(posted(request), initial=first)
    _offers(actor, form, plan)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = form.attempt(
            lambda: text.change_task(
                actor,
                row,
                title=form.both("title"),
                text=form.both("text"),
                lead=values["lead"],
                joint=values["joint"],
                aspect=_aspect(plan, int(values["aspect"])),
                contributes_to=_serves(plan, form),
                seen=values["seen"],
            )
        )
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("task-desk", row.slug)
    theirs: dict[str, Any] = {}
    if form.theirs is not None:
        row.refresh_from_db()
        theirs = {
            "lead": bodies.written([bodies.lead_of(row)]),
            "joint": bodies.written(bodies.joint_of(row)),
        }
    heading = numbering.task_heading(row.number, plain(row.body["title"]), _scheme(plan))
    back = (reverse("task-desk", args=[row.slug]), heading)
    return form_page(request, form, heading=heading, send=_("Save"), back=back, their_bodies=theirs)


@require_POST
@office
def arrange(request: HttpRequest, slug: str) -> HttpResponse:
    """Move a thing of the outline up or down, take it out, bring it back."""
    actor = actor_of(request)
    plan = plan_to_write(actor, slug)
    kind, _dash, written = request.POST.get("row", "").partition("-")
    if not (written.isascii() and written.isdigit() and len(written) < 18):
        raise NotFound
    find: dict[str, Any] = {"aspect": _aspect, "task": _task, "goal": goal_of}
    if kind not in find:
        raise NotFound
    row: Aspect | KeyTask | Goal = find[kind](plan, int(written))
    do = request.POST.get("do")
    where = f"{kind}-{row.pk}"
    if do in ("up", "down"):
        if not moving.move(actor, row, do == "up", request.POST.get("place", "")):
            messages.info(request, _("Nothing was moved. It stands where you see it now."))
    elif do == "withdraw" and isinstance(row, KeyTask):
        text.withdraw_task(actor, row)
        messages.success(request, _("Taken out of the text. It can be brought back below."))
        where = "withdrawn"
    elif do == "withdraw" and isinstance(row, Aspect):
        text.withdraw_aspect(actor, row)
        messages.success(request, _("The aspect is taken out."))
        where = "main"
    elif do == "withdraw" and isinstance(row, Goal):
        text.remove_goal(actor, row)
        where = "goals"
    elif do == "back" and isinstance(row, KeyTask):
        text.bring_back(actor, row)
    else:
        raise NotFound
    return redirect(f"{reverse('plan-write', args=[plan.slug])}#{where}")


def _offers(actor: Actor, form: TaskForm, plan: Plan) -> None:
    aspects = plan.aspects.filter(withdrawn_on=None)
    scheme = _scheme(plan)
    offer(
        form,
        "aspect",
        [
            (str(one.pk), numbering.aspect_heading(one.number, plain(one.body["title"]), scheme))
            for one in aspects
        ],
    )
    if plan.adopts is None:
        del form.fields["serves"]
        return
    # A task that is not published has nothing that could be carried out, for its own office, too.
    above = [
        one
        for one in published.tasks(actor, plan.adopts)
        if plan.adopts.unit_id is None or one.first_edition is not None
    ]
    offer(
        form,
        "serves",
        [(one.slug, f"{one.number} {plain(one.body['title'])}") for one in above],
    )


def _serves(plan: Plan, form: TaskForm) -> list[KeyTask] | None:
    if "serves" not in form.fields:
        return None
    wanted = form.cleaned_data["serves"]
    found = {one.slug: one for one in KeyTask.objects.filter(slug__in=wanted, plan=plan.adopts)}
    return [found[slug] for slug in wanted if slug in found]


def _aspect(plan: Plan, pk: int) -> Aspect:
    return _there(plan.aspects.filter(pk=pk))


def _task(plan: Plan, pk: int) -> KeyTask:
    return _there(plan.tasks.filter(pk=pk))


def goal_of(plan: Plan, pk: int) -> Goal:
    return _there(plan.goals.filter(pk=pk))


def _there(rows: QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def _scheme(plan: Plan) -> str:
    return str(plan.body.get("numbering", numbering.DECIMAL))


def back_to(plan: Plan) -> Crumb:
    return reverse("plan-write", args=[plan.slug]), plan.title


def saved(request: HttpRequest, plan: Plan, place: str = "") -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(reverse("plan-write", args=[plan.slug]) + (f"#{place}" if place else ""))
