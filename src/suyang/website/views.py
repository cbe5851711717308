"""The shell's own pages: start, reading, help, a person to ask, first run, work, long work."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from suyang import __version__
from suyang.foundation import clock, files, outbox
from suyang.foundation.models import Job
from suyang.foundation.permissions import NotFound
from suyang.learning import queries as learning
from suyang.organisations import queries as units
from suyang.organisations.permissions import highest, may_anywhere
from suyang.people import actions as people
from suyang.people.actors import actor_of, person_of
from suyang.plans import queries as plans
from suyang.plans.seeing import actions as seeing
from suyang.plans.seeing import home as office
from suyang.website import preferences
from suyang.website.first_run import FirstRunForm
from suyang.website.models import HelpSection


def home(request: HttpRequest) -> HttpResponse:
    """Where everybody comes in. A fresh installation is set up first."""
    if units.installation() is None:
        return redirect("setup")
    person = person_of(request)
    return render(
        request,
        "website/home.html",
        {
            "enrolment": learning.latest_enrolment(person) if person else None,
            "plans": plans.of_nation(),
        },
    )


def reading(request: HttpRequest) -> HttpResponse:
    """Text size, colours, elder mode: each choice is a form of one button, kept in a cookie."""
    chosen: preferences.Preferences = request.preferences  # type: ignore[attr-defined]
    if request.method == "POST":
        given = {name: request.POST[name] for name in request.POST if name != "next"}
        chosen = preferences.changed(chosen, given)
        back = _back(request)
        target = (
            back if request.POST.get("elder") else f"{request.path}?{urlencode({'next': back})}"
        )
        response: HttpResponse = redirect(target)
        preferences.write(response, chosen)
        return response
    return render(request, "website/reading.html", {"chosen": chosen, "back": _back(request)})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    chosen: preferences.Preferences = request.preferences  # type: ignore[attr-defined]
    response = redirect(_back(request))
    preferences.write(
        response, preferences.changed(chosen, {"language": request.POST.get("language")})
    )
    return response


def help_page(request: HttpRequest) -> HttpResponse:
    sections = [section.body for section in HelpSection.objects.all()]
    return render(request, "website/help.html", {"sections": sections})


def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "website/contact.html")


def setup(request: HttpRequest) -> HttpResponse:
    """The first run: makes the office and its first administrator, once."""
    if units.installation() is not None:
        raise NotFound
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = people.found_office(**form.values())
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("work")
    return render(request, "website/setup.html", {"form": form})


@login_required
def work(request: HttpRequest) -> HttpResponse:
    """What somebody with a role finds first: their groups, their units, what they may do."""
    actor = actor_of(request)
    rights = {
        name: may_anywhere(actor, action)
        for name, action in (
            ("starts_groups", "group.start"),
            ("imports", "group.import"),
            ("sees_figures", "plan.see_figures"),
            ("sees_units", "unit.see"),
            ("sees_drafts", "plan.see_drafts"),
            ("invites", "person.invite"),
        )
    }
    seen = office.home(actor, seeing.visit(actor))
    context: dict[str, Any] = {
        "home": seen,
        "reports": seen.reports,
        "groups": learning.groups_of(actor)[:10],
        "grants": [(grant, units.name_of(grant.unit_id)) for grant in actor.grants],
        "rights": rights,
        "top": next(iter(highest(actor, "plan.see_figures")), None),
        "today": clock.today(),
    }
    return render(request, "website/work.html", context)


@login_required
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """How far long work is; without JavaScript the page asks again by itself."""
    found = Job.objects.filter(id=job_id, owner=actor_of(request).person_id).first()
    if found is None:
        raise NotFound
    response = render(request, "website/job.html", {"job": found})
    if found.state in (Job.State.WAITING, Job.State.RUNNING):
        response["Refresh"] = "3"
    return response


@login_required
def file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """A kept file, as a download and never as a page of this site."""
    row, data = files.read(actor_of(request), file_id)
    response = HttpResponse(data, content_type=row.media_type)
    name = quote(row.name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """For a watcher: whether the data layer answers, and how much is waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse(
        {"status": "ok", "version": __version__, "outbox": outbox.open_deliveries()}
    )


def _back(request: HttpRequest) -> str:
    """The page to go back to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe and wanted.startswith("/") else "/"
