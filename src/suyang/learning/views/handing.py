"""Hand the phone to the next person: nothing of the one before stays on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from suyang.learning.views.joining import COOKIE
from suyang.people import actors
from suyang.people.actors import person_of


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Ask once, let go, and offer the next person a beginning."""
    if request.method == "POST":
        return _let_go(request)
    if person_of(request) is not None:
        return render(request, "learning/hand_over.html")
    return render(request, "learning/handed_over.html")


def _let_go(request: HttpRequest) -> HttpResponse:
    # Messages to the person before are read here, so that the next one does not get them.
    list(messages.get_messages(request))
    actors.hand_over(request)
    response = redirect(_next(request))
    response.delete_cookie(COOKIE, samesite="Lax")
    # What the browser kept of pages and their memory; reading preferences say nothing of anybody.
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    joins = wanted.startswith(reverse("join"))
    return wanted if safe and joins else reverse("hand-over")
