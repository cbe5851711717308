"""Join a group: its code, who you are, what is kept, and your own code to come back with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from suyang.foundation import ids
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import reader_language
from suyang.learning import actions
from suyang.learning.actions.enrolment import group_of_code
from suyang.learning.forms import CodeForm, JoinForm
from suyang.learning.models import Enrolment, Group
from suyang.organisations.forms import attempt
from suyang.people import throttle
from suyang.people.actors import actor_of, become, person_of
from suyang.people.models import Person

PURPOSE = "group-code"
SALT = "learning.join"
TICKET_LASTS = 24 * 3600
# Says that this browser drew the join page: only it may send the same page twice. Handing the
# phone over takes it away, so that no page of the person before can be sent again.
COOKIE = "suyang_join"
SESSION_CODE = "own_code"

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def join(request: HttpRequest) -> HttpResponse:
    """Type the code from the board."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = attempt(form, lambda: _find(request, form.cleaned_data["code"]))
        if group is not None:
            return redirect("join-code", group.code)
    return render(request, "learning/join.html", {"form": form})


@get_or_post
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """The group's own join page, where the QR code leads."""
    try:
        group = _find(request, code)
    except Refused as refusal:
        form = CodeForm({"code": code[:40]})
        form.is_valid()
        form.add_error("code", refusal.message)
        return render(request, "learning/join.html", {"form": form}, status=404)
    if request.method == "POST":
        return _join(request, group)
    person = person_of(request)
    if person is not None and "me" not in request.GET:
        return _who(request, group, person)
    if Enrolment.objects.filter(group=group, person=person).exists():
        return redirect("my-group")
    return _page(request, group, person)


@dataclass(frozen=True)
class Ticket:
    """What a drawn join page stands for: one enrolment, in one group, of a person or a newcomer."""

    request_id: uuid.UUID
    group_id: uuid.UUID
    person_id: uuid.UUID | None

    def signed(self) -> str:
        person = self.person_id.hex if self.person_id else ""
        return signing.dumps([self.request_id.hex, self.group_id.hex, person], salt=SALT)


Sent = tuple[Ticket, JoinForm]


def read_ticket(text: str, group: Group) -> Ticket | None:
    """The ticket, or None when it is not ours, of another group, or too old."""
    try:
        request_id, group_id, person = signing.loads(text, salt=SALT, max_age=TICKET_LASTS)
        ticket = Ticket(
            uuid.UUID(request_id), uuid.UUID(group_id), uuid.UUID(person) if person else None
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ticket if ticket.group_id == group.id else None


def _find(request: HttpRequest, code: str) -> Group:
    with throttle.attempts(request, PURPOSE):
        return group_of_code(code)


def _who(request: HttpRequest, group: Group, person: Person) -> HttpResponse:
    """A phone that somebody used before: is it still the same person? Asked of those in the group
    too, since whoever forgot to hand over would let the next one answer in their name."""
    return render(
        request,
        "learning/join_who.html",
        {"group": group, "person": person, "signed_in": actor_of(request).signed_in},
    )


def _page(
    request: HttpRequest, group: Group, person: Person | None, sent: Sent | None = None
) -> HttpResponse:
    """The page to fill in; after a mistake with what was `sent`."""
    elder = request.preferences.elder  # type: ignore[attr-defined]
    if sent is None:
        request_id = _drawn_before(request) or ids.uuid7()
        ticket = Ticket(request_id, group.id, person.id if person else None)
        form = JoinForm(
            group, initial={"ticket": ticket.signed()}, named=person is None, one_by_one=elder
        )
    else:
        ticket, form = sent
    if elder:
        form.show_one()
    response = render(
        request,
        "learning/join_code.html",
        {
            "group": group,
            "person": person,
            "form": form,
            "consent": group.programme.body["consent"],
        },
        status=422 if form.is_bound and form.errors else 200,
    )
    response.set_cookie(
        COOKIE,
        ticket.request_id.hex,
        max_age=TICKET_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _join(request: HttpRequest, group: Group) -> HttpResponse:
    ticket = read_ticket(request.POST.get("ticket", ""), group)
    person = person_of(request)
    if ticket is None or (ticket.person_id and (not person or person.id != ticket.person_id)):
        messages.warning(
            request, _("This page was open for too long. Please fill it in once more.")
        )
        return redirect("join-code", group.code)
    known = person if ticket.person_id else None
    elder = request.preferences.elder  # type: ignore[attr-defined]
    form = JoinForm(group, request.POST, named=known is None, one_by_one=elder)
    if not form.is_valid() or not form.complete:
        return _page(request, group, known, (ticket, form))
    if _was_used(ticket) and _drawn_before(request, used=True) != ticket.request_id:
        messages.warning(
            request, _("Somebody has joined with this page already. Come back with your own code.")
        )
        return redirect("come-back")
    joined = attempt(
        form,
        lambda: actions.join(
            group,
            form.cleaned_data.get("name", ""),
            reader_language(),
            request_id=ticket.request_id,
            answers=form.answers(),
            person=known,
        ),
    )
    if joined is None:
        return _page(request, group, known, (ticket, form))
    if known is None:
        become(request, joined.enrolment.person)
    if not joined.code:
        return redirect("my-group")
    request.session[SESSION_CODE] = joined.code
    return redirect("my-code")


def _was_used(ticket: Ticket) -> bool:
    return Enrolment.objects.filter(id=ticket.request_id).exists()


def _drawn_before(request: HttpRequest, used: bool = False) -> uuid.UUID | None:
    """The id that this browser's join page was drawn with, so that a reload keeps it."""
    try:
        drawn = uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    return drawn if used or not Enrolment.objects.filter(id=drawn).exists() else None
