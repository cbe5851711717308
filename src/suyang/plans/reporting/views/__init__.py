"""Pages of reporting: parse what was sent, call an action, show or redirect.

mine.py       what my unit has to report, and filling it in
review.py     what was handed up: read, approve, return, open again, excuse
forms.py      what units are asked for
follow_ups.py what a unit above asks by a day, and its answer
tables.py     figures by XLSX template
externals.py  forms of offices that do not use Suyang
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from suyang.foundation.permissions import NotFound
from suyang.organisations.views import actor_of
from suyang.plans.periods import Period
from suyang.plans.reporting import unsaved

View = Callable[..., HttpResponse]


def office(view: View) -> View:
    """A page for people who signed in. What somebody typed before their session ended is kept and
    stands in the form again after they have signed in."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).signed_in:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            unsaved.keep(request)
        return redirect_to_login(request.get_full_path())

    return handle


def writing_office(view: View) -> View:
    """The same for pages whose forms show what waits for them (`unsaved.put_back`): it waits until
    it is saved, or until `?fresh` asks for what is saved."""
    asked = office(view)

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "fresh" in request.GET and request.method != "POST":
            unsaved.forget(request)
            return redirect(unsaved.address_of(request))
        response = asked(request, *args, **kwargs)
        if request.method == "POST" and actor_of(request).signed_in and response.status_code == 302:
            unsaved.forget(request)
        return response

    return handle


def uuid_of(written: str | None) -> uuid.UUID | None:
    """An id from an address; None when there is none."""
    if not written:
        return None
    try:
        return uuid.UUID(written)
    except ValueError:
        raise NotFound from None


def period_of(written: str | None) -> Period:
    try:
        return Period.read(written or "")
    except ValueError:
        raise NotFound from None


__all__ = ["actor_of", "office", "period_of", "uuid_of", "writing_office"]
