"""Pages for what goes wrong outside an action: wrong address, no right, an expired form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from suyang.foundation.api.problems import problem
from suyang.plans.reporting import unsaved


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    if _is_program(request):
        return problem(status)
    return render(request, "website/error.html", {"kind": kind}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "denied", 403)


def only_a_button(request: HttpRequest) -> HttpResponse:
    """The address of a button's work, opened by hand or from the browser's history."""
    return _page(request, "only_a_button", 405)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page left open for days: say what to do, keep the address.

    What was typed into a page of `unsaved.PAGES` waits for it, and it is opened anew with a token
    that counts.
    """
    if _puts_back(request) and unsaved.keep(request):
        return redirect(unsaved.address_of(request))
    return _page(request, "expired", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the data layer, which may be what failed."""
    from django.template.loader import render_to_string

    if _is_program(request):
        return problem(500)
    return HttpResponse(render_to_string("website/server_error.html"), status=500)


def _puts_back(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and resolve(request.path_info).url_name in unsaved.PAGES
    except Resolver404:
        return False


def _is_program(request: HttpRequest) -> bool:
    """Whoever calls the API reads problems and not pages."""
    return request.path.startswith("/api/")
