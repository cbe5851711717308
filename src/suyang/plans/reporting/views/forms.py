"""What units are asked for: the forms there are, defining one in two steps, ending one."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.forms import KeyForm, attempt, offer, posted
from suyang.organisations.models import Unit, UnitVersion
from suyang.organisations.permissions import Actor, may, tops_where, units_where
from suyang.organisations.words import KINDS
from suyang.plans import listing, published
from suyang.plans.indicators import queries as indicators
from suyang.plans.models import Indicator, Plan, ReportForm
from suyang.plans.periods import Period
from suyang.plans.queries import visible_plans
from suyang.plans.reporting import asking, defining, queries, standing
from suyang.plans.reporting.values import TOTAL
from suyang.plans.reporting.views import actor_of, office
from suyang.plans.templatetags.reporting import FREQUENCIES

A_PAGE = 50


class WhatForm(forms.Form):
    """First step: which plan, which units, how often, which indicators. Stands in the address."""

    plan = forms.ChoiceField(label=gettext_lazy("Plan"))
    unit = forms.ChoiceField(label=gettext_lazy("Asks all at and below"))
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which kinds of units report"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: every office."),
    )
    frequency = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=[(k, w) for k, w in FREQUENCIES.items()]
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, actor: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Those that came with Suyang, of the offices that may define, and of the units above them.
        near = {unit for top in tops_where(actor, "form.define") for unit in actor.path(top)}
        plans = listing.near(visible_plans(actor), near).exclude(state=Plan.State.CLOSED)
        offer(
            self, "plan", [(one.slug, plain(one.title)) for one in published.titled(actor, plans)]
        )
        own = standing.places(actor, "form.define")
        offer(self, "unit", [(str(unit), plain(name)) for unit, name in own])
        offer(self, "kinds", _kinds_from([unit for unit, _name in own]))
        known = reportable(actor)
        offer(self, "indicators", [(one.slug, plain(one.body["name"])) for one in known])


class HowForm(KeyForm):
    """Second step: what it is called, since when, by when, and what is held against each figure."""

    title_zh = forms.CharField(label=gettext_lazy("Title in Chinese"), max_length=80)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=80, required=False
    )
    first_period = forms.CharField(label=gettext_lazy("First period"), max_length=8)
    days = forms.IntegerField(
        label=gettext_lazy("Days after the end of the period in which it is due"),
        min_value=0,
        max_value=defining.MOST_DAYS,
        initial=10,
    )
    questions = forms.CharField(
        label=gettext_lazy("Questions, one a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("A line that begins with * must be answered."),
    )
    questions_en = forms.CharField(
        label=gettext_lazy("The same questions in English"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4, "lang": "en"}),
        help_text=gettext_lazy("Line by line in the same order. May stay empty."),
    )

    def __init__(self, indicators: list[Indicator], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for one in indicators:
            for key, label in (
                ("low", _("At least")),
                ("high", _("At most")),
                ("factor", _("Ask for a reason when it is so many times the last one")),
            ):
                self.fields[f"{one.slug}|{key}"] = forms.FloatField(label=label, required=False)
            if one.columns:
                self.fields[f"{one.slug}|exact"] = forms.BooleanField(
                    label=_("The parts make exactly the total"), required=False
                )
        if len(indicators) > 1:
            choices = [("", "–"), *((o.slug, plain(o.body["name"])) for o in indicators)]
            self.fields["left"] = forms.ChoiceField(
                label=_("This figure"), required=False, choices=choices
            )
            self.fields["right"] = forms.ChoiceField(
                label=_("is never more than"), required=False, choices=choices
            )
        self.fields["explain"] = forms.BooleanField(
            label=_("What does not fit may go up with a reason"), required=False, initial=True
        )

    def general(self) -> list[forms.BoundField]:
        """What holds for the whole form."""
        names = ("title_zh", "title_en", "first_period", "days", "questions", "questions_en")
        return [self[name] for name in names]

    def by_indicator(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The rules of each indicator: its name, the fields, whether one of them is wrong."""
        found = []
        for one in self.indicators:
            rows = [self[name] for name in self.fields if name.startswith(f"{one.slug}|")]
            found.append((plain(one.body["name"]), rows, any(row.errors for row in rows)))
        return found

    def together(self) -> list[forms.BoundField]:
        """Rules between indicators, and what becomes of what does not fit."""
        return [self[name] for name in ("left", "right", "explain") if name in self.fields]

    def asked(self) -> list[dict[str, Any]]:
        """The form's fields: indicators, then questions."""
        fields: list[dict[str, Any]] = [{"indicator": one.slug} for one in self.indicators]
        lines = _lines(self.cleaned_data["questions"])
        english = _lines(self.cleaned_data["questions_en"])
        for number, line in enumerate(lines, start=1):
            text = {"zh-Hans": _bare(line)}
            if english:
                text["en"] = _bare(english[number - 1])
            required = line.startswith("*")
            fields.append({"question": f"q{number}", "text": text, "required": required})
        return fields

    def clean_questions_en(self) -> str:
        written = str(self.cleaned_data["questions_en"])
        asked, english = _lines(self.cleaned_data.get("questions", "")), _lines(written)
        if english and len(english) != len(asked):
            raise forms.ValidationError(
                _("These are %(english)s lines beside %(asked)s questions. Write one for each.")
                % {"english": len(english), "asked": len(asked)}
            )
        return written

    def rules(self) -> list[dict[str, Any]]:
        given, explain = self.cleaned_data, self.cleaned_data["explain"]
        found: list[dict[str, Any]] = []
        for one in self.indicators:
            low, high = given[f"{one.slug}|low"], given[f"{one.slug}|high"]
            factor = given[f"{one.slug}|factor"]
            if low is not None or high is not None:
                found.append(
                    {
                        "kind": "range",
                        "indicator": one.slug,
                        "column": TOTAL,
                        **({} if low is None else {"low": low}),
                        **({} if high is None else {"high": high}),
                        "explain": explain,
                    }
                )
            if factor is not None:
                found.append(
                    {"kind": "jump", "indicator": one.slug, "factor": factor, "explain": True}
                )
            if given.get(f"{one.slug}|exact"):
                found += [
                    {
                        "kind": "sum",
                        "indicator": one.slug,
                        "parts": parts,
                        "exactly": True,
                        "explain": explain,
                    }
                    for parts in _dimensions(one.columns)
                ]
        if given.get("left") and given.get("right"):
            pair = {"left": [given["left"], TOTAL], "right": [given["right"], TOTAL]}
            found.append({"kind": "at_most", **pair, "explain": explain})
        return found


