"""The page of a map; indicator, unit, period and steps stand in its address. The borders that it
is drawn with: kept, looked over, put to use, removed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suyang.foundation import clock
from suyang.foundation.charts.steps import By
from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt, posted
from suyang.organisations.permissions import highest, may, require
from suyang.plans.indicators import queries as indicators
from suyang.plans.maps import actions, matching, paper, pictures
from suyang.plans.maps.forms import KeepForm, UseForm, written
from suyang.plans.models import Borders, Indicator
from suyang.plans.periods import Period
from suyang.plans.reporting.views import actor_of, office, uuid_of

# So many names of a list are written out; the rest is a number.
_NAMED = 60


@dataclass
class _Asked:
    """What the address of a map asks for; period: None where it cannot be read."""

    unit: uuid.UUID
    indicator: Indicator | None
    known: list[Indicator]
    by: By
    drawn: str
    written: str
    period: Period | None


@office
def tile_map(request: HttpRequest) -> HttpResponse:
    """The units directly below a unit as they lie or as tiles, for an indicator and a period."""
    actor = actor_of(request)
    asked = _asked(request)
    problem, found = "", None
    if asked.period is None:
        problem = _("This is not a period. Write it as 2026, 2026-H1, 2026-Q1 or 2026-01.")
    elif asked.indicator is not None:
        found = pictures.of_units_below(
            asked.indicator, asked.unit, asked.period, asked.by, actor, asked.drawn
        )
    return render(
        request,
        "plans/maps/map.html",
        {
            "asked": asked,
            "unit_name": units.name_of(asked.unit),
            "problem": problem,
            "found": found,
            "may_change": may(actor, "unit.change", asked.unit),
        },
    )


@require_safe
@office
def paper_map(request: HttpRequest) -> HttpResponse:
    """The same map as PDF."""
    asked = _asked(request)
    if asked.indicator is None or asked.period is None:
        raise NotFound
    found = pictures.of_units_below(
        asked.indicator, asked.unit, asked.period, asked.by, actor_of(request), asked.drawn
    )
    if found.chart is None:
        raise NotFound
    name = units.name_of(asked.unit)
    data = paper.write(found.chart, name, asked.period)
    response = HttpResponse(data, content_type=paper.MEDIA_TYPE)
    file = quote(f"{found.chart.title} {name} {asked.period}.pdf"[-150:])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@office
def borders_list(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The borders that a unit has kept, and keeping others."""
    actor = actor_of(request)
    unit = units.unit(unit_id)
    if unit is None:
        raise NotFound
    require(actor, "unit.change", unit)
    form = KeepForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file = given["file"]
        made = attempt(
            form, lambda: actions.keep(actor, unit, file.read(), file.name, given["key"])
        )
        if made is not None:
            return redirect("borders", made.id)
    return render(
        request,
        "plans/maps/borders_list.html",
        {
            "unit": unit,
            "unit_name": units.name_of(unit.id),
            "kept": actions.kept(unit.id).select_related("file"),
            "now": actions.in_use(unit.id, clock.today()),
            "form": form,
        },
    )


@office
def borders(request: HttpRequest, borders_id: uuid.UUID) -> HttpResponse:
    """What a file has: which units found an outline and which outlines are no unit."""
    actor = actor_of(request)
    found = actions.one(actor, borders_id)
    below = matching.below(found.unit_id, clock.today())
    ways = matching.ways(found, below)
    chosen = request.GET.get("way") or (f"{found.match}|{found.by}" if found.by else "")
    offered = {written(one): one for one in ways}
    way = offered.get(chosen) or ways[0]
    initial = {"way": written(way), "valid_from": found.valid_from or clock.today()}
    form = UseForm(ways, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        way = offered[given["way"]]
        if attempt(form, lambda: actions.use(actor, found, way.by, way.match, given["valid_from"])):
            messages.success(request, _("The map is drawn with these borders."))
            return redirect("borders", found.id)
    matched = matching.matched(found, way.by, way.match, below)
    return render(
        request,
        "plans/maps/borders.html",
        {
            "borders": found,
            "unit_name": units.name_of(found.unit_id),
            "form": form,
            "ways": [(written(one), str(label)) for one, label in _labelled(form, ways)],
            "way": written(way),
            "units": len(below),
            "with_outline": len(matched.outlines),
            "outlines": len(found.sheet["outlines"]),
            "without": matched.without[:_NAMED],
            "without_more": max(len(matched.without) - _NAMED, 0),
            "ambiguous": matched.ambiguous[:_NAMED],
            "unknown": [value or _("without a value") for _n, value in matched.unknown][:_NAMED],
            "unknown_more": max(len(matched.unknown) - _NAMED, 0),
            "several": [
                (one.name, len(matched.outlines[one.id]))
                for one in below
                if len(matched.outlines.get(one.id, ())) > 1
            ][:_NAMED],
        },
    )


@require_POST
@office
def borders_remove(request: HttpRequest, borders_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    found = Borders.objects.filter(id=borders_id).first()
    if found is None or not may(actor, "unit.change", found.unit_id):
        raise NotFound
    actions.remove(actor, found)
    messages.success(request, _("The borders were removed."))
    return redirect("borders-list", found.unit_id)


def _labelled(form: UseForm, ways: list[matching.Way]) -> list[tuple[matching.Way, object]]:
    labels = dict(form.fields["way"].choices)  # type: ignore[attr-defined]
    return [(one, labels[written(one)]) for one in ways]


def _asked(request: HttpRequest) -> _Asked:
    """Raises Denied without a role that sees figures there, NotFound for an unknown indicator."""
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
    # Whoever asks for nothing sees a map at once, of what stands first in the list.
    chosen = chosen or next(iter(known), None)
    said = request.GET.get("period", "").strip()
    try:
        period: Period | None = Period.read(said) if said else Period.on(clock.today(), "year")
    except ValueError:
        period = None
    by: By = "quantiles" if request.GET.get("by") == "quantiles" else "equal"
    return _Asked(
        unit,
        chosen,
        known,
        by,
        pictures.TILES if request.GET.get("as") == pictures.TILES else "",
        said if period is None or chosen is None else str(period),
        period,
    )
