"""What happens around every page: headers, reading preferences, who acts, how refusals look."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import SimpleLazyObject

from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations import queries as units
from suyang.people.actors import actor_of
from suyang.website import errors, preferences

Handler = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere: what a page does is in files that this server sends.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def headers(get_response: Handler) -> Handler:
    """The content security policy on every answer; personal pages are never kept by a browser."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A page whose form leads back to a site that the reader came from names that site.
        to = getattr(response, "sends_forms_to", "")
        policy = CONTENT_SECURITY_POLICY
        if to:
            policy = policy.replace("form-action 'self'", f"form-action 'self' {to}")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if not request.path.startswith("/static/") and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        if request.path.startswith("/api/") and units.demonstration_label():
            response.headers.setdefault("Suyang-Demonstration", "made-up data, about nobody")
        return response

    return handle


def without_nul(get_response: Handler) -> Handler:
    """No browser sends a NUL, and PostgreSQL keeps none: not in an address, nor in a cookie.

    What is in a form is the form's to refuse.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return handle


def reading_preferences(get_response: Handler) -> Handler:
    """Language, text size, colours and elder mode, as the reader's cookie says.

    A page may set `first_language` on its answer: it holds for readers who chose nothing yet.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = preferences.read(request)
        request.preferences = chosen  # type: ignore[attr-defined]
        is_new = preferences.COOKIE not in request.COOKIES
        request.chose_nothing_yet = is_new  # type: ignore[attr-defined]
        translation.activate(chosen.language)
        request.LANGUAGE_CODE = chosen.language
        try:
            response = get_response(request)
        finally:
            translation.deactivate()
        first = getattr(response, "first_language", "")
        if first and is_new:
            chosen = preferences.changed(chosen, {"language": first})
            preferences.write(response, chosen)
        response.headers.setdefault("Content-Language", chosen.language)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return handle


def actor(get_response: Handler) -> Handler:
    """`request.actor`: the person of the session or of the signed-in account, with their roles."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return handle


class refusals:  # noqa: N801 - Django names middleware by dotted path
    """A refusal becomes a page that says what to do, with the right status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = errors.only_a_button(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or request.path.startswith("/api/"):
            return None
        status = 404 if isinstance(error, NotFound) else 409
        return render(request, "website/refused.html", {"error": error}, status=status)
