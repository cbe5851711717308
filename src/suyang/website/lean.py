"""The lean path: a question's page and its answer, past what they do not need (DESIGN 1).

The same action, session, CSRF protection, headers and language as the ordinary view, by the same
functions; what is left out are the search for the view, objects that nothing here asks for, and
working out anew what was the same a moment ago. Whatever is out of the ordinary (somebody signed
in, a refusal, a message to show, a doubtful origin) is left to the ordinary
view: `__call__` then passes the request on as it came.
"""

from __future__ import annotations

import io
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.messages.storage.session import SessionStorage
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, parse_cookie
from django.middleware import csrf
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers

from suyang.assessment import actions, ledger, prepared, questions
from suyang.assessment.actions import Outcome
from suyang.assessment.forms import presentation_id
from suyang.assessment.models import Check
from suyang.foundation import driver
from suyang.foundation.permissions import Refused
from suyang.people.actors import SESSION_PERSON
from suyang.website import masks, middleware, preferences, sessions
from suyang.website.preferences import Preferences

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

MESSAGES_KEY: Final = SessionStorage.session_key
_QUESTION: Final = re.compile(
    r"/checks/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/"
)
AT_ONCE: Final = 2
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_BYTES: Final = 64 * 1024
_SECRET: Final = re.compile(f"[a-zA-Z0-9]{{{csrf.CSRF_SECRET_LENGTH}}}")
# Pairs of names and values without anything that is written in another way.
_PLAIN: Final = re.compile(rb"[\w.:-]+=[\w.:-]*(?:&[\w.:-]+=[\w.:-]*)*", re.ASCII)
_MARK: Final = "0" * csrf.CSRF_SECRET_LENGTH


class NotLeanError(Exception):
    """This request is for the ordinary view."""


_REFUSALS: Final = (NotLeanError, BadRequest, PermissionDenied, SuspiciousOperation)
_logger = logging.getLogger(__name__)


class Lean:
    """A WSGI application that answers what it can and passes on the rest."""

    def __init__(self, ordinary: Application) -> None:
        self._ordinary = ordinary
        self._turn = _turn()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        match = _QUESTION.fullmatch(environ.get("PATH_INFO", ""))
        if match is None or not _may_be_lean(environ):
            return self._ordinary(environ, start_response)
        body = _kept_body(environ)
        try:
            with self._turn:
                status, headers, content = _answered(environ, body, uuid.UUID(match.group(1)))
        except Exception as error:
            # The ordinary view meets it again, and tells it. What is no refusal is a fault of this
            # path, which nobody would notice otherwise.
            if not isinstance(error, _REFUSALS):
                _logger.warning("the lean path failed, the ordinary one goes on", exc_info=True)
            environ["wsgi.input"] = io.BytesIO(body)
            return self._ordinary(environ, start_response)
        start_response(status, headers)
        return [content]


def _answered(environ: Environ, body: bytes, check_id: uuid.UUID) -> tuple[str, Headers, bytes]:
    """Status, headers and content. Raises what the ordinary view has to deal with."""
    secure = _checked_host(environ)
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    secret = cookies.get(settings.CSRF_COOKIE_NAME) or ""
    if not secret and environ["REQUEST_METHOD"] == "GET":
        secret = csrf._get_new_csrf_string()
    if not _SECRET.fullmatch(secret):
        raise NotLeanError
    reading, accepted = cookies.get(preferences.COOKIE), environ.get("HTTP_ACCEPT_LANGUAGE", "")
    chosen = _preferences(reading, accepted)
    for database in connections.all(initialized_only=True):
        if not database.in_atomic_block:
            database.close_if_unusable_or_obsolete()
    session = sessions.query(cookies.get(settings.SESSION_COOKIE_NAME))
    set_script_prefix("/")
    translation.activate(chosen.language)
    try:
        if environ["REQUEST_METHOD"] == "POST":
            given = _form(body)
            _check_origin_and_token(environ, given, secret, secure)
            _take(given, check_id, session)
            content = b""
            headers = [*_headers(chosen, secure, "POST", _second()), ("Location", _path(check_id))]
        else:
            page = _page(environ, chosen, check_id, session, secret)
            if page is None:
                headers = [*_headers(chosen, secure, "POST", _second())]
                headers.append(("Location", f"{_path(check_id)}result/"))
            else:
                headers = [
                    (name, value.replace(_MARK, secret, 1) if name == "Set-Cookie" else value)
                    for name, value in _headers(chosen, secure, "GET", _second())
                ]
            content = (page or "").encode()
    finally:
        translation.deactivate()
    headers.append(("Content-Length", str(len(content))))
    return ("302 Found" if not content else "200 OK"), headers, content


