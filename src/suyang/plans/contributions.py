"""A plan of above taken up by a unit below; who took what up is read in `contributing`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans import editions
from suyang.plans.models import Goal, Indicator, KeyTask, Milestone, Plan, TaskIndicator
from suyang.plans.writing import access, bodies
from suyang.plans.writing.making import a_year_on, copy_text, make_plan, stream


def offered(actor: Actor, plan: Plan) -> list[KeyTask]:
    """The tasks of a plan that a unit below can take up, in their order. Of an office's plan those
    of its newest edition, as they stand there (unsaved): what is worked on is nobody's else yet.

    Raises NotFound for a draft."""
    if not access.sees(actor, plan) or plan.state == Plan.State.DRAFT:
        raise NotFound
    published = _published(plan)
    if published is None:
        rows = access.current(plan.tasks.all()).select_related("aspect")
        return list(rows.order_by("aspect__position", "position"))
    # Also where they stand is as published: one may have been moved or withdrawn since.
    tasks = {task.slug: task for task in plan.tasks.all()}
    aspects = {aspect.pk: aspect for aspect in plan.aspects.all()}
    found = []
    for around in published["aspects"]:
        aspect = aspects.get(around["id"])
        for said in around["tasks"]:
            task = tasks.get(said["slug"])
            if task is None or aspect is None:
                continue
            aspect.body = {**aspect.body, "title": around["title"]}
            task.aspect, task.number = aspect, said["number"]
            task.body = {**task.body, "title": said["title"]}
            found.append(task)
    return found


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
    text = _published(plan) or editions.whole_text(plan)
    made = make_plan(
        actor,
        unit,
        title,
        year,
        key=key,
        intro=text["intro"],
        scheme=text["numbering"],
        adopts=plan,
    )
    if made.tasks.exists():
        return made
    rules = dict(plan.goals.values_list("slug", "rule"))
    for position, goal in enumerate(text["goals"], start=1):
        kept = {"text": goal["text"]}
        Goal.objects.create(
            plan=made,
            slug=goal["slug"],
            position=position,
            body=kept,
            rule=rules.get(goal["slug"], {}),
        )
    pairs = copy_text(made, plan, wanted, year - plan.year, led=False)
    if plan.unit_id is not None:
        _say_as_published(pairs, text, year - text["year"])
    for above, own in pairs:
        own.contributes_to = above
        if own.body.get("bodies"):
            bodies.set_on(own, bodies.own_of(made, own.body["bodies"]))
        own.save(update_fields=["contributes_to", "body", "lead"])
    made.save(update_fields=["body"])
    audit.record(stream(made), actor, "plan.adopted", source=plan.slug, tasks=len(pairs))
    return made


def _published(plan: Plan) -> dict[str, Any] | None:
    """The text of an office's newest edition; a plan of the content has none, and never changes."""
    if plan.unit_id is None:
        return None
    newest = plan.editions.order_by("-number").first()
    return newest.text if newest else None


def _say_as_published(
    pairs: list[tuple[KeyTask, KeyTask]], text: dict[str, Any], years: int
) -> None:
    """Put the words of an edition in the place of those that are worked on above."""
    tasks = editions.tasks_in(text)
    aspects = {task["slug"]: aspect for aspect in text["aspects"] for task in aspect["tasks"]}
    for above, own in pairs:
        said, around = tasks[above.slug], aspects[above.slug]
        own.aspect.body = {"title": around["title"], "text": around["text"]}
        own.aspect.save(update_fields=["body"])
        own.body = {**own.body, "title": said["title"], "text": said["text"]}
        bodies.set_on(own, bodies.of_edition(said))
        own.save(update_fields=["body", "lead"])
        own.milestones.all().delete()
        for position, stone in enumerate(said["milestones"], start=1):
            due = a_year_on(dt.date.fromisoformat(stone["due"]), years)
            Milestone.objects.create(
                task=own, position=position, title=stone["title"], due=due, first_due=due
            )
        own.indicator_links.all().delete()
        known = {one.slug: one for one in Indicator.objects.filter(slug__in=said["indicators"])}
        TaskIndicator.objects.bulk_create(
            TaskIndicator(task=own, indicator=known[slug], position=position)
            for position, slug in enumerate(said["indicators"])
            if slug in known
        )
