"""How many requests a caller may send: counted by token or browser, never only by address,
because a whole village stands behind one."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

PERIOD = 60
# Behind an address of which nothing more is known stand many people.
CROWD = 20


class Limit(BaseThrottle):
    """At most `requests` a minute for each caller, `CROWD` times as many for an address."""

    def __init__(self, name: str, requests: int) -> None:
        self.name, self.requests = name, requests

    def allow_request(self, request: HttpRequest) -> bool:
        caller = request.auth  # type: ignore[attr-defined]
        most = self.requests * (1 if caller.known else CROWD)
        return _counted(f"{self.name}:{caller.key}") <= most

    def wait(self) -> float:
        return PERIOD - time.time() % PERIOD


class SiteLimit(BaseThrottle):
    """At most as many requests a minute as a connection allows, for all its callers together."""

    def allow_request(self, request: HttpRequest) -> bool:
        connection = request.auth.connection  # type: ignore[attr-defined]
        if connection is None:
            return True
        most: int = connection.requests_a_minute
        return _counted(f"site:{connection.id}") <= most

    def wait(self) -> float:
        return PERIOD - time.time() % PERIOD


def _counted(name: str) -> int:
    """How often this was called in the minute, this time too."""
    place = f"api-limit:{name}:{int(time.time() // PERIOD)}"
    cache.add(place, 0, timeout=2 * PERIOD)
    try:
        return int(cache.incr(place))
    except ValueError:
        # Thrown out of a full cache between the two lines.
        return 1
