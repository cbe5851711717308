"""Targets as they stand: the figure that is known, the judgement, the way, what was revised."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations import tree
from suyang.organisations.permissions import Actor, may, tops_where, units_where
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
from suyang.plans.validity import EXPIRED

Kind = Indicator.Kind
# Figures that a line ahead is drawn through, at most.
LOOKED_BACK = 12
# So many targets are judged for one page; it says when there are more.
JUDGED = 400
# So long after its time a target that was missed is still pointed at.
STILL_ASKED = dt.timedelta(days=183)


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
    (found,) = standings([target], reader, day)
    return found


def standings(
    targets: Sequence[Target], reader: Actor | None, day: dt.date | None = None
) -> list[Standing]:
    """How many targets stand, read together."""
    reads = _reads(targets, day)
    many = _many(reads, reader)
    earlier = _revised(targets)
    return [_standing(one, many, tuple(earlier[one.target.id])) for one in reads]


def judgements(
    targets: Sequence[Target], reader: Actor | None, day: dt.date | None = None
) -> list[tuple[Target, Figure, Judged]]:
    """What is known of many targets and how that is judged, without where it leads."""
    reads = _reads(targets, day)
    many = _many(reads, reader)
    return [(one.target, *_judged(one, many)) for one in reads]


def of_page(unit: uuid.UUID, actor: Actor, *, below: bool) -> tuple[list[Target], bool]:
    """Targets of a unit, with `below` of all units below it whose figures the actor sees, too;
    and whether there are more than a page judges."""
    if not below:
        return list(current(unit=unit)), False
    units = tree.within([unit], clock.today())
    found = current().filter(unit_id__in=units)
    found = found.filter(unit_id__in=units_where(actor, "plan.see_figures"))
    rows = list(found.order_by("unit__code", "indicator__position", "period", "id")[: JUDGED + 1])
    return rows[:JUDGED], len(rows) > JUDGED


@dataclass(frozen=True)
class Behind:
    """Targets that are behind, those of the actor's own units first. looked_at: how many were
    judged; is_all: whether that is every one there is."""

    targets: list[tuple[Target, Figure]]
    looked_at: int
    is_all: bool


def behind(actor: Actor, day: dt.date | None = None) -> Behind:
    """Those of the actor's units and all below them whose reports the actor sees, so that nothing
    of them is kept back; targets whose time was over half a year ago are left alone."""
    on = day or clock.today()
    seen = current().filter(unit_id__in=units_where(actor, "report.see"))
    written = seen.order_by().values_list("period", flat=True).distinct()
    recent = [one for one in written if Period.read(one).last_day >= on - STILL_ASKED]
    own = Q(unit_id__in=tops_where(actor, "report.see"))
    ordered = seen.filter(period__in=recent).annotate(
        place=Case(When(own, then=Value(0)), default=Value(1))
    )
    rows = list(ordered.order_by("place", "unit__code", "period", "id")[: JUDGED + 1])
    judged = judgements(rows[:JUDGED], None, on)
    found = [
        (target, figure) for target, figure, one in judged if one.judgement == Judgement.BEHIND
    ]
    return Behind(found, len(judged), len(rows) <= JUDGED)


def revised(target: Target) -> list[Target]:
    """The targets that it took the place of, the newest first."""
    return _revised([target])[target.id]


def _revised(targets: Sequence[Target]) -> dict[uuid.UUID, list[Target]]:
    """By target, those that it took the place of: a query for every step back, not for every
    target."""
    found: dict[uuid.UUID, list[Target]] = {one.id: [] for one in targets}
    now = {one.id: one.revises_id for one in targets if one.revises_id is not None}
    while now:
        rows = Target.objects.in_bulk(set(now.values()))
        for key, before in list(now.items()):
            row = rows.get(before)
            if row is not None:
                found[key].append(row)
            if row is None or row.revises_id is None:
                del now[key]
            else:
                now[key] = row.revises_id
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


@dataclass(frozen=True)
class _Reads:
    """What has to be read of a target on a day. sum: the target's own period, where its figure
    gathers; line: the times of single figures until then."""

    target: Target
    period: Period
    path: Path
    gathers: bool
    sum: tuple[Period, ...]
    line: tuple[Period, ...]


def _reads(targets: Iterable[Target], day: dt.date | None) -> list[_Reads]:
    on = day or clock.today()
    found = []
    for one in targets:
        period, step, adds = Period.read(one.period), _frequency(one.indicator), gathers(one)
        last = period.parts(step)[-1] if adds else _last_part(period, step)
        until = min(Period.on(on, step), last, key=lambda known: known.last_day)
        line = tuple(figures.until(until, LOOKED_BACK))
        found.append(_Reads(one, period, path_of(one), adds, (period,) if adds else (), line))
    return found


def _many(reads: Sequence[_Reads], reader: Actor | None) -> figures.Many:
    asked = [
        (one.target.indicator, one.target.unit_id, periods)
        for one in reads
        for periods in (one.sum, one.line)
        if periods
    ]
    return figures.Many(asked, reader)


def _figure(one: _Reads, many: figures.Many, period: Period, of: tuple[Period, ...]) -> Figure:
    target = one.target
    return many.figure(target.indicator, target.unit_id, period, target.column, of)


def _judged(one: _Reads, many: figures.Many) -> tuple[Figure, Judged]:
    """A sum that grows is held against the way after as many months as it is made of; else the
    last figure there is, of the times until now and the target's own."""
    if one.gathers:
        found = _figure(one, many, one.period, one.sum)
        return found, judge(one.path, _as_known(found), _begin(one.period) + found.months)
    newest = marked = None
    for period in reversed(one.line):
        known = _figure(one, many, period, one.line)
        newest = newest or known
        # The result of an audit that is no longer valid does not count as of when it was.
        if known.value is not None or known.mark == EXPIRED:
            return known, judge(one.path, _as_known(known), _end(known.period))
        if marked is None and known.mark == "suppressed":
            marked = known
    nothing = marked or newest
    if nothing is None:
        raise ValueError("a target without any time to look at")
    return nothing, judge(one.path, _as_known(nothing), _end(nothing.period))


def _standing(one: _Reads, many: figures.Many, earlier: tuple[Target, ...]) -> Standing:
    found, judged = _judged(one, many)
    points = tuple(_figure(one, many, period, one.line) for period in one.line)
    ahead = _ahead(one, found, points)
    return Standing(one.target, found, judged, points, ahead, foreseen(one.path, ahead), earlier)


def _ahead(one: _Reads, found: Figure, points: tuple[Figure, ...]) -> Projection | None:
    said = [
        (point.period, point.value)
        for point in points
        if point.value is not None and not point.is_carried
    ]
    if not one.gathers:
        line = [(float(_end(period)), value) for period, value in said]
        return project(line, one.path.ends) if len(line) >= FEWEST else None
    if found.value is None:
        return None
    remaining = MONTHS[one.period.frequency] - found.months
    return project_sum(
        [value for _period, value in said], found.value, remaining // _step(one.target.indicator)
    )


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
