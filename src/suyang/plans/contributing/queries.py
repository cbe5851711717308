"""A plan beside the one that it carries out, and a plan beside what the level below makes of it.

Only the level directly below is looked at; each of its units has the same page for its own plan.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.finding import last_versions
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, may, may_anywhere
from suyang.plans import published
from suyang.plans.contributing.adopting import Adopting, adopting
from suyang.plans.contributing.lines import Line, of_plans
from suyang.plans.contributing.sums import Sum, lacking, sums, targets_of
from suyang.plans.listing import A_PAGE, called
from suyang.plans.models import Plan, Target
from suyang.plans.writing import access


@dataclass(frozen=True)
class Own:
    """A task of the unit's own plan, and the tasks above that it contributes to."""

    task: Line
    above: list[Line]


@dataclass(frozen=True)
class Upwards:
    """`left`: tasks above that none of the plan's tasks takes up."""

    plan: Plan
    above: Plan
    tasks: list[Own]
    left: list[Line]
    of: int

    @property
    def for_itself(self) -> list[Own]:
        return [one for one in self.tasks if not one.above]


def upwards(actor: Actor, slug: str) -> Upwards:
    """The plan of an office beside the one it adopted, for whoever reads the office's drafts.

    Raises NotFound for anybody else, and for a plan that adopts none."""
    plan = access.plan_for(actor, slug)
    if plan.unit_id is None or plan.adopts is None:
        raise NotFound
    if not access.sees_drafts(actor, plan) or not access.sees(actor, plan.adopts):
        raise NotFound
    read = of_plans(actor, [plan, plan.adopts])
    above = {line.slug: line for line in read[plan.adopts.pk]}
    tasks = [
        Own(line, [above[one] for one in line.serves if one in above]) for line in read[plan.pk]
    ]
    taken = {line.slug for one in tasks for line in one.above}
    left = [line for line in above.values() if line.slug not in taken]
    (adopts,) = published.titled(actor, [plan.adopts])
    return Upwards(plan, adopts, tasks, left, len(above))


@dataclass(frozen=True)
class TakenUp:
    """A task of above. `units`: how many units take it up; `left`: how many of those that adopted
    the plan have nothing for it."""

    task: Line
    units: int
    left: int


@dataclass(frozen=True)
class Downwards:
    """`adopted`: units with a plan that adopts this one; `idle`: those of them that take up none of
    its tasks; `level`: units directly below; `waiting`: those of them that have not adopted it."""

    plan: Plan
    tasks: list[TakenUp]
    adopted: int
    idle: int
    level: int
    waiting: int
    sums: list[Sum]

    @property
    def uncovered(self) -> list[TakenUp]:
        return [one for one in self.tasks if not one.units]


def downwards(actor: Actor, slug: str) -> Downwards:
    """What the level below makes of a plan: for whoever reads the drafts of the unit that made it;
    a plan of the content for every office, with what that office may see.

    Raises NotFound for anybody else."""
    plan = _read_from_above(actor, slug)
    below = adopting(actor, plan)
    lines, ids = _tasks(actor, plan)
    counts = below.counts(list(ids.values()))
    adopted = below.units().count()
    level = level_below(plan)
    return Downwards(
        plan,
        [
            TakenUp(line, counts.get(ids[line.slug], 0), adopted - counts.get(ids[line.slug], 0))
            for line in lines
        ],
        adopted,
        below.leaving(list(ids.values())).count(),
        level.count(),
        _waiting(below, level).count(),
        sums(actor, plan, below, level),
    )


class Of(StrEnum):
    """Which units below are listed."""

    TAKING = "taking"
    LEFT = "left"
    IDLE = "idle"
    WAITING = "waiting"
    LACKING = "lacking"


@dataclass(frozen=True)
class Found:
    """A unit below with its plans that adopt this one, and its tasks that take up the one above."""

    unit: uuid.UUID
    name: Text
    plans: list[Plan]
    tasks: list[Line]


