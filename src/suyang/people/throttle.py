"""How often codes may be tried: few wrong ones a browser, many an address.

A village behind one address must not lock itself out, so the address has a generous ceiling that
only bounds guessing: 600 tries in ten minutes against 30^8 codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from suyang.foundation.ids import keyed_digest
from suyang.foundation.permissions import Refused

WINDOW_SECONDS = 600
FAILURES_A_BROWSER = 10
FAILURES_AN_ADDRESS = 600


@contextmanager
def attempts(request: HttpRequest, purpose: str) -> Iterator[None]:
    """Run a try; when it is Refused it counts as failed. Refuses at once after too many."""
    counters = {_key(purpose, "address", address_of(request)): FAILURES_AN_ADDRESS}
    if request.session.session_key:
        browser = _key(purpose, "browser", request.session.session_key)
        counters[browser] = FAILURES_A_BROWSER
    if any(cache.get(key, 0) >= limit for key, limit in counters.items()):
        raise Refused(
            _("Too many wrong codes. Nothing is lost. Please wait ten minutes, or ask a person."),
            code="too_many",
        )
    try:
        yield
    except Refused:
        if not request.session.session_key:
            request.session.create()
            counters[_key(purpose, "browser", str(request.session.session_key))] = 0
        for key in counters:
            _count(key)
        raise


def address_of(request: HttpRequest) -> str:
    """The browser's address; behind the production proxy, the one that the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.ENVIRONMENT.production and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(purpose: str, what: str, value: str) -> str:
    return f"throttle:{purpose}:{what}:{keyed_digest('throttle', value)[:32]}"


def _count(key: str) -> None:
    if not cache.add(key, 1, WINDOW_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, WINDOW_SECONDS)
