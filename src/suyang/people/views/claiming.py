"""Bring here what was done without signing in: type its code, see what would come, confirm."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations.forms import attempt, posted
from suyang.people import actions, landing, throttle
from suyang.people.actions.claiming import Preview
from suyang.people.actors import actor_of, person_of
from suyang.people.forms import CodeForm
from suyang.people.models import Claim, Person
from suyang.people.views.coming_back import PURPOSE
from suyang.people.words import KINDS_MOVED

SALT = "people.claim"
# Long enough to read the page; the code must still be open when it is confirmed.
CONFIRM_WITHIN = dt.timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_here(request: HttpRequest) -> HttpResponse:
    """The form for the code; then, on the same address, what would come."""
    person = person_of(request)
    if person is None:
        return render(request, "people/bring_nobody.html")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        preview = attempt(form, lambda: _look(request, person, form.cleaned_data["code"]))
        if preview is not None:
            ticket = signing.dumps(
                [preview.goes.hex, preview.code.hex, person.id.hex], salt=SALT, compress=True
            )
            context = {"preview": preview, "ticket": ticket, "person": person}
            return render(request, "people/bring_preview.html", context)
    context = {"form": form, "person": person}
    return render(request, "people/bring_here.html", context)


@require_POST
def bring_now(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return redirect("bring-here")
    source, code = _ticket(request.POST.get("ticket", ""), person)
    done = actions.claim(actor_of(request), person, source, code)
    return redirect("bring-here-done", done.source)


@require_GET
def brought(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """What came, in numbers."""
    person = person_of(request)
    done = Claim.objects.filter(source=source, person=person).first() if person else None
    if person is None or done is None:
        raise NotFound
    rows = [(KINDS_MOVED[kind], number) for kind, number in done.counts.items()]
    context = {"rows": rows, "go_on": landing.address(person)}
    return render(request, "people/brought.html", context)


def _look(request: HttpRequest, person: Person, code: str) -> Preview:
    """Wrong codes count together with those of coming back: guessing gains nothing here."""
    with throttle.attempts(request, PURPOSE):
        return actions.preview_claim(actor_of(request), person, code)


def _ticket(text: str, person: Person) -> tuple[uuid.UUID, uuid.UUID]:
    """Which person and code the page showed to whoever confirms."""
    try:
        source, code, shown_to = signing.loads(text, salt=SALT, max_age=CONFIRM_WITHIN)
        if uuid.UUID(shown_to) == person.id:
            return uuid.UUID(source), uuid.UUID(code)
    except (signing.BadSignature, ValueError, TypeError):
        pass
    raise Refused(
        _("This page was open for long. Nothing was moved. Please type the code once more."),
        code="expired",
    )
