"""The page of what was done in a unit, for whoever audits it."""

from __future__ import annotations

import uuid
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from suyang.foundation.permissions import NotFound
from suyang.organisations import queries as units
from suyang.organisations.permissions import may
from suyang.plans.reporting.views import actor_of, office
from suyang.plans.seeing import history as past

A_PAGE: Final = 50
PARTS: Final[dict[str, Promise]] = {
    past.UNIT: _("The unit and its people"),
    past.PLANS: _("Plans"),
    past.REPORTS: _("Reports"),
    past.TARGETS: pgettext_lazy("of a unit", "Targets"),
    past.FOLLOW_UPS: _("Follow-ups"),
}


@office
def history(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """?of= a part, ?verify=1 walks its chains, ?page="""
    actor = actor_of(request)
    if not may(actor, "audit.see", unit_id):
        raise NotFound
    part = request.GET.get("of", past.UNIT)
    if part not in PARTS:
        raise NotFound
    names = past.streams(unit_id, part)
    page = Paginator(past.entries(names), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit_id,
        "unit_name": units.name_of(unit_id),
        "parts": PARTS.items(),
        "part": part,
        "most": past.MOST_STREAMS if part != past.UNIT else 0,
        "page": page,
        "query": f"of={part}",
        "lines": past.lines(page),
        "proof": past.prove(names) if request.GET.get("verify") == "1" else None,
    }
    return render(request, "plans/seeing/history.html", context)
