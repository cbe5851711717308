"""Who sees a plan, and who may write in it: what a stranger asks for is not there."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations.permissions import Actor, may, require
from suyang.plans.models import KeyTask, Plan


def sees_drafts(actor: Actor, plan: Plan) -> bool:
    return plan.unit_id is not None and may(actor, "plan.see_drafts", plan.unit_id)


def sees(actor: Actor, plan: Plan) -> bool:
    """Whether the plan is there for the actor: published, or a draft of their office."""
    return plan.state != Plan.State.DRAFT or sees_drafts(actor, plan)


def plan_for(actor: Actor, slug: str) -> Plan:
    """The plan, if it is there for the actor."""
    found = Plan.objects.select_related("unit", "adopts").filter(slug=slug).first()
    if found is None or not sees(actor, found):
        raise NotFound
    return found


def task_for(actor: Actor, slug: str) -> KeyTask:
    """The key task, if it is there for the actor."""
    rows = KeyTask.objects.select_related("plan__unit", "aspect", "lead")
    found = rows.filter(slug=slug).first()
    if found is None or not sees(actor, found.plan):
        raise NotFound
    if found.plan.unit_id and found.first_edition is None and not sees_drafts(actor, found.plan):
        raise NotFound
    return found


def office_plan(actor: Actor, slug: str) -> Plan:
    """The plan for its office's own pages. NotFound for everybody else; Refused for a plan that
    came with the content, which is nobody's to change."""
    found = plan_for(actor, slug)
    if found.unit_id is None:
        raise content_stays()
    if not sees_drafts(actor, found):
        raise NotFound
    return found


def office_task(actor: Actor, slug: str) -> KeyTask:
    found = task_for(actor, slug)
    if found.plan.unit_id is None:
        raise content_stays()
    if not sees_drafts(actor, found.plan):
        raise NotFound
    return found


def locked(
    actor: Actor, plan: Plan, action: str = "plan.write", *, closed_too: bool = False
) -> Plan:
    """The plan's row, locked for a change that the actor may make; a closed one is not changed."""
    if plan.unit_id is None:
        raise content_stays()
    if not sees(actor, plan):
        raise NotFound
    require(actor, action, plan.unit_id)
    row = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("unit", "adopts")
        .get(pk=plan.pk)
    )
    if row.state == Plan.State.CLOSED and not closed_too:
        raise Refused(_("This plan is closed and is not changed any more."), code="closed")
    return row


def content_stays() -> Refused:
    return Refused(
        _(
            "This plan came with Suyang's content and stays as it was published. Adopt it or copy "
            "it into a plan of your own, and change that."
        ),
        code="content",
    )


def current(tasks: QuerySet[KeyTask]) -> QuerySet[KeyTask]:
    """The tasks that stand in the text that is worked on."""
    return tasks.filter(withdrawn_on=None)


def late(task: KeyTask, on: dt.date) -> bool:
    """Whether a milestone of a task that is going on is past its day and not done."""
    if task.state in (KeyTask.State.DONE, KeyTask.State.STOPPED):
        return False
    return any(one.done_on is None and one.due < on for one in task.milestones.all())
