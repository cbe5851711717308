"""What the pages of a check send: the ticket of the intro page, the answer to a question."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from suyang.assessment.models import Check, Response
from suyang.foundation.ids import uuid7

SALT = "assessment.start"
TICKET_LASTS = dt.timedelta(days=1)


@dataclass(frozen=True)
class Ticket:
    """The id drawn with the intro page, so that a double click or a retry begins one check.

    newcomer: drawn for somebody who is nobody here yet. Only then may a second click, sent before
    the first one's cookie came, go on as the person whom the first one made.
    """

    check_id: uuid.UUID
    newcomer: bool

    def signed(self) -> str:
        return signing.dumps([self.check_id.hex, self.newcomer], salt=SALT)


def new_ticket(newcomer: bool) -> Ticket:
    return Ticket(uuid7(), newcomer)


def read_ticket(text: str) -> Ticket | None:
    """The ticket, or None when it is not ours or too old."""
    try:
        check_id, newcomer = signing.loads(text, salt=SALT, max_age=TICKET_LASTS)
        return Ticket(uuid.UUID(check_id), bool(newcomer))
    except (signing.BadSignature, ValueError, TypeError):
        return None


class StartForm(forms.Form):
    """How the person takes the check."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(
        label=_("Is somebody helping you?"),
        choices=[
            (Check.Mode.ALONE, _("No, I do it alone")),
            (Check.Mode.ASSISTED, _("Yes, somebody sits with me")),
        ],
        initial=Check.Mode.ALONE,
        widget=forms.RadioSelect,
    )


ASSISTANCE = (
    ("", _("Not this time")),
    (Response.Assistance.READ, _("Read it to me")),
    (Response.Assistance.TOUCHED, _("Touched the screen for me")),
    (Response.Assistance.SUGGESTED, _("Suggested an answer")),
)


def presentation_id(data: QueryDict) -> uuid.UUID | None:
    """Which presentation the submitted form answers."""
    try:
        return uuid.UUID(data.get("presentation", ""))
    except ValueError:
        return None
