"""Where aspects and tasks of a plan stand: places from 1, and the numbers that follow from them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from suyang.plans.models import Aspect, Goal, KeyTask, Plan
from suyang.plans.writing import access, numbering


def touched(plan: Plan) -> None:
    """The text has changed: its revision grows."""
    plan.revision += 1
    plan.save()


# Aspects ------------------------------------------------------------------------------------


def place_of(thing: Aspect | KeyTask | Goal | None) -> str:
    """Where a thing stands, as `move` compares it: for a task with its aspect."""
    if isinstance(thing, KeyTask):
        return f"{thing.aspect_id}-{thing.position}"
    return str(thing.position) if thing is not None else ""


def after(rows: Any) -> int:
    """The place behind the last of some rows."""
    return (rows.aggregate(last=Max(F("position")))["last"] or 0) + 1


def lay_numbers(plan: Plan) -> None:
    """Count places from 1 and lay the numbers anew by the plan's scheme."""
    scheme = plan.body.get("numbering", numbering.DECIMAL)
    aspects = list(plan.aspects.filter(withdrawn_on=None).order_by("position", "pk"))
    wanted = [numbering.aspect_number(place, scheme) for place in range(1, len(aspects) + 1)]
    changed = [
        (row, place, number)
        for place, (row, number) in enumerate(zip(aspects, wanted, strict=True), start=1)
        if (row.number, row.position) != (number, place)
    ]
    for row, _place, _number in changed:  # out of each other's way: a number stands once
        Aspect.objects.filter(pk=row.pk).update(number=f"~{row.pk}"[:10])
    for row, place, number in changed:
        Aspect.objects.filter(pk=row.pk).update(number=number, position=place)
    position = 0
    for place, aspect in enumerate(aspects, start=1):
        tasks = access.current(aspect.tasks.all()).order_by("position", "pk")
        for order, task in enumerate(tasks, start=1):
            position += 1
            number = numbering.task_number(place, order, scheme)
            if (task.number, task.position) != (number, position):
                KeyTask.objects.filter(pk=task.pk).update(number=number, position=position)
