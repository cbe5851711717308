"""The operations on a check that was begun: be asked, answer, stop, see the result, delete."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.responses import Status

from suyang.assessment import actions, queries
from suyang.assessment.api import shown
from suyang.assessment.api.schemas import (
    AnsweredOut,
    AnswerIn,
    BlueprintOut,
    CheckOut,
    NextOut,
    ResultOut,
)
from suyang.assessment.models import Blueprint, Check
from suyang.foundation import clock
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.api.schemas import Language, in_language
from suyang.foundation.permissions import Refused
from suyang.organisations.api import ApiRequest, actor
from suyang.people.api_sites import TAKERS, TAKERS_OPEN

router = Router(tags=["checks"], auth=TAKERS)
CLOCK_ERROR = dt.timedelta(days=1)


@router.get(
    "/blueprints",
    response=Page[BlueprintOut],
    auth=TAKERS_OPEN,
    operation_id="listBlueprints",
    summary=_("The checks that can be taken"),
    description=_("What each check is for, how long it takes, what is told before."),
)
def blueprints(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = 50, language: Language = None
) -> Any:
    rows = Blueprint.objects.filter(is_current=True)
    return in_language(page(rows, "slug", cursor, limit, shown.blueprint), language)


@router.get(
    "/checks/{uuid:check_id}",
    response=CheckOut,
    operation_id="getCheck",
    summary=_("How a check stands"),
)
def state(request: ApiRequest, check_id: uuid.UUID) -> Any:
    return shown.check(queries.check_of(actor(request), check_id))


@router.post(
    "/checks/{uuid:check_id}/next",
    response=NextOut,
    operation_id="presentNextItem",
    summary=_("The item that is now before the person"),
    description=_(
        "Stored before it is shown. Asked again before an answer, it is the same item. Ends the "
        "check when enough is known."
    ),
)
def present(request: ApiRequest, check_id: uuid.UUID, language: Language = None) -> Any:
    check = queries.check_of(actor(request), check_id)
    asked = actions.present(check)
    answer = {
        "check": shown.check(check),
        "presentation": shown.presentation(asked) if asked else None,
    }
    return in_language(answer, language)


@router.post(
    "/checks/{uuid:check_id}/answers",
    response=AnsweredOut,
    operation_id="answerItem",
    summary=_("Answer an item"),
    description=_(
        "The first answer to a presentation counts. The same again is `repeated` and changes "
        "nothing; another one is refused with the code `answered_already`."
    ),
)
def answer(request: ApiRequest, check_id: uuid.UUID, body: AnswerIn) -> Any:
    check = queries.check_of(actor(request), check_id)
    if body.assistance and check.mode != Check.Mode.ASSISTED:
        raise NotAsSent(
            "body.assistance",
            gettext("This check is taken alone. How somebody helped belongs to an assisted check."),
            "not_assisted",
        )
    if body.device_time is not None:
        _require_likely(check, body.device_time)
    outcome = actions.answer(
        check,
        body.presentation,
        body.answer,
        dont_know=body.dont_know,
        assistance=body.assistance,
        device_time=body.device_time,
    )
    if outcome == actions.Outcome.CONFLICTING:
        raise Refused(
            gettext("You answered this already; your first answer counts."), code="answered_already"
        )
    return {"outcome": str(outcome), "check": shown.check(check)}


@router.post(
    "/checks/{uuid:check_id}/stop",
    response=CheckOut,
    operation_id="stopCheck",
    summary=_("End a check here"),
    description=_("What was answered counts. Twice is once."),
)
def stop(request: ApiRequest, check_id: uuid.UUID) -> Any:
    who = actor(request)
    return shown.check(actions.stop(who, queries.check_of(who, check_id)))


@router.get(
    "/checks/{uuid:check_id}/result",
    response=ResultOut,
    operation_id="getResult",
    summary=_("What a finished check shows"),
    description=_("Bands and ranges with their probability, never a mark."),
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/refused"}}},
)
def result(request: ApiRequest, check_id: uuid.UUID, language: Language = None) -> Any:
    check = queries.check_of(actor(request), check_id)
    if check.finished_at is None:
        raise Refused(
            gettext("This check has not ended yet. Answer what is left, or stop it here."),
            code="open",
        )
    return in_language(shown.result(check), language)


@router.delete(
    "/checks/{uuid:check_id}",
    response={204: None},
    operation_id="deleteCheck",
    summary=_("Delete a check"),
    description=_("With its answers and its result."),
)
def delete(request: ApiRequest, check_id: uuid.UUID) -> Any:
    who = actor(request)
    actions.delete(who, queries.check_of(who, check_id))
    return Status(204, None)


def _require_likely(check: Check, device_time: dt.datetime) -> None:
    if not check.started_at - CLOCK_ERROR <= device_time <= clock.now() + CLOCK_ERROR:
        raise NotAsSent(
            "body.device_time",
            gettext(
                "The device's clock is wrong by more than a day. Send the answer without its time."
            ),
            "clock",
        )
