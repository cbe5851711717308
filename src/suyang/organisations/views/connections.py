"""Connections of an office to other sites: what each may do, its key, its webhooks."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations import actions, keys
from suyang.organisations.actions.connections import MANAGE, shows_secrets
from suyang.organisations.connection_forms import ConnectionForm, GenerationForm, as_terms
from suyang.organisations.forms import attempt, posted
from suyang.organisations.models import Connection, WebhookMessage
from suyang.organisations.permissions import require
from suyang.organisations.views import actor_of, shown, unit_for

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def connection_list(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The sites that this unit connected, newest first."""
    unit = unit_for(request, unit_id, MANAGE)
    rows = Connection.objects.filter(unit=unit).order_by("-created_at")
    context = {**shown(unit), "connections": rows, "now": clock.now()}
    return render(request, "organisations/connections.html", context)


@get_or_post
def connection_new(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    unit = unit_for(request, unit_id, MANAGE)
    form = ConnectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.make_connection(
                actor_of(request), unit, form.terms(), form.cleaned_data["key"]
            ),
        )
        if made is not None:
            return redirect("connection", made[0].id)
    return render(request, "organisations/connection_new.html", {**shown(unit), "form": form})


@require_GET
def connection(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """One connection: its terms, for some minutes its secrets, its addresses."""
    found = connection_for(request, connection_id)
    context: dict[str, Any] = {
        **shown(found.unit),
        "connection": found,
        "holds": found.revoked_at is None and found.expires_at > clock.now(),
        "webhooks": found.webhooks.order_by("-created_at"),
        "given_up": WebhookMessage.objects.filter(
            webhook__connection=found, state=WebhookMessage.State.GIVEN_UP
        ).count(),
        "api": settings.PUBLIC_URL + "/api/v1",
        "renew": GenerationForm(initial={"generation": found.generation}),
    }
    if shows_secrets(actor_of(request), found.keyed_at, found.made_by):
        context["key"] = keys.plain_key(found)
        context["secret"] = keys.handover_secret(found)
    return render(request, "organisations/connection.html", context)


@get_or_post
def connection_change(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    found = connection_for(request, connection_id)
    form = ConnectionForm(posted(request), initial=as_terms(found))
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form, lambda: actions.change_connection(actor_of(request), found, form.terms())
        )
        if changed is not None:
            messages.success(request, _("The new terms hold from now on."))
            return redirect("connection", found.id)
    context = {**shown(found.unit), "connection": found, "form": form}
    return render(request, "organisations/connection_change.html", context)


@require_POST
def connection_renew(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    found = connection_for(request, connection_id)
    form = GenerationForm(request.POST)
    if form.is_valid():
        actions.renew_key(actor_of(request), found, form.cleaned_data["generation"])
        messages.success(request, _("The key of before opens nothing any more."))
    return redirect("connection", found.id)


@get_or_post
def connection_revoke(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """Revoke it, after asking once."""
    found = connection_for(request, connection_id)
    if request.method == "POST":
        actions.revoke_connection(actor_of(request), found)
        messages.success(request, _("The key opens nothing any more."))
        return redirect("connection-list", found.unit_id)
    context = {**shown(found.unit), "connection": found}
    return render(request, "organisations/connection_revoke.html", context)


def connection_for(request: HttpRequest, connection_id: uuid.UUID) -> Connection:
    """The connection, if the actor may manage those of its unit."""
    found = Connection.objects.select_related("unit").filter(id=connection_id).first()
    if found is None:
        raise NotFound
    require(actor_of(request), MANAGE, found.unit)
    return found
