"""Who calls the API: a program with a person's or a staff token, a browser's session, or anybody.

A staff token is made on the page of tokens and acts as an account with its roles. A person token
is given when somebody without an account begins a check or joins a group; it is signed, lasts 30
days, opens what is that person's own and no office. A session counts too, with the CSRF token
for whatever changes something.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Schema
from ninja.errors import AuthenticationError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf
from pydantic import Field

from suyang.foundation import clock
from suyang.foundation.permissions import Denied
from suyang.organisations.api import ApiRequest, Caller
from suyang.organisations.permissions import NOBODY, Actor
from suyang.people import actions
from suyang.people.actors import actor_of
from suyang.people.models import Person
from suyang.people.throttle import address_of

SALT = "people.api.person"
LASTS = dt.timedelta(days=30)
_PREFIX = "person."
_SAFE = ("GET", "HEAD", "OPTIONS")


class PersonToken(Schema):
    __doc__ = _("A token for somebody without an account.")

    token: str = Field(description=_("Send it as `Authorization: Bearer`."))
    expires_at: dt.datetime


def person(request: ApiRequest) -> Person:
    """The caller's person. Operations that use it are not open to anybody."""
    found = person_or_none(request)
    if found is None:
        raise AuthenticationError
    return found


def person_or_none(request: ApiRequest) -> Person | None:
    person_id = request.auth.actor.person_id
    return Person.objects.filter(id=person_id, erased_at=None).first() if person_id else None


def token_for(whom: Person) -> dict[str, Any]:
    """A new token for a person without an account, as `PersonToken`."""
    token = _PREFIX + _signer().sign_object(whom.id.hex)
    return {"token": token, "expires_at": clock.now() + LASTS}


class Token(AuthBase):
    """`Authorization: Bearer`: a staff token or a person token; a wrong one is never nobody."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = _(
        "A staff token acts with the roles of its account. A person token is given when somebody "
        "without an account begins a check or joins a group, and lasts 30 days."
    )

    def __call__(self, request: HttpRequest) -> Caller | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _space, token = header.partition(" ")
        found = _acting_with(token.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise AuthenticationError
        return Caller(found, "token:" + hashlib.sha256(token.strip().encode()).hexdigest()[:32])


class Session(AuthBase):
    """The browser's session, as on the pages."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    openapi_description = _(
        "The session of a browser. What changes something needs the header X-CSRFToken as well."
    )

    def __call__(self, request: HttpRequest) -> Caller | None:
        found = actor_of(request)
        person_id = found.person_id
        if person_id is None or not _is_here(person_id):
            return None
        if request.method not in _SAFE and check_csrf(request) is not None:
            raise Denied(
                gettext("The header X-CSRFToken is missing or old. Please load the page again.")
            )
        return Caller(found, f"session:{request.session.session_key}")


def anybody(request: HttpRequest) -> Caller:
    """Nobody in particular: counted by address, generously."""
    return Caller(NOBODY, f"address:{address_of(request)}", known=False)


KNOWN = [Token(), Session()]
OPEN = [*KNOWN, anybody]


def _acting_with(token: str) -> Actor | None:
    if token.startswith(_PREFIX):
        try:
            person_id = uuid.UUID(_signer().unsign_object(token[len(_PREFIX) :], max_age=LASTS))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return Actor(person_id=person_id) if _is_here(person_id) else None
    found = actions.person_by_token(token)
    return Actor(person_id=found.id, account_id=found.account.id) if found else None


def _is_here(person_id: uuid.UUID) -> bool:
    return Person.objects.filter(id=person_id, erased_at=None).exists()


def _signer() -> signing.TimestampSigner:
    # Bearer tokens have no colon (RFC 6750, section 2.1).
    return signing.TimestampSigner(sep=".", salt=SALT)
