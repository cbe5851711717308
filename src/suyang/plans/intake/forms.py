"""Forms of taking a plan in: what is sent, and what is confirmed after the preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from suyang.organisations.forms import KeyForm
from suyang.plans.intake import packages
from suyang.plans.intake.draft import MOST_LETTERS
from suyang.plans.writing.wording import LONGEST_TITLE

LANGUAGES = [("zh-Hans", "简体中文"), ("en", "English")]
BOTH = [("both", "简体中文 · English")]


class SendForm(forms.Form):
    """A text that was pasted, or a file; not both."""

    file = forms.FileField(
        label=_("Word or Excel file (DOCX, XLSX)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".docx,.xlsx,.txt"}),
        help_text=_("Up to 5 MB. A plain text file can be read, too."),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 12}),
        help_text=_(
            "With its numbers, such as 一、, （一） or 1.; each paragraph on its own line."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > packages.LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Nothing was changed."))
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("file") and values.get("text", "").strip():
            raise forms.ValidationError(
                _("Choose a file or paste a text, not both: only one of them can be the plan.")
            )
        return values


class ConfirmForm(KeyForm):
    """What the plan will be called and whose it is; `sealed` carries what was sent."""

    sealed = forms.CharField(widget=forms.HiddenInput)
    page = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    unit = forms.ChoiceField(label=_("Whose plan"))
    language = forms.ChoiceField(label=_("Language of the text"))

    def __init__(self, *args: Any, units: list[tuple[str, Any]], both: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (("unit", units), ("language", BOTH if both else LANGUAGES)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = choices
