"""Pages of other sites that call the API from the browser (the Fetch standard's CORS protocol).

Only origins that a connection lists, only with a visitor's token of that connection, never with
cookies: no answer carries Access-Control-Allow-Credentials.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from suyang.organisations import keys
from suyang.organisations.api import Caller

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/v1/"
METHODS = "GET, POST, DELETE"
HEADERS = "Authorization, Content-Type, Accept-Language, Idempotency-Key"
EXPOSED = "Retry-After"
REMEMBERED_S = "600"


def other_sites(get_response: Handler) -> Handler:
    """Answers what a browser asks beforehand, and lets listed pages read what they asked for."""

    def handle(request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if not origin or not request.path_info.startswith(PREFIX):
            return get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = _beforehand(origin)
        else:
            response = get_response(request)
            if origin in _listed(getattr(request, "auth", None)):
                response["Access-Control-Allow-Origin"] = origin
                response["Access-Control-Expose-Headers"] = EXPOSED
        patch_vary_headers(response, ("Origin",))
        return response

    return handle


def _listed(caller: object) -> list[str]:
    """The origins of the connection through which a visitor calls."""
    if isinstance(caller, Caller) and caller.handle and caller.connection:
        return list(caller.connection.origins)
    return []


def _beforehand(origin: str) -> HttpResponse:
    """Before a request with a token the browser asks without it: any connection may list it."""
    response = HttpResponse(status=204)
    if any(origin in one.origins for one in keys.holding().only("origins")):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = HEADERS
        response["Access-Control-Max-Age"] = REMEMBERED_S
    return response
