"""Colleagues: who has which role; another role, a new password, an end."""

from __future__ import annotations

import uuid
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import actions as organisations
from suyang.organisations import queries as units
from suyang.organisations.models import RoleGrant
from suyang.organisations.permissions import Actor, may, may_anywhere, units_where
from suyang.organisations.unit_forms import names_another
from suyang.organisations.words import ROLES
from suyang.people import actions, queries
from suyang.people.actions.accounts import may_over, require_over
from suyang.people.actors import actor_of
from suyang.people.forms import ResetForm, RoleForm
from suyang.people.models import Account, Person
from suyang.people.names import shown_name

A_PAGE: Final = 50


def staff_list(request: HttpRequest) -> HttpResponse:
    """The people with roles in the actor's units and below: ?q= name or unit, ?role=, ?page=."""
    actor = actor_of(request)
    if not may_anywhere(actor, "person.invite"):
        raise Denied
    below = units_where(actor, "person.invite")
    words, role = request.GET.get("q", ""), request.GET.get("role", "")
    if role and role not in ROLES:
        raise NotFound
    found = queries.colleagues(below, words, role)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    asked = {name: said for name, said in (("q", words), ("role", role)) if said}
    context = {
        "page": page,
        "query": urlencode(asked),
        "words": words,
        "role": role,
        "roles": ROLES,
        "colleagues": queries.with_roles(page, below),
        "invitations": units.open_invitations(below),
    }
    return render(request, "people/staff.html", context)


def staff_person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One colleague: roles, and what this administrator may do."""
    actor = actor_of(request)
    person, account = _colleague(actor, person_id)
    roles = [
        (grant, name, may(actor, "role.grant", grant.unit_id))
        for grant, name in queries.roles_of(person)
    ]
    context = {
        "person": person,
        "name": shown_name(person),
        "account": account,
        "roles": roles,
        "may_reset": may_over(actor, account, "password.reset"),
        "may_switch": may_over(actor, account, "role.grant"),
        "reset": ResetForm(),
        "role_form": RoleForm(actor) if may_anywhere(actor, "role.grant") else None,
    }
    return render(request, "people/staff_person.html", context)


@require_POST
def give_role(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    person, _account = _colleague(actor, person_id)
    form = RoleForm(actor, request.POST)
    if not form.is_valid():
        if "unit" in form.errors and names_another(request.POST.get("unit", "")):
            raise Denied
        said = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(said))
        return redirect("staff-person", person.id)
    values = form.cleaned_data
    organisations.grant_role(
        actor,
        person.id,
        values["role"],
        values["unit"],
        values["reach"] or RoleGrant.Reach.BELOW,
        until=values["until"],
    )
    messages.success(request, _("The role holds from today."))
    return redirect("staff-person", person.id)


@require_POST
def end_role(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    grant = RoleGrant.objects.filter(id=grant_id).select_related("unit").first()
    if grant is None:
        raise NotFound
    organisations.end_role(actor_of(request), grant)
    messages.success(request, _("The role has ended. What was done with it stays."))
    return redirect("staff")


@require_POST
def switch_account(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Lock an account, or open it again."""
    actor = actor_of(request)
    _person, account = _colleague(actor, person_id)
    if request.POST.get("active") == "1":
        actions.reactivate(actor, account)
        messages.success(request, _("The account is open again."))
    else:
        actions.deactivate(actor, account)
        messages.success(request, _("Nobody can sign in with this account any more."))
    return redirect("staff-person", person_id)


@require_POST
def reset(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Make a one-time password; the next page shows it."""
    actor = actor_of(request)
    _person, account = _colleague(actor, person_id)
    form = ResetForm(request.POST)
    if not form.is_valid():
        return redirect("staff-person", person_id)
    key = form.cleaned_data["key"]
    actions.reset_password(actor, account, key)
    return redirect("staff-password-card", person_id, key)


def one_time_password(request: HttpRequest, person_id: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """The paper with the one-time password, until its owner has chosen another."""
    actor = actor_of(request)
    person, account = _colleague(actor, person_id)
    require_over(actor, account, "password.reset")
    password = actions.one_time_password(account, key)
    holds = account.must_change_password and account.check_password(password)
    context = {
        "person": person,
        "name": shown_name(person),
        "account": account,
        "password": password if holds else "",
        "groups": password.split("-"),
    }
    return render(request, "people/password_card.html", context)


def _colleague(actor: Actor, person_id: uuid.UUID) -> tuple[Person, Account]:
    """A person with an account who works where the actor may invite; 404 otherwise, so that
    nobody learns from an address who has an account."""
    person = queries.person(person_id)
    account = queries.account_of(person) if person else None
    if not may_anywhere(actor, "person.invite"):
        raise Denied
    if person is None or account is None:
        raise NotFound
    here = any(
        may(actor, "person.invite", grant.unit_id) for grant, _name in queries.roles_of(person)
    )
    if not here and not may_over(actor, account, "password.reset"):
        raise NotFound
    return person, account