def _page(
    environ: Environ, chosen: Preferences, check_id: uuid.UUID, session: driver.Query, secret: str
) -> str | None:
    """None where the check has ended: its result is the page to go to."""
    kept, opened = driver.together([session, ledger.open_query(check_id)])
    found = ledger.open_question(opened)
    if found is None:
        raise NotLeanError
    check = found.check
    if str(check.person_id) != _person(kept):
        raise NotLeanError
    if check.finished_at is not None:
        return None
    if found.shown is None:
        raise NotLeanError
    assisted = check.mode == Check.Mode.ASSISTED
    if check.elder:
        chosen = replace(chosen, elder=True)

    def request() -> HttpRequest:
        made = WSGIRequest(environ)
        made.preferences = chosen  # type: ignore[attr-defined]
        made.LANGUAGE_CODE = chosen.language
        return made

    return prepared.page(
        request,
        chosen,
        check,
        found.shown,
        helped=questions.helped_before(ledger.shown(check)) if assisted else "",
        token=masks.masked(secret),
        demonstration=found.demonstration,
    )


def _take(given: QueryDict, check_id: uuid.UUID, session: driver.Query) -> None:
    asked = presentation_id(given)
    if asked is None:
        raise NotLeanError
    kept, *read = driver.together([session, *ledger.standing_queries(check_id)])
    stands = ledger.standing(*read)
    if stands is None:
        raise NotLeanError
    check = _own(stands.check, _person(kept))
    assisted = check.mode == Check.Mode.ASSISTED
    try:
        outcome = actions.answer(
            check,
            asked,
            {name: given.getlist(name) for name in given},
            dont_know=given.get("action") == "dont-know",
            assistance=given.get("assistance", "") if assisted else "",
            stands=stands,
        )
    except Refused as refusal:
        raise NotLeanError from refusal
    if outcome == Outcome.CONFLICTING:
        raise NotLeanError


def _own(check: Check, person: str) -> Check:
    """The check, when it is this person's and not ended."""
    if str(check.person_id) != person or check.finished_at is not None:
        raise NotLeanError
    return check


def _person(rows: list[driver.Row]) -> str:
    """Whose session it is. Somebody signed in, or with a message waiting, is not ours."""
    kept = sessions.kept(rows) or {}
    person = kept.get(SESSION_PERSON)
    if person is None or SESSION_KEY in kept or MESSAGES_KEY in kept:
        raise NotLeanError
    return str(person)


def _may_be_lean(environ: Environ) -> bool:
    """No message waits to be shown, no NUL; a form is small and of the usual kind."""
    cookies = environ.get("HTTP_COOKIE", "")
    if "messages=" in cookies or "\0" in cookies or environ.get("SCRIPT_NAME"):
        return False
    if environ["REQUEST_METHOD"] == "GET":
        return not environ.get("QUERY_STRING")
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and "%00" not in environ.get("QUERY_STRING", "")
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


