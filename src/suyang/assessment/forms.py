"""What the pages of a check send: the ticket of the intro page, the answer to a question."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from suyang.assessment import aiming
from suyang.assessment.models import Check, Response
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import plain
from suyang.frameworks import queries as frameworks

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
    """How the person takes the check; what its blueprint asks beforehand.

    body: the blueprint's. A check of one competence asks which (`competence`); one that begins
    with the two questions (`online`, `feeling`) takes no answer to them for an answer.
    """

    ticket = forms.CharField(widget=forms.HiddenInput)
    competence = forms.ChoiceField(
        label=_("Which competence?"),
        error_messages={"required": _("Please choose one competence.")},
        # Else a browser calls it wrong before anybody has chosen.
        widget=forms.Select(attrs={"aria-invalid": "false"}),
    )
    online = forms.ChoiceField(
        label=_("What do you do online?"),
        help_text=_("So that the first questions fit. You may leave it out."),
        choices=[(name, words) for name, (_theta, words) in aiming.ONLINE.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    feeling = forms.ChoiceField(
        label=_("When something new comes up on the screen, how is that for you?"),
        help_text=_("You may leave it out."),
        choices=[(name, words) for name, (_theta, words) in aiming.FEELING.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    mode = forms.ChoiceField(
        label=_("Is somebody helping you?"),
        choices=[
            (Check.Mode.ALONE, _("No, I do it alone")),
            (Check.Mode.ASSISTED, _("Yes, somebody sits with me")),
        ],
        initial=Check.Mode.ALONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, body: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        if body["competences"] != "one" or body.get("continues"):
            del self.fields["competence"]
        else:
            field = cast(forms.ChoiceField, self.fields["competence"])
            field.choices = [("", _("Please choose …")), *_by_area(body["framework"])]
        if not body["start"].get("questions"):
            del self.fields["online"], self.fields["feeling"]

    def how(self) -> dict[str, Any]:
        """What the form says, as `actions.start` takes it."""
        said = dict(self.cleaned_data)
        del said["ticket"]
        chosen = said.pop("competence", None)
        return said | ({"competences": [chosen]} if chosen else {})


def _by_area(framework: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The framework's competences as grouped choices; none where it is not loaded."""
    try:
        areas = frameworks.framework(framework).body["areas"]
    except NotFound:
        return []
    return [
        (plain(area["name"]), [(one["code"], plain(one["name"])) for one in area["competences"]])
        for area in areas
    ]


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
