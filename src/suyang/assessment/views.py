"""A check as pages: read what it is, one question a page, stop whenever, see the result.

Every page is at the check's own address and shows where its log stands, so that the back button,
a reload and a second tab always come to the question that is next.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suyang.assessment import actions, queries, questions
from suyang.assessment.actions import Outcome
from suyang.assessment.forms import (
    StartForm,
    new_ticket,
    presentation_id,
    read_ticket,
)
from suyang.assessment.handover import actions as handover
from suyang.assessment.models import Check, Presentation
from suyang.assessment.results.page import page as result_page
from suyang.foundation import reading
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import reader_language, show
from suyang.people import actions as people
from suyang.people import landing
from suyang.people.actors import actor_of, become, person_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def intro(request: HttpRequest, slug: str) -> HttpResponse:
    """What the check is, how long it takes, who sees what; and the way in."""
    return _intro(request, slug)


def _intro(request: HttpRequest, slug: str, form: StartForm | None = None) -> HttpResponse:
    blueprint = queries.blueprint(slug)
    person = person_of(request)
    one_task = blueprint.body["screen"] == "one-task"
    if one_task:
        reading.as_elder(request)
    return render(
        request,
        "assessment/intro.html",
        {
            "blueprint": blueprint,
            "body": blueprint.body,
            "told": show(blueprint.body["told_beforehand"]),
            "begun": queries.open_check(person, slug) if person else None,
            "form": form
            or StartForm(
                blueprint.body,
                initial={
                    "ticket": new_ticket(person is None).signed(),
                    "competence": request.GET.get("competence", ""),
                },
            ),
            "in_programme": blueprint.body["halves"] == "one",
            "after_a_check": bool(blueprint.body.get("continues")),
            "one_task": one_task,
        },
        status=422 if form else 200,
    )


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the check that the intro page drew; a second click finds it begun."""
    body = queries.blueprint(slug).body
    form = StartForm(body, request.POST)
    ticket = read_ticket(request.POST.get("ticket", ""))
    if ticket is None:
        return _expired(request, slug)
    if not form.is_valid():
        return _intro(request, slug, form)
    how: dict[str, Any] = form.how() | {
        "check_id": ticket.check_id,
        "elder": request.preferences.elder,  # type: ignore[attr-defined]
    }
    person = person_of(request)
    if person is not None:
        check: Check | None = actions.start(person, slug, reader_language(), **how)
    elif ticket.newcomer:
        check = actions.start_as_newcomer(slug, reader_language(), **how)
    else:
        check = None
    if check is None:
        return _expired(request, slug)
    if person is None:
        become(request, check.person)
    return redirect("check-question", check.id)


@get_or_post
def question(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """One item a page. Asked for, it shows the one that is next; sent, it keeps the answer."""
    check = queries.check_of(actor_of(request), check_id)
    if check.finished_at is not None:
        return redirect("check-result", check.id)
    if request.method == "POST":
        return _take(request, check)
    shown = actions.present(check)
    if shown is None:
        return redirect("check-result", check.id)
    return _draw(request, check, shown)


@get_or_post
def stop(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """End it here, after asking once."""
    actor = actor_of(request)
    check = queries.check_of(actor, check_id)
    if request.method == "POST" or check.finished_at is not None:
        actions.stop(actor, check)
        return redirect("check-result", check.id)
    if check.elder:
        reading.as_elder(request)
    answered = len(queries.responses_of(check))
    return render(request, "assessment/stop.html", {"check": check, "answered": answered})


@require_GET
def result(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """A sentence, then the picture, then each area folded up; `?all` unfolds it for printing."""
    check = queries.check_of(actor_of(request), check_id)
    if check.finished_at is None:
        return redirect("check-question", check.id)
    if check.elder:
        reading.as_elder(request)
    context = result_page(check)
    context |= {"onwards": _onwards(check), "everything": "all" in request.GET}
    template = "profile" if context["profile"] else "result"
    return render(request, f"assessment/{template}.html", context)


@get_or_post
def code(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """A new code to come back with; shown once, here, since only its digest is kept."""
    actor = actor_of(request)
    check = queries.check_of(actor, check_id)
    if request.method != "POST":
        return redirect("check-question", check.id)
    if check.elder:
        reading.as_elder(request)
    made = people.new_return_code(check.person)
    return render(request, "assessment/code.html", {"check": check, "made": made})


@get_or_post
def delete(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """Take the check away, after asking once."""
    actor = actor_of(request)
    check = queries.check_of(actor, check_id)
    if request.method == "POST":
        onwards = _onwards(check)
        actions.delete(actor, check)
        messages.success(request, _("The check is deleted, with its answers and its result."))
        return redirect(onwards)
    if check.elder:
        reading.as_elder(request)
    return render(request, "assessment/delete.html", {"check": check, "body": check.blueprint.body})


def _take(request: HttpRequest, check: Check) -> HttpResponse:
    asked = presentation_id(request.POST)
    if asked is None:
        return redirect("check-question", check.id)
    given = {name: request.POST.getlist(name) for name in request.POST}
    assistance = request.POST.get("assistance", "") if check.mode == Check.Mode.ASSISTED else ""
    try:
        outcome = actions.answer(
            check,
            asked,
            given,
            dont_know=request.POST.get("action") == "dont-know",
            assistance=assistance,
        )
    except NotFound:
        raise
    except Refused as refusal:
        if refusal.code == "finished":
            return redirect("check-result", check.id)
        shown = actions.present(check)
        if shown is None or shown.id != asked:
            return redirect("check-question", check.id)
        return _draw(request, check, shown, refusal)
    if outcome == Outcome.CONFLICTING:
        messages.warning(request, _("You answered this already; your first answer counts."))
    return redirect("check-question", check.id)


def _draw(
    request: HttpRequest, check: Check, shown: Presentation, refusal: Refused | None = None
) -> HttpResponse:
    """The question; after a refusal with what was chosen and where something is missing."""
    if check.elder:
        reading.as_elder(request)
    context = questions.context(check, shown, request.POST if refusal else None, refusal)
    return render(request, "assessment/question.html", context, status=422 if refusal else 200)


def _onwards(check: Check) -> str:
    """Back to what the person came for, a site or a group perhaps; else to the start page."""
    waiting = handover.open_handover(check)
    if waiting is not None:
        return reverse("handover-back", args=[waiting.id])
    found = landing.address(check.person)
    own = queries.address_of(check.person)
    return found if found and found != own else reverse("home")


def _expired(request: HttpRequest, slug: str) -> HttpResponse:
    messages.warning(request, _("This page was open for long. Please press the button again."))
    return redirect("check-intro", slug)