def _form(body: bytes) -> QueryDict:
    """As Django reads it; a form with nothing but plain letters is quickly read."""
    if _PLAIN.fullmatch(body) is None or body.count(b"&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return QueryDict(body, encoding=settings.DEFAULT_CHARSET)
    given = QueryDict(mutable=True)
    for pair in body.decode("ascii").split("&"):
        name, _is, value = pair.partition("=")
        given.appendlist(name, value)
    return given


def _checked_host(environ: Environ) -> bool:
    """Whether the request came over TLS; refuses a host, or a plain request, as Django does."""
    proxy, _value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    return _accepted_host(
        environ.get("HTTP_HOST", ""),
        environ.get("SERVER_NAME", ""),
        environ.get("SERVER_PORT", ""),
        environ.get("wsgi.url_scheme", "http"),
        environ.get(proxy, "") if proxy else "",
        tuple(settings.ALLOWED_HOSTS),
        settings.SECURE_SSL_REDIRECT,
    )


@lru_cache(maxsize=256)
def _accepted_host(
    host: str,
    name: str,
    port: str,
    scheme: str,
    forwarded: str,
    _allowed: tuple[str, ...],
    _redirects: bool,
) -> bool:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/checks/",
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
    }
    if host:
        environ["HTTP_HOST"] = host
    if settings.SECURE_PROXY_SSL_HEADER:
        environ[settings.SECURE_PROXY_SSL_HEADER[0]] = forwarded
    request = WSGIRequest(environ)
    refused = _SECURITY.process_request(request) or _COMMON.process_request(request)
    if refused is not None:
        raise NotLeanError
    return bool(request.is_secure())


def _check_origin_and_token(environ: Environ, given: QueryDict, secret: str, secure: bool) -> None:
    """As `CsrfViewMiddleware`, for the usual case: whatever is in doubt is left to it."""
    token = given.get("csrfmiddlewaretoken", "")
    own = f"{'https' if secure else 'http'}://{environ.get('HTTP_HOST', '')}"
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        trusted = not secure or environ.get("HTTP_REFERER", "").startswith(f"{own}/")
    else:
        trusted = origin == own or origin in settings.CSRF_TRUSTED_ORIGINS
    if not trusted or not masks.belongs(token, secret):
        raise NotLeanError


@lru_cache(maxsize=1024)
def _preferences(reading: str | None, accepted: str) -> Preferences:
    environ = {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}
    request = WSGIRequest(environ | {"HTTP_ACCEPT_LANGUAGE": accepted})
    # What the cookie parser found, not parsed once more.
    request.COOKIES = {} if reading is None else {preferences.COOKIE: reading}
    return preferences.read(request)


@lru_cache(maxsize=256)
def _headers(chosen: Preferences, secure: bool, method: str, _second: int) -> Headers:
    """What the middlewares put on an answer, made by themselves once a second for each kind."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/checks/",
        "wsgi.url_scheme": "https" if secure else "http",
        "wsgi.input": io.BytesIO(),
    }
    request = WSGIRequest(environ)
    response: HttpResponse = HttpResponseRedirect("/") if method == "POST" else HttpResponse()
    if method == "GET":
        request.META["CSRF_COOKIE"] = _MARK
        _CSRF._set_csrf_cookie(request, response)  # type: ignore[attr-defined]
    patch_vary_headers(response, ("Cookie",))
    response = middleware.headers(lambda _request: response)(request)
    response = _SECURITY.process_response(request, response)
    response.headers.setdefault("Content-Language", chosen.language)
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    cookies = [("Set-Cookie", one.output(header="")) for one in response.cookies.values()]
    return [pair for pair in response.items() if pair[0] != "Location"] + cookies


def _second() -> int:
    return int(time.time())


def _path(check_id: uuid.UUID) -> str:
    return f"/checks/{check_id}/"


def _turn() -> AbstractContextManager[Any]:
    """With SQLite, which lets one write, requests are answered one by one on one connection. With
    PostgreSQL one may compute while another waits for the database; more would only fight for the
    interpreter."""
    if connection.vendor != "sqlite":
        return threading.BoundedSemaphore(AT_ONCE)
    from suyang.foundation.sqlite.base import OneByOne

    return OneByOne()


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_COMMON: Final = CommonMiddleware(_nothing)
_SECURITY: Final = SecurityMiddleware(_nothing)
_CSRF: Final = csrf.CsrfViewMiddleware(_nothing)
