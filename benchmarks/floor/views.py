from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from benchmarks.floor.models import Answer

CONTEXT = json.loads(settings.PAGE.read_text())["context"]


def one_request(request: HttpRequest) -> HttpResponse:
    """Inserts one row and renders the page."""
    if request.method == "POST":
        _insert(request)
    return render(request, "assessment/question.html", CONTEXT)


def two_requests(request: HttpRequest) -> HttpResponse:
    """The same as Suyang's pages do it: insert, redirect, render when the page is asked for."""
    if request.method == "POST":
        _insert(request)
        return redirect(request.path)
    return render(request, "assessment/question.html", CONTEXT)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def _insert(request: HttpRequest) -> None:
    given = {name: request.POST.getlist(name) for name in request.POST}
    Answer.objects.create(presentation=request.POST["presentation"], answer=given)
