from __future__ import annotations

import json
import uuid

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from benchmarks.floor.models import Answer, Check, Given, Presentation, Question

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


def begin(request: HttpRequest) -> HttpResponse:
    """A visitor, their check and its first question."""
    request.session["person"] = str(uuid.uuid4())
    check = Check.objects.create(person=request.session["person"])
    _present(check, 1)
    return redirect("floor-check", check.id)


def question(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """What any project does that asks one question after the other and measures nothing: look up
    whose check this is and what was asked, record the answer, choose a question that was not asked
    yet, redirect; then look up that question and render it."""
    check = get_object_or_404(Check, id=check_id, person=request.session.get("person"))
    asked = check.presentations.select_related("question")
    if request.method == "POST":
        shown = get_object_or_404(asked, id=request.POST["presentation"])
        with transaction.atomic():
            Given.objects.create(presentation=shown, answer=_given(request))
            _present(check, shown.position + 1)
        return redirect(request.path)
    shown = get_object_or_404(asked, given=None)
    now = {"id": shown.id, "position": shown.position}
    context = CONTEXT | {"shown": now, "item": shown.question.item, "here": request.path}
    return render(request, "assessment/question.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def _present(check: Check, position: int) -> None:
    question = Question.objects.exclude(presentation__check_taken=check).order_by("id").first()
    Presentation.objects.create(check_taken=check, question=question, position=position)


def _insert(request: HttpRequest) -> None:
    Answer.objects.create(presentation=request.POST["presentation"], answer=_given(request))


def _given(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.POST.getlist(name) for name in request.POST}
