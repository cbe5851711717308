"""Other sites in the API: their server by its key, their visitors by tokens that it hands out.

The key stays on the other site's server. For each person it makes a visitor, keeps the visitor's
handle, and gets tokens for half a day, with which a page in the browser may take checks: of the
same origin, or of one that the connection lists.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Annotated, Any, Literal

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from ninja.errors import AuthenticationError
from ninja.responses import Status
from ninja.security.base import AuthBase
from pydantic import Field

from suyang.foundation import clock
from suyang.foundation.api.retries import IdempotencyKey, made_id, require_same
from suyang.foundation.api.schemas import In
from suyang.foundation.api.throttling import Limit as Rate
from suyang.foundation.api.throttling import SiteLimit
from suyang.foundation.ids import show_code
from suyang.foundation.permissions import Denied
from suyang.foundation.texts import reader_language
from suyang.organisations import keys
from suyang.organisations.api import ApiRequest, Caller
from suyang.organisations.models import Connection
from suyang.organisations.permissions import Actor
from suyang.people.actions import handles
from suyang.people.api import KNOWN, anybody
from suyang.people.models import Handle

SALT = "people.api.visitor"
LASTS = dt.timedelta(hours=12)
PREFIX = "visitor."


class SiteKey(AuthBase):
    """`Authorization: Bearer`: the key of a connection."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = _(
        "The key of another site that an office connected; for that site's server alone."
    )

    def __call__(self, request: HttpRequest) -> Caller | None:
        plain = _bearer(request)
        connection = keys.connection_by_key(plain) if plain else None
        if connection is None:
            raise AuthenticationError
        who = Actor(connection_id=connection.id)
        return Caller(who, f"connection:{connection.id}", connection=connection)


class VisitorToken(AuthBase):
    """`Authorization: Bearer`: a visitor of another site; other tokens are for the next to read."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = _(
        "A visitor of another site, as `makeVisitor` gives it; opens what was begun through that "
        "site, for twelve hours."
    )

    def __call__(self, request: HttpRequest) -> Caller | None:
        plain = _bearer(request)
        if not plain.startswith(PREFIX):
            return None
        handle = _handle_of(plain)
        if handle is None:
            raise AuthenticationError
        who = Actor(person_id=handle.person_id, connection_id=handle.connection_id)
        key = "visitor:" + hashlib.sha256(plain.encode()).hexdigest()[:32]
        return Caller(who, key, connection=handle.connection, handle=handle.id)


# Who may take checks: also visitors of other sites, by name before any other token is tried.
TAKERS = [VisitorToken(), *KNOWN]
TAKERS_OPEN = [*TAKERS, anybody]
SITES = [SiteKey()]

router = Router(tags=["sites"], auth=SITES)
HandleToken = Annotated[str, Field(pattern=r"^visitor_[0-9a-f]{40}$")]


class VisitorIn(In):
    language: Literal["zh-Hans", "en"] | None = Field(
        default=None, description=_("Of the person; else that of the request.")
    )


class VisitorOut(Schema):
    visitor: HandleToken = Field(
        description=_(
            "The handle: keep it with your user. It is not a password; it needs your key."
        )
    )
    token: str = Field(description=_("Send it as `Authorization: Bearer` to take checks."))
    expires_at: dt.datetime


class VisitorAgainIn(In):
    visitor: HandleToken


class VisitorCodeOut(Schema):
    code: str = Field(description=_("To be shown once; codes of before end."))


class VisitorForgottenOut(Schema):
    erased: bool = Field(
        description=_("False: the person has more here than your site, and keeps what is theirs.")
    )


@router.post(
    "/visitors",
    response={201: VisitorOut},
    throttle=[Rate("visitors", 120), SiteLimit()],
    operation_id="makeVisitor",
    summary=_("A new visitor of your site"),
    description=_("Makes a person without account and name, whom your site knows by a handle."),
)
def make_visitor(request: ApiRequest, body: VisitorIn, key: IdempotencyKey = None) -> Any:
    connection = site_of(request, Connection.Scope.CHECKS)
    language = body.language or reader_language()
    handle = handles.make_handle(connection, language, made_id(request.auth.name, "visitors", key))
    require_same((handle.person.language, body.language or handle.person.language))
    return Status(201, _shown(handle))


@router.post(
    "/visitors/token",
    response=VisitorOut,
    operation_id="renewVisitorToken",
    summary=_("A new token for a visitor"),
    description=_("When the person comes back to your site, or the token has run out."),
)
def renew_token(request: ApiRequest, body: VisitorAgainIn) -> Any:
    connection = site_of(request, Connection.Scope.CHECKS)
    return _shown(handles.handle_by_token(connection, body.visitor))


@router.post(
    "/visitors/code",
    response=VisitorCodeOut,
    operation_id="makeVisitorCode",
    summary=_("A code by which a visitor takes their checks along"),
    description=_("With it the person comes here without your site, or brings it into an account."),
)
def make_code(request: ApiRequest, body: VisitorAgainIn) -> Any:
    connection = site_of(request, Connection.Scope.CHECKS)
    handle = handles.handle_by_token(connection, body.visitor)
    return {"code": show_code(handles.code_for_visitor(handle))}


@router.post(
    "/visitors/forget",
    response=VisitorForgottenOut,
    operation_id="forgetVisitor",
    summary=_("Let go of a visitor"),
    description=_("Ends the handle; erases the person, unless they are known here otherwise."),
)
def forget(request: ApiRequest, body: VisitorAgainIn) -> Any:
    connection = site_of(request, Connection.Scope.CHECKS)
    return {"erased": handles.forget_visitor(handles.handle_by_token(connection, body.visitor))}


def site_of(request: ApiRequest, scope: str) -> Connection:
    """The calling site's connection, when it may do this."""
    connection = request.auth.connection
    if connection is None or scope not in connection.scopes:
        raise Denied
    return connection


def _shown(handle: Handle) -> dict[str, Any]:
    return {
        "visitor": handles.token_of(handle),
        "token": PREFIX + _signer().sign_object(handle.id.hex),
        "expires_at": clock.now() + LASTS,
    }


def _handle_of(plain: str) -> Handle | None:
    try:
        handle_id = uuid.UUID(_signer().unsign_object(plain[len(PREFIX) :], max_age=LASTS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Handle.objects.select_related("connection").filter(
        id=handle_id, connection__in=keys.holding(), person__erased_at=None
    )
    handle = found.first()
    allowed = handle is not None and Connection.Scope.CHECKS in handle.connection.scopes
    return handle if allowed else None


def _bearer(request: HttpRequest) -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=SALT)
