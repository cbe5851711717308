"""The pages of a hand-over: who asks and for what; at the end, what goes back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from suyang.assessment.forms import new_ticket, read_ticket
from suyang.assessment.handover import actions, asking
from suyang.assessment.handover.asking import Ask
from suyang.assessment.handover.forms import SHARES, AgreeForm
from suyang.assessment.handover.saying import bands_in_words
from suyang.assessment.models import HandOver
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import reader_language, show
from suyang.organisations.addresses import origin_of
from suyang.organisations.queries import name_of
from suyang.people.actors import actor_of, become, person_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def asked(request: HttpRequest) -> HttpResponse:
    """Read who asks and for what; agree and begin, or go back."""
    try:
        ask = asking.read(request.GET)
    except Refused as refused:
        context: dict[str, Any] = {"error": refused}
        return render(request, "assessment/handover/not_usable.html", context, status=400)
    _speak(request, ask)
    person = person_of(request)
    form = AgreeForm(
        ask,
        request.POST if request.method == "POST" else None,
        initial={
            "ticket": new_ticket(person is None).signed(),
            "shares": HandOver.Shares.BANDS,
            "mode": "alone",
        },
    )
    if request.method == "POST" and form.is_valid():
        handover = _agree(request, ask, form)
        if handover is not None:
            return _speaking(redirect("check-question", handover.check_taken_id), ask)
        if not form.errors:
            messages.warning(
                request, _("This page was open for long. Please press the button again.")
            )
            return redirect(request.get_full_path())
    body = ask.blueprint.body
    context = {
        "ask": ask,
        "body": body,
        "told": show(body["told_beforehand"]),
        "office": name_of(ask.connection.unit_id),
        "begun": actions.begun(ask, person),
        "form": form,
        "back": asking.way_back(ask.return_address, ask.state, error="declined"),
        "site": origin_of(ask.return_address),
        "address": request.get_full_path(),
    }
    status = 422 if form.errors else 200
    response = render(request, "assessment/handover/asked.html", context, status=status)
    return _speaking(response, ask)


@get_or_post
def back(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponse:
    """What would go back, once more before it does; then to the site with a one-time code."""
    handover = actions.handover_of(actor_of(request), handover_id)
    if request.method == "POST" and request.POST.get("do") == "send":
        code = actions.send_back(handover)
        return _leave(handover, code=code)
    if request.method == "POST":
        actions.keep(handover)
        return _leave(handover, error="declined")
    check = handover.check_taken
    if check.finished_at is None:
        return redirect("check-question", check.id)
    context = {
        "handover": handover,
        "check": check,
        "office": name_of(handover.connection.unit_id),
        "shares": SHARES[HandOver.Shares(handover.shares)],
        "bands": bands_in_words(check),
        "profile": handover.shares == HandOver.Shares.PROFILE,
        "decided": bool(handover.declined_at or handover.collected_at),
    }
    response = render(request, "assessment/handover/back.html", context)
    # Browsers hold redirects of a form against this list, too.
    response.sends_forms_to = origin_of(handover.return_address)  # type: ignore[attr-defined]
    return response


def _agree(request: HttpRequest, ask: Ask, form: AgreeForm) -> HandOver | None:
    person = person_of(request)
    ticket = read_ticket(form.cleaned_data["ticket"])
    if ticket is None or (person is None and not ticket.newcomer):
        return None
    try:
        handover = actions.agree(
            ask,
            person,
            check_id=ticket.check_id,
            shares=form.cleaned_data["shares"],
            language=ask.language or reader_language(),
            how=form.how() | {"elder": request.preferences.elder},  # type: ignore[attr-defined]
        )
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, refused.message)
        return None
    if handover is not None and person is None:
        become(request, handover.person)
    return handover


def _leave(handover: HandOver, **told: str) -> HttpResponse:
    return HttpResponseRedirect(asking.way_back(handover.return_address, handover.state, **told))


def _speak(request: HttpRequest, ask: Ask) -> None:
    """In the language that the site says its visitor reads, unless the reader chose one here."""
    if ask.language and request.chose_nothing_yet:  # type: ignore[attr-defined]
        language = "zh-hans" if ask.language == "zh-Hans" else ask.language
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _speaking(response: HttpResponse, ask: Ask) -> HttpResponse:
    if ask.language:
        response.first_language = ask.language.lower()  # type: ignore[attr-defined]
    return response
