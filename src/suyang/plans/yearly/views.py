"""The page of a year's report; unit, year and language stand in its address."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import reader_language
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, highest, require
from suyang.plans import queries
from suyang.plans.periods import FIRST_YEAR, LAST_YEAR
from suyang.plans.reporting.views import actor_of, office, uuid_of
from suyang.plans.yearly import actions

_NAMES = {"zh-Hans": "中文", "en": "English"}


@office
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: the report as a page. POST with `format`: as a file, for the same address."""
    actor = actor_of(request)
    plan = queries.plan(slug, actor)
    unit = _unit(request, actor)
    require(actor, "report.make", unit)
    language = request.GET.get("language") or reader_language()
    if language not in _NAMES:
        raise NotFound
    written = request.GET.get("year", "").strip() or str(plan.year)
    context: dict[str, Any] = {
        "plan": plan,
        "unit": unit,
        "unit_name": units.name_of(unit),
        "year": written,
        "language": language,
        "languages": _NAMES.items(),
    }
    # The year before is shown, too.
    if not (written.isascii() and written.isdigit() and FIRST_YEAR < int(written) <= LAST_YEAR):
        context["problem"] = _("Write a year with four digits, such as 2026.")
        return render(request, "plans/yearly/year.html", context, status=400)
    number = int(written)
    if request.method == "POST":
        format = request.POST.get("format", "")
        data, media_type, name = actions.take_along(actor, plan, unit, number, language, format)
        answer = HttpResponse(data, content_type=media_type)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    context["report"] = actions.make(actor, plan, unit, number, language)
    return render(request, "plans/yearly/year.html", context)


def _unit(request: HttpRequest, actor: Actor) -> uuid.UUID:
    """The unit in the address, or the highest one in which the actor makes reports."""
    wanted = uuid_of(request.GET.get("unit"))
    if wanted is not None:
        return wanted
    own = highest(actor, "report.make")
    if not own:
        raise Denied
    return own[0]
