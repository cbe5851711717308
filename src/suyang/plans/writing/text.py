"""Aspects, key tasks and goals of a plan that is written here: every change of the text.

The numbers follow from the places (`places`), which are counted anew after each change.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text
from suyang.organisations.permissions import Actor
from suyang.plans.models import Aspect, Goal, KeyTask, Plan
from suyang.plans.writing import access, bodies
from suyang.plans.writing.making import stream
from suyang.plans.writing.places import after, lay_numbers, touched
from suyang.plans.writing.wording import check_seen, clean, text_of, title_of

MOST_ASPECTS, MOST_TASKS, MOST_GOALS = 60, 400, 60


@transaction.atomic
def add_aspect(
    actor: Actor, plan: Plan, title: Text, text: Text, key: uuid.UUID, lead: str = ""
) -> Aspect:
    """An aspect at the end of the plan. The same `key` adds it once."""
    row = access.locked(actor, plan)
    known = row.aspects.filter(body__key=str(key)).first()
    if known is not None:
        return known
    if row.aspects.filter(withdrawn_on=None).count() >= MOST_ASPECTS:
        raise _full(MOST_ASPECTS)
    made = Aspect.objects.create(
        plan=row,
        number=f"~{key.hex[:8]}",
        position=after(row.aspects),
        body={
            "title": title_of(title),
            "text": text_of(text),
            "lead": bodies.one_entry(row, clean(lead)),
            "key": str(key),
        },
    )
    lay_numbers(row)
    touched(row)
    audit.record(stream(row), actor, "aspect.added", aspect=made.pk, text=aspect_text(made))
    made.refresh_from_db()
    return made


@transaction.atomic
def change_aspect(
    actor: Actor,
    aspect: Aspect,
    title: Text,
    text: Text,
    seen: str | None = None,
    lead: str | None = None,
) -> Aspect:
    """The whole text of an aspect. None for `lead` leaves its lead body as it is."""
    plan = access.locked(actor, aspect.plan)
    row = Aspect.objects.get(pk=aspect.pk)
    now = aspect_text(row)
    wanted: dict[str, Any] = {"title": title_of(title), "text": text_of(text)}
    if lead is not None:
        wanted["lead"] = bodies.one_entry(plan, clean(lead), bodies.lead_of_aspect(row))
    if not check_seen(now, wanted, seen):
        return row
    row.body = {**row.body, **wanted}
    row.save(update_fields=["body"])
    touched(plan)
    audit.record(stream(plan), actor, "aspect.changed", aspect=row.pk, before=now, after=wanted)
    return row


@transaction.atomic
def withdraw_aspect(actor: Actor, aspect: Aspect) -> Aspect:
    """Take an aspect without tasks out of the text."""
    plan = access.locked(actor, aspect.plan)
    row = Aspect.objects.get(pk=aspect.pk)
    if row.withdrawn_on is not None:
        return row
    if access.current(row.tasks.all()).exists():
        raise Refused(_("Tasks still stand under it. Move or withdraw them first."))
    row.withdrawn_on, row.number = clock.today(), f"~w{row.pk}"[:10]
    row.save(update_fields=["withdrawn_on", "number"])
    lay_numbers(plan)
    touched(plan)
    audit.record(stream(plan), actor, "aspect.withdrawn", aspect=row.pk)
    return row


def aspect_text(aspect: Aspect) -> dict[str, Any]:
    body = aspect.body
    texts = {"title": dict(body["title"]), "text": dict(body.get("text") or {})}
    return {**texts, "lead": body.get("lead")}


# Key tasks ----------------------------------------------------------------------------------


@transaction.atomic
def add_task(
    actor: Actor,
    aspect: Aspect,
    *,
    title: Text,
    text: Text,
    key: uuid.UUID,
    lead: str = "",
    joint: str = "",
    contributes_to: list[KeyTask] | None = None,
) -> KeyTask:
    """A key task at the end of an aspect. The same `key` adds it once."""
    plan = access.locked(actor, aspect.plan)
    known = plan.tasks.filter(body__key=str(key)).first()
    if known is not None:
        return known
    if Aspect.objects.filter(pk=aspect.pk, withdrawn_on=None).first() is None:
        raise NotFound
    if access.current(plan.tasks.all()).count() >= MOST_TASKS:
        raise _full(MOST_TASKS)
    serial = plan.body.get("serial", 0) + 1
    plan.body = {**plan.body, "serial": serial}
    made = KeyTask(
        plan=plan,
        aspect=aspect,
        slug=f"{plan.slug}-t{serial}",
        number=f"~{serial}",
        position=after(plan.tasks),
        body={"title": title_of(title), "text": text_of(text), "key": str(key)},
    )
    made.save()
    bodies.set_on(made, bodies.entries(plan, clean(lead), bodies.split(joint)))
    _contribute(plan, made, contributes_to or [])
    made.save()
    lay_numbers(plan)
    touched(plan)
    audit.record(stream(plan), actor, "task.added", task=made.slug, text=task_text(made))
    made.refresh_from_db()
    return made


@transaction.atomic
def change_task(
    actor: Actor,
    task: KeyTask,
    *,
    title: Text,
    text: Text,
    lead: str = "",
    joint: str = "",
    aspect: Aspect | None = None,
    contributes_to: list[KeyTask] | None = None,
    seen: str | None = None,
) -> KeyTask:
    """The whole text of a task. None for `aspect` or `contributes_to` leaves them as they are.

    Raises Overtaken when the text is no longer the one that `seen` marks."""
    plan = access.locked(actor, task.plan)
    row = KeyTask.objects.select_related("aspect", "lead", "plan").get(pk=task.pk)
    if row.withdrawn_on is not None:
        raise Refused(_("This task was withdrawn. Bring it back to change it."), code="withdrawn")
    now = task_text(row)
    serves = contributes_to if contributes_to is not None else serves_of(row)
    place = aspect or row.aspect
    if place.plan_id != plan.pk or place.withdrawn_on is not None:
        raise Refused(_("Choose an aspect of this plan."), code="invalid", field="aspect")
    kept = bodies.entries(plan, clean(lead), bodies.split(joint), bodies.names_kept(row))
    wanted = {
        "title": title_of(title),
        "text": text_of(text),
        "bodies": kept,
        "aspect": place.pk,
        "serves": [one.slug for one in serves],
    }
    if not check_seen(now, wanted, seen):
        return row
    row.body = {**row.body, "title": wanted["title"], "text": wanted["text"]}
    if place.pk != row.aspect_id:
        row.aspect, row.position = place, after(plan.tasks)
    bodies.set_on(row, kept)
    _contribute(plan, row, serves)
    row.save()
    lay_numbers(plan)
    touched(plan)
    audit.record(stream(plan), actor, "task.changed", task=row.slug, before=now, after=wanted)
    row.refresh_from_db()
    return row


@transaction.atomic
def withdraw_task(actor: Actor, task: KeyTask) -> KeyTask:
    """Take a task out of the text. What was done about it stays, and it can be brought back."""
    plan = access.locked(actor, task.plan)
    row = KeyTask.objects.get(pk=task.pk)
    if row.withdrawn_on is not None:
        return row
    row.withdrawn_on = clock.today()
    row.save(update_fields=["withdrawn_on"])
    lay_numbers(plan)
    touched(plan)
    audit.record(stream(plan), actor, "task.withdrawn", task=row.slug)
    return row


@transaction.atomic
def bring_back(actor: Actor, task: KeyTask) -> KeyTask:
    plan = access.locked(actor, task.plan)
    row = KeyTask.objects.select_related("aspect").get(pk=task.pk)
    if row.withdrawn_on is None:
        return row
    aspect = row.aspect
    if aspect.withdrawn_on is not None:
        aspect.withdrawn_on, aspect.position = None, after(plan.aspects)
        aspect.save(update_fields=["withdrawn_on", "position"])
    row.withdrawn_on, row.position = None, after(plan.tasks)
    row.save(update_fields=["withdrawn_on", "position"])
    lay_numbers(plan)
    touched(plan)
    audit.record(stream(plan), actor, "task.brought_back", task=row.slug)
    row.refresh_from_db()
    return row


def task_text(task: KeyTask) -> dict[str, Any]:
    """What a form of the task shows, and what `seen` marks."""
    kept = task.body.get("bodies")
    if kept is None:
        lead = {"unit": str(task.lead_id)} if task.lead_id else None
        joint = [{"unit": str(one)} for one in task.joint.values_list("id", flat=True)]
        kept = {"lead": lead, "joint": joint}
    return {
        "title": dict(task.body["title"]),
        "text": dict(task.body.get("text") or {}),
        "bodies": kept,
        "aspect": task.aspect_id,
        "serves": [one.slug for one in serves_of(task)],
    }


def serves_of(task: KeyTask) -> list[KeyTask]:
    """The tasks of the plan above that this one carries out, the main one first."""
    if task.contributes_to_id is None or task.pk is None:
        return []
    return [task.contributes_to, *task.also_contributes_to.order_by("position")]  # type: ignore[list-item]


# Goals --------------------------------------------------------------------------------------


@transaction.atomic
def add_goal(actor: Actor, plan: Plan, text: Text, key: uuid.UUID) -> Goal:
    row = access.locked(actor, plan)
    slug = f"{row.slug}-g{key.hex[-8:]}"
    known = row.goals.filter(slug=slug).first()
    if known is not None:
        return known
    if row.goals.count() >= MOST_GOALS:
        raise _full(MOST_GOALS)
    made = Goal.objects.create(
        plan=row, slug=slug, position=after(row.goals), body={"text": _goal_text(text)}
    )
    touched(row)
    audit.record(stream(row), actor, "goal.added", goal=slug, text=made.body["text"])
    return made


@transaction.atomic
def change_goal(actor: Actor, goal: Goal, text: Text, seen: str | None = None) -> Goal:
    plan = access.locked(actor, goal.plan)
    row = Goal.objects.get(pk=goal.pk)
    now, wanted = {"text": dict(row.body["text"])}, {"text": _goal_text(text)}
    if not check_seen(now, wanted, seen):
        return row
    row.body = {**row.body, **wanted}
    row.save(update_fields=["body"])
    touched(plan)
    audit.record(stream(plan), actor, "goal.changed", goal=row.slug, before=now, after=wanted)
    return row


@transaction.atomic
def remove_goal(actor: Actor, goal: Goal) -> None:
    """Take a goal out of the text; editions that hold it keep it."""
    plan = access.locked(actor, goal.plan)
    row = Goal.objects.filter(pk=goal.pk).first()
    if row is None:
        return
    text = row.body["text"]
    row.delete()
    touched(plan)
    audit.record(stream(plan), actor, "goal.removed", goal=goal.slug, text=text)


def _goal_text(text: Text) -> dict[str, str]:
    found = text_of(text, "text_zh")
    if not found:
        raise Refused(_("Write the goal in at least one language."), code="empty", field="text_zh")
    return found


def _contribute(plan: Plan, task: KeyTask, serves: list[KeyTask]) -> None:
    for one in serves:
        if plan.adopts_id is None or one.plan_id != plan.adopts_id:
            raise Refused(
                _("A task contributes to tasks of the plan that this one adopts, and to no other."),
                code="invalid",
                field="serves",
            )
    task.contributes_to = serves[0] if serves else None
    task.also_contributes_to.set(serves[1:])


def _full(most: int) -> Refused:
    return Refused(
        _("There are %(n)s already; more would be read by nobody. Put some together.")
        % {"n": most},
        code="full",
    )
