"""Targets as they stand: the figure that is known, the judgement, the way, what was revised."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations.permissions import Actor, may
from suyang.plans.figures import queries as figures
from suyang.plans.figures.queries import Figure
from suyang.plans.judging import (
    FEWEST,
    Judged,
    Judgement,
    Known,
    Path,
    Projection,
    foreseen,
    judge,
    project,
    project_sum,
)
from suyang.plans.models import Indicator, Plan, Target
from suyang.plans.periods import MONTHS, Period

Kind = Indicator.Kind
# Figures that a line ahead is drawn through, at most.
LOOKED_BACK = 12


@dataclass(frozen=True)
class Standing:
    """A target with what is known of it on a day.

    figure: the newest that says something, else the newest. points: the figures behind it, the
    earliest first; ahead, foreseen: where these lead at the target's time. earlier: the targets
    that it revised, the newest first. part_of_year: of a sum, how many months it is made of, of
    how many that have passed.
    """

    target: Target
    figure: Figure
    judged: Judged
    points: tuple[Figure, ...]
    ahead: Projection | None
    foreseen: Judgement
    earlier: tuple[Target, ...] = ()


def visible(actor: Actor, target_id: uuid.UUID) -> Target:
    """A target for whoever sees the unit's figures. Raises NotFound for anybody else."""
    found = (
        Target.objects.select_related("indicator", "unit", "task__plan")
        .filter(id=target_id)
        .first()
    )
    if found is None or not may(actor, "plan.see_figures", found.unit_id):
        raise NotFound
    return found


def current(
    *,
    unit: uuid.UUID | None = None,
    indicator: Indicator | None = None,
    plan: Plan | None = None,
) -> QuerySet[Target]:
    """The targets that are not revised."""
    found = Target.objects.filter(revised_by=None).select_related("indicator", "task__plan", "unit")
    if unit is not None:
        found = found.filter(unit_id=unit)
    if indicator is not None:
        found = found.filter(indicator=indicator)
    if plan is not None:
        found = found.filter(task__plan=plan)
    return found.order_by("indicator__position", "indicator__slug", "period", "column")


def standing(target: Target, reader: Actor | None, day: dt.date | None = None) -> Standing:
    """How a target stands on a day, today when None."""
    on = day or clock.today()
    known = _gathered(target, reader, on) if gathers(target) else _newest(target, reader, on)
    return Standing(*known, earlier=tuple(revised(target)))


def standings(targets: Iterable[Target], reader: Actor | None) -> list[Standing]:
    return [standing(one, reader) for one in targets]


def revised(target: Target) -> list[Target]:
    """The targets that it took the place of, the newest first."""
    found = []
    now: Target | None = target
    while now is not None and now.revises_id is not None:
        now = Target.objects.filter(id=now.revises_id).first()
        if now is not None:
            found.append(now)
    return found


def newest(target: Target) -> Target:
    """The target that stands in its place now."""
    while (newer := Target.objects.filter(revises=target).first()) is not None:
        target = newer
    return target


def gathers(target: Target) -> bool:
    """Whether the figure of the target's period grows from nothing, month by month."""
    indicator = target.indicator
    adds_up = indicator.kind in (Kind.THINGS, Kind.PEOPLE, Kind.ATTENDANCES, Kind.MONEY)
    longer = MONTHS[Period.read(target.period).frequency] > _step(indicator)
    return adds_up and indicator.over_time == Indicator.OverTime.SUM and longer


def path_of(target: Target) -> Path:
    """Times are months since the year 0, each at its end."""
    period = Period.read(target.period)
    adds = gathers(target)
    begins = _begin(period) if adds else None
    if not adds and target.baseline_period:
        begins = _end(Period.read(target.baseline_period))
    return Path(
        ends=_end(period),
        target=target.value,
        begins=begins,
        baseline=None if adds else target.baseline,
        at_least=target.at_least,
        gathers=adds,
        steps={_end(Period.read(at)): value for at, value in target.steps.items()},
    )


_Known = tuple[Target, Figure, Judged, tuple[Figure, ...], Projection | None, Judgement]


def _gathered(target: Target, reader: Actor | None, day: dt.date) -> _Known:
    """A sum that grows: held against the way after as many months as it is made of."""
    period, path = Period.read(target.period), path_of(target)
    found = figures.figure(target.indicator, target.unit_id, period, target.column, reader)
    time = _begin(period) + found.months
    judged = judge(path, _as_known(found), time)
    step = _frequency(target.indicator)
    last = min(Period.on(day, step), period.parts(step)[-1], key=lambda one: one.last_day)
    points = _trend(target, last, reader)
    values = [one.value for one in points if one.value is not None]
    remaining = (MONTHS[period.frequency] - found.months) // MONTHS[step]
    ahead = project_sum(values, found.value, remaining) if found.value is not None else None
    return target, found, judged, tuple(points), ahead, foreseen(path, ahead)


def _newest(target: Target, reader: Actor | None, day: dt.date) -> _Known:
    """The last figure there is, of the times until now and the target's own."""
    period, path = Period.read(target.period), path_of(target)
    step = _frequency(target.indicator)
    until = min(Period.on(day, step), _last_part(period, step), key=lambda one: one.last_day)
    points = _trend(target, until, reader)
    said = [one for one in points if one.value is not None]
    marked = next((one for one in reversed(points) if one.mark == "suppressed"), points[-1])
    found = said[-1] if said else marked
    judged = judge(path, _as_known(found), _end(found.period))
    line = [(float(_end(one.period)), one.value) for one in said if one.value is not None]
    ahead = project(line, path.ends) if len(line) >= FEWEST else None
    return target, found, judged, tuple(points), ahead, foreseen(path, ahead)


def _trend(target: Target, last: Period, reader: Actor | None) -> list[Figure]:
    return figures.trend(target.indicator, target.unit_id, last, LOOKED_BACK, target.column, reader)


def _as_known(found: Figure) -> Known:
    return Known(found.value, found.low, found.high, found.mark)


def _frequency(indicator: Indicator) -> str:
    return indicator.frequency if indicator.frequency in MONTHS else "year"


def _step(indicator: Indicator) -> int:
    return MONTHS[_frequency(indicator)]


def _last_part(period: Period, step: str) -> Period:
    """The period of a frequency in which another ends."""
    return Period.on(period.last_day, step)


def _end(period: Period) -> int:
    day = period.last_day
    return day.year * 12 + day.month


def _begin(period: Period) -> int:
    day = period.first_day
    return day.year * 12 + day.month - 1
