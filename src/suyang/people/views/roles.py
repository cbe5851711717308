"""Who may do what in a unit, until when; accounts to look at."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import actions as organisations
from suyang.organisations.forms import attempt, posted
from suyang.organisations.models import RoleGrant
from suyang.organisations.permissions import may, may_anywhere, require, units_where
from suyang.organisations.unit_forms import UntilForm
from suyang.organisations.views import crumbs_of, shown, unit_for
from suyang.organisations.words import ROLES, ROLES_SAY
from suyang.people import standing
from suyang.people.actors import actor_of
from suyang.people.names import shown_name
from suyang.people.words import REASONS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ONE_DAY = dt.timedelta(days=1)
LONGEST = 3650
A_PAGE: Final = 50
LONGEST_NAME: Final = 80


def my_roles(request: HttpRequest) -> HttpResponse:
    """What the one who is signed in may do: where, since when, until when, given by whom."""
    actor = actor_of(request)
    if actor.person_id is None or not actor.signed_in:
        raise Denied
    now, ended = standing.of_person(actor.person_id)
    context = {
        "now": [(one, ROLES_SAY[one.grant.role]) for one in now],
        "ended": ended,
        "today": clock.today(),
    }
    return render(request, "people/my_roles.html", context)


def unit_roles(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """Everybody whose role holds in the unit: its own, and those from above; and, a page at a
    time, the unit's own roles that have ended: ?q= a name, ?role=, ?page=."""
    unit = unit_for(request, unit_id, "role.see")
    actor = actor_of(request)
    words, role = request.GET.get("q", "")[:LONGEST_NAME].strip(), request.GET.get("role", "")
    if role and role not in ROLES:
        raise NotFound
    found = standing.past_in(unit.id, words, role)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    asked = {name: said for name, said in (("q", words), ("role", role)) if said}
    context = {
        **shown(unit),
        "crumbs": crumbs_of(actor, unit.id)[:-1],
        "page": page,
        "query": urlencode(asked),
        "words": words,
        "role": role,
        "roles": ROLES,
        "past": standing.described(page),
        "rows": [
            (held, may(actor, "role.grant", held.grant.unit_id))
            for held in standing.roles_in(unit.id)
        ],
        "may_open": may(actor, "person.invite", unit),
    }
    return render(request, "people/unit_roles.html", context)


def unit_roles_table(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, "role.see")
    response = HttpResponse(standing.as_workbook(unit.id), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="roles-{unit.code}.xlsx"'
    return response


def until(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Another last day for a role."""
    actor = actor_of(request)
    found = RoleGrant.objects.filter(id=grant_id).select_related("person", "unit").first()
    if found is None:
        raise NotFound
    require(actor, "role.grant", found.unit)
    initial = {"until": found.valid_to - ONE_DAY if found.valid_to else None}
    form = UntilForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until"]
        if attempt(form, lambda: organisations.extend_role(actor, found, day)) is not None:
            messages.success(request, _("The last day of the role was changed."))
            return redirect("unit-roles", found.unit_id)
    context = {
        **shown(found.unit),
        "crumbs": crumbs_of(actor, found.unit_id)[:-1],
        "grant": found,
        "name": shown_name(found.person),
        "form": form,
    }
    return render(request, "people/role_until.html", context)


def attention(request: HttpRequest) -> HttpResponse:
    """?days= without a sign-in, ?why= one reason."""
    actor = actor_of(request)
    if not may_anywhere(actor, "role.see"):
        raise Denied
    why, days = request.GET.get("why", ""), request.GET.get("days", "")
    if why and why not in standing.REASONS:
        raise NotFound
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else standing.DORMANT
    number = min(max(number, 1), LONGEST)
    below = units_where(actor, "role.see")
    rows, more = standing.to_look_at(below, number, why)
    context = {
        "rows": rows,
        "more": more,
        "days": number,
        "why": why,
        "reasons": [(key, REASONS[key]) for key in standing.REASONS],
        "may_open": may_anywhere(actor, "person.invite"),
    }
    return render(request, "people/attention.html", context)
