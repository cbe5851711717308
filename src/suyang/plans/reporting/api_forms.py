"""The API of report forms: what units are asked for, how often, and what it is held against."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field, model_validator

from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.retries import IdempotencyKey, made_id, require_same
from suyang.foundation.api.schemas import In, Number, SentText, Slug, Text
from suyang.foundation.permissions import Denied
from suyang.organisations.api import ApiRequest, actor
from suyang.organisations.permissions import tops_where
from suyang.plans.api.indicators import Column
from suyang.plans.api.reading import sent_indicator, sent_plan, unit_where
from suyang.plans.api.schemas import PeriodName
from suyang.plans.models import ReportForm
from suyang.plans.reporting import defining, queries

router = Router(tags=["reports"])
MOST_FIELDS = 200
UnitKind = Literal["nation", "province", "city", "county", "town", "village", "organisation"]
Frequency = Literal["month", "quarter", "half", "year"]
Place = Annotated[
    list[str],
    Field(min_length=2, max_length=2, description=_("An indicator and a column.")),
]
# What each kind of rule needs beside its kind.
_NEEDS = {
    "range": ("indicator",),
    "sum": ("indicator", "parts"),
    "jump": ("indicator", "factor"),
    "at_most": ("left", "right"),
}
_RULES = _(
    "What figures are held against. range: `low`, `high`; sum: `parts` make no more than the "
    "total, or `exactly` it; jump: so many times the last one (`factor`); at_most: `left` is "
    "never more than `right`."
)
_KINDS_OF_UNITS = _("Which kinds of units report; empty: every office.")


class ReportFieldOut(Schema):
    __doc__ = _("Either an indicator or a question.")

    indicator: str | None = None
    question: str | None = Field(default=None, description=_("The question's name in `answers`."))
    text: Text | None = None
    required: bool | None = None


class ReportRuleOut(Schema):
    __doc__ = _RULES

    kind: Literal["range", "sum", "jump", "at_most"]
    indicator: str | None = None
    column: str | None = None
    low: float | None = None
    high: float | None = None
    parts: list[str] | None = None
    exactly: bool | None = None
    factor: float | None = None
    left: Place | None = None
    right: Place | None = None
    explain: bool | None = Field(
        default=None, description=_("What does not fit may go up with a reason.")
    )


class ReportFormOut(Schema):
    id: uuid.UUID
    plan: str
    title: Text
    unit: uuid.UUID = Field(description=_("It asks the units at and below this one."))
    kinds: list[str] = Field(description=_KINDS_OF_UNITS)
    frequency: Frequency
    fields: list[ReportFieldOut] = Field(description=_("In their order."))
    rules: list[ReportRuleOut]
    days: int = Field(description=_("Days after the end of the period in which it is due."))
    first_period: PeriodName
    last_period: PeriodName | None
    made_at: dt.datetime


class ReportFieldIn(In):
    __doc__ = _("Either an indicator or a question.")

    indicator: Slug | None = None
    question: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] | None = None
    text: SentText | None = None
    required: bool = False

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        if (self.indicator is None) == (self.question is None):
            raise ValueError("either an indicator or a question")
        if (self.question is None) != (self.text is None):
            raise ValueError("a question has a text, an indicator has none")
        return self

    def kept(self) -> dict[str, Any]:
        if self.indicator is not None:
            return {"indicator": self.indicator}
        return {"question": self.question, "text": self.text, "required": self.required}


class ReportRuleIn(In):
    __doc__ = _RULES

    kind: Literal["range", "sum", "jump", "at_most"]
    indicator: Slug | None = None
    column: Column | None = None
    low: Number | None = None
    high: Number | None = None
    parts: Annotated[list[Column], Field(min_length=1, max_length=50)] | None = None
    exactly: bool | None = None
    factor: Annotated[float, Field(gt=1, le=1e6)] | None = None
    left: Annotated[list[Column], Field(min_length=2, max_length=2)] | None = None
    right: Annotated[list[Column], Field(min_length=2, max_length=2)] | None = None
    explain: bool | None = None

    @model_validator(mode="after")
    def complete(self) -> Self:
        if any(getattr(self, name) is None for name in _NEEDS[self.kind]):
            raise ValueError("something is missing that this kind of rule needs")
        if self.kind == "range" and self.low is None and self.high is None:
            raise ValueError("a range has an end")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the range is empty")
        return self


class ReportFormDefineIn(In):
    plan: Slug
    unit: uuid.UUID = Field(description=_("It asks the units at and below this one."))
    title: SentText
    frequency: Frequency
    fields: Annotated[list[ReportFieldIn], Field(min_length=1, max_length=MOST_FIELDS)]
    kinds: Annotated[list[UnitKind], Field(max_length=7, description=_KINDS_OF_UNITS)] = []
    rules: Annotated[list[ReportRuleIn], Field(max_length=MOST_FIELDS)] = []
    days: int = Field(default=10, ge=0, le=defining.MOST_DAYS)
    first_period: PeriodName | None = Field(
        default=None, description=_("Without it, the running one.")
    )
    last_period: PeriodName | None = None


class ReportFormEndIn(In):
    last_period: PeriodName


@router.get(
    "/report-forms",
    response=Page[ReportFormOut],
    operation_id="listReportForms",
    summary=_("The forms of reports"),
    description=_("Of units whose reports you see, and those that ask such units from above."),
)
def report_forms(
    request: ApiRequest,
    plan: Annotated[
        str | None,
        Query(default=None, pattern=r"^[A-Za-z0-9_-]{1,60}$", description=_("Only of this plan.")),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    who = actor(request)
    if not tops_where(who, "report.see"):
        raise Denied
    found = queries.visible_forms(who)
    if plan is not None:
        found = found.filter(plan__slug=plan)
    return page(found, "-id", cursor, limit, _form)


@router.post(
    "/report-forms",
    response={201: ReportFormOut},
    operation_id="defineReportForm",
    summary=_("Define what units report"),
    description=_("The units are asked at once, for every period since the first one."),
)
def define(request: ApiRequest, body: ReportFormDefineIn, key: IdempotencyKey = None) -> Any:
    who = actor(request)
    unit = unit_where(who, "form.define", body.unit)
    plan = sent_plan(who, body.plan, "body.plan")
    for place, one in enumerate(body.fields):
        if one.indicator is not None:
            sent_indicator(who, one.indicator, f"body.fields.{place}.indicator")
    fields = [one.kept() for one in body.fields]
    rules = [one.model_dump(exclude_none=True) for one in body.rules]
    made = defining.define_form(
        who,
        plan,
        unit,
        title=body.title,
        frequency=body.frequency,
        fields=fields,
        kinds=body.kinds,
        form_rules=rules,
        days=body.days,
        first_period=body.first_period or "",
        last_period=body.last_period or "",
        id=made_id(request.auth.name, "report_forms", key),
    )
    require_same(
        (made.plan_id, plan.id),
        (made.unit_id, unit.id),
        (made.title, body.title),
        (made.frequency, body.frequency),
        (made.fields, fields),
        (made.kinds, body.kinds),
        (made.rules, rules),
        (made.days, body.days),
        (made.first_period, body.first_period or made.first_period),
    )
    return Status(201, _form(made))


@router.get(
    "/report-forms/{uuid:form_id}",
    response=ReportFormOut,
    operation_id="getReportForm",
    summary=_("A form of reports"),
)
def report_form(request: ApiRequest, form_id: uuid.UUID) -> Any:
    return _form(queries.visible_form(actor(request), form_id))


@router.post(
    "/report-forms/{uuid:form_id}/end",
    response=ReportFormOut,
    operation_id="endReportForm",
    summary=_("Ask for no more reports after a period"),
    description=_("Reports that were begun stay. Twice is once."),
)
def end(request: ApiRequest, form_id: uuid.UUID, body: ReportFormEndIn) -> Any:
    who = actor(request)
    found = queries.visible_form(who, form_id)
    return _form(defining.end_form(who, found, body.last_period))


def _form(row: ReportForm) -> dict[str, Any]:
    copied = ("id", "title", "kinds", "frequency", "fields", "rules", "days", "first_period")
    return {
        **{name: getattr(row, name) for name in copied},
        "plan": row.plan.slug,
        "unit": row.unit_id,
        "last_period": row.last_period or None,
        "made_at": row.made_at,
    }
