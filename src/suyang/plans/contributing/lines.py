"""Key tasks as a reader may see them: the text that is worked on in their own office, elsewhere
the last edition; a plan of the content as it stands. A few queries, however many plans."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from suyang.foundation.texts import Text
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, units_where
from suyang.plans.models import KeyTask, Plan, PlanEdition
from suyang.plans.writing import access


@dataclass(frozen=True)
class Line:
    """One key task; `serves`: slugs of the tasks above that it contributes to."""

    slug: str
    number: str
    title: Text
    plan: Plan
    serves: tuple[str, ...] = ()


def allowed(actor: Actor, action: str, wanted: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the units in which the actor may do something, in one query."""
    if actor.system or not wanted:
        return set(wanted)
    found = Unit.objects.filter(id__in=list(wanted))
    found = found.filter(id__in=units_where(actor, action, ended=True))
    return set(found.values_list("id", flat=True))


def of_plans(actor: Actor, plans: Collection[Plan]) -> dict[int, list[Line]]:
    """The tasks of plans that are there for the actor, by the plan's id, in the plan's order."""
    known = {one.pk: one for one in plans}
    inside = allowed(actor, "plan.see_drafts", {one.unit_id for one in plans if one.unit_id})
    live = [pk for pk, one in known.items() if one.unit_id is None or one.unit_id in inside]
    found: dict[int, list[Line]] = {pk: [] for pk in known}
    rows = access.current(KeyTask.objects.filter(plan_id__in=live, aspect__withdrawn_on=None))
    rows = rows.select_related("contributes_to").prefetch_related("also_contributes_to")
    for task in rows.order_by("aspect__position", "position"):
        above = [task.contributes_to] if task.contributes_to else []
        serves = dict.fromkeys(one.slug for one in (*above, *task.also_contributes_to.all()))
        found[task.plan_id].append(
            Line(task.slug, task.number, task.body["title"], known[task.plan_id], tuple(serves))
        )
    # Publishing writes the edition's number into the plan's row.
    shown = PlanEdition.objects.filter(
        plan_id__in=set(known) - set(live), number=F("plan__version")
    )
    for edition in shown:
        found[edition.plan_id] = [
            Line(one["slug"], one["number"], one["title"], known[edition.plan_id], _serves(one))
            for aspect in edition.text["aspects"]
            for one in aspect["tasks"]
        ]
    return found


def _serves(task: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(task.get("serves", ())))
