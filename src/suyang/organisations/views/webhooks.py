"""Webhooks of a connection: add an address, see what arrived and what did not, send again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suyang.foundation.permissions import NotFound
from suyang.organisations import actions, keys, queries
from suyang.organisations.actions.connections import MANAGE, shows_secrets
from suyang.organisations.connection_forms import GenerationForm, WebhookForm
from suyang.organisations.forms import attempt, posted
from suyang.organisations.models import Webhook, WebhookMessage
from suyang.organisations.permissions import require
from suyang.organisations.views import actor_of, shown
from suyang.organisations.views.connections import connection_for

LATEST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_new(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    connection = connection_for(request, connection_id)
    form = WebhookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.add_webhook(
                actor_of(request), connection, values["address"], values["events"], values["key"]
            ),
        )
        if made is not None:
            return redirect("webhook", made.id)
    context = {**shown(connection.unit), "connection": connection, "form": form}
    return render(request, "organisations/webhook_new.html", context)


@require_GET
def webhook(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """One address: its secret for some minutes, the latest messages with what came back."""
    found = _webhook(request, webhook_id)
    context: dict[str, Any] = {
        **shown(found.connection.unit),
        "connection": found.connection,
        "webhook": found,
        "deliveries": queries.deliveries(found, LATEST),
        "renew": GenerationForm(initial={"generation": found.generation}),
    }
    # The secret is seen by whoever may manage the connection: it signs, and opens nothing here.
    maker = actor_of(request)
    if shows_secrets(maker, found.keyed_at, maker.person_id):
        context["secret"] = keys.written(keys.webhook_secret(found))
    return render(request, "organisations/webhook.html", context)


@require_POST
def webhook_end(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    found = _webhook(request, webhook_id)
    actions.end_webhook(actor_of(request), found)
    messages.success(request, _("Nothing more is sent there."))
    return redirect("connection", found.connection_id)


@require_POST
def webhook_renew(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    found = _webhook(request, webhook_id)
    form = GenerationForm(request.POST)
    if form.is_valid():
        actions.renew_webhook_secret(actor_of(request), found, form.cleaned_data["generation"])
        messages.success(request, _("The new secret signs from now on; the old one too for a day."))
    return redirect("webhook", found.id)


@require_POST
def message_again(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    found = (
        WebhookMessage.objects.select_related("webhook__connection__unit")
        .filter(id=message_id)
        .first()
    )
    if found is None:
        raise NotFound
    require(actor_of(request), MANAGE, found.webhook.connection.unit)
    actions.send_again(actor_of(request), found)
    messages.success(request, _("It is sent again in a moment."))
    return redirect("webhook", found.webhook_id)


def _webhook(request: HttpRequest, webhook_id: uuid.UUID) -> Webhook:
    found = Webhook.objects.select_related("connection__unit").filter(id=webhook_id).first()
    if found is None:
        raise NotFound
    require(actor_of(request), MANAGE, found.connection.unit)
    return found