class EndForm(forms.Form):
    last_period = forms.CharField(label=gettext_lazy("Last period"), max_length=8)


def reportable(actor: Actor) -> list[Indicator]:
    """Indicators that units can report and the actor sees: they say what they count, and no formula
    makes them. Those of offices come first, for they were defined to be asked for."""
    found = indicators.visible(actor).filter(formula="", ended_on=None)
    found = found.exclude(kind=Indicator.Kind.NOT_PUBLISHED)
    return list(found.order_by(F("owner").asc(nulls_last=True), "position", "slug"))


def _kinds_from(places: list[uuid.UUID]) -> list[tuple[str, Any]]:
    """The kinds of units that may stand at or below these: a county asks no province."""
    held = set(
        UnitVersion.objects.filter(tree.valid(clock.today()), unit_id__in=places).values_list(
            "kind", flat=True
        )
    )
    offered = [(kind, word) for kind, word in KINDS.items() if kind != Unit.Kind.BODY]
    first = next((at for at, (kind, _word) in enumerate(offered) if kind in held), 0)
    return offered[first:]


@office
def form_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not tops_where(actor, "report.see"):
        raise Denied
    seen = units_where(actor, "report.see", ended=True)
    found = ReportForm.objects.filter(unit_id__in=seen).select_related("plan", "unit")
    pages = Paginator(found.order_by("-made_at", "-id"), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = list(page)
    for one, plan in zip(shown, published.titled(actor, [one.plan for one in shown]), strict=True):
        one.plan = plan
    names = units.names({one.unit_id for one in shown})
    context = {
        "page": page,
        "forms": [(one, names.get(one.unit_id)) for one in shown],
        "may_define": bool(tops_where(actor, "form.define")),
    }
    return render(request, "plans/reporting/forms.html", context)


@office
def form_new(request: HttpRequest) -> HttpResponse:
    """What is asked of whom: choices stay in the address, so that going back loses nothing."""
    actor = actor_of(request)
    if not tops_where(actor, "form.define"):
        raise Denied
    chosen = request.GET if "plan" in request.GET else None
    what = WhatForm(actor, chosen)
    if chosen is None or not what.is_valid():
        return render(request, "plans/reporting/form_new.html", {"what": what})
    values = what.cleaned_data
    wanted = [one for one in reportable(actor) if one.slug in values["indicators"]]
    today = clock.today()
    how = HowForm(
        wanted,
        posted(request),
        initial={"first_period": str(Period.on(today, values["frequency"]))},
    )
    if request.method == "POST" and how.is_valid():
        made = attempt(how, lambda: _define(actor, values, how))
        if made is not None:
            messages.success(request, _("The form is defined; the units see what they have to do."))
            return redirect("report-form", made.id)
    context = {"how": how, "what": what, "chosen": wanted, "address": request.GET.urlencode()}
    return render(request, "plans/reporting/form_how.html", context)


@office
def form_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """A form: what it asks, of whom; ending it."""
    actor = actor_of(request)
    found = queries.form(form_id)
    if not may(actor, "report.see", found.unit_id):
        raise NotFound
    end = EndForm(posted(request), initial={"last_period": found.last_period})
    if request.method == "POST" and end.is_valid():
        last = end.cleaned_data["last_period"]
        if attempt(end, lambda: defining.end_form(actor, found, last)) is not None:
            messages.success(request, _("The form ends after this period."))
            return redirect("report-form", found.id)
    (found.plan,) = published.titled(actor, [found.plan])
    context = {
        "form": found,
        "indicators": queries.indicators_of(found),
        "questions": queries.questions_of(found),
        "unit_name": units.name_of(found.unit_id),
        "asked": len(asking.units_of(found, clock.today())),
        "too_early": _begins_too_early(found),
        "kinds": [KINDS.get(kind, kind) for kind in found.kinds],
        "rules": len(found.rules),
        "may_end": may(actor, "form.define", found.unit_id),
        "end": end,
    }
    return render(request, "plans/reporting/form.html", context)


def _begins_too_early(form: ReportForm) -> bool:
    """Whether none of the units that report was here yet in the form's first period."""
    first, today = Period.read(form.first_period), clock.today()
    return first.last_day < today and not asking.units_of(form, first.last_day)


def _define(actor: Any, values: dict[str, Any], how: HowForm) -> ReportForm:
    unit = units.unit(uuid.UUID(values["unit"]))
    plan = Plan.objects.filter(slug=values["plan"]).first()
    if unit is None or plan is None:
        raise NotFound
    given = how.cleaned_data
    title = {"zh-Hans": given["title_zh"], "en": given["title_en"]}
    return defining.define_form(
        actor,
        plan,
        unit,
        title={language: text for language, text in title.items() if text},
        frequency=values["frequency"],
        kinds=values["kinds"],
        fields=how.asked(),
        form_rules=how.rules(),
        days=given["days"],
        first_period=given["first_period"],
        id=given["key"],
    )


def _dimensions(columns: list[str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(column.split(":")[0], []).append(column)
    return list(found.values())


def _lines(written: str) -> list[str]:
    """Questions as they were written, without empty lines."""
    return [line.strip() for line in written.splitlines() if line.strip("* \t")]


def _bare(line: str) -> str:
    return re.sub(r"^\*+\s*", "", line)
