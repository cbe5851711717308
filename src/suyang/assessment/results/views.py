"""What hangs on a result: more questions on one competence, the paper, the file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from suyang.assessment import queries
from suyang.assessment.forms import read_ticket
from suyang.assessment.models import Check
from suyang.assessment.results import follow
from suyang.assessment.results.document import document
from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations import queries as units
from suyang.people.actors import actor_of


@require_POST
def follow_up(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """Begin more questions on a competence that surprised; a second click finds them begun."""
    check = _finished(request, check_id)
    ticket = read_ticket(request.POST.get("ticket", ""))
    if ticket is None:
        messages.warning(request, _("This page was open for long. Please press the button again."))
        return redirect("check-result", check.id)
    elder = check.elder or request.preferences.elder  # type: ignore[attr-defined]
    code = request.POST.get("competence", "")
    return redirect("check-question", follow.begin(check, code, ticket.check_id, elder=elder).id)


@require_GET
def as_pdf(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    from suyang.assessment.results.paper import pdf

    check = _finished(request, check_id)
    if not {"areas", "competences"} & set(check.blueprint.body["report"]):
        raise NotFound
    response = HttpResponse(pdf(check), content_type="application/pdf")
    return _file(response, check, "pdf")


@require_GET
def as_json(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    check = _finished(request, check_id)
    made_up = units.demonstration_label()
    found = ({"demonstration": made_up} if made_up else {}) | document(check)
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _file(response, check, "json")


def _finished(request: HttpRequest, check_id: uuid.UUID) -> Check:
    check = queries.check_of(actor_of(request), check_id)
    if check.finished_at is None:
        raise NotFound
    return check


def _file(response: HttpResponse, check: Check, kind: str) -> HttpResponse:
    day = clock.local_day(check.finished_at or clock.now())
    name = f"suyang-{check.blueprint.slug}-{day.isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
