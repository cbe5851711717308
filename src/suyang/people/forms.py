"""The forms of people: codes, accounts, characteristics, roles."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suyang.foundation.permissions import Refused
from suyang.organisations.forms import KeyForm, offer, reach_field, until_field
from suyang.organisations.permissions import Actor, highest
from suyang.organisations.unit_forms import UnitField, in_the_list_lazy
from suyang.organisations.words import ROLES, role_choices
from suyang.people.models import Person
from suyang.people.names import USERNAME_LONGEST, USERNAME_SHORTEST, clean_username
from suyang.people.texts import QUESTIONS

_CODE_INPUT = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "code",
}


class CodeForm(forms.Form):
    """A code from a paper."""

    code = forms.CharField(
        label=_("Code on your paper"),
        max_length=40,
        help_text=_("For example K7MP-3QXW. Capitals and dashes do not matter."),
        widget=forms.TextInput(_CODE_INPUT),
    )


class UsernameField(forms.CharField):
    """A name for a new account, held against the one rule for it where it is typed."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Name to sign in with"),
            help_text=_("3 to 40 letters, digits or . _ -, without spaces."),
            widget=forms.TextInput(
                {
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                    "minlength": USERNAME_SHORTEST,
                    "maxlength": USERNAME_LONGEST,
                }
            ),
        )

    def clean(self, value: Any) -> str:
        try:
            return clean_username(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None


class InvitationForm(forms.Form):
    """The code of an invitation, and the account that it makes."""

    code = forms.CharField(
        label=_("Code of the invitation"), max_length=40, widget=forms.TextInput(_CODE_INPUT)
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        help_text=_("As colleagues and participants know you."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    username = UsernameField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Eight characters or more; not a common word and not only digits."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class EraseForm(forms.Form):
    """A moment to think; the only thing asked."""

    sure = forms.BooleanField(
        label=_("I understand that this cannot be taken back."),
        error_messages={"required": _("Please confirm here first. Nothing was erased.")},
    )


class AboutMeForm(forms.Form):
    """Every question optional, each with its reason; leaving it open is the first choice."""

    NOT_SAID: tuple[str, Promise] = ("", _("I'd rather not say"))

    def __init__(self, person: Person, data: QueryDict | None) -> None:
        said = {one.kind: one.value for one in person.characteristics.all()}
        super().__init__(data, initial=said)
        for kind, question in QUESTIONS.items():
            self.fields[kind] = forms.ChoiceField(
                label=cast(str, question.label),
                help_text=str(question.reason),
                choices=[self.NOT_SAID, *question.choices.items()],
                required=False,
            )


class TokenForm(KeyForm):
    label = forms.CharField(
        label=_("Which program it is for"), max_length=60, help_text=_("So that you know it again.")
    )


class RoleForm(forms.Form):
    """Another role for somebody who has an account."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitField(label=_("Unit"), help_text=in_the_list_lazy())
    reach = reach_field()
    until = until_field()

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", role_choices(ROLES))
        near = next(iter(highest(actor, "role.grant")), None)
        self.fields["unit"].for_actor(actor, "role.grant", near)  # type: ignore[attr-defined]


class ResetForm(KeyForm):
    """One button; the key makes a double click give one password."""
