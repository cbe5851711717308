"""The API of follow-ups: what units ask of those below by a day, answered, and closed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.retries import IdempotencyKey, made_id, require_same
from suyang.foundation.api.schemas import In, Lines, TaskSlug
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations.api import ApiRequest, actor
from suyang.organisations.permissions import Actor, may, tops_where
from suyang.plans.api.reading import seen_task, sent_task, unit_where
from suyang.plans.models import FollowUp
from suyang.plans.reporting import followups, queries

router = Router(tags=["reports"])
Written = Annotated[str, Field(min_length=1, max_length=followups.LONGEST), Lines]


class FollowUpOut(Schema):
    id: uuid.UUID
    unit: uuid.UUID = Field(description=_("The unit that is asked."))
    asked_by_unit: uuid.UUID
    report: uuid.UUID | None = Field(description=_("The report that it is about."))
    task: str | None
    text: str
    due: dt.date
    state: Literal["open", "answered", "closed"]
    answer: str | None
    asked_at: dt.datetime
    answered_at: dt.datetime | None
    closed_at: dt.datetime | None


class FollowUpAskIn(In):
    asked_by_unit: uuid.UUID = Field(description=_("Your unit, at or above the one asked."))
    unit: uuid.UUID = Field(description=_("The unit that is asked."))
    text: Written
    due: dt.date = Field(description=_("Not before today."))
    report: uuid.UUID | None = Field(default=None, description=_("A report of the unit asked."))
    task: TaskSlug | None = None


class FollowUpAnswerIn(In):
    answer: Written


class FollowUpAgainIn(In):
    why: Annotated[str, Field(min_length=1, max_length=1000), Lines] = Field(
        description=_("What is still missing.")
    )
    due: dt.date | None = Field(
        default=None, description=_("A new day, not before today; left out, it stays.")
    )


@router.get(
    "/follow-ups",
    response=Page[FollowUpOut],
    operation_id="listFollowUps",
    summary=_("What is asked of units, and what they asked"),
    description=_("Of your units by a role of your own, or of one; the latest first."),
)
def follow_ups(
    request: ApiRequest,
    unit: Annotated[
        uuid.UUID | None, Query(default=None, description=_("Only of this unit."))
    ] = None,
    side: Annotated[
        Literal["asked", "asking"] | None,
        Query(default=None, description=_("Only what is asked of them, or what they ask.")),
    ] = None,
    state: Literal["open", "answered", "closed"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    who = actor(request)
    if unit is not None and not may(who, "report.see", unit):
        raise Denied
    places = {unit} if unit is not None else tops_where(who, "report.see")
    if not places:
        raise Denied
    found = followups.seen(places)
    if side is not None:
        name = "unit_id__in" if side == "asked" else "asked_by_unit_id__in"
        found = found.filter(**{name: list(places)})
    if state is not None:
        found = found.filter(state=state)
    return page(found, "-id", cursor, limit, lambda row: _follow_up(row, who))


@router.post(
    "/follow-ups",
    response={201: FollowUpOut},
    operation_id="askFollowUp",
    summary=_("Ask a unit below for something by a day"),
)
def ask(request: ApiRequest, body: FollowUpAskIn, key: IdempotencyKey = None) -> Any:
    who = actor(request)
    by = unit_where(who, "follow_up.ask", body.asked_by_unit)
    unit = units.unit(body.unit)
    if unit is None:
        raise NotFound
    made = followups.ask(
        who,
        by,
        unit,
        body.text,
        body.due,
        report=queries.report(who, body.report) if body.report else None,
        task=sent_task(who, body.task, "body.task"),
        id=made_id(request.auth.name, "follow_ups", key),
    )
    require_same(
        (made.asked_by_unit_id, by.id),
        (made.unit_id, unit.id),
        (made.due, body.due),
        (made.report_id, body.report),
        (made.task.slug if made.task else None, body.task),
        # Asked again, the text has grown.
        (made.text.startswith(body.text.strip()), True),
    )
    return Status(201, _follow_up(made, who))


@router.get(
    "/follow-ups/{uuid:follow_up_id}",
    response=FollowUpOut,
    operation_id="getFollowUp",
    summary=_("A follow-up"),
)
def follow_up(request: ApiRequest, follow_up_id: uuid.UUID) -> Any:
    return _follow_up(followups.one(actor(request), follow_up_id), actor(request))


@router.post(
    "/follow-ups/{uuid:follow_up_id}/answer",
    response=FollowUpOut,
    operation_id="answerFollowUp",
    summary=_("Answer a follow-up"),
    description=_("A new answer takes the place of the old one until it is closed."),
)
def answer(request: ApiRequest, follow_up_id: uuid.UUID, body: FollowUpAnswerIn) -> Any:
    who = actor(request)
    found = followups.one(who, follow_up_id)
    return _follow_up(followups.answer(who, found, body.answer), who)


@router.post(
    "/follow-ups/{uuid:follow_up_id}/ask-again",
    response=FollowUpOut,
    operation_id="askFollowUpAgain",
    summary=_("Say what is still missing"),
    description=_("It is open again. Needs the unit that asked."),
)
def ask_again(request: ApiRequest, follow_up_id: uuid.UUID, body: FollowUpAgainIn) -> Any:
    who = actor(request)
    found = followups.one(who, follow_up_id)
    return _follow_up(followups.decide(who, found, enough=False, why=body.why, due=body.due), who)


@router.post(
    "/follow-ups/{uuid:follow_up_id}/close",
    response=FollowUpOut,
    operation_id="closeFollowUp",
    summary=_("Close a follow-up"),
    description=_("Nothing more is asked. Twice is once."),
)
def close(request: ApiRequest, follow_up_id: uuid.UUID) -> Any:
    who = actor(request)
    found = followups.one(who, follow_up_id)
    return _follow_up(followups.decide(who, found, enough=True), who)


def _follow_up(row: FollowUp, who: Actor) -> dict[str, Any]:
    copied = ("id", "text", "due", "state", "asked_at", "answered_at", "closed_at")
    return {
        **{name: getattr(row, name) for name in copied},
        "unit": row.unit_id,
        "asked_by_unit": row.asked_by_unit_id,
        "report": row.report_id,
        "task": seen_task(who, row.task),
        "answer": row.answer or None,
    }
