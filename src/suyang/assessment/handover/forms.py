"""What a person whom another site sent agrees to, and how they take the check."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from suyang.assessment.forms import StartForm
from suyang.assessment.handover.asking import Ask
from suyang.assessment.models import HandOver

SHARES = {
    HandOver.Shares.BANDS: _("Only the bands: overall and of the five areas"),
    HandOver.Shares.PROFILE: _("The whole profile, with how sure it is"),
}


class AgreeForm(StartForm):
    """The beginning of a check, and how much of its result may go back; the least comes first."""

    shares = forms.ChoiceField(
        label=_("What may the site get?"),
        help_text=_("You are asked once more at the end, when you see the result yourself."),
        widget=forms.RadioSelect,
        initial=HandOver.Shares.BANDS,
    )

    field_order = ("ticket", "shares", "competence", "online", "feeling", "mode")

    def __init__(self, ask: Ask, *args: Any, **kwargs: Any) -> None:
        super().__init__(ask.blueprint.body, *args, **kwargs)
        asked = list(SHARES) if ask.shares == HandOver.Shares.PROFILE else [HandOver.Shares.BANDS]
        choices = [(str(one), SHARES[one]) for one in asked]
        cast(forms.ChoiceField, self.fields["shares"]).choices = cast(Any, choices)
        if ask.competence:
            self.fields.pop("competence", None)

    def how(self) -> dict[str, Any]:
        said = super().how()
        del said["shares"]
        return said
