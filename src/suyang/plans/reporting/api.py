"""The API of reports: what is due, a report, saving it with its revision, handing it up."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from pydantic import Field

from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.problems import problem
from suyang.foundation.api.schemas import In, Text
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations.api import ApiRequest, actor
from suyang.organisations.permissions import may, tops_where
from suyang.plans.api.reading import read_period
from suyang.plans.api.schemas import PeriodName
from suyang.plans.models import Report, ReportDue
from suyang.plans.reporting import actions, lacking, queries, standing

router = Router(tags=["reports"])
CellValue = Annotated[
    float | dict[str, float | str | None] | None,
    Field(
        description=_(
            "A number; for a rate {n, of}; for an estimate {value, error}; or {mark}: missing (not "
            "known) or not_applicable. Zero is a number, null is nothing."
        )
    ),
]
ValuesOf = Annotated[
    dict[str, dict[str, CellValue]],
    Field(
        description=_("Figures by indicator and column; the first column is always `total`."),
        examples=[{"people-trained": {"total": 40, "sex:female": 22}}],
    ),
]


class DueOut(Schema):
    __doc__ = _("A report that a unit was asked for.")

    id: int
    form: uuid.UUID
    title: Text
    plan: str
    unit: uuid.UUID
    period: PeriodName
    due: dt.date
    standing: Literal["returned", "late", "open", "submitted", "approved", "excused"]
    report: uuid.UUID | None = Field(description=_("Null while nobody has begun it."))


class LackOut(Schema):
    __doc__ = _("What keeps a report from being handed up.")

    code: Literal["incomplete", "rule", "why"] = Field(
        description=_("why: a reason in `answers`, under `field`, is enough.")
    )
    field: str
    message: str


class FilledOut(Schema):
    __doc__ = _("Where a figure comes from that stood there in advance.")

    source: Literal["source", "below"]
    units: int | None
    of: int | None
    cells: dict[str, CellValue]


class ReportOut(Schema):
    id: uuid.UUID
    form: uuid.UUID
    unit: uuid.UUID
    period: PeriodName
    state: Literal["draft", "submitted", "returned", "approved"]
    revision: int = Field(description=_("Send it back when saving; it grows with every change."))
    values: ValuesOf
    answers: dict[str, str] = Field(
        description=_("Answers by question, and reasons under `why:` and the finding.")
    )
    filled: dict[str, FilledOut]
    missing: list[LackOut] = Field(description=_("Empty when the report can be handed up."))
    due: dt.date | None


class ReportBeginIn(In):
    form: uuid.UUID
    unit: uuid.UUID
    period: PeriodName


class ReportSaveIn(In):
    revision: int = Field(ge=0, description=_("The revision that your changes begin from."))
    values: ValuesOf
    answers: dict[str, str] = {}


class ReportSubmitIn(In):
    revision: int = Field(ge=0)


@router.get(
    "/reports/due",
    response=Page[DueOut],
    operation_id="listDueReports",
    summary=_("Reports that your units were asked for"),
    description=_("Of the units in which you fill in reports by a role of your own, or of one."),
)
def due(
    request: ApiRequest,
    unit: Annotated[
        uuid.UUID | None, Query(default=None, description=_("Only of this unit."))
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    who = actor(request)
    own = tops_where(who, "report.fill")
    if not own or (unit is not None and not may(who, "report.fill", unit)):
        raise Denied
    dues = ReportDue.objects.filter(unit_id__in=[unit] if unit else own)

    found = page(dues.select_related("form__plan", "unit"), "id", cursor, limit, lambda row: row)
    return {**found, "items": [_due(one) for one in standing.asked(found["items"])]}


@router.post(
    "/reports",
    response=ReportOut,
    operation_id="beginReport",
    summary=_("Begin a report, filled in advance"),
    description=_("There is one for a form, unit and period: the same again gives the same."),
)
def begin(request: ApiRequest, body: ReportBeginIn) -> Any:
    unit = units.unit(body.unit)
    if unit is None or not may(actor(request), "report.fill", unit):
        raise NotFound
    form = queries.form(body.form)
    return _report(
        actions.open_report(actor(request), form, unit, read_period(body.period, "body.period"))
    )


@router.get(
    "/reports/{uuid:report_id}",
    response=ReportOut,
    operation_id="getReport",
    summary=_("A report"),
)
def report(request: ApiRequest, report_id: uuid.UUID) -> Any:
    return _report(queries.report(actor(request), report_id))


@router.put(
    "/reports/{uuid:report_id}",
    response=ReportOut,
    operation_id="saveReport",
    summary=_("Save a report"),
    description=_(
        "All figures and answers together. When somebody else has saved meanwhile, the answer is "
        "409 with the code `meanwhile`, and `theirs` is the report as it stands; nothing is lost. "
        "The same again changes nothing."
    ),
)
def save(request: ApiRequest, report_id: uuid.UUID, body: ReportSaveIn) -> Any:
    found = queries.report(actor(request), report_id)
    try:
        return _report(
            actions.save(actor(request), found, body.values, body.answers, body.revision)
        )
    except actions.Meanwhile as meanwhile:
        return _meanwhile(meanwhile)
    except actions.Unread as unread:
        return _unread(unread)


@router.post(
    "/reports/{uuid:report_id}/submit",
    response=ReportOut,
    operation_id="submitReport",
    summary=_("Hand a report up"),
    description=_("What is missing is in `errors`. Twice is once."),
)
def submit(request: ApiRequest, report_id: uuid.UUID, body: ReportSubmitIn) -> Any:
    found = queries.report(actor(request), report_id)
    try:
        return _report(actions.submit(actor(request), found, body.revision))
    except actions.Meanwhile as meanwhile:
        return _meanwhile(meanwhile)
    except actions.Incomplete as incomplete:
        errors = [
            {"field": one.field, "code": one.code, "message": one.message}
            for one in incomplete.missing
        ]
        return problem(422, incomplete.message, code=incomplete.code, errors=errors)


def _meanwhile(meanwhile: actions.Meanwhile) -> HttpResponse:
    theirs = ReportOut(**_report(meanwhile.theirs)).model_dump(mode="json")
    return problem(409, meanwhile.message, code=meanwhile.code, more={"theirs": theirs})


def _unread(unread: actions.Unread) -> HttpResponse:
    errors = [
        {
            "field": ".".join(
                part for part in ("body.values", one.indicator, one.column, one.part) if part
            ),
            "code": "unread",
            "message": str(one.message),
        }
        for one in unread.wrong
    ]
    return problem(422, unread.message, code=unread.code, errors=errors)


def _due(one: standing.Asked) -> dict[str, Any]:
    return {
        "id": one.due.pk,
        "form": one.due.form_id,
        "title": one.due.form.title,
        "plan": one.due.form.plan.slug,
        "unit": one.due.unit_id,
        "period": one.due.period,
        "due": one.due.due,
        "standing": one.standing,
        "report": one.report.id if one.report else None,
    }


def _report(row: Report) -> dict[str, Any]:
    asked = row.form.dues.filter(unit=row.unit_id, period=row.period).first()
    return {
        "id": row.id,
        "form": row.form_id,
        "unit": row.unit_id,
        "period": row.period,
        "state": row.state,
        "revision": row.revision,
        "values": row.values,
        "answers": row.answers,
        "filled": {
            slug: {
                "source": one["from"],
                "units": one.get("units"),
                "of": one.get("of"),
                "cells": one["cells"],
            }
            for slug, one in row.filled.items()
        },
        "missing": [
            {"code": one.code, "field": one.field, "message": one.message}
            for one in lacking.of(row)
        ],
        "due": asked.due if asked else None,
    }
