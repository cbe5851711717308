"""The units of the reader, found a page at a time, and one unit: its people, its history."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import finding, queries
from suyang.organisations.models import Succession, Unit
from suyang.organisations.permissions import may, may_anywhere, tops_where
from suyang.organisations.views import actor_of, crumbs_of, shown, unit_for
from suyang.organisations.words import KINDS

# So many of those directly below stand on a unit's own page; the list has all.
SHOWN = 20


def unit_list(request: HttpRequest) -> HttpResponse:
    """?q= name or code, ?kind= level, ?within= below a unit (&direct=1: directly), ?after= code."""
    actor = actor_of(request)
    tops = tops_where(actor, "unit.see")
    if not tops:
        raise Denied
    asked = _asked(request)
    within = queries.unit(asked.within) if asked.within else None
    if asked.within and (within is None or not may(actor, "unit.see", within)):
        raise NotFound
    found = finding.find(tops, asked)
    context = {
        "rows": found.rows,
        "next": _address(request, found.next) if found.next else "",
        "asked": asked,
        "kinds": KINDS.items(),
        "within": shown(within)["version"] if within else None,
        "crumbs": crumbs_of(actor, within.id) if within else [],
        "filtered": bool(asked.words or asked.kind or asked.within),
        "may_change": may_anywhere(actor, "unit.change"),
        "may_invite": may_anywhere(actor, "person.invite"),
    }
    return render(request, "organisations/units.html", context)


def unit_page(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """One unit: who works in it, what stands below, what it was, what can be done."""
    unit = unit_for(request, unit_id, "unit.see")
    actor = actor_of(request)
    below = finding.find([unit.id], finding.Asked(within=unit.id, direct=True), SHOWN)
    context = {
        **shown(unit),
        "crumbs": crumbs_of(actor, unit.id)[:-1],
        "grants": queries.grants_in([unit.id]),
        "invitations": queries.open_invitations([unit.id]),
        "history": queries.versions_of(unit.id),
        "below": below,
        "later": _named(queries.successions_of(unit.id), "later"),
        "earlier": _named(queries.origins_of(unit.id), "earlier"),
        "may_change": may(actor, "unit.change", unit),
        "may_invite": may(actor, "person.invite", unit),
        "may_see_roles": may(actor, "role.see", unit),
        "may_connect": may(actor, "connection.manage", unit),
        "may_see_figures": may(actor, "plan.see_figures", unit),
    }
    return render(request, "organisations/unit.html", context)


def _asked(request: HttpRequest) -> finding.Asked:
    """What the address asks for. What it does not understand is not found."""
    get = request.GET
    kind, within = get.get("kind", ""), get.get("within", "")
    if kind and kind not in KINDS:
        raise NotFound
    try:
        below = uuid.UUID(within) if within else None
    except ValueError:
        raise NotFound from None
    return finding.Asked(
        words=get.get("q", "").replace("\x00", "")[: finding.LONGEST],
        kind=kind,
        within=below,
        direct=get.get("direct") == "1",
        after=get.get("after", "").replace("\x00", "")[:40],
    )


def _address(request: HttpRequest, after: str) -> str:
    kept = {
        key: request.GET[key] for key in ("q", "kind", "within", "direct") if key in request.GET
    }
    return "?" + urlencode({**kept, "after": after})


def _named(rows: list[Succession], side: str) -> list[tuple[Succession, Unit, str]]:
    """Each with the unit on the other side and what that one was called on the day."""
    return [
        (row, getattr(row, side), queries.name_of(getattr(row, f"{side}_id"), row.on))
        for row in rows
    ]
