"""Goals of a plan as they stand in a unit: part by part."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from suyang.organisations.permissions import Actor
from suyang.plans import published
from suyang.plans.figures import queries as figures
from suyang.plans.figures.comparable import Apart, apart
from suyang.plans.figures.queries import Figure
from suyang.plans.goals.rules import (
    Answer,
    Because,
    Outcome,
    Part,
    decide,
    of_change,
    of_target,
)
from suyang.plans.judging import Known
from suyang.plans.models import Goal, Indicator, Plan, Target
from suyang.plans.periods import Period
from suyang.plans.targets import queries as targets

Kind = Indicator.Kind


@dataclass(frozen=True)
class Judged:
    """One part with what it rests on. before, now: figures of a change; target: of a target."""

    indicator: Indicator | None
    slug: str
    what: str | list[str]
    part: Part
    before: Figure | None = None
    now: Figure | None = None
    target: Target | None = None


@dataclass(frozen=True)
class Standing:
    goal: Goal
    outcome: Outcome
    parts: tuple[Judged, ...]


def of_plan(
    plan: Plan, unit: uuid.UUID, reader: Actor | None, year: int | None = None
) -> list[Standing]:
    """All goals of a plan in their order and in the words that the reader reads, judged for a unit
    in the plan's year or a later one."""
    goals = list(plan.goals.all()) if reader is None else published.goals(reader, plan)
    slugs = {part["indicator"] for goal in goals for part in goal.rule.get("of", ())}
    known = {one.slug: one for one in Indicator.objects.filter(slug__in=slugs)}
    return [_standing(goal, known, unit, year or plan.year, reader) for goal in goals]


def _standing(
    goal: Goal,
    known: dict[str, Indicator],
    unit: uuid.UUID,
    year: int,
    reader: Actor | None,
) -> Standing:
    parts = tuple(
        _judged(part, known.get(part["indicator"]), unit, year, reader)
        for part in goal.rule.get("of", ())
    )
    answers = [one.part.answer for one in parts]
    return Standing(goal, decide(goal.rule.get("needs", "all"), answers), parts)


def _judged(
    part: dict[str, Any],
    indicator: Indicator | None,
    unit: uuid.UUID,
    year: int,
    reader: Actor | None,
) -> Judged:
    what = part["is"]
    if indicator is None:
        unknown = Part(Answer.UNKNOWN, Because.UNKNOWN_INDICATOR)
        return Judged(None, part["indicator"], what, unknown)
    if isinstance(what, str):
        return _changed(indicator, what, unit, year, reader)
    return _aimed(indicator, what, unit, year, reader)


def _aimed(
    indicator: Indicator, what: list[str], unit: uuid.UUID, year: int, reader: Actor | None
) -> Judged:
    """By the target that ends first in the plan's year or after it."""
    found = [
        one
        for one in targets.current(unit=unit, indicator=indicator).filter(column="total")
        if Period.read(one.period).year >= year
    ]
    if not found:
        return Judged(indicator, indicator.slug, what, Part(Answer.UNKNOWN, Because.NO_TARGET))
    target = min(found, key=lambda one: Period.read(one.period).last_day)
    standing = targets.standing(target, reader)
    part = of_target(standing.judged.judgement, what)
    return Judged(indicator, indicator.slug, what, part, now=standing.figure, target=target)


def _changed(
    indicator: Indicator, what: str, unit: uuid.UUID, year: int, reader: Actor | None
) -> Judged:
    before, now = (
        figures.figure(indicator, unit, Period(one, "year"), reader=reader)
        for one in (year - 1, year)
    )
    kept_apart = None
    if before.value is not None and now.value is not None:
        kept_apart = apart(indicator, now, before)
    if kept_apart is not None:
        part = Part(Answer.UNKNOWN, _APART[kept_apart])
    else:
        part = of_change(what, _known(before), _known(now))
    return Judged(indicator, indicator.slug, what, part, before, now)


_APART = {
    Apart.METHOD: Because.OTHER_METHOD,
    Apart.SAME_AUDIT: Because.SAME_AUDIT,
    Apart.MONTHS: Because.NOT_ALL_MONTHS,
}


def _known(found: Figure) -> Known:
    return Known(found.value, found.low, found.high, found.mark)
