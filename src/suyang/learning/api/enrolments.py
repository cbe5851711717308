"""The operations of whoever learns in a group: join, checks, lessons, what one agreed to."""

from __future__ import annotations

import uuid
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.responses import Status

from suyang.foundation.api.retries import (
    IdempotencyKey,
    made_id,
    require_fresh,
    require_same,
)
from suyang.foundation.api.schemas import Language, Slug, in_language
from suyang.foundation.api.throttling import Limit as Rate
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import reader_language
from suyang.learning import actions
from suyang.learning.actions.consents import Answers
from suyang.learning.actions.enrolment import group_of_code
from suyang.learning.api import shown
from suyang.learning.api.schemas import (
    CodeOut,
    ConsentsIn,
    EnrolmentOut,
    GroupCheckIn,
    GroupCheckOut,
    JoinedOut,
    JoinIn,
    LessonTakenOut,
)
from suyang.learning.models import Enrolment, Group
from suyang.organisations.api import ApiRequest, actor
from suyang.people.api import OPEN, person, person_or_none, token_for
from suyang.people.names import clean_name
from suyang.people.throttle import attempts

router = Router(tags=["enrolments"])
PURPOSE = "group-code"
PATH = "/groups/{uuid:group_id}/enrolments/{uuid:enrolment_id}"


@router.get(
    "/groups/codes/{code}",
    response=CodeOut,
    auth=OPEN,
    throttle=[Rate("codes", 60)],
    operation_id="getGroupOfCode",
    summary=_("What to know before joining"),
    description=_("The group of a code, and the consent to be read before somebody joins."),
)
def group_of(request: ApiRequest, code: Slug, language: Language = None) -> Any:
    return in_language(shown.before_joining(_by_code(request, code)), language)


@router.post(
    "/groups/join",
    response={201: JoinedOut},
    auth=OPEN,
    throttle=[Rate("join", 30)],
    operation_id="joinGroup",
    summary=_("Join a group by its code"),
    description=_(
        "Whoever comes without a token becomes a person without account, and gets a token and a "
        "code of their own. Send an Idempotency-Key, so that a retry does not join twice."
    ),
)
def join(request: ApiRequest, body: JoinIn, key: IdempotencyKey = None) -> Any:
    group = _by_code(request, body.code)
    request_id = made_id(request.auth.name, "join", key)
    known = person_or_none(request)
    before = Enrolment.objects.select_related("person").filter(id=request_id).first()
    if before is not None:
        require_fresh(before.joined_at)
        require_same((before.group_id, group.id))
        if known is None:
            require_same((before.person.name, clean_name(body.name)))
    joined = actions.join(
        group,
        body.name,
        body.language or reader_language(),
        request_id=request_id,
        answers=Answers(body.trainer_sees_result, body.count_in_plan),
        person=known,
    )
    return Status(
        201,
        {
            "enrolment": shown.enrolment(joined.enrolment),
            "code": joined.code,
            "token": None if known else token_for(joined.enrolment.person),
        },
    )


@router.get(
    PATH,
    response=EnrolmentOut,
    operation_id="getEnrolment",
    summary=_("Your own enrolment"),
)
def enrolment(request: ApiRequest, group_id: uuid.UUID, enrolment_id: uuid.UUID) -> Any:
    return shown.enrolment(_own(request, group_id, enrolment_id))


@router.post(
    PATH + "/checks",
    response={201: GroupCheckOut},
    operation_id="beginGroupCheck",
    summary=_("Begin the check before or after the lessons"),
    description=_(
        "By the person. The one that was begun is given back. Before and after share no item."
    ),
)
def begin_check(
    request: ApiRequest, group_id: uuid.UUID, enrolment_id: uuid.UUID, body: GroupCheckIn
) -> Any:
    begun = actions.start_check(
        actor(request),
        _own(request, group_id, enrolment_id),
        body.occasion,
        mode=body.mode,
        language=body.language or reader_language(),
        elder=body.elder,
    )
    return Status(201, shown.group_check(begun))


@router.post(
    PATH + "/skip-before",
    response=EnrolmentOut,
    operation_id="skipCheckBefore",
    summary=_("Go on without the check before the lessons"),
)
def skip_before(request: ApiRequest, group_id: uuid.UUID, enrolment_id: uuid.UUID) -> Any:
    own = _own(request, group_id, enrolment_id)
    return shown.enrolment(actions.skip_before(actor(request), own))


@router.post(
    PATH + "/consents",
    response={204: None},
    operation_id="setConsents",
    summary=_("Agree, or take an agreement back"),
    description=_("By the person, at any time."),
)
def consents(
    request: ApiRequest, group_id: uuid.UUID, enrolment_id: uuid.UUID, body: ConsentsIn
) -> Any:
    own = _own(request, group_id, enrolment_id)
    actions.set_sharing_consent(actor(request), own, body.trainer_sees_result)
    actions.set_counting_consent(actor(request), own, body.count_in_plan)
    return Status(204, None)


@router.post(
    PATH + "/lessons/{slug}/{step}",
    response=LessonTakenOut,
    operation_id="takeLesson",
    summary=_("Open or finish a lesson of the programme"),
    description=_("By the person. Twice is once."),
)
def take_lesson(
    request: ApiRequest,
    group_id: uuid.UUID,
    enrolment_id: uuid.UUID,
    slug: Slug,
    step: Literal["open", "finish"],
) -> Any:
    own = _own(request, group_id, enrolment_id)
    take = actions.open_lesson if step == "open" else actions.finish_lesson
    return shown.lesson_taken(take(actor(request), own, slug))


def _by_code(request: HttpRequest, code: str) -> Group:
    """The open group of a code; wrong codes are counted, so that nobody guesses through them."""
    with attempts(request, PURPOSE):
        return group_of_code(code)


def _own(request: ApiRequest, group_id: uuid.UUID, enrolment_id: uuid.UUID) -> Enrolment:
    """The caller's own enrolment; nobody else's exists for them."""
    found = (
        Enrolment.objects.select_related("person", "group__programme")
        .filter(id=enrolment_id, group_id=group_id, person=person(request))
        .first()
    )
    if found is None:
        raise NotFound
    return found
