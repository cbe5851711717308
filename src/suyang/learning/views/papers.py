"""Papers of a group: the sign-in sheet to look at or as PDF, cards to hand out."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from suyang.learning import papers, queries
from suyang.people.actors import actor_of


@login_required
@require_GET
def sheet(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    group = queries.group(actor_of(request), group_id)
    return render(
        request, "learning/sheet.html", {"group": group, "sheet": papers.sign_in_sheet(group)}
    )


@login_required
@require_GET
def sheet_pdf(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    group = queries.group(actor_of(request), group_id)
    return papers.pdf_response(papers.sign_in_sheet(group), f"sign-in-{group.code}")


@login_required
@require_GET
def cards_pdf(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    group = queries.group(actor_of(request), group_id)
    return papers.pdf_response(papers.join_cards(group), f"cards-{group.code}")
