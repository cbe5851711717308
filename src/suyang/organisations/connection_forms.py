"""The forms of connections to other sites and of their webhooks."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from suyang.foundation import clock
from suyang.organisations import addresses, webhooks
from suyang.organisations.actions.connections import Terms
from suyang.organisations.forms import KeyForm, offer
from suyang.organisations.models import Connection

Scope = Connection.Scope


def in_a_year() -> dt.date:
    return clock.today() + dt.timedelta(days=365)


class ConnectionForm(KeyForm):
    """What another site may do, from where, and until when."""

    name = forms.CharField(
        label=_("Name of the site"),
        max_length=60,
        help_text=_("As people know it: they read it before they agree to anything."),
    )
    purpose = forms.CharField(
        label=_("What it uses results for"),
        max_length=200,
        help_text=_("One sentence that people read too, such as “to suggest fitting courses”."),
        widget=forms.Textarea({"rows": 2}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[
            (Scope.CHECKS, _("Show checks on its own pages (API)")),
            (Scope.HANDOVER, _("Send people here for a check, and get the result they allow")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the site may do.")},
    )
    returns = forms.CharField(
        label=_("Addresses to send people back to"),
        required=False,
        help_text=_(
            "One a line, such as https://www.example.org/learn/. Addresses below them hold too; "
            "no others."
        ),
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
    )
    origins = forms.CharField(
        label=_("Sites whose pages may call the API from the browser"),
        required=False,
        help_text=_(
            "One a line, such as https://www.example.org. Empty: only the site's server may."
        ),
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
    )
    requests_a_minute = forms.IntegerField(
        label=_("Requests a minute at most"), min_value=10, max_value=100_000, initial=600
    )
    last_day = forms.DateField(
        label=_("Last day"),
        initial=in_a_year,
        help_text=_("After it the key opens nothing any more. Two years ahead at most."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def terms(self) -> Terms:
        values = self.cleaned_data
        return Terms(
            name=values["name"],
            purpose=values["purpose"],
            scopes=values["scopes"],
            origins=addresses.lines(values["origins"]),
            returns=addresses.lines(values["returns"]),
            requests_a_minute=values["requests_a_minute"],
            last_day=values["last_day"],
        )


def as_terms(connection: Connection) -> dict[str, Any]:
    """A connection as the form's first values."""
    last = clock.local_day(connection.expires_at - dt.timedelta(seconds=1))
    return {
        "name": connection.name,
        "purpose": connection.purpose,
        "scopes": connection.scopes,
        "origins": "\n".join(connection.origins),
        "returns": "\n".join(connection.returns),
        "requests_a_minute": connection.requests_a_minute,
        "last_day": last,
    }


class WebhookForm(KeyForm):
    """Where to tell, and what of."""

    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("It begins with https:// and takes POST requests."),
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    field_order = ("address", "events", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.kind, one.title) for one in webhooks.sources()]
        offer(self, "events", cast(Any, choices))


class GenerationForm(forms.Form):
    """Which secret the page knew, so that a double click makes one new secret."""

    generation = forms.IntegerField(widget=forms.HiddenInput)
