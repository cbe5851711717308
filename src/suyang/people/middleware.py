"""Whoever got a one-time password chooses their own before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.urls.exceptions import Resolver404

Handler = Callable[[HttpRequest], HttpResponse]

STILL_OPEN = frozenset(
    {
        "account_change_password",
        "account_login",
        "account_logout",
        "preferences",
        "preferences-language",
        "help",
        "contact",
        "healthz",
    }
)


def own_password_first(get_response: Handler) -> Handler:
    """Stands after AuthenticationMiddleware. Asks the data layer only for who is signed in."""

    def handle(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and getattr(request.user, "must_change_password", False):
            try:
                name = resolve(request.path_info).url_name
            except Resolver404:
                return get_response(request)
            if name not in STILL_OPEN:
                return redirect("account_change_password")
        return get_response(request)

    return handle
