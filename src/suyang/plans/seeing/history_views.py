"""The page of what was done in a unit, for whoever audits it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from suyang.foundation.files import XLSX
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
    """?of= a part, ?since= and ?until= days, ?action=, ?verify=1 walks its chains, ?page="""
    part, names, asked = _asked(request, unit_id)
    page = Paginator(past.entries(names, asked), A_PAGE).get_page(request.GET.get("page"))
    query = {"of": part} | {
        name: str(value) for name in ("since", "until", "action") if (value := getattr(asked, name))
    }
    context = {
        "unit": unit_id,
        "unit_name": units.name_of(unit_id),
        "parts": PARTS.items(),
        "part": part,
        "most": past.MOST_STREAMS if part != past.UNIT else 0,
        "page": page,
        "query": urlencode(query),
        "asked": asked,
        "actions": past.actions_in(names),
        "lines": past.lines(page),
        "proof": past.prove(names) if request.GET.get("verify") == "1" else None,
    }
    return render(request, "plans/seeing/history.html", context)


@office
def history_table(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The same lines as a table (XLSX)."""
    part, names, asked = _asked(request, unit_id)
    response = HttpResponse(past.as_workbook(unit_id, part, names, asked), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="history-{part}-{unit_id}.xlsx"'
    return response


def _asked(request: HttpRequest, unit_id: uuid.UUID) -> tuple[str, list[str], past.Asked]:
    if not may(actor_of(request), "audit.see", unit_id):
        raise NotFound
    given = request.GET
    part = given.get("of", past.UNIT)
    if part not in PARTS:
        raise NotFound
    # A day that is none narrows nothing; the field shows that it is empty.
    since, until = parse_date_or_none(given.get("since")), parse_date_or_none(given.get("until"))
    return part, past.streams(unit_id, part), past.Asked(since, until, given.get("action", "")[:80])


def parse_date_or_none(written: str | None) -> dt.date | None:
    try:
        return parse_date(written or "")
    except ValueError:
        return None
