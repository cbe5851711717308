"""The API of targets: those of a unit, one as it stands, setting one, revising one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from suyang.foundation.api.paging import Cursor, Limit, Page, page_together
from suyang.foundation.api.retries import IdempotencyKey, made_id, require_same
from suyang.foundation.api.schemas import In, Lines, Number, Slug, TaskSlug, Text
from suyang.organisations.api import ApiRequest, actor
from suyang.organisations.permissions import Actor
from suyang.plans.api.indicators import (
    Column,
    FigureOut,
    UnitOfFigures,
    figure_shown,
    place_of_figures,
)
from suyang.plans.api.reading import read_period, seen_task, sent_indicator, sent_task, unit_where
from suyang.plans.api.schemas import PeriodName
from suyang.plans.models import Target
from suyang.plans.targets import actions, queries
from suyang.plans.targets.actions import Wanted

router = Router(tags=["targets"])
Judged = Literal["met", "on_track", "behind", "not_shown", "no_data"]
_NAME = r"^[A-Za-z0-9_-]{1,60}$"
_SHARES = _("In the indicator's unit; of a rate the share (0.8).")


class TargetTermsOut(Schema):
    __doc__ = _("What a target says.")

    id: uuid.UUID
    indicator: str
    unit: uuid.UUID
    column: str
    task: str | None
    period: PeriodName
    value: float = Field(description=_SHARES)
    at_least: bool = Field(description=_("Whether more is better; else it is at most."))
    baseline_period: PeriodName | None
    baseline: float | None
    steps: dict[str, float] = Field(
        description=_("Values on the way, by period; a straight line without.")
    )
    reason: Text
    set_on: dt.date
    revises: uuid.UUID | None = Field(description=_("The target whose place it took."))


class ProjectionOut(Schema):
    __doc__ = _("Where a line through the last figures leads; no promise.")

    value: float
    low: float = Field(description=_("Of the 95 % prediction interval."))
    high: float
    n: int = Field(description=_("Figures that it is drawn through; there are four at least."))
    foreseen: Judged


class TargetStandingOut(TargetTermsOut):
    judgement: Judged = Field(
        description=_("Said only where the whole interval lies on that side; else not_shown.")
    )
    why: Literal[
        "reached",
        "ahead",
        "short_of_path",
        "short_at_the_end",
        "across_path",
        "across_target",
        "no_path",
        "suppressed",
        "missing",
        "expired",
        "not_yet",
    ]
    expected: float | None = Field(description=_("Where it should be at the figure's time."))
    figure: FigureOut = Field(description=_("The newest figure that is known."))
    projection: ProjectionOut | None = Field(description=_("Null with fewer than four figures."))


class TargetWholeOut(TargetStandingOut):
    revised_by: uuid.UUID | None = Field(description=_("The target that stands in its place now."))
    figures: list[FigureOut] = Field(description=_("Those behind it, the earliest first."))
    earlier: list[TargetTermsOut] = Field(description=_("What it revised, the newest first."))


class TargetReviseIn(In):
    period: PeriodName
    value: Number = Field(description=_SHARES)
    at_least: bool = True
    baseline_period: PeriodName | None = None
    baseline: Number | None = None
    steps: Annotated[
        dict[PeriodName, Number],
        Field(max_length=actions.MOST_STEPS, description=_("Values on the way, by period.")),
    ] = {}
    reason: Annotated[str, Field(max_length=actions.LONGEST_REASON), Lines] = Field(
        default="", description=_("Why; needed to revise.")
    )


class TargetSetIn(TargetReviseIn):
    indicator: Slug
    unit: uuid.UUID
    column: Column = "total"
    task: TaskSlug | None = None


@router.get(
    "/targets",
    response=Page[TargetStandingOut],
    operation_id="listTargets",
    summary=_("The targets of a unit"),
    description=_("Those that hold, each with what is known and how that is judged."),
)
def targets(
    request: ApiRequest,
    unit: UnitOfFigures = None,
    indicator: Annotated[
        str | None, Query(default=None, pattern=_NAME, description=_("Only of this indicator."))
    ] = None,
    plan: Annotated[
        str | None, Query(default=None, pattern=_NAME, description=_("Only of this plan's tasks."))
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    who = actor(request)
    found = queries.current(unit=place_of_figures(request, unit))
    if indicator is not None:
        found = found.filter(indicator__slug=indicator)
    if plan is not None:
        found = found.filter(task__plan__slug=plan)
    return page_together(found, "id", cursor, limit, lambda rows: _standings(rows, who))


@router.post(
    "/targets",
    response={201: TargetWholeOut},
    operation_id="setTarget",
    summary=_("Set a target"),
    description=_("One for an indicator, unit, column, task and period; another one revises it."),
)
def set_target(request: ApiRequest, body: TargetSetIn, key: IdempotencyKey = None) -> Any:
    who = actor(request)
    unit = unit_where(who, "target.set", body.unit)
    made = actions.set_target(
        who,
        sent_indicator(who, body.indicator, "body.indicator"),
        unit,
        _wanted(body),
        column=body.column,
        task=sent_task(who, body.task, "body.task"),
        id=made_id(request.auth.name, "targets.set", key),
    )
    require_same(
        (made.unit_id, unit.id),
        (made.indicator.slug, body.indicator),
        (made.column, body.column),
        (made.task.slug if made.task else None, body.task),
        *_pairs(made, body),
    )
    return Status(201, _whole(made, who))


@router.get(
    "/targets/{uuid:target_id}",
    response=TargetWholeOut,
    operation_id="getTarget",
    summary=_("A target"),
    description=_("With the figures behind it, where they lead, and the targets that it revised."),
)
def target(request: ApiRequest, target_id: uuid.UUID) -> Any:
    who = actor(request)
    return _whole(queries.visible(who, target_id), who)


@router.post(
    "/targets/{uuid:target_id}/revise",
    response={201: TargetWholeOut},
    operation_id="reviseTarget",
    summary=_("Revise a target"),
    description=_("Another one takes its place, with the reason; both stay visible."),
)
def revise(
    request: ApiRequest, target_id: uuid.UUID, body: TargetReviseIn, key: IdempotencyKey = None
) -> Any:
    who = actor(request)
    old = queries.visible(who, target_id)
    made = actions.revise(
        who, old, _wanted(body), id=made_id(request.auth.name, "targets.revise", key)
    )
    require_same((made.revises_id, old.id), *_pairs(made, body))
    return Status(201, _whole(made, who))


def _wanted(body: TargetReviseIn) -> Wanted:
    start = body.baseline_period
    return Wanted(
        period=read_period(body.period, "body.period"),
        value=body.value,
        at_least=body.at_least,
        baseline_period=read_period(start, "body.baseline_period") if start else None,
        baseline=body.baseline,
        steps=body.steps,
        reason=body.reason,
    )


def _pairs(made: Target, body: TargetReviseIn) -> list[tuple[object, object]]:
    """What was made beside what is asked for now, for `require_same`."""
    reason = body.reason.strip()
    return [
        (made.period, body.period),
        (made.value, body.value),
        (made.at_least, body.at_least),
        (made.baseline_period, body.baseline_period or ""),
        (made.baseline, body.baseline),
        (made.steps, body.steps),
        (list(made.reason.values()), [reason] if reason else []),
    ]


def _terms(row: Target, who: Actor) -> dict[str, Any]:
    copied = ("id", "column", "period", "value", "at_least", "baseline", "steps", "reason")
    return {
        **{name: getattr(row, name) for name in copied},
        "indicator": row.indicator.slug,
        "unit": row.unit_id,
        "task": seen_task(who, row.task),
        "baseline_period": row.baseline_period or None,
        "set_on": row.set_on,
        "revises": row.revises_id,
    }


def _standings(rows: list[Target], who: Actor) -> list[dict[str, Any]]:
    return [_shown(one, who) for one in queries.standings(rows, who)]


def _shown(found: queries.Standing, who: Actor) -> dict[str, Any]:
    ahead = found.ahead
    return {
        **_terms(found.target, who),
        "judgement": found.judged.judgement.value,
        "why": found.judged.why.value,
        "expected": found.judged.expected,
        "figure": figure_shown(found.figure),
        "projection": None
        if ahead is None
        else {
            "value": ahead.value,
            "low": ahead.low,
            "high": ahead.high,
            "n": ahead.n,
            "foreseen": found.foreseen.value,
        },
    }


def _whole(row: Target, who: Actor) -> dict[str, Any]:
    found = queries.standing(row, who)
    now = queries.newest(row)
    return {
        **_shown(found, who),
        "revised_by": None if now.id == row.id else now.id,
        "figures": [figure_shown(one) for one in found.points],
        "earlier": [_terms(one, who) for one in found.earlier],
    }
