"""A plan beside the one above that it carries out, and beside what the level below makes of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.plans.contributing import queries, words
from suyang.plans.contributing.sums import Sum
from suyang.plans.reporting import columns
from suyang.plans.reporting.views import actor_of, office
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
    shown = queries.downwards(actor_of(request), slug)
    context = {
        "plan": shown.plan,
        "shown": shown,
        "uncovered": shown.uncovered,
        "adopted": shown.adopted,
        "waiting": shown.waiting,
        "sums": [_row(one) for one in shown.sums],
    }
    return render(request, "plans/contributing/downwards.html", context)


def _row(one: Sum) -> dict[str, Any]:
    return {
        "name": one.indicator.body["name"],
        "column": columns.word(one.target.column) if one.target.column != "total" else "",
        "target": one.target,
        "aim": aim(one.target),
        "said": words.said(one),
        "what": one.what,
        "parts": [
            (plain(part.name), value(one.indicator, part.target.value)) for part in one.parts
        ],
        "missing": [plain(unit.name) for unit in one.missing],
    }
