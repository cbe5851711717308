"""The API of indicators: what each counts and since when so, and its figures."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from pydantic import Field

from suyang.foundation import clock
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.api.schemas import Language, OneLine, Slug, Text, in_language
from suyang.foundation.permissions import Denied
from suyang.organisations.api import ApiRequest, actor
from suyang.organisations.models import Unit
from suyang.organisations.permissions import highest, may
from suyang.people.api import OPEN
from suyang.plans import validity
from suyang.plans.api.reading import read_period
from suyang.plans.api.schemas import NotPublished, PeriodName
from suyang.plans.figures import queries as figures
from suyang.plans.figures.cells import TOTAL
from suyang.plans.figures.queries import Figure
from suyang.plans.figures.rollup import columns_of
from suyang.plans.indicators import queries as registry
from suyang.plans.models import Indicator, IndicatorMethod
from suyang.plans.periods import FIRST_YEAR, MONTHS, Period, between

router = Router(tags=["plans"])
with_figures = Router(tags=["targets"])
MOST_PERIODS = 60
USUAL_PERIODS = 12
Column = Annotated[
    str,
    Field(min_length=1, max_length=60, description=_("`total`, or a part such as `sex:female`.")),
    OneLine,
]
UnitOfFigures = Annotated[
    uuid.UUID | None,
    Query(
        default=None,
        description=_("A unit whose figures you see; without it, the highest of yours."),
    ),
]


class MethodOut(Schema):
    __doc__ = _("How an indicator was defined from one day on.")

    number: int
    valid_from: dt.date
    definition: dict[str, Any]
    why: Text = Field(description=_("Why it was changed, by language."))


class ValidityOut(Schema):
    months: int | None = Field(description=_("Null: until the next audit."))
    own: bool = Field(description=_("A result may say itself until when it holds."))


class IndicatorListedOut(Schema):
    slug: str
    plan: str | None = Field(description=_("The plan that names it; null for one of an office."))
    name: NotPublished | Text
    unit: NotPublished | Text | None
    definition: Text | None
    kind: Literal[
        "things", "people", "attendances", "rate", "estimate", "audit", "money", "not_published"
    ] = Field(description=_("People and attendances never add up together."))
    frequency: Literal["month", "quarter", "half", "year", "not_published"]
    over_time: Literal["sum", "last", "none"] = Field(
        description=_("What several periods make together.")
    )
    better: Literal["up", "down"] | None
    columns: list[str] = Field(description=_("`total`, then one dimension at a time."))
    source: str | None = Field(description=_("What counts it; null where units report it."))
    formula: str | None = Field(description=_("Over other indicators, by their names."))
    method: int = Field(description=_("The number of the method that holds now."))
    owner: uuid.UUID | None = Field(description=_("The unit that defined it."))
    official: bool
    ended_on: dt.date | None
    validity: ValidityOut | None = Field(
        description=_("How long the result of an audit holds; null for other kinds.")
    )


class IndicatorWholeOut(IndicatorListedOut):
    target: NotPublished | float | None
    responsible_bodies: NotPublished | list[str] | None
    tasks: list[str] = Field(description=_("Slugs of the key tasks it touches."))
    note: Text | None
    methods: list[MethodOut] = Field(description=_("The first one first."))


class IntervalOut(Schema):
    __doc__ = _("A 95 % interval.")

    low: float
    high: float


class FigureOut(Schema):
    __doc__ = _("One figure with all that has to be said with it. Zero is a number.")

    unit: uuid.UUID
    period: PeriodName
    column: str
    value: float | None = Field(description=_("Null where `mark` says why; of a rate the share."))
    mark: Literal["missing", "not_applicable", "not_published", "suppressed", "expired"] | None = (
        Field(description=_("suppressed: so few that a person could be known by it."))
    )
    count: float | None = Field(description=_("Of a rate the numerator."))
    of: float | None = Field(description=_("Of a rate the denominator."))
    error: float | None = Field(description=_("Of an estimate the standard error."))
    interval: IntervalOut | None = Field(description=_("Of an estimate; counts have none."))
    n: int = Field(description=_("Reports or sources; of an estimate answers, that it rests on."))
    units_reporting: int | None = Field(
        description=_("Units directly below that have a figure, where they make this one.")
    )
    units_expected: int | None
    came_from: Literal["report", "source", "below", "formula"] | None = Field(
        description=_("below: added up from the units below.")
    )
    method: int
    may_count_twice: bool = Field(description=_("People were added up over places or times."))
    months: int = Field(description=_("Of how many months it is made, where it adds up."))
    audited: PeriodName | None = Field(
        description=_("Of an audit's result the period that was audited; null for other kinds.")
    )
    valid_until: dt.date | None = Field(
        description=_("The last day on which an audit's result holds; later it is `expired`.")
    )


class IndicatorFiguresOut(Schema):
    indicator: str
    unit: uuid.UUID
    figures: list[FigureOut] = Field(
        description=_("Period by period, the earliest first; in each column by column.")
    )


@router.get(
    "/indicators",
    response=Page[IndicatorListedOut],
    auth=OPEN,
    operation_id="listIndicators",
    summary=_("The indicators"),
    description=_(
        "What published plans name. Whoever sees figures of a unit also gets what offices at, "
        "above or below it defined."
    ),
)
def indicators(
    request: ApiRequest,
    plan: Annotated[
        str | None,
        Query(
            default=None,
            pattern=r"^[A-Za-z0-9_-]{1,60}$",
            description=_("Only those that this plan names."),
        ),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    language: Language = None,
) -> Any:
    found = registry.visible(actor(request))
    if plan is not None:
        found = found.filter(plan__slug=plan)
    return in_language(page(found, "slug", cursor, limit, _listed), language)


@router.get(
    "/indicators/{slug}",
    response=IndicatorWholeOut,
    auth=OPEN,
    operation_id="getIndicator",
    summary=_("An indicator and its methods"),
)
def indicator(request: ApiRequest, slug: Slug, language: Language = None) -> Any:
    return in_language(_whole(_visible(request, slug)), language)


@with_figures.get(
    "/indicators/{slug}/figures",
    response=IndicatorFiguresOut,
    operation_id="listIndicatorFigures",
    summary=_("An indicator's figures in a unit"),
    description=_(
        "Without `first` and `last` the last twelve periods of the indicator's own length. Needs "
        "a role that sees figures there; small numbers are kept from whoever does not see reports."
    ),
)
def indicator_figures(
    request: ApiRequest,
    slug: Slug,
    unit: UnitOfFigures = None,
    first: Annotated[
        PeriodName | None, Query(default=None, description=_("The first period."))
    ] = None,
    last: Annotated[
        PeriodName | None,
        Query(default=None, description=_("The last period; without it, the running one.")),
    ] = None,
    column: Annotated[
        list[Column] | None,
        Query(
            default=None,
            max_length=50,
            description=_("Only these columns; may be given several times. Without it, all."),
        ),
    ] = None,
) -> Any:
    found = _visible(request, slug)
    place = place_of_figures(request, unit)
    periods = _periods(found, first, last)
    columns = _columns(found, column)
    rows = figures.of_periods(found, place, periods, columns, actor(request))
    return {
        "indicator": found.slug,
        "unit": place,
        "figures": [figure_shown(one) for one in rows],
    }


@with_figures.get(
    "/indicators/{slug}/figures/below",
    response=Page[FigureOut],
    operation_id="listIndicatorFiguresBelow",
    summary=_("An indicator's figures in the units directly below"),
    description=_("Of one period and column, in the order of the units' codes."),
)
def indicator_figures_below(
    request: ApiRequest,
    slug: Slug,
    unit: UnitOfFigures = None,
    period: Annotated[
        PeriodName | None,
        Query(
            default=None,
            description=_("Without it, the running one of the indicator's own length."),
        ),
    ] = None,
    column: Annotated[Column, Query(default=TOTAL)] = TOTAL,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    found = _visible(request, slug)
    place = place_of_figures(request, unit)
    when = read_period(period, "query.period") if period else _running(found)
    [wanted] = _columns(found, [column])
    rows = figures.of_children(found, place, when, wanted, actor(request))
    below = Unit.objects.filter(id__in=rows)
    return page(below, "code", cursor, limit, lambda row: figure_shown(rows[row.id]))


def place_of_figures(request: ApiRequest, wanted: uuid.UUID | None) -> uuid.UUID:
    """The unit asked for, or the highest one of the caller. Raises Denied without any."""
    who = actor(request)
    if wanted is not None:
        if not may(who, "plan.see_figures", wanted):
            raise Denied
        return wanted
    tops = highest(who, "plan.see_figures")
    if not tops:
        raise Denied
    return tops[0]


def figure_shown(found: Figure) -> dict[str, Any]:
    known = found.low is not None and found.high is not None
    copied = (
        "unit",
        "column",
        "value",
        "count",
        "of",
        "error",
        "n",
        "units_reporting",
        "units_expected",
        "method",
        "may_count_twice",
        "months",
    )
    return {
        **{name: getattr(found, name) for name in copied},
        "period": str(found.period),
        "mark": found.mark or None,
        "audited": str(found.since) if found.since else None,
        "valid_until": found.until,
        "interval": {"low": found.low, "high": found.high} if known else None,
        "came_from": found.came_from or None,
    }


def _visible(request: ApiRequest, slug: str) -> Indicator:
    return registry.indicator(actor(request), slug)


def _listed(row: Indicator) -> dict[str, Any]:
    is_audit = row.kind == Indicator.Kind.AUDIT
    return {
        "slug": row.slug,
        "plan": row.plan.slug if row.plan else None,
        "name": row.body["name"],
        "unit": row.body.get("unit"),
        "definition": row.body.get("definition"),
        "kind": row.kind,
        "frequency": row.frequency,
        "over_time": row.over_time,
        "better": row.better or None,
        "columns": list(columns_of(row)),
        "source": row.source or None,
        "formula": row.formula or None,
        "method": row.method,
        "owner": row.owner_id,
        "official": row.official,
        "ended_on": row.ended_on,
        "validity": validity.kept(validity.rule(row)) if is_audit else None,
    }


def _whole(row: Indicator) -> dict[str, Any]:
    named = (
        [f"{row.plan.slug}-{number}" for number in row.body.get("tasks", ())] if row.plan else []
    )
    return {
        **_listed(row),
        "target": row.body.get("target"),
        "responsible_bodies": row.body.get("responsible_bodies"),
        "tasks": named,
        "note": row.body.get("note"),
        "methods": [_method(one) for one in row.methods.all()],
    }


def _method(row: IndicatorMethod) -> dict[str, Any]:
    return {
        "number": row.number,
        "valid_from": row.valid_from,
        "definition": row.definition,
        "why": row.why,
    }


def _columns(of: Indicator, wanted: list[str] | None) -> list[str]:
    known = columns_of(of)
    for one in wanted or ():
        if one not in known:
            raise NotAsSent(
                "query.column", gettext("The indicator is not broken down so."), "unknown_column"
            )
    return [one for one in known if not wanted or one in wanted]


def _running(of: Indicator) -> Period:
    return Period.on(clock.today(), of.frequency if of.frequency in MONTHS else "year")


def _periods(of: Indicator, first: str | None, last: str | None) -> list[Period]:
    begin = read_period(first, "query.first") if first else None
    end = read_period(last, "query.last") if last else None
    if end is None:
        end = Period.on(clock.today(), begin.frequency) if begin else _running(of)
    if begin is None:
        earliest = Period(FIRST_YEAR, end.frequency)
        known = len(between(earliest, end))
        begin = end.shifted(1 - min(USUAL_PERIODS, known))
    if begin.frequency != end.frequency:
        raise NotAsSent(
            "query.last", gettext("The first and the last period are of one length."), "order"
        )
    if end.first_day < begin.first_day:
        raise NotAsSent("query.last", gettext("The last period is before the first one."), "order")
    found = between(begin, end)
    if len(found) > MOST_PERIODS:
        raise NotAsSent(
            "query.first",
            gettext("At most %(n)s periods at once.") % {"n": MOST_PERIODS},
            "too_many",
        )
    return found
