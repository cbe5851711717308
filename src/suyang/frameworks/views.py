"""A framework to read, and to take along as CASE 1.1."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from suyang.foundation.texts import LANGUAGES, reader_language
from suyang.frameworks import queries


def framework(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.framework(slug)
    return render(
        request,
        "frameworks/framework.html",
        {"framework": found, "body": found.body, "crosswalks": queries.crosswalks(slug)},
    )


def case(request: HttpRequest, slug: str) -> HttpResponse:
    wanted = request.GET.get("language", reader_language())
    language = wanted if wanted in LANGUAGES else "en"
    response = JsonResponse(
        queries.case_package(slug, language), json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-case.json"'
    return response
