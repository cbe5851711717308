"""Whether the targets below come to the one above, in three queries however many units there are.

Only what adds up is added: numbers of things, attendances, money. Of people one may be counted in
two places, so that their sum is the most it can be. Rates, estimates and audit results are not.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.db.models import F, Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations.models import UnitVersion
from suyang.organisations.permissions import Actor, units_where
from suyang.organisations.queries import names as units_named
from suyang.plans.contributing.adopting import Adopting
from suyang.plans.models import Indicator, Plan, Target

Kind = Indicator.Kind
ADDS_UP: Final = (Kind.THINGS, Kind.ATTENDANCES, Kind.MONEY)
REACHED, SHORT, AT_MOST, CANNOT, NONE_BELOW = "reached", "short", "at_most", "cannot", "none_below"


# So many of the units behind a sum are named.
FEW: Final = 20


@dataclass(frozen=True)
class Part:
    unit: uuid.UUID
    name: Text
    value: float | None = None


@dataclass(frozen=True)
class Sum:
    """A target of above beside those directly below, for the same indicator, period and column.

    `what`: "reached", "short"; "at_most" for people, where the sum cannot decide it; "cannot" where
    targets cannot be added up; "none_below". `parts`: the first of `count` units with such a
    target; `missing`: the first of `lacks` units without one."""

    target: Target
    parts: list[Part]
    count: int
    what: str
    total: float | None
    missing: list[Part] = field(default_factory=list)
    lacks: int = 0

    @property
    def indicator(self) -> Indicator:
        return self.target.indicator

    @property
    def lacking(self) -> float:
        """How far the sum lies from the target on the wrong side; 0 without a sum."""
        if self.total is None:
            return 0.0
        apart = self.target.value - self.total
        return max(0.0, apart if self.target.at_least else -apart)

    @property
    def more_parts(self) -> int:
        return self.count - len(self.parts)

    @property
    def more_missing(self) -> int:
        return self.lacks - len(self.missing)


_Key = tuple[int, str, str, bool]


def sums(actor: Actor, plan: Plan, below: Adopting, level: QuerySet[UnitVersion]) -> list[Sum]:
    """One for each target of the plan's unit that holds, beside those of the units of `level`. A
    plan of the content sets none."""
    if plan.unit_id is None:
        return []
    own = targets_of(plan).select_related("indicator")
    above = list(own.order_by("indicator__position", "indicator__slug", "period", "column"))
    if not above:
        return []
    wanted = {_key(one) for one in above}
    parts = _parts(actor, plan, below, level, wanted)
    units = list(level.values_list("unit_id", flat=True))
    found = [_judged(one, units, parts.get(_key(one), {})) for one in above]
    return _named(found)


def targets_of(plan: Plan) -> QuerySet[Target]:
    """Those of the plan's unit that hold: set for a task of the plan; or for none, of an indicator
    that is evidence for one."""
    holds = Target.objects.filter(revised_by=None, set_on__lte=clock.today())
    of_plan = Q(task__plan=plan, task__withdrawn_on=None) | Q(
        task=None, indicator__task_links__task__plan=plan
    )
    return holds.filter(of_plan, unit=plan.unit).distinct()


def _key(one: Target) -> _Key:
    return one.indicator_id, one.period, one.column, one.at_least


def _parts(
    actor: Actor,
    plan: Plan,
    below: Adopting,
    level: QuerySet[UnitVersion],
    wanted: Collection[_Key],
) -> dict[_Key, dict[uuid.UUID, float]]:
    """Of each unit one target: that of the adopting plan's task before one set for the task above,
    before one that is set for no task, so that none counts twice."""
    found: dict[_Key, dict[uuid.UUID, tuple[int, float]]] = {key: {} for key in wanted}
    asked = (
        _below(actor, plan, below, level, {key[0] for key in wanted})
        .filter(period__in={key[1] for key in wanted}, column__in={key[2] for key in wanted})
        .order_by("set_on", "id")
        .values_list(
            "indicator_id",
            "period",
            "column",
            "at_least",
            "unit_id",
            "value",
            "task__plan_id",
            "task__plan__state",
        )
    )
    for indicator, period, column, at_least, unit, value, of, state in asked:
        held = found.get((indicator, period, column, at_least))
        if held is None:
            continue
        rank = 3 if of is None else 2 if of == plan.pk else 1 if state == Plan.State.DRAFT else 0
        if unit not in held or rank < held[unit][0]:
            held[unit] = rank, value
    return {
        key: {unit: value for unit, (_rank, value) in held.items()} for key, held in found.items()
    }


def lacking(
    actor: Actor, plan: Plan, below: Adopting, level: QuerySet[UnitVersion], target: Target
) -> QuerySet[UnitVersion]:
    """The units of `level` without a target of the same indicator, period, column and direction."""
    has = _below(actor, plan, below, level, {target.indicator_id}).filter(
        period=target.period, column=target.column, at_least=target.at_least
    )
    return level.exclude(unit_id__in=has.values("unit_id"))


def _below(
    actor: Actor,
    plan: Plan,
    below: Adopting,
    level: QuerySet[UnitVersion],
    indicators: Collection[int],
) -> QuerySet[Target]:
    """The targets of the units of `level` that hold and that the actor may see."""
    rows = Target.objects.filter(
        Q(task=None)
        | Q(task__plan__in=below.plans.values("pk"), task__plan__unit_id=F("unit_id"))
        | Q(task__plan=plan),
        revised_by=None,
        set_on__lte=clock.today(),
        unit_id__in=level.order_by().values("unit_id"),
        indicator_id__in=indicators,
        task__withdrawn_on=None,
    )
    if not actor.system:
        inside = units_where(actor, "plan.see_drafts", ended=True)
        rows = rows.filter(unit_id__in=units_where(actor, "plan.see_figures", ended=True))
        rows = rows.filter(
            Q(task=None) | Q(task__first_edition__isnull=False) | Q(unit_id__in=inside)
        )
    return rows


def _judged(target: Target, units: Sequence[uuid.UUID], by_unit: Mapping[uuid.UUID, float]) -> Sum:
    has = [Part(one, {}, by_unit[one]) for one in units if one in by_unit]
    without = [Part(one, {}) for one in units if one not in by_unit]
    total = sum(part.value or 0 for part in has) if has else None
    what = NONE_BELOW
    kind = target.indicator.kind
    if kind not in (*ADDS_UP, Kind.PEOPLE):
        what, total = CANNOT, None
    elif total is not None:
        what = _held_against(target, total)
    return Sum(target, has[:FEW], len(has), what, total, without[:FEW], len(without))


def _held_against(target: Target, total: float) -> str:
    # Sums of decimals such as 0.1 + 0.2 are not held to their last digit.
    slack = 1e-9 * max(1.0, abs(target.value))
    enough = total >= target.value - slack if target.at_least else total <= target.value + slack
    if target.indicator.kind == Kind.PEOPLE and enough == target.at_least:
        # Counted twice, people are fewer than the sum: too few is sure, enough is not; and for an
        # upper bound the other way round.
        return AT_MOST
    return REACHED if enough else SHORT


def _named(found: Sequence[Sum]) -> list[Sum]:
    shown = {part.unit for one in found for part in (*one.parts, *one.missing)}
    names = units_named(shown)
    return [
        replace(
            one,
            parts=[replace(part, name=names.get(part.unit, {})) for part in one.parts],
            missing=[replace(part, name=names.get(part.unit, {})) for part in one.missing],
        )
        for one in found
    ]
