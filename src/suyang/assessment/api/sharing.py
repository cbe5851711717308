"""The operations: the profile as JSON; links to a result: made, listed, taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from suyang.assessment import queries
from suyang.assessment.api.schemas import Band
from suyang.assessment.results.document import document
from suyang.assessment.sharing import actions
from suyang.assessment.sharing import queries as shares
from suyang.foundation.api.paging import Cursor, Limit, Page, page
from suyang.foundation.api.retries import IdempotencyKey, made_id, require_same
from suyang.foundation.api.schemas import In, Language, OneLine, Text, in_language
from suyang.foundation.api.throttling import Limit as Rate
from suyang.foundation.permissions import Refused
from suyang.organisations.api import ApiRequest, actor
from suyang.people.api_sites import TAKERS

router = Router(tags=["checks"])

Probability = Annotated[float, Field(ge=0, le=1)]
Place = Annotated[float, Field(ge=0, le=3)]


class ProfilePartOut(Schema):
    __doc__ = _("Where the person may stand; null where there is not enough evidence to say.")

    enough: bool
    answers: int = Field(description=_("The person's own answers behind it."))
    lowest: Band | None
    highest: Band | None
    or_above: bool = Field(description=_("The check does not tell the bands above apart."))
    probability: Probability | None
    middle: Place | None = Field(description=_("On a scale on which each band is 1 wide, from 0."))
    low: Place | None = Field(description=_("The lower end of what is possible with 80 %."))
    high: Place | None = Field(description=_("The upper end of what is possible with 80 %."))


class ProfileAreaOut(ProfilePartOut):
    code: str
    name: Text


class ProfileLevelsOut(Schema):
    lowest: int = Field(ge=1, le=8)
    highest: int = Field(ge=1, le=8)
    probability: Probability


class ProfileCompetenceOut(ProfileAreaOut):
    borrowed: Probability | None = Field(
        description=_("The share of what is known that comes from answers to other competences.")
    )
    levels: ProfileLevelsOut | None = Field(description=_("One level or two adjacent ones."))
    surprising: bool | None = Field(description=_("The answers do not fit those to the others."))


class ProfileMovedOut(Schema):
    __doc__ = _("A change in widths of a band, with its 80 % interval.")

    direction: Literal["up", "down", "open"] = Field(
        description=_("`up` or `down` when nine tenths of what is possible lie there.")
    )
    middle: float
    low: float
    high: float


class ProfileSinceOut(Schema):
    check: uuid.UUID
    blueprint: str
    day: dt.date


class ProfileChangeOut(Schema):
    __doc__ = _("What changed since an earlier check, both estimated together.")

    since: ProfileSinceOut
    method: str
    overall: ProfileMovedOut | None
    areas: dict[str, ProfileMovedOut]


class ProfileCheckOut(Schema):
    id: uuid.UUID
    blueprint: str
    blueprint_version: int
    bank: str = Field(description=_("The digest of the pinned item bank."))
    finished_at: dt.datetime
    continues: uuid.UUID | None = Field(description=_("The check that this one goes on from."))


class ProfileScaleOut(Schema):
    status: str = Field(description=_("`provisional` until calibrated with people."))
    bands: list[Band]
    threshold: Probability = Field(
        description=_("The probability that is needed to say something.")
    )
    interval: Probability


class ProfileAnswersOut(Schema):
    answered: int
    counted: int = Field(description=_("Answers that are the person's own."))
    dont_know: int


class ProfileOut(Schema):
    __doc__ = _("A result in full, with the versions of all that it rests on.")

    format: Literal["suyang-profile-1"]
    check: ProfileCheckOut
    framework: str
    method: str
    scale: ProfileScaleOut
    answers: ProfileAnswersOut
    overall: ProfilePartOut | None
    areas: list[ProfileAreaOut]
    competences: list[ProfileCompetenceOut]
    change: ProfileChangeOut | None


class ShareIn(In):
    purpose: Annotated[
        str, Field(min_length=1, max_length=actions.LONGEST_PURPOSE, pattern=r"\S"), OneLine
    ] = Field(description=_("Whom it is for and what for; it stands on the page."))
    extent: Literal["areas", "competences"] = "areas"
    lasts: Literal["day", "week", "month"] = "week"
    with_name: bool = Field(default=False, description=_("Whether the person's name is shown."))


class ShareOpeningOut(Schema):
    at: dt.datetime
    reader: str | None = Field(description=_("The name of whoever was signed in, else null."))
    signed_in: bool


class ShareOut(Schema):
    id: uuid.UUID
    check: uuid.UUID
    url: str = Field(description=_("The link, as it is handed on."))
    purpose: str
    extent: Literal["areas", "competences"]
    with_name: bool
    state: Literal["open", "expired", "revoked"]
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    opened: int
    openings: list[ShareOpeningOut] = Field(description=_("The latest 50."))


@router.get(
    "/checks/{uuid:check_id}/profile",
    response=ProfileOut,
    auth=TAKERS,
    operation_id="getProfile",
    summary=_("The profile of a finished check"),
    description=_("All that the result says, as the file that the page offers."),
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/refused"}}},
)
def profile(request: ApiRequest, check_id: uuid.UUID, language: Language = None) -> Any:
    check = queries.check_of(actor(request), check_id)
    if check.finished_at is None:
        raise Refused(
            gettext("This check has not ended yet. Answer what is left, or stop it here."),
            code="open",
        )
    said = document(check)
    if actor(request).connection_id is not None:
        # Another site's visitor: the site knows nothing of checks that did not begin there.
        said["change"] = None
    return in_language(said, language)


@router.get(
    "/checks/{uuid:check_id}/shares",
    response=Page[ShareOut],
    operation_id="listShares",
    summary=_("The links to a result"),
    description=_("With who opened them."),
)
def listed(
    request: ApiRequest, check_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    check = shares.shareable(actor(request), check_id)
    return page(check.shares.all(), "id", cursor, limit, _share)


@router.post(
    "/checks/{uuid:check_id}/shares",
    response={201: ShareOut},
    throttle=[Rate("share", 30)],
    operation_id="makeShare",
    summary=_("Make a link to a result"),
    description=_("Whoever has the link sees the result, never the answers, until it ends."),
)
def make(
    request: ApiRequest, check_id: uuid.UUID, body: ShareIn, key: IdempotencyKey = None
) -> Any:
    who = actor(request)
    check = queries.check_of(who, check_id)
    made = actions.share(
        who,
        check,
        share_id=made_id(request.auth.name, "shares", key),
        purpose=body.purpose,
        extent=body.extent,
        lasts=body.lasts,
        with_name=body.with_name,
    )
    require_same(
        (made.purpose, body.purpose.strip()),
        (made.extent, body.extent),
        (made.with_name, body.with_name),
        (made.expires_at - made.created_at, actions.LASTS[body.lasts]),
    )
    return Status(201, _share(made))


@router.delete(
    "/shares/{uuid:share_id}",
    response=ShareOut,
    operation_id="revokeShare",
    summary=_("Take a link back"),
    description=_("At once. Twice is once; who opened it stays to be seen."),
)
def revoke(request: ApiRequest, share_id: uuid.UUID) -> Any:
    who = actor(request)
    return _share(actions.revoke(who, shares.share_of(who, share_id)))


def _share(row: Any) -> dict[str, Any]:
    told = shares.told(row)
    return {
        "id": row.id,
        "check": row.check_taken_id,
        "url": told.url,
        **{
            name: getattr(row, name)
            for name in (
                "purpose",
                "extent",
                "with_name",
                "created_at",
                "expires_at",
                "revoked_at",
            )
        },
        "state": told.state,
        "opened": told.count,
        "openings": [
            {
                "at": one.at,
                "reader": one.reader.name if one.reader else None,
                "signed_in": one.signed_in,
            }
            for one in told.openings
        ],
    }
