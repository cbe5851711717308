"""A plan beside the one that it carries out, and a plan beside what the level below makes of it.

Only the level directly below is looked at; each of its units has the same page for its own plan.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, may, may_anywhere
from suyang.plans import published
from suyang.plans.contributing.lines import Line, allowed, of_plans
from suyang.plans.contributing.sums import Below, Sum, sums
from suyang.plans.models import Plan
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
    """A task of above; `by`: the tasks below that contribute to it, with their units' names."""

    task: Line
    by: list[tuple[Text, Line]]


@dataclass(frozen=True)
class Downwards:
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


def downwards(actor: Actor, slug: str) -> Downwards:
    """What the level below makes of a plan: for whoever reads the drafts of the unit that made it;
    a plan of the content for every office, with what that office may see.

    Raises NotFound for anybody else."""
    plan = access.plan_for(actor, slug)
    if plan.unit_id is None:
        if not may_anywhere(actor, "plan.see_drafts"):
            raise Denied
    elif not may(actor, "plan.see_drafts", plan.unit_id):
        raise NotFound
    adopting = _adopting(actor, plan)
    below = _level_below(actor, plan, _one_a_unit(adopting))
    read = of_plans(actor, [plan, *adopting])
    return Downwards(plan, below, _taken_up(plan, adopting, below, read), sums(actor, plan, below))


def _adopting(actor: Actor, plan: Plan) -> list[Plan]:
    """Plans that adopt this one: the published ones, and drafts where the actor sees them."""
    found = list(
        Plan.objects.filter(adopts=plan).exclude(unit=None).order_by("unit__code", "made_at", "pk")
    )
    if plan.unit_id is None:
        # From a plan of the content anybody's plan follows; an office is shown its own tree.
        mine = allowed(actor, "plan.see_figures", {one.unit_id for one in found if one.unit_id})
        found = [one for one in found if one.unit_id in mine]
    inside = allowed(actor, "plan.see_drafts", {one.unit_id for one in found if one.unit_id})
    return [one for one in found if one.state != Plan.State.DRAFT or one.unit_id in inside]


def _one_a_unit(adopting: Sequence[Plan]) -> dict[uuid.UUID, Plan]:
    """The plan that stands for its unit: a published one before a draft, else the first."""
    found: dict[uuid.UUID, Plan] = {}
    for one in adopting:
        if one.unit_id is None:
            continue
        held = found.get(one.unit_id)
        if held is None or (held.state == Plan.State.DRAFT and one.state != Plan.State.DRAFT):
            found[one.unit_id] = one
    return found


def _level_below(actor: Actor, plan: Plan, by_unit: dict[uuid.UUID, Plan]) -> list[Below]:
    """The units directly below, and further down whoever adopted it all the same; for a plan of
    the content, only those that adopted it."""
    found: list[Below] = []
    if plan.unit_id is not None:
        versions = UnitVersion.objects.filter(tree.valid(clock.today()), parent_id=plan.unit_id)
        found = [
            Below(one.unit_id, one.name, by_unit.get(one.unit_id))
            for one in versions.exclude(kind=Unit.Kind.BODY).order_by("unit__code")
        ]
    further = [one for one in by_unit if one not in {two.unit for two in found}]
    names = units.names(further)
    return found + [Below(one, names.get(one, {}), by_unit[one], False) for one in further]


def _taken_up(
    plan: Plan, adopting: Sequence[Plan], below: Sequence[Below], read: dict[int, list[Line]]
) -> list[TakenUp]:
    names = {one.unit: one.name for one in below}
    by: dict[str, list[tuple[Text, Line]]] = {line.slug: [] for line in read[plan.pk]}
    for one in adopting:
        for line in read[one.pk]:
            for above in line.serves:
                if above in by and one.unit_id is not None:
                    by[above].append((names.get(one.unit_id, {}), line))
    return [TakenUp(line, by[line.slug]) for line in read[plan.pk]]
