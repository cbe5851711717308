"""The page of a map; indicator, unit, period and steps stand in its address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.charts.steps import By
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations.permissions import highest, require
from suyang.plans.indicators import queries as indicators
from suyang.plans.maps import pictures
from suyang.plans.models import Indicator
from suyang.plans.periods import Period
from suyang.plans.reporting.views import actor_of, office, uuid_of


@office
def tile_map(request: HttpRequest) -> HttpResponse:
    """The units directly below a unit as tiles, for an indicator and a period."""
    actor = actor_of(request)
    tops = highest(actor, "plan.see_figures")
    if not tops:
        raise Denied
    unit = uuid_of(request.GET.get("unit")) or tops[0]
    require(actor, "plan.see_figures", unit)
    open_ = indicators.visible(actor).filter(ended_on=None)
    known = list(open_.exclude(kind=Indicator.Kind.NOT_PUBLISHED).order_by("position", "slug"))
    slug = request.GET.get("indicator", "")
    chosen = next((one for one in known if one.slug == slug), None)
    if slug and chosen is None:
        raise NotFound
    by: By = "quantiles" if request.GET.get("by") == "quantiles" else "equal"
    written = request.GET.get("period", "").strip() or str(Period.on(clock.today(), "year"))
    problem, found = "", None
    if chosen is not None:
        try:
            period = Period.read(written)
        except ValueError:
            problem = _("This is not a period. Write it as 2026, 2026-H1, 2026-Q1 or 2026-01.")
        else:
            written = str(period)
            found = pictures.of_units_below(chosen, unit, period, by, actor)
    return render(
        request,
        "plans/maps/map.html",
        {
            "unit": unit,
            "unit_name": units.name_of(unit),
            "known": known,
            "chosen": chosen,
            "by": by,
            "period": written,
            "problem": problem,
            "found": found,
        },
    )
