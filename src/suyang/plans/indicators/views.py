"""Pages of the registry: the list, one indicator with its figures, defining and amending."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyang.foundation import clock, sources
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt, posted
from suyang.organisations.permissions import Actor, highest, may, require
from suyang.plans import formulas, validity
from suyang.plans.figures import queries as figures
from suyang.plans.indicators import actions, pictures, queries, validity_words
from suyang.plans.indicators.forms import IndicatorForm, initial
from suyang.plans.indicators.words import BETTER, FREQUENCIES, KINDS, ORIGINS, OVER_TIME
from suyang.plans.models import Indicator, IndicatorMethod
from suyang.plans.periods import MONTHS, Period
from suyang.plans.reporting.columns import word
from suyang.plans.reporting.unsaved import put_back
from suyang.plans.reporting.views import actor_of, uuid_of, writing_office
from suyang.plans.targets import words
from suyang.plans.targets.beside import beside, line
from suyang.plans.validity import EXPIRED
from suyang.plans.writing import bodies

Kind = Indicator.Kind
A_PAGE = 50
# How many periods the picture shows.
PERIODS = 24


def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators by words of their name or definition, by kind, where they come from, whose
    they are and for which plan; the definitions are everybody's."""
    actor = actor_of(request)
    found = queries.visible(actor).exclude(body__name="not_published")
    names_asked = ("words", "kind", "from", "owner", "plan", "ended")
    asked = {name: request.GET.get(name, "") for name in names_asked}
    found = queries.named(found, asked["words"])
    kind, origin, owner = asked["kind"], asked["from"], asked["owner"]
    if kind in KINDS:
        found = found.filter(kind=kind)
    if origin == "source":
        found = found.exclude(source="")
    elif origin == "formula":
        found = found.exclude(formula="")
    elif origin == "reports":
        found = found.filter(source="", formula="", plan=None)
    elif origin == "plans":
        found = found.exclude(plan=None)
    if owner == "suyang":
        found = found.filter(owner=None, plan=None)
    elif owner:
        found = found.filter(owner=uuid_of(owner) or uuid.UUID(int=0))
    if asked["plan"]:
        found = queries.of_plan(found, asked["plan"])
    if asked["ended"] != "1":
        found = found.filter(ended_on=None)
    page = Paginator(found.order_by("position", "slug"), A_PAGE).get_page(request.GET.get("page"))
    owners = [one.id for one in queries.owners(actor)]
    names = _names({*owners, *(one.owner_id for one in page if one.owner_id)})
    return render(
        request,
        "plans/indicators/list.html",
        {
            "page": page,
            "rows": [_listed(one, names) for one in page],
            "kind": kind,
            "origin": origin,
            "asked": asked,
            "query": urlencode({name: said for name, said in asked.items() if said}),
            "owners": [(str(one), names[one]) for one in owners],
            "plans": queries.plans(actor),
            "kinds": [
                (name, said) for name, said in KINDS.items() if name in Indicator.Kind.values
            ],
            "may_define": bool(highest(actor, "indicator.define")),
        },
    )


def indicator_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An indicator of the registry: how it is defined, since when, and its figures for offices."""
    actor = actor_of(request)
    row = queries.indicator(actor, slug)
    if row.plan is not None:
        raise NotFound
    tasks, more = queries.tasks(actor, row)
    leads = bodies.leads_of(tasks)
    context: dict[str, Any] = {
        "indicator": row,
        **_defined(row),
        "methods": [_method(one) for one in row.methods.order_by("-number")],
        "tasks": [(task, leads[task.pk]) for task in tasks],
        "more_tasks": more,
        "owner": units.name_of(row.owner_id) if row.owner_id else "",
        "may_amend": row.owner_id is not None and may(actor, "indicator.define", row.owner_id),
    }
    places = highest(actor, "plan.see_figures")
    unit = uuid_of(request.GET.get("unit")) or (places[0] if places else None)
    if unit is not None:
        require(actor, "plan.see_figures", unit)
        context |= _figures(row, unit, request.GET.get("period", ""), actor)
    return render(request, "plans/indicators/indicator.html", context)


@writing_office
def indicator_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    tops = highest(actor, "indicator.define")
    if not tops:
        raise Denied
    owner = units.unit(uuid_of(request.GET.get("unit")) or tops[0])
    if owner is None:
        raise NotFound
    require(actor, "indicator.define", owner)
    form = IndicatorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.define(
                actor, owner, form.wanted(), id=form.cleaned_data["key"] or uuid.uuid4()
            ),
        )
        if made is not None:
            messages.success(request, _("Defined. It can be asked for in reports from now on."))
            return redirect("indicator", made.slug)
    put_back(request, form)
    context = {"form": form, "owner": units.name_of(owner.id), "known": _short_names(actor)}
    return render(request, "plans/indicators/form.html", context)


@writing_office
def indicator_amend(request: HttpRequest, slug: str) -> HttpResponse:
    """Define it anew, or end it."""
    actor = actor_of(request)
    row = queries.indicator(actor, slug)
    if row.owner_id is None:
        raise NotFound
    require(actor, "indicator.define", row.owner_id)
    form = IndicatorForm(posted(request), initial=initial(row), amends=True)
    if request.method == "POST" and request.POST.get("do") == "end":
        try:
            actions.end(actor, row)
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("indicator", row.slug)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.amend(
                actor, row, form.wanted(), seen=form.cleaned_data["seen"], why=form.text("why")
            ),
        )
        if made is not None:
            messages.success(request, _("Saved. Earlier figures keep their method."))
            return redirect("indicator", made.slug)
    put_back(request, form)
    context = {
        "form": form,
        "indicator": row,
        "owner": units.name_of(row.owner_id),
        "known": _short_names(actor),
    }
    return render(request, "plans/indicators/form.html", context)


def _names(owners: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Read together; those that are no more, by the name that they had."""
    now = units.names(owners)
    return {one: plain(now[one]) if one in now else units.name_of(one) for one in owners}


