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
        place = f"api-limit:{self.name}:{caller.key}:{int(time.time() // PERIOD)}"
        cache.add(place, 0, timeout=2 * PERIOD)
        try:
            return bool(cache.incr(place) <= most)
        except ValueError:
            # Thrown out of a full cache between the two lines.
            return True

    def wait(self) -> float:
        return PERIOD - time.time() % PERIOD
