"""The first-run form: the office, and the person who will look after it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from suyang.organisations.models import Unit
from suyang.people.forms import UsernameField

OFFICE_KINDS = [
    (Unit.Kind.COUNTY, _("County")),
    (Unit.Kind.CITY, _("City")),
    (Unit.Kind.PROVINCE, _("Province")),
    (Unit.Kind.NATION, _("Nation")),
    (Unit.Kind.TOWN, _("Town")),
    (Unit.Kind.ORGANISATION, _("An organisation")),
]


class FirstRunForm(forms.Form):
    """All that a new installation needs; everything else can wait."""

    use_required_attribute = True
    office_name = forms.CharField(
        label=_("Name of the office"), max_length=60, help_text=_("As people know it.")
    )
    office_kind = forms.ChoiceField(label=_("It works for"), choices=OFFICE_KINDS)
    name = forms.CharField(
        label=_("Your name"), max_length=40, widget=forms.TextInput({"autocomplete": "name"})
    )
    username = UsernameField()
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Eight characters or more; not a common word and not only digits."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
