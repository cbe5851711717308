"""A plan of above taken up by a unit below; who took what up is read in `contributing`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import Goal, KeyTask, Plan
from suyang.plans.writing import access
from suyang.plans.writing.making import copy_text, make_plan, stream


def offered(actor: Actor, plan: Plan) -> list[KeyTask]:
    """The tasks of a plan that a unit below can take up: those that are published, in their order.

    Raises NotFound for a draft."""
    if not access.sees(actor, plan) or plan.state == Plan.State.DRAFT:
        raise NotFound
    found = access.current(plan.tasks.all()).select_related("aspect")
    if plan.unit_id is not None:
        found = found.exclude(first_edition=None)
    return list(found.order_by("aspect__position", "position"))


@transaction.atomic
def adopt(
    actor: Actor,
    plan: Plan,
    unit: Unit,
    *,
    title: Text,
    year: int,
    key: uuid.UUID,
    tasks: Iterable[KeyTask] | None = None,
) -> Plan:
    """A draft for `unit` whose tasks contribute to those of `plan`: all of them, or the chosen.

    Afterwards it is a plan like any other: tasks may be put together, split and added. The same
    `key` adopts once."""
    if not access.sees(actor, plan) or plan.state == Plan.State.DRAFT:
        raise NotFound
    require(actor, "plan.write", unit)
    if plan.state == Plan.State.CLOSED:
        raise Refused(
            _("This plan is closed and is not carried out any more. Copy it instead."),
            code="closed",
            field="source",
        )
    if plan.unit_id is not None and plan.unit_id not in tree.path(unit.id, clock.today())[1:]:
        raise Refused(
            _("A plan is adopted by units below the one that made it. Copy it instead."),
            code="not_below",
        )
    wanted = offered(actor, plan)
    if tasks is not None:
        chosen = {task.pk for task in tasks}
        wanted = [task for task in wanted if task.pk in chosen]
    if not wanted:
        raise Refused(_("Choose at least one task to take up."), code="empty", field="tasks")
    made = make_plan(
        actor,
        unit,
        title,
        year,
        key=key,
        intro=plan.body.get("intro") or {},
        scheme=plan.body.get("numbering", "decimal"),
        adopts=plan,
    )
    if made.tasks.exists():
        return made
    for goal in plan.goals.all():
        kept = {"text": goal.body.get("text", {})}
        Goal.objects.create(plan=made, slug=goal.slug, position=goal.position, body=kept)
    pairs = copy_text(made, plan, wanted, year - plan.year)
    for above, own in pairs:
        own.contributes_to = above
        own.save(update_fields=["contributes_to"])
    made.save(update_fields=["body"])
    audit.record(stream(made), actor, "plan.adopted", source=plan.slug, tasks=len(pairs))
    return made
