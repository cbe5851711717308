"""A draft that somebody has looked at and confirmed becomes a plan, once."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import Text, reader_language
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.plans.intake.draft import MOST_TASKS, Draft, DraftTask
from suyang.plans.models import Aspect, Goal, KeyTask, Milestone, Plan
from suyang.plans.writing import bodies
from suyang.plans.writing.making import make_plan, stream
from suyang.plans.writing.places import lay_numbers, touched
from suyang.plans.writing.wording import LONGEST_TITLE, text_of, title_of


@transaction.atomic
def write_draft(
    actor: Actor,
    unit: Unit,
    draft: Draft,
    *,
    year: int,
    key: uuid.UUID,
    language: str | None = None,
) -> Plan:
    """The draft as a plan of `unit`, its texts in `language` (the reader's).

    The same `key` writes it once. Numbers that look like targets are kept with their tasks as
    offers; none is set."""
    if not draft.tasks:
        raise Refused(_("There is no task in it. Nothing was written."), code="empty")
    if len(draft.tasks) > MOST_TASKS:
        raise Refused(
            _("More than %(n)s tasks. Nothing was written; split the plan.") % {"n": MOST_TASKS},
            code="too_many",
        )
    spoken = language or reader_language()

    def said(text: str) -> Text:
        return {spoken: text}

    plan = make_plan(
        actor,
        unit,
        said(draft.title or _("Plan without a title")),
        year,
        key=key,
        intro=said(draft.intro),
        scheme=draft.scheme,
    )
    if plan.revision:
        return plan  # confirmed twice: it was written the first time
    for position, goal in enumerate(draft.goals, start=1):
        if goal.strip():
            Goal.objects.create(
                plan=plan,
                slug=f"{plan.slug}-g{position}",
                position=position,
                body={"text": text_of(said(goal))},
            )
    serial = 0
    for place, one in enumerate(draft.aspects, start=1):
        if not one.tasks:
            continue
        aspect = Aspect.objects.create(
            plan=plan,
            number=f"~{place}",
            position=place,
            body={
                "title": title_of(said(one.title[:LONGEST_TITLE] or plan.title[spoken])),
                "text": text_of(said(one.text)),
            },
        )
        for task in one.tasks:
            serial += 1
            _write_task(plan, aspect, task, serial, said)
    plan.body = {**plan.body, "serial": serial}
    lay_numbers(plan)
    touched(plan)
    audit.record(
        stream(plan),
        actor,
        "plan.taken_in",
        aspects=len(draft.aspects),
        tasks=len(draft.tasks),
        goals=len(draft.goals),
    )
    return plan


def _write_task(plan: Plan, aspect: Aspect, task: DraftTask, serial: int, said: object) -> None:
    assert callable(said)  # noqa: S101
    row = KeyTask(
        plan=plan,
        aspect=aspect,
        slug=f"{plan.slug}-t{serial}",
        number=f"~{serial}",
        position=serial,
        body={
            "title": title_of(said(task.title[:LONGEST_TITLE])),
            "text": text_of(said(task.text)),
            "offers": [vars(offer) for offer in task.offers],
        },
    )
    row.save()
    bodies.set_on(row, bodies.entries(plan, task.lead, task.joint))
    row.save()
    for position, stone in enumerate(task.milestones, start=1):
        Milestone.objects.create(
            task=row,
            position=position,
            title=title_of(said(stone.title[:LONGEST_TITLE])),
            due=stone.due,
            first_due=stone.due,
        )
