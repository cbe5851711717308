"""A draft that somebody has looked at and confirmed becomes a plan, once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import LANGUAGES, Text, reader_language
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.plans.indicators import queries as indicators
from suyang.plans.intake.draft import Draft, DraftAspect, DraftTask
from suyang.plans.intake.own import most_tasks
from suyang.plans.models import (
    Aspect,
    Goal,
    Indicator,
    KeyTask,
    Milestone,
    Plan,
    TaskIndicator,
)
from suyang.plans.writing import bodies
from suyang.plans.writing.making import make_plan, stream
from suyang.plans.writing.places import lay_numbers, touched
from suyang.plans.writing.wording import LONGEST_TITLE, text_of, title_of

T = TypeVar("T")
_SLUG = re.compile(r"\[([\w.-]+)\]$")


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
    """The draft as a plan of `unit`, its texts in `language` (the reader's), or in both where the
    draft has both.

    The same `key` writes it once. Numbers that look like targets are kept with their tasks as
    offers; none is set. Indicators that are not known here are left out."""
    if not draft.tasks:
        raise Refused(_("There is no task in it. Nothing was written."), code="empty")
    most = most_tasks(draft)
    if len(draft.tasks) > most:
        raise Refused(
            _("More than %(n)s tasks. Nothing was written; split the plan.") % {"n": most},
            code="too_many",
        )
    spoken = language or reader_language()

    if draft.beside is not None:
        spoken = LANGUAGES[0]
    beside = draft.beside or Draft()

    def said(text: str, second: str = "") -> Text:
        return {spoken: text, LANGUAGES[1]: second} if second else {spoken: text}

    plan = make_plan(
        actor,
        unit,
        said(draft.title or ("" if beside.title else _("Plan without a title")), beside.title),
        year,
        key=key,
        intro=said(draft.intro, beside.intro),
        scheme=draft.scheme,
    )
    if plan.revision:
        return plan  # confirmed twice: it was written the first time
    for position, (goal, second) in enumerate(_pairs(draft.goals, beside.goals, ""), start=1):
        if goal.strip() or second.strip():
            Goal.objects.create(
                plan=plan,
                slug=f"{plan.slug}-g{position}",
                position=position,
                body={"text": text_of(said(goal, second))},
            )
    measures = indicators_named(actor, (name for task in draft.tasks for name in task.indicators))
    serial = 0
    for place, (one, other) in enumerate(
        _pairs(draft.aspects, beside.aspects, DraftAspect("")), start=1
    ):
        if not one.tasks and not draft.own:
            continue
        title = said(one.title[:LONGEST_TITLE], other.title[:LONGEST_TITLE])
        aspect = Aspect.objects.create(
            plan=plan,
            number=f"~{place}",
            position=place,
            body={
                "title": title_of(title if one.title or other.title else plan.title),
                "text": text_of(said(one.text, other.text)),
                "lead": bodies.one_entry(plan, one.lead),
            },
        )
        for task, second_task in _pairs(one.tasks, other.tasks, DraftTask("")):
            serial += 1
            row = _write_task(plan, aspect, task, second_task, serial, said)
            known = [measures[name] for name in task.indicators if name in measures]
            TaskIndicator.objects.bulk_create(
                TaskIndicator(task=row, indicator=indicator, position=position)
                for position, indicator in enumerate(dict.fromkeys(known))
            )
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


def indicators_named(actor: Actor, written: Iterable[str]) -> dict[str, Indicator]:
    """The indicators that names such as “name [slug]” mean, of those that the actor sees."""
    names = {name: (found[1] if (found := _SLUG.search(name)) else "") for name in written}
    if not names:
        return {}
    seen = indicators.visible(actor).filter(ended_on=None)
    by_slug = {one.slug: one for one in seen.filter(slug__in=filter(None, names.values()))}
    return {name: by_slug[slug] for name, slug in names.items() if slug in by_slug}


def _pairs(first: Sequence[T], second: Sequence[T], none: T) -> list[tuple[T, T]]:
    """Each of the first with the one beside it; with `none` where there is nothing beside."""
    return [(one, second[n] if n < len(second) else none) for n, one in enumerate(first)]


def _write_task(
    plan: Plan,
    aspect: Aspect,
    task: DraftTask,
    second: DraftTask,
    serial: int,
    said: Callable[[str, str], Text],
) -> KeyTask:
    row = KeyTask(
        plan=plan,
        aspect=aspect,
        slug=f"{plan.slug}-t{serial}",
        number=f"~{serial}",
        position=serial,
        body={
            "title": title_of(said(task.title[:LONGEST_TITLE], second.title[:LONGEST_TITLE])),
            "text": text_of(said(task.text, second.text)),
            "offers": [vars(offer) for offer in task.offers],
        },
    )
    row.save()
    bodies.set_on(row, bodies.entries(plan, task.lead, task.joint))
    row.save()
    for position, stone in enumerate(task.milestones, start=1):
        beside = second.milestones[position - 1].title if second.milestones else ""
        Milestone.objects.create(
            task=row,
            position=position,
            title=title_of(said(stone.title[:LONGEST_TITLE], beside[:LONGEST_TITLE])),
            due=stone.due,
            first_due=stone.due,
        )
    return row
