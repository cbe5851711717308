"""Every error of the API as application/problem+json (RFC 9457), in the caller's language.

`type` is an address on the reference page, `code` is stable for programs, `errors` names the
fields. An unknown failure says nothing of what failed.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from suyang.foundation.permissions import NotFound, Refused

MEDIA_TYPE = "application/problem+json"
REFERENCE = "/api/v1/docs"
# The refusal of people.throttle: after so many wrong codes, wait ten minutes.
TOO_MANY_TRIES, TRY_AGAIN = "too_many", 600
log = logging.getLogger(__name__)

# What each status means here: its name in `type` and in the reference, and its title.
KINDS: dict[int, tuple[str, Any]] = {
    400: ("unreadable", gettext_lazy("The request cannot be read")),
    401: ("token-needed", gettext_lazy("A valid token is needed")),
    403: ("denied", gettext_lazy("You may not do this")),
    404: ("not-found", gettext_lazy("Not found")),
    405: ("method-not-allowed", gettext_lazy("This address does not take this method")),
    409: ("refused", gettext_lazy("This cannot be done now")),
    413: ("too-large", gettext_lazy("The request is too large")),
    422: ("invalid", gettext_lazy("Something in the request is not right")),
    429: ("too-many", gettext_lazy("Too many requests")),
    500: ("failed", gettext_lazy("Something failed here")),
}

# pydantic's kinds of errors in words; all others are "not valid".
_WORDS: dict[str, Any] = {
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("This is not known here."),
    "string_too_short": gettext_lazy("This is too short."),
    "string_too_long": gettext_lazy("This is too long."),
    "string_pattern_mismatch": gettext_lazy("This is not written as it must be."),
    "greater_than_equal": gettext_lazy("This is too small."),
    "less_than_equal": gettext_lazy("This is too large."),
    "enum": gettext_lazy("This is none of the values that are allowed."),
    "literal_error": gettext_lazy("This is none of the values that are allowed."),
}
_NOT_VALID = gettext_lazy("This is not valid.")


class FieldError(Schema):
    __doc__ = _("What is wrong with one member of the request.")

    field: str = Field(description=_("Where it stands: `body.name`, `query.limit`."))
    code: str
    message: str


class Problem(Schema):
    __doc__ = _("Why a request was not done: what happened, what is safe, what to do.")

    type: str = Field(description=_("The kind of problem, as an address to read."))
    title: str
    status: int
    detail: str | None = None
    code: str = Field(description=_("Stable, for programs; the texts are for people."))
    errors: list[FieldError] = []


class NotAsSent(Exception):
    """The request is understood and wrong: 422, at a field."""

    def __init__(self, field: str, message: str, code: str) -> None:
        super().__init__(message)
        self.field, self.message, self.code = field, message, code


def problem(
    status: int,
    detail: str | None = None,
    *,
    code: str | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """An answer that says why; `headers` are added to it. more: further members (RFC 9457, 3.2)."""
    name, title = KINDS[status]
    body: dict[str, Any] = {
        "type": f"{settings.PUBLIC_URL}{REFERENCE}#{name}",
        "title": str(title),
        "status": status,
        "detail": detail,
        "code": code or name.replace("-", "_"),
        "errors": list(errors),
        **(more or {}),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def register(api: NinjaAPI) -> None:
    """Tell the API how each exception is answered."""
    for kind, handler in (
        (NotFound, lambda _request, error: problem(404, str(error.message))),
        (Refused, _refused),
        (PermissionDenied, lambda _request, error: problem(403, str(error) or None)),
        (Http404, lambda _request, _error: problem(404, gettext("This was not found."))),
        (NotAsSent, _not_as_sent),
        (ValidationError, _invalid),
        (AuthenticationError, _unknown_caller),
        (Throttled, _throttled),
        (HttpError, _http),
        (RequestDataTooBig, lambda _request, _error: problem(413)),
        (SuspiciousOperation, lambda _request, _error: problem(400)),
        (UnreadablePostError, lambda _request, _error: problem(400)),
        (Exception, _failed),
    ):
        api.add_exception_handler(kind, handler)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    """At a field the request was wrong; otherwise the time for it was."""
    message = str(error.message)
    if error.code == TOO_MANY_TRIES:
        return problem(429, message, code=error.code, headers={"Retry-After": str(TRY_AGAIN)})
    if error.field is None:
        return problem(409, message, code=error.code)
    wrong = {"field": f"body.{error.field}", "code": error.code, "message": message}
    return problem(422, message, code=error.code, errors=[wrong])


def _not_as_sent(_request: HttpRequest, error: Any) -> HttpResponse:
    wrong = {"field": error.field, "code": error.code, "message": error.message}
    return problem(422, error.message, code=error.code, errors=[wrong])


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {
            "field": _place(one["loc"]),
            "code": one["type"],
            "message": str(_WORDS.get(one["type"], _NOT_VALID)),
        }
        for one in error.errors
    ]
    detail = gettext("Nothing was changed. Please correct what `errors` names and send it again.")
    return problem(422, detail, errors=errors)


def _place(loc: Sequence[Any]) -> str:
    """Without the name of the operation's own argument, which the caller does not know."""
    source, *rest = loc
    if source == "body" and rest:
        rest = rest[1:]
    # What was sent may stand in it; broken halves of characters cannot be written.
    words = ".".join(str(part) for part in (source, *rest))
    return words.encode("utf-8", "replace").decode()[:200]


def _unknown_caller(_request: HttpRequest, _error: Any) -> HttpResponse:
    detail = gettext(
        "Send `Authorization: Bearer` with a token that is valid; this one is not, or none."
    )
    return problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="suyang"'})


def _throttled(_request: HttpRequest, error: Any) -> HttpResponse:
    wait = max(1, math.ceil(error.wait or 1))
    detail = gettext("Nothing is lost. Please send it again in %(seconds)s seconds.") % {
        "seconds": wait
    }
    return problem(429, detail, headers={"Retry-After": str(wait)})


def _http(_request: HttpRequest, error: Any) -> HttpResponse:
    status = error.status_code if error.status_code in KINDS else 400
    detail = gettext("The body must be JSON in UTF-8.") if status == 400 else None
    return problem(status, detail)


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500)
