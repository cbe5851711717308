"""Whether the targets below come to the one above, in three queries however many units there are.

Only what adds up is added: numbers of things, attendances, money. Of people one may be counted in
two places, so that their sum is the most it can be. Rates, estimates and audit results are not.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations.permissions import Actor
from suyang.plans.contributing.lines import allowed
from suyang.plans.models import Indicator, Plan, Target

Kind = Indicator.Kind
ADDS_UP: Final = (Kind.THINGS, Kind.ATTENDANCES, Kind.MONEY)
REACHED, SHORT, AT_MOST, CANNOT, NONE_BELOW = "reached", "short", "at_most", "cannot", "none_below"


@dataclass(frozen=True)
class Below:
    """A unit below, and its plan that adopts this one, if there is one. `directly`: not further
    down, so that its targets count."""

    unit: uuid.UUID
    name: Text
    plan: Plan | None
    directly: bool = True


@dataclass(frozen=True)
class Part:
    unit: uuid.UUID
    name: Text
    target: Target


@dataclass(frozen=True)
class Sum:
    """A target of above beside those directly below, for the same indicator, period and column.

    `what`: "reached", "short"; "at_most" for people, where the sum cannot decide it; "cannot" where
    targets cannot be added up; "none_below". `missing`: units without such a target."""

    target: Target
    parts: list[Part]
    what: str
    total: float | None
    missing: list[Below] = field(default_factory=list)

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


_Key = tuple[int, str, str, bool]


def sums(actor: Actor, plan: Plan, below: Sequence[Below]) -> list[Sum]:
    """One for each target of the plan's unit that holds. A plan of the content sets none."""
    if plan.unit_id is None:
        return []
    holds = Target.objects.filter(revised_by=None, set_on__lte=clock.today())
    # Set for a task of the plan; or for none, of an indicator that is evidence for one.
    of_plan = Q(task__plan=plan, task__withdrawn_on=None) | Q(
        task=None, indicator__task_links__task__plan=plan
    )
    own = holds.filter(of_plan, unit_id=plan.unit_id).distinct().select_related("indicator")
    above = list(own.order_by("indicator__position", "indicator__slug", "period", "column"))
    directly = [one for one in below if one.directly]
    parts = _parts(actor, plan, directly, {one.indicator_id for one in above})
    return [_judged(one, directly, parts.get(_key(one), {})) for one in above]


def _key(one: Target) -> _Key:
    return one.indicator_id, one.period, one.column, one.at_least


def _parts(
    actor: Actor, plan: Plan, below: Sequence[Below], indicators: set[int]
) -> dict[_Key, dict[uuid.UUID, Target]]:
    """Of each unit one target: that of the adopting plan's task before one set for the task above,
    before one that is set for no task, so that none counts twice."""
    seen = allowed(actor, "plan.see_figures", {one.unit for one in below})
    inside = allowed(actor, "plan.see_drafts", seen)
    plans = {one.plan.pk for one in below if one.plan}
    rows = Target.objects.filter(
        Q(task=None) | Q(task__plan_id__in=plans) | Q(task__plan=plan),
        revised_by=None,
        set_on__lte=clock.today(),
        unit_id__in=seen,
        indicator_id__in=indicators,
        task__withdrawn_on=None,
    ).select_related("task")
    found: dict[_Key, dict[uuid.UUID, Target]] = defaultdict(dict)
    for one in rows.order_by("set_on", "id"):
        if one.task and one.task.first_edition is None and one.unit_id not in inside:
            continue
        held = found[_key(one)].get(one.unit_id)
        if held is None or _rank(one, plan) < _rank(held, plan):
            found[_key(one)][one.unit_id] = one
    return found


def _rank(one: Target, plan: Plan) -> int:
    if one.task is None:
        return 2
    return 1 if one.task.plan_id == plan.pk else 0


def _judged(target: Target, below: Sequence[Below], by_unit: dict[uuid.UUID, Target]) -> Sum:
    parts = [Part(one.unit, one.name, by_unit[one.unit]) for one in below if one.unit in by_unit]
    missing = [one for one in below if one.unit not in by_unit]
    kind = target.indicator.kind
    if kind not in (*ADDS_UP, Kind.PEOPLE):
        return Sum(target, parts, CANNOT, None, missing)
    if not parts:
        return Sum(target, parts, NONE_BELOW, None, missing)
    total = sum(part.target.value for part in parts)
    # Sums of decimals such as 0.1 + 0.2 are not held to their last digit.
    slack = 1e-9 * max(1.0, abs(target.value))
    enough = total >= target.value - slack if target.at_least else total <= target.value + slack
    what = REACHED if enough else SHORT
    if kind == Kind.PEOPLE and enough == target.at_least:
        # Counted twice, people are fewer than the sum: too few is sure, enough is not; and for an
        # upper bound the other way round.
        what = AT_MOST
    return Sum(target, parts, what, total, missing)
