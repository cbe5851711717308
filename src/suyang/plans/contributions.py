"""A plan of above, carried out below: who took it up, which tasks nobody does, whether the targets
below come to the one above.

The level directly below is looked at; each of its units has the same page for its own plan.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import Goal, Indicator, KeyTask, Plan, Target
from suyang.plans.writing import access
from suyang.plans.writing.making import copy_text, make_plan, stream

Kind = Indicator.Kind
ADDS_UP = (Kind.THINGS, Kind.ATTENDANCES, Kind.MONEY)
REACHED, SHORT, AT_MOST, CANNOT, NONE_BELOW = "reached", "short", "at_most", "cannot", "none_below"


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
    if plan.unit_id is not None and plan.unit_id not in tree.path(unit.id, clock.today())[1:]:
        raise Refused(
            _("A plan is adopted by units below the one that made it. Copy it instead."),
            code="not_below",
        )
    wanted = list(access.current(plan.tasks.all()).select_related("aspect"))
    if plan.unit_id is not None:
        wanted = [task for task in wanted if task.first_edition is not None]
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


@dataclass(frozen=True)
class Below:
    """A unit directly below, and its plan that adopts this one, if there is one."""

    unit: uuid.UUID
    name: Text
    plan: Plan | None


@dataclass(frozen=True)
class TakenUp:
    """A task of above, and the tasks below that contribute to it."""

    task: KeyTask
    by: list[KeyTask]


@dataclass(frozen=True)
class Part:
    unit: uuid.UUID
    name: Text
    target: Target


@dataclass(frozen=True)
class Sum:
    """A target of above beside those below for the same indicator and period.

    `what`: "reached", "short"; "at_most" for people, of whom one may be counted in two places, so
    that the sum is the most it can be; "cannot" where targets cannot be added up; "none_below"."""

    indicator: Indicator
    target: Target
    parts: list[Part]
    what: str
    total: float | None
    missing: list[Below] = field(default_factory=list)

    @property
    def lacking(self) -> float | None:
        return None if self.total is None else self.target.value - self.total


@dataclass(frozen=True)
class Contributions:
    plan: Plan
    below: list[Below]
    tasks: list[TakenUp]
    sums: list[Sum]

    @property
    def uncovered(self) -> list[TakenUp]:
        return [one for one in self.tasks if not one.by]

    @property
    def adopted(self) -> list[Below]:
        return [one for one in self.below if one.plan]

    @property
    def waiting(self) -> list[Below]:
        return [one for one in self.below if not one.plan]


def contributions(actor: Actor, plan: Plan, on: dt.date | None = None) -> Contributions:
    """What the level below makes of a plan, as far as it is there for the actor: drafts of below
    only for those who see them there."""
    day = on or clock.today()
    found = Plan.objects.filter(adopts=plan).exclude(unit=None).select_related("unit")
    adopting = [one for one in found.order_by("made_at", "pk") if access.sees(actor, one)]
    by_unit: dict[uuid.UUID, Plan] = {}
    for one in adopting:  # the published one before a draft, else the first
        held = by_unit.get(one.unit_id)  # type: ignore[arg-type]
        if held is None or (held.state == Plan.State.DRAFT and one.state != Plan.State.DRAFT):
            by_unit[one.unit_id] = one  # type: ignore[index]
    below = _level_below(plan, by_unit, day)
    return Contributions(
        plan, below, _taken_up(actor, plan, adopting), _sums(plan, by_unit, below, day)
    )


def _level_below(plan: Plan, by_unit: dict[uuid.UUID, Plan], day: dt.date) -> list[Below]:
    """The units directly below; for a plan of the content, those at the top of the tree here."""
    versions = UnitVersion.objects.filter(tree.valid(day), parent_id=plan.unit_id)
    if plan.unit_id is None:
        versions = versions.exclude(kind=Unit.Kind.BODY)
    found = [
        Below(one.unit_id, one.name, by_unit.get(one.unit_id))
        for one in versions.order_by("unit__code")
    ]
    known = {one.unit for one in found}
    others = units.names(set(by_unit) - known)
    return found + [Below(unit, name, by_unit[unit]) for unit, name in others.items()]


def _taken_up(actor: Actor, plan: Plan, adopting: list[Plan]) -> list[TakenUp]:
    above = list(access.current(plan.tasks.all()).select_related("aspect"))
    if plan.unit_id is not None and not access.sees_drafts(actor, plan):
        above = [task for task in above if task.first_edition is not None]
    by: dict[int, list[KeyTask]] = {task.pk: [] for task in above}
    open_to = {one.pk for one in adopting}
    drafts = {one.pk for one in adopting if access.sees_drafts(actor, one)}
    rows = access.current(KeyTask.objects.filter(plan_id__in=open_to))
    for task in rows.select_related("plan__unit").prefetch_related("also_contributes_to"):
        if task.first_edition is None and task.plan_id not in drafts:
            continue
        also = [one.pk for one in task.also_contributes_to.all()]
        for pk in dict.fromkeys([task.contributes_to_id, *also]):
            if pk in by:
                by[pk].append(task)
    return [TakenUp(task, by[task.pk]) for task in above]


def _sums(
    plan: Plan, by_unit: dict[uuid.UUID, Plan], below: list[Below], day: dt.date
) -> list[Sum]:
    """One line for each target of the plan's tasks that holds and has no revision."""
    own = Target.objects.filter(task__plan=plan, revised_by=None, set_on__lte=day)
    if plan.unit_id is not None:
        own = own.filter(unit_id=plan.unit_id)
    ordered = own.select_related("indicator").order_by("indicator__position", "period", "column")
    found: list[Sum] = []
    for target in ordered:
        parts_of = Target.objects.filter(
            indicator=target.indicator,
            column=target.column,
            period=target.period,
            revised_by=None,
            set_on__lte=day,
            task__plan__in=list(by_unit.values()),
        ).exclude(pk=target.pk)
        names: dict[uuid.UUID, Text] = {one.unit: one.name for one in below}
        parts = [
            Part(one.unit_id, names.get(one.unit_id, {}), one)
            for one in parts_of.order_by("unit__code")
            if one.unit_id in by_unit
        ]
        has = {part.unit for part in parts}
        missing = [one for one in below if one.unit not in has]
        found.append(_judged(target, parts, missing))
    return found


