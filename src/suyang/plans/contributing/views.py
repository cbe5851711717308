"""A plan beside the one above that it carries out, and beside what the level below makes of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.plans.contributing import queries, words
from suyang.plans.contributing.sums import Sum
from suyang.plans.listing import LONGEST
from suyang.plans.reporting import columns
from suyang.plans.reporting.views import actor_of, office, uuid_of
from suyang.plans.targets.words import aim, value


@office
def upwards(request: HttpRequest, slug: str) -> HttpResponse:
    shown = queries.upwards(actor_of(request), slug)
    context: dict[str, Any] = {"plan": shown.plan, "shown": shown}
    if shown.plan.unit_id:
        context["unit_name"] = units.name_of(shown.plan.unit_id)
    return render(request, "plans/contributing/upwards.html", context)


@office
def downwards(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan and what is made of it; with `task` or `show` the units behind a number."""
    actor, asked = actor_of(request), request.GET
    if any(asked.get(one) for one in ("task", "target", "show")):
        return _units(request, slug)
    shown = queries.downwards(actor, slug)
    context = {
        "plan": shown.plan,
        "shown": shown,
        "uncovered": shown.uncovered,
        "sums": [_row(one) for one in shown.sums],
    }
    return render(request, "plans/contributing/downwards.html", context)


def _units(request: HttpRequest, slug: str) -> HttpResponse:
    asked = {
        name: request.GET.get(name, "").strip() for name in ("task", "target", "show", "words")
    }
    asked["words"] = asked["words"][:LONGEST]
    shown = queries.units_below(
        actor_of(request),
        slug,
        asked["show"] or (queries.Of.LACKING if asked["target"] else queries.Of.TAKING),
        task=asked["task"],
        target=uuid_of(asked["target"]),
        words=asked["words"],
        page=request.GET.get("page"),
    )
    context = {
        "plan": shown.plan,
        "shown": shown,
        "asked": asked,
        "query": urlencode({name: said for name, said in asked.items() if said}),
    }
    return render(request, "plans/contributing/units.html", context)


def _row(one: Sum) -> dict[str, Any]:
    return {
        "name": one.indicator.body["name"],
        "column": columns.word(one.target.column) if one.target.column != "total" else "",
        "target": one.target,
        "aim": aim(one.target),
        "said": words.said(one),
        "what": one.what,
        "sum": one,
        "parts": [(plain(part.name), value(one.indicator, part.value)) for part in one.parts],
        "missing": [plain(unit.name) for unit in one.missing],
    }
