"""Forms of writing a plan. Texts stand in both languages side by side; `seen` marks the text that
was shown, and a form that was overtaken shows both texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from suyang.foundation import clock
from suyang.foundation.permissions import Refused
from suyang.organisations.forms import KeyForm
from suyang.plans.naming import TASK_STATES
from suyang.plans.writing import numbering
from suyang.plans.writing.wording import LONGEST_TEXT, LONGEST_TITLE, Overtaken, mark

T = TypeVar("T")
SCHEMES = ((numbering.CHINESE, "一、（一）"), (numbering.DECIMAL, "1 · 1.1"))
STATES = tuple(TASK_STATES.items())
LIKELIHOODS = ((1, _("1 unlikely")), (2, _("2 possible")), (3, _("3 likely")))
IMPACTS = ((1, _("1 small")), (2, _("2 noticeable")), (3, _("3 severe")))
_TAGS = {"zh": "zh-Hans", "en": "en"}


def line(language: str, label: Any, longest: int = LONGEST_TITLE) -> forms.CharField:
    widget = forms.TextInput({"lang": _TAGS[language]})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


def lines(language: str, label: Any, rows: int = 6) -> forms.CharField:
    widget = forms.Textarea({"lang": _TAGS[language], "rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget)


def day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class TextForm(KeyForm):
    """A form whose fields `…_zh` and `…_en` are one text in two languages."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    theirs: Mapping[str, Any] | None = None

    def both(self, name: str) -> dict[str, str]:
        values = {tag: self.cleaned_data.get(f"{name}_{end}", "") for end, tag in _TAGS.items()}
        return {tag: value for tag, value in values.items() if value}

    def put(self, name: str, value: str) -> None:
        """Another value in what was sent, for the page that shows the form again."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent[name] = value
        self.data = sent

    def rows(self) -> list[list[BoundField]]:
        """The fields as they are laid out: the two languages of a text beside each other."""
        found: list[list[BoundField]] = []
        for field in self.visible_fields():
            if field.name.endswith("_en") and found:
                found[-1].append(field)
            else:
                found.append([field])
        return found

    def attempt(self, action: Callable[[], T]) -> T | None:
        """Do `action`; a refusal stands at its field. Overtaken, the form goes on from theirs."""
        try:
            return action()
        except Overtaken as overtaken:
            self.theirs = overtaken.theirs
            self.put("seen", overtaken.mark)
            self.add_error(None, overtaken.message)
        except Refused as refused:
            self.add_error(refused.field if refused.field in self.fields else None, refused.message)
        return None


class HeadForm(TextForm):
    title_zh = line("zh", _("Title in Chinese"))
    title_en = line("en", _("Title in English"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    scheme = forms.ChoiceField(label=_("Numbers"), choices=SCHEMES)
    intro_zh = lines("zh", _("Before the first aspect, in Chinese"))
    intro_en = lines("en", _("Before the first aspect, in English"))


class NewPlanForm(TextForm):
    unit = forms.ChoiceField(label=_("Whose plan"))
    source = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        help_text=_(
            "A copy has all tasks, with milestones moved to the new year and not done. An adopted "
            "plan has tasks that contribute to those above; you choose on the next page which."
        ),
    )
    title_zh = line("zh", _("Title in Chinese"))
    title_en = line("en", _("Title in English"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class AdoptForm(TextForm):
    unit = forms.ChoiceField(label=_("Whose plan"))
    title_zh = line("zh", _("Title in Chinese"))
    title_en = line("en", _("Title in English"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    # An empty choice is refused by the action, which says what to do.
    tasks = forms.MultipleChoiceField(
        label=_("Key tasks"), required=False, widget=forms.CheckboxSelectMultiple
    )


class AspectForm(TextForm):
    title_zh = line("zh", _("Title in Chinese"))
    title_en = line("en", _("Title in English"))
    text_zh = lines("zh", _("Text in Chinese"))
    text_en = lines("en", _("Text in English"))
    lead = forms.CharField(
        label=_("Lead body"),
        required=False,
        max_length=80,
        help_text=_(
            "Its whole name. A unit known here is linked; any other name stays as written."
        ),
    )


class TaskForm(AspectForm):
    aspect = forms.ChoiceField(label=_("Aspect"))
    joint = forms.CharField(
        label=_("Joint bodies"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Several are separated by commas or 、."),
    )
    serves = forms.MultipleChoiceField(
        label=_("Contributes to"), required=False, widget=forms.CheckboxSelectMultiple
    )


class GoalForm(TextForm):
    text_zh = lines("zh", _("Goal in Chinese"), 3)
    text_en = lines("en", _("Goal in English"), 3)


class GoalRuleForm(TextForm):
    """How many of the parts have to be so, and the parts: an indicator and what is asked of it."""

    NEEDS = (("all", _("all of them")), ("most", _("more than half of them")))
    ASKS = (
        ("risen", _("is higher than in the year before")),
        ("fallen", _("is lower than in the year before")),
        ("narrowed", _("has become a smaller gap than in the year before")),
        ("met", _("has met its target")),
        ("on-track", _("has met its target or is on track")),
    )

    needs = forms.ChoiceField(label=_("Reached when so many hold"), choices=NEEDS)

    def __init__(
        self, indicators: Sequence[tuple[str, str]], parts: int, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "–"), *indicators]
        for n in range(1, parts + 1):
            self.fields[f"indicator_{n}"] = forms.ChoiceField(
                label=_("Indicator %(n)s") % {"n": n}, choices=offered, required=False
            )
            self.fields[f"ask_{n}"] = forms.ChoiceField(
                label=_("What is asked of indicator %(n)s") % {"n": n}, choices=self.ASKS
            )

    def parts(self) -> list[tuple[str, str]]:
        """(indicator's slug, what is asked), of the lines that name an indicator."""
        given = self.cleaned_data
        lines = [name.partition("_")[2] for name in self.fields if name.startswith("indicator_")]
        return [
            (given[f"indicator_{n}"], given[f"ask_{n}"]) for n in lines if given[f"indicator_{n}"]
        ]


class PublishForm(TextForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    valid_from = day(_("Holds from this day"))
    note_zh = lines("zh", _("What is new, in Chinese"), 2)
    note_en = lines("en", _("What is new, in English"), 2)


class CloseForm(TextForm):
    on = day(_("Last day"), help_text=_("Today or an earlier day."))
    reason_zh = lines("zh", _("Why it ends, in Chinese"), 2)
    reason_en = lines("en", _("Why it ends, in English"), 2)


class ReopenForm(TextForm):
    why_zh = lines("zh", _("Why it goes on, in Chinese"), 2)
    why_en = lines("en", _("Why it goes on, in English"), 2)


class MilestoneForm(TextForm):
    title_zh = line("zh", _("What is to be done, in Chinese"))
    title_en = line("en", _("What is to be done, in English"))
    due = day(_("By when"))


class MilestoneChangeForm(MilestoneForm):
    note = forms.CharField(
        label=_("Remarks"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class DoneForm(forms.Form):
    done_on = day(_("Done on"), required=False, initial=clock.today)

    def day(self) -> dt.date:
        found: dt.date = self.cleaned_data["done_on"] or clock.today()
        return found


class RiskForm(TextForm):
    title_zh = line("zh", _("What may go wrong, in Chinese"))
    title_en = line("en", _("What may go wrong, in English"))
    likelihood = forms.TypedChoiceField(label=_("How likely"), choices=LIKELIHOODS, coerce=int)
    impact = forms.TypedChoiceField(label=_("How bad"), choices=IMPACTS, coerce=int)
    response_zh = lines("zh", _("What is done about it, in Chinese"), 3)
    response_en = lines("en", _("What is done about it, in English"), 3)
    owner = forms.CharField(
        label=_("Who watches it"),
        required=False,
        max_length=80,
        help_text=_("A unit or body known here. May stay empty."),
    )


class DocumentForm(TextForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"}),
        help_text=_("PDF, DOCX, XLSX, PNG or JPEG, up to 50 MB."),
    )
    title = forms.CharField(
        label=_("Title"), required=False, max_length=200, help_text=_("Empty: the file's name.")
    )


class ChoiceForm(TextForm):
    """Some of a list, such as indicators; the field has the name that the action refuses by."""

    def __init__(self, name: str, label: Any, choices: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields[name] = forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )


def filled(seen: Mapping[str, Any], **texts: Mapping[str, str]) -> dict[str, str]:
    """Initial values: texts by the fields' names, and the mark of what is shown."""
    values = {"seen": mark(seen)}
    for name, text in texts.items():
        values |= {f"{name}_{end}": text.get(tag, "") for end, tag in _TAGS.items()}
    return values
