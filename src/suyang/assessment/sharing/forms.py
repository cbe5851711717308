"""What a person says when they make a link."""

from __future__ import annotations

import uuid

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from suyang.assessment.models import Check, Share
from suyang.assessment.sharing.actions import LONGEST_PURPOSE
from suyang.foundation.ids import uuid7

SALT = "assessment.share"


class ShareForm(forms.Form):
    """For what, how much, how long, and whether with the name. `ticket` makes the link once."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    purpose = forms.CharField(
        label=_("Whom is it for, and what for?"),
        help_text=_("It stands on the page. For example: for the trainer of the village course."),
        max_length=LONGEST_PURPOSE,
        error_messages={"required": _("Please say in a few words what the link is for.")},
    )
    extent = forms.ChoiceField(
        label=_("What is shown?"),
        choices=[
            (Share.Extent.AREAS, _("Overall and the five areas")),
            (Share.Extent.COMPETENCES, _("All competences as well")),
        ],
        initial=Share.Extent.AREAS,
        widget=forms.RadioSelect,
    )
    lasts = forms.ChoiceField(
        label=_("For how long?"),
        choices=[("day", _("One day")), ("week", _("One week")), ("month", _("One month"))],
        initial="week",
        widget=forms.RadioSelect,
    )

    def __init__(self, check: Check, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)  # type: ignore[arg-type]
        reported = check.blueprint.body["report"]
        if not {"areas", "competences"} <= set(reported):
            del self.fields["extent"]
        name = check.person.name
        if name:
            self.fields["with_name"] = forms.BooleanField(
                label=_("Show my name: %(name)s") % {"name": name}, required=False
            )


def new_ticket(check: Check) -> str:
    """The id of the link to be made, drawn with the form, for this check only."""
    return signing.dumps([check.id.hex, uuid7().hex], salt=SALT)


def read_ticket(check: Check, text: str) -> uuid.UUID | None:
    """The id, or None when it was not drawn here."""
    try:
        check_id, share_id = signing.loads(text, salt=SALT, max_age=24 * 3600)
        return uuid.UUID(share_id) if check_id == check.id.hex else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
