"""The form of an indicator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from suyang.foundation import sources
from suyang.foundation.texts import Text, plain
from suyang.organisations.forms import KeyForm
from suyang.plans import validity
from suyang.plans.indicators.actions import Wanted
from suyang.plans.indicators.words import BETTER, FREQUENCIES, KINDS, OVER_TIME
from suyang.plans.models import Indicator
from suyang.plans.reporting.columns import word
from suyang.plans.validity import MOST_MONTHS

Kind = Indicator.Kind
_PART_CHOICES = (
    "sex:female",
    "sex:male",
    "age:under-18",
    "age:60-plus",
    "place:rural",
    "place:urban",
    "disability:yes",
    "disability:no",
    "work:farming",
    "work:industry",
    "work:services",
    "work:none",
)
# What people say of themselves; languages of lessons and the like are a source's own matter.
_OF_PEOPLE = ("sex", "place", "born", "work")


class IndicatorForm(KeyForm):
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    definition_zh = forms.CharField(
        label=_("What is counted, in Chinese"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Who or what is in it, and what is left out."),
    )
    definition_en = forms.CharField(
        label=_("What is counted, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=_("What kind of number"),
        choices=[(kind, KINDS[kind]) for kind in Kind.values if kind != Kind.NOT_PUBLISHED],
        help_text=_("Kinds never mix: people and attendances do not add up."),
    )
    share = forms.BooleanField(
        label=_("A rate of one among the same, shown in percent"),
        required=False,
        initial=True,
        help_text=_("For a rate only; other kinds leave it as it is."),
    )
    valid_months = forms.IntegerField(
        label=_("For how many months the result of an audit holds"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_(
            "For results of audits only. Left empty: until the next audit. Afterwards a result is "
            "shown as expired, and counts for nothing."
        ),
    )
    own_day = forms.BooleanField(
        label=_("The result of an audit may say itself until when it is valid"),
        required=False,
        help_text=_("Then a report has a field for that day."),
    )
    unit_zh = forms.CharField(label=_("Unit in Chinese"), max_length=40, required=False)
    unit_en = forms.CharField(label=_("Unit in English"), max_length=40, required=False)
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=[(name, said) for name, said in FREQUENCIES.items() if name != "not_published"],
    )
    over_time = forms.ChoiceField(
        label=_("What several periods make together"), choices=list(OVER_TIME.items())
    )
    better = forms.ChoiceField(
        label=_("What is better"), choices=list(BETTER.items()), required=False
    )
    columns = forms.MultipleChoiceField(
        label=_("Broken down by"),
        choices=[],
        required=False,
        help_text=_(
            "Of people whom Suyang counts itself, place and work are known as they said them: "
            "village, town or city, and eight kinds of work. In which branch somebody works, and "
            "where they live more exactly, is not known; units may report it."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.ChoiceField(label=_("Counted by Suyang"), choices=[], required=False)
    formula = forms.CharField(
        label=_("Or worked out by a formula"),
        max_length=500,
        required=False,
        help_text=_("Such as {attendances} / {people-learned}. The list shows the short names."),
    )
    comes_from_zh = forms.CharField(
        label=_("Where it comes from, in Chinese"), max_length=300, required=False
    )
    comes_from_en = forms.CharField(
        label=_("Where it comes from, in English"), max_length=300, required=False
    )

    def __init__(self, *args: Any, amends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.name, plain(one.title)) for one in sources.every()]
        self.fields["source"].choices = [("", _("No: units report it")), *known]  # type: ignore[attr-defined]
        parts = {
            column
            for one in sources.every()
            for column in one.columns
            if column.partition(":")[0] in _OF_PEOPLE
        }
        names = [*_PART_CHOICES, *sorted(parts - set(_PART_CHOICES))]
        kept = (self.initial.get("columns") or []) if self.initial else []
        names += [one for one in kept if one not in names]
        self.fields["columns"].choices = [(one, word(one)) for one in names]  # type: ignore[attr-defined]
        if amends:
            self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput)
            for language, label in (("zh", _("Why, in Chinese")), ("en", _("Why, in English"))):
                self.fields[f"why_{language}"] = forms.CharField(
                    label=label, max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
                )

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            name=self.text("name"),
            definition=self.text("definition"),
            kind=said["kind"],
            unit=self.text("unit"),
            comes_from=self.text("comes_from"),
            frequency=said["frequency"],
            over_time=said["over_time"],
            better=said["better"],
            columns=tuple(said["columns"]),
            source=said["source"],
            formula=said["formula"],
            share=said["share"],
            valid_months=said["valid_months"],
            own_day=said["own_day"],
        )

    def text(self, name: str) -> Text:
        """What was written in each language; one that was left out is not there."""
        written = {
            "zh-Hans": self.cleaned_data.get(f"{name}_zh", "").strip(),
            "en": self.cleaned_data.get(f"{name}_en", "").strip(),
        }
        return {language: text for language, text in written.items() if text}


def initial(row: Indicator) -> dict[str, Any]:
    """An indicator as its form shows it."""
    found: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("kind", "frequency", "over_time", "better", "columns", "source", "formula")
    }
    for name in ("name", "definition", "unit", "comes_from"):
        text = row.body.get(name) or {}
        if isinstance(text, dict):
            found |= {f"{name}_zh": text.get("zh-Hans", ""), f"{name}_en": text.get("en", "")}
    holds = validity.rule(row)
    found |= {"valid_months": holds.months, "own_day": holds.own}
    return found | {"share": row.body.get("share", True), "seen": row.method}
