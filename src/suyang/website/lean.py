"""The lean path: a question's page and its answer, past what they do not need (DESIGN 1).

The same action, forms, session, CSRF protection, headers and language as the ordinary view, by the
same functions; what is left out are middlewares that do nothing here (accounts, messages, static
files), the search for the view, and rendering a page that was rendered before. Whatever is out of
the ordinary (somebody signed in, a refusal, a message to show, the end of the check) is left to
the ordinary view: `__call__` then passes the request on as it came.
"""

from __future__ import annotations

import io
import logging
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import signals
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.middleware.security import SecurityMiddleware
from django.urls import set_script_prefix

from suyang.assessment import actions, ledger, prepared, questions
from suyang.assessment.actions import Outcome
from suyang.assessment.forms import presentation_id
from suyang.assessment.models import Check
from suyang.foundation import reading
from suyang.foundation.permissions import Refused
from suyang.people.actors import SESSION_PERSON
from suyang.website import middleware

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

MESSAGES_KEY: Final = SessionStorage.session_key
_QUESTION: Final = re.compile(
    r"/checks/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/"
)
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_BYTES: Final = 64 * 1024


class NotLeanError(Exception):
    """This request is for the ordinary view."""


_REFUSALS: Final = (NotLeanError, BadRequest, PermissionDenied, SuspiciousOperation)
_logger = logging.getLogger(__name__)


class Lean:
    """A WSGI application that answers what it can and passes on the rest."""

    def __init__(self, ordinary: Application) -> None:
        self._ordinary = ordinary
        self._csrf = CsrfViewMiddleware(_view)
        inner: Any = self._protected
        for one in (
            middleware.reading_preferences,
            SessionMiddleware,
            middleware.without_nul,
            middleware.headers,
            SecurityMiddleware,
        ):
            inner = one(inner)
        self._chain: Callable[[HttpRequest], Any] = inner

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if _QUESTION.fullmatch(environ.get("PATH_INFO", "")) and _may_be_lean(environ):
            body = _kept_body(environ)
            set_script_prefix("/")
            signals.request_started.send(sender=WSGIHandler, environ=environ)
            try:
                response = self._chain(WSGIRequest(environ))
            except Exception as error:
                # The ordinary view meets it again, and tells it. What is no refusal is a fault of
                # this path, which nobody would notice otherwise.
                if not isinstance(error, _REFUSALS):
                    _logger.warning("the lean path failed, the ordinary one goes on", exc_info=True)
                signals.request_finished.send(sender=WSGIHandler)
                environ["wsgi.input"] = io.BytesIO(body)
            else:
                return _sent(response, start_response)
        return self._ordinary(environ, start_response)

    def _protected(self, request: HttpRequest) -> HttpResponse:
        """Inside the session and the reader's language: host and CSRF as for any page."""
        refused = _COMMON.process_request(request)
        self._csrf.process_request(request)
        if refused or self._csrf.process_view(request, _view, (), {}) is not None:
            raise NotLeanError
        response = self._csrf.process_response(request, _view(request))
        return _COMMON.process_response(request, response)  # type: ignore[return-value]


def _view(request: HttpRequest) -> HttpResponse:
    match = _QUESTION.fullmatch(request.path_info)
    person = request.session.get(SESSION_PERSON)
    out_of_the_ordinary = SESSION_KEY in request.session or MESSAGES_KEY in request.session
    if match is None or person is None or out_of_the_ordinary:
        raise NotLeanError
    check_id = uuid.UUID(match.group(1))
    if request.method == "POST":
        return _take(request, _own(ledger.check(check_id), person))
    found = ledger.open_question(check_id)
    if found is None:
        raise NotLeanError
    _own(found.check, person)
    return _show(request, found)


def _own(check: Check | None, person: str) -> Check:
    """The check, when it is this person's and not ended."""
    if check is None or str(check.person_id) != person or check.finished_at is not None:
        raise NotLeanError
    return check


def _show(request: HttpRequest, found: ledger.Open) -> HttpResponse:
    check = found.check
    assisted = check.mode == Check.Mode.ASSISTED
    if check.elder:
        reading.as_elder(request)
    return HttpResponse(
        prepared.page(
            request,
            check,
            found.shown,
            helped=questions.helped_before(ledger.shown(check)) if assisted else "",
            token=get_token(request),
            demonstration=found.demonstration,
        )
    )


def _take(request: HttpRequest, check: Check) -> HttpResponse:
    asked = presentation_id(request.POST)
    if asked is None:
        raise NotLeanError
    assisted = check.mode == Check.Mode.ASSISTED
    try:
        outcome = actions.answer(
            check,
            asked,
            {name: request.POST.getlist(name) for name in request.POST},
            dont_know=request.POST.get("action") == "dont-know",
            assistance=request.POST.get("assistance", "") if assisted else "",
        )
    except Refused as refusal:
        raise NotLeanError from refusal
    if outcome == Outcome.CONFLICTING:
        raise NotLeanError
    return HttpResponseRedirect(request.path)


def _may_be_lean(environ: Environ) -> bool:
    """No message waits to be shown; a form is small and of the usual kind."""
    if "messages=" in environ.get("HTTP_COOKIE", "") or environ.get("SCRIPT_NAME"):
        return False
    if environ["REQUEST_METHOD"] == "GET":
        return not environ.get("QUERY_STRING")
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == _FORM
        and length.isdecimal()
        and int(length) <= _MOST_BYTES
    )


def _kept_body(environ: Environ) -> bytes:
    """The body, read once, and put back to be read again."""
    if environ["REQUEST_METHOD"] != "POST":
        return b""
    body: bytes = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _sent(response: HttpResponse, start_response: StartResponse) -> Iterable[bytes]:
    response._handler_class = WSGIHandler  # type: ignore[attr-defined]
    headers = [
        *response.items(),
        *(("Set-Cookie", morsel.output(header="")) for morsel in response.cookies.values()),
    ]
    start_response(f"{response.status_code} {response.reason_phrase}", headers)
    return response


_COMMON: Final = CommonMiddleware(_view)
