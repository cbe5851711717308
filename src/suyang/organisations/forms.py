"""The forms of units and invitations."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suyang.foundation import clock
from suyang.foundation.documents.intake import USUAL
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import Refused
from suyang.organisations.actions.roles import covers
from suyang.organisations.models import RoleGrant, Unit, UnitVersion
from suyang.organisations.permissions import Actor
from suyang.organisations.words import ROLES, kinds_below, role_choices

T = TypeVar("T")


def attempt(form: forms.Form, action: Callable[[], T]) -> T | None:
    """Do `action`; a refusal stands at the field it is about, and None comes back."""
    try:
        return action()
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, refused.message)
        return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even when that is nothing."""
    return request.POST if request.method == "POST" else None


def offer(form: forms.Form, field: str, choices: Sequence[tuple[str, Any]]) -> None:
    """The choices of a field that depend on who looks, and where."""
    cast(forms.ChoiceField, form.fields[field]).choices = choices


def day_field(label: Promise) -> forms.DateField:
    return forms.DateField(
        label=cast(str, label),
        initial=clock.today,
        help_text=_("Earlier figures keep what was before."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class KeyForm(forms.Form):
    """A form that carries the id of the row it makes, so that a double click makes one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid7()


class NameForm(forms.Form):
    """What a unit is called, in both languages."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=80, required=False, help_text=_("May stay empty.")
    )

    def name(self) -> dict[str, str]:
        values = {"zh-Hans": self.cleaned_data["name_zh"], "en": self.cleaned_data["name_en"]}
        return {language: value for language, value in values.items() if value}


class AddUnitForm(KeyForm, NameForm):
    kind = forms.ChoiceField(label=_("Kind"))
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("The administrative division code, if it has one. Empty: Suyang makes one."),
    )

    valid_from = forms.DateField(
        label=_("It stands there from this day"),
        initial=clock.today,
        required=False,
        help_text=_("It is asked for reports from this day on. Empty: today."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ("name_zh", "name_en", "kind", "code", "valid_from", "key")

    def __init__(self, parent: UnitVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", kinds_below(parent.kind))


class RenameForm(NameForm):
    valid_from = day_field(_("From this day"))


class EarlierForm(forms.Form):
    """Since when a unit really stood there, and how that is known."""

    day = forms.DateField(
        label=_("It began on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    why = forms.CharField(
        label=_("How you know"),
        max_length=200,
        help_text=_("Such as: “the office works since 2019; it came into Suyang in November”."),
    )


class EndForm(forms.Form):
    valid_to = day_field(_("It is no more from this day"))


class ImportForm(forms.Form):
    """The table of units, as a file."""

    file = forms.FileField(
        label=_("File (CSV or Excel)"), widget=forms.FileInput({"accept": ".csv,.xlsx"})
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > USUAL.bytes:
            raise forms.ValidationError(_("The file is larger than 5 MB. Split it."))
        return bytes(file.read())


class ConfirmImportForm(forms.Form):
    table = forms.CharField(widget=forms.HiddenInput, strip=False)


def reach_field() -> forms.ChoiceField:
    """Whether a role holds below, too. Where nothing is said it does."""
    choices = (
        (RoleGrant.Reach.BELOW, _("there and below")),
        (RoleGrant.Reach.UNIT, _("only there")),
    )
    return forms.ChoiceField(
        label=_("Where it holds"),
        choices=choices,
        initial=RoleGrant.Reach.BELOW,
        required=False,
    )


def until_field() -> forms.DateField:
    """The last day of a role."""
    return forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: the role does not end by itself."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class InviteForm(KeyForm):
    """Which role, where; only roles that hold no more than the actor's own."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("For whom"),
        max_length=80,
        required=False,
        help_text=_("A note for you, such as “the volunteer in the library”. May stay empty."),
    )

    reach = reach_field()
    until = until_field()

    field_order = ("role", "reach", "until", "note", "key")

    def __init__(self, actor: Actor, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [name for name in ROLES if covers(actor, name, unit)]
        offer(self, "role", role_choices(offered))
        if RoleGrant.Role.TRAINER in offered:
            self.fields["role"].initial = RoleGrant.Role.TRAINER
