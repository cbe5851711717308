"""What a site that sends people here asks for afterwards: one result for one code, and a list."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from pydantic import Field

from suyang.assessment.api import shown
from suyang.assessment.api.schemas import Band, ResultOut
from suyang.assessment.handover import actions, saying
from suyang.assessment.models import HandOver
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.retries import IdempotencyKey
from suyang.foundation.api.schemas import In, Language, in_language
from suyang.organisations.api import ApiRequest
from suyang.organisations.models import Connection
from suyang.people.api_sites import SITES, site_of

router = Router(tags=["sites"], auth=SITES)
Shares = Literal["bands", "profile"]


class HandOverOut(Schema):
    id: uuid.UUID
    state: str = Field(description=_("What your request said."))
    blueprint: str
    shares: Shares = Field(description=_("What the person agreed to."))
    stands: Literal["agreed", "sent", "collected", "declined"]
    agreed_at: dt.datetime
    sent_at: dt.datetime | None
    collected_at: dt.datetime | None


class BandsOut(Schema):
    enough: bool = Field(description=_("False: there is not enough evidence to say."))
    lowest: Band | None = None
    highest: Band | None = None
    or_above: bool = Field(
        default=False, description=_("The check does not tell the bands above apart.")
    )


class BandsOfResultOut(Schema):
    overall: BandsOut | None
    areas: dict[str, BandsOut]


class CollectedOut(Schema):
    handover: HandOverOut
    bands: BandsOfResultOut
    profile: ResultOut | None = Field(description=_("Only when the person agreed to it."))


class CollectIn(In):
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{20,80}$")]


@router.post(
    "/handovers/collect",
    response=CollectedOut,
    operation_id="collectResult",
    summary=_("The result that somebody sent back"),
    description=_(
        "For the code with which they came back to your site: once, within ten minutes. With an "
        "Idempotency-Key the same request gets the same answer while the code would hold."
    ),
)
def collect(
    request: ApiRequest, body: CollectIn, key: IdempotencyKey = None, language: Language = None
) -> Any:
    connection = site_of(request, Connection.Scope.HANDOVER)
    handover = actions.collect(connection, body.code, key)
    result = shown.result(handover.check_taken)
    answer = {"handover": _shown(handover), **saying.sent(handover, result)}
    return in_language(answer, language)


@router.get(
    "/handovers",
    response=Page[HandOverOut],
    operation_id="listHandOvers",
    summary=_("People whom your site sent here"),
    description=_("Those who agreed, the latest first; without their results."),
)
def handovers(request: ApiRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    connection = site_of(request, Connection.Scope.HANDOVER)
    rows = HandOver.objects.filter(connection=connection)
    return page(rows.select_related("check_taken__blueprint"), "-id", cursor, limit, _shown)


def _shown(row: HandOver) -> dict[str, Any]:
    stands = (
        "collected"
        if row.collected_at
        else "declined"
        if row.declined_at
        else "sent"
        if row.sent_at
        else "agreed"
    )
    return {
        "id": row.id,
        "state": row.state,
        "blueprint": row.check_taken.blueprint.slug,
        "shares": row.shares,
        "stands": stands,
        "agreed_at": row.agreed_at,
        "sent_at": row.sent_at,
        "collected_at": row.collected_at,
    }
