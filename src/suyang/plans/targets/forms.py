"""The form of a target, to set one and to revise one."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation.permissions import Refused
from suyang.organisations.forms import KeyForm
from suyang.plans.models import Indicator, Target
from suyang.plans.periods import Period
from suyang.plans.targets.actions import Wanted, is_share

_PERIOD_HELP = gettext_lazy("Write 2027, 2027-H1, 2027-Q3 or 2027-11.")


class TargetForm(KeyForm):
    """Values of shares are written in percent."""

    period = forms.CharField(label=gettext_lazy("By when"), max_length=8, help_text=_PERIOD_HELP)
    at_least = forms.ChoiceField(
        label=gettext_lazy("Which way"),
        choices=[("up", gettext_lazy("at least")), ("down", gettext_lazy("at most"))],
        initial="up",
        widget=forms.RadioSelect,
    )
    value = forms.FloatField(label=gettext_lazy("Target"), localize=False)
    baseline_period = forms.CharField(
        label=gettext_lazy("Where it begins: when"),
        max_length=8,
        required=False,
        help_text=gettext_lazy("Without a beginning nobody can say whether it is on track."),
    )
    baseline = forms.FloatField(
        label=gettext_lazy("Where it begins: value"), required=False, localize=False
    )
    steps = forms.CharField(
        label=gettext_lazy("Values on the way"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "One a line, such as 2026-H1: 40. Left empty, the way is a straight line."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    field_order = (
        "column",
        "period",
        "at_least",
        "value",
        "baseline_period",
        "baseline",
        "steps",
        "reason",
        "key",
    )

    def __init__(self, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.percent = indicator.kind == Indicator.Kind.RATE and is_share(indicator)
        if self.percent:
            for name in ("value", "baseline"):
                self.fields[name].help_text = _("In percent.")

    def wanted(self) -> Wanted:
        """What was written. Raises Refused for a period or step that cannot be read."""
        said = self.cleaned_data
        start = said["baseline_period"].strip()
        return Wanted(
            period=_period(said["period"], "period"),
            value=self._number(said["value"]),
            at_least=said["at_least"] == "up",
            baseline_period=_period(start, "baseline_period") if start else None,
            baseline=None if said["baseline"] is None else self._number(said["baseline"]),
            steps=self._steps(said["steps"]),
            reason=said["reason"],
        )

    def _number(self, written: float) -> float:
        return written / 100 if self.percent else written

    def _steps(self, written: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for line in filter(None, (line.strip() for line in written.splitlines())):
            name, colon, number = line.replace("：", ":").partition(":")
            try:
                found[name.strip()] = self._number(float(number.strip().rstrip("%％")))
            except ValueError:
                colon = ""
            if not colon:
                raise Refused(
                    _("“%(line)s” is no period with a value. Write it as 2026-H1: 40.")
                    % {"line": line},
                    code="steps",
                    field="steps",
                )
        return found


def initial(target: Target, percent: bool) -> dict[str, Any]:
    """A target as its form shows it."""

    def number(value: float | None) -> float | None:
        return None if value is None else round(100 * value, 6) if percent else value

    return {
        "period": target.period,
        "at_least": "up" if target.at_least else "down",
        "value": number(target.value),
        "baseline_period": target.baseline_period,
        "baseline": number(target.baseline),
        "steps": "\n".join(f"{at}: {number(value):g}" for at, value in target.steps.items()),
    }


def _period(written: str, field: str) -> Period:
    try:
        return Period.read(written.strip())
    except ValueError:
        raise Refused(str(_PERIOD_HELP), code="period", field=field) from None


class ChooseForm(forms.Form):
    """For which indicator and which unit."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))


def as_uuid(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None
