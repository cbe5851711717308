"""Beginning a check through the API, once for one id or key; and the list of one's own."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from suyang.assessment import actions, queries
from suyang.assessment.api import shown
from suyang.assessment.api.schemas import BegunOut, CheckIn, CheckOut
from suyang.assessment.models import Check, ConnectedCheck
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.api.retries import (
    IdempotencyKey,
    made_id,
    require_fresh,
    require_same,
)
from suyang.foundation.api.throttling import Limit as Rate
from suyang.foundation.api.throttling import SiteLimit
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import reader_language
from suyang.organisations.api import ApiRequest, actor
from suyang.people import actions as people
from suyang.people.api import person, person_or_none, token_for
from suyang.people.api_sites import TAKERS, TAKERS_OPEN
from suyang.people.models import Person

router = Router(tags=["checks"], auth=TAKERS)
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]


class CheckBeginIn(CheckIn):
    id: uuid.UUID | None = Field(
        default=None,
        description=_(
            "Made by you, UUID version 4 or 7, so that a retry begins nothing twice. Only with a "
            "token; whoever has none sends an Idempotency-Key."
        ),
    )
    competences: Annotated[list[Code], Field(min_length=1, max_length=60)] | None = Field(
        default=None,
        description=_("Some of the blueprint's; of `single` exactly one."),
    )
    online: Literal["", "talk", "errands", "make"] = Field(
        default="",
        description=_(
            "What the person does online: calls, chats and videos; also pays, shops and looks "
            "things up; also writes documents or makes tables. Aims the first questions."
        ),
    )
    feeling: Literal["", "ask", "try", "manage"] = Field(
        default="",
        description=_(
            "Something new on the screen: would rather ask somebody; tries and gets stuck now and "
            "then; usually finds the way."
        ),
    )
    continues: uuid.UUID | None = Field(
        default=None, description=_("The finished check that a `follow-up` goes on from.")
    )


@router.get(
    "/checks",
    response=Page[CheckOut],
    operation_id="listChecks",
    summary=_("One's own checks"),
    description=_("A visitor of another site sees those that began there."),
)
def checks(request: ApiRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    rows = Check.objects.filter(person=person(request)).select_related("blueprint")
    if request.auth.connection is not None:
        rows = rows.filter(connected__connection=request.auth.connection)
    return page(rows, "-id", cursor, limit, shown.check)


@router.post(
    "/checks",
    response={201: BegunOut},
    auth=TAKERS_OPEN,
    throttle=[Rate("begin", 30), SiteLimit()],
    operation_id="beginCheck",
    summary=_("Begin a check"),
    description=_(
        "For the person of the token or session. Whoever has none becomes a person without account "
        "and gets a token for it: without it nobody comes back to the check."
    ),
)
def begin(request: ApiRequest, body: CheckBeginIn, key: IdempotencyKey = None) -> Any:
    check_id = body.id or made_id(request.auth.name, "checks", key)
    known = person_or_none(request)
    if known is not None:
        check = _start_known(request, known, body, check_id)
    elif body.id is not None:
        raise NotAsSent(
            "body.id",
            gettext("Without a token an id of yours is not taken. Send an Idempotency-Key."),
            "needs_token",
        )
    else:
        check = _start_as_newcomer(body, check_id)
    return Status(
        201,
        {"check": shown.check(check), "token": None if known else token_for(check.person)},
    )


def _start_known(
    request: ApiRequest, known: Person, body: CheckBeginIn, check_id: uuid.UUID
) -> Check:
    """The person's check; through another site it is marked as begun there, both or neither."""
    connection = request.auth.connection
    who = actor(request)
    continued = queries.check_of(who, body.continues) if body.continues else None
    if connection is None:
        return _start(known, body, check_id, continued)
    with transaction.atomic():
        was_there = Check.objects.filter(id=check_id).exists()
        check = _start(known, body, check_id, continued)
        if not was_there:
            ConnectedCheck.objects.create(check_taken=check, connection=connection)
    # Begun before: through this very site, or it is none of its business.
    return queries.check_of(who, check_id)


def _start(
    person: Person, body: CheckBeginIn, check_id: uuid.UUID, continues: Check | None = None
) -> Check:
    check = actions.start(
        person,
        body.blueprint,
        body.language or reader_language(),
        check_id=check_id,
        mode=body.mode,
        elder=body.elder,
        competences=body.competences,
        online=body.online,
        feeling=body.feeling,
        continues=continues,
    )
    require_same(
        (check.blueprint.slug, body.blueprint),
        (check.mode, body.mode),
        (check.language, body.language or check.language),
        (check.elder, body.elder or check.blueprint.body["screen"] == "one-task"),
        (check.continues_id, body.continues),
        (set(body.competences or check.competences), set(check.competences)),
    )
    return check


def _start_as_newcomer(body: CheckBeginIn, check_id: uuid.UUID) -> Check:
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