def _judged(target: Target, parts: list[Part], missing: list[Below]) -> Sum:
    kind = target.indicator.kind
    if kind not in (*ADDS_UP, Kind.PEOPLE):
        return Sum(target.indicator, target, parts, CANNOT, None, missing)
    if not parts:
        return Sum(target.indicator, target, parts, NONE_BELOW, None, missing)
    total = sum(part.target.value for part in parts)
    # Sums of decimals such as 0.1 + 0.2 are not held to their last digit.
    slack = 1e-9 * max(1.0, abs(target.value))
    enough = total >= target.value - slack if target.at_least else total <= target.value + slack
    if kind == Kind.PEOPLE:
        # Counted twice, people are fewer than the sum: too few is sure, enough is not; and for an
        # upper bound the other way round.
        sure = enough != target.at_least
        what = (REACHED if enough else SHORT) if sure else AT_MOST
    else:
        what = REACHED if enough else SHORT
    return Sum(target.indicator, target, parts, what, total, missing)


def why_not(indicator: Indicator) -> str:
    """Why targets of this indicator cannot be added up."""
    if indicator.kind == Kind.RATE:
        return _(
            "A rate of the whole follows from numerators and denominators, not from the rates of "
            "its parts."
        )
    if indicator.kind in (Kind.ESTIMATE, Kind.AUDIT):
        return _("An estimate or audit result is asked of its source for each unit anew.")
    return _("Its unit was not published, so nobody can say what adds up.")
