"""A programme to read and, for whoever helps, its one-page script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from suyang.frameworks import queries as frameworks
from suyang.learning import papers, queries
from suyang.library import queries as library
from suyang.organisations.permissions import may_anywhere
from suyang.people.actors import actor_of


@require_GET
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """For whom it is, what people learn, how the afternoon goes, what to bring."""
    found = queries.programme(slug)
    body = found.body
    competences = frameworks.competence_bodies(body["framework"])
    bands = frameworks.band_names(body["framework"])
    return render(
        request,
        "learning/programme.html",
        {
            "programme": found,
            "body": body,
            "lessons": library.in_order(body["lessons"]),
            "competences": [
                competences[code] for code in body["competences"] if code in competences
            ],
            "target": {end: bands.get(body["target"][end]) for end in ("from", "to")},
            "minutes": sum(part["minutes"] for part in body["activity"]["plan"]),
            "may_start": may_anywhere(actor_of(request), "group.start"),
        },
    )


@require_GET
def script(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.programme(slug)
    return render(request, "learning/script.html", {"programme": found, "body": found.body})


@require_GET
def script_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.programme(slug)
    return papers.pdf_response(papers.script(found), f"{found.slug}-script")


@require_GET
def consent_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.programme(slug)
    return papers.pdf_response(papers.consent(found), f"{found.slug}-consent")
