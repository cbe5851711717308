"""The operations: begin a check, be asked, answer, stop, see the result, delete."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.responses import Status

from suyang.assessment import actions, queries
from suyang.assessment.api import shown
from suyang.assessment.api.schemas import (
    AnsweredOut,
    AnswerIn,
    BegunOut,
    BlueprintOut,
    CheckIn,
    CheckOut,
    NextOut,
    ResultOut,
)
from suyang.assessment.models import Blueprint, Check
from suyang.foundation import clock
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.api.retries import (
    IdempotencyKey,
    made_id,
    require_fresh,
    require_same,
)
from suyang.foundation.api.schemas import Language, in_language
from suyang.foundation.api.throttling import Limit as Rate
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import reader_language
from suyang.organisations.api import ApiRequest, actor
from suyang.people import actions as people
from suyang.people.api import OPEN, person_or_none, token_for
from suyang.people.models import Person

router = Router(tags=["checks"])
CLOCK_ERROR = dt.timedelta(days=1)


@router.get(
    "/blueprints",
    response=Page[BlueprintOut],
    auth=OPEN,
    operation_id="listBlueprints",
    summary=_("The checks that can be taken"),
    description=_("What each check is for, how long it takes, what is told before."),
)
def blueprints(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = 50, language: Language = None
) -> Any:
    rows = Blueprint.objects.filter(is_current=True)
    return in_language(page(rows, "slug", cursor, limit, shown.blueprint), language)


@router.post(
    "/checks",
    response={201: BegunOut},
    auth=OPEN,
    throttle=[Rate("begin", 30)],
    operation_id="beginCheck",
    summary=_("Begin a check"),
    description=_(
        "For the person of the token or session. Whoever has none becomes a person without account "
        "and gets a token for it: without it nobody comes back to the check."
    ),
)
def begin(request: ApiRequest, body: CheckIn, key: IdempotencyKey = None) -> Any:
    check_id = made_id(request.auth.name, "checks", key)
    known = person_or_none(request)
    if known is not None:
        check = _start(known, body, check_id)
    else:
        check = _start_as_newcomer(body, check_id)
    return Status(
        201,
        {"check": shown.check(check), "token": None if known else token_for(check.person)},
    )


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


def _start(person: Person, body: CheckIn, check_id: uuid.UUID) -> Check:
    check = actions.start(
        person,
        body.blueprint,
        body.language or reader_language(),
        check_id=check_id,
        mode=body.mode,
        elder=body.elder,
    )
    require_same(
        (check.blueprint.slug, body.blueprint),
        (check.mode, body.mode),
        (check.language, body.language or check.language),
        (check.elder, body.elder or check.blueprint.body["screen"] == "one-task"),
    )
    return check


def _start_as_newcomer(body: CheckIn, check_id: uuid.UUID) -> Check:
    """A person and their check, or, for a key that was used, what it made.

    The id follows from the secret key, so whoever finds the check by it made it.
    """
    for _attempt in range(2):
        begun = Check.objects.select_related("person").filter(id=check_id).first()
        if begun is not None:
            require_fresh(begun.started_at)
            return _start(begun.person, body, check_id)
        try:
            with transaction.atomic():
                whom = people.visitor(body.language or reader_language())
                return _start(whom, body, check_id)
        except NotFound:
            # A request with the same key was faster; the newcomer is gone with the transaction.
            if not Check.objects.filter(id=check_id).exists():
                raise
    raise NotFound


def _require_likely(check: Check, device_time: dt.datetime) -> None:
    if not check.started_at - CLOCK_ERROR <= device_time <= clock.now() + CLOCK_ERROR:
        raise NotAsSent(
            "body.device_time",
            gettext(
                "The device's clock is wrong by more than a day. Send the answer without its time."
            ),
            "clock",
        )