@dataclass(frozen=True)
class UnitsBelow:
    """`task`, `target`: what it is about; `page`: the ids of the units; `found`: what is shown of
    them, in its order."""

    plan: Plan
    of: Of
    task: Line | None
    target: Target | None
    page: Page[uuid.UUID]
    found: list[Found]


def units_below(
    actor: Actor,
    slug: str,
    of: str,
    *,
    task: str = "",
    target: uuid.UUID | None = None,
    words: str = "",
    page: str | None = None,
) -> UnitsBelow:
    """The units that take up a task of the plan (its slug), that adopted the plan and have nothing
    for it, or for none of its tasks, that have not adopted it, or that lack a target of the plan:
    a page, found by name.

    Raises NotFound like `downwards`, and for a task or target that is not in the plan."""
    plan = _read_from_above(actor, slug)
    if of not in list(Of):
        raise NotFound
    what = Of(of)
    below = adopting(actor, plan)
    lines, ids = _tasks(actor, plan)
    line = next((one for one in lines if one.slug == task), None)
    if (line is None) == (what in (Of.TAKING, Of.LEFT)):
        raise NotFound
    aims = targets_of(plan).select_related("indicator")
    aim = aims.filter(pk=target).first() if target is not None else None
    if (aim is None) == (what == Of.LACKING):
        raise NotFound
    if what == Of.WAITING or aim is not None:
        level = level_below(plan)
        versions = lacking(actor, plan, below, level, aim) if aim else _waiting(below, level)
        rows = Unit.objects.filter(id__in=versions.values("unit_id")).order_by("code")
    elif line is None:
        rows = below.leaving(list(ids.values()))
    else:
        asked = [ids[line.slug]]
        rows = below.taking(asked) if what == Of.TAKING else below.leaving(asked)
    if words:
        rows = rows.filter(id__in=called(words))
    shown = Paginator(rows.values_list("id", flat=True), A_PAGE).get_page(page)
    return UnitsBelow(plan, what, line, aim, shown, _with_plans(actor, below, list(shown), line))


def _with_plans(
    actor: Actor, below: Adopting, shown: Sequence[uuid.UUID], above: Line | None
) -> list[Found]:
    versions = last_versions(shown, clock.today())
    plans: dict[uuid.UUID, list[Plan]] = {one: [] for one in shown}
    for one in published.titled(actor, below.of_units(shown)):
        if one.unit_id is not None:
            plans[one.unit_id].append(one)
    read = of_plans(actor, [one for rows in plans.values() for one in rows]) if above else {}
    return [
        Found(
            unit,
            versions[unit].name if unit in versions else {},
            plans[unit],
            [
                line
                for one in plans[unit]
                for line in read.get(one.pk, ())
                if above and above.slug in line.serves
            ],
        )
        for unit in shown
    ]


def _read_from_above(actor: Actor, slug: str) -> Plan:
    plan = access.plan_for(actor, slug)
    if plan.unit_id is None:
        if not may_anywhere(actor, "plan.see_drafts"):
            raise Denied
    elif not may(actor, "plan.see_drafts", plan.unit_id):
        raise NotFound
    return plan


def _tasks(actor: Actor, plan: Plan) -> tuple[list[Line], dict[str, int]]:
    """The plan's tasks, and their ids by their slugs."""
    lines = of_plans(actor, [plan])[plan.pk]
    ids = dict(plan.tasks.values_list("slug", "pk"))
    return [one for one in lines if one.slug in ids], {
        one.slug: ids[one.slug] for one in lines if one.slug in ids
    }


def level_below(plan: Plan) -> QuerySet[UnitVersion]:
    """The units directly below the plan's; of a plan of the content, which nobody stands above,
    none: only who adopted it is known."""
    if plan.unit_id is None:
        return UnitVersion.objects.none()
    return tree.children_of(plan.unit_id, clock.today()).exclude(kind=Unit.Kind.BODY)


def _waiting(below: Adopting, level: QuerySet[UnitVersion]) -> QuerySet[UnitVersion]:
    return level.exclude(unit_id__in=below.plans.values("unit_id"))
