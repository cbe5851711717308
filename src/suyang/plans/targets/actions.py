"""Setting a target, and revising it: a new row that names the old one, which stays as it was."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import reader_language
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans.figures.rollup import columns_of
from suyang.plans.models import Indicator, KeyTask, Target
from suyang.plans.periods import Period

Kind = Indicator.Kind
LONGEST_REASON = 1000
# Times at which something may be expected on the way.
MOST_STEPS = 40


@dataclass(frozen=True)
class Wanted:
    """What a target says. steps: {period: value} on the way; a line from the baseline without.

    A rate's values are shares (0.8), the others in the indicator's unit.
    """

    period: Period
    value: float
    at_least: bool = True
    baseline_period: Period | None = None
    baseline: float | None = None
    steps: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""


@transaction.atomic
def set_target(
    actor: Actor,
    indicator: Indicator,
    unit: Unit,
    wanted: Wanted,
    *,
    column: str = "total",
    task: KeyTask | None = None,
    id: uuid.UUID | None = None,
) -> Target:
    """Set a target for an indicator in a unit. The same `id` sets it once."""
    require(actor, "target.set", unit)
    # Two who set at once wait for each other here, and so does a double click.
    Unit.objects.select_for_update().get(id=unit.id)
    known = Target.objects.filter(id=id).first() if id else None
    if known is not None:
        return known
    _check(indicator, wanted, column)
    standing = Target.objects.filter(
        indicator=indicator,
        unit=unit,
        column=column,
        period=str(wanted.period),
        task=task,
        revised_by=None,
    )
    if standing.exists():
        raise Refused(
            _("There is a target for this period already. Revise that one; it stays visible."),
            code="exists",
            field="period",
        )
    return _write(actor, indicator, unit, wanted, column=column, task=task, id=id)


@transaction.atomic
def revise(actor: Actor, target: Target, wanted: Wanted, *, id: uuid.UUID | None = None) -> Target:
    """Put another target in the place of one, with the reason; both stay visible."""
    target = Target.objects.select_for_update().filter(id=target.id).first() or _gone()
    require(actor, "target.set", target.unit_id)
    known = Target.objects.filter(id=id).first() if id else None
    if known is not None:
        return known
    newer = Target.objects.filter(revises=target).first()
    if newer is not None:
        raise Refused(
            _("Somebody revised this target meanwhile. Look at the new one, and revise that."),
            code="revised",
        )
    if not wanted.reason.strip():
        raise Refused(_("Please say why it is revised."), code="incomplete", field="reason")
    _check(target.indicator, wanted, target.column)
    return _write(
        actor,
        target.indicator,
        target.unit,
        wanted,
        column=target.column,
        task=target.task,
        revises=target,
        id=id,
    )


def _reason(written: str) -> dict[str, str]:
    text = written.strip()[:LONGEST_REASON]
    return {reader_language(): text} if text else {}


def stream(target: Target) -> str:
    return f"target:{target.unit_id}:{target.indicator_id}"


def _write(
    actor: Actor,
    indicator: Indicator,
    unit: Unit,
    wanted: Wanted,
    *,
    column: str,
    task: KeyTask | None,
    id: uuid.UUID | None,
    revises: Target | None = None,
) -> Target:
    made = Target.objects.create(
        id=id or uuid7(),
        indicator=indicator,
        task=task,
        unit=unit,
        column=column,
        baseline_period=str(wanted.baseline_period or ""),
        baseline=wanted.baseline,
        period=str(wanted.period),
        value=wanted.value,
        at_least=wanted.at_least,
        trajectory=Target.Trajectory.STEPS if wanted.steps else Target.Trajectory.LINE,
        steps=dict(wanted.steps),
        reason=_reason(wanted.reason),
        revises=revises,
        set_by=actor.person_id,
        set_on=clock.today(),
    )
    audit.record(
        stream(made),
        actor,
        "target.revised" if revises else "target.set",
        target=str(made.id),
        period=made.period,
        value=made.value,
        **({"revises": str(revises.id)} if revises else {}),
    )
    return made


def _check(indicator: Indicator, wanted: Wanted, column: str) -> None:
    if indicator.kind == Kind.NOT_PUBLISHED:
        raise Refused(
            _("What this indicator counts was not published, so it can have no target."),
            code="kind",
        )
    if column not in columns_of(indicator):
        raise Refused(_("The indicator is not broken down so."), code="column", field="column")
    for name, value in _values(wanted):
        if not math.isfinite(value):
            raise Refused(_("Write a number."), code="number", field=name)
        if indicator.kind == Kind.RATE and not 0 <= value <= 1 and is_share(indicator):
            raise Refused(_("A share lies between 0 and 100 %."), code="range", field=name)
        if value < 0 and indicator.kind not in (Kind.ESTIMATE, Kind.RATE):
            raise Refused(_("A count is not below zero."), code="range", field=name)
    if (wanted.baseline is None) != (wanted.baseline_period is None):
        raise Refused(
            _("Give both: where it stood, and when."), code="incomplete", field="baseline"
        )
    start = wanted.baseline_period
    if start is not None and start.last_day >= wanted.period.last_day:
        raise Refused(
            _("The baseline comes before the target."), code="order", field="baseline_period"
        )
    _check_steps(wanted)


def _check_steps(wanted: Wanted) -> None:
    if len(wanted.steps) > MOST_STEPS:
        raise Refused(
            _("At most %(n)s values on the way.") % {"n": MOST_STEPS}, code="many", field="steps"
        )
    for written in wanted.steps:
        try:
            period = Period.read(written)
        except ValueError:
            raise Refused(
                _("“%(period)s” is no period. Write 2026, 2026-H1, 2026-Q3 or 2026-11.")
                % {"period": written},
                code="period",
                field="steps",
            ) from None
        start = wanted.baseline_period
        before = start is not None and period.last_day <= start.last_day
        if before or period.last_day >= wanted.period.last_day:
            raise Refused(
                _("%(period)s does not lie between the baseline and the target.")
                % {"period": written},
                code="order",
                field="steps",
            )


def _values(wanted: Wanted) -> list[tuple[str, float]]:
    found = [("value", wanted.value), *(("steps", one) for one in wanted.steps.values())]
    return found if wanted.baseline is None else [*found, ("baseline", wanted.baseline)]


def is_share(indicator: Indicator) -> bool:
    """Whether a rate is of one thing among the same; else it is one thing per another."""
    return bool(indicator.body.get("share", True))


def _gone() -> Any:
    raise NotFound
