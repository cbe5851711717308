"""The people in a group, for its trainer: add somebody, a new code, who was there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from suyang.foundation.permissions import NotFound, Refused
from suyang.learning import actions, permissions, queries
from suyang.learning.forms import AddForm, AttendanceForm, UndoForm
from suyang.learning.models import Group
from suyang.organisations.forms import attempt
from suyang.organisations.permissions import Actor
from suyang.people.actors import actor_of
from suyang.people.names import shown_name

# Codes just made, by enrolment: kept in the session until the trainer is back on the group's page,
# because only a digest is stored and a reload must not lose the card.
SESSION_CARDS = "code_cards"

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@get_or_post
def add(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """Enrol somebody without a phone; their card with a code comes next."""
    actor = actor_of(request)
    group = queries.group(actor, group_id)
    permissions.require(actor, "group.run", group)
    form = AddForm(group, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        joined = attempt(
            form,
            lambda: actions.add_participant(
                actor,
                group,
                given["name"],
                request_id=given["key"],
                answers=form.answers(),
                here=given["here"] == "yes",
            ),
        )
        if joined is not None:
            _keep_card(request, joined.enrolment.id, joined.code)
            return redirect("group-code", group.id, joined.enrolment.id)
    return render(request, "learning/person_add.html", {"group": group, "form": form})


@login_required
@get_or_post
def code(request: HttpRequest, group_id: uuid.UUID, enrolment_id: uuid.UUID) -> HttpResponse:
    """A new code for somebody who lost theirs (POST), and the card that shows it once (GET)."""
    actor = actor_of(request)
    group = queries.group(actor, group_id)
    permissions.require(actor, "group.run", group)
    enrolment = queries.enrolment_in(group, enrolment_id)
    if request.method == "POST":
        _keep_card(request, enrolment.id, actions.reprint_code(actor, enrolment))
        return redirect("group-code", group.id, enrolment.id)
    return render(
        request,
        "learning/code_card.html",
        {
            "group": group,
            "enrolment": enrolment,
            "name": shown_name(enrolment.person),
            "code": request.session.get(SESSION_CARDS, {}).get(str(enrolment.id)),
        },
    )


@login_required
@get_or_post
def attendance(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """Tick who was there, today or on another day since the group began."""
    actor = actor_of(request)
    group = queries.group(actor, group_id)
    permissions.require(actor, "group.run", group)
    standing = queries.standing(group)
    people = [
        (str(one.enrolment.id), f"{one.enrolment.number} · {shown_name(one.enrolment.person)}")
        for one in standing
    ]
    here = [str(one.enrolment.id) for one in standing if one.here_today]
    form = AttendanceForm(people, request.POST or None, initial={"people": here})
    if request.method == "POST" and form.is_valid():
        ticked = [uuid.UUID(one) for one in form.cleaned_data["people"]]
        count = attempt(
            form,
            lambda: actions.tick_attendance(actor, group, form.cleaned_data["day"], ticked),
        )
        if count is not None:
            messages.success(
                request,
                ngettext("%(n)d attendance was added.", "%(n)d attendances were added.", count)
                % {"n": count},
            )
            return redirect("group", group.id)
    return render(
        request,
        "learning/attendance.html",
        {"group": group, "form": form, "empty": not people},
    )


@login_required
@get_or_post
def ticks(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """The ticks made so far, each with a button that takes it back."""
    actor = actor_of(request)
    group = queries.group(actor, group_id)
    permissions.require(actor, "group.run", group)
    if request.method == "POST":
        return _undo(request, actor, group)
    rows = [(one, shown_name(one.enrolment.person)) for one in queries.ticks(group)]
    return render(request, "learning/ticks.html", {"group": group, "rows": rows})


def _undo(request: HttpRequest, actor: Actor, group: Group) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise NotFound
    tick = queries.tick_in(group, form.cleaned_data["attendance"])
    try:
        actions.undo_attendance(actor, tick)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("%(name)s is no longer noted for %(day)s. The figures follow.")
            % {"name": shown_name(tick.enrolment.person), "day": date_format(tick.day)},
        )
    return redirect("group-ticks", group.id)


def _keep_card(request: HttpRequest, enrolment_id: uuid.UUID, code: str) -> None:
    request.session[SESSION_CARDS] = {str(enrolment_id): code}