def _listed(row: Indicator, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    return {
        "indicator": row,
        "kind": KINDS.get(row.kind, row.kind),
        "frequency": FREQUENCIES.get(row.frequency, row.frequency),
        "origin": _origin(row),
        "owner": names[row.owner_id] if row.owner_id else "",
    }


def _origin(row: Indicator) -> str:
    if row.plan_id:
        return _("named in a plan")
    if row.formula:
        return _("formula")
    return _("counted by Suyang") if row.source else _("reported by units")


def _defined(row: Indicator) -> dict[str, Any]:
    source = sources.get(row.source) if row.source else None
    return {
        "kind": KINDS.get(row.kind, row.kind),
        "frequency": FREQUENCIES.get(row.frequency, row.frequency),
        "over_time": OVER_TIME.get(row.over_time, ""),
        "better": BETTER.get(row.better, ""),
        "parts": [word(one) for one in row.columns],
        "validity": validity_words.rule(validity.rule(row)) if row.kind == Kind.AUDIT else "",
        "source": source,
        "formula": _in_words(row.formula) if row.formula else "",
    }


def _in_words(formula: str) -> str:
    """A formula with the names of its indicators."""
    slugs = {name.slug for name in formulas.names(formulas.parsed(formula))}
    for one in Indicator.objects.filter(slug__in=slugs):
        formula = formula.replace(f"{{{one.slug}}}", plain(one.body["name"]))
    return formula


def _shown(
    row: Indicator, unit: uuid.UUID, asked: str, actor: Actor
) -> tuple[Period, list[figures.Figure]]:
    """The period to show, and the figures up to it. asked: a period as in an address. Without one,
    the latest that has a figure: the present month has none until it is over."""
    try:
        last, given = Period.read(asked), True
    except ValueError:
        frequency = row.frequency if row.frequency in MONTHS else "year"
        last, given = Period.on(clock.today(), frequency), False
    trend = figures.trend(row, unit, last, PERIODS, reader=actor)
    known = () if given else (one.period for one in reversed(trend) if one.mark in ("", EXPIRED))
    return next(iter(known), last), trend


def _figures(row: Indicator, unit: uuid.UUID, asked: str, actor: Actor) -> dict[str, Any]:
    period, trend = _shown(row, unit, asked, actor)
    by_column = figures.by_column(row, unit, period, reader=actor)
    below = figures.of_children(row, unit, period, reader=actor)
    names = units.names(below)
    targets = beside(unit, actor, [row])
    return {
        "unit": unit,
        "unit_name": units.name_of(unit),
        "period": period,
        "earlier": period.shifted(-1),
        "later": period.shifted(1),
        "total": words.number(row, by_column["total"]),
        "held": validity_words.held(by_column["total"]),
        "total_figure": by_column["total"],
        "by_column": [
            _row(row, found, word(column))
            for column, found in by_column.items()
            if column != "total"
        ],
        "below": [_row(row, found, names.get(one, {})) for one, found in below.items()],
        "may_enter": not row.source and not row.formula and may(actor, "report.fill", unit),
        "chart": pictures.over_time(row, trend, target=line(targets)),
        "targets": targets,
        "may_set": row.ended_on is None and may(actor, "target.set", unit),
    }


def _row(row: Indicator, found: figures.Figure, name: Any) -> dict[str, Any]:
    """A figure with all that is said beside it."""
    return {
        "name": name,
        "said": words.figure(row, found),
        "figure": found,
        "origin": ORIGINS.get(found.came_from, ""),
    }


def _method(method: IndicatorMethod) -> dict[str, Any]:
    """One of its methods as it was counted by: what decided its figures then."""
    said = method.definition
    source = sources.get(said.get("source") or "")
    formula = said.get("formula") or ""
    return {
        "number": method.number,
        "valid_from": method.valid_from,
        "why": method.why,
        "definition": said.get("definition", {}),
        "kind": KINDS.get(said.get("kind", ""), ""),
        "validity": validity_words.rule(validity.read(said.get("validity")))
        if said.get("kind") == Kind.AUDIT
        else "",
        "unit": plain(said.get("unit") or {}),
        "counted": _in_words(formula) if formula else plain(source.title) if source else "",
    }


def _short_names(actor: Actor) -> list[tuple[str, str]]:
    known = queries.visible(actor).filter(ended_on=None)
    known = known.exclude(kind=Indicator.Kind.NOT_PUBLISHED)
    return [(one.slug, plain(one.body["name"])) for one in known.order_by("position", "slug")]
