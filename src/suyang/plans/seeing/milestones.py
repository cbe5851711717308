"""Milestones of all plans of an office by their day, and by choice of the plans below: what is
late, what is due soon, or all. A few queries whatever their number, fifty a page.

Who sees them: the plan's office and those above it (`plan.see_drafts`), and each lead body of a
task that was published.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, tops_where, units_where
from suyang.plans import published
from suyang.plans.listing import A_PAGE
from suyang.plans.models import KeyTask, Milestone, Plan
from suyang.plans.writing.bodies import lead_name

# So many choices a filter offers, and so many lines a file holds.
OFFERED: Final = 100
IN_A_FILE: Final = 5000
_ENDED = (KeyTask.State.DONE, KeyTask.State.STOPPED)


class When(StrEnum):
    """What is looked for. All but ALL leave out what is done, and tasks and plans not going on."""

    LATE = "late"
    MONTH = "30"
    QUARTER = "90"
    ALL = "all"


class Done(StrEnum):
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True)
class Asked:
    """below: also plans of units below; plan: its slug; lead: a unit; done: open, done or both."""

    when: When = When.ALL
    below: bool = False
    plan: str = ""
    lead: uuid.UUID | None = None
    done: str = ""


@dataclass(frozen=True)
class Row:
    """A milestone with its task and plan in the words that the reader reads. days: until its day,
    below zero once it is over."""

    milestone: Milestone
    task: KeyTask
    unit_name: Text
    lead: Text | str
    days: int

    @property
    def late_days(self) -> int:
        return -self.days

    @property
    def late(self) -> bool:
        going_on = self.task.plan.state == Plan.State.PUBLISHED and self.task.state not in _ENDED
        return self.milestone.done_on is None and self.days < 0 and going_on


@dataclass(frozen=True)
class Shown:
    page: Page[Milestone]
    rows: list[Row]
    counts: Mapping[When, int]
    plans: list[Plan]
    leads: list[tuple[uuid.UUID, Text]]


def shown(actor: Actor, asked: Asked, number: str | None) -> Shown:
    today = clock.today()
    seen = _seen(actor, asked.below)
    chosen = _chosen(seen, asked)
    page = Paginator(_in_order(_when(chosen, asked.when, today)), A_PAGE).get_page(number)
    return Shown(
        page,
        rows(actor, page.object_list),
        {one: _when(chosen, one, today).count() for one in When},
        _plans(actor, seen, asked.plan),
        _leads(seen, asked.lead),
    )


def every(actor: Actor, asked: Asked) -> list[Row]:
    """All that a file holds, the first `IN_A_FILE`."""
    found = _when(_chosen(_seen(actor, asked.below), asked), asked.when, clock.today())
    return rows(actor, _in_order(found)[:IN_A_FILE])


def rows(actor: Actor, milestones: Iterable[Milestone]) -> list[Row]:
    found = list(milestones)
    tasks = {one.task_id: one.task for one in found}
    worded = {one.pk: one for one in published.worded(actor, tasks.values())}
    of = {one.plan.unit_id for one in tasks.values()} | {one.lead_id for one in tasks.values()}
    names = units.names({one for one in of if one is not None})
    today = clock.today()
    return [
        Row(
            one,
            worded[one.task_id],
            names.get(one.task.plan.unit_id, {}) if one.task.plan.unit_id else {},
            lead_name(one.task, names),
            (one.due - today).days,
        )
        for one in found
        # A task that a lead body reads stands in an edition of today or before.
        if one.task_id in worded
    ]


def _seen(actor: Actor, below: bool) -> QuerySet[Milestone]:
    own = tops_where(actor, "plan.see_drafts")
    places = units_where(actor, "plan.see_drafts", ended=True) if below else own
    for_all = Q(plan__unit_id=None) | Q(first_edition__isnull=False)
    # In plans of others the own unit leads a task, with `below` one below it, too.
    tasks = KeyTask.objects.filter(
        Q(plan__unit_id__in=places) | Q(lead_id__in=places) & for_all & ~Q(plan__state="draft")
    )
    standing = tasks.filter(withdrawn_on=None, aspect__withdrawn_on=None)
    return Milestone.objects.filter(task__in=standing.exclude(plan__state=Plan.State.CLOSED))


def _chosen(seen: QuerySet[Milestone], asked: Asked) -> QuerySet[Milestone]:
    found = seen
    if asked.plan:
        found = found.filter(task__plan__slug=asked.plan)
    if asked.lead is not None:
        found = found.filter(task__lead_id=asked.lead)
    if asked.done:
        found = found.filter(done_on__isnull=asked.done == Done.OPEN)
    return found


def _when(found: QuerySet[Milestone], when: When, today: dt.date) -> QuerySet[Milestone]:
    if when == When.ALL:
        return found
    going_on = found.filter(done_on=None, task__plan__state=Plan.State.PUBLISHED)
    going_on = going_on.exclude(task__state__in=_ENDED)
    if when == When.LATE:
        return going_on.filter(due__lt=today)
    return going_on.filter(due__gte=today, due__lte=today + dt.timedelta(days=int(when)))


def _in_order(found: QuerySet[Milestone]) -> QuerySet[Milestone]:
    return found.select_related("task__plan", "task__aspect").order_by("due", "position", "id")


def _plans(actor: Actor, seen: QuerySet[Milestone], chosen: str) -> list[Plan]:
    """Those that have milestones, the newest first; the chosen one at any rate."""
    has = Plan.objects.filter(pk__in=seen.order_by().values("task__plan_id"))
    found = list(has.order_by("-year", "slug")[:OFFERED])
    if chosen and chosen not in {one.slug for one in found}:
        found += list(has.filter(slug=chosen))
    return published.titled(actor, found)


def _leads(seen: QuerySet[Milestone], chosen: uuid.UUID | None) -> list[tuple[uuid.UUID, Text]]:
    led = seen.order_by("task__lead__code").exclude(task__lead=None)
    ids = list(led.values_list("task__lead_id", flat=True).distinct()[:OFFERED])
    if chosen is not None and chosen not in ids and led.filter(task__lead_id=chosen).exists():
        ids.append(chosen)
    names = units.names(ids)
    return [(one, names[one]) for one in ids if one in names]
