"""A thing of a plan's outline one place up or down."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from suyang.foundation import audit
from suyang.foundation.permissions import NotFound
from suyang.organisations.permissions import Actor
from suyang.plans.models import Aspect, Goal, KeyTask, Plan
from suyang.plans.writing import access
from suyang.plans.writing.making import stream
from suyang.plans.writing.places import after, lay_numbers, place_of, touched


@transaction.atomic
def move(actor: Actor, thing: Aspect | KeyTask | Goal, up: bool, place: str = "") -> bool:
    """One place up or down among its like. A task at the edge of its aspect goes into the next.

    `place` is where the mover saw it (`place_of`): from anywhere else nothing is moved, so that a
    double click moves once. Whether it moved."""
    plan = access.locked(actor, thing.plan)
    if place and place != place_of(type(thing)._default_manager.filter(pk=thing.pk).first()):
        return False
    if isinstance(thing, KeyTask):
        moved = _move_task(plan, KeyTask.objects.get(pk=thing.pk), up)
    else:
        rows: models.QuerySet[Any] = type(thing)._default_manager.filter(plan=plan)
        if isinstance(thing, Aspect):
            rows = rows.filter(withdrawn_on=None)
        moved = _swap(list(rows.order_by("position", "pk")), thing.pk, up)
    if not moved:
        return False
    lay_numbers(plan)
    touched(plan)
    what = f"{type(thing).__name__.lower()}.moved"
    audit.record(stream(plan), actor, what, row=thing.pk, up=up)
    return True


def _move_task(plan: Plan, task: KeyTask, up: bool) -> bool:
    beside = list(access.current(task.aspect.tasks.all()).order_by("position", "pk"))
    if _swap(beside, task.pk, up):
        return True
    aspects = list(plan.aspects.filter(withdrawn_on=None).order_by("position", "pk"))
    ids = [aspect.pk for aspect in aspects]
    place = ids.index(task.aspect_id) + (-1 if up else 1)
    if not 0 <= place < len(aspects):
        return False
    target = aspects[place]
    KeyTask.objects.filter(pk=task.pk).update(
        aspect=target, position=after(target.tasks) if up else 0
    )
    return True


def _swap(rows: list[Any], pk: Any, up: bool) -> bool:
    """Give every row its place from 1, with the row one place up or down."""
    order = [row.pk for row in rows]
    if pk not in order:
        raise NotFound
    place = order.index(pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return False
    order[place], order[other] = order[other], order[place]
    # Tasks of other aspects have places of their own; these keep the span that they had.
    places = sorted(row.position for row in rows)
    if len(set(places)) != len(places):
        places = list(range(1, len(rows) + 1))
    for row_id, position in zip(order, places, strict=True):
        type(rows[0])._default_manager.filter(pk=row_id).update(position=position)
    return True
