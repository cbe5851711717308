"""Reads of plans: the plan as it is written, and what a task's page shows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.permissions import Actor, highest, may, may_anywhere, system, units_where
from suyang.plans import counts, levels, published
from suyang.plans.models import Indicator, KeyTask, LevelFigure, Plan

PROGRAM = system("plans")


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Published plans, and drafts of units whose drafts the actor sees."""
    if actor.system:
        return Plan.objects.all()
    published = ~Q(state=Plan.State.DRAFT)
    if not may_anywhere(actor, "plan.see_drafts"):
        return Plan.objects.filter(published)
    seen = units_where(actor, "plan.see_drafts", ended=True)
    return Plan.objects.filter(published | Q(unit_id__in=seen))


def of_nation() -> QuerySet[Plan]:
    """The plans that came with Suyang, the newest first."""
    return Plan.objects.filter(unit=None).order_by("-year", "slug")


def plan(slug: str, actor: Actor) -> Plan:
    """With the title that the actor reads. Raises NotFound for a draft that they may not see."""
    found = Plan.objects.filter(slug=slug).first()
    if found is None or not is_open(found, actor):
        raise NotFound
    (titled,) = published.titled(actor, [found])
    return titled


def task(slug: str, actor: Actor = PROGRAM) -> KeyTask:
    """Without an actor for the program itself. Raises NotFound like `plan`."""
    found = KeyTask.objects.select_related("plan", "aspect").filter(slug=slug).first()
    if found is None or not is_open(found.plan, actor):
        raise NotFound
    of_office = found.plan.unit_id
    if of_office and found.first_edition is None and not may(actor, "plan.see_drafts", of_office):
        raise NotFound
    return found


def indicator(slug: str) -> Indicator:
    """An indicator that a published plan names. Raises NotFound for any other."""
    named = Indicator.objects.exclude(plan=None).exclude(plan__state=Plan.State.DRAFT)
    found = named.select_related("plan").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def is_open(of: Plan, actor: Actor) -> bool:
    if of.state != Plan.State.DRAFT:
        return True
    return of.unit_id is not None and may(actor, "plan.see_drafts", of.unit_id)


def issuing_bodies(of: Plan) -> list[Text]:
    """Names of the bodies that issued a plan, in the plan's order."""
    names = units.names(of.issued_by.values_list("id", flat=True))
    by_code = {unit.code: names[unit.id] for unit in of.issued_by.all() if unit.id in names}
    order = [f"body-{body}" for body in of.body.get("issued_by", ())]
    return [by_code[code] for code in order if code in by_code]


def indicators_of(of: KeyTask) -> list[Indicator]:
    """The plan's published indicators that this task answers for."""
    return [i for i in of.plan.indicators.all() if of.number in i.body.get("tasks", ())]


@dataclass(frozen=True)
class PlaceFigures:
    """One row of a task's page: a place, its counts, and its level figure if it may be shown."""

    counts: counts.PlaceCounts
    level: levels.Shown


@dataclass(frozen=True)
class TaskFigures:
    """All figures of a task in a unit on a day, each with what stands behind it."""

    task: KeyTask
    unit: uuid.UUID
    unit_name: str
    as_of: dt.date
    whole: counts.PlaceCounts
    places: list[PlaceFigures]
    level: levels.Shown
    by_kind: dict[str, int]


def viewable_unit(actor: Actor, wanted: uuid.UUID | None = None) -> uuid.UUID | None:
    """The unit whose figures the actor sees: the one asked for, or the highest one open to them."""
    if wanted is not None:
        return wanted if may(actor, "plan.see_figures", wanted) else None
    office = units.installation()
    if office is not None and may(actor, "plan.see_figures", office.office_id):
        return office.office_id
    return next(iter(highest(actor, "plan.see_figures")), None)


def figures(of: KeyTask, unit: uuid.UUID, as_of: dt.date | None = None) -> TaskFigures:
    """The figures of a task for a unit, by the units directly below it."""
    day = as_of or clock.today()
    rows = counts.by_place(of.slug, unit, day, day)
    shown = levels.for_places(of.slug, unit, [row.unit for row in rows], as_of)
    found = counts.events(of.slug, tree.with_below(unit, day), day)
    return TaskFigures(
        task=of,
        unit=unit,
        unit_name=units.name_of(unit, day),
        as_of=day,
        whole=counts.in_place(of.slug, unit, day, day),
        places=[PlaceFigures(row, shown[row.unit]) for row in rows],
        level=shown[unit],
        by_kind=counts.by_kind(found),
    )


def has_wanted_levels() -> bool:
    return LevelFigure.objects.exclude(wanted_at=None).exists()
