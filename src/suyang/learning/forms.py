"""The forms of learning: a group, who joins it, who was there, a package."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from suyang.assessment.models import Check
from suyang.foundation import clock, ids
from suyang.foundation.texts import plain
from suyang.learning.actions.consents import Answers
from suyang.learning.models import Group, Programme
from suyang.learning.package import MAX_PACKED
from suyang.organisations import choosing
from suyang.organisations.models import Unit
from suyang.people.models import Consent

Purpose = Consent.Purpose
YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]
HERE = [("yes", _("Yes, in the room")), ("no", _("No, comes another day"))]
_CODE_INPUT = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "code",
}


class GroupForm(forms.Form):
    """A new group. `key` becomes its id, so that a double click starts one."""

    programme = forms.ChoiceField(label=_("Programme"))
    unit = forms.ChoiceField(label=_("Where"))
    name = forms.CharField(
        label=_("Name of the group"),
        max_length=60,
        required=False,
        help_text=_("As people know it, such as “Saturday in the reading room”. Empty: the place."),
    )
    task = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        programmes: Sequence[Programme],
        units: Sequence[tuple[str, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"key": ids.uuid7(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offered = [(one.slug, plain(one.title)) for one in programmes]
        for name, choices in (("programme", offered), ("unit", list(units))):
            _offer(self, name, choices)
            if len(choices) == 1:
                # Nothing to choose: one thing less on the page.
                self.fields[name].widget = forms.HiddenInput()
                self.initial[name] = choices[0][0]

    def clean_unit(self) -> Unit:
        return Unit.objects.get(id=choosing.chosen(self.cleaned_data["unit"]))


class CodeForm(forms.Form):
    """The code that stands on the board."""

    code = forms.CharField(
        label=_("Code of the group"),
        max_length=40,
        help_text=_("Six letters and digits. Capitals do not matter."),
        widget=forms.TextInput(_CODE_INPUT),
    )


class JoinForm(forms.Form):
    """A name of one's own choice, and the consent's questions, each answered by itself."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=40,
        help_text=_("Any name you like. It need not be your real one."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Please write a name; any name you like will do.")},
    )

    def __init__(
        self,
        group: Group,
        *args: Any,
        named: bool = True,
        one_by_one: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["name"]
        add_questions(self, group)
        self.questions = [name for name in self.fields if name != "ticket"]
        self.consents = [name for name in self.questions if name != "name"]
        given = str(self.data.get("asked", ""))
        known = int(given) if given.isascii() and given.isdigit() else 0
        # How many have been asked so far; in elder mode they come one after the other.
        self.asked = min(known, len(self.questions)) if one_by_one else len(self.questions)
        self.asking = 0
        for name in self.questions[self.asked :]:
            self.fields[name].required = False

    @property
    def complete(self) -> bool:
        return self.asked == len(self.questions)

    @property
    def asks_first_consent(self) -> bool:
        """Whether what is read out before people decide belongs on this page."""
        return not self.asking or self.questions[self.asking - 1] == self.consents[0]

    @property
    def asks_last(self) -> bool:
        return not self.asking or self.asking == len(self.questions)

    def answers(self) -> Answers:
        return answers_in(self)

    def show_one(self) -> None:
        """Before drawing, in elder mode: one question, with what was answered kept beside it."""
        asked = self.questions[: self.asked]
        wrong = next((name for name in asked if self.is_bound and name in self.errors), None)
        current = wrong or self.questions[min(self.asked, len(self.questions) - 1)]
        for name in self.questions:
            if name != current:
                self.fields[name].widget = forms.HiddenInput()
                self.errors.pop(name, None)
        self.asking = self.questions.index(current) + 1


class AddForm(forms.Form):
    """Somebody without a phone; the trainer writes down what they said."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("What the person wants to be called"), max_length=40)
    here = forms.ChoiceField(
        label=_("Is the person here today?"), choices=HERE, widget=forms.RadioSelect, initial="yes"
    )

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": ids.uuid7()}
        super().__init__(*args, **kwargs)
        add_questions(self, group)

    def answers(self) -> Answers:
        return answers_in(self)


class AttendanceForm(forms.Form):
    """Who was there on a day."""

    day = forms.DateField(
        label=_("Day"),
        initial=clock.today,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    people = forms.MultipleChoiceField(
        label=_("Who was there"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please tick at least one person. Nothing was changed.")},
    )

    def __init__(self, people: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "people", people)


class UndoForm(forms.Form):
    """The tick that was wrong."""

    attendance = forms.UUIDField(widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """How the check is taken."""

    mode = forms.ChoiceField(
        label=_("Is somebody helping you?"),
        choices=[
            (Check.Mode.ALONE, _("No, I do it alone")),
            (Check.Mode.ASSISTED, _("Yes, somebody helps me")),
        ],
        initial=Check.Mode.ALONE,
        widget=forms.RadioSelect,
    )


class PackageForm(forms.Form):
    """The file that “Export the group” made."""

    package = forms.FileField(
        label=_("Package of the group"),
        help_text=_("A file that ends in .suyang-group."),
        error_messages={"required": _("Please choose the file first.")},
    )

    def clean_package(self) -> bytes:
        file = self.cleaned_data["package"]
        # One byte more than allowed is enough for the action to refuse it.
        return bytes(file.read(MAX_PACKED + 1))


class ConfirmForm(forms.Form):
    """The package again, as text, so that nothing has to be kept between the two pages."""

    packed = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def pack(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode()

    def clean_packed(self) -> bytes:
        try:
            return base64.urlsafe_b64decode(self.cleaned_data["packed"])
        except (binascii.Error, ValueError):
            raise forms.ValidationError(_("Please choose the file once more."))


def add_questions(form: forms.Form, group: Group) -> None:
    """The programme's own questions, in its own words."""
    for question in group.programme.body["consent"]["questions"]:
        form.fields[question["purpose"]] = forms.ChoiceField(
            label=plain(question["text"]),
            choices=YES_OR_NO,
            widget=forms.RadioSelect,
            error_messages={"required": _("Please choose yes or no. Both are fine.")},
        )


def answers_in(form: forms.Form) -> Answers:
    given = form.cleaned_data
    return Answers(
        trainer_sees_result=given.get(Purpose.TRAINER_SEES_RESULT) == "yes",
        count_in_plan=given.get(Purpose.COUNT_IN_PLAN) == "yes",
    )


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)
